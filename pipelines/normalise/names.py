"""One name: a person's in its usual case, or an organisation's, or none at all."""

from __future__ import annotations

import re

from pipelines.normalise.byline_words import byline_words
from pipelines.normalise.date_words import date_words
from pipelines.normalise.text import fold

LONGEST_NAME = 80
"""Characters of a name; what is longer is none."""

_MOST_WORDS = 6
_MOST_ORG_WORDS = 9
_CODE_MARKS = frozenset("<>{}@|;=%$\\^~`")
_ARTICLES = ("the ", "der ", "die ", "das ", "het ")
"""Articles that open names of papers and never names of people."""
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&.\-]{1,5}")
_NAME = re.compile(
    r"[^\W\d_](?:[^\s\d!-&(-,/:-@\[-`{-~«»“”„]|[.'’`\-‐])*(?: [^\s\d!-&(-,/:-@\[-`{-~«»“”„]+)*"
)
_DOMAIN = re.compile(
    r"[\w\-]+\.(?:com|org|net|info|tv|news|media|co|ru|de|fr|it|ir|az|ua|in|uk|pl|es)(?:\.\w\w)?",
    re.IGNORECASE,
)
_ORG_ENDING = re.compile(
    r"(?:新聞|新闻|新聞社|時報|时报|日報|日报|晚报|晚報|通信|通訊社|通讯社|編集部|编辑部|編輯部|取材班|デジタル|オンライン|ニュース|テレビ"
    r"|뉴스|신문|일보|방송|통신|편집부)$"
)
_BRAND = re.compile(r"[a-z][a-z0-9\-]{3,}(?:\.[a-z]{2,6}){0,2}")
"""A lone word without a capital letter: a brand's or an address, no name of a person."""
CASED = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿԱ-֏]")


def is_organisation(name: str) -> bool:
    """Whether a name is an agency's, a desk's or an outlet's rather than a person's, by its words."""
    words = byline_words()
    plain = fold(name)
    if is_agency(name) or _DOMAIN.fullmatch(name) or _BRAND.fullmatch(name) or _ORG_ENDING.search(name):
        return True
    parts = plain.split()
    if plain.startswith(_ARTICLES) or any(part in words.org_words for part in parts):
        return True
    if any(f" {phrase} " in f" {plain} " for phrase in words.org_phrases):
        return True
    if len(parts) >= 3 and any(part in words.org_or_surname for part in parts):
        return True
    return _ACRONYM.fullmatch(name) is not None


def is_showable(name: str) -> bool:
    """Whether an organisation's name is short enough and free of marks that belong to code, not to names."""
    return len(name) <= LONGEST_NAME and len(name.split()) <= _MOST_ORG_WORDS and not set(name) & _CODE_MARKS


def is_agency(name: str) -> bool:
    """Whether the whole name is one of the agencies; short ones only as they write themselves."""
    plain = fold(name)
    return name in byline_words().agencies_exact or (
        len(plain) > 4 and plain.removeprefix("the ") in byline_words().agencies
    )


def person_name(text: str) -> str | None:
    """A person's name in its usual case, or None where the text is none."""
    text = _once(
        re.sub(r"\s*[’']s$", "", text.strip(" .,:-–—'’\"")) if len(text) <= 2 * LONGEST_NAME + 1 else ""
    )
    words = text.split()
    while words and fold(words[-1]) in byline_words().suffixes - {"jr", "sr", "ii", "iii", "iv"}:
        words.pop()
    text = " ".join(words)
    if not 2 <= len(text) <= LONGEST_NAME or len(words) > _MOST_WORDS or not _NAME.fullmatch(text):
        return None
    if _is_no_name(fold(text).split()) or any(part in text for part in byline_words().sentence_parts):
        return None
    text = _mixed_case(text)
    first = text.split()[0]
    return None if CASED.match(first) and first[0].islower() and first not in byline_words().small else text


def _is_no_name(parts: list[str]) -> bool:
    """Whether folded words are a button, a label or a sentence."""
    words = byline_words()
    if " ".join(parts) in words.nobody or all(
        part in words.nobody or part in words.suffixes for part in parts
    ):
        return True
    label = date_words().meanings
    opens_with_label = len(parts[0]) > 4 and (parts[0] in label["published"] or parts[0] in label["modified"])
    return opens_with_label or any(part in words.sentence for part in parts)


def _once(text: str) -> str:
    """`Ayse AytekinAyse Aytekin` and `Ayse Aytekin Ayse Aytekin` are one name."""
    for gap in (0, 1):
        half = (len(text) - gap) // 2
        if (
            half >= 4
            and (len(text) - gap) % 2 == 0
            and text[:half] == text[half + gap :]
            and text[half : half + gap].strip() == ""
        ):
            return text[:half]
    return text


def _mixed_case(text: str) -> str:
    words = text.split()
    small = byline_words().small
    shouted = text.isupper() and len(text) > 3
    if text.islower() and len(words) > 1:
        shouted = True
    out = []
    for i, word in enumerate(words):
        loud = shouted or (len(words) > 1 and len(word) > 3 and word.isupper() and "." not in word)
        if loud and i and word.lower() in small and shouted:
            out.append(word.lower())
        else:
            out.append(_capital(word) if loud else word)
    return " ".join(out)


def _capital(word: str) -> str:
    """`O'BRIEN` as `O'Brien`, `JEAN-PIERRE` as `Jean-Pierre`, `MCDONALD` as `McDonald`, `J.K.` as it is."""
    if re.fullmatch(r"(?:\w\.)+", word):
        return word.upper()
    parts = re.split(r"([-'’‐])", word)
    done = [part[:1].upper() + part[1:].lower() for part in parts]
    return "".join(
        "Mc" + part[2:].capitalize() if part.startswith("Mc") and len(part) > 4 else part for part in done
    )
