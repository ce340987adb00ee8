"""One wire story, told from the output alone: who wrote it, who carried it, who hid the credit, what was not corrected."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

Line = Mapping[str, Any]
RUN = 4
"""Words in a row that count as taken over."""
_NAMED = re.compile(r"[^\W\d_][\w’'-]*|\d[\d.,:]*\d|\d")
_SENTENCE = re.compile(r"(?<=[.!?…»”\"])\s+|\n")


@dataclass(frozen=True, slots=True)
class Telling:
    """One address that tells the story, in its versions, oldest first."""

    versions: tuple[Line, ...]

    @property
    def first(self) -> Line:
        """The first version."""
        return self.versions[0]

    @property
    def last(self) -> Line:
        """The latest version."""
        return self.versions[-1]

    @property
    def outlet(self) -> str:
        """The outlet's name."""
        return str(self.first["source"]["name"])

    @property
    def is_agency(self) -> bool:
        """Whether it is an agency's own page."""
        return bool(self.first["source"]["kind"] == "agency")


def tell(articles: Sequence[Line], copies: Sequence[Line]) -> str:
    """The story that was carried most, preferring one that its agency corrected, as text for a terminal.

    Reads nothing but lines of articles.jsonl and copies.jsonl. Says so in one line when no agency's story was carried.
    """
    tellings = _tellings([*articles, *copies])
    clusters: dict[str, list[Telling]] = {}
    for telling in tellings:
        clusters.setdefault(telling.first["syndication"]["cluster"], []).append(telling)
    told = [
        members
        for members in clusters.values()
        if len(members) > 1 and any(each.is_agency for each in members)
    ]
    if not told:
        return "No agency's story was carried by anyone."
    members = max(told, key=lambda each: (len(_agency(each).versions), len(each), each[0].first["id"]))
    wire = _agency(members)
    carriers = sorted(
        (each for each in members if each is not wire),
        key=lambda each: _order(wire, each),
    )
    return "\n".join(
        [
            f"{wire.outlet}, {_clock(wire.first)}: {wire.first['title']}",
            *_carried(wire, carriers),
            *_hidden(wire, carriers),
            *_lookalike(wire, members, tellings),
            *_correction(wire, carriers),
        ]
    )


def _tellings(lines: Iterable[Line]) -> list[Telling]:
    by_url: dict[str, list[Line]] = {}
    for line in lines:
        by_url.setdefault(line["url"], []).append(line)
    return [
        Telling(tuple(sorted(found, key=lambda line: line["version"]))) for _, found in sorted(by_url.items())
    ]


def _agency(members: Sequence[Telling]) -> Telling:
    return next(each for each in members if each.is_agency)


def _carried(wire: Telling, carriers: Sequence[Telling]) -> Iterable[str]:
    width = max(len(each.outlet) for each in carriers)
    yield f"carried by {len(carriers)}:"
    for each in carriers:
        kept = _kept(wire.first["text"], each.first["text"])
        yield f"  {each.outlet:<{width}}  {each.first['title']}"
        yield f"  {'':<{width}}  {_later(wire, each)}, keeps {kept:.0%} of it, adds {_own(each, wire):.0%}, {_credit(each)}"


def _later(wire: Telling, carrier: Telling) -> str:
    minutes = _minutes(wire, carrier)
    if minutes is None:
        return "gives no time"
    return f"{minutes} min later" if minutes >= 0 else f"{-minutes} min earlier"


def _order(wire: Telling, carrier: Telling) -> tuple[bool, int, str]:
    minutes = _minutes(wire, carrier)
    return minutes is None, minutes or 0, carrier.first["url"]


def _minutes(wire: Telling, carrier: Telling) -> int | None:
    stamps = [each.first["published_utc"] for each in (wire, carrier)]
    if not all(stamps):
        return None
    first, second = (datetime.fromisoformat(stamp) for stamp in stamps)
    return round((second - first).total_seconds() / 60)


def _own(carrier: Telling, wire: Telling) -> float:
    """The share of a carrier's text that stands nowhere else in the story, by the overlap of its links."""
    overlaps = [link["overlap"] for link in carrier.first["syndication"]["links"]]
    return 1 - float(max(overlaps, default=_kept(carrier.first["text"], wire.first["text"])))


def _credit(carrier: Telling) -> str:
    named = [f"{credit['name']} ({credit['form']})" for credit in carrier.first["credits"]]
    return "names " + ", ".join(named) if named else "names nobody"


def _hidden(wire: Telling, carriers: Sequence[Telling]) -> Iterable[str]:
    hiding = [each.outlet for each in carriers if not _names(each, wire)]
    if hiding:
        yield f"do not say that it is {wire.outlet}'s: {', '.join(hiding)}"


