"""Pages made to kill a parser: in a bounded child process, each gives a result or a named refusal, never an empty article."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract import extract
from tests.pipelines.extract.newsroom import STORY, TEXT, URL, article, json_ld, paragraphs

ROOT = Path(__file__).resolve().parents[3]
CASES = {
    "deep": "page(b'<div>' * 257 + P)",
    "deeper": "page(b'<div>' * 2_000 + P)",
    "deepest": "page(b'<div>' * 10_000 + P + b'</div>' * 10_000)",
    "deep with classes": "page(b'<div class=x><section>' * 10_000 + P)",
    "deep inline": "page(b'<b><i>' * 20_000 + P)",
    "attributes": "page(b'<p ' + b' '.join(b'a%d=1' % n for n in range(200_000)) + b'>' + P)",
    "quoted attributes": "page(b'<p ' + b' '.join(b'a%d=\">\"' % n for n in range(100_000)) + b'>' + P)",
    "breaks": "page(P + b'<br>' * 500_000 + P)",
    "open paragraphs": "page(b'<p>' * 1_000_000 + P)",
    "angle brackets": "page(P + b'<' * 2_000_000)",
    "spaces": "page(P + b' ' * 5_000_000 + P)",
    "comment": "page(P + b'<!--' + b'x' * 3_000_000 + b'-->')",
    "references": "page(P + b'&#' * 1_000_000)",
    "tag name": "page(b'<' + b'x' * 3_000_000 + b'>' + P)",
    "items": "page(P + b'<ul>' + b'<li>x' * 200_000)",
    "links": "page(P + b'<a href=x>' * 100_000)",
    "times": "page(P + b'<time datetime=2020-01-01>x</time>' * 50_000)",
    "open navigation": "page(b'<nav>' * 200_000 + P)",
    "nested navigation": "page(b'<nav>' * 60_000 + P + b'</nav>' * 60_000)",
    "open drawings": "page(P + b'<svg>' * 200_000)",
    "json-ld": "page(P, b'<script type=\"application/ld+json\">' + b'[' * 100_000 + b'</script>')",
    "text": "page(b'<p>' + b'word and more. ' * 350_000)",
    "binary": "bytes(range(256)) * 4_000",
}
CHILD = """
import json, resource, sys
from pipelines.extract import extract
from tests.memory import peak_kib
P = %r
def page(body, head=b''):
    return b'<html><head><title>Harbour</title>' + head + b'</head><body><h1>Harbour</h1>' + body + b'</body></html>'
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
base = peak_kib()
for name, code in json.load(sys.stdin).items():
    found = extract(eval(code), 'https://gullpost.example/x')
    grown = peak_kib() - base
    print(json.dumps([name, found.kind, found.reason, found.text[:5000], grown]), flush=True)
"""


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    code = CHILD % paragraphs().encode()
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(CASES),
        text=True,
        capture_output=True,
        cwd=ROOT,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: rest for name, *rest in lines}


@pytest.mark.parametrize("name", CASES)
def test_result_or_named_refusal(results: dict[str, Any], name: str) -> None:
    kind, reason, text, grown = results[name]
    assert (kind == "article" and text) or (
        kind == "not_article" and reason in ("too_large", "too_many_tags", "binary")
    )
    if kind == "article" and name != "text":
        assert STORY[0] in text
    assert grown < 512 * 1024


def test_too_large_is_refused_unread() -> None:
    found = extract(b"<p>" + b"x" * (17 << 20))
    assert (found.kind, found.reason, found.flags) == ("not_article", "too_large", ["too_large"])


def test_output_is_valid_unicode_without_invisible_signs() -> None:
    odd = "The harbour&#xD800; of&#0; Gull\u200bhaven\u202e will\u00ad be re\u0301built\ufeff, she said on Monday after noon."
    text = extract(article(inside=f"<p>{odd}</p>"), URL).text
    text.encode()
    assert "The harbour of Gullhaven will be rébuilt" in text.replace("\ufffd", "")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    found = extract(data)
    assert found.kind == "article" or found.reason


PARTS = "<div> </div> <p> </p> <a> </a> <table> <tr><td> </table> <li> <br> <h1> <figure> <nav> </nav> <script> </script> <!--"
FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *PARTS.split(),
            "<blockquote>",
            "&amp;",
            "<b>",
            "Read more",
            *STORY[:2],
            "By AFP",
            json_ld(headline="x"),
        ]
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(FRAGMENTS)
def test_any_markup_gives_the_same_twice(parts: list[str]) -> None:
    data = "".join(parts).encode()
    found = extract(data, URL)
    assert found == extract(data, URL)
    assert found.kind == "article" or found.reason
    assert "\n".join(block.text for block in found.blocks) == found.text


def test_hash_seed_and_order_change_nothing() -> None:
    code = (
        "import sys; from pipelines.extract import extract; data = sys.stdin.buffer.read();"
        "print(extract(data, 'https://gullpost.example/2024/05/06/x'))"
    )
    html = article(
        inside="<p>Read more</p>", head=json_ld(headline="Harbour", keywords=["a b", "c d", "e f"])
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=html,
            capture_output=True,
            cwd=ROOT,
            timeout=60,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Pacific/Apia"))
    }
    assert len(outputs) == 1
    assert TEXT.encode()[:40] in outputs.pop()
