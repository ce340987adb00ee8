from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalise.language import detect

GERMAN = (
    "Der Rat der Stadt hat am Donnerstag beschlossen, dass die Brücke über den Fluss im nächsten Jahr erneuert werden soll. "
    "Die Arbeiten dauern nach Angaben der Verwaltung rund achtzehn Monate und kosten mehr als zwölf Millionen Euro. "
) * 2
ENGLISH = (
    "The city council decided on Thursday that the bridge across the river would be rebuilt next year. The work will take about "
    "eighteen months and cost more than twelve million, the administration said. "
) * 2
RUSSIAN = (
    "Городской совет решил в четверг, что мост через реку будет перестроен в следующем году. Работы займут полтора года. "
    * 3
)
PERSIAN = (
    "شورای شهر روز پنج‌شنبه تصمیم گرفت که پل روی رودخانه در سال آینده بازسازی شود و کارها هجده ماه طول می‌کشد. "
    * 3
)
ARABIC = (
    "قرر مجلس المدينة يوم الخميس إعادة بناء الجسر فوق النهر في العام المقبل وستستغرق الأعمال ثمانية عشر شهرا. "
    * 3
)


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        (GERMAN, None, "de"),
        (GERMAN, "de-AT", "de-AT"),
        (GERMAN, "de_CH", "de-CH"),
        (GERMAN, "en-US", "de"),
        (GERMAN, "nds", "nds"),
        (ENGLISH, "en_gb", "en-GB"),
        (ENGLISH, "English", "en"),
        (ENGLISH, "fa-IR", "en"),
        (RUSSIAN, None, "ru"),
        (RUSSIAN, "en", "ru"),
        (PERSIAN, "fa-IR", "fa-IR"),
        (PERSIAN, None, "fa"),
        (ARABIC, None, "ar"),
        (ARABIC, "ar-EG", "ar-EG"),
        ("시의회는 목요일 다리를 다시 짓기로 했다.", None, "ko"),
        ("市議会は木曜日、橋を建て替えることを決めた。", None, "ja"),
        ("市議会は木曜日、橋を建て替えることを決めた。", "en", "ja"),
        ("市议会星期四决定重建这座桥。" * 20, None, "zh"),
        ("市议会星期四决定重建这座桥。", "zh-hans-cn", "zh-Hans-CN"),
        ("สภาเมืองตัดสินใจสร้างสะพานใหม่", None, "th"),
        ("Το δημοτικό συμβούλιο αποφάσισε", None, "el"),
        ("მერიამ გადაწყვიტა", None, "ka"),
        ("Short line", None, None),
        ("Short line", "en", "en"),
        ("Short line", "fa", None),
        ("Kratka vest", "sr", "sr"),
        ("Краткая строка", "en", None),
        ("", None, None),
        ("", "iw", "he"),
        ("12345 !!!", "pt-br", "pt-BR"),
        ("", "x-default", None),
        ("", "und", None),
        ("", "%s<script>", None),
        ("", "cz", "cs"),
        ("", "eng", "en"),
    ],
)
def test_detect(text: str, declared: str | None, expected: str | None) -> None:
    assert detect(text, declared) == expected


@given(st.text(max_size=200), st.one_of(st.none(), st.text(max_size=20)))
def test_any_text_gives_a_tag_or_none_and_the_same_twice(text: str, declared: str | None) -> None:
    found = detect(text, declared)
    assert found is None or found.partition("-")[0].isalpha()
    assert detect(text, declared) == found


def test_neighbours_do_not_overrule_the_page() -> None:
    text = (
        "Bystyret vedtok torsdag at broen over elven skal bygges opp igjen neste år, og arbeidet vil ta omtrent atten måneder. "
        * 3
    )
    assert detect(text, "da") == "da"
    assert detect(text, "nb-NO") == "nb-NO"
