"""What a line's words say of it: noise classes of news pages, from the multilingual lexicon beside this module."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from functools import lru_cache, reduce
from importlib import resources
from operator import or_

from .built import built

_PLAIN = (
    ("’", "'"),
    ("‘", "'"),
    ("“", '"'),
    ("”", '"'),
    ("„", '"'),
    ("«", '"'),
    ("»", '"'),
    ("–", "-"),
    ("—", "-"),
    ("ё", "е"),
    ("Ё", "Е"),
    ("أ", "ا"),
    ("إ", "ا"),
    ("آ", "ا"),
    ("ي", "ی"),
    ("ى", "ی"),
    ("ك", "ک"),
    ("ً", ""),
    ("ّ", ""),
    ("\u200c", " "),
)
"""Quotes and dashes, and letters that houses spell in two ways (Arabic hamza, Yeh, Kaf; Russian yo; the half space)."""
_kernel = built("text_kernel")
if _kernel is not None:
    _kernel.spell(_PLAIN)
_PRINTED = re.compile("[" + "".join(printed for printed, _ in _PLAIN) + "]")
_TOKEN = re.compile(r"\w+")
_UNSPACED = re.compile("[\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7af]")
"""Scripts whose words are not set apart: their phrases are sought as they are."""
_OTHER = re.compile("[\u0900-\u0dff\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7af]")
"""Those, and scripts whose vowel signs are no part of a `_TOKEN`."""
_ODD_SIGNS = re.compile(r"[^\x00-\x7f\w]+")
_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_LEAD = " \t\"'*•·-|>»›→…#▼▽▲△◆◇●○■□"
_TRIM = " \t:.…!|>»›→-–—*•·#[]()►▶→▼▽▲△◆◇●○■□"


@lru_cache(maxsize=1024)
def folded(text: str) -> str:
    """A text without differences of case, quotes, dashes, white space and letters spelt in two ways."""
    return _folded(text) if _kernel is None else str(_kernel.folded(text))


def _folded(text: str) -> str:
    if not text.isascii() and _PRINTED.search(text):
        for printed, plain in _PLAIN:
            text = text.replace(printed, plain)
    text = text.casefold()
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text  # no white space but single spaces
    return " ".join(text.split())


def ends_sentence(text: str) -> bool:
    """Whether a text ends with a full stop, a question or an exclamation, perhaps inside quotes."""
    return text.rstrip(_CLOSERS)[-1:] in _STOPS


_CLOSERS = " '\"’”»)]"
_STOPS = frozenset(".!?…。！？؟۔।")


@lru_cache(maxsize=1024)
def letters(text: str) -> str:
    """Only the letters and digits of a text, without case: what two prints of one headline share."""
    return _letters(text) if _kernel is None else str(_kernel.letters(text))


def _letters(text: str) -> str:
    text = text.casefold()
    if not text.isascii():
        text = _ODD_SIGNS.sub("", text)
    # As bytes: a tenth of the time of a pattern for all signs.
    return text.encode().translate(None, _ASCII_SIGNS).decode()


_Entry = tuple[str, int]
"""A word, and the bit of its class."""


class Lexicon(dict[str, "Words"]):
    """All classes of words by name. What a line holds of all of them is found in one look, and asked class by class."""

    def __init__(self, tables: dict[str, dict[str, list[str]]]) -> None:
        super().__init__()
        self._openers: dict[str, list[_Entry]] = {}
        self._keyed: dict[bytes, list[_Entry]] = {}
        self._stems: dict[str, list[_Entry]] = {}
        self._other: list[_Entry] = []
        for number, (name, table) in enumerate(tables.items()):
            self[name] = Words(self, 1 << number, table)
            for word in dict.fromkeys(folded(word).lstrip(_LEAD) for word in table.get("opener", ())):
                self._openers.setdefault(word[:_HEAD], []).append((word, 1 << number))
            for word in self[name].inside:
                self._enter(word, 1 << number)
        self._keys = frozenset(self._keyed)
        self._heads = frozenset(head.encode() for head in self._stems if head.isascii())
        self._all_heads = list(self._stems)
        held: Callable[[str], tuple[int, ...]] = self._held_by_sets
        self._opening: Callable[[str], Iterable[_Entry]] = self._opening_by_slices
        if _kernel is not None:
            keyed = {key.decode(): entries for key, entries in self._keyed.items()}
            self._inside = _kernel.Inside(keyed, self._stems, self._other, _UNSPACED.search)
            held = self._inside.held
            self._opening = _kernel.Heads(self._openers).of
        self.openings = lru_cache(maxsize=1024)(self._openings)
        self.held = lru_cache(maxsize=1024)(held)

    def _enter(self, word: str, bit: int) -> None:
        tokens = _TOKEN.findall(word)
        if _OTHER.search(word):
            self._other.append((word, bit))
        elif not tokens or word[-1] == "*":
            self._stems.setdefault(word.rstrip("*")[:_HEAD], []).append((word, bit))
        else:
            self._keyed.setdefault(max(tokens, key=len).encode(), []).append((word, bit))

    def _openings(self, line: str) -> int:
        """The classes that a (folded) line begins like, as bits."""
        line = line.lstrip(_LEAD)
        found = 0
        for word, bit in self._opening(line):
            if line.startswith(word) and _ends(word, line, len(word)):
                found |= bit
        return found

    def _opening_by_slices(self, line: str) -> list[_Entry]:
        return [entry for head in _SIZES for entry in self._openers.get(line[:head], ())]

    def _held_by_sets(self, line: str) -> tuple[int, ...]:
        """The bit of its class for each word inside a (folded) line; first all bits together."""
        near = self._near_by_sets(line)
        if not line.isascii() and _OTHER.search(line):
            near += self._other
        if not near:
            return _NOTHING
        bits = [bit for word, bit in near if _holds(line, word)]
        return (reduce(or_, bits, 0), *bits)

    def _near_by_sets(self, line: str) -> list[_Entry]:
        """The words that may be in a line: it has a token of theirs, or the head of their first."""
        ascii = line.isascii()
        if ascii or _SPELT.fullmatch(line):
            tokens = line.encode().translate(_BREAKS).split()
        else:
            tokens = [token.encode() for token in _TOKEN.findall(line)]
        near = [entry for key in self._keys.intersection(tokens) for entry in self._keyed[key]]
        if ascii and "_" not in line:  # a word inside begins with a token
            heads = [head.decode() for head in self._heads.intersection([token[:_HEAD] for token in tokens])]
        else:
            heads = [head for head in self._all_heads if head in line]
        return near + [entry for head in heads for entry in self._stems[head]]


_HEAD = 4
_SIZES = range(1, _HEAD + 1)
"""Letters by which openers and the beginnings of words are sought."""
_NOTHING = (0,)
_BREAKS = bytes(code if code > 127 or chr(code).isalnum() or code == 95 else 32 for code in range(256))
"""Parts a line in UTF-8 where `_TOKEN` does, at a fifth of its cost."""
_SPELT = re.compile(
    "[\0-\x7f\xc0-\xd6\xd8-\xf6\xf8-\u02c1\u0386\u0388-\u038a\u038e-\u03a1\u03a3-\u0481\u048a-\u052f]*+"
)
"""A line whose signs, if any, are all of ASCII: every other character is a letter."""


class Words:
    """One class of the lexicon: whole lines, openers and words inside."""

    def __init__(self, lexicon: Lexicon, bit: int, table: dict[str, list[str]]) -> None:
        exact = {folded(word).strip(_TRIM) for word in table.get("exact", ())}
        self.exact = frozenset(exact | {_without_tonos(word) for word in exact})
        self.inside = tuple(dict.fromkeys(folded(word) for word in table.get("inside", ())))
        self._lexicon, self._bit = lexicon, bit

    def whole(self, line: str) -> bool:
        """Whether the (folded) line is one of the class."""
        return line.strip(_TRIM) in self.exact

    def opens(self, line: str) -> bool:
        """Whether the (folded) line begins like the class."""
        return self._lexicon.openings(line) & self._bit != 0

    def count(self, line: str) -> int:
        """How many different words of the class the (folded) line holds."""
        return self._lexicon.held(line)[1:].count(self._bit)

    def within(self, line: str) -> bool:
        """Whether the (folded) line holds a word of the class."""
        return self._lexicon.held(line)[0] & self._bit != 0

    def any(self, line: str) -> bool:
        """Whether the (folded) line belongs to the class in any way."""
        return self.whole(line) or self.opens(line) or self.within(line)


def _without_tonos(word: str) -> str:
    """A word as Greek capitals print it, without accents."""
    return word.translate(_TONOS)


_TONOS = str.maketrans("άέήίόύώϊΐϋΰ", "αεηιουωιιυυ")


def _ends(word: str, line: str, at: int) -> bool:
    # An opener of Latin letters must end where a word ends, or "ad" would open "Adam"; other scripts glue their endings.
    last = word[-1]
    return not (last.isalpha() and last < "\u0250") or at >= len(line) or not line[at].isalnum()


def _holds(line: str, word: str) -> bool:
    core = word.rstrip("*")
    at = line.find(core)
    if at >= 0 and _UNSPACED.search(core):
        return True
    while at >= 0:
        end = at + len(core)
        if (at == 0 or not (line[at - 1].isalnum() and core[0].isalnum())) and (
            core != word or _ends(core, line, end)
        ):
            return True
        at = line.find(core, at + 1)
    return False


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """All classes of lexicon.toml by name."""
    raw = resources.files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8")
    return Lexicon(tomllib.loads(raw))


_FORMS = (
    r"[\W\d_]*",  # no letters
    r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?/\s?\d{1,2}:\d{2})?",  # a player's clock
    r"\d+\s?(?:-|–)?\s?(?:min(?:ute)?s?|мин(?:ут\w*)?|хв|mins|minuten|minutes?|minutos|minuti|dk|分|분|دقیقه|دقائق)\.?"
    r"\s*(?:read|lesezeit|чтения|de lecture|de lectura|di lettura|leestijd|okuma)?",
    r"[\d.,]+\s?[km]?\s?(?:views?|shares?|comments?|likes?|replies|antworten|réponses|respuestas|ответ\w*|просмотр\w*|перегляд\w*|visualizzazioni|kommentare?|commentaires?|reads?|persons?)",
    r"[a-z]+(?:_[a-z0-9]+)+|[a-z]+(?:-[a-z0-9]+){3,}",  # a template's id
    r"(?:https?://|www\.)\S+",
    r"\([a-z]{2,4}(?:/[a-z]{2,4})+\)",  # codes of the staff under a text
    r"(?:[01]?\d|2[0-3]):[0-5]\d[^\W\d_][^.!?,:]{1,38}[^\W_]",  # a live blog's time with the author glued to it
    r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*",
    r"(?:image |photo |slide )?\d{1,3}\s?(?:/|of|von|de|sur|из)\s?\d{1,3}",  # a gallery's counter
    r"(?:0|6|12|16|18)\+",
    r"\W*\d{1,2}\.?\s\w{3,10}\.?\s\d{4}(?:[\W\d]|uhr|h|gmt|utc|cest?|am|pm|alle|ore|um|à|at)*",
    r".{0,30}\b0:00.{0,30}",
    r"\W*(?:\w{2,10}[.,]?\s)?\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4}\b.{0,45}",  # a date and what is told with it
)
_LETTER = re.compile(r"[^\W\d_]")
_HANDLE = re.compile(r"[—–-]\s?.{1,60}\(@\w+\)|^@\w{2,30}$|^#\w+(?:\s#\w+)*$")
_RIGHTS = re.compile(
    r"\W*(?:[Cc]opyright|COPYRIGHT)\W{1,4}(?:\(c\) )?(?:[A-Z][\w.&'-]*,? ){1,5}(?:19|20)\d\d\b"
)
_SHAPES = re.compile("|".join(f"(?:{shape})" for shape in _FORMS), re.I)
_SHAPED = re.compile(r"[\d_(-]|://|www\.", re.I)
"""One of these is in all that `_SHAPES` knows but lines without letters."""


_SMALL = frozenset("abdefghijklmnopqrstuvwxyz")
"""Letters that no notice of rights begins with."""


def has_letters(text: str) -> bool:
    """Whether the head of a text holds any letter."""
    return text[:1].isalpha() or _LETTER.search(text[:300]) is not None


def is_furniture(text: str, line: str) -> bool:
    """Whether a line (as printed, and folded) is a part of the page, not of the story: counters, buttons, ids, players."""
    length = len(text)
    if (length <= 90 and _SHAPED.search(text) and _SHAPES.fullmatch(text)) or not has_letters(text):
        return True
    words = lexicon()
    noise = words["noise"]
    return (
        noise.whole(line)
        or (length < 400 and noise.opens(line) and not _is_quoted(line))
        or (length < 600 and noise.within(line))
        or (length < 500 and (words["correction"].opens(line) or _solicits(line)))
        or (length < 300 and text[0] not in _SMALL and _RIGHTS.match(text) is not None)
        or is_post(text)
    )


def _is_quoted(line: str) -> bool:
    """Whether a line (folded) is a sentence that somebody says: "Help us," she said. With or without quotes."""
    return len(line) > 50 and (line[:1] == '"' or (line[-1:] in _STOPS and lexicon()["said"].within(line)))


def _solicits(line: str) -> bool:
    """Whether a line (folded) asks for the reader's address: a channel of the outlet, and to join it."""
    words = lexicon()
    return words["channel"].within(line) and words["join"].within(line) and line[:1] != '"'


def is_post(text: str) -> bool:
    """Whether a line ends like an embedded post of a social network."""
    return (
        len(text) < 600
        and ("(@" in text or (len(text) < 60 and text[0] in "@#"))
        and _HANDLE.search(text) is not None
    )
