"""A response taken apart as revisits and digests look at it, whether its bytes are in memory or in a spool."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from archive.digest import label, labelled
from archive.errors import ChunkingDamaged, HttpDamaged
from archive.exchange import is_answer, without_interim
from archive.http import (
    CHUNK_SIZE,
    Headers,
    HttpResponse,
    cut_chunk,
    dechunk,
    entity,
    is_chunked,
    no_size,
    parse_response,
)
from archive.scan import MAX_BLOCK
from archive.spool import MEMORY, PIECE, Spool

MIN_REVISIT = 4096
"""Payloads of fewer bytes are written again: compressed, a revisit record would hardly be smaller."""

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_WINDOW = 1 << 16
_LONGEST_SIZE_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """A response taken apart: `head` is the HTTP header with its blank line, `length` that of the payload.

    `digest` is the payload's, `size` the bytes of the whole block. `whole` is False when chunking is broken or fewer
    bytes came than Content-Length promised; `fits` is also False when more came. `fault` names the broken framing.
    """

    status: int | None
    head: bytes
    digest: str
    length: int
    size: int
    chunked: bool = False
    whole: bool = True
    fits: bool = True
    payload: bytes = b""
    """The entity; empty for an answer in a spool."""
    fault: str | None = None

    @property
    def key(self) -> str | None:
        """What equal payloads have in common; None for one too small to be worth it, or of another length than it says.

        Framing is part of it: pywb reads the original's bytes under the revisit's headers, so that chunks under a
        Content-Length (or the other way round) would come out wrong. A block that readers would cut is no original.
        """
        if self.length < MIN_REVISIT or self.size > MAX_BLOCK or not (self.whole and self.fits):
            return None
        return self.digest + (" chunked" if self.chunked else "")


class SpooledAnswer(NamedTuple):
    """An answer whose block lies in a spool from `start` on; `beginning` holds its head and some of its body."""

    answer: Answer
    block_digest: str
    start: int
    beginning: bytes


def take_apart(block: bytes) -> Answer:
    """The block of a response record; never raises."""
    try:
        response = parse_response(block)
    except HttpDamaged:
        end = _HEAD_END.search(block)
        body = block[end.end() :] if end else b""
        return Answer(
            None, block[: len(block) - len(body)], labelled(body), len(body), len(block), payload=body
        )
    head = block[: len(block) - len(response.body)]
    if not is_chunked(response.headers):
        return _by_length(response, head, labelled(response.body), len(response.body), response.body)
    fault = None
    try:
        payload = dechunk(response.body)
    except ChunkingDamaged as error:
        payload, fault = entity(response), str(error)
    return Answer(
        response.status,
        head,
        labelled(payload),
        len(payload),
        len(block),
        chunked=True,
        whole=fault is None,
        payload=payload,
        fault=fault,
    )


def take_apart_spooled(spool: Spool) -> SpooledAnswer | None:
    """The same for bytes in a spool, read twice and held a piece at a time; None when they hold no answer.

    Interim answers are passed over. Raises OSError when the spool cannot be read.
    """
    first = spool.read(0, MEMORY)
    beginning = without_interim(first)
    if not is_answer(beginning):
        return None
    start = len(first) - len(beginning)
    block = hashlib.sha256()
    for piece in spool.pieces(start):
        block.update(piece)
    return SpooledAnswer(_spooled(spool, start, beginning), label(block.digest()), start, beginning)


def _spooled(spool: Spool, start: int, beginning: bytes) -> Answer:
    size = len(spool) - start
    try:
        response: HttpResponse | None = parse_response(beginning)
    except HttpDamaged:
        response = None
    if response is None:
        end = _HEAD_END.search(beginning)
        head = beginning[: end.end()] if end else beginning
        digest, length = _digest(spool.pieces(start + len(head)))
        return Answer(None, head, digest, length, size)
    head = beginning[: len(beginning) - len(response.body)]
    body = start + len(head)
    if not is_chunked(response.headers):
        digest, length = _digest(spool.pieces(body))
        return _by_length(response, head, digest, length)
    fault = None
    payload = _Digest()
    try:
        for piece in dechunked(spool, body):
            payload.take(piece)
    except ChunkingDamaged as error:
        fault = str(error)
        if not CHUNK_SIZE.match(response.body):
            payload = _Digest()
            for piece in spool.pieces(body):
                payload.take(piece)
    return Answer(
        response.status,
        head,
        payload.label(),
        payload.length,
        size,
        chunked=True,
        whole=fault is None,
        fault=fault,
    )


class _Digest:
    """A payload digest and length in the making."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.length = 0

    def take(self, piece: bytes) -> None:
        self._hash.update(piece)
        self.length += len(piece)

    def label(self) -> str:
        return label(self._hash.digest())


def _digest(pieces: Iterator[bytes]) -> tuple[str, int]:
    digest = _Digest()
    for piece in pieces:
        digest.take(piece)
    return digest.label(), digest.length


def _by_length(response: HttpResponse, head: bytes, digest: str, length: int, payload: bytes = b"") -> Answer:
    promised = _content_length(response.headers)
    # No body at all is the answer to HEAD, or a 304: nothing was cut.
    whole = promised is None or not length or length >= promised
    return Answer(
        response.status,
        head,
        digest,
        length,
        len(head) + length,
        whole=whole,
        fits=promised is None or length == promised,
        payload=payload,
        fault=None if whole else f"short body: {length} of {promised} bytes",
    )


def _content_length(headers: Headers) -> int | None:
    """What the header says of the body's length; None when it says nothing, or two things (RFC 9112, 6.3)."""
    values = {value for name, value in headers if name.lower() == "content-length"}
    value = values.pop() if len(values) == 1 else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def dechunked(spool: Spool, start: int) -> Iterator[bytes]:
    """The body at `start` without its chunk framing, piece by piece, as `archive.http.dechunk` reads it.

    Raises ChunkingDamaged behind the last piece that could be read.
    """
    at, base, window = start, start, b""
    while True:
        if at + 20 > base + len(window):
            base, window = at, spool.read(at, _WINDOW)
        line = CHUNK_SIZE.match(window, at - base)
        if line is None and base + len(window) < len(spool):
            base, window = at, spool.read(at, _LONGEST_SIZE_LINE)
            line = CHUNK_SIZE.match(window)
        if line is None:
            raise ChunkingDamaged(no_size(at - start, len(spool) - start), b"")
        at = base + line.end()
        size = int(line[1], 16)
        if size == 0:
            return
        stop = at + size
        while at < stop:
            piece = window[at - base : stop - base] or spool.read(at, min(PIECE, stop - at))
            if not piece:
                raise ChunkingDamaged(cut_chunk(size - stop + at, size), b"")
            yield piece
            at += len(piece)
        if at + 2 > base + len(window):
            base, window = at, spool.read(at, _WINDOW)
        ending = window[at - base : at - base + 2]
        at += 2 if ending == b"\r\n" else 1 if ending[:1] == b"\n" else 0
