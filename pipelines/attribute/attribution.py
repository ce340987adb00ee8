"""attribute(): the credit chain of one page, oldest first, from all places where a credit may stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.attribute import phrases
from pipelines.attribute.chain import Chain, Rank
from pipelines.attribute.dateline import HEAD, DatelineFound, find_dateline
from pipelines.attribute.evidence import Attribution, Evidence
from pipelines.attribute.inline import InlineFound, find_inline, find_inserts, first_sentences
from pipelines.attribute.line_found import LineFound
from pipelines.attribute.lines import read_line
from pipelines.attribute.names import Context, Named, Names, split_list
from pipelines.attribute.registry import Registry, default_registry
from pipelines.attribute.spelling import slot_key
from pipelines.attribute.tails import TailFound, read_tail
from pipelines.normalise.urls import registrable_domain

_BYLINE = 60
"""Characters of a first paragraph that may be a byline which was left in the text."""
HEAD_LINES = 12
"""Lines above the text that are read, the nearest ones."""

_COUNTRY = {"uk": "GB", "su": "RU", "eu": ""}
_IP = re.compile(r"[\d.]+|\[.*\]|localhost")
_CUE = re.compile(
    rf"(?:{phrases.any_of('inline', 'told')}|{phrases.any_of('inline', 'agency_words')})\s(?:the\s)?$",
    re.IGNORECASE,
)


def attribute(evidence: Evidence, registry: Registry | None = None) -> Attribution:
    """Give dateline, credit chain (oldest first) and mentions of one page.

    `registry` defaults to the project's own. Never raises for any text; linear in the text's length. The carrier's own
    name is never a credit; a picture's credit is never one; what is not in the registry is never an agency.
    """
    names = Names(registry or default_registry(), context_of(evidence, registry or default_registry()))
    chain = Chain()
    paragraphs = _plain("\x1e".join(evidence.paragraphs)).split("\x1e")
    dateline = _dateline(evidence, paragraphs, names)
    if dateline is not None:
        _add_dateline(chain, dateline)
    _add_bylines(chain, evidence, names, paragraphs)
    tails = read_tail(paragraphs, evidence.tail_lines, names)
    for tail in tails:
        _add_tail(chain, tail)
    _add_canonical(chain, evidence, names)
    body = _body(paragraphs, dateline)
    _add_inline(chain, body, dateline, names)
    return Attribution(
        dateline=dateline.dateline if dateline else None,
        credits=chain.credits(),
        mentions=_mentions(chain, evidence, body, names),
    )


def context_of(evidence: Evidence, registry: Registry) -> Context:
    """Give what the page says about its carrier: own ids and names, language, countries of its domains."""
    hosts = [*evidence.carrier_domains, *([host] if (host := _host(evidence.url)) else [])]
    own = {id_ for host in hosts if (id_ := registry.agency_for_domain(host))}
    keys = {slot_key(name) for name in evidence.carrier_names} | {slot_key(host) for host in hosts}
    for name in evidence.carrier_names:
        found = registry.lookup(name)
        own |= {owner.id for owner in found.owners} if found else set()
    stems = {stem for host in hosts if (stem := _stem(host))}
    keys |= {slot_key(stem) for stem in stems} | {key.removeprefix("the ") for key in keys}
    countries = {_COUNTRY.get(tld, tld.upper()) for host in hosts if len(tld := host.rsplit(".", 1)[-1]) == 2}
    countries |= {agency.country for id_ in own if (agency := registry.get(id_)) and agency.country}
    language = (evidence.language or "").split("-")[0].lower() or None
    return Context(frozenset(own), frozenset(keys - {""}), language, frozenset(countries))


def _plain(text: str) -> str:
    """One kind of space and no invisible marks, so that forms match as they look."""
    return (
        text.replace("\u00a0", " ")
        .replace("\u202f", " ")
        .replace("\u200b", "")
        .replace("\ufeff", "")
        .replace("\u2028", " ")
        .strip()
    )


def _dateline(evidence: Evidence, paragraphs: Sequence[str], names: Names) -> DatelineFound | None:
    """The first paragraph's, else one below a lead, else one alone on a line above the text."""
    weak: DatelineFound | None = None
    for index, paragraph in enumerate(paragraphs[:3]):
        if index and not names.touches(paragraph[:HEAD]):
            continue
        last = 0 < index == len(paragraphs) - 1
        found = find_dateline(paragraph, names, evidence.published, first=index == 0)
        if last and found is not None and found.end >= len(paragraph.rstrip()) - 1:
            continue
        if found is not None and (found.names or index == 0):
            if found.names:
                return found
            weak = weak or found
    for line in map(_plain, evidence.head_lines[-HEAD_LINES:]):
        found = (
            find_dateline(line, names, evidence.published, first=False)
            if names.touches(line[:HEAD])
            else None
        )
        if found is not None and found.names and found.end >= len(line) - 2 and found.dateline.place:
            return found
    return weak


