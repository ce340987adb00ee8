"""Quality and speed of extraction on the article corpus beside the clone, against readability-lxml and trafilatura.

Prints one table per set of publishers (`tune`: two thirds, `held`: the third kept aside by the hash of the host) and
benchmark. The body measure is that of the article-extraction-benchmark: multisets of 4-grams of `\\w+` tokens, precision
and recall per page, their means over pages, F1 of the means; `exact` is the share of pages without a wrong 4-gram.
The tools run interleaved, page by page, and times are of the processor; trafilatura is left out where it is not installed.

    python -m bench.bench_extract [--set tune|held|all] [--corpus FOLDER] [--rounds N] [--alone | --peer TOOL]
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import json
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from lxml import html as lxml_html
from readability import Document
from readability.readability import Unparseable

from pipelines.extract import Extracted, extract

_OF_NO_LANGUAGE = (
    b"<p>" + b"Ikhansela lisola uthishanhloko ngezimbuzi zalo ezifohla zidle i-rice lesikole zife. " * 9
)
TOKEN = re.compile(r"\w+")
T = TypeVar("T")
CORPUS = Path(__file__).absolute().parents[2] / "shared" / "corpus" / "articles"


@dataclass(slots=True)
class Page:
    """One page of the corpus and what its benchmark says of it."""

    id: str
    benchmark: str
    host: str
    held: bool
    html: bytes
    truth: dict[str, Any]


def held_aside(host: str) -> bool:
    """Whether the publisher belongs to the third that is looked at only at the end."""
    return hashlib.sha1(host.removeprefix("www.").encode()).digest()[0] % 3 == 0


def pages(corpus: Path, which: str = "all") -> Iterator[Page]:
    """The pages of a set (`tune`, `held` or `all`), in the order of truth.jsonl."""
    for line in (corpus / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        host = urlsplit(truth["url"]).hostname or ""
        held = held_aside(host)
        if which == "all" or held == (which == "held"):
            html = gzip.decompress((corpus / f"{truth['id']}.html.gz").read_bytes())
            yield Page(truth["id"], truth["benchmark"], host, held, html, truth)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The multiset of 4-grams of a text in NFC; a text of fewer tokens is one gram."""
    tokens = TOKEN.findall(unicodedata.normalize("NFC", text))
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3)))


def body_score(truth: str, found: str) -> tuple[float, float, bool]:
    """Precision, recall and exactness of one body."""
    want, got = shingles(truth), shingles(found)
    hit = sum((want & got).values())
    false, lost = sum((got - want).values()), sum((want - got).values())
    if not false and not lost:
        return 1.0, 1.0, True
    return hit / (hit + false) if hit else 0.0, hit / (hit + lost) if hit else 0.0, False


def f1(precision: float, recall: float) -> float:
    """The harmonic mean; 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def folded(text: str | None) -> str:
    """A text without differences of case, width, quotes and white space."""
    return " ".join(TOKEN.findall(unicodedata.normalize("NFKC", text or "").casefold()))


def instant(text: str | None) -> datetime | None:
    """The moment that an ISO 8601 text names; without an offset it is read as UTC."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(slots=True)
class Tally:
    """The sums behind one row of the table."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)
    marks: dict[str, list[float]] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)

    def mark(self, name: str, value: float) -> None:
        """Add one page's value of a field."""
        self.marks.setdefault(name, []).append(value)

    def body_f1(self) -> float:
        """F1 of the mean precision and the mean recall."""
        return f1(statistics.fmean(self.precision), statistics.fmean(self.recall)) if self.precision else 0.0


def set_f1(want: Iterable[str], got: Iterable[str]) -> float:
    """F1 of two sets of names; 1 where both are empty."""
    a, b = {folded(x) for x in want} - {""}, {folded(x) for x in got} - {""}
    if not a and not b:
        return 1.0
    hit = len(a & b)
    return f1(hit / len(b), hit / len(a)) if hit else 0.0


def score_fields(tally: Tally, truth: dict[str, Any], found: Extracted) -> None:
    """Title, dates, authors and topics of one page, where its benchmark names them."""
    if truth.get("title"):
        tally.mark("title", float(folded(truth["title"]) == folded(found.title)))
    if truth.get("published"):
        want, got = instant(truth["published"]), instant(found.published_utc) or instant(found.published)
        day = bool(want and found.published and (found.published[:10] in _days(want)))
        tally.mark("day", float(day))
        tally.mark("instant", float(bool(want and got and abs(want - got) < timedelta(seconds=60))))
    if "authors" in truth:
        tally.mark("authors", set_f1(truth["authors"], [*found.authors, *found.author_orgs]))
        tally.mark("authors(people)", set_f1(truth["authors"], found.authors))
    if truth.get("topics"):
        tally.mark("topics", set_f1(truth["topics"], found.tags))


def _days(moment: datetime) -> set[str]:
    return {moment.date().isoformat(), moment.astimezone(UTC).date().isoformat()}


