"""What a record means: the one function that turns a WARC record into a Capture, live and in every replay.

Our own metadata records (Content-Type `application/warc-fields`) say what has no response bytes: `wirecopy-fault: WHY`
(the exchange broke), `wirecopy-refused: WHY` (never sent), each with `via: URI` where known, and
`wirecopy-withheld: WHY` (a removal request, which gives `Unread(reason="withheld")`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from archive.capture import Capture, RecordRef, Unread, payload_digest
from archive.errors import HttpDamaged
from archive.http import Headers, ResponseHead, parse_response, parse_response_head, unframe
from archive.pieces import Buffer, Pieces
from archive.record import Record, parse_fields, unbracket

_NOT_CAPTURES = frozenset({"warcinfo", "request", "continuation", "arc_header"})


def capture_from_record(record: Record, ref: RecordRef) -> Capture | Unread:
    """The Capture that a record stands for, or why it stands for none; never raises for what a record holds.

    A response whose block is no HTTP is a Capture with `fault`. A revisit of an identical payload has no payload of
    its own: it comes back with `fault` "unresolved revisit: ..." until `resolve` is given the original's payload.
    """
    return capture_from_pieces(Pieces.of(record), ref)


def capture_from_pieces(pieces: Pieces, ref: RecordRef) -> Capture | Unread:
    """`capture_from_record` for a record whose block is not joined yet, and need not be."""
    capture = _meaning(pieces, ref, pieces.fields)
    page = pieces.fields.get("wirecopy-requisite-of")
    return replace(capture, requisite_of=page) if page and isinstance(capture, Capture) else capture


def _meaning(pieces: Pieces, ref: RecordRef, fields: Mapping[str, str]) -> Capture | Unread:
    kind = fields.get("warc-type", "").lower()
    url = unbracket(fields.get("warc-target-uri", ""))
    if kind in _NOT_CAPTURES:
        return Unread(ref, "record type", kind, url or None)
    if kind == "metadata":
        return _metadata(pieces, ref, fields, url)
    if kind not in {"response", "revisit", "resource", "conversion"}:
        return Unread(ref, "record type", kind or None, url or None)
    date = fields.get("warc-date", "")
    if not url or not date:
        missing = "WARC-Target-URI" if not url else "WARC-Date"
        return Unread(ref, f"damaged: {kind} record without {missing}", kind, url or None)
    if kind == "response" and _is_http(fields, pieces.block[0]):
        return _response(pieces, ref, fields, url, date)
    if kind == "revisit":
        return _revisit(pieces, ref, fields, url, date)
    return _entity(pieces, ref, fields, url, date, kind)


def resolve(revisit: Capture, payload: bytes, original: Capture | None = None) -> Capture:
    """The revisit with the payload it refers to; `original` lends status and headers to a revisit that has none."""
    if original is None or revisit.headers:
        return replace(
            revisit, payload=payload, fault=None, truncated=original.truncated if original else None
        )
    return replace(
        revisit,
        payload=payload,
        fault=None,
        status=original.status,
        headers=original.headers,
        content_type=original.content_type,
        truncated=original.truncated,
    )


def _is_http(fields: Mapping[str, str], block: Buffer) -> bool:
    """False for a response of another protocol (dns:, ftp:, whois), which is kept as the entity its record names."""
    kind = fields.get("content-type", "").lower()
    return "application/http" in kind or not kind or block[:5] == b"HTTP/"


def _response(pieces: Pieces, ref: RecordRef, fields: Mapping[str, str], url: str, date: str) -> Capture:
    truncated = _truncated(fields)
    try:
        head, body = _parse(pieces)
    except HttpDamaged as fault:
        return Capture(
            ref,
            "response",
            url,
            date,
            b"",
            _digest(fields, b""),
            truncated=truncated,
            fault=f"not HTTP: {fault}",
        )
    content_type, chunked = None, False
    for name, value in head.headers:
        if len(name) == 12 and name.lower() == "content-type":
            content_type = value
        elif len(name) == 17 and name.lower() == "transfer-encoding" and "chunked" in value.lower():
            chunked = True
    payload, broken = unframe(body) if chunked else (body, None)
    truncated = truncated or ("unspecified" if broken else None)
    return Capture(
        ref,
        "response",
        url,
        date,
        payload,
        _digest(fields, payload),
        head.status,
        head.headers,
        content_type,
        truncated,
        cut=_cut(fields, broken) if truncated == "unspecified" else None,
    )


def _cut(fields: Mapping[str, str], broken: str | None) -> str | None:
    """What broke an answer for which WARC-Truncated has no word: the name that stands before the colon."""
    said = fields.get("wirecopy-fault") or broken
    return said.partition(":")[0].strip()[:80] if said else None


def _parse(pieces: Pieces) -> tuple[ResponseHead, bytes]:
    """The head of the response in the block, and its body copied once: the head is nearly always in the first piece."""
    first, *rest = pieces.block
    if rest:
        first = bytes(first)
        head = _head_within(first)
        if head is not None:
            return head, b"".join((memoryview(first)[head.end :], *rest))
    block = pieces.joined()
    head = parse_response_head(block)
    return head, block[head.end :]


def _head_within(piece: bytes) -> ResponseHead | None:
    """The head of the response that begins with `piece`; None when more of the block is needed to tell."""
    try:
        head = parse_response_head(piece)
    except HttpDamaged:
        return None
    return head if head.end < len(piece) and not 100 <= head.status < 200 else None


def _revisit(pieces: Pieces, ref: RecordRef, fields: Mapping[str, str], url: str, date: str) -> Capture:
    status: int | None = None
    headers: Headers = ()
    if pieces.joined().strip():
        try:
            response = parse_response(pieces.joined())
            status, headers = response.status, response.headers
        except HttpDamaged:
            headers = ()
    profile = fields.get("warc-profile", "").rstrip("/").rpartition("/")[2]
    unchanged = profile == "server-not-modified"
    return Capture(
        ref,
        "revisit",
        url,
        date,
        b"",
        _digest(fields, b""),
        status,
        headers,
        _last(headers, "content-type"),
        fault=None if unchanged else "unresolved revisit: the original is not at hand",
        revisit="server-not-modified" if unchanged else "identical-payload",
    )


def _entity(
    pieces: Pieces, ref: RecordRef, fields: Mapping[str, str], url: str, date: str, kind: str
) -> Capture:
    block = pieces.joined()
    return Capture(
        ref,
        kind,
        url,
        date,
        block,
        _digest(fields, block),
        content_type=fields.get("content-type") or None,
        truncated=_truncated(fields),
    )


def _metadata(pieces: Pieces, ref: RecordRef, fields: Mapping[str, str], url: str) -> Capture | Unread:
    said = (
        _own_fields(pieces.joined())
        if fields.get("content-type", "").startswith("application/warc-fields")
        else {}
    )
    if "wirecopy-withheld" in said:
        return Unread(ref, "withheld", "metadata", url or None)
    refused = said.get("wirecopy-refused")
    fault = refused if refused is not None else said.get("wirecopy-fault")
    if fault is None or not url:
        return Unread(ref, "record type", "metadata", url or None)
    return Capture(
        ref,
        "metadata",
        url,
        fields.get("warc-date", ""),
        b"",
        payload_digest(b""),
        fault=fault,
        refused=refused is not None,
        via=said.get("via"),
    )


def _own_fields(block: bytes) -> dict[str, str]:
    text = block[: 1 << 16].decode("utf-8", "replace")
    return {name.lower(): value for name, value in parse_fields(text)}


def _digest(fields: Mapping[str, str], payload: bytes) -> str:
    return fields.get("warc-payload-digest") or payload_digest(payload)


def _truncated(fields: Mapping[str, str]) -> str | None:
    return fields.get("warc-truncated", "").lower() or None


def _last(headers: Headers, name: str) -> str | None:
    size = len(name)
    return next((value for key, value in reversed(headers) if len(key) == size and key.lower() == name), None)
