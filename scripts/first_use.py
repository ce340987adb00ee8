"""Word lists, patterns, tables and models that a crawl makes on first use, made before it by two invented pages."""

from __future__ import annotations

from archive.capture import Capture, RecordRef, payload_digest
from crawler.config import Config
from pipelines.clean import clean
from pipelines.deduplicate.deduplicator import Deduplicator
from pipelines.deduplicate_pipeline import document_of
from pipelines.sources.credited import registry_with
from pipelines.sources.load import load_sources

_STORY = (
    "SKELL (AP) - The ferry to the outer islands sails again on Friday, the harbour office said on Tuesday 3 March 2026.",
    "Her master, Anna Keller, told reporters that divers had mended the hull and that all 48 cabins were sold by noon.",
    "A second ship is to join her in May, when the fishing season begins and 3,000 guests are expected on the islands.",
)


def read_two_pages() -> None:
    """Clean and compare two tellings of a story, in memory; raises RuntimeError when the second is no copy."""
    sources = load_sources(Config().sources)
    registry = registry_with(sources)
    with Deduplicator(None) as deduplicator:
        for position in (1, 2):
            article = clean(_capture(position), sources).article
            if article is None:
                raise RuntimeError("an invented page gives no article")
            document = document_of(article, position, registry)
            decision = deduplicator.decide(document)
            deduplicator.admit(document, decision)
    if decision.relation == "first":
        raise RuntimeError("an invented copy is not found")


def _capture(number: int) -> Capture:
    paragraphs = "".join(f"<p>{each}</p>" for each in _STORY)
    title = "Ferry sails again"
    head = f'<title>{title}</title><meta name="author" content="Nils Frey and Ida Lund">'
    page = f"<html><head>{head}</head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>".encode()
    return Capture(
        RecordRef("invented.warc.gz", 0, len(page), f"urn:uuid:{number}"),
        "response",
        f"http://outlet-{number}.example/ferry-sails-again",
        "2026-03-03T12:00:00Z",
        page,
        payload_digest(page),
        status=200,
        content_type="text/html; charset=utf-8",
    )
