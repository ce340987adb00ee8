"""Which selectors of a source's rules still find something on a set of pages, and where rules and generic result differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.extract.charset import as_utf8
from pipelines.extract.extracted import Extracted
from pipelines.extract.guard import Refused, harmless
from pipelines.extract.rules import parsed, prune, remove, select
from pipelines.normalise.urls import registrable_domain
from pipelines.sources.fixture import Fixture, differences, fixture_folders, read_fixture
from pipelines.sources.model import Rules, Source, Sources
from pipelines.sources.recorded import RecordedPage, pages_in

FIELDS = ("title", "subtitle", "body", "authors", "published")
"""What a rule selects; `remove` is told apart, for what is to be removed need not be there."""
ALWAYS = ("title", "body")
"""What every article has: a rule for it must find something on every page."""
EXAMPLES = 5
"""Addresses and differences that are kept of each kind; counts are of all."""


@dataclass(slots=True)
class SelectorFound:
    """On how many pages a selector found something."""

    field: str
    selector: str
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Differs:
    """A field that the rules and the generic result read differently on a page."""

    url: str
    field: str
    by_rules: str
    generic: str


@dataclass(slots=True)
class Lost:
    """Pages on which no selector of a field found anything, or what it found was overruled as a scrap."""

    pages: int = 0
    urls: list[str] = field(default_factory=list)
    last: date | None = None
    """The latest day of such a page."""


@dataclass(slots=True)
class RuleCheck:
    """One `[[rules]]` of a source against the pages that were captured in its days."""

    source: str
    valid_from: date | None
    valid_until: date | None
    pages: int = 0
    selectors: list[SelectorFound] = field(default_factory=list)
    lost: dict[str, Lost] = field(default_factory=dict)
    differing: dict[str, int] = field(default_factory=dict)
    examples: list[Differs] = field(default_factory=list)

    @property
    def broken(self) -> list[str]:
        """Fields whose selectors no longer match: title and body where one page lacks them, the others where all do."""
        return [
            name
            for name in FIELDS
            if name in self.lost and (name in ALWAYS or self.lost[name].pages == self.pages)
        ]


@dataclass(slots=True)
class Check:
    """All rules that had pages, by source and newest first; pages without rules by source or domain; other pages counted."""

    rules: list[RuleCheck] = field(default_factory=list)
    without_rules: dict[str, int] = field(default_factory=dict)
    no_article: int = 0
    unexpected: dict[str, dict[str, str]] = field(default_factory=dict)
    """By fixture folder and field: how what is read differs from expected.json."""

    @property
    def broken(self) -> bool:
        """Whether a rule no longer matches, or a page is not read as expected."""
        return bool(self.unexpected) or any(each.broken for each in self.rules)


def check_path(path: Path, sources: Sources, ids: Collection[str] | None = None) -> Check:
    """Check the fixture folders at or below a path, or an archive where there are none; `ids` leaves only these sources.

    Raises FixtureError, ArchiveNotFound and ArchiveEmpty.
    """
    fixtures = [read_fixture(folder) for folder in fixture_folders(path)]
    owned = ((page, sources.for_url(page.url)) for page in _pages(path, fixtures))
    check = check_rules((page for page, owner in owned if _is_wanted(owner, ids)), sources)
    for each in fixtures:
        owner = sources.for_url(each.page.url)
        if _is_wanted(owner, ids) and (told := differences(each.expected, each.page.read(owner))):
            check.unexpected[str(each.folder)] = told
    return check


def _pages(path: Path, fixtures: Sequence[Fixture]) -> Iterator[RecordedPage]:
    return (each.page for each in fixtures) if fixtures else pages_in(path)


def _is_wanted(owner: Source | None, ids: Collection[str] | None) -> bool:
    return ids is None or (owner is not None and owner.id in ids)


def check_rules(pages: Iterable[RecordedPage], sources: Sources) -> Check:
    """Try the rules of every page's source on it; what is no article by its address or content is only counted."""
    check = Check()
    found: dict[tuple[str, int], RuleCheck] = {}
    for page in pages:
        source = sources.for_url(page.url)
        rules = page.rules_of(source)
        read = page.read(source)
        if read.kind != "article" or (source and not source.may_be_article(page.url)):
            check.no_article += 1
        elif source is None or rules is None:
            name = source.id if source else registrable_domain(page.url)
            check.without_rules[name] = check.without_rules.get(name, 0) + 1
        else:
            key = (source.id, source.rules.index(rules))
            if key not in found:
                found[key] = _new(source, rules)
            _add(found[key], page, source, rules, read)
    check.rules = [found[key] for key in sorted(found)]
    check.without_rules = dict(sorted(check.without_rules.items()))
    return check


def _new(source: Source, rules: Rules) -> RuleCheck:
    selectors = [SelectorFound(name, each) for name in (*FIELDS, "remove") for each in getattr(rules, name)]
    return RuleCheck(source.id, rules.valid_from, rules.valid_until, selectors=selectors)


def _add(check: RuleCheck, page: RecordedPage, source: Source, rules: Rules, read: Extracted) -> None:
    check.pages += 1
    root = _tree(page)
    for each in check.selectors if root is not None else ():
        each.pages += _finds(root, each, rules)
    failed = read.provenance.get("rules_failed", "").split(",")
    for name in FIELDS:
        if name in failed:
            _lose(check.lost.setdefault(name, Lost()), page)
    generic = page.read(source, rules=False)
    for name in FIELDS:
        if getattr(rules, name) and name not in failed:
            _compare(check, page.url, name, read, generic)


def _tree(page: RecordedPage) -> Any:
    """The page's tree as extraction has it when it applies rules; None for a page that has none."""
    try:
        return parsed(harmless(as_utf8(page.body, page.content_type)[0]))
    except Refused:
        return None


def _finds(root: Any, each: SelectorFound, rules: Rules) -> bool:
    """Whether a selector finds something, by extraction's own functions."""
    tree = deepcopy(root)
    if each.field == "remove":
        before = sum(1 for _ in tree.iter())
        remove(tree, Rules(remove=(each.selector,)))
        return sum(1 for _ in tree.iter()) < before
    prune(tree)
    remove(tree, rules)
    return not select(tree, Rules(**{each.field: (each.selector,)})).failed  # type: ignore[arg-type]


def _lose(lost: Lost, page: RecordedPage) -> None:
    lost.pages += 1
    lost.last = max(lost.last or date.min, page.captured.date())
    if len(lost.urls) < EXAMPLES:
        lost.urls.append(page.url)


def _compare(check: RuleCheck, url: str, name: str, read: Extracted, generic: Extracted) -> None:
    ours, theirs = _value(read, name), _value(generic, name)
    if ours == theirs:
        return
    check.differing[name] = check.differing.get(name, 0) + 1
    if sum(example.field == name for example in check.examples) < EXAMPLES:
        check.examples.append(Differs(url, name, *_apart(ours, theirs)))


def _value(read: Extracted, name: str) -> list[str]:
    value = read.text.split("\n") if name == "body" else getattr(read, name)
    return value if isinstance(value, list) else [value] if value else []


def _apart(ours: list[str], theirs: list[str]) -> tuple[str, str]:
    """The lines that only one of two values has; both whole where that tells nothing (another order)."""
    only_ours = [line for line in ours if line not in theirs]
    only_theirs = [line for line in theirs if line not in ours]
    if not only_ours and not only_theirs:
        only_ours, only_theirs = ours, theirs
    return "\n".join(only_ours), "\n".join(only_theirs)
