from __future__ import annotations

import pytest

from pipelines.deduplicate.fold import fold
from pipelines.deduplicate.lexicon import DAY, MONTH, NAME, NUMBER
from pipelines.deduplicate.telling import Telling, telling


def read(text: str) -> Telling:
    return telling(fold(text))


def weighing(text: str, least: float) -> str:
    told = read(text)
    return " ".join(told.spelled(at) for at in range(len(told.words)) if told.weight[at] >= least)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The quay closed. Nobody was hurt. Work goes on.", 3),
        ("Mr. Brandt met Dr. Kroll at St. Anne on Monday.", 1),
        ("It cost 3.5 million. The U.S. paid.", 2),
        ("Was it so? Yes! It was… maybe.", 3),
        ("Eine Zeile\nund noch eine", 2),
        ("大雨不断。学校停课。", 2),
        ("वह गया। वह आया।", 2),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert read(text).sentences == count


@pytest.mark.parametrize(
    "text",
    [
        'It was late. "The quay will be closed for good," he said, and left.',
        "It was late. “The quay will be closed for good,” he said, and left.",
        "It was late. „The quay will be closed for good“, he said, and left.",
        "It was late. «The quay will be closed for good», he said, and left.",
        "It was late. ‘The quay won’t be closed for good,’ he said, and left.",
        "It was late. 'The quay will be closed for good,' he said, and left.",
    ],
)
def test_what_is_quoted_weighs_little(text: str) -> None:
    assert weighing(text, 0.9) == "it was late he said and left"


def test_an_apostrophe_opens_no_quotation() -> None:
    assert weighing("The farmers' union and the drivers' union met at noon today.", 0.9).startswith(
        "the farmers union and"
    )


def test_a_line_with_a_dash_is_speech() -> None:
    assert (
        weighing("Han var glad for det.\n– Vi kommer tilbake til neste år, sier han.", 0.9)
        == "han var glad for det"
    )


def test_a_post_and_the_first_person_weigh_little() -> None:
    assert (
        weighing("Here is what she wrote. We shall never give up our town.", 0.9) == "here is what she wrote"
    )
    assert weighing("Read it here now.\n— Greta (@gretafalk) said so on Monday.", 0.9) == "read it here now"


@pytest.mark.parametrize(
    "dateline",
    [
        "LONDON, March 7 (AP) - ",
        "TEHRAN (AFP): ",
        "MOSCOW, July 8. /TASS/. ",
        "DUBAI: ",
        "Tehran, April 20, IRNA -- ",
        "PARIS — ",
    ],
)
def test_the_dateline_proves_nothing(dateline: str) -> None:
    assert (
        weighing(f"{dateline}the minister said that the port was safe.", 0.1)
        == "the minister said that the port was safe"
    )


def test_bylines_and_crossheads_prove_little() -> None:
    story = (
        "The quay of the old port was closed to all ships.",
        "More ships",
        "It will stay closed until May, they said.",
    )
    text = "\n".join(("By Ina Sample", *story, "Advertisement"))
    assert "sample" not in weighing(text, 0.1)
    assert "more" not in weighing(text, 0.9)


def test_a_table_without_full_stops_keeps_its_weight() -> None:
    told = read("\n".join(f"{place} Rider{place} {90 - place} points" for place in range(1, 30)))
    assert told.total > len(told.words) * 0.8


def test_kinds_of_words() -> None:
    told = read("On Monday twelve men and 30 women met Ina Brandt in Velden on March 4.")
    kinds = {told.spelled(at): int(told.kind[at]) for at in range(len(told.words))}
    assert (kinds["monday"], kinds["march"]) == (DAY, MONTH)
    assert kinds["twelve"] == kinds["30"] == kinds["4"] == NUMBER
    assert kinds["ina"] == kinds["velden"] == NAME
    assert kinds["men"] == 0


def test_a_number_word_is_its_number() -> None:
    assert read("about twelve men").words.tolist() == read("about 12 men").words.tolist()
    assert read("etwa zwölf Männer").value.tolist()[1] == read("12").value.tolist()[0]
