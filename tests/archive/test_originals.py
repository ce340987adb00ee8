from __future__ import annotations

from pathlib import Path

import pytest

from archive.capture import Capture
from archive.reader import read_archive, read_at
from archive.record import Record, serialize
from tests.archive.made import URL, date, members, record_id, response, warc

PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
AGAIN = b"HTTP/1.1 200 OK\r\nX: again\r\n\r\n"
BODY = b"<p>The ferry of Lower Quay sails again.</p>"


def revisit(number: int, block: bytes = AGAIN, **fields: str) -> Record:
    return warc("revisit", number, block, WARC_Profile=PROFILE, **fields)


def captures(path: Path) -> list[Capture]:
    return [one for one in read_archive(path) if isinstance(one, Capture)]


def write(path: Path, *records: Record) -> Path:
    path.write_bytes(b"".join(members(records)))
    return path


@pytest.mark.parametrize(
    "fields",
    [
        {"WARC_Refers_To": f"<{record_id(1)}>"},
        {"WARC_Refers_To_Target_URI": URL.format(1), "WARC_Refers_To_Date": date(1)},
        {"WARC_Payload_Digest": "SHA1:abc"},
        {"WARC_Refers_To": "<urn:uuid:gone>", "WARC_Payload_Digest": "sha1:ABC"},
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_a_revisit_has_the_payload_of_its_original_before_or_behind_it(
    tmp_path: Path, fields: dict[str, str], order: int
) -> None:
    records = [response(1, BODY, WARC_Payload_Digest="sha1:ABC"), revisit(2, AGAIN, **fields)]
    found = captures(write(tmp_path / "a.warc.gz", *records[::order]))
    got = found[::order][1]
    assert (got.payload, got.fault, got.revisit, got.status) == (BODY, None, "identical-payload", 200)
    assert got.headers == (("X", "again"),)
    assert (got.url, got.date) == (URL.format(2), date(2))


def test_the_original_may_lie_in_another_file_of_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", revisit(2, WARC_Refers_To=f"<{record_id(1)}>"))
    (tmp_path / "b.warc").write_bytes(serialize(response(1, BODY)))
    assert [one.payload for one in captures(tmp_path)] == [BODY, BODY]


def test_the_original_is_found_before_the_start(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", response(1, BODY), revisit(2, WARC_Refers_To=f"<{record_id(1)}>"))
    first, second = captures(path)
    assert list(read_archive(path, start=("a.warc.gz", second.ref.offset))) == [second]
    assert read_at(path, second.ref.offset) == second
    assert second.payload == first.payload == BODY


def test_a_revisit_of_a_revisit_leads_to_the_payload(tmp_path: Path) -> None:
    chain = [revisit(number, WARC_Refers_To=f"<{record_id(number - 1)}>") for number in range(2, 40)]
    found = captures(write(tmp_path / "a.warc.gz", response(1, BODY), *chain))
    assert [one.payload for one in found] == [BODY] * 39


def test_a_revisit_without_headers_takes_the_original_s(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.warc.gz", response(1, BODY), revisit(2, b"", WARC_Refers_To=f"<{record_id(1)}>")
    )
    assert (captures(path)[1].status, captures(path)[1].content_type) == (200, "text/html")


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([revisit(2, WARC_Refers_To="<urn:uuid:gone>")], "urn:uuid:gone is not in this archive"),
        ([revisit(2)], "an original it does not name is not in this archive"),
        ([revisit(2, WARC_Refers_To=f"<{record_id(2)}>")], "it refers to itself"),
        (
            [revisit(2, WARC_Refers_To=f"<{record_id(3)}>"), revisit(3, WARC_Refers_To=f"<{record_id(2)}>")],
            "it refers to itself",
        ),
        (
            [
                response(1, BODY, WARC_Payload_Digest="sha1:AAA"),
                revisit(2, WARC_Refers_To=f"<{record_id(1)}>", WARC_Payload_Digest="sha1:BBB"),
            ],
            "the original has another payload digest",
        ),
        (
            [warc("response", 1, b"no http"), revisit(2, WARC_Refers_To=f"<{record_id(1)}>")],
            "the original has no payload (not HTTP",
        ),
    ],
)
def test_a_revisit_that_cannot_be_resolved_says_why(tmp_path: Path, records: list[Record], said: str) -> None:
    got = captures(write(tmp_path / "a.warc.gz", *records))[-1]
    assert got.payload == b""
    assert got.fault is not None
    assert got.fault.startswith(f"unresolved revisit: {said}")


def test_a_digest_spelled_otherwise_does_not_part_revisit_and_original(tmp_path: Path) -> None:
    records = [
        response(1, BODY, WARC_Payload_Digest="sha1:AAAA"),
        revisit(2, WARC_Refers_To=f"<{record_id(1)}>", WARC_Payload_Digest="sha256:bbbb"),
    ]
    assert captures(write(tmp_path / "a.warc.gz", *records))[1].payload == BODY


def test_a_lost_original_leaves_the_revisit_unresolved_and_the_rest_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.warc.gz", response(1, BODY), revisit(2, WARC_Refers_To=f"<{record_id(1)}>"), response(3)
    )
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    got = captures(path)
    assert [one.url for one in got] == [URL.format(2), URL.format(3)]
    assert got[0].fault is not None
    assert got[0].fault.startswith("unresolved revisit")
