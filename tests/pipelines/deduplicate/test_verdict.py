"""What two texts are to each other: one case for each kind of copy and of look-alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.deduplicate import Document
from pipelines.deduplicate.align import align
from pipelines.deduplicate.evidence import circumstances, prepare
from pipelines.deduplicate.fold import fold
from pipelines.deduplicate.verdict import COPY, NONE, PARTIAL, Verdict, judge
from tests.pipelines.deduplicate.stories import OTHER, OWN, WIRE, document

TOLL = """At least 12 people were killed when a bus left the mountain road near Kotwal on Monday, police said.
The driver had swerved to avoid a herd of goats, survivors told the rescuers who climbed down on ropes.
The road has no barrier at that point, and the district had promised to build one after an accident in spring."""


def verdict(a: Document, b: Document) -> Verdict:
    first, second = (prepare(doc, fold(doc.text)) for doc in (a, b))
    return judge(align(first.told, second.told), circumstances(first, second))


def judged(a: str, b: str, **fields: object) -> str:
    return verdict(document("a", a, 1), document("b", b, 2, **fields)).relation


def lines(text: str, *numbers: int) -> str:
    return "\n".join(text.split("\n")[number] for number in numbers)


@pytest.mark.parametrize(
    "copy",
    [
        WIRE,
        WIRE.upper(),
        WIRE.replace("\n", " "),
        WIRE.replace(", and ", ".\n").replace("14", "fourteen"),
        lines(WIRE, 0, 1),
        lines(WIRE, 1, 2, 3),
        lines(WIRE, 3, 1, 2, 0),
        f"PORT AMARO, March 4 (Nordwire) - {WIRE}",
        f"{lines(OWN, 0)}\n{WIRE}\n{lines(OWN, 1)}",
        f"A busy quay stands idle from today, to the anger of exporters.\n{lines(WIRE, 1, 2, 3)}",
        WIRE.replace("Tuesday", "March 4").replace("harbour", "harbor").replace("metres", "meters"),
    ],
    ids=[
        "same",
        "capitals",
        "one line",
        "split",
        "trimmed",
        "no lead",
        "reordered",
        "dateline",
        "own text",
        "new lead",
        "style",
    ],
)
def test_copies(copy: str) -> None:
    assert judged(copy, WIRE) == COPY
    assert judged(WIRE, copy) == COPY


def test_overlap_is_the_share_of_the_first_text() -> None:
    found = verdict(document("a", WIRE, 1), document("b", lines(WIRE, 0, 1), 2))
    assert 0.4 < found.overlap < 0.6
    assert found.back > 0.95


@pytest.mark.parametrize(
    "other", [OTHER, OWN, "", "The harbour authority of Port Amaro said on Tuesday it would close."]
)
def test_other_texts(other: str) -> None:
    assert judged(WIRE, other) == NONE


def test_a_statement_in_quotation_marks_is_no_copy() -> None:
    quote = '"' + lines(WIRE, 1, 2).replace("\n", " ") + '" the letter says.'
    assert judged(f"{OTHER}\n{quote}", f"{OWN}\n{quote}") == NONE


def test_a_brief_of_hardly_more_than_a_quote_is_a_copy_where_the_other_begins_like_it() -> None:
    said = '"Nobody will unload a sack of grain here before the spring, whatever the traders are writing to me," he said.'
    brief = f"{said}\nMy host was Peter Brandt, and the last of its cranes was leaving."
    assert judged(brief, f"{brief}\n{WIRE}") == COPY
    assert judged(f"{brief}\n{WIRE}", brief) == COPY
    assert judged(f"{OWN}\n{said}", f"{OTHER}\n{said}") == NONE


def test_a_sentence_with_the_quote_that_follows_it_is_a_part() -> None:
    said = '"Nobody will unload a sack of grain here before the spring, whatever the traders are writing," he said.'
    told = f"{lines(WIRE, 0)}\n{said}\n{lines(WIRE, 1, 2, 3)}"
    assert judged(f"{OTHER}\n{lines(WIRE, 0)} {said}\n{OWN}", told) == PARTIAL
    assert judged(f"{OTHER}\n{said}\n{OWN}", told) == NONE
    assert judged(f"{lines(WIRE, 0)}\n{OTHER}\n{said}\n{OWN}", told) == NONE


@pytest.mark.parametrize(
    "title", ["The world in brief", "Дайджест: море", "本日要闻", "Ten things to know today"]
)
def test_an_item_of_a_digest_is_a_part(title: str) -> None:
    items = f"{OWN}\n{WIRE}\n{TOLL}"
    assert judged(WIRE, items) == COPY, "what is to be told apart was apart"
    assert judged(WIRE, items, title=title) == PARTIAL
    assert judged(items, items, title=title) == COPY


def test_one_sentence_in_common_makes_no_copy_of_what_is_mostly_quoted() -> None:
    stock = "Additional reporting came from correspondents in the northern provinces and from several other places that day."
    quoting = '"' + WIRE.replace("\n", " ") + f'" the letter says.\n{stock}'
    assert judged(quoting, f"{OTHER}\n{OWN}\n{stock}") == NONE


def test_a_statement_printed_without_marks_after_a_colon_is_quoted_as_well() -> None:
    said = lines(WIRE, 1, 2, 3).replace("\n", " ")
    quoted = f'{lines(OTHER, 0)}\n"{said}" the ministry said.\n{lines(OTHER, 1)}'
    assert judged(quoted, f"{lines(OWN, 0)}\nThe text of the statement reads: {said}") == NONE
    assert judged(quoted, f"{lines(OWN, 0)}\n{said}") == COPY


def test_what_tells_the_lead_of_a_wire_among_much_of_its_own_is_a_copy() -> None:
    own, more = f"{lines(OWN, 0, 1)}", f"{lines(OWN, 2)}\n{lines(OTHER, 3)}"
    wire = f"{WIRE}\n{lines(TOLL, 1, 2)}\n{lines(OTHER, 1)}"
    assert judged(f"{own}\n{lines(WIRE, 0, 1)}\n{more}\n{lines(WIRE, 2)}", wire) == COPY
    assert judged(f"{own}\n{lines(WIRE, 2, 3)}\n{more}\n{lines(TOLL, 1)}", wire) == PARTIAL


def test_a_later_version_with_a_new_lead_that_keeps_half_of_the_wire_is_a_copy() -> None:
    said = '"Nobody will unload a sack of grain here before the spring, whatever the traders are writing," he said.'
    kept = f"{lines(WIRE, 1)}\n{said}\n{lines(WIRE, 2)}"
    before = f"{lines(WIRE, 0)}\n{kept}\n{lines(OTHER, 2, 3)}"
    news, end = lines(OWN, 0), lines(OWN, 1)
    assert judged(f"{news}\n{kept}\n{end}", before) == COPY
    assert judged(f"{news}\n{lines(WIRE, 2)}\n{end}\n{said}", before) != COPY


def test_a_passage_that_a_piece_of_days_later_takes_up_makes_no_copy_of_it() -> None:
    brief = document("a", f"{lines(WIRE, 0, 2, 3)}\n{lines(TOLL, 1)}", 1, published="2031-03-04T08:00:00Z")
    piece = document(
        "b", f"{OWN}\n{lines(WIRE, 2, 3, 0)}\n{lines(OTHER, 1)}", 2, published="2031-03-04T12:00:00Z"
    )
    later = replace(piece, published="2031-03-10T12:00:00Z")
    assert verdict(brief, piece).relation == verdict(piece, brief).relation == COPY
    assert verdict(brief, later).relation == verdict(later, brief).relation == PARTIAL
    assert verdict(replace(brief, published="2031-03-16T12:00:00Z"), piece).relation == COPY


def test_sentences_that_only_the_piece_has_in_a_row_are_a_part() -> None:
    wire = f"{lines(WIRE, 0)}\n{lines(TOLL, 1)}\n{lines(WIRE, 2)}\n{lines(OTHER, 1)}\n{lines(WIRE, 3)}"
    piece = f"{OWN}\n{OTHER.splitlines()[0]}\n{lines(WIRE, 2, 3)}\n{lines(TOLL, 0)}"
    assert judged(piece, wire) == PARTIAL
    assert judged(wire, piece) == PARTIAL


def test_a_form_filled_in_anew() -> None:
    form = "Shares of {} closed {} percent higher at {} crowns on {}, with {} papers changing hands in {}.\n"
    tail = "The paper of {} has gained {} percent since January and is the {} best of the {} in the index.\n"
    filled = (form + tail) * 2
    one = filled.format(
        "Helvar",
        2,
        311,
        "Monday",
        9120,
        "Velden",
        "Helvar",
        14,
        3,
        40,
        "Orun",
        1,
        88,
        "Monday",
        410,
        "Velden",
        "Orun",
        7,
        9,
        40,
    )
    two = filled.format(
        "Brandt",
        3,
        95,
        "Friday",
        771,
        "Selmar",
        "Brandt",
        5,
        8,
        25,
        "Pontis",
        4,
        12,
        "Friday",
        95,
        "Selmar",
        "Pontis",
        2,
        6,
        25,
    )
    assert judged(one, two) == NONE


def test_a_form_in_which_hardly_a_figure_is_the_same_beside_other_sentences() -> None:
    form = """{}
