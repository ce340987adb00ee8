"""The WARC records that an exchange, a refusal or a withholding becomes (WARC 1.1, ISO 28500:2017)."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from archive.answer import Answer, SpooledAnswer, dechunked, take_apart, take_apart_spooled
from archive.digest import labelled
from archive.exchange import Exchange, Refusal, Withholding, is_answer, redact, without_interim
from archive.record import Record, escape
from archive.revisits import Original, RevisitIndex
from archive.spool import Spool

VERSION = "WARC/1.1"
CONFORMS_TO = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_WARC_FIELDS = "application/warc-fields"
_UNSAID = "no reason given"
_LONGEST_REFUSED = 8192
"""Characters of an address that was not asked for; fastwarc reads no field of much more than 32,000."""
_CONDITION = re.compile(rb"\nIf-(?:None-Match|Modified-Since)[ \t]*:", re.IGNORECASE)
# What a URI may not hold as it is; `<` and `>` would end the field for readers that know WARC 1.0's brackets.
_NO_URI = re.compile(r"[^!-;=?-~]")

Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Composed:
    """Records in file order; the first gives the Capture.

    `payload` is the entity that an identical-payload revisit left out, None otherwise. `original` is what a later
    304 for the URL may refer to, None when nothing may; `key` is what equal payloads find it by, None when they may not.
    With `spooled`, the first record's block lies there, and in the record is only its beginning.
    """

    records: tuple[Record, ...]
    payload: bytes | None = None
    original: Original | None = None
    key: str | None = None
    spooled: SpooledBlock | None = None


@dataclass(frozen=True, slots=True)
class SpooledBlock:
    """A block that is too large for memory: the bytes of `spool` from `start` on."""

    spool: Spool
    start: int

    def __len__(self) -> int:
        return len(self.spool) - self.start

    def pieces(self, size: int | None = None) -> Iterator[bytes]:
        """Its bytes in order, or the first `size` of them."""
        return self.spool.pieces(self.start, None if size is None else self.start + size)


def warcinfo(
    filename: str, date: datetime, *, software: str, operator: str | None, settings: Mapping[str, str]
) -> Record:
    """The record at the head of a file: who wrote it, with what, under which settings (WARC 1.1, 6.2).

    `settings` are written as they are, in the order of their names; leaving out secrets is the caller's part.
    """
    said = [("software", software), ("format", "WARC File Format 1.1"), ("conformsTo", CONFORMS_TO)]
    said.append(("operator", operator or ""))
    said += [(re.sub(r"[^0-9A-Za-z._-]", "-", name), settings[name]) for name in sorted(settings)]
    fields = [*_named("warcinfo", new_id(), date), ("WARC-Filename", filename)]
    return _record([*fields, ("Content-Type", _WARC_FIELDS)], warc_fields(said))


def compose(
    entry: Exchange | Refusal | Withholding, warcinfo_id: str, revisits: RevisitIndex | None = None
) -> Composed:
    """The records of one entry, linked to each other and to the warcinfo record of their file.

    With `revisits`, a payload that is archived already becomes a revisit record, and a 304 to a conditional request
    names the capture that still holds. The index is only read; what may be added to it comes back in the result.
    """
    if isinstance(entry, Refusal):
        reason = (entry.reason.strip() or _UNSAID)[:_LONGEST_REFUSED]
        said = [("wirecopy-refused", reason), ("via", bounded_uri(entry.via or ""))]
        about = [*_about(bounded_uri(entry.url), entry.date, warcinfo_id), *_requisite(entry.requisite_of)]
        return Composed((_metadata(about, said),))
    if isinstance(entry, Withholding):
        said = [("wirecopy-withheld", entry.reason.strip() or _UNSAID)]
        return Composed((_metadata(_about(entry.url, entry.date, warcinfo_id), said),))
    if isinstance(entry.response, Spool):
        spooled = take_apart_spooled(entry.response)
        return (
            _failed(entry, warcinfo_id)
            if spooled is None
            else _large(entry, entry.response, spooled, warcinfo_id, revisits)
        )
    block = without_interim(entry.response)
    if not is_answer(block):
        return _failed(entry, warcinfo_id)
    answer = take_apart(block)
    original = _original(entry, answer, revisits)
    if original is None:
        return _response(entry, answer, _Block(block, labelled(block)), warcinfo_id)
    return _revisit(entry, answer, answer.payload, original, warcinfo_id)


def _large(
    exchange: Exchange, spool: Spool, found: SpooledAnswer, warcinfo_id: str, revisits: RevisitIndex | None
) -> Composed:
    """The same for an answer that lies in a spool; its payload is read into memory only where a revisit leaves it out."""
    answer = found.answer
    original = _original(exchange, answer, revisits)
    if original is None:
        composed = _response(exchange, answer, _Block(found.beginning, found.block_digest), warcinfo_id)
        return replace(composed, spooled=SpooledBlock(spool, found.start))
    body = found.start + len(answer.head)
    pieces = dechunked(spool, body) if answer.chunked else spool.pieces(body)
    payload = b"" if answer.status == 304 else b"".join(pieces)
    return _revisit(exchange, answer, payload, original, warcinfo_id)


def warc_fields(fields: Fields) -> bytes:
    """A block of type `application/warc-fields`: one line a field, empty values left out (WARC 1.1, 4)."""
    lines = [f"{name}: {escape(value)}\r\n" for name, value in fields if value.strip()]
    return "".join(lines).encode()


def safe_uri(url: str) -> str:
    """The URL with everything percent-encoded that a URI, or one line of a WARC header, may not hold (RFC 3986, 2)."""
    url = url.strip()
    return _NO_URI.sub(_percent, url) if _NO_URI.search(url) else url


def bounded_uri(url: str) -> str:
    """The URI, or its beginning and a digest of the whole: what nobody asked for need not make a header that readers refuse."""
    uri = safe_uri(url)
    if len(uri) <= _LONGEST_REFUSED:
        return uri
    return f"{uri[:_LONGEST_REFUSED]}#cut-{len(uri)}-{hashlib.sha256(uri.encode()).hexdigest()[:16]}"


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))


class _Block(NamedTuple):
    data: bytes
    digest: str


def _response(exchange: Exchange, answer: Answer, block: _Block, warcinfo_id: str) -> Composed:
    ids = new_id(), new_id()
    fields = _about_exchange("response", ids, exchange, warcinfo_id)
    fields.append(("WARC-Payload-Digest", answer.digest))
    truncated = exchange.truncated or (None if answer.whole and exchange.fault is None else "unspecified")
    if truncated is not None:
        fields.append(("WARC-Truncated", truncated))
    fault = answer.fault if exchange.fault is None and exchange.truncated is None else exchange.fault
    if fault is not None:
        fields.append(("Wirecopy-Fault", fault.strip() or _UNSAID))
    fields.append(("Content-Type", "application/http; msgtype=response"))
    record = _record(fields, *block)
    reusable = truncated is None and answer.status == 200
    original = Original(record.id, record.url, record.date, answer.digest) if reusable else None
    key = answer.key if reusable else None
    return Composed((record, *_request(exchange, ids, warcinfo_id)), None, original, key)


def _revisit(
    exchange: Exchange, answer: Answer, payload: bytes, original: Original, warcinfo_id: str
) -> Composed:
    ids = new_id(), new_id()
    unchanged = answer.status == 304
    fields = _about_exchange("revisit", ids, exchange, warcinfo_id)
    fields += [
        ("WARC-Profile", NOT_MODIFIED if unchanged else IDENTICAL_PAYLOAD),
        ("WARC-Refers-To", f"<{original.record_id}>"),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", original.date),
        ("WARC-Payload-Digest", original.digest),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    record = _record(fields, answer.head)
    left_out = None if unchanged else payload
    return Composed((record, *_request(exchange, ids, warcinfo_id)), left_out, original)


def _failed(exchange: Exchange, warcinfo_id: str) -> Composed:
    """An exchange without an answer: why it failed and what came, undecoded, so that nothing is lost."""
    ids = new_id(), new_id()
    fields = _about_exchange("metadata", ids, exchange, warcinfo_id)
    default = "not an HTTP response" if exchange.response else "no response"
    came = exchange.response
    received = came.read(0, len(came)) if isinstance(came, Spool) else came
    said = [
        ("wirecopy-exchange", "failed"),
        ("wirecopy-fault", (exchange.fault or "").strip() or exchange.truncated or default),
        ("wirecopy-received-base64", base64.b64encode(received).decode()),
    ]
    return Composed((_metadata(fields, said), *_request(exchange, ids, warcinfo_id)))


def _request(exchange: Exchange, ids: tuple[str, str], warcinfo_id: str) -> tuple[Record, ...]:
    """The request record that goes with the first record; none when nothing was sent."""
    if not exchange.request:
        return ()
    block, redacted = redact(exchange.request)
    fields = _about_exchange("request", (ids[1], ids[0]), exchange, warcinfo_id)
    if redacted:
        fields.append(("Wirecopy-Redacted", ", ".join(redacted)))
    return (_record([*fields, ("Content-Type", "application/http; msgtype=request")], block),)


def _original(exchange: Exchange, answer: Answer, revisits: RevisitIndex | None) -> Original | None:
    """What the exchange is a revisit of; never a capture that began later, for clocks jump and answers overtake."""
    if revisits is None or exchange.truncated or exchange.fault is not None or not answer.whole:
        return None
    original = None
    if answer.status == 304 and _CONDITION.search(exchange.request):
        original = revisits.newest(safe_uri(exchange.url))
    elif answer.status == 200 and answer.key is not None:
        original = revisits.same_payload(answer.key)
    return original if original is not None and original.date <= warc_date(exchange.started) else None


def _metadata(fields: Fields, said: Fields) -> Record:
    return _record([*fields, ("Content-Type", _WARC_FIELDS)], warc_fields(said))


def _about(url: str, date: datetime, warcinfo_id: str) -> Fields:
    return [
        *_named("metadata", new_id(), date),
        ("WARC-Target-URI", safe_uri(url)),
        ("WARC-Warcinfo-ID", f"<{warcinfo_id}>"),
    ]


def _about_exchange(kind: str, ids: tuple[str, str], exchange: Exchange, warcinfo_id: str) -> Fields:
    """The fields that request and response share; each names the other (`ids`: its own id, the other's)."""
    fields = _named(kind, ids[0], exchange.started)
    fields.append(("WARC-Target-URI", safe_uri(exchange.url)))
    if exchange.request:
        fields.append(("WARC-Concurrent-To", f"<{ids[1]}>"))
    fields.append(("WARC-Warcinfo-ID", f"<{warcinfo_id}>"))
    if exchange.peer is not None and _is_address(exchange.peer):
        fields.append(("WARC-IP-Address", exchange.peer))
    fields += [("WARC-Protocol", protocol) for protocol in exchange.protocols]
    if exchange.cipher:
        fields.append(("WARC-Cipher-Suite", exchange.cipher))
    if exchange.reconstructed:
        fields.append(("Wirecopy-Reconstructed", "true"))
    return fields + _requisite(exchange.requisite_of)


def _requisite(page: str | None) -> Fields:
    return [("Wirecopy-Requisite-Of", safe_uri(page))] if page else []


def _named(kind: str, record_id: str, date: datetime) -> Fields:
    return [("WARC-Type", kind), ("WARC-Record-ID", f"<{record_id}>"), ("WARC-Date", warc_date(date))]


def _record(fields: Fields, block: bytes, digest: str | None = None) -> Record:
    return Record(VERSION, (*fields, ("WARC-Block-Digest", digest or labelled(block))), block)


def new_id() -> str:
    """A new WARC-Record-ID, without its angle brackets."""
    return f"urn:uuid:{uuid.uuid4()}"


def warc_date(moment: datetime) -> str:
    """WARC-Date of an aware UTC datetime, always with six digits of a second, so that text order is time order."""
    return moment.isoformat(timespec="microseconds")[:26] + "Z"


@lru_cache(maxsize=4096)
def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
