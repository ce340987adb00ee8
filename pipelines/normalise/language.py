"""The language of a text as a BCP 47 tag: what the page declares, checked against its letters and a detector."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_TAG = re.compile(
    r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?(?:[-_.@].*)?", re.IGNORECASE | re.DOTALL
)
_SAMPLE = 600
"""Characters of a text that are looked at."""
_SHORT, _LONG = 40, 200
"""Letters below which the detector is not asked at all, and below which it does not overrule the page."""
_SURE, _VERY_SURE = 0.8, 0.98
"""Detector's probability that is enough where the page declares nothing, and where it contradicts the page."""

_RENAMED = {
    **{
        "iw": "he",
        "in": "id",
        "ji": "yi",
        "mo": "ro",
        "jw": "jv",
        "sh": "sr",
        "tl": "fil",
        "nb": "nb",
        "ua": "uk",
        "cz": "cs",
        "jp": "ja",
    },
    **{
        "kr": "ko",
        "cn": "zh",
        "gr": "el",
        "dk": "da",
        "eng": "en",
        "ger": "de",
        "deu": "de",
        "fra": "fr",
        "fre": "fr",
        "spa": "es",
    },
    **{
        "ita": "it",
        "por": "pt",
        "rus": "ru",
        "ukr": "uk",
        "ara": "ar",
        "fas": "fa",
        "per": "fa",
        "tur": "tr",
        "zho": "zh",
        "chi": "zh",
    },
    **{
        "jpn": "ja",
        "kor": "ko",
        "hin": "hi",
        "urd": "ur",
        "ben": "bn",
        "nld": "nl",
        "dut": "nl",
        "pol": "pl",
        "ces": "cs",
        "heb": "he",
    },
    **{
        "ell": "el",
        "gre": "el",
        "swe": "sv",
        "dan": "da",
        "nor": "no",
        "fin": "fi",
        "hun": "hu",
        "ron": "ro",
        "vie": "vi",
        "tha": "th",
    },
    **{"ind": "id", "msa": "ms", "may": "ms"},
}
"""Old, three-letter and mistaken codes met in `lang` attributes, and what they mean (IANA language subtag registry)."""

_NAMES = {
    **{
        "english": "en",
        "german": "de",
        "deutsch": "de",
        "french": "fr",
        "français": "fr",
        "spanish": "es",
        "español": "es",
    },
    **{
        "italian": "it",
        "portuguese": "pt",
        "russian": "ru",
        "arabic": "ar",
        "persian": "fa",
        "farsi": "fa",
        "turkish": "tr",
    },
    **{
        "chinese": "zh",
        "japanese": "ja",
        "korean": "ko",
        "hindi": "hi",
        "urdu": "ur",
        "bengali": "bn",
        "dutch": "nl",
        "polish": "pl",
    },
}

_ALIKE = (
    frozenset({"hr", "bs", "sr", "sl", "me", "cnr"}),
    frozenset({"id", "ms", "jv", "su"}),
    frozenset({"no", "nb", "nn", "da", "sv", "fo"}),
    frozenset({"cs", "sk"}),
    frozenset({"pt", "gl", "es", "ca", "ast", "oc", "an"}),
    frozenset({"hi", "mr", "ne", "sa", "bho", "mai"}),
    frozenset({"ar", "arz", "apc", "ary"}),
    frozenset({"fa", "prs", "ps", "ckb", "tg"}),
    frozenset({"ru", "uk", "be", "bg", "mk", "rue"}),
    frozenset({"kk", "ky", "tt", "ba", "mn", "uz", "tg"}),
    frozenset({"tr", "az", "tk", "uz", "crh", "gag"}),
    frozenset({"bn", "as"}),
    frozenset({"nl", "af", "fy", "li"}),
    frozenset({"zh", "yue", "lzh"}),
    frozenset({"fil", "tl", "ceb", "ilo"}),
    frozenset({"ti", "am"}),
    frozenset({"de", "lb", "gsw", "nds"}),
    frozenset({"et", "fi"}),
    frozenset({"xh", "zu", "st", "tn", "rw", "rn", "sw"}),
)
"""Languages a detector takes for one another: within such a group the page's word stands."""

