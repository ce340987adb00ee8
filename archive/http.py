"""HTTP/1 messages as they were on the wire, read leniently: what the bytes say, not what we make of it (RFC 9112)."""

from __future__ import annotations

import re
from typing import NamedTuple

from archive.errors import ChunkingDamaged, HttpDamaged
from archive.record import head_end, parse_fields, plain_fields, plain_head_end

MAX_HEAD = 1 << 20
"""Bytes of start line and header fields that are read; a longer head is a fault of the message."""
MAX_FIELDS = 10_000
"""Header fields that are read; a message with more is a fault."""

# Lenient: "HTTP/1. 200", "HTTP/2 200" (browsers), "ICY 200 OK", no reason phrase, no space after the code.
_STATUS_LINE = re.compile(r"([A-Za-z]{2,10}(?:/[0-9.]{1,8})?)[ \t]+([0-9]{3})(?![0-9])(.*)\Z", re.DOTALL)
_METHOD = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,40}\Z")
_VERSION = re.compile(r"[A-Za-z]+/[0-9.]+\Z")
CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*)?\r?\n")
"""The line before a chunk: its size in hexadecimal, an extension (RFC 9112, 7.1)."""
_FIELD = re.compile(r"^([^:\s]+): (?!\s)(.*)(?<!\s)\r$", re.MULTILINE)
_LINE_ENDS = frozenset({b"\r", b"\n"})

Headers = tuple[tuple[str, str], ...]


class HttpResponse(NamedTuple):
    """A response as stored: headers in order as latin-1 text, body as on the wire (transfer encoding still on)."""

    status: int
    reason: str
    version: str
    headers: Headers
    body: bytes


class HttpRequest(NamedTuple):
    """A request as stored: target as sent, headers in order as latin-1 text, body as on the wire."""

    method: str
    target: str
    version: str
    headers: Headers
    body: bytes


class ResponseHead(NamedTuple):
    """Status line and header fields of a response, and where in its block the body begins."""

    status: int
    reason: str
    version: str
    headers: Headers
    end: int


def parse_response(block: bytes) -> HttpResponse:
    """The final response in a block; interim responses (1xx, but not 101) before it are passed over.

    A head without a blank line at its end is a response without body. Raises HttpDamaged when there is no status
    line, or the head is over `MAX_HEAD` bytes or `MAX_FIELDS` fields.
    """
    status, reason, version, headers, end = parse_response_head(block)
    return HttpResponse(status, reason, version, headers, block[end:])


def parse_response_head(block: bytes) -> ResponseHead:
    """`parse_response` without a copy of the body."""
    end = 0
    while True:
        line, headers, end = _head(block, end)
        match = _STATUS_LINE.match(line)
        if match is None:
            raise HttpDamaged(f"no HTTP status line: {line[:60]!r}")
        version, code, reason = match.groups()
        status = int(code)
        if 100 <= status < 200 and status != 101 and block.startswith(b"HTTP/", end):
            continue
        return ResponseHead(status, reason.strip(), version, headers, end)


def parse_request(block: bytes) -> HttpRequest:
    """The request in a block. Raises HttpDamaged when there is no request line, or the head is over the limits."""
    line, headers, end = _head(block, 0)
    method, _, rest = line.partition(" ")
    if not _METHOD.match(method) or not rest:
        raise HttpDamaged(f"no HTTP request line: {line[:60]!r}")
    target, _, version = rest.rpartition(" ")
    if not _VERSION.match(version):
        target, version = rest, ""
    return HttpRequest(method, target.strip(), version, headers, block[end:])


def _head(block: bytes, start: int) -> tuple[str, Headers, int]:
    """Start line, fields and offset of the body of the message at `start`; empty lines before it are skipped."""
    while block[start : start + 1] in _LINE_ENDS:
        start += 1
    parse = _usual_fields
    stop, end = plain_head_end(block, start, start + MAX_HEAD)
    if end < 0:
        parse = parse_fields
        stop, end = head_end(block, start, start + MAX_HEAD)
    if end < 0:
        if len(block) - start > MAX_HEAD:
            raise HttpDamaged(f"HTTP header over {MAX_HEAD} bytes")
        stop = end = len(block)
    if stop - start > MAX_FIELDS and block.count(b"\n", start, stop) > MAX_FIELDS:
        raise HttpDamaged(f"more than {MAX_FIELDS} HTTP header lines")
    line, _, fields = block[start:stop].decode("latin-1").partition("\n")
    return line.strip(), parse(fields), end


def _usual_fields(text: str) -> Headers:
    """`plain_fields` at half the cost of time where every line is as it should be."""
    found = _FIELD.findall(text)
    return tuple(found) if len(found) == text.count("\n") + 1 else plain_fields(text)


def is_chunked(headers: Headers) -> bool:
    """True when the fields say that the body is framed in chunks (RFC 9112, 6.1)."""
    values = [value for name, value in headers if len(name) == 17 and name.lower() == "transfer-encoding"]
    return any("chunked" in value.lower() for value in values)


def dechunk(body: bytes) -> bytes:
    """The body without its chunk framing; extensions and trailers are dropped (RFC 9112, 7.1).

    Raises ChunkingDamaged, with what could be read as `partial`, for a bad chunk size, a chunk that breaks off, or
    a missing last chunk.
    """
    parts: list[bytes] = []
    at = 0
    while True:
        line = CHUNK_SIZE.match(body, at)
        if line is None:
            raise ChunkingDamaged(no_size(at, len(body)), b"".join(parts))
        size = int(line[1], 16)
        if size == 0:
            return b"".join(parts)
        chunk = body[line.end() : line.end() + size]
        parts.append(chunk)
        if len(chunk) < size:
            raise ChunkingDamaged(cut_chunk(len(chunk), size), b"".join(parts))
        at = _after_chunk(body, line.end() + size)


def no_size(at: int, size: int) -> str:
    """What is wrong where a chunk should begin and does not, `at` bytes into a body of `size`."""
    what = "no last chunk" if at >= size else "bad chunk"
    return f"{what}: no chunk size at byte {at} of the body"


def cut_chunk(came: int, size: int) -> str:
    """What is wrong with a chunk that breaks off."""
    return f"cut in a chunk: last chunk has {came} of {size} bytes"


def _after_chunk(body: bytes, at: int) -> int:
    if body.startswith(b"\r\n", at):
        return at + 2
    return at + 1 if body.startswith(b"\n", at) else at


def entity(response: HttpResponse) -> bytes:
    """The payload as WARC 1.1, 6.3.2 means it: transfer encoding removed, content encoding kept; never raises.

    Of broken chunking it gives what could be read. A body that is said to be chunked and does not begin with a
    chunk is taken as it is, since many archivers store it decoded under the old header.
    """
    return read_entity(response)[0]


def read_entity(response: HttpResponse) -> tuple[bytes, str | None]:
    """`entity`, and what broke the chunked framing so that it is not all that was sent; None where nothing did."""
    return unframe(response.body) if is_chunked(response.headers) else (response.body, None)


def unframe(body: bytes) -> tuple[bytes, str | None]:
    """`read_entity` for a body that is said to be chunked."""
    if not CHUNK_SIZE.match(body):
        return body, None
    try:
        return dechunk(body), None
    except ChunkingDamaged as fault:
        return fault.partial, str(fault)
