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

JAPANESE = """南浜市は3日、老朽化した海岸堤防に長さ220メートルにわたって亀裂が見つかったとして、道路を通行止めにしたと発表した。
市によると、点検にあたった職員が朝、コンクリートの一部が崩れているのを発見した。けが人はいないという。
堤防は1968年に造られ、昨年の調査では異常がないとされていた。市長は記者会見で、来月末までに仮の補強工事を終えたいと述べた。
近くの漁港では14隻が別の港に移り、漁協の組合長は「台風の季節までに直してほしい」と話している。"""


def document(doc_id: str, text: str, position: int, **fields: object) -> Document:
    """Return a document of these fields, on a site of its own unless one is named."""
    known: dict[str, Any] = {"site": f"{doc_id}.example"} | fields
    return Document(id=doc_id, text=text, position=position, **known)
