"""Digests of blocks, payloads and files: made the one way our records use, checked whatever algorithm a record names."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path

_SPELLINGS = {"sha-1": "sha1", "sha-256": "sha256", "sha-512": "sha512", "sha-384": "sha384"}
_ALGORITHMS = frozenset({"md5", "sha1", "sha256", "sha384", "sha512", "blake2b", "blake2s"})
_CHUNK = 1 << 20
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
_SHIFTS = range(250, -1, -10)


def labelled(data: bytes | memoryview) -> str:
    """`sha256:` + base32, the form of WARC-Block-Digest and WARC-Payload-Digest in our records (WARC 1.1, 5.8 and 5.9)."""
    return label(hashlib.sha256(data).digest())


def label(digest: bytes) -> str:
    """A SHA-256 digest in that form (RFC 4648, 6)."""
    # Three a record: by pairs of letters it takes half the time of the standard library's way.
    bits = int.from_bytes(digest, "big") << 4
    return "sha256:" + "".join([_PAIRS[bits >> shift & 1023] for shift in _SHIFTS]) + "===="


def matches(value: str, data: bytes) -> bool | None:
    """Whether a digest field's value is the digest of `data`; None when it names no algorithm that is known here.

    Base32, base64 (each with or without padding) and hexadecimal are read, for archives hold all of them.
    """
    return matches_pieces(value, (data,))


def matches_pieces(value: str, pieces: Iterable[bytes]) -> bool | None:
    """`matches` for what comes a piece at a time; without a known algorithm no piece is asked for."""
    name, _, claimed = value.strip().partition(":")
    name = _SPELLINGS.get(name.lower(), name.lower())
    if name not in _ALGORITHMS or not claimed:
        return None
    digest = hashlib.new(name, usedforsecurity=False)
    for piece in pieces:
        digest.update(piece)
    bare, raw = claimed.rstrip("="), digest.digest()
    return (
        bare.upper() == base64.b32encode(raw).decode().rstrip("=")
        or claimed.lower() == digest.hexdigest()
        or bare == base64.b64encode(raw).decode().rstrip("=")
    )


def of_file(path: Path) -> str:
    """SHA-256 of a file as hexadecimal, read in pieces. Raises OSError when it cannot be read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
