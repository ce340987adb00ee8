"""Every form of credit met so far, rewritten with invented outlets, people and stories; each with what it must give."""

from __future__ import annotations

import pytest

from pipelines.attribute import Attribution, Evidence, attribute

FIRST = (
    "A ferry ran aground off the old lighthouse on Sunday, the coast guard said, and all on board were saved."
)
REST = (
    "Forty people had been on board.",
    "The captain, a man of 61, was unhurt.",
    "Divers will look at the hull next week.",
)
CARRIER = {"carrier_names": ["The Harbour Herald"], "carrier_domains": ["harbourherald.example"]}


def page(**evidence: object) -> Attribution:
    fields: dict[str, object] = {
        "paragraphs": (FIRST, *REST),
        "published": "2023-11-14",
        "language": "en",
        **CARRIER,
        **evidence,
    }
    return attribute(Evidence(**fields))  # type: ignore[arg-type]


def chain(found: Attribution) -> str:
    return " ".join(f"{credit.id or credit.kind}:{credit.role}" for credit in found.credits)


BYLINES = [
    ("By Reuters", "reuters:origin"),
    ("dpa", "dpa:origin"),
    ("AFP Published November 14, 2023 Updated November 14, 2023 10:02pm", "afp:origin"),
    ("PTI| Last Updated: Tuesday, November 14, 2023 - 11:20", "pti:origin"),
    ("Sports |  ANI  | Published :", "ani:origin"),
    ("Author: Deutsche Welle | Published: 3 hours ago", "dw:origin"),
    ("By Ina Sample And Odd Muster The Associated Press", "ap:origin"),
    ("By Ina Sample, Associated Press", "ap:origin"),
    ("Ina Sample | Reuters", "reuters:origin"),
    ("Agencies", "unnamed:origin"),
    ("News Agencies", "unnamed:origin"),
    ("وكالات", "unnamed:origin"),
    ("Агентства", "unnamed:origin"),
    ("Von dpa", "dpa:origin"),
    ("Par AFP", "afp:origin"),
    ("Par Ina Sample avec AFP", "afp:origin"),
    ("Por EFE", "efe:origin"),
    ("Redacción / EFE", "efe:origin"),
    ("Agencia EFE", "efe:origin"),
    ("di ANSA", "ansa:origin"),
    ("Redazione ANSA", "ansa:origin"),
    ("NTB/AFP/The Local", "ntb:origin afp:origin thelocal:origin"),
    ("By AFP and Reuters", "afp:origin reuters:origin"),
    ("Staff Writer with AFP", "afp:origin"),
    ("Текст: Ина Пробная", ""),
    ("By Ina Sample", ""),
    ("The Harbour Herald", ""),
    ("By The Harbour Herald staff", ""),
    ("By Petra Muster", ""),
    ("By Sana Probe and Tasnim Beispiel", ""),
    ("By Dawn Sample", ""),
    ("Web Desk", ""),
]


@pytest.mark.parametrize(("byline", "expected"), BYLINES)
def test_bylines(byline: str, expected: str) -> None:
    assert chain(page(byline=byline)) == expected


HEAD_LINES = [
    ("AFP", "afp:origin"),
    ("By AFP", "afp:origin"),
    ("Reuters) 11:05, November 14, 2023", "reuters:origin"),
    ("Source: Euronews", "euronews:source"),
    ("Источник: Российская газета", "rg:source"),
    ("World / Tue, 14 Nov 2023 The Guardian", "guardian:origin"),
    ("BBC – November 14, 2023", "bbc:origin"),
    ("information fournie par AFP • 14/11/2023 à 08:12", "afp:source"),
    ("Львів  •  УНН", "unn:origin"),
    ("Doha (QNA)", "qna:origin"),
    ("EPA / TASS", ""),
    ("AFP/Getty Images", ""),
    ("© AFP", ""),
    ("(Reuters)", ""),
    ("Photo: AFP", ""),
    ("Home", ""),
    ("World News", ""),
    ("2 min read", ""),
]


@pytest.mark.parametrize(("line", "expected"), HEAD_LINES)
def test_lines_above_the_text(line: str, expected: str) -> None:
    assert chain(page(head_lines=["Home", line, "14 November 2023"])) == expected


