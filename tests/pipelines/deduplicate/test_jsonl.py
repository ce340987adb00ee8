from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.deduplicate.jsonl import InputError, deduplicate_jsonl, document_of
from pipelines.deduplicate.remarks import Remarks
from tests.pipelines.deduplicate.stories import OTHER, WIRE


def run(*rows: dict[str, Any], online: bool = False) -> list[dict[str, Any]]:
    return [json.loads(line) for line in deduplicate_jsonl([json.dumps(row) for row in rows], online=online)]


@pytest.mark.parametrize("online", [False, True])
def test_one_line_a_document_in_the_order_of_the_input(online: bool) -> None:
    found = run(
        {"id": "a", "text": WIRE}, {"id": "b", "text": OTHER}, {"id": "c", "text": WIRE}, online=online
    )
    assert [(row["id"], row["cluster"], row["relation"]) for row in found] == [
        ("a", "a", "first"),
        ("b", "b", "first"),
        ("c", "a", "copy"),
    ]
    assert found[2]["links"] == [{"to": "a", "relation": "copy", "overlap": 1.0, "confidence": 0.99}]
    assert set(found[0]) == {"id", "cluster", "relation", "links"}


def test_the_earliest_published_is_the_first_whatever_the_order() -> None:
    late, early = (
        {"id": "late", "text": WIRE, "published": "2031-03-05"},
        {"id": "early", "text": WIRE, "published": "2031-03-04"},
    )
    assert [row["relation"] for row in run(late, early)] == ["copy", "first"]
    assert [row["relation"] for row in run(late, early, online=True)] == ["first", "copy"]


def test_moments_compare_across_offsets() -> None:
    late, early = (
        {"id": "late", "text": WIRE, "published": "2031-03-04T20:00:00Z"},
        {"id": "early", "text": WIRE, "published": "2031-03-05T00:30:00+05:30"},
    )
    assert [row["relation"] for row in run(late, early)] == ["copy", "first"]
    for odd in ("0001-01-01T00:00:00+05:00", "yesterday", "2031-03-05"):
        assert document_of({"id": "a", "text": WIRE, "published": odd}, 1).published == odd


def test_same_input_same_bytes() -> None:
    lines = [json.dumps({"id": f"d{n}", "text": text}) for n, text in enumerate([WIRE, OTHER, WIRE, OTHER])]
    assert list(deduplicate_jsonl(lines)) == list(deduplicate_jsonl(lines))


def test_empty_lines_are_passed_over_and_nothing_is_nothing() -> None:
    assert run() == []
    assert len(list(deduplicate_jsonl([b"\n", json.dumps({"id": "a", "text": ""}), "  "]))) == 1


@pytest.mark.parametrize("online", [False, True])
def test_an_id_that_comes_twice_gives_two_lines(online: bool) -> None:
    assert [
        row["id"] for row in run({"id": "a", "text": WIRE}, {"id": "a", "text": WIRE}, online=online)
    ] == ["a", "a"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "line 2: not JSON"),
        ("7", "line 2: not a JSON object"),
        ("[]", "line 2: not a JSON object but an array: put each"),
        (b"\x1f\x8b\x08\x00", "line 2: not UTF-8: is the file compressed"),
        ('{"text": "x"}', "line 2: `id` is missing"),
        ('{"id": 7, "text": "x"}', "line 2: `id` is missing or no text"),
        ('{"id": "b", "text": null}', "line 2: `text` is missing"),
    ],
)
def test_what_is_no_document_is_refused_by_its_line(line: str | bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        list(deduplicate_jsonl([json.dumps({"id": "a", "text": WIRE}), line]))


def test_what_is_read_of_an_article() -> None:
    doc = document_of(
        {
            "id": "v2",
            "article": "v1",
            "text": WIRE,
            "title": "Quay",
            "url": "https://www.herald.example/a",
            "source": {"id": "herald", "kind": "publisher"},
            "published": "2031-03-04",
            "published_utc": "2031-03-04T08:00:00Z",
            "credits": [
                {"id": "afp", "kind": "agency", "role": "origin"},
                {"id": "other", "kind": "outlet", "role": "via"},
                {"id": None, "name": "Nordwire", "kind": "agency", "role": "via"},
            ],
        },
        4,
    )
    assert (doc.position, doc.story, doc.site, doc.published) == (4, "v1", "herald", "2031-03-04T08:00:00Z")
    assert doc.agencies == ("afp", "nordwire")
    assert doc.own_agency is None


def test_what_is_read_of_anybodys_line() -> None:
    doc = document_of(
        {"id": "a", "text": "", "url": "https://news.herald.example/a", "title": 7, "credits": "AFP"}, 0
    )
    assert (doc.site, doc.title, doc.agencies, doc.story) == ("herald.example", "", (), None)
    assert document_of({"id": "a", "text": "", "credits": ["AFP"]}, 0).agencies == ("afp",)
    agency = document_of({"id": "a", "text": "", "source": {"id": "nordwire", "kind": "agency"}}, 0)
    assert (agency.site, agency.own_agency) == ("nordwire", "nordwire")


def remarks_on(*lines: str | bytes) -> list[str]:
    remarks = Remarks()
    assert len(list(deduplicate_jsonl(lines, remarks=remarks))) == len(lines)
    return list(remarks)


def test_a_byte_order_mark_is_passed_over() -> None:
    marked = json.dumps({"id": "a", "text": WIRE}).encode("utf-8-sig")
    assert remarks_on(marked, marked.decode().replace('"a"', '"b"')) == []


def test_what_is_odd_is_counted_with_its_first_line() -> None:
    rows: list[dict[str, Any]] = [
        {"id": "a", "text": WIRE, "credits": "no", "title": None},
        {"id": "b", "text": WIRE, "title": ["Quay"], "credits": [7, "AFP"]},
        {"id": "a", "text": OTHER, "credits": {"name": "AFP"}, "source": "herald"},
        {"id": "a", "text": OTHER, "url": "https://news.herald.example/a", "credits": ["AFP"]},
    ]
    assert remarks_on(*map(json.dumps, rows)) == [
        '2 lines: `credits` is no list and is not used (first: line 1: "no")',
        '1 line: `title` is no text and is not used (first: line 2: ["Quay"])',
        "1 line: a credit is neither a name nor an object and is not used (first: line 2: 7)",
        '1 line: `source` is no object and is not used (first: line 3: "herald")',
        "2 lines: the id was there before (first: line 3 has that of line 1, 'a')",
    ]
