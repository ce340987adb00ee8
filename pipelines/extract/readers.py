"""What a page says to its readers and of itself: requests, offers, notes on the text and on who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .noise import ends_sentence, folded, lexicon

_QUOTED = re.compile(r'"[^"]{25,}"')
"""Speech; a name in quotes is shorter."""
_SLAVIC_BID = re.compile(
    r"(?:^|[.!?…:;,-]\s)[\W_]*(?:и |та |й )?[а-яіїєґ']{2,}(?:йте|йтесь|йтеся|ите|итесь|іть|іться|ьте|ьтесь|[бвжмнрчш]те)\b"
)
"""An imperative, told by its ending, at the head of a clause, where no noun in another case stands."""
_PERSIAN_BID = re.compile(r"\b(?:ب(?!ازدید|عید)\w{2,}ید|کنید|شوید|دهید|نمایید|زنید|فرمایید)\b")
"""The same in Persian, where it stands last."""
_US = re.compile(r"\b(?!کورونا|فیینا|بوتسوانا)\w{3,}نا\b|\b(?:ن?می \w{2,}یم|ب\w{3,}یم|هستیم|داریم|کردیم)\b")
"""Arabic words that end in "our" or "us", and Persian verbs that end in "we"."""
_ARABIC_YOU = re.compile(r"\b(?!\w*(?:حاکم|راکم|حکم)\b)\w{3,}کم\b")
"""Arabic words that end in "your"; nouns that only end in the same letters are left out."""
_WHERE = re.compile(r" - (?:в|у|на) ([^-]{3,40})$")
"""Where more is to be found, behind a dash: "All of it - in our channel"."""
_CLAUSES = re.compile(r"(?<=[.!?…:;؟،])\s+")
_VOTE = re.compile(r"[^?؟]{10,140}[?؟]\s\S.{3,70}")
"""A question with its answers behind it, which end without a stop."""
_CHOICES = re.compile(r"\b[1-9a-dа-г][.)] .*\b[2-9b-dб-г][.)] ")
_SCALE = re.compile(r"[^\d\s]((?:\s\d){4,})$")
"""1 2 3 4 5"""
_DIALOGUE = re.compile(r"[—–-]\s")
"""Speech set with a dash, as in Russian and Ukrainian."""
_CONTACT = re.compile(r"\S@\w|(?:^|\s)@\w{3}|\bt\.me/|\bwa\.me/")
_SHORT, _LONG, _LABEL, _HEAD = 90, 420, 40, 60
_SPOKEN = 6
_NAME = r"[^\W\d_a-z][\w.'’-]+(?: (?:(?:de|van|von|bin|al) )?[^\W\d_a-z][\w.'’-]+){1,3}"
_BIO = re.compile(
    rf"(?P<name>{_NAME})(?:,? (?:is|are|has been|covers|writes|reports) | [—–] )(?P<rest>.*)", re.DOTALL
)
_NAMED = re.compile(_NAME)
_CASELESS = re.compile("[\u0600-\u06ff]")
_SENT = re.compile(rf"(?P<name>{_NAME}) reported from [^.,]{{3,40}}\.")
_FIRST = re.compile(r"[^.!?…؟]{0,120}")


def asks_reader(text: str, line: str, *, apart: bool = False) -> bool:
    """Whether a line (as printed, and folded) asks something of the reader for the outlet: to join, pay, write, read on.

    `apart` says that it stands at the head or the end of a text, or in markup of its own: less is then asked of its words.
    """
    if not 8 < len(text) < _LONG or _DIALOGUE.match(text):
        return False
    words = lexicon()
    told = _QUOTED.sub(" ", line) if '"' in line else line
    contact = ("@" in told or ".me/" in told) and _CONTACT.search(told) is not None
    if apart and contact and len(text) < 2 * _SHORT and (_NAMED.match(text) or _CASELESS.match(text)):
        return True
    topics = words["offer"].count(told) or int(words["channel"].within(told))
    if not (topics or contact or len(text) < _SHORT) or words["said"].within(told):
        return False
    bids = bids_reader(told)
    you = bids or words["reader"].within(told) or ("کم" in told and _ARABIC_YOU.search(told) is not None)
    us = words["newsroom"].within(told) or (not told.isascii() and _US.search(told) is not None)
    if (you and contact) or (you and us and topics) or (topics > 1 and (you or us)):
        return True
    if bids and len(text) < _SHORT and (us or _answers(told)):
        return True
    if (found := _WHERE.search(told)) and (
        words["channel"].within(found[1]) or words["offer"].within(found[1])
    ):
        return len(text) < _SHORT
    if not apart or len(text) > 2 * _SHORT:
        return False
    return (you or us) and topics > 0


def _answers(line: str) -> bool:
    """Whether a line (folded) asks a question and bids its reader do something behind it: "Did you like it? Pass it on."."""
    _, _, answer = line.replace("؟", "?").partition("?")
    return bool(answer) and bids_reader(answer.strip())


def appeals(line: str) -> bool:
    """Whether a line (folded) asks for money or a subscription; in any language of the lexicon, so by its words alone."""
    words = lexicon()
    return words["appeal"].count(line) > 1 and not words["said"].within(line)


def speaks_to_reader(texts: Iterable[str]) -> bool:
    """Whether a sixth of a text's paragraphs, and two at least, speak to the reader and ask nothing for the outlet."""
    every = spoken = 0
    for text in texts:
        every += 1
        line = folded(text)
        told = lexicon()["reader"].within(_QUOTED.sub(" ", line))
        spoken += told and not asks_reader(text, line)
    return spoken > max(1, every / _SPOKEN)