def readability_text(page: Page) -> str:
    """The body by readability-lxml alone."""
    try:
        summary = Document(page.html.decode("utf-8", "replace")).summary(html_partial=True)
    except Unparseable:
        return ""
    return "".join(map(str, lxml_html.fromstring(summary).itertext())) if summary else ""


def trafilatura_text() -> Callable[[Page], str] | None:
    """A function that gives trafilatura's body and metadata, or None where it is not installed."""
    try:
        module = importlib.import_module("trafilatura")
    except ImportError:
        return None

    def run(page: Page) -> str:
        found = module.bare_extraction(
            page.html, url=page.truth["url"], with_metadata=True, include_comments=False
        )
        return str(getattr(found, "text", "") or "")

    return run


def captured(page: Page) -> datetime | None:
    """When the page was downloaded, as far as its benchmark says."""
    return instant(page.truth.get("crawled"))


def measure(
    chosen: list[Page], others: dict[str, Callable[[Page], str]], rounds: int
) -> dict[str, dict[str, Tally]]:
    """Run every tool on every page, interleaved; benchmark -> tool -> tally."""
    table: dict[str, dict[str, Tally]] = {}
    extract(_OF_NO_LANGUAGE)
    for page in chosen[:2]:  # tables and models are loaded at their first use
        for tool in (lambda p: extract(p.html, p.truth["url"]), *others.values()):
            tool(page)
    for page in chosen:
        row = table.setdefault(page.benchmark, {})
        ours = row.setdefault("wirecopy", Tally())
        found, seconds = _timed(lambda p: extract(p.html, p.truth["url"], captured=captured(p)), page, rounds)
        ours.times.append(seconds)
        _add_body(ours, page, found.text)
        score_fields(ours, page.truth, found)
        for name, tool in others.items():
            tally = row.setdefault(name, Tally())
            text, seconds = _timed(tool, page, 1)
            tally.times.append(seconds)
            _add_body(tally, page, text)
    return table


def _timed(tool: Callable[[Page], T], page: Page, rounds: int) -> tuple[T, float]:
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        result = tool(page)
        best = min(best, time.process_time() - start)
    return result, best


def _add_body(tally: Tally, page: Page, text: str) -> None:
    precision, recall, exact = body_score(page.truth["text"], text)
    tally.precision.append(precision)
    tally.recall.append(recall)
    tally.exact.append(exact)


def report(table: dict[str, dict[str, Tally]]) -> None:
    """Print the table."""
    for benchmark, row in sorted(table.items()):
        for name, tally in row.items():
            times, p99 = tally.times, percentile(tally.times, 0.99)
            print(
                f"{benchmark:7}{name:12} n={len(times):3} F1 {tally.body_f1():.4f} "
                f"P {statistics.fmean(tally.precision):.4f} R {statistics.fmean(tally.recall):.4f} "
                f"exact {statistics.fmean(tally.exact):.3f} "
                f"ms {1000 * statistics.fmean(times):6.2f} p99 {1000 * p99:7.2f}  "
                + " ".join(f"{key} {statistics.fmean(values):.3f}" for key, values in tally.marks.items())
            )


def report_speed(table: dict[str, dict[str, Tally]]) -> None:
    """Print each tool's mean and 99th percentile of processor time over all pages, as multiples of ours."""
    times: dict[str, list[float]] = {}
    for row in table.values():
        for name, tally in row.items():
            times.setdefault(name, []).extend(tally.times)
    facts = {name: (statistics.fmean(each), percentile(each, 0.99)) for name, each in times.items()}
    mean, p99 = facts["wirecopy"]
    for name, (its_mean, its_p99) in facts.items():
        print(
            f"all    {name:12} ms {1000 * its_mean:6.2f} p99 {1000 * its_p99:7.2f}  "
            f"= {its_mean / mean:.2f} times ours, p99 {its_p99 / p99:.1f} times"
        )


def percentile(values: list[float], part: float) -> float:
    """The value below which a part of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def main(arguments: list[str]) -> int:
    """Run the benchmark; 0 on success."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", choices=["tune", "held", "all"], default="all")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--rounds", type=int, default=1, help="best of N runs for our own time")
    parser.add_argument("--alone", action="store_true", help="do not run the other tools")
    parser.add_argument("--peer", choices=["readability", "trafilatura"], help="run this other tool alone")
    chosen = parser.parse_args(arguments)
    others: dict[str, Callable[[Page], str]] = {}
    if not chosen.alone:
        others["readability"] = readability_text
        if (trafilatura := trafilatura_text()) is not None:
            others["trafilatura"] = trafilatura
    if chosen.peer is not None:
        if chosen.peer not in others:
            parser.error(f"{chosen.peer} is not installed beside this project, or --alone leaves it out")
        others = {chosen.peer: others[chosen.peer]}
    table = measure(list(pages(chosen.corpus, chosen.set)), others, chosen.rounds)
    report(table)
    report_speed(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