def _add_dateline(chain: Chain, found: DatelineFound) -> None:
    agencies = [name for name in found.names if name.kind == "agency"]
    for name in agencies or found.names:
        chain.add(name, Rank.DATELINE, "dateline", found.dateline.raw)
    if agencies:
        for name in found.names:
            chain.add(name, Rank.SLOT, "dateline", found.dateline.raw)


def _add_bylines(chain: Chain, evidence: Evidence, names: Names, paragraphs: Sequence[str]) -> None:
    if evidence.byline:
        _add_byline(chain, evidence.byline, names)
    elif len(paragraphs) > 1 and _left_byline(paragraphs[0], names):
        _add_byline(chain, paragraphs[0], names)
    for line in evidence.head_lines[-HEAD_LINES:]:
        found = read_line(_plain(line), "head", names)
        if found is None:
            continue
        rank = Rank.BYLINE if found.form == "byline" else Rank.TAIL
        _add_line(chain, found, rank, line)
    for org in evidence.author_orgs:
        named = names.whole(_plain(org))
        if named is not None:
            chain.add(named, Rank.METADATA, "author", org)
        elif phrases.UNNAMED.fullmatch(org.strip()):
            chain.add_unnamed(org.strip(), "author", org, origin=True)


def _left_byline(paragraph: str, names: Names) -> bool:
    """Whether a first paragraph is a byline that was left in the text: behind its label, or an agency alone."""
    if len(paragraph) > _BYLINE or paragraph.rstrip()[-1:] in ".!?":
        return False
    named = names.whole(paragraph.strip())
    alone = named is not None and named.kind == "agency" and not named.word
    return alone or phrases.BYLINE_LABEL.match(paragraph) is not None


def _add_byline(chain: Chain, byline: str, names: Names) -> None:
    text = " ".join(_plain(byline).split())[:300]
    found = read_line(text, "head", names)
    if found is not None and found.form == "photo":
        return
    if found is not None and found.form in ("byline", "source line"):
        _add_line(chain, found, Rank.BYLINE if found.form == "byline" else Rank.TAIL, byline)
        return
    label = phrases.BYLINE_LABEL.match(text)
    value = text[label.end() :] if label else text
    if names.touches(text):
        _add_listed(chain, value, byline, names)
    for part in split_list(value):
        if phrases.UNNAMED.fullmatch(part):
            chain.add_unnamed(part, "byline", byline, origin=True)


def _add_listed(chain: Chain, value: str, byline: str, names: Names) -> None:
    """The agencies among the persons of a byline, with a mark between them or without one."""
    for named in names.listed(value):
        if (named.agency or named.kind == "agency") and not (named.word and not named.text.isupper()):
            chain.add(named, Rank.BYLINE, "byline", byline)
    for match in names.scan(value):
        if not match.name.ambiguous and match.named.kind == "agency":
            chain.add(match.named, Rank.BYLINE, "byline", byline)


