"""Forms beyond the table: how some forty agencies and their carriers write datelines, tails and bylines elsewhere."""

from __future__ import annotations

import pytest

from pipelines.attribute import Attribution, Evidence, attribute

FIRST = "The council of the old harbour town has chosen a new mayor, officials said on Saturday after a long count."
REST = (
    "Some 4,000 people had voted in the first round.",
    "The new mayor takes office at the end of the month.",
)


def page(*paragraphs: str, **evidence: object) -> Attribution:
    fields: dict[str, object] = {
        "paragraphs": paragraphs or (FIRST, *REST),
        "published": "2024-07-10",
        "language": "en",
    }
    return attribute(Evidence(**fields | {"carrier_names": ["Harbour Herald"]} | evidence))  # type: ignore[arg-type]


def ids(found: Attribution) -> str:
    return " ".join(credit.id or ("unnamed" if credit.kind == "unnamed" else "?") for credit in found.credits)


DATELINES = [
    ("Ciudad de México, 8 jul (EFE).- ", "efe"), ("Santa Cruz de la Sierra (Bolivia), 8 jul (EFE).- ", "efe"),
    ("ST. PETERSBURG, Fla. (AP) — ", "ap"), ("الرباط 8 يوليو 2024 (ومع) - ", "map"),
    ("UNITED NATIONS, July 8 (Xinhua) -- ", "xinhua"), ("RIYADH, 8th July, 2024 (WAM) -- ", "wam"),
    ("Riyadh, July 08, 2024, SPA -- ", "spa"), ("Muscat, 8 July (ONA) --- ", "ona"),
    ("Manama, July 8 (BNA): ", "bna"), ("CAIRO, July 8 (MENA) - ", "mena"), ("Damascus, SANA- ", "sana"),
    ("Baghdad-INA ", "ina-iraq"), ("ISLAMABAD, Jul 08 (APP): ", "app"), ("Kathmandu, July 8 (RSS): ", "rss-nepal"),
    ("KATHMANDU: ", ""), ("HANOI (VNA) - ", "vna"), ("Hà Nội (TTXVN) - ", "vna"),
    ("TOKYO, July 8 (Kyodo) - ", "kyodo"), ("Accra, July 08, GNA – ", "gna"), ("Abuja, July 8, 2024 (NAN) ", "nan"),
    ("BRIDGETOWN, Barbados, CMC – ", "cmc"), ("(CMC) – ", "cmc"), ("(CNN) — ", "cnn"),
    ("(Bloomberg) -- ", "bloomberg"), ("WASHINGTON (JTA) — ", "jta"), ("(JTA) — ", "jta"),
    ("Wien/Teheran (APA/AFP/dpa) - ", "apa"), ("FRANKFURT (dpa-AFX) - ", "dpa"),
    ("Bern (awp/sda) - ", "keystone-sda"), ("Teheran. ", ""), ("Genève (ats) - ", "keystone-sda"),
    ("Alger, 8 juil 2024 (APS)- ", "aps-algeria"), ("Rabat, 8 juillet 2024 (MAP)- ", "map"),
    ("Redacción Internacional, 8 jul (EFE).- ", "efe"), ("La Habana, 8 jul (Prensa Latina) ", "prensalatina"),
    ("SÃO PAULO, SP (FOLHAPRESS) - ", "folhapress"), ("(Adnkronos) - ", "adnkronos"),
    ("Milano, 8 lug. (LaPresse) - ", "lapresse"), ("AGI - ", "agi"), ("ROMA (ITALPRESS) - ", "italpress"),
    ("(Il Sole 24 Ore Radiocor Plus) - Milano, 08 lug - ", "radiocor"), ("ANKARA, (DHA)- ", "dha"),
    ("İSTANBUL - (İHA) ", "iha"), ("Bratislava 8. júla (TASR) - ", "tasr"),
    ("Moscova, 8 iul /Agerpres/ - ", "agerpres"), ("София, 8 юли /БТА/ ", "bta"),
    ("ZAGREB, 8. srpnja 2024. (Hina) - ", "hina"), ("Скопје, 8 јули 2024 (МИА) - ", "mia"), ("OSLO (NTB): ", "ntb"),
    ("Moskva. (TT-AFP) ", "tt"), ("MOSKOU (ANP/AFP) - ", "anp"), ("ТАСС, 8 июля. ", "tass"),
    ("МОСКВА, 8 июл – ПРАЙМ. ", "prime"), ("Баку, 8 июля, АЗЕРТАДЖ ", "azertac"),
    ("Бишкек, 08.07.24 /Кабар/. ", "kabar"), ("ТАШКЕНТ, 8 июл — Sputnik. ", "sputnik"), ("БАКУ /Trend/ - ", "trend"),
    ("Минск. 8 июля. ИНТЕРФАКС-ЗАПАД - ", "interfax-west"), ("КИЕВ. 8 июля. УНН. ", "unn"),
    ("Chișinău, 8 iul. /MOLDPRES/. ", "moldpres"), ("الكويت - 8 - 7 (كونا) -- ", "kuna"),
    ("الدوحة في 08 يوليو /قنا/ ", "qna"), ("المنامة في 8 يوليو / بنا / ", "bna"),
    ("مسقط في 8 يوليو /العمانية/ ", "ona"), ("عمان 8 تموز (بترا)- ", "petra"), ("بغداد - واع ", "ina-iraq"),
    ("رام الله 8-7-2024 وفا- ", "wafa"), ("موسكو 8 يوليو 2024 (شينخوا) ", "xinhua"), ("موسكو - سبوتنيك. ", "sputnik"),
    ("دبي - (رويترز) ", "reuters"), ("باريس - أ ف ب: ", "afp"), ("تونس 8 جويلية 2024 (وات) - ", "tap"),
    ("الرياض 02 محرم 1446 هـ الموافق 08 يوليو 2024 م واس ", "spa"),
    ("تهران (پانا) - ", "pana-iran"), ("नई दिल्ली, एएनआई। ", "ani"), ("पीटीआई, नई दिल्ली। ", "pti"),
    ("नई दिल्ली, 8 जुलाई (आईएएनएस)। ", "ians"), ("नई दिल्ली। ", ""), ("اسلام آباد (اے پی پی) ", "app"),
    ("新华社北京7月8日电题：", "xinhua"), ("新华社联合国7月8日电（记者张三）", "xinhua"),
    ("中新网7月8日电 ", "chinanews"), ("法新社巴黎8日电 ", "afp"),
    ("（法新社莫斯科8日電）", "afp"), ("据路透社7月8日报道， ", "reuters"),
    ("【ロンドン＝AFP時事】", "afp"), ("【ニューヨーク＝共同】", "kyodo"),
    ("[8日 ロイター] - ", "reuters"), ("【7月8日 AFP】", "afp"), ("ワシントン（CNN） ", "cnn"), ("(모스크바 AP=연합뉴스) ", "ap"),
    ("(테헤란 로이터=뉴스1) 홍길동 기자 = ", "reuters"), ("Moscow, Russia (AFP) – ", "afp"), ("Moscow, Russia - ", ""),
    ("KYIV, Ukraine (AP) — ", "ap"), ("Kyiv, Ukraine, July 8 (Ukrinform) – ", "ukrinform"),
    ("BRUSSELS, Belgium — ", ""), ("Reuters | Tehran | ", "reuters"), ("AFP, Tehran | ", "afp"),
    ("Tehran | AFP | ", "afp"), ("AFP|Paris – ", "afp"), ("Tehran – ", ""), ("Tehran - AFP - ", "afp"),
    ("Tehran, (AFP): ", "afp"), ("TEHRAN [AFP]: ", "afp"), ("TEHRAN, Iran, July 8 (Reuters) - ", "reuters"),
    ("Tehran (AFP): ", "afp"), ("TEHRAN (Web Desk/AFP) - ", "afp"),
    ("NEW DELHI/TEHRAN, July 8 (Reuters) - ", "reuters"), ("New Delhi, Jul 8 (PTI) ", "pti"),
    ("New Delhi [India], July 8 (ANI): ", "ani"), ("Mumbai, 8 July (HS): ", ""), ("TEHRAN (Press TV) – ", "presstv"),
    ("Berlin, Germany (dpa) - ", "dpa"), ("Yerevan/Mediamax/. ", "mediamax"), ("Baku, July 8, AZERTAC. ", "azertac"),
    ("BAKU. /APA/. ", "apa-az"), ("BAKU, July 8, APA. ", "apa-az"),
    ("Tbilisi, 8 July, /Interpressnews/. ", "interpressnews"), ("Nur-Sultan. July 8. KazTAG - ", "kaztag"),
    ("ASTANA. KAZINFORM ", "kazinform"), ("PYONGYANG, July 8 (KCNA) -- ", "kcna"),
    ("SINGAPORE (Reuters): ", "reuters"), ("SEOUL -- ", ""), ("Bogotá (EFE).- ", "efe"), ("EFE.- ", "efe"),
    ("AFP.- ", "afp"), ("Buenos Aires, 8 de julio (Télam).- ", "telam"),
]  # fmt: skip


