"""One page with what is needed to read it again: out of a Capture, a whole archive or one address of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from archive.capture import Capture
from archive.reader import read_archive
from pipelines.decode import decode_payload
from pipelines.extract.extracted import Extracted
from pipelines.normalise.urls import canonical_url
from pipelines.sources.model import Rules, Source
from pipelines.verdict import verdict_without_payload

_MOST_REDIRECTS = 10
_REDIRECT = "redirect"
_WHOLE = "not "
"""How the fault of a content encoding begins that leaves the whole body: a coding that is declared and not there."""


class NotRecordedError(ValueError):
    """An archive has no page at an address; the message says what it has instead."""


@dataclass(frozen=True, slots=True)
class RecordedPage:
    """A page as it was fetched: `body` is without its content encoding, `captured` an aware time."""

    url: str
    content_type: str | None
    captured: datetime
    body: bytes

    def rules_of(self, source: Source | None) -> Rules | None:
        """The source's rules for the day of this capture."""
        return source.rules_at(self.captured) if source else None

    def read(self, source: Source | None, *, rules: bool = True) -> Extracted:
        """What extraction makes of it for its source; `rules=False` leaves the source's own rules out."""
        # Extraction takes long to load, and most of what reads recorded pages is loaded by every command.
        from pipelines.extract import extract

        return extract(
            self.body,
            self.url,
            content_type=self.content_type,
            captured=self.captured,
            rules=self.rules_of(source) if rules else None,
            language=source.language if source else None,
            timezone=source.timezone if source else None,
        )


def page_of(capture: Capture) -> RecordedPage | str:
    """The page that a capture holds; where it holds none, in one line why."""
    outcome = verdict_without_payload(capture)
    if outcome is not None:
        reason, detail = outcome.reason or outcome.name, outcome.detail
        return reason if not detail else detail if detail.startswith(reason) else f"{reason} ({detail})"
    decoded = decode_payload(capture.payload, capture.header("Content-Encoding"))
    if decoded.fault is not None and not decoded.fault.startswith(_WHOLE):
        return decoded.fault
    return RecordedPage(capture.url, capture.content_type, capture.fetched, decoded.body)


def pages_in(archive: str | Path) -> Iterator[RecordedPage]:
    """Every page of an archive, in its order; robots.txt, redirects, feeds and what failed are passed over.

    Raises ArchiveNotFound and ArchiveEmpty.
    """
    for each in read_archive(archive):
        page = page_of(each) if isinstance(each, Capture) else ""
        if isinstance(page, RecordedPage):
            yield page


def page_at(archive: str | Path, url: str) -> RecordedPage:
    """The last page that an archive has of an address in any spelling, redirects followed.

    Reads the archive once for each hop. Raises NotRecordedError, ArchiveNotFound and ArchiveEmpty.
    """
    target: str = url
    for _ in range(_MOST_REDIRECTS):
        capture = _last(archive, target)
        if capture is None:
            raise NotRecordedError(f"no capture of {target} in {archive}")
        page = page_of(capture)
        if isinstance(page, RecordedPage):
            return page
        location = capture.header("Location")
        if not page.startswith(f"{_REDIRECT} (to ") or location is None:
            raise NotRecordedError(f"{target} gave no page: {page}")
        target = urljoin(capture.url, location)
    raise NotRecordedError(f"{url} gave no page: more than {_MOST_REDIRECTS} redirects")


def raw_at(archive: str | Path, url: str) -> bytes:
    """The decoded bytes of an address's last answer, whatever it is; raises as `page_at`."""
    capture = _last(archive, url)
    if capture is None or capture.status != 200:
        raise NotRecordedError(f"no answer of {url} in {archive}")
    return decode_payload(capture.payload, capture.header("Content-Encoding")).body


def _last(archive: str | Path, url: str) -> Capture | None:
    """The last capture of an address that is a page or leads to one; the last of any kind where there is none."""
    wanted = canonical_url(url)
    last: Capture | None = None
    useful: Capture | None = None
    for each in read_archive(archive):
        if isinstance(each, Capture) and canonical_url(each.url) == wanted:
            last = each
            outcome = verdict_without_payload(each)
            if outcome is None or outcome.reason == _REDIRECT:
                useful = each
    return useful or last