def bids_reader(line: str) -> bool:
    """Whether a line (folded) bids its reader do something, at the head of a clause."""
    if not line.isascii() and (_SLAVIC_BID.search(line) or _PERSIAN_BID.search(line)):
        return True
    bid = lexicon()["bid"]
    return any(bid.opens(clause) for clause in _CLAUSES.split(line))


def is_note(text: str, line: str) -> bool:
    """Whether a line notes what was corrected, puts a question to a vote, or says that the text goes on after an advert."""
    words = lexicon()
    label, colon, rest = line.partition(":")
    if colon and rest and len(label) < _LABEL:
        if words["correction"].whole(label.split(" ")[0].strip(",.(")):
            return True
        if _VOTE.fullmatch(rest) is not None and not ends_sentence(text):
            return words["poll"].opens(line) or _CHOICES.search(rest) is not None
    if len(text) > _SHORT or ends_sentence(text):
        return False
    if (scale := _SCALE.search(text)) is not None:
        return [int(mark) for mark in scale[1].split()] == list(range(1, len(scale[1].split()) + 1))
    return words["advert"].within(line) or (words["itself"].within(line) and words["runs_on"].within(line))


def tells_of_itself(text: str, line: str) -> bool:
    """Whether a line says of the article itself how it came about, who paid for it, whose opinion it is, when it was changed."""
    words = lexicon()
    if len(text) > _LONG or words["said"].within(line):
        return False
    before, sign, _ = text.partition("©")
    if sign and len(text) < 2 * _SHORT and not ends_sentence(before.rstrip()):
        return True  # behind a sentence it is the credit of a story: "... auf der Strecke. © AFP"
    label, colon, _ = line.partition(":")
    if colon and words["itself"].whole(label):
        return True
    return words["itself"].within(line[:_HEAD]) and words["made"].within(line)


def presents(text: str, line: str, story: str) -> bool:
    """Whether a line presents somebody of whom the story (folded) does not speak as its writer, or the outlet itself."""
    if len(text) > _LONG:
        return False
    posts = lexicon()["post"]
    if (found := _SENT.fullmatch(text)) is not None:
        return found["name"].casefold().split()[-1] not in story
    if (found := _BIO.match(text)) is not None:
        name = found["name"].casefold().split()[-1]
        rest = found["rest"].casefold()
        return name not in story and posts.within(_first_of(rest))
    first, words = _first_of(line).strip(), line.split()
    tells = first.endswith(" است") or lexicon()["covers"].within(line[len(first) :])
    return (
        tells
        and len(first) < _SHORT
        and posts.within(" ".join(words[1:5]))
        and not set(words[:1]).intersection(story.split())
    )


def is_talk(text: str, story: str, *, apart: bool) -> bool:
    """Whether a paragraph at the end of a story (folded, without it) is the outlet's own: a request, a note, a presentation."""
    line = folded(text)
    return (
        (apart and asks_reader(text, line, apart=True))
        or tells_of_itself(text, line)
        or presents(text, line, story)
    )


def _first_of(text: str) -> str:
    found = _FIRST.match(text)
    return found[0] if found else ""