@pytest.mark.parametrize(("dateline", "first"), DATELINES)
def test_datelines(dateline: str, first: str) -> None:
    language = "de" if dateline.startswith(("Teheran.", "Wien")) else "en"
    found = page(dateline + FIRST, *REST, language=language)
    assert found.dateline is not None
    assert found.dateline.raw == dateline.strip()
    assert ids(found).split(" ")[0] == first


TAILS = [
    ("© 2024 AFP", "afp"), ("(c) AFP", "afp"), ("AFP/ab", "afp"), ("AFP-JIJI", "afp jiji"),
    ("JIJI, KYODO", "jiji kyodo"), ("Reuters, AFP, dpa", "reuters afp dpa"), ("REUTERS/AFP", "reuters afp"),
    ("(Agencies)", "unnamed"), ("Agence France-Presse", "afp"), ("Agencies/Staff", "unnamed"),
    ("— Agence France-Presse", "afp"), ("--Bloomberg", "bloomberg"), ("—The New York Times", "nyt"),
    ("(Xinhua)", "xinhua"), ("(ANSA).", "ansa"), ("(ANSA-AFP)", "ansa afp"), ("(EFE)", "efe"), ("EFE", "efe"),
    ("(AFP, Reuters)", "afp reuters"), ("/PAP/", "pap"), ("źródło: PAP", "pap"), ("pap/ab", ""), ("(ČTK)", "ctk"),
    ("(TASR)", "tasr"), ("MTI", "mti"), ("(STA)", "sta"), ("Hina", "hina"), ("(Hina)", "hina"), ("Tanjug", "tanjug"),
    ("Izvor: Beta", "beta-rs"), ("(NTB)", "ntb"), ("©NTB", "ntb"), ("/ritzau/", "ritzau"), ("STT-AFP", "stt afp"),
    ("(TT-Reuters)", "tt reuters"), ("© ANP", "anp"), ("Belga", "belga"), ("avec Belga", "belga"),
    ("(AFP/VN)", "afp"), ("avec AFP", "afp"), ("Le Monde avec AFP", "lemonde afp"), ("(ats)", "keystone-sda"),
    ("sda/afp/reuters", "keystone-sda afp reuters"), ("(sda/dpa)", "keystone-sda dpa"), ("dpa/jb", "dpa"),
    ("dpa/AFP/lir", "dpa afp"), ("AFP/dpa/reu", "afp dpa"), ("mit Material der dpa", "dpa"),
    ("Mit Material von dpa und AFP", "dpa afp"), ("Quelle: ntv.de, mau/dpa/AFP", "ntv-de dpa afp"),
    ("(Quelle: dpa)", "dpa"), ("© dpa-infocom, dpa:240708-99-123456/2", "dpa"), ("Text: dpa", "dpa"),
    ("(RIA Novosti)", "ria"), ("По информации РИА Новости", "ria"), ("Источник: Reuters, AFP", "reuters afp"),
    ("УНІАН", "unian"), ("ANI", "ani"), ("(PTI)", "pti"), ("--IANS", "ians"), ("(UNI)", "uni"), ("UNI", "uni"),
    ("APP/abc", "app"), ("–APP", "app"), ("NNN-AGENCIES", ""), ("-- BERNAMA", "bernama"), ("VNA", "vna"),
    ("TTXVN", "vna"), ("Theo AFP", "afp"), ("Theo Reuters, AFP", "reuters afp"), ("(Antara)", "antara"),
    ("(الأناضول)", "aa"), ("رويترز", "reuters"), ("(أ ف ب)", "afp"), ("أ.ف.ب", "afp"), ("د ب أ", "dpa"),
    ("واس", "spa"), ("(وام)", "wam"), ("المصدر: RT", "rt"), ("المصدر: \"رويترز\"", "reuters"),
    ("المصدر: نوفوستي", "ria"), ("المصدر: تاس", "tass"), ("المصدر: الجزيرة + وكالات", "aljazeera"),
    ("الجزيرة + وكالات", "aljazeera unnamed"), ("منبع: فارس", "fars"), ("منبع : خبرگزاری تسنیم", "tasnim"),
    ("انتهای پیام/", ""), ("ایرنا", "irna"),
    ("（新华社）", "xinhua"), ("(来源：新华社)", "xinhua"), ("来源：中国新闻网", "chinanews"),
    ("文章来源：央视新闻客户端", "cctv"), ("来源丨新华社", "xinhua"),
    ("来源｜央视新闻", "cctv"), ("（完）", ""), ("【编辑:张样】", ""),
    ("（法新社）", "afp"), ("來源：法新社", "afp"), ("（ロイター）", "reuters"), ("(c)AFP", "afp"), ("【時事通信社】", "jiji"),
    ("（共同）", "kyodo"), ("提供：共同通信社", "kyodo"),
    ("<저작권자 ⓒ 연합뉴스 무단 전재-재배포 금지>", "yonhap"), ("연합뉴스", "yonhap"),
    ("[연합뉴스]", "yonhap"), ("Πηγή: ΑΠΕ-ΜΠΕ, Reuters", "amna reuters"), ("Με πληροφορίες από Reuters", "reuters"),
    ("רויטרס", "reuters"), ("Kaynak: Anadolu Ajansı (AA)", "aa"), ("(AA)", "aa"), ("Kaynak: DHA", "dha"),
    ("(एजेंसी)", "unnamed"), ("-एजेंसी", "unnamed"), ("(भाषा)", "pti"),
    ("AFP and Reuters contributed reporting.", "afp reuters"),
    ("Reuters contributed reporting to this article.", "reuters"), ("Includes reporting by Reuters.", "reuters"),
    ("With reporting from Reuters and AP", "reuters ap"), ("Additional reporting by Reuters", "reuters"),
    ("This article was first published by AFP.", "afp"), ("(AFP, dpa)", "afp dpa"), ("The Associated Press", "ap"),
    ("Copyright 2024 The Associated Press. All rights reserved. This material may not be published or broadcast.", "ap"),
    ("Copyright 2024 by the Associated Press. All rights reserved.", "ap"), ("(Source: Xinhua)", "xinhua"),
    ("Source: Agencies", "unnamed"), ("Source: Reuters, edited by Ina Sample", "reuters"), ("Source : AFP", "afp"),
    ("Source AFP", "afp"), ("SOURCE Acme Corp.", ""), ("Sources: Reuters; AP; BBC", "reuters ap bbc"),
    ("Source: Press TV", "presstv"), ("Source: Tehran Times", "tehrantimes"), ("Source: Fars News Agency", "fars"),
    ("Source: IRNA, Mehr", "irna mehr"), ("Source: BBC News", "bbc"),
    ("Source: Al Jazeera and agencies", "aljazeera unnamed"), ("Source: Agence France-Presse (AFP)", "afp"),
    ("Agency: Tasnim", "tasnim"), ("Fars News Agency", "fars"), ("Courtesy: Dawn", "dawn"),
    ("Courtesy of Reuters", "reuters"), ("(Courtesy: BBC)", "bbc"), ("Story by AFP", "afp"), ("AFP photo", ""),
    ("Reuters/Ina Sample", ""), ("Via TASS", "tass"), ("via Reuters", "reuters"), ("Read more at Reuters", ""),
    ("Follow Reuters on Twitter", ""), ("Sharing this: AFP", ""),
]  # fmt: skip


