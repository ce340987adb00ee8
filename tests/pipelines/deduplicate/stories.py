"""Invented texts for the tests of single rules."""

from __future__ import annotations

from typing import Any

from pipelines.deduplicate import Document

WIRE = """The harbour authority of Port Amaro said on Tuesday it would close its grain terminal after inspectors found cracks.
Engineers counted 14 breaks along a stretch of 220 metres, and two of the four loading cranes have been taken out of service.
The terminal handles about a third of the wheat exports of the region, and traders warned that freight rates could rise.
Shipping lines have been asked to use the neighbouring port of Selmar until the autumn, which adds a day to most voyages."""

OTHER = """A court in Velden acquitted the former head of the tram company of bribery, saying the money had been declared.
Prosecutors had asked for four years in prison for the engineer, who ran the company through eleven difficult years.
The judge said the contracts were unwise but not criminal, and ordered the state to pay the costs of the whole trial.
The affair began when a clerk noticed that invoices had been sent to an address where there was nothing but a garage."""

OWN = """Lorry drivers may have to get used to longer queues at the bridge, where the town hall counted nine hundred vehicles.
The mayor said he had asked for a second lane and for police to direct traffic in front of the two primary schools.
Nobody had rung him before the decision was made, he complained in his office under a portrait of his grandfather."""


def document(doc_id: str, text: str, position: int, **fields: object) -> Document:
    """Return a document of these fields, on a site of its own unless one is named."""
    known: dict[str, Any] = {"site": f"{doc_id}.example"} | fields
    return Document(id=doc_id, text=text, position=position, **known)
