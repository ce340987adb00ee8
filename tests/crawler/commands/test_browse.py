"""`scrapy browse` from start to Ctrl-C, with a program in pywb's place that serves the folder it was started in."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.crawler.commands.here import run
from tests.e2e.command import ROOT, Folder, command, heed_signals

STANDS_IN = f"""#!{sys.executable}
import http.server, sys
assert sys.argv[1:4:2] == ["-b", "-p"], sys.argv
http.server.test(http.server.SimpleHTTPRequestHandler, bind=sys.argv[2], port=int(sys.argv[4]))
"""


def program(folder: Path, text: str = STANDS_IN) -> Path:
    folder.mkdir()
    (folder / "wayback").write_text(text)
    (folder / "wayback").chmod(0o755)
    return folder


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_ended(data: Folder, tmp_path: Path, ending: signal.Signals) -> None:
    url = data.lines("articles")[0]["url"]
    assert run(f"withhold {url} --reason r", data.path) == 0
    made = tmp_path / "made"
    made.mkdir()
    arguments = ["browse", "--port", "0", "--pywb", str(program(tmp_path / "bin"))]
    process = subprocess.Popen(
        command([*arguments, "-s", f"WIRECOPY_DATA={data.path}"]),
        cwd=ROOT,
        env={"PATH": "", "TMPDIR": str(made)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_signals,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("http://127.0.0.1:"), (said, process.poll() and process.communicate())
        assert "1 withheld" in said
        base = said.partition("/news/")[0]
        with urllib.request.urlopen(base + "/index.cdxj", timeout=20) as answer:
            index = answer.read().decode()
        assert index
        assert f'"{url}"' not in index
        with urllib.request.urlopen(base + "/templates/search.html", timeout=20) as answer:
            assert data.lines("articles")[1]["url"] in answer.read().decode()
        process.send_signal(ending)
        assert process.wait(30) == 0
    finally:
        process.kill()
        rest = process.communicate()
    assert rest == ("", "")
    assert list(made.iterdir()) == []
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(base, timeout=5)


def test_a_server_that_does_not_start_is_told_in_one_line(
    data: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = program(tmp_path / "bin", "#!/bin/sh\necho no module named pkg_resources >&2\nexit 3\n")
    assert run(f"browse --port 0 --pywb {folder}", data.path) == 2
    said = capsys.readouterr().err
    assert said == "scrapy browse: pywb ended: exit code 3: no module named pkg_resources\n"


def test_what_keeps_it_from_serving(
    data: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = program(tmp_path / "bin")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run(f"browse --port {port} --pywb {folder}", data.path) == 2
    assert "--port 0 a free one" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    for line, where, words in (
        ("browse", tmp_path / "nowhere", "no folder"),
        ("browse", tmp_path / "empty", "no finished WARC file"),
        (f"browse --pywb {tmp_path}", data.path, "no `wayback` in"),
        (f"browse {tmp_path}/none.wacz", data.path, "no file"),
        (f"browse {__file__}", data.path, "npm pack"),
        (f"browse {__file__} --replayweb {tmp_path}", data.path, "lacks index.html, ui.js, sw.js"),
        ("browse --port 99999", data.path, "--port 0"),
    ):
        assert run(f"{line} {'' if '--port' in line else '--port 0'}", where) == 2, line
        said = capsys.readouterr()
        assert words in said.err, line
        assert (said.err.count("\n"), said.out) == (1, "")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("crawler.browse.wayback.VENV", tmp_path / "none")
    assert run("browse --port 0", data.path) == 2
    assert "`make browse` installs it" in capsys.readouterr().err