HEADS = [
    ("AFP - Agence France Presse", "afp"), ("Agence France-Presse in Paris", "afp"), ("AFP in Tehran", "afp"),
    ("Associated Press in Tehran", "ap"), ("Guardian staff and agencies", "guardian unnamed"),
    ("Staff and agencies in Tehran", "unnamed"), ("Reuters and AFP in Tehran", "reuters afp"),
    ("By Reuters Staff", "reuters"), ("By REUTERS", "reuters"), ("JON SAMPLE Associated Press", "ap"),
    ("By JON SAMPLE, Associated Press", "ap"), ("Written by PTI", "pti"), ("By: PTI | Tehran |", "pti"),
    ("ANI | Updated: Jul 08, 2024 10:10 IST", "ani"), ("Press Trust of India", "pti"),
    ("Asian News International (ANI)", "ani"), ("Xinhua | Updated: 2024-07-08 08:10", "xinhua"),
    ("Source: Xinhua| 2024-07-08 08:10:11|Editor: huaxia", "xinhua"),
    ("Source: Xinhua Editor: huaxia 2024-07-08 08:10:11", "xinhua"), ("Agencies Published: Jul 08, 2024", "unnamed"),
    ("NEWS WIRES", "unnamed"), ("Text by: NEWS WIRES", "unnamed"), ("AFP - Sun, 7 Jul 2024", "afp"),
    ("Автор: УНІАН", "unian"), ("РИА Новости", "ria"), ("ANKARA - AA", "aa"), ("Haber: DHA", "dha"),
    ("وكالات - الرياض", "unnamed"), ("الرياض - واس", "spa"), ("دبي - العربية.نت", "alarabiya"),
    ("أ ف ب - باريس", "afp"), ("(أ ف ب)", ""), ("رويترز - القاهرة", "reuters"),
    ("الجزيرة نت - وكالات", "aljazeera unnamed"), ("ایسنا", "isna"), ("एएनआई, नई दिल्ली", "ani"), ("연합뉴스", "yonhap"),
    ("時事通信社", "jiji"), ("共同通信", "kyodo"), ("[ロイター]", ""), ("Bloomberg | Posted by Ina Sample", "bloomberg"),
    ("Le Figaro avec AFP", "lefigaro afp"), ("Por Agencia EFE", "efe"), ("Da Redação, com Reuters", "reuters"),
    ("Redazione Ansa", "ansa"), ("dpa-infocom GmbH", "dpa"), ("SDA", "keystone-sda"), ("By AFP July 8, 2024", "afp"),
    ("by AFP Staff Writers", "afp"), ("By AFP | Jul 8", "afp"), ("By Agence France-Presse", "afp"),
    ("AP Staff", "ap"), ("From AFP", "afp"), ("Publié le 08/07/2024 par AFP", "afp"), ("AFP Jul 8, 2024", "afp"),
    ("Reuters • July 8, 2024", "reuters"),
]  # fmt: skip


