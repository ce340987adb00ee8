from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalise.authors import MOST_NAMES, People, sort_names, split_byline
from pipelines.normalise.names import LONGEST_NAME, is_organisation

BYLINES: list[tuple[str, list[str], list[str]]] = [
    ("By AFP", [], ["AFP"]),
    ("AFP", [], ["AFP"]),
    (
        "by Ada Fenn and The Harbour Independent news desk",
        ["Ada Fenn"],
        ["The Harbour Independent news desk"],
    ),
    ("Agencies", [], ["Agencies"]),
    ("وكالات", [], ["وكالات"]),
    ("Author: BBC | Published: 14 mins ago", [], ["BBC"]),
    ("Farid Hasemi 49 seconds ago Tue 28th January 2020 | 01:20 AM", ["Farid Hasemi"], []),
    ("Jo Whitaker (@jowhit) 5 minutes ago", ["Jo Whitaker"], []),
    ("Nell Hanigan / Nov 11, 2021", ["Nell Hanigan"], []),
    ("BySETH J. FRANZMANNUpdated:", ["Seth J. Franzmann"], []),
    ("BySETH J. FRANZMANNUpdated: JULY 8, 2024 12:30", ["Seth J. Franzmann"], []),
    ("By Elchin Mammadov – Trend:", ["Elchin Mammadov"], ["Trend"]),
    (
        "By Jun Tanaka and Ken Sato / Minato Shimbun Staff Writers",
        ["Jun Tanaka", "Ken Sato"],
        ["Minato Shimbun"],
    ),
    ("Written by TCA", [], ["TCA"]),
    ("Ayse betul AytekAyse betul Aytek", ["Ayse betul Aytek"], []),
    ("Текст: Иван Петров", ["Иван Петров"], []),
    ("【カイロ山田淳】", ["山田淳"], []),
    (
        "JON GRAMMEL and AMIR VAHEDI The Associated Press",
        ["Jon Grammel", "Amir Vahedi"],
        ["The Associated Press"],
    ),
    ("Von Anna Müller und Peter Schmidt, dpa", ["Anna Müller", "Peter Schmidt"], ["dpa"]),
    ("بقلم: محمد علي", ["محمد علي"], []),
    ("文/张三", ["张三"], []),
    ("記者 王小明", ["王小明"], []),
    ("홍길동 기자", ["홍길동"], []),
    ("Reuters Staff", [], ["Reuters Staff"]),
    ("Redaktion", [], ["Redaktion"]),
    ("The Associated Press", [], ["The Associated Press"]),
    ("By Associated Press12:20pm Jan 7, 2024", [], ["Associated Press"]),
    ("Reporting by Pari Hafez in Dubai; Editing by Jon Boyl", ["Pari Hafez"], []),
    ("María José García y Pedro López", ["María José García", "Pedro López"], []),
    ("Smith, John", ["John Smith"], []),
    ("Pedro Sánchez, corresponsal en Washington", ["Pedro Sánchez"], []),
    ("Marta Cano Corresponsal en Atenas", ["Marta Cano"], []),
    ("By Jane Doe, Political Correspondent", ["Jane Doe"], []),
    ("Jane Doe Deputy Content Hub Director", ["Jane Doe"], []),
    (
        "ByLucy ThornNews ReporterTim HanlNews ReporterUpdated20:49, 5 Aug 2024",
        ["Lucy Thorn", "Tim Hanl"],
        [],
    ),
    ("Tania BroughJournalist", ["Tania Brough"], []),
    ("By TANIA BROUGH Staff Writer", ["Tania Brough"], []),
    ("By Tania Brough Senior Staff Reporter", ["Tania Brough"], []),
    ("Harbour Times Staff Writer", [], ["Harbour Times"]),
    ("기자명 윤보람 기자", ["윤보람"], []),
    ("Автор: Пётр Ласточкин Источник: пресс-служба администрации", ["Пётр Ласточкин"], []),
    ("Автор: Пётр Ласточкин. Фото: Иван Зуев", ["Пётр Ласточкин"], []),
    ("Text: Ada Brink Foto: Jon Sand", ["Ada Brink"], []),
    ("作者：陆一鸣 责任编辑：方圆", ["陆一鸣"], []),
    ("Soumis par Lucie Ferrand", ["Lucie Ferrand"], []),
    ("Publicada por Joaquim Abreu", ["Joaquim Abreu"], []),
    ("Postado por Joaquim Abreu", ["Joaquim Abreu"], []),
    ("Par Jean-Pierre DUPONT", ["Jean-Pierre Dupont"], []),
    ("vonKonrad Furrer,Deutsche Presse-Agentur", ["Konrad Furrer"], ["Deutsche Presse-Agentur"]),
    ("Kommentar vonJan Sellmann11.07.2026, 09:30 Uhr", ["Jan Sellmann"], []),
    ("Ursula von der Leyen", ["Ursula von der Leyen"], []),
    ("Oleh Petrenko", ["Oleh Petrenko"], []),
    ("Maria Da Silva, Marco Di Lauro", ["Maria Da Silva", "Marco Di Lauro"], []),
    ("SHAUN O'BRIEN AND MARY MCDONALD-LEE", ["Shaun O'Brien", "Mary McDonald-Lee"], []),
    ("By John Smith for CNN", ["John Smith"], ["CNN"]),
    ("von Max Mustermann aus Berlin", ["Max Mustermann"], []),
    ("Jane Doe (AFP)", ["Jane Doe"], ["AFP"]),
    ("Dr. Jane Doe, PhD", ["Dr. Jane Doe"], []),
    ("Foto: Jane Doe", [], []),
    ("Photo by Jane Doe", [], []),
    ("admin", [], []),
    ("Von:", [], []),
    ("Twitter Facebook", [], []),
    ("Contact Jane Doe on X", [], []),
    ("この記事の筆者", [], []),
    ("毎日新聞", [], ["毎日新聞"]),
    ("France 24", [], ["France 24"]),
    ("harbourpost.be", [], ["harbourpost.be"]),
    ("https://www.facebook.com/jane.doe", [], []),
    ("jane@outlet.example", [], []),
    ("Jane Doe jane@outlet.example", ["Jane Doe"], []),
    ("4 min read", [], []),
    ("<script>alert(1)</script>", [], []),
    ("%s {0}", [], []),
    ("=cmd|' /C calc'!A0", [], []),
    ("'; DROP TABLE authors; --", [], []),
    ("😀", [], []),
    ("", [], []),
]