def _names(carrier: Telling, wire: Telling) -> bool:
    return any(credit["id"] == wire.first["source"]["id"] for credit in carrier.first["credits"])


def _lookalike(wire: Telling, members: Sequence[Telling], all_tellings: Sequence[Telling]) -> Iterable[str]:
    """The page of another outlet and another story that has most in common with this one, and why it is another."""
    others = [each for each in all_tellings if each not in members and each.outlet != wire.outlet]
    others = [each for each in others if each.first["language"] == wire.first["language"]]
    others = [each for each in others if each.first["syndication"]["relation"] == "first"]
    pages = Counter(name for each in all_tellings for name in _named(each))
    common = {each.first["url"]: sorted(_named(wire) & _named(each)) for each in others}
    weights = {url: sum(1 / pages[name] for name in names) for url, names in common.items()}
    if not others or not max(weights.values()):
        return
    nearest = max(others, key=lambda each: (weights[each.first["url"]], each.first["url"]))
    shared = sorted(common[nearest.first["url"]], key=lambda name: (pages[name], name))
    wording, run = (
        _kept(nearest.first["text"], wire.first["text"]),
        _longest_run(wire.first["text"], nearest.first["text"]),
    )
    yield f"kept apart: {nearest.outlet}: {nearest.first['title']}"
    yield f"  shares names and numbers with the story ({', '.join(shared[:6])}), but {wording:.0%} of its wording,"
    yield f"  and never more than {run} words in a row: told in other words"


def _named(telling: Telling) -> set[str]:
    """Numbers, and words that are written with a capital inside a sentence."""
    text = f"{telling.first['title']}\n{telling.first['text']}"
    found = {match[0] for match in _NAMED.finditer(text) if match[0][0].isdigit()}
    for sentence in _SENTENCE.split(text):
        words = _NAMED.findall(sentence)
        found |= {word for word in words[1:] if word[0].isupper() and len(word) > 2}
    return found


def _correction(wire: Telling, carriers: Sequence[Telling]) -> Iterable[str]:
    """What the agency changed afterwards, and which carriers still say what it said first."""
    if len(wire.versions) < 2:
        return
    changes = _changes(wire.first["text"], wire.last["text"])
    if not changes:
        return
    old, new = changes[0]
    yield f"{wire.outlet} changed it {_since(wire)}: “{_cut(old, new)}” became “{_cut(new, old)}”"
    followed = [each.outlet for each in carriers if _says(each.last["text"], new, old)]
    stale = [each.outlet for each in carriers if _says(each.last["text"], old, new)]
    if followed:
        yield f"  corrected: {', '.join(followed)}"
    if stale:
        yield f"  the correction did not travel to: {', '.join(stale)}"


def _changes(old: str, new: str) -> list[tuple[str, str]]:
    """Pairs of sentences, before and after, of which some words stayed."""
    before, after = (_SENTENCE.split(text) for text in (old, new))
    pairs: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "replace":
            pairs += zip(before[a:b], after[c:d], strict=False)
    return pairs


def _says(text: str, sentence: str, instead_of: str) -> bool:
    """Whether a text holds a sentence, perhaps in house style, rather than the other one."""
    said = max(_SENTENCE.split(text), key=lambda each: _likeness(each, sentence))
    if _likeness(said, sentence) < 0.6:
        return False
    words, telling = set(said.split()), set(sentence.split()) - set(instead_of.split())
    return bool(telling) and telling <= words


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _cut(sentence: str, other: str) -> str:
    """The part of a sentence that differs from the other one, with a few words around."""
    words, others = sentence.split(), other.split()
    same = next((i for i, (a, b) in enumerate(zip(words, others, strict=False)) if a != b), 0)
    start, end = max(0, same - 3), min(len(words), same + 5)
    return ("... " if start else "") + " ".join(words[start:end]) + (" ..." if end < len(words) else "")


def _since(telling: Telling) -> str:
    first, last = telling.first["published_utc"], telling.last["modified_utc"]
    if not first or not last:
        return "later"
    minutes = round((datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds() / 60)
    return f"{minutes} minutes later"


def _kept(text: str, other: str) -> float:
    """The share of a text's runs of words that stand in the other text too."""
    ours, theirs = _runs(text), set(_runs(other))
    return sum(run in theirs for run in ours) / max(1, len(ours))


def _runs(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return [tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1))]


def _longest_run(one: str, other: str) -> int:
    a, b = (re.findall(r"\w+", text.lower()) for text in (one, other))
    return SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size


def _clock(line: Line) -> str:
    stamp = line["published_utc"]
    return f"{datetime.fromisoformat(stamp):%d %b %H:%M} UTC" if stamp else "no time given"