BYLINES = [
    ("By Ina Sample for AFP", "afp"), ("AFP / Ina Sample", "afp"), ("Ina Sample (AFP)", "afp"),
    ("Ina Sample/Reuters", "reuters"), ("dpa / Ina Sample", "dpa"), ("Von Ina Sample und Odd Muster, dpa", "dpa"),
    ("Keystone-SDA/uz", "keystone-sda"), ("Ina Sample with AFP", "afp"), ("By Ina Sample and agencies", "unnamed"),
    ("Ina Sample, AP", "ap"), ("By AP", "ap"), ("AP", "ap"), ("PA", "pa"), ("Press Association", "pa"),
    ("Ina Sample, PA", "pa"), ("The Canadian Press", "cp"), ("Ina Sample, The Canadian Press", "cp"), ("AAP", "aap"),
    ("Ina Sample, AAP", "aap"), ("APA/dpa", "? dpa"), ("Ina Sample, CNN", "cnn"), ("CNN Newsource", "cnn-newsource"),
    ("By Ina Sample, Bloomberg", "bloomberg"), ("Bloomberg News", "bloomberg"), ("Press release", ""),
    ("Ina Sample, BBC News", "bbc"), ("Tehran Bureau", ""), ("Редакция", ""), ("REDACCIÓN", ""),
    ("Our Correspondent", ""), ("APP", "app"), ("INP", ""), ("Staff Report", ""), ("NNI", ""),
    ("Monitoring Desk", ""), ("News Desk", ""), ("By Associated Press Reporter", "ap"), ("ASSOCIATED PRESS", "ap"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), TAILS)