_SCRIPT_LANGUAGES = {
    "HANGUL": ("ko",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "THAI": ("th",),
    "LAO": ("lo",),
    "GREEK": ("el",),
    "GEORGIAN": ("ka",),
    "ARMENIAN": ("hy",),
    "HEBREW": ("he", "yi"),
    "GURMUKHI": ("pa",),
    "GUJARATI": ("gu",),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "KANNADA": ("kn",),
    "MALAYALAM": ("ml",),
    "SINHALA": ("si",),
    "KHMER": ("km",),
    "MYANMAR": ("my",),
    "ORIYA": ("or",),
    "TIBETAN": ("bo", "dz"),
    "BENGALI": ("bn", "as"),
    "ETHIOPIC": ("am", "ti"),
    "DEVANAGARI": ("hi", "mr", "ne", "sa", "bho", "mai", "kok"),
    "CJK": ("zh", "ja", "yue", "lzh"),
    "CYRILLIC": (
        "ru",
        "uk",
        "be",
        "bg",
        "mk",
        "sr",
        "kk",
        "ky",
        "mn",
        "tg",
        "tt",
        "ba",
        "uz",
        "ab",
        "os",
        "ce",
        "cv",
        "sah",
        "rue",
        "az",
    ),
    "ARABIC": (
        "ar",
        "fa",
        "ur",
        "ps",
        "ckb",
        "ug",
        "sd",
        "ku",
        "prs",
        "pa",
        "ks",
        "bal",
        "dv",
        "az",
        "arz",
        "ms",
    ),
}
"""Languages written in each script, by the first word of its Unicode character names; all others are written in Latin."""

_LATIN_TOO = frozenset({"sr", "uz", "az", "ms", "kk", "ku", "tt", "mn", "zh", "tg", "ky"})


def detect(text: str, declared: str | None = None) -> str | None:
    """The BCP 47 tag of a text's language, None where nothing says it; a region or script only if `declared` names it.

    `declared` (a `lang` attribute, an og:locale) stands unless the script of the text excludes it or, from 200 letters on,
    the detector is sure of a language that is not easily mistaken for it. Looks at the first 600 characters; the detector's
    model is loaded once in a process, at its first use (about 0.8 s).
    """
    said = _tag(declared)
    sample = text[:_SAMPLE]
    scripts = _scripts(sample)
    letters = sum(scripts.values())
    if not letters:
        return said
    possible = _possible(scripts, letters)
    if said is not None and possible is not None and not _fits(said, possible):
        said = None
    if said is not None and letters < _LONG:
        return said
    if said is None and possible is not None and len(possible) == 1:
        return possible[0]
    return _weighed(said, possible, sample, letters)


def _weighed(said: str | None, possible: tuple[str, ...] | None, sample: str, letters: int) -> str | None:
    if letters < _SHORT:
        return said
    found, probability = _identifier().classify(sample)
    found = _RENAMED.get(str(found), str(found))
    if possible is not None and found not in possible:
        return said
    if said is None:
        return found if probability >= _SURE else None
    primary = said.partition("-")[0]
    mistaken = (
        found == primary
        or probability < _VERY_SURE
        or any(found in group and primary in group for group in _ALIKE)
    )
    return said if mistaken or primary not in _identifier().labels else found


def _fits(said: str, possible: tuple[str, ...]) -> bool:
    primary = said.partition("-")[0]
    return primary in possible


def _possible(scripts: Counter[str], letters: int) -> tuple[str, ...] | None:
    """The languages that the letters leave open; None for Latin, which says nothing."""
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana * 20 >= letters:
        return ("ja",)
    script, count = min(scripts.items(), key=lambda item: (-item[1], item[0]))
    if count * 2 < letters:
        return None
    if script == "CJK" and letters >= _LONG:
        return ("zh", "yue", "lzh")
    return _SCRIPT_LANGUAGES.get(script)


def _scripts(sample: str) -> Counter[str]:
    return Counter(_script(char) for char in sample if char.isalpha())


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    return unicodedata.name(char, "UNNAMED").split(" ", 1)[0].partition("-")[0]


@lru_cache(maxsize=1024)
def _tag(declared: str | None) -> str | None:
    """The declared tag in its canonical form (RFC 5646, 4.5); None where it is none."""
    word = (declared or "")[:100].strip()
    if word.lower() in _NAMES:
        return _NAMES[word.lower()]
    match = _TAG.fullmatch(word)
    if match is None or match[1].lower() in ("x", "und", "mul", "zxx", "mis"):
        return None
    primary = _RENAMED.get(match[1].lower(), match[1].lower())
    parts = [primary, (match[2] or "").title(), (match[3] or "").upper()]
    return "-".join(part for part in parts if part)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
