from __future__ import annotations

import json
import subprocess
import sys

import pytest

from crawler.discovery.xml import LARGEST
from tests.server.fixture import ROOT, Server

PROGRAM = """
import json, sys
from crawler.discovery.read import read
from tests.memory import peak_kib
from tests.server import encodings, feeds

base, name = sys.argv[1:]
body = encodings.gzip_bomb(10_000) if name == "gzip-bomb" else feeds.HOSTILE[name][1](base)
before = peak_kib()
found = read(body, base + "/list")
print(json.dumps([found.form, len(found), found.faults, peak_kib() - before]))
"""


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("name", "fault", "megabytes"),
    [
        ("billion-laughs", "declares entities", 64),
        ("quadratic", "declares entities", 64),
        ("external-entity", "declares entities", 64),
        ("gzip-bomb", f"gzip of more than {LARGEST} bytes", 2 * LARGEST >> 20),
    ],
)
def test_an_attack_costs_little_memory_and_reaches_nobody(
    server: Server, name: str, fault: str, megabytes: int
) -> None:
    command = [sys.executable, "-c", PROGRAM, server.url("").rstrip("/"), name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    _, count, faults, kilobytes = json.loads(done.stdout)
    assert faults[0] == fault
    assert count <= 1
    assert kilobytes < megabytes * 1024
    assert [target for target in server.audit()["hits"] if "canary" in target] == []