def test_tails(line: str, expected: str) -> None:
    assert ids(page(tail_lines=[line])) == expected


@pytest.mark.parametrize(("line", "expected"), HEADS)
def test_lines_above_the_text(line: str, expected: str) -> None:
    assert ids(page(head_lines=["Home", line])) == expected


@pytest.mark.parametrize(("byline", "expected"), BYLINES)
def test_bylines(byline: str, expected: str) -> None:
    assert ids(page(byline=byline)) == expected


INLINE = [
    ("The boats were lost, state news agency SANA reported.", "sana"),
    ("The boats were lost, Iran's Tasnim news agency reported on Saturday.", "tasnim"),
    ("The boats were lost, the semi-official Fars news agency reported.", "fars"),
    ("The boats were lost, AFP reports.", "afp"),
    ("The boats were lost, Reuters has learned.", "reuters"),
    (
        "The boats were lost, Bloomberg News reported on Monday, citing people familiar with the matter.",
        "bloomberg",
    ),
    ("The boats were lost, the Financial Times reported.", "ft"),
    ("The boats were lost, as reported by Reuters.", "reuters"),
    ("The boats were lost, Axios reports citing US officials.", "axios"),
    ("The boats were lost, reports Ukrinform.", "ukrinform"),
    ("The boats were lost, Ukrinform reports.", "ukrinform"),
    ("The boats were lost, Trend reports.", "trend"),
    ("The boats were lost, Trend reports citing Reuters.", "reuters trend"),
    ("The boats were lost, Report informs.", "report-az"),
    ("The boats were lost, Azernews reports.", "azernews"),
    ("The boats were lost, TASS reports with reference to the Kremlin.", "tass"),
    ("The boats were lost, reported Interfax-Ukraine.", "interfax-ukraine"),
    ("According to Interfax, the boats were lost.", ""),
    ("The boats were lost, Xinhua reported from Lima.", "xinhua"),
    ("Xinhua news agency reported Saturday that the boats were lost.", "xinhua"),
    ("The Kremlin told the RIA Novosti agency that the boats were lost.", ""),
    ("“It was fog,” the captain said in an interview with Reuters.", ""),
    ("The boats were lost, said the BBC.", ""),
    ("Лодки потеряны, сообщило РИА Новости.", "ria"),
    ("Лодки потеряны, сообщает «РИА Новости».", "ria"),
    ("Лодки потеряны, пишет Reuters.", "reuters"),
    ("Лодки потеряны, сообщает корреспондент ТАСС.", "tass"),
    ("Лодки потеряны. Об этом сообщает ТАСС.", "tass"),
    ("Лодки потеряны. Об этом пишет РБК.", "rbc"),
    ("Лодки потеряны. Об этом сообщает агентство Reuters со ссылкой на источники.", "reuters"),
    ("Лодки потеряны, передаёт корреспондент Trend.", "trend"),
    ("Как передает Trend, лодки потеряны.", "trend"),
    ("Как сообщает Reuters, лодки потеряны.", "reuters"),
    ("По данным ТАСС, лодки потеряны.", ""),
    ("Как передает Азертадж, лодки потеряны.", "azertac"),
    ("Човни втрачено. Про це повідомляє Укрінформ.", "ukrinform"),
    ("Човни втрачено. Про це пише УНН.", "unn"),
    ("Човни втрачено, повідомляє УНН з посиланням на Reuters.", "reuters unn"),
    ("Лодките са загубени, съобщава БТА.", "bta"),
    ("Лодките са загубени, предаде Ройтерс.", "reuters"),
    ("Čamci su izgubljeni, javlja Tanjug.", "tanjug"),
    ("Čamci su izgubljeni, prenosi agencija Beta.", "beta-rs"),
    ("Čamci su izgubljeni, javlja Reuters.", "reuters"),
    ("Brodovi su izgubljeni, izvještava Hina.", "hina"),
    ("Čolni so izgubljeni, poroča STA.", "sta"),
    ("Lodě jsou ztraceny, uvedla agentura ČTK.", "ctk"),
    ("Lodě jsou ztraceny, informovala agentura Reuters.", "reuters"),
    ("Lode sú stratené, informuje TASR.", "tasr"),
    ("Łodzie zaginęły – poinformowała agencja Reutera.", "reuters"),
    ("Łodzie zaginęły - podała agencja Reuters.", "reuters"),
    ("A hajók elvesztek - közölte az MTI.", "mti"),
    ("A hajók elvesztek - jelentette a Reuters.", "reuters"),
    ("Bărcile s-au pierdut, transmite Agerpres.", "agerpres"),
    ("Bărcile s-au pierdut, relatează Reuters.", "reuters"),
    ("Paadid on kadunud, teatas Reuters.", "reuters"),
    ("Paadid on kadunud, vahendab BNS.", "bns"),
    ("Veneet katosivat, kertoo uutistoimisto Reuters.", "reuters"),
    ("Veneet katosivat, STT kertoo.", "stt"),
    ("Båtene er borte, melder NTB.", "ntb"),
    ("Båtene er borte, skriver Reuters.", "reuters"),
    ("Det skriver Ritzau.", "ritzau"),
    ("Det rapporterar TT.", "tt"),
    ("Båtarna är borta, rapporterar Reuters.", "reuters"),
    ("De boten zijn weg, meldt persbureau ANP.", "anp"),
    ("De boten zijn weg, aldus persbureau Reuters.", ""),
    ("Les bateaux ont disparu, a rapporté l'agence Reuters.", "reuters"),
    ("Les bateaux ont disparu, indique l'AFP.", "afp"),
    ("Les bateaux ont disparu, a annoncé l'agence IRNA.", "irna"),
    ("Los barcos se perdieron, según informó Reuters.", "reuters"),
    ("Los barcos se perdieron, informó la agencia Xinhua.", "xinhua"),
    ("Los barcos se perdieron, reportó AP.", "ap"),
    ("Los barcos se perdieron, publicó El País.", "elpais"),
    ("Os barcos sumiram, informou a agência Reuters.", "reuters"),
    ("Os barcos sumiram, segundo a Lusa.", ""),
    ("Le barche sono sparite, riferisce l'agenzia Ansa.", "ansa"),
    ("Le barche sono sparite, scrive la Tass.", "tass"),
    ("Lo riferisce l'agenzia Irna.", "irna"),
    ("Tekneler kayboldu, Reuters haber ajansı bildirdi.", "reuters"),
    ("AA muhabirinin edindiği bilgiye göre tekneler kayboldu.", ""),
    ("Tekneler kayboldu, İHA'nın haberine göre.", "iha"),
    ('Qayıqlar itib, "Report" xəbər verir.', "report-az"),
    ("Qayıqlar itib, Trend xəbər verir.", "trend"),
    ("Bu barədə APA məlumat verir.", "?"),
    ("Τα σκάφη χάθηκαν, μεταδίδει το Reuters.", "reuters"),
    ("Τα σκάφη χάθηκαν, σύμφωνα με το ΑΠΕ-ΜΠΕ.", ""),
    ("ذكرت وكالة رويترز أن القوارب فقدت.", "reuters"),
    ("أفادت وكالة تسنيم أن القوارب فقدت.", "tasnim"),
    ("نقلت وكالة فارس عن مصدر أن القوارب فقدت.", "fars"),
    ("قالت وكالة أنباء فارس إن القوارب فقدت.", "fars"),
    ("فقدت القوارب، وفق ما أفادت وكالة الأناضول.", "aa"),
    ("فقدت القوارب، بحسب وكالة رويترز.", ""),
    ("به گزارش ایسنا، قایق‌ها گم شدند.", "isna"),
    ("به گزارش خبرنگار ایرنا، قایق‌ها گم شدند.", "irna"),
    ("به گزارش گروه بین‌الملل خبرگزاری تسنیم، قایق‌ها گم شدند.", "tasnim"),
    ("به گزارش خبرنگار سیاسی خبرگزاری فارس، قایق‌ها گم شدند.", "fars"),
    ("به گزارش فارس، قایق‌ها گم شدند.", "fars"),
    ("به گزارش خبرآنلاین به نقل از ایسنا، قایق‌ها گم شدند.", "isna khabaronline"),
    ("خبرگزاری تسنیم نوشت قایق‌ها گم شدند.", "tasnim"),
    ("समाचार एजेंसी एएनआई के अनुसार नावें खो गईं।", "ani"),
    ("समाचार एजेंसी पीटीआई ने बताया कि नावें खो गईं।", "pti"),
    ("خبر رساں ادارے رائٹرز کے مطابق کشتیاں کھو گئیں۔", "reuters"),
    ("خبر رساں ایجنسی اے ایف پی کے مطابق کشتیاں کھو گئیں۔", "afp"),
    ("据路透社报道，船只失踪。", "reuters"),
    ("据央视新闻报道，船只失踪。", "cctv"),
    ("据俄罗斯卫星通讯社报道，船只失踪。", "sputnik"),
    ("路透社报道称，船只失踪。", "reuters"),
    ("船只失踪，新华社报道。", "xinhua"),
    ("综合法新社、路透社报道，船只失踪。", "afp reuters"),
    ("ロイター通信によると、船は行方不明になった。", "reuters"),
    ("船は行方不明になったと共同通信が伝えた。", "kyodo"),
    ("AFP통신에 따르면 배가 실종됐다.", "afp"),
    ("배가 실종됐다고 연합뉴스가 보도했다.", "yonhap"),
    ("Kapal hilang, lapor Bernama.", "bernama"),
    ("Kapal hilang, dilansir Reuters.", "reuters"),
    ("Kapal hilang, seperti dikutip dari AFP.", "afp"),
    ("Theo Reuters, tàu mất tích.", "reuters"),
    ("Tàu mất tích, TTXVN đưa tin.", "vna"),
    ("สำนักข่าวรอยเตอร์รายงานว่า เรือหาย", "reuters"),
    ("Boti zimepotea, shirika la habari la AFP limeripoti.", "afp"),
    ("הסירות אבדו, כך דיווחה סוכנות הידיעות רויטרס.", "reuters"),
    ("Wie die dpa meldet, sind die Boote weg.", "dpa"),
    ("Die Boote sind weg, wie Reuters berichtet.", "reuters"),
    ("Die Boote sind weg, teilte die Polizei der dpa mit.", ""),
    ("Die Boote sind weg, berichtete die »Bild«-Zeitung.", "bild"),
    ("Das berichtet die Nachrichtenagentur Reuters unter Berufung auf Kreise.", "reuters"),
]


@pytest.mark.parametrize(("sentence", "expected"), INLINE)
def test_inline_credits(sentence: str, expected: str) -> None:
    assert ids(page(sentence, *REST)) == expected