The quake was felt at {} in the morning and lay {} kilometres deep, about {} miles, at {} degrees north and {} degrees east.
There were no reports of damage, and the warning centre in Selmar said that no wave was to be expected on any coast.
{}
The islands lie on a belt of volcanoes where most of the quakes of the world are counted year after year, the survey says."""
    one = form.format(lines(OTHER, 1), "3:29", 71, 44, 4.36, 126.55, lines(OTHER, 0))
    two = form.format(lines(OWN, 1), "6:10", 10, 6, 17.8, 167.9, lines(OWN, 0))
    assert judged(one, two) == NONE


def test_a_form_with_its_blanks_in_one_sentence_needs_no_date_to_be_known() -> None:
    rate = "The middle rate of the crown {} {} points to {} against the dollar on {}, the exchange of Velden said.\n"
    rule = "In the spot market of Velden the crown may rise or fall by two percent from the middle rate on each trading day."
    one, two = (
        rate.format(*filled) + rule
        for filled in (("strengthened", 31, "6.9012", "Thursday"), ("weakened", 18, "6.9034", "Friday"))
    )
    assert judged(one, two) != COPY
    assert judged(one, one.replace("middle rate", "central rate")) == COPY


def test_a_running_story_with_new_figures_is_no_copy() -> None:
    later = TOLL.replace("12", "19").replace(
        "The driver had", "Divers found five more in the river below.\nThe driver had"
    )
    again = f"{TOLL}\nThe families of the 12 will be given a pension by the state government."
    more = f"{later}\nThe families of the 19 will be given a pension by the state government."
    assert judged(again, more) != COPY


def test_the_figure_in_both_titles_tells_two_reports_apart() -> None:
    a = document("a", TOLL, 1, title="Bus accident: 12 dead")
    b = document("b", TOLL.replace("12", "19"), 2, title="19 killed near Kotwal")
    assert verdict(a, b).relation != COPY
    assert verdict(a, replace(b, text=TOLL)).relation == COPY


def test_one_slip_in_a_figure_does_not_hide_a_copy() -> None:
    assert judged(WIRE.replace("220", "229"), WIRE) == COPY


def test_the_next_days_figures_do() -> None:
    a = document("a", TOLL, 1, published="2031-03-04T08:00:00Z")
    b = document("b", TOLL.replace("12", "13"), 2, published="2031-03-06T08:00:00Z")
    assert verdict(a, b).relation != COPY


def test_a_spelling_of_a_name_is_no_other_name() -> None:
    assert judged(WIRE.replace("Selmar", "Selmarr").replace("Amaro", "Amarro"), WIRE) == COPY


def test_background_at_the_end_of_two_stories_is_partial() -> None:
    background = lines(WIRE, 2, 3)
    assert judged(f"{OTHER}\n{background}", f"{OWN}\n{TOLL}\n{background}") == PARTIAL


UPDATE = f"""Two of the three ships that had waited off Port Amaro since Sunday turned back, the pilots' office said.
Its chief spoke of a lost season for the stevedores, who are paid by the load.
{lines(WIRE, 1, 2)}"""
NEXT = f"""The pilots of Port Amaro were sent home by their office as no ships came in, and a crowd met in the square at noon.
A lawyer called the arrest of the terminal's director a gesture, and said that the repairs had been planned for years.
The assembly meets today, and the opposition has asked for an inquiry.
{lines(WIRE, 1, 2)}"""
OTHER_NEWS = f"""A judge in Port Amaro ordered the arrest of the grain terminal's director, who was at his house by the lakes.
His lawyer called the order a gesture to the gallery, and said that the repairs had been planned for years.
The assembly meets today, and the opposition has asked for an inquiry.
{lines(WIRE, 1, 2)}"""


def test_other_news_of_the_same_hour_on_the_same_background_is_no_copy() -> None:
    update = document("u", UPDATE, 1, published="2031-03-04T09:00:00Z")
    other = document("n", OTHER_NEWS, 2, published="2031-03-04T09:30:00Z")
    assert verdict(other, update).relation == verdict(update, other).relation == PARTIAL
    assert verdict(replace(other, published=None), update).relation == PARTIAL


@pytest.mark.parametrize(
    ("hours", "site", "relation"),
    [(3, "n.example", COPY), (26, "n.example", PARTIAL), (26, "u.example", PARTIAL)],
    ids=["same day", "next day", "next day, same outlet"],
)
def test_the_next_days_news_on_the_same_background_is_no_copy(hours: int, site: str, relation: str) -> None:
    when = datetime(2031, 3, 4, 9, tzinfo=UTC)
    update = document("u", UPDATE, 1, published=when.isoformat())
    following = document("n", NEXT, 2, site=site, published=(when + timedelta(hours=hours)).isoformat())
    assert verdict(following, update).relation == relation


@pytest.mark.parametrize(
    ("fields", "relation"),
    [
        ({"published": "2031-03-04T15:00:00Z"}, COPY),
        ({"published": "2031-03-05T08:00:00Z"}, PARTIAL),
        ({"published": "2031-03-04T15:00:00Z", "site": "a.example"}, PARTIAL),
        ({}, PARTIAL),
    ],
    ids=["later that day", "next day", "same outlet", "no time"],
)
def test_a_wire_with_its_toll_raised_is_a_copy_within_the_day(fields: dict[str, str], relation: str) -> None:
    rest = TOLL.split("\n")[1:]
    said = '"We heard the horn and then nothing, and then we saw the lights far below us," a farmer said.'
    later = "The toll of a bus accident near Kotwal rose to 19 when the hospital lost seven of those who had been brought in."
    a = document(
        "a",
        "\n".join((TOLL, said)),
        1,
        title="Bus accident near Kotwal: 12 dead",
        published="2031-03-04T08:00:00Z",
    )
    b = document("b", "\n".join((later, said, *rest)), 2, title="Bus accident near Kotwal: 19 dead", **fields)
    assert verdict(b, a).relation == relation


@pytest.mark.parametrize(
    ("published", "relation"), [("2031-03-04T21:00:00Z", COPY), ("2031-03-05T08:30:00Z", PARTIAL)]
)
def test_a_figure_behind_the_lead_moves_on_within_the_day(published: str, relation: str) -> None:
    quote = '"I ran out with the goats and when I looked back there was no road," a herdsman said.'
    rescue = "Rescuers with shovels and dogs dug through mud up to 4 metres deep in Kotwal, a quarrying town in the hills."
    season = "The rainy season has been made worse by a warm sea this year, and more than {} people have died in the district."
    first = "Rain brought down a slope above Kotwal before dawn on Tuesday, burying nine houses and a mill and cutting a road.\n"
    later = "Families began to bury their dead on Tuesday evening, when the search above the town was halted for the night.\n"
    a = document(
        "a", first + "\n".join((rescue, quote, season.format(90))), 1, published="2031-03-04T04:00:00Z"
    )
    b = document("b", later + "\n".join((quote, rescue, season.format(100))), 2, published=published)
    assert verdict(b, a).relation == relation


def test_a_series_of_one_outlet_shares_its_closing_lines() -> None:
    about = "\n".join((lines(WIRE, 1, 2, 3), OTHER))
    one = "Selmar Grain today named Ilse Vantor, who ran its yards in Tavel for nine years, to be its head of freight.\n"
    two = "The owners of Selmar Grain agreed on Monday to pay out eleven crowns on each share in the first week of May.\n"
    a = document("a", one + about, 1, site="wire.example", published="2031-03-04T09:00:00Z")
    b = document("b", two + about, 2, site="wire.example", published="2031-03-19T09:00:00Z")
    assert verdict(a, b).relation == PARTIAL


def test_a_passage_of_a_wire_within_a_longer_piece_is_no_copy() -> None:
    lead, *passage = WIRE.split("\n")[:3]
    piece = "\n".join((OWN, *passage, OTHER))
    assert judged(f"{lead}\n" + "\n".join(passage), piece) == PARTIAL


def test_two_agencies_need_more_than_one_agency_and_its_carrier() -> None:
    half = f"{lines(WIRE, 1, 2)}\n{lines(OTHER, 0, 1)}"
    a, b = document("a", WIRE, 1, agencies=("afp",)), document("b", half, 2, agencies=("tass",))
    assert verdict(a, b).relation == PARTIAL


@pytest.mark.parametrize("published", [None, "", "yesterday", "2031-13-45"])
def test_an_unreadable_time_decides_nothing(published: str | None) -> None:
    assert judged(WIRE, WIRE, published=published) == COPY
