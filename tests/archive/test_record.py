from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import RecordDamaged
from archive.record import MAX_HEAD, Record, content_length, parse_fields, parse_record, serialize

HOSTILE = [
    "a\r\nWARC-Type: metadata",
    "a\nb",
    "a\rb",
    "a\0b",
    "a\u2028b",
    "a\u2029b",
    "a\x85b",
    "a\x0bb",
    "a\x0cb",
    "a\ud800b",
]
names = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-", min_size=1, max_size=12).filter(
    lambda name: name.lower() not in {"content-length"}
)
values = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40).map(str.strip)


def test_serialize_writes_the_grammar_of_the_standard() -> None:
    record = Record(
        "WARC/1.1", (("WARC-Type", "resource"), ("WARC-Target-URI", "http://ox.example/")), b"block"
    )
    assert serialize(record) == (
        b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: http://ox.example/\r\nContent-Length: 5\r\n\r\nblock\r\n\r\n"
    )


@given(st.dictionaries(names, values, max_size=8), st.binary(max_size=200))
def test_what_is_serialized_is_parsed_as_it_was(fields: dict[str, str], block: bytes) -> None:
    unique = {name.lower(): (name, value) for name, value in fields.items()}
    record = Record("WARC/1.1", (*unique.values(), ("Content-Length", str(len(block)))), block)
    assert parse_record(serialize(record)) == record


@given(st.text(max_size=60))
def test_any_value_at_all_stays_one_field(value: str) -> None:
    raw = serialize(Record("WARC/1.1", (("WARC-Type", "response"), ("WARC-Target-URI", value)), b""))
    names_read = [name for name, _ in parse_record(raw).headers]
    assert names_read == ["WARC-Type", "WARC-Target-URI", "Content-Length"]
    # Version, three fields, and the blank lines before the (empty) block and after it.
    assert len(raw.decode().splitlines()) == 7


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_gives_exactly_one_field_of_each_name(value: str) -> None:
    raw = serialize(
        Record("WARC/1.1", (("WARC-Type", "response"), ("WARC-Target-URI", "http://e.example/" + value)), b"")
    )
    record = parse_record(raw)
    assert [name for name, _ in record.headers].count("WARC-Type") == 1
    assert record.type == "response"
    assert "%" in record.url
    assert raw.decode().isprintable() is False  # the CRLFs of the grammar
    assert all(line.isprintable() for line in raw.decode().split("\r\n"))


@pytest.mark.parametrize(
    "record",
    [
        Record("WARC/1.1\r\nX: y", (), b""),
        Record("HTTP/1.1", (), b""),
        Record("WARC/1.1", (("WARC-Type: response\r\nX", "y"),), b""),
        Record("WARC/1.1", (("", "y"),), b""),
        Record("WARC/1.1", (("Näme", "y"),), b""),
        Record("WARC/1.1", (("WARC-Type", "response"), ("warc-type", "request")), b""),
    ],
)
def test_what_no_reader_could_trust_is_refused(record: Record) -> None:
    with pytest.raises(ValueError, match="WARC"):
        serialize(record)


def test_fields_that_may_repeat_do_and_keep_their_order() -> None:
    headers = (("WARC-Protocol", "http/1.1"), ("WARC-Protocol", "tls/1.3"), ("Content-Length", "0"))
    assert parse_record(serialize(Record("WARC/1.1", headers, b""))).headers == headers


def test_a_wrong_content_length_is_put_right_where_it_stands() -> None:
    record = parse_record(serialize(Record("WARC/1.0", (("Content-Length", "999"), ("A", "b")), b"four")))
    assert record.headers == (("Content-Length", "4"), ("A", "b"))


def test_lenient_heads_are_read() -> None:
    raw = b"WARC/0.18\nWARC-Type:response\nWARC-Target-URI: <http://wget.example/a>\nX: one\n\ttwo\n"
    raw += b"nocolon\nContent-Length: \n 3\n\nabc"
    record = parse_record(raw)
    assert (record.version, record.type, record.url) == ("WARC/0.18", "response", "http://wget.example/a")
    assert (record.get("x"), record.block) == ("one two", b"abc")


def test_bytes_that_are_not_utf8_are_read_as_latin_1() -> None:
    assert parse_record(
        b"WARC/1.0\r\nWARC-Target-URI: http://e.example/\xe9\r\nContent-Length: 0\r\n\r\n"
    ).url.endswith("é")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "does not begin"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "does not begin"),
        (b"WARC/1.1\r\nContent-Length: 3\r\n", "no blank line"),
        (b"WARC/1.1\r\nWARC-Type: response\r\n\r\n", "Content-Length"),
        (b"WARC/1.1\r\nContent-Length: -3\r\n\r\nabc", "Content-Length"),
        (b"WARC/1.1\r\nContent-Length: 1e20\r\n\r\nabc", "Content-Length"),
        (b"WARC/1.1\r\nContent-Length: 5\r\n\r\nabc", "3 of 5"),
    ],
)
def test_what_is_no_record_says_why(raw: bytes, said: str) -> None:
    with pytest.raises(RecordDamaged, match=said):
        parse_record(raw)


@pytest.mark.parametrize(
    "filler", [b"A: b\r\n" * 200_000, b"A: " + b"b" * (MAX_HEAD + 1), b"\r" * 2_000_000, b"\n " * 1_000_000]
)
@pytest.mark.timeout(60)
def test_a_head_without_end_is_given_up_in_linear_time(filler: bytes) -> None:
    with pytest.raises(RecordDamaged):
        parse_record(b"WARC/1.1\r\nX: y" + filler)


@pytest.mark.parametrize(
    ("value", "length"), [("0", 0), ("12", 12), ("٣", None), ("+3", None), ("3 4", None), ("9" * 20, None)]
)
def test_only_ascii_digits_are_a_length(value: str, length: int | None) -> None:
    assert content_length((("content-length", value),)) == length


def test_fields_without_fold_and_with_it_are_read_alike() -> None:
    assert parse_fields("A: b \r\nc: d:e\r\n") == (("A", "b"), ("c", "d:e"))
    assert parse_fields("A: b\r\n more \r\nc: d:e\r\n") == (("A", "b more"), ("c", "d:e"))