@pytest.mark.parametrize(("raw", "people", "orgs"), BYLINES)
def test_bylines(raw: str, people: list[str], orgs: list[str]) -> None:
    assert split_byline(raw) == People(people, orgs)


@pytest.mark.parametrize(
    ("raw", "language", "people"),
    [
        ("Oleh Budi Santoso", "id", ["Budi Santoso"]),
        ("Di Marco Rossi", "it", ["Marco Rossi"]),
        ("Da Marco Rossi e Anna Bianchi", "it", ["Marco Rossi", "Anna Bianchi"]),
        ("Ana y Eva", "es", ["Ana", "Eva"]),
        ("Door Jan Jansen en Piet Pietersen", "nl", ["Jan Jansen", "Piet Pietersen"]),
        ("Av Kari Nordmann og Ola Nordmann", "nb-NO", ["Kari Nordmann", "Ola Nordmann"]),
        ("Tekst: Jan Kowalski i Anna Nowak", "pl", ["Jan Kowalski", "Anna Nowak"]),
        ("Yazan: Ali Kaya ve Ayşe Demir", "tr", ["Ali Kaya", "Ayşe Demir"]),
        ("Автор: Іван Петренко та Олена Коваль", "uk", ["Іван Петренко", "Олена Коваль"]),
        ("Írta: Nagy Péter és Kiss Anna", "hu", ["Nagy Péter", "Kiss Anna"]),
        ("De către Ion Popescu și Ana Ionescu", "ro", ["Ion Popescu", "Ana Ionescu"]),
        ("Kirjoittaja: Matti Virtanen ja Liisa Korhonen", "fi", ["Matti Virtanen", "Liisa Korhonen"]),
        ("Por João Silva e Maria Souza", "pt-BR", ["João Silva", "Maria Souza"]),
        ("نویسنده: علی رضایی", "fa", ["علی رضایی"]),
        ("تحریر: احمد خان", "ur", ["احمد خان"]),
        ("लेखक: राम कुमार", "hi", ["राम कुमार"]),
        ("লিখেছেন রহিম উদ্দিন", "bn", ["রহিম উদ্দিন"]),
        ("מאת: דוד כהן", "he", ["דוד כהן"]),
        ("文 山田太郎", "ja", ["山田太郎"]),
        ("작성자: 김철수", "ko", ["김철수"]),
        ("โดย สมชาย ใจดี", "th", ["สมชาย ใจดี"]),
        ("Tác giả: Nguyễn Văn An", "vi", ["Nguyễn Văn An"]),
        ("Γράφει ο Γιώργος Παππάς", "el", ["Γιώργος Παππάς"]),
        ("Текст: Анна Иванова и Пётр Сидоров", "ru", ["Анна Иванова", "Пётр Сидоров"]),
        ("Napsal Jan Novák a Eva Nová", "cs", ["Jan Novák", "Eva Nová"]),
        ("Piše: Ivan Horvat i Ana Kovač", "hr", ["Ivan Horvat", "Ana Kovač"]),
    ],
)
def test_by_and_and_in_many_languages(raw: str, language: str, people: list[str]) -> None:
    assert split_byline(raw, language=language) == People(people, [])


