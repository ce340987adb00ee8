"""State and fingerprints made anew from the lines that are there: what only these two lost needs no page cleaned again.

Each capture gets its outcome once more, in archive order: from its line; where it has none, from what needs no look at the
page; else from what its page was before, for a page that had become something else would have a line. Every line must be
the one that this software writes in this place, byte for byte: version, relation, links, origin are decided anew.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NoReturn

import orjson

from archive.capture import Capture, Unread
from archive.warcfile import is_written_here
from pipelines.attribute.registry import Registry
from pipelines.decided import Decided, OtherFingerprints
from pipelines.export.jsonl import dump_line
from pipelines.export.told import Line, ToldLines, UnsoundLines
from pipelines.items import Article, Syndication
from pipelines.normalise.urls import canonical_url
from pipelines.outcome import ARTICLE, REFUSED, UNCHANGED, Cleaned, Outcome, outcome_line
from pipelines.revive import article_from_json
from pipelines.state import PageState, State, content_key
from pipelines.swap import FILES, begin
from pipelines.verdict import verdict_without_payload
from pipelines.version import CODE_VERSION
from pipelines.versions import follow

LOOKED_AT, LOOKED_AT_WITHOUT = 256, 64
"""Of so many lines one is made again from its page, and of so many pages without a line: other sources or settings, a line
that was edited or is gone, show there."""
_FLUSH_EVERY = 10_000
_FIELDS = tuple(field.name for field in fields(Article))


@dataclass(slots=True)
class Restated:
    """How many captures have their outcome again, how many of them by a line, how many pages were cleaned to be sure."""

    captures: int = 0
    lines: int = 0
    cleaned: int = 0
    fingerprints: bool = False
    """Whether the fingerprints were made anew as well."""
    stopped: str | None = None
    """The record behind which the lines end; the next crawl goes on from there. None when they reach to the archive's end."""


class _LinesEnd(Exception):
    """A capture needs a line, and all lines were taken."""


async def restate(
    captures: Callable[[], Iterable[Capture | Unread]],
    data: Path,
    clean: Callable[[Capture], Awaitable[Cleaned]],
    registry: Registry,
) -> Restated:
    """Make `state.sqlite` in the folder `rebuilding` from the lines in `data` and the captures of its archive, and `fingerprints`
    too unless those in `data` are the lines' own.

    The JSON Lines files are only read. `captures` is asked for once more where the fingerprints have to be made anew. Raises
    UnsoundLines when the lines are not those of these captures or of this version: then the pages have to tell.
    """
    making = begin(data)
    if (data / "fingerprints" / "documents.sqlite").is_file():
        try:
            return await _pass(captures(), data, making, data / "fingerprints", clean, registry)
        except (OtherFingerprints, UnsoundLines, sqlite3.DatabaseError, OSError):
            # The index may be what is wrong; without it the lines get their say.
            begin(data)
    done = await _pass(captures(), data, making, making / "fingerprints", clean, registry)
    return replace(done, fingerprints=True)


async def _pass(
    captures: Iterable[Capture | Unread],
    data: Path,
    making: Path,
    fingerprints: Path,
    clean: Callable[[Capture], Awaitable[Cleaned]],
    registry: Registry,
) -> Restated:
    with ExitStack() as stores:
        decided = stores.enter_context(closing(Decided(fingerprints, registry)))
        state = stores.enter_context(closing(State(making / "state.sqlite")))
        files = {
            name: stores.enter_context(closing(ToldLines(data / f"{name}.jsonl", CODE_VERSION)))
            for name in FILES
        }
        done = await _Pass(files, state, decided, clean).read(captures)
        decided.flush()
        state.commit()
        return done


