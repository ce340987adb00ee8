"""is_credit_line: true for lines that are nothing but a credit, false for everything a reader would miss."""

from __future__ import annotations

import pytest

from pipelines.attribute import is_credit_line

TAIL = [
    "Source: RT", "Source: Al-Alam News Network", "Quelle: dpa", "Источник: ТАСС", "المصدر: وكالات", "来源:新华社",
    "منبع: ایسنا", "AFP", "(dpa)", "-ANI", "— AP", "(TASS/dpa)", "/TASS/", "© AFP", "Agencies", "وكالات",
    "(סוכנויות הידיעות)", "PTI SKU RT", "With inputs from agencies", "(With inputs from PTI)", "Inputs from wires",
    "AFP contributed reporting.", "8072**1424", "415", "342/", "/انتهى/", "انتهای پیام", "ENDS", "(完)",
    "Reporting by Ina Sample; Editing by Odd Muster", "bur-ab/cd", "ab/cd",
    "Translated and edited by The Harbour Herald", "(HH Coast Desk – Lima)", "Photo Credit: AFP/Getty Images",
    "Foto: dpa", "(This story has not been edited by Harbour staff and is auto-generated from a syndicated feed.)",
    "Riproduzione riservata © Copyright ANSA", "© 2023 The Harbour Herald. All rights reserved.",
    "Based on reporting by Reuters and AFP", "责任编辑：张样", "(FRANCE 24 with AFP)", "TASS/harbour.example-xy_03",
]  # fmt: skip

HEAD = [
    "By AFP", "AFP", "Reuters Published November 14, 2023 Updated November 14, 2023 08:34am",
    "PTI| Last Updated: Tuesday, November 14, 2023", "National |  IANS  | Published :",
    "Author: BBC | Published: 14 mins ago", "Agencies", "Source: BBC", "Von dpa", "TT/AFP/The Local",
    "Xinhua) 08:59, July 31, 2024", "information fournie par France 24 • 29/06/2024 à 10:34",
]  # fmt: skip

BODY = [
    "He told AFP.", "It was the end.", "No.", "Yes!", "Peace.", "“Never again.”",
    "Reuters could not verify the report.", "By the river", "AFP reporters saw two boats.",
    "Source: officials said that the harbour would be closed from Monday on, as it is each year.",
    "The source: a small spring in the hills.", "May", "Iran", "From the sea", "By Friday, all was quiet.", "Lima",
    "Who won?",
    "Photo: a woman walks past the boats that lie in the harbour since the storm of the last week, when nobody went out.",
    "AP and the war", "2023", "The agencies failed.", "Agencies of the state had failed to act.",
    "Via the coast road", "With AFP gone, nobody wrote about it.", "Copyright was not the question.",
    "Editing genes is allowed.", "Ends meet.", "The harbour (pictured) is old.", "(AFP reporters were not let in.)",
    "Trend reports are made each spring.", "In brief", "Fin whales were seen off the coast.",
    "Mehr als 40 Boote waren da.", "Die Welt schaut zu.", "Bild der Woche", "Contributions from the town pay for it.",
    "The town provided the boats.", "Syndicated loans fell.", "Er kam mit.",
]  # fmt: skip


@pytest.mark.parametrize("line", TAIL)
def test_credit_lines_below_the_text(line: str) -> None:
    assert is_credit_line(line, "tail")
    assert is_credit_line(f"  {line}\u00a0", "tail")


@pytest.mark.parametrize("line", HEAD)
def test_credit_lines_above_the_text(line: str) -> None:
    assert is_credit_line(line, "head")


@pytest.mark.parametrize("line", [line for line in BODY if line != "2023"])
def test_short_sentences_are_kept(line: str) -> None:
    assert not is_credit_line(line, "tail")
    assert not is_credit_line(line, "head")


@pytest.mark.parametrize("line", ["", " ", "\n", "x" * 400, "Source: " + "very " * 100])
def test_empty_and_long_lines_are_none(line: str) -> None:
    assert not is_credit_line(line, "tail")
    assert not is_credit_line(line, "head")