def test_the_outlet_is_an_organisation_whatever_its_name() -> None:
    assert split_byline("By Kim Lee, Capital Voice", outlet=["Capital Voice"]) == People(
        ["Kim Lee"], ["Capital Voice"]
    )
    assert sort_names(["CAPITAL VOICE"], outlet=["Capital Voice"]) == People([], ["CAPITAL VOICE"])


def test_lists_of_names_from_metadata() -> None:
    names = [
        "Ann Smith and Bob Jones",
        "PTI",
        "Euronews",
        "Ann Smith",
        "ANN SMITH",
        "Associated Press",
        "https://x.example/ann",
    ]
    assert sort_names(names) == People(["Ann Smith", "Bob Jones"], ["PTI", "Euronews", "Associated Press"])
    assert sort_names([]) == People([], [])


@pytest.mark.parametrize(
    "name",
    ["AFP", "The Post", "Harbour Times", "news desk", "통신", "Редакция", "New Harbour Post", "kicker"],
)
def test_organisations(name: str) -> None:
    assert is_organisation(name)


@pytest.mark.parametrize(
    "name",
    ["Emily Post", "Bill Press", "Jimmy Page", "Ann Lee", "Trend Micheal Lee", "Stan Sun", "Иван Новиков"],
)
def test_people_are_no_organisations(name: str) -> None:
    assert not is_organisation(name)


def test_counts_and_lengths_are_bounded() -> None:
    names = [f"Ann{chr(97 + i // 26)}{chr(97 + i % 26)} Lee" for i in range(200)]
    assert len(sort_names(names).people) == MOST_NAMES
    assert split_byline("By " + "A" * 5_000_000).people == []
    assert split_byline("Ann Lee, " * 500_000).people == ["Ann Lee"]
    assert sort_names(["X" * 10_000] * 10_000) == People([], [])


@given(st.text(max_size=200), st.sampled_from([None, "en", "es", "ru", "ja", "fa"]))
def test_any_text_gives_bounded_names(text: str, language: str | None) -> None:
    found = split_byline(text, language=language)
    for name in found.people + found.orgs:
        assert 1 <= len(name) <= LONGEST_NAME
        assert name == " ".join(name.split())
        assert not set(name) & set("<>{}@|;=%\n")
    assert split_byline(text, language=language) == found


NAME = st.sampled_from(
    [
        "Ann Lee",
        "Bob de Vries",
        "José Núñez",
        "Li Wei",
        "Иван Петров",
        "O’Neil Quinn",
        "Jean-Luc Roy",
        "Mary J. Poe",
    ]
)


@given(
    st.lists(NAME, min_size=1, max_size=6, unique=True),
    st.sampled_from([", ", " and ", " & ", "; ", " | ", " / ", " • "]),
    st.booleans(),
)
def test_names_joined_come_apart(names: list[str], joint: str, shout: bool) -> None:
    line = "By " + joint.join(names)
    assert split_byline(line) == People(names, [])
    if shout and all(name.isascii() and "." not in name for name in names):
        assert [name.lower() for name in split_byline(line.upper()).people] == [
            name.lower() for name in names
        ]


@given(st.lists(NAME, min_size=1, max_size=6, unique=True))
def test_what_was_sorted_stays_sorted(names: list[str]) -> None:
    once = sort_names(names)
    assert sort_names(once.people) == once