def _add_line(chain: Chain, found: LineFound, rank: Rank, line: str, group: int = 0) -> None:
    for named in found.names:
        chain.add(named, rank, found.form, line, group=group)
    if found.unnamed:
        chain.add_unnamed(
            "syndicated feed" if found.form == "feed" else found.unnamed,
            found.form,
            line,
            origin=rank is Rank.BYLINE,
        )


def _add_tail(chain: Chain, tail: TailFound) -> None:
    rank = Rank.INPUT if tail.line.form == "tail" and tail.helped else Rank.TAIL
    _add_line(chain, tail.line, rank, tail.evidence, tail.position)


def _add_canonical(chain: Chain, evidence: Evidence, names: Names) -> None:
    """rel=canonical to another site: the text is that site's."""
    there, here = _host(evidence.canonical_url), _host(evidence.url)
    if not there or not here or there == here or _IP.fullmatch(there) or _IP.fullmatch(here):
        return
    own = {registrable_domain(host) for host in (here, *evidence.carrier_domains)}
    site = registrable_domain(there)
    if not site or site in own:
        return
    id_ = names.registry.agency_for_domain(there)
    agency = names.registry.get(id_) if id_ else None
    named = (
        Named(agency.name, agency, agency.credit_kind, agency.id in names.context.own)
        if agency
        else Named(site)
    )
    chain.add(named, Rank.CANONICAL, "canonical", evidence.canonical_url or "", id_=site)


def _add_inline(chain: Chain, body: Sequence[str], dateline: DatelineFound | None, names: Names) -> None:
    """Inline credits: not where the page already says whose text it is, for then the agency's own text cites another."""
    if chain.has_agency():
        return
    found, own = find_inline(first_sentences(body), names)
    agency_carrier = any(
        (agency := names.registry.get(id_)) and agency.kind == "agency" for id_ in sorted(names.context.own)
    )
    wrote_itself = agency_carrier or (dateline is not None and any(name.own for name in dateline.names))
    for item in found:
        if wrote_itself and not (own or item.cited):
            continue
        chain.add(item.named, Rank.CITED if item.cited else Rank.INLINE, "inline", item.evidence)
    _add_inserts(chain, body, names)


def _add_inserts(chain: Chain, body: Sequence[str], names: Names) -> None:
    inserts: list[InlineFound] = [
        item for paragraph in body[:12] for item in find_inserts(paragraph[:2000], names)
    ]
    for item in inserts:
        chain.add(item.named, Rank.INLINE, "editor's insert", item.evidence)


def _body(paragraphs: Sequence[str], dateline: DatelineFound | None) -> list[str]:
    """The paragraphs without the dateline, whose agency is no mention."""
    raw = dateline.dateline.raw if dateline else ""
    return [
        paragraph.removeprefix(raw) if raw and index < 3 else paragraph
        for index, paragraph in enumerate(paragraphs)
    ]


def _mentions(chain: Chain, evidence: Evidence, body: Sequence[str], names: Names) -> list[str]:
    """Names in the text that are no credit, by their short names, in order of first appearance."""
    text = "\n".join([*([evidence.title] if evidence.title else []), *body])
    found: dict[str, None] = {}
    for match in names.scan(text):
        named = match.named
        if named.agency is None or named.agency.short in found:
            continue
        if named.own or named.kind == "photo" or chain.holds(named):
            continue
        if match.name.word or (
            match.name.ambiguous and not _CUE.search(text[max(0, match.start - 32) : match.start])
        ):
            continue
        found.setdefault(named.agency.short)
    return list(found)


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def _stem(host: str) -> str:
    """The name part of a domain: "themoscowtimes" of "www.themoscowtimes.com"."""
    labels = [label for label in host.lower().split(".") if label]
    return max(labels[:-1], key=len, default="") if labels else ""
