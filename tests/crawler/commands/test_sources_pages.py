"""`scrapy sources --record` and `--check PATH`."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from scrapy.settings import Settings

from archive.exchange import Withholding
from archive.writer import ArchiveWriter
from crawler.config import PROJECT
from crawler.recording import crawl_command
from pipelines.sources.fixture import read_fixture
from tests.crawler.commands.here import command, run
from tests.crawler.commands.test_help import calls
from tests.e2e.command import QUICK, Folder, scrapy, settings
from tests.pipelines.extract.newsroom import STORY, TITLE
from tests.pipelines.sources.archived import DAY, HTML, answer, archive_of
from tests.server.fixture import Server

URL = "https://www.gull.example/news/2024/05/06/pier-of-gullhaven"
PAGES = PROJECT / "tests" / "pipelines" / "sources" / "pages"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    robots = b"User-agent: *\nSitemap: https://www.gull.example/news.xml\n"
    return archive_of(
        tmp_path, answer("https://www.gull.example/robots.txt", robots, kind="text/plain"), answer(URL, HTML)
    )


def declared(folder: Path, rules: str = "") -> Path:
    folder.mkdir()
    (folder / "gull.toml").write_text(
        'id = "gull"\nname = "Gull"\ndomains = ["gull.example"]\nfeeds = ["https://gull.example/rss"]\n'
        + rules
    )
    return folder


def record(archive: Path, into: Path, sources: Path, more: str = "") -> int:
    return run(f"sources --record {URL} --from {archive} --into {into} -s WIRECOPY_SOURCES={sources} {more}")


def test_a_page_of_an_archive_becomes_a_fixture_of_its_source(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record(archive, tmp_path / "pages", declared(tmp_path / "sources")) == 0
    folder = tmp_path / "pages" / "gull" / "pier-of-gullhaven"
    fixture = read_fixture(folder)
    assert (fixture.page.body, fixture.page.url) == (HTML, URL)
    assert (fixture.expected["title"], fixture.expected["text"]) == (TITLE, list(STORY))
    told = capsys.readouterr().out
    assert told.startswith(f"recorded {folder}\n")
    assert told.endswith(f"  scrapy sources --check {tmp_path / 'pages'}\n")
    assert "proposed" not in told


def test_an_undeclared_outlet_is_proposed_and_written_only_when_asked(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    assert record(archive, tmp_path / "a", sources) == 0
    told = capsys.readouterr().out
    assert 'sitemaps = ["https://www.gull.example/news.xml"]' in told
    assert list(sources.iterdir()) == []
    assert (tmp_path / "a" / "gull.example" / "pier-of-gullhaven" / "page.html").is_file()
    assert record(archive, tmp_path / "b", sources, "--write --json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["written"] == str(sources / "gull.toml")
    assert facts["proposal"] == (sources / "gull.toml").read_text("utf-8")
    assert run(f"sources gull -s WIRECOPY_SOURCES={sources}") == 0


def test_nothing_is_written_over(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sources = declared(tmp_path / "sources")
    record(archive, tmp_path / "pages", sources)
    expected = tmp_path / "pages" / "gull" / "pier-of-gullhaven" / "expected.json"
    expected.write_text('{"title": "by hand"}')
    assert record(archive, tmp_path / "pages", sources) == 2
    assert "is there already" in capsys.readouterr().err
    assert expected.read_text() == '{"title": "by hand"}'


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (
            "sources --record https://gull.example/no --from {archive}",
            "no capture of https://gull.example/no",
        ),
        ("sources --record https://www.gull.example/robots.txt --from {archive}", "gave no page: robots.txt"),
        ("sources --record https://gull.example/no --from {archive}/none", "no archive at"),
        ("sources --check {archive}/none", "no archive at"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    line: str, why: str, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(line.format(archive=archive) + f" --into {tmp_path / 'p'}" * ("--record" in line)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert why in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "line", ["sources --write", "sources --from x", "sources gull --record https://a.example/"]
)
def test_options_that_do_not_go_together_are_refused(line: str) -> None:
    assert run(line) == 2


def test_rules_that_match_no_more_give_1_and_are_named(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = declared(tmp_path / "sources", '[[rules]]\ntitle = ["h1", "h6"]\nbody = "div.gone"\n')
    assert run(f"sources --check {archive} -s WIRECOPY_SOURCES={sources}") == 1
    told = capsys.readouterr().out
    assert "gull, rules of ... to ...: 1 page\n" in told
    assert "  body no longer matches: nothing on 1 of 1, last on 2024-05-06\n    " + URL in told
    assert told.endswith("1 article: 1 field whose rules match no more\n")
    assert run(f"sources --check {archive} --json -s WIRECOPY_SOURCES={sources}") == 1
    facts = json.loads(capsys.readouterr().out)
    assert facts["rules"][0]["broken"] == ["body"]
    found = {each["selector"]: each["pages"] for each in facts["rules"][0]["selectors"]}
    assert found == {"h1": 1, "h6": 0, "div.gone": 0}


def test_a_fixture_that_is_read_otherwise_gives_1(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = declared(tmp_path / "sources")
    record(archive, tmp_path / "pages", sources)
    check = f"sources gull --check {tmp_path / 'pages'} -s WIRECOPY_SOURCES={sources}"
    assert run(check) == 0
    expected = tmp_path / "pages" / "gull" / "pier-of-gullhaven" / "expected.json"
    expected.write_text('{"title": "Pier"}')
    capsys.readouterr()
    assert run(check) == 1
    assert '  -"Pier"\n' in capsys.readouterr().out
    expected.write_text("{")
    assert run(check) == 2


def test_source_files_beside_the_pages_are_taken_and_their_faults_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = Path(shutil.copytree(PAGES / "olkhovsky_listok", tmp_path / "olkhovsky_listok"))
    assert run(f"sources --check {tmp_path}") == 0
    assert "olkhovsky_listok: no rules, 1 page" in capsys.readouterr().out
    (pages / "olkhovsky_listok.toml").write_text('id = "x"\n')
    assert run(f"sources --check {tmp_path}") == 2
    assert "olkhovsky_listok.toml" in capsys.readouterr().out


@pytest.mark.parametrize("source", ["", "--from {}/archive"])
def test_a_withheld_address_is_neither_fetched_nor_taken_from_its_archive(
    source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive_of(tmp_path, answer(URL, HTML))
    writer = ArchiveWriter(tmp_path / "archive", software="test", operator=None, settings={})
    writer.withhold(Withholding(URL, "asked", DAY)).result(timeout=30)
    writer.close()
    assert run(f"sources --record {URL} {source.format(tmp_path)} --into {tmp_path / 'p'}", tmp_path) == 2
    assert "withheld on request" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()


def test_the_page_for_newcomers_uses_options_that_are_there() -> None:
    text = (PROJECT / "docs" / "add-a-source.md").read_text("utf-8")
    lines = re.findall(r"^scrapy sources (.*)$", text, re.MULTILINE)
    parser = argparse.ArgumentParser()
    made = command("sources")
    made.settings = Settings()
    made.add_options(parser)
    assert len(lines) >= 4
    for line in lines:
        options, rest = parser.parse_known_args(shlex.split(line.replace("$TRY", "")))
        assert rest == []
        assert options.record or options.check is not None


def test_the_examples_of_the_help_do_what_they_say(
    data: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (data.path / "sources").mkdir()
    monkeypatch.chdir(PROJECT)
    known_short = (1, "tests/pipelines/sources/pages")
    done = 0
    for call in calls("sources", data.path, tmp_path):
        if call[0] == "sources" and not any("WIRECOPY_CONTACT" in part for part in call):
            code = run(shlex.join(call))
            assert code == 0 or (code, call[-1]) == known_short, call
            done += 1
    assert done >= 6
    assert capsys.readouterr().err == ""


def test_the_crawl_of_a_recording_keeps_the_settings_and_not_the_folder(tmp_path: Path) -> None:
    crawl = crawl_command(tmp_path, ["WIRECOPY_DATA=mine", "WIRECOPY_CONTACT=a@b.example"])
    given = [crawl[at + 1] for at, part in enumerate(crawl) if part == "-s"]
    last = dict(each.split("=", 1) for each in given)
    assert last["WIRECOPY_CONTACT"] == "a@b.example"
    assert last["WIRECOPY_DATA"] == str(tmp_path / "data")
    assert (last["WIRECOPY_FRONTIER"], last["WIRECOPY_OFFLINE"]) == ("", "")


def test_a_page_of_the_network_is_fetched_politely_and_leaves_nothing_behind(
    misbehaving_server: Server, tmp_path: Path
) -> None:
    misbehaving_server.reset()
    into, data = tmp_path / "pages", tmp_path / "data"
    url = misbehaving_server.url("/redirect?to=/article/3")
    options = {**QUICK, "WIRECOPY_DATA": str(data)}
    done = scrapy("sources", "--record", url, "--into", str(into), *settings(options))
    assert done.returncode == 0, done.stderr
    (folder,) = (into / "127.0.0.1").iterdir()
    assert read_fixture(folder).page.url == misbehaving_server.url("/article/3")
    assert misbehaving_server.hits("/robots.txt") == 1
    assert not data.exists()


def test_without_a_contact_nothing_is_fetched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"sources --record https://gull.example/a --into {tmp_path / 'p'}") == 2
    assert capsys.readouterr().err.startswith("scrapy sources: who runs this crawl? Set WIRECOPY_CONTACT")
