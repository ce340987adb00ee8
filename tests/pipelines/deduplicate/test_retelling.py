"""Wires told in other words: what a rewriting desk keeps, and what a report of its own has in common with it."""

from __future__ import annotations

import pytest

from pipelines.deduplicate.align import align
from pipelines.deduplicate.evidence import circumstances, prepare
from pipelines.deduplicate.fold import fold
from pipelines.deduplicate.verdict import COPY, judge
from tests.pipelines.deduplicate.stories import document

DESK = """The ferry drivers of Ostrava Sound walked off the job early on Monday in a 36-hour strike that stopped most crossings.
The Seamen's League called the stoppage after talks with Brightline Ferries about shorter working hours collapsed on Friday.
Brightline said it would sail about one in four of its usual crossings and asked passengers to put off journeys.
"Nobody ties up a boat for fun, but nobody should have to stand 14 hours a day on a bridge," said the league's Marta Hollin.
The company has offered a 4.6 per cent pay rise over two years and a choice between more money and a 38-hour week.
Traders put the cost to the islands at up to 90,000 crowns a day, with dairies hit hardest because lorries are left ashore too.
The last walkout by the drivers, in May 2029, lasted 12 hours and ended with a deal reached in a night of talks."""

REWRITTEN = """Ferry drivers on the Ostrava Sound downed tools early Monday, starting a 36-hour strike and halting most crossings.
The Seamen's League called its members out when negotiations with Brightline Ferries on a shorter working week broke down Friday.
The operator said it was sailing roughly one in four of its normal crossings and urged passengers to postpone journeys.
"Nobody ties up a boat for fun, but nobody should have to stand 14 hours a day on a bridge," league boss Marta Hollin said.
Brightline has put on the table a 4.6 percent pay increase over two years plus the option of more money or a 38-hour week.
Traders on the islands estimate the cost at as much as 90,000 crowns per day; dairies are hardest hit since lorries stay ashore.
The most recent walkout by the drivers in May 2029 went on for 12 hours before a deal was struck in a night of talks."""

REPORTED = """Islanders had to leave their cars in Karst on Monday while the boats of Brightline Ferries lay at the quay.
Marta Hollin, who leads the Seamen's League, said nobody should have to stand 14 hours a day on a bridge.
A dairy on Great Vell poured away 4,000 litres of milk, and lorries with feed were turned back by the harbour police.
The strike of 36 hours is the first since May 2029. Drivers want a 38-hour week; they were offered 4.6 per cent.
One in four crossings was kept for nurses and pupils, and the fare was not asked of anybody, Brightline said.
The governor offered to mediate, as his predecessor did, but neither side answered his letter by the evening."""

KARST = """Karst'ın Velden ilçesinde heyelan nedeniyle iki gündür kapalı olan sahil yolu, çift yönlü ulaşıma açıldı.
Karayolları ekipleri, yola düşen yaklaşık 7 bin metreküp toprak ve kayayı 24 iş makinesiyle 38 saatte temizledi.
Vali Ferit Onaran, incelemede, "Dağ hala hareketli. Sürücülerimiz gece burada durmasın, biz nöbetteyiz." ifadelerini kullandı.
Heyelanda toprak altında kalan 2 araçtaki 5 kişi yaralanmıştı."""
VELDEN = """Velden'de heyelan yüzünden iki gündür trafiğe kapalı bulunan sahil yolunda ulaşım yeniden çift yönlü sağlanıyor.
Yola inen 7 bin metreküpe yakın kaya ve toprak, Karayolları'na bağlı 24 iş makinesinin 38 saat süren çalışmasıyla kaldırıldı.
Bölgeyi gezen Karst Valisi Ferit Onaran, "Dağ hala hareketli. Sürücülerimiz gece burada durmasın, biz nöbetteyiz" dedi.
Toprağın altında kalan iki araçta bulunan 5 kişi yaralı kurtulmuştu."""


def judged(a: str, b: str) -> str:
    first, second = (prepare(doc, fold(doc.text)) for doc in (document("a", a, 1), document("b", b, 2)))
    return judge(align(first.told, second.told), circumstances(first, second)).relation


def test_a_desk_that_changes_words_and_keeps_the_order_is_a_copy() -> None:
    assert judged(DESK, REWRITTEN) == judged(REWRITTEN, DESK) == COPY


def test_a_short_wire_of_which_no_five_words_in_a_row_are_left_is_a_copy() -> None:
    assert judged(KARST, VELDEN) == judged(VELDEN, KARST) == COPY


@pytest.mark.parametrize("told", [DESK, REWRITTEN])
def test_a_report_of_its_own_with_the_same_figures_is_none(told: str) -> None:
    assert judged(told, REPORTED) != COPY
    assert judged(REPORTED, told) != COPY


def test_the_same_sentences_in_another_order_need_more_of_each() -> None:
    turned = "\n".join(REWRITTEN.split("\n")[::-1])
    assert judged(DESK, turned) != COPY