DATELINES = [
    ("LIMA (AFP): ", "LIMA", None, "afp"),
    ("Lissabon (AFP) – ", "Lissabon", None, "afp"),
    ("OSLO (Reuters) - ", "OSLO", None, "reuters"),
    ("OSLO/BERGEN (Reuters) -", "OSLO/BERGEN", None, "reuters"),
    ("LIMA, Nov 13 (Reuters) – ", "LIMA", "2023-11-13", "reuters"),
    ("LIMA, Nov 13 – ", "LIMA", "2023-11-13", None),
    ("LA PAZ, Bolivia (AP) — ", "LA PAZ, Bolivia", None, "ap"),
    ("EAU CLAIRE, Wis. (AP) — ", "EAU CLAIRE, Wis.", None, "ap"),
    ("LIMA: ", "LIMA", None, None),
    ("LIMA    -   ", "LIMA", None, None),
    ("LIMA (Bulletins) -- ", "LIMA", None, None),
    ("MINSK, November 13. /TASS/. ", "MINSK", "2023-11-13", "tass"),
    ("MINSK, November 13. /ITAR-TASS/. ", "MINSK", "2023-11-13", "tass"),
    ("RIGA, 13 novembre. ", "RIGA", "2023-11-13", None),
    ("РИГА, 13 ноября/ Радио Sputnik. ", "РИГА", "2023-11-13", "sputnik"),
    ("RIGA (Sputnik) - ", "RIGA", None, "sputnik"),
    ("RIGA (Harbour Herald / Sputnik - 13th November, 2023) ", "RIGA", "2023-11-13", "sputnik"),
    ("俄罗斯卫星通讯社莫斯科11月13日电 ", "莫斯科", "2023-11-13", "sputnik"),
    ("ISFAHAN, Nov. 13 (MNA) – ", "ISFAHAN", "2023-11-13", "mehr"),
    ("Isfahan, November 13, IRNA -- ", "Isfahan", "2023-11-13", "irna"),
    ("Isfahan, Nov 13, IRNA - ", "Isfahan", "2023-11-13", "irna"),
    ("Isfahan, IRNA – ", "Isfahan", None, "irna"),
    ("Isfahan (IRNA) - ", "Isfahan", None, "irna"),
    ("(Tasnim) -- ", None, None, "tasnim"),
    ("(Reuters) - ", None, None, "reuters"),
    ("ISFAHAN (Tasnim) – ", "ISFAHAN", None, "tasnim"),
    ("Tasnim – ", None, None, "tasnim"),
    ("ISFAHAN (FNA)- ", "ISFAHAN", None, "fars"),
    ("ISFAHAN (Fars News Agency)- ", "ISFAHAN", None, "fars"),
    ("Isfahan (IP) - ", "Isfahan", None, "iranpress"),
    ("Isfahan, YJC. ", "Isfahan", None, "yjc"),
    ("WANA (Nov 13) – ", None, "2023-11-13", "wana"),
    ("ISFAHAN (Harbour News) – ", "ISFAHAN", None, None),
    ("HARBIN, Nov. 13 (Xinhua) -- ", "HARBIN", "2023-11-13", "xinhua"),
    ("Osaka, Nov. 13 (Jiji Press)--", "Osaka", "2023-11-13", "jiji"),
    ("【ソウル時事】", "ソウル", None, "jiji"),
    ("【モスクワ共同】", "モスクワ", None, "kyodo"),
    ("［ロンドン　13日　ロイター］ - ", "ロンドン", "2023-11-13", "reuters"),
    ("【AFP=時事】", None, None, "afp"),
    ("Zarqa, Nov. 13 (Petra) -- ", "Zarqa", "2023-11-13", "petra"),
    ("Jaipur, Nov 13 (IANS) ", "Jaipur", "2023-11-13", "ians"),
    ("Jaipur: ", "Jaipur", None, None),
    ("London/Jaipur, Nov 13 (Illustration) ", "London/Jaipur", "2023-11-13", None),
    ("जयपुर, 13 नवंबर (भाषा) ", "जयपुर", "2023-11-13", "pti"),
    ("जयपुर, 13 नवंबर (खोखला समाचार) ", "जयपुर", "2023-11-13", None),
    ("जयपुर, 13 नवंबर- ", "जयपुर", "2023-11-13", None),
    ("১৩ নভেম্বর : ", None, "2023-11-13", None),
    ("Lviv [Ukraine], November 13: ", "Lviv", "2023-11-13", None),
    ("Washington D.C. [US], November 13 (ANI): ", "Washington D.C.", "2023-11-13", "ani"),
    ("Lima (Peru): ", "Lima", None, None),
    ("BREST, 13 November (BelTA) – ", "BREST", "2023-11-13", "belta"),
    ("BREST, 13. November (BelTA) – ", "BREST", "2023-11-13", "belta"),
    ("13 ноября, Брест /Корр. БЕЛТА/. ", "Брест", "2023-11-13", "belta"),
    ("GANJA, Azerbaijan, Nov. 13 / By Ina Sample – Trend: ", "GANJA, Azerbaijan", "2023-11-13", "trend"),
    ("Bakı. Trend: ", "Bakı", None, "trend"),
    ("GYUMRI, NOVEMBER 13, ARMENPRESS. ", "GYUMRI", "2023-11-13", "armenpress"),
    ("Shafaq News/ ", None, None, "shafaq"),
    ("IZMIR (AA) - ", "IZMIR", None, "aa"),
    ("İZMİR (AA) - AYŞE ÖRNEK - ", "İZMİR", None, "aa"),
    ("LISBONA, 13 NOV - ", "LISBONA", "2023-11-13", None),
    ("(ANSA) - LISBONA, 13 NOV - ", "LISBONA", "2023-11-13", "ansa"),
    ("Roma, 13 nov. (askanews) – ", "Roma", "2023-11-13", "askanews"),
    ("LISSABON | ", "LISSABON", None, None),
    ("LISSABON dpa | ", "LISSABON", None, "dpa"),
    ("Maribor, 13. novembra (STA) - ", "Maribor", "2023-11-13", "sta"),
    ("Maribor, 13. novembra - ", "Maribor", "2023-11-13", None),
    ("London, Asharq Al-Awsat—", "London", None, None),
    ("Lima, 13 nov (EFE).- ", "Lima", "2023-11-13", "efe"),
    ("MADRID 13 Nov. (EUROPA PRESS) - ", "MADRID", "2023-11-13", "europapress"),
    ("Porto, 13 nov 2023 (Lusa) – ", "Porto", "2023-11-13", "lusa"),
    ("(부산=연합뉴스) 홍보기 기자 = ", "부산", None, "yonhap"),
    ("[부산=뉴시스] 홍보기 기자 = ", "부산", None, "newsis"),
    ("新华社巴黎11月13日电 ", "巴黎", "2023-11-13", "xinhua"),
    ("中新社巴黎11月13日电 （记者 张样）", "巴黎", "2023-11-13", "chinanews"),
    ("（中央社台北13日電）", "台北", "2023-11-13", "cna-taiwan"),
    ("据法新社巴黎11月13日报道，", "巴黎", "2023-11-13", "afp"),
    ("Рига. 13 ноября. ИНТЕРФАКС - ", "Рига", "2023-11-13", "interfax"),
    ("РИГА, 13 ноя - РИА Новости, Ина Пробная. ", "РИГА", "2023-11-13", "ria"),
    ("РИГА, 13 ноя — РИА Новости. ", "РИГА", "2023-11-13", "ria"),
    ("АСТАНА. КАЗИНФОРМ - ", "АСТАНА", None, "kazinform"),
    ("KYIV. Nov 13 (Interfax-Ukraine) – ", "KYIV", "2023-11-13", "interfax-ukraine"),
    ("Budapest, 2023. november 13., hétfő (MTI) - ", "Budapest", "2023-11-13", "mti"),
    ("Brno 13. listopadu (ČTK) - ", "Brno", "2023-11-13", "ctk"),
    ("NIŠ, 13. NOVEMBRA /TANJUG/ - ", "NIŠ", "2023-11-13", "tanjug"),
    ("Durrës, 13 Nëntor /ATSH/ - ", "Durrës", "2023-11-13", "ata"),
    ("طهران/ 13 تشرين الثاني/ نوفمبر/ ارنا – ", "طهران", "2023-11-13", "irna"),
    ("دبي في 13 نوفمبر/ وام / ", "دبي", "2023-11-13", "wam"),
    ("القاهرة (رويترز) - ", "القاهرة", None, "reuters"),
    ("تهران- ایرنا- ", "تهران", None, "irna"),
    ("দিনাজপুর, ১৩ নভেম্বর, ২০২৩ (বাসস) : ", "দিনাজপুর", "2023-11-13", "bss"),
    ("NEW YORK--(BUSINESS WIRE)--", "NEW YORK", None, "businesswire"),
    ("OSLO, Nov. 13, 2023 /PRNewswire/ -- ", "OSLO", "2023-11-13", "prnewswire"),
    ("Perth, Australia | AFP | ", "Perth, Australia", None, "afp"),
    ("Jakarta (ANTARA) - ", "Jakarta", None, "antara"),
    ("KUALA LUMPUR, Nov 13 (Bernama) -- ", "KUALA LUMPUR", "2023-11-13", "bernama"),
    ("(TAP) - ", None, None, "tap"),
    ("Rabat - ", "Rabat", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("dateline", "place", "date", "agency"), DATELINES)
def test_datelines(dateline: str, place: str | None, date: str | None, agency: str | None) -> None:
    found = page(paragraphs=(dateline + FIRST, *REST)).dateline
    assert found is not None
    assert found.raw == dateline.strip()
    assert (found.place, found.date, found.agency) == (place, date, agency)


@pytest.mark.parametrize(("dateline", "place", "date", "agency"), DATELINES)
def test_the_agency_of_a_dateline_is_the_origin(
    dateline: str, place: str, date: str, agency: str | None
) -> None:
    credits = page(paragraphs=(dateline + FIRST, *REST)).credits
    agencies = [credit for credit in credits if credit.kind == "agency"]
    assert [credit.id for credit in agencies][:1] == ([agency] if agency else [])
    assert all(credit.role == "origin" and credit.form == "dateline" for credit in agencies)


NO_DATELINES = [
    "Note: the times in this story are local.",
    "Update: two more were found alive.",
    "BREAKING: two more were found alive.",
    "EXCLUSIVE - Two more were found alive.",
    "On July 8, the town had voted to close the harbour.",
    "In Paris, nobody had heard of it.",
    "Monday, July 8: the boats stay in the harbour.",
    "Mayor Ina Sample, July 8 - she had said it before.",
    "Sample: “We will not leave.”",
    "NATO — the alliance — sent two ships.",
    "Trend – das ist, was alle wollen.",
    "Mehr – das war der Wunsch.",
    "RT – the broadcaster – was not there.",
    "AP classes start on Monday at the harbour school.",
    "Paris is a town in Texas, too.",
    "Lima (a bean) is grown here.",
    "The BBC (British Broadcasting Corporation) said so.",
    "Petra – the rose city – is closed.",
    "The harbour (pictured) is old.",
]


@pytest.mark.parametrize("opening", NO_DATELINES)
def test_sentences_that_only_look_like_datelines(opening: str) -> None:
    assert page(paragraphs=(opening, *REST)).dateline is None


SOURCE_LINES = [
    ("Source: RT", "rt:source"),
    ("Source: Al Alam", "alalam:source"),
    ("Source: Tasnim News Agency", "tasnim:source"),
    ("Source: Islamic Republic News Agency - IRNA", "irna:source"),
    ("Original Article Source: Tasnim News | Published on Monday, 13 November 2023 20:33 (about 2 days ago)", "tasnim:source"),
    ("Source(s): Kyodo News", "kyodo:source"),
    ("Sources: AP, Reuters", "ap:source reuters:source"),
    ("Source:   The New York Times", "nyt:source"),
    ("SOURCE:Euronews and agencies", "euronews:source unnamed:source"),
    ("Source: Reuters/ab", "reuters:source"),
    ("Source: https://www.aljazeera.com/news/2023/11/13/ferry", "aljazeera:source"),
    ("Source: aljazeera.com", "aljazeera:source"),
    ("Via Reuters", "reuters:source"),
    ("Via: Reuters", "reuters:source"),
    ("Quelle: dpa", "dpa:source"),
    ("Quellen: dpa, AFP", "dpa:source afp:source"),
    ("Fuente: EFE", "efe:source"),
    ("Fonte: Lusa", "lusa:source"),
    ("Fonte: Agência Brasil", "agencia-brasil:source"),
    ("Bron: ANP", "anp:source"),
    ("Źródło: PAP", "pap:source"),
    ("Zdroj: ČTK", "ctk:source"),
    ("Forrás: MTI", "mti:source"),
    ("Sursa: Agerpres", "agerpres:source"),
    ("Izvor: Hina", "hina:source"),
    ("Извор: Танјуг", "tanjug:source"),
    ("Източник: БТА", "bta:source"),
    ("Kaynak: AA", "aa:source"),
    ("Mənbə: AZƏRTAC", "azertac:source"),
    ("Источник: ТАСС", "tass:source"),
    ("Источник: РИА «Новости»", "ria:source"),
    ("Джерело: Укрінформ", "ukrinform:source"),
    ("Πηγή: ΑΠΕ-ΜΠΕ", "amna:source"),
    ("المصدر: وكالات", "unnamed:source"),
    ("المصدر: رويترز", "reuters:source"),
    ("المصدر: اليوم السابع", "youm7:source"),
    ("منبع: ایسنا", "isna:source"),
    ("منبع: خبرگزاری مهر", "mehr:source"),
    ("स्रोत: पीटीआई", "pti:source"),
    ("Sumber: Antara", "antara:source"),
    ("来源:新华社", "xinhua:source"),
    ("来源：央视新闻", "cctv:source"),
    ("来源:环球时报 / 编辑:AB12", "globaltimes:source"),
    ("本文源自:财联社", "cls:source"),
    ("출처: 연합뉴스", "yonhap:source"),
    ("Chanzo: Reuters", "reuters:source"),
    ("Source: Lighthouse Weekly", "outlet:source"),
    ("Source: The Harbour Herald", ""),
    ("Source: harbourherald.example", ""),
    ("Source: a man who was there and who did not want to give his name because of the trial.", ""),
    ("information fournie par Reuters • 13/11/2023 à 10:34", "reuters:source"),
    ("Republished from The Conversation", "theconversation:source"),
    ("This article was originally published by Euronews.", "euronews:source"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), SOURCE_LINES)
def test_source_lines(line: str, expected: str) -> None:
    assert chain(page(tail_lines=[line])) == expected


TAILS = [
    ("AFP", "afp:source"),
    ("— Reuters", "reuters:source"),
    ("-IANS", "ians:source"),
    ("(ANI)", "ani:source"),
    ("(BBC)", "bbc:source"),
    ("© AFP", "afp:source"),
    ("© 2023 AFP", "afp:source"),
    ("/TASS/", "tass:source"),
    ("Inputs from wires", "unnamed:source"),
    ("With inputs from agencies", "unnamed:source"),
    ("(With inputs from PTI)", "pti:source"),
    ("(With PTI inputs)", "pti:source"),
    ("Agencies", "unnamed:source"),
    ("(Agenturen)", "unnamed:source"),
    ("(dpa/AFP)", "dpa:source afp:source"),
    ("(dpa)", "dpa:source"),
    ("dapd", "dapd:source"),
    ("TASS/harbour.example-xy_03", "tass:source"),
    ("Riproduzione riservata © Copyright ANSA", "ansa:source"),
    ("Riproduzione riservata © The Harbour Herald", ""),
    ("RFI", "rfi:source"),
    ("(sputnik srbija)", "sputnik:source"),
    ("(סוכנויות הידיעות)", "unnamed:source"),
    ("(وكالات)", "unnamed:source"),
    ("Translated and edited by The Harbour Herald", ""),
    ("(HH Coast Desk – Lima)", ""),
    ("(This story has not been edited by Harbour staff and is auto-generated from a syndicated feed.)", "unnamed:source"),
    (
        "(Except for the headline, this story has not been edited by HH staff and is published from a syndicated feed.)",
        "unnamed:source",
    ),
    ("(Only the headline and picture of this report may have been reworked by the HH staff.)", "unnamed:source"),
    ("This report is auto-generated from ANI news service. HH holds no responsibility for its content.", "ani:source"),
    ("This story has been published from a wire agency feed without modifications to the text.", "unnamed:source"),
    ("Reporting by Ina Sample in Lima; Editing by Odd Muster", "reuters:source"),
    ("(Reporting by Ina Sample; Additional reporting by Jo Doe; Editing by Odd Muster)", "reuters:source"),
    ("(FRANCE 24 with AFP)", "france24:source afp:source"),
    ("(mit dpa)", "dpa:source"),
    ("Avec AFP", "afp:source"),
    ("(Con información de EFE)", "efe:source"),
    ("Com informações da Agência Brasil", "agencia-brasil:source"),
    ("По материалам ТАСС", "tass:source"),
    ("За матеріалами УНІАН", "unian:source"),
    ("Based on reporting by Reuters and AFP", "reuters:source afp:source"),
    ("AFP contributed reporting.", "afp:source"),
    ("The Associated Press contributed to this report.", "ap:source"),
    ("Reuters and AP contributed to this story", "reuters:source ap:source"),
    ("PTI SKU RT", "pti:source"),
    ("IANS ab/cd", "ians:source"),
    ("bur-xy/zz", "afp:source"),
    ("(PAP)", "pap:source"),
    ("4417**9520", "irna:source"),
    ("415", ""),
    ("/انتهى/", ""),
    ("انتهای پیام", ""),
    ("【カイロ金子淳】", ""),
    ("- 'Nobody helped' -", ""),
    ("Photo: AFP", ""),
    ("Photo Credit: AFP/Getty Images", ""),
    ("Foto: dpa", ""),
    ("Read more about: Peru", ""),
    ("AFP reporters saw two boats.", ""),
    ("He then spoke to Reuters.", ""),
    ("Tags: Reuters, AFP, Peru, Harbours, Boats", ""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), TAILS)
def test_tails(line: str, expected: str) -> None:
    assert chain(page(tail_lines=[line])) == expected


@pytest.mark.parametrize(("line", "expected"), TAILS)
def test_tails_left_in_the_body(line: str, expected: str) -> None:
    assert chain(page(paragraphs=(FIRST, *REST, line))) == expected


GLUED = [
    (" REUTERS", "reuters:source"),
    (" © AFP", "afp:source"),
    (" (dpa)", "dpa:source"),
    (" (TASS/dpa)", "tass:source dpa:source"),
    (" — AP", "ap:source"),
    (" -ANI", "ani:source"),
    (" PTI XY ZZ", "pti:source"),
    (" SOURCE:Euronews and agencies", "euronews:source unnamed:source"),
    (" (With inputs from agencies)", "unnamed:source"),
    (" /TASS/", "tass:source"),
    (" (AFP).", "afp:source"),
    (" (pictured)", ""),
    (" (AP Photo/Ina Sample)", ""),
    (" (Photo: AFP)", ""),
    (" Lima", ""),
    (" “The end.”", ""),
]


@pytest.mark.parametrize(("glued", "expected"), GLUED)
def test_credits_glued_to_the_last_sentence(glued: str, expected: str) -> None:
    assert (
        chain(page(paragraphs=(FIRST, REST[0], "“It was the fog,” she said, “as in '98.”" + glued)))
        == expected
    )


INLINE = [
    ("Паром сел на мель у маяка, передает ТАСС.", "tass:source"),
    ("Паром сел на мель у маяка, передаёт «Интерфакс».", "interfax:source"),
    ("Паром сел на мель, сообщает РИА Новости со ссылкой на спасателей.", "ria:source"),
    ("Паром сел на мель, приводит РИА «Новости».", "ria:source"),
    ("«Туман был (густой – ИФ)», сказал капитан.", "interfax:source"),
    ("Паром сел на мель, сообщает «Интерфакс» со ссылкой на Reuters.", "reuters:source interfax:via"),
    ("Пором сів на мілину, повідомляє видання «Гавань Сьогодні», передає УНН.", "outlet:source unn:source"),
    ("Паром сів на мілину, пише Укрінформ.", "ukrinform:source"),
    ("Parvlaev sõitis madalikule, vahendab UNIAN.", "unian:source"),
    ("A ferry ran aground, the TASS news agency reported.", "tass:source"),
    ("A ferry ran aground, Reuters reported on Sunday.", "reuters:source"),
    ("A ferry ran aground, Caliber.Az reports, citing Arab News.", "arabnews:source caliber:via"),
    ("BELTA reports, citing the coast guard, that a ferry ran aground.", "belta:source"),
    ("به گزارش خبرگزاری ایسنا به نقل از رویترز، کشتی به گل نشست.", "reuters:source isna:via"),
    ("به گزارش ایرنا، کشتی به گل نشست.", "irna:source"),
    ("وأفادت وكالة تسنيم الدولية للأنباء بأن العبارة جنحت.", "tasnim:source"),
    ("ذكرت وكالة الأنباء السعودية (واس) أن العبارة جنحت.", "spa:source"),
    ("مہر خبررساں ایجنسی کے مطابق کشتی پھنس گئی۔", "mehr:source"),
    ("Wie die Nachrichtenagentur dpa berichtet, lief eine Fähre auf Grund.", "dpa:source"),
    ("Eine Fähre lief auf Grund, meldet die Nachrichtenagentur AFP.", "afp:source"),
    ("Kwa mujibu wa shirika la habari la Reuters, kivuko kilikwama.", "reuters:source"),
    ("据新华社报道，一艘渡轮搁浅。", "xinhua:source"),
    ("สำนักข่าวซินหัวรายงานว่า เรือเกยตื้น", "xinhua:source"),
    ("Un ferry si è incagliato, lo riporta la Reuters.", "reuters:source"),
    ("Un ferry encalló, informa Efe.", "efe:source"),
    ("Un ferry encalló, informó la agencia EFE.", "efe:source"),
    ("Un ferry s'est échoué, rapporte l'AFP.", "afp:source"),
    ("Um ferry encalhou, informou a Agência Brasil.", "agencia-brasil:source"),
    ("Prom osiadł na mieliźnie, podaje PAP.", "pap:source"),
    ("Trajekt najel na mělčinu, informuje agentura Reuters.", "reuters:source"),
    ("Feribot karaya oturdu, Anadolu Ajansı bildirdi.", "aa:source"),
    ("Bərə dayaza oturub, Report xəbər verir.", "report-az:source"),
    ("Bərə dayaza oturub, AZƏRTAC xəbər verir.", "azertac:source"),
    ("フェリーが座礁したとロイター通信が報じた。", "reuters:source"),
    ("여객선이 좌초했다고 로이터통신이 보도했다.", "reuters:source"),
    ("(MENAFN- Gulf Times) A ferry ran aground.", "menafn:origin gulftimes:origin"),
    ("“It was the fog,” the captain told AFP.", ""),
    ("A ferry ran aground, according to the state-run news outlet TASS and the coast guard.", ""),
    ("According to Reuters, a ferry ran aground.", ""),
    ("«Был туман» (цитата по ТАСС), сказал капитан.", ""),
    ("Был туман, сообщил ТАСС капитан.", ""),
    ("Был туман, рассказал РИА Новости капитан.", ""),
    ("Laut dpa lief eine Fähre auf Grund.", ""),
    ("Der Kapitän sagte der dpa, es sei neblig gewesen.", ""),
    ("Le capitaine a déclaré à l'AFP qu'il y avait du brouillard.", ""),
    ("El capitán dijo a EFE que había niebla.", ""),
    ("وكالة الأنباء السعودية \"واس\" هي التي صورت العبارة.", ""),
    ("The ferry was named Sputnik after the satellite.", ""),
    ("Trend reports for the harbour are made each spring.", ""),
    ("The AAP reported heavy losses in the election.", "aap:source"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), INLINE)
def test_inline_credits(sentence: str, expected: str) -> None:
    assert chain(page(paragraphs=(sentence, *REST))) == expected


def test_an_inline_credit_later_in_the_text_is_a_mention() -> None:
    found = page(paragraphs=(FIRST, *REST, "Two boats had been near, Reuters reported.", "A third was not."))
    assert found.credits == []
    assert found.mentions == ["Reuters"]


def test_a_card_inside_the_body_is_not_the_storys_byline() -> None:
    assert page(paragraphs=(FIRST, REST[0], "BY Associated Press", *REST[1:], FIRST, FIRST)).credits == []