class _Pass:
    """One pass over an archive and the lines beside it."""

    def __init__(
        self,
        files: dict[str, ToldLines],
        state: State,
        decided: Decided,
        clean: Callable[[Capture], Awaitable[Cleaned]],
    ) -> None:
        self._files = files
        self._articles = [file for name, file in files.items() if name != "outcomes"]
        self._outcomes = files["outcomes"]
        self._state = state
        self._decided = decided
        self._clean = clean
        self._done = Restated()
        self._turns: Counter[str] = Counter()

    async def read(self, captures: Iterable[Capture | Unread]) -> Restated:
        """Settle them all, or as many as there are lines for."""
        if all(file.spent for file in self._files.values()):
            raise UnsoundLines("there are no lines")
        mark: Capture | None = None
        for each in captures:
            # Made of a digest each time it is asked for.
            capture_id = "" if isinstance(each, Unread) else each.id
            if isinstance(each, Unread) or self._state.seen(capture_id):
                continue
            if not is_written_here(each.ref.file):
                raise UnsoundLines(f"{each.ref.file} was put into the archive by hand")
            try:
                await self._settle(each, capture_id)
            except _LinesEnd:
                self._done.stopped = f"{each.ref.file} at {each.ref.offset}"
                break
            mark = each
        for file in self._files.values():
            if not file.spent:
                raise UnsoundLines(f"{file.where()} is of a capture that the archive has not in this place")
        self._stamp(mark)
        return self._done

    def _stamp(self, mark: Capture | None) -> None:
        for name, file in self._files.items():
            self._state.put(f"size:{name}", str(file.size))
        if mark is not None:
            self._state.put("archive_file", mark.ref.file)
            self._state.put("archive_offset", str(mark.ref.offset))

    async def _settle(self, capture: Capture, capture_id: str) -> None:
        page_url = canonical_url(capture.url)
        before = self._state.page(page_url)
        article = await self._article(capture, capture_id, before)
        outcome = (
            Outcome(ARTICLE) if article is not None else await self._outcome(capture, capture_id, before)
        )
        self._state.settle(capture, page_url, before, outcome, article)
        self._done.captures += 1
        if self._done.captures % _FLUSH_EVERY == 0:
            self._decided.flush()

    async def _article(self, capture: Capture, capture_id: str, before: PageState | None) -> Article | None:
        """The article of a capture's line, remembered; None where neither file has one."""
        for file in self._articles:
            where = file.where()
            if line := file.take(capture_id):
                break
        else:
            return None
        if verdict_without_payload(capture) is not None:
            raise UnsoundLines(f"{where} has an article of an answer that is none")
        self._done.lines += 1
        told = await self._looked_at(capture, where) or line.value
        if tuple(told) != _FIELDS:
            raise UnsoundLines(f"{where} is no article: other fields")
        article = Article(str(told["id"]), str(told["url"]), title=told["title"], text=str(told["text"]))
        if not follow(article, before):
            raise UnsoundLines(f"{where} says what the version before it says")
        told |= {"article": article.article, "version": article.version, "previous": article.previous}
        told["syndication"] = self._syndication(told, article.id, where)
        if dump_line(told) != line.raw:
            raise UnsoundLines(f"{where} is not what is written there today")
        return article

    async def _looked_at(self, capture: Capture, where: str) -> dict[str, Any] | None:
        """The article of a line made again from its page, now and then; None mostly."""
        if not self._is_looked_at("article", LOOKED_AT):
            return None
        cleaned = await self._cleaned(capture)
        if cleaned.article is None:
            raise UnsoundLines(f"{where} has an article; its page gives none today")
        return {name: getattr(cleaned.article, name) for name in _FIELDS}

    def _syndication(self, told: dict[str, Any], article_id: str, where: str) -> Syndication:
        position = self._state.position + 1
        if known := self._decided.known(article_id, position):
            return known
        try:
            # Only here is more of it needed than its place and its words.
            article = article_from_json(orjson.loads(dump_line({**told, "syndication": None})))
        except (TypeError, KeyError, AttributeError) as error:
            raise UnsoundLines(f"{where} is no article: {error}") from error
        return self._decided.anew(article, position)

    def _is_looked_at(self, what: str, one_of: int) -> bool:
        self._turns[what] += 1
        return (self._turns[what] - 1) % one_of == 0

    async def _cleaned(self, capture: Capture) -> Cleaned:
        self._done.cleaned += 1
        return await self._clean(capture)

    async def _outcome(self, capture: Capture, capture_id: str, before: PageState | None) -> Outcome:
        verdict = verdict_without_payload(capture)
        where = self._outcomes.where()
        if line := self._outcomes.take(capture_id):
            return await self._told(capture, before, verdict, line, where)
        outcome = verdict or await self._unsaid(capture, before)
        if outcome.is_news((before.outcome, before.reason) if before else None):
            self._has_no_line(capture)
        return outcome

    async def _told(
        self, capture: Capture, before: PageState | None, verdict: Outcome | None, line: Line, where: str
    ) -> Outcome:
        said = line.value
        outcome = Outcome(str(said.get("outcome")), said.get("reason"), said.get("detail"))
        if dump_line(outcome_line(capture, outcome, CODE_VERSION)) != line.raw:
            raise UnsoundLines(f"{where} is not what is written there today")
        if not outcome.is_news((before.outcome, before.reason) if before else None):
            raise UnsoundLines(f"{where} says what the line before it says of its page")
        self._done.lines += 1
        if verdict is None and self._is_looked_at("outcome", LOOKED_AT):
            cleaned = await self._cleaned(capture)
            # An article may have been refused by a setting or a pipeline, which the page does not tell.
            verdict = cleaned.outcome if cleaned.article is None else None
        if verdict not in (None, outcome):
            raise UnsoundLines(f"{where}: the page tells otherwise today")
        return outcome

    async def _unsaid(self, capture: Capture, before: PageState | None) -> Outcome:
        """The outcome of a page that has no line because it is no news."""
        known = self._as_before(capture, before) if before is not None and not self._is_end() else None
        if known is not None and not self._is_looked_at("no line", LOOKED_AT_WITHOUT):
            return known
        cleaned = await self._cleaned(capture)
        found = cleaned.outcome
        if cleaned.article is not None and before is not None:
            if before.outcome == REFUSED and known is not None:
                found = known
            elif before.content == content_key(cleaned.article) and before.reason != "opt-out":
                found = Outcome(UNCHANGED, "same text")
        if found.name == ARTICLE or known not in (None, found):
            self._has_no_line(capture)
        return found

    def _as_before(self, capture: Capture, before: PageState) -> Outcome | None:
        """What a page without news must be; None where it may be one of two things."""
        if before.outcome in (ARTICLE, UNCHANGED):
            return Outcome(UNCHANGED, "same text")
        last = self._state.history(capture.url)[-1:]
        if before.first is not None or not last:
            return None
        _, name, reason, detail, *_ = last[0]
        # What the software says of a failure (a number of bytes, an error) may be another each time.
        same = (name, reason) == (before.outcome, before.reason) and (detail is None or name == REFUSED)
        return Outcome(name, reason, detail) if same else None

    def _is_end(self) -> bool:
        return all(file.spent for file in self._files.values())

    def _has_no_line(self, capture: Capture) -> NoReturn:
        if self._is_end():
            raise _LinesEnd
        after = ", ".join(file.where() for file in self._files.values() if not file.spent)
        where = f"{capture.ref.file} at {capture.ref.offset}"
        raise UnsoundLines(f"{capture.url} ({where}) has no line; next in turn: {after}")
