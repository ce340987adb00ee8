"""From a Capture to an article or to the outcome that says why there is none: pure, the same live and in replay."""

from __future__ import annotations

from dataclasses import fields

from archive.capture import Capture
from pipelines.attribute import attribute
from pipelines.attribute.evidence import Attribution, Evidence
from pipelines.bounds import bound
from pipelines.decode import decode_payload
from pipelines.extract import extract
from pipelines.extract.extracted import Extracted
from pipelines.items import Article, Proof, SourceRef
from pipelines.normalise.urls import registrable_domain
from pipelines.optouts import opt_outs
from pipelines.outcome import ARTICLE, FAILED, NOT_ARTICLE, Cleaned, Outcome
from pipelines.sources.credited import registry_with
from pipelines.sources.model import Source, Sources
from pipelines.verdict import head_of, verdict_without_payload
from pipelines.version import CODE_VERSION

_HARMLESS = ("not ", "trailing garbage")
"""Faults of the content encoding that leave the whole body: a coding that is declared and not there, bytes behind the end."""
_COPIED = tuple({field.name for field in fields(Extracted)} & {field.name for field in fields(Article)})
"""Fields that the article takes over from extraction as they are."""


def clean(capture: Capture, sources: Sources) -> Cleaned:
    """An Article as its page alone gives it (no version, no syndication yet), or the outcome that says why there is none."""
    outcome = verdict_without_payload(capture)
    if outcome is not None:
        return Cleaned(outcome)
    decoded = decode_payload(capture.payload, capture.header("Content-Encoding"))
    if decoded.fault is not None and not decoded.fault.startswith(_HARMLESS):
        return Cleaned(Outcome(FAILED, head_of(decoded.fault), decoded.fault))
    try:
        captured = capture.fetched
    except ValueError:
        return Cleaned(Outcome(FAILED, "no capture time", f"WARC-Date {capture.date[:80]!r}"))
    source = sources.for_url(capture.url)
    if source is not None and not source.may_be_article(capture.url):
        return Cleaned(Outcome(NOT_ARTICLE, "not an article address"))
    page = extract(
        decoded.body,
        capture.url,
        content_type=capture.content_type,
        captured=captured,
        rules=source.rules_at(captured.date()) if source else None,
        language=source.language if source else None,
        timezone=source.timezone if source else None,
    )
    if page.kind != ARTICLE:
        return Cleaned(Outcome(NOT_ARTICLE, page.reason or "no article"))
    return Cleaned(Outcome(ARTICLE), _article(capture, page, source, sources))


def _article(capture: Capture, page: Extracted, source: Source | None, sources: Sources) -> Article:
    article = Article(id=capture.id, url=capture.url)
    for name in _COPIED:
        setattr(article, name, getattr(page, name))
    article.source = _source_ref(capture.url, source)
    registry = registry_with(sources)
    found = attribute(_evidence(capture, page, source), registry)
    article.dateline, article.credits = found.dateline, found.credits
    named = [name for name in article.authors if registry.lookup(name)]
    article.authors = [name for name in article.authors if name not in named]
    article.author_orgs = _with_bylined(article.author_orgs or named, found)
    article.word_count = len(article.text.split())
    bound(article)
    article.opt_outs = opt_outs(capture.headers, page.robots)
    article.capture = Proof(
        file=capture.ref.file,
        offset=capture.ref.offset,
        length=capture.ref.length,
        record_id=capture.ref.record_id,
        payload_digest=capture.payload_digest,
        fetched=capture.date,
        status=capture.status,
    )
    article.wirecopy = CODE_VERSION
    return article


def _with_bylined(orgs: list[str], found: Attribution) -> list[str]:
    """Author organisations as the page names them, and an agency that stands in the byline."""
    bylined = [
        credit.evidence for credit in found.credits if credit.form == "byline" and credit.kind == "agency"
    ]
    return orgs if orgs else [each.removeprefix("By ").strip() for each in bylined]


def _source_ref(url: str, source: Source | None) -> SourceRef:
    if source is not None:
        return SourceRef(id=source.id, name=source.name, country=source.country, kind=source.kind)
    domain = registrable_domain(url)
    return SourceRef(id=domain, name=domain)


def _evidence(capture: Capture, page: Extracted, source: Source | None) -> Evidence:
    names = [name for name in (page.site_name, source.name if source else None) if name]
    domains = list(source.domains) if source else []
    return Evidence(
        paragraphs=[block.text for block in page.blocks],
        title=page.title,
        byline=page.byline,
        author_orgs=page.author_orgs,
        head_lines=page.head_lines,
        tail_lines=page.tail_lines,
        url=capture.url,
        canonical_url=page.canonical_url,
        carrier_names=names,
        carrier_domains=domains or [registrable_domain(capture.url)],
        language=page.language,
        published=page.published,
    )
