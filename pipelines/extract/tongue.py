"""The text's language: the declared one where its commonest words are in the text, else the detector's judgement."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

from pipelines.normalise.language import detect

from .built import built

_COMMONEST = {
    "en": "the of and to in that for is on with was his as it at by from has have be are an this were their which its who "
    "after would not but they he she will about been said had more up when one",
    "de": "der die und das den von zu mit sich ist nicht ein eine auf im dem des für als auch es an hat aus wird sie bei "
    "er am einen einer nach war wie dass zum zur haben werden noch oder ich wir so aber um",
    "fr": "le la les des et du une en que dans pour est qui au un par sur plus pas ce sont avec il aux été cette ont ses mais "
    "elle leur comme nous être ces selon deux",
    "es": "el la los las de que y en del se por con una para un al su es lo como más ha no sus pero este esta entre fue desde "
    "han son sobre también",
    "it": "il la di che e per un del della è con nel si le da una dei in non al i ha sono anche alla gli come più delle dal "
    "nella ma lo questo dalla",
    "pt": "o a os de que e do da em para com um uma não se no na por dos as mais foi ao das como é são pela pelo à ser "
    "também sua seu nos está",
    "nl": "de het een van en dat is op te zijn voor met niet die in aan er ook als bij om door naar werd heeft uit wordt maar "
    "dan nog hij ze",
    "sv": "och att det som en är på av för med den till inte har i om ett han från var men ska så sig de jag vi kan under",
    "da": "og at det som en er på af for med den til ikke har i de et der han fra var men skal så sig jeg vi kan blev efter",
    "nb": "og at det som en er på av for med den til ikke har i de et han fra var men skal så seg jeg vi kan ble etter om ved "
    "hun mot også",
    "pl": "w i na z się do że nie jest to od o po za jak przez są dla oraz ale który które tym był ma",
    "ru": "в и на что с по не как из его к для это от о он за у а но был до при также они она было же все который или во со",
    "uk": "в і на що з та не до за як у про для це від його він або при був які також але й під вони є",
    "tr": "ve bir bu için da de ile olarak çok olan daha gibi ancak kadar en her olduğunu sonra ise o olduğu etti oldu var "
    "dedi yeni ne göre",
    "ar": "في من على أن إلى عن التي الذي هذا مع بين كما بعد ما هذه أو لا كان قد خلال وقال ذلك حيث لم",
    "fa": "در به از که این را با است برای آن شد و می یک های تا خود هم کرد ها شده بر وی گفت",
    "cs": "a v se na je že s z do o k za jsou pro to by jako i po ale od podle které jeho",
    "id": "yang dan di dengan untuk dari pada ini itu dalam tidak akan ke oleh juga adalah sebagai karena bisa telah saat para",
}
_LANGUAGES: dict[str, tuple[str, ...]] = {}
for _name, _words in _COMMONEST.items():
    for _word in _words.split():
        _LANGUAGES[_word] = (*_LANGUAGES.get(_word, ()), _name)
_kernel = built("text_kernel")
_TOKEN = re.compile(r"[^\W\d_]+")
_SAMPLE, _LETTERS = 200, 1600
_FEW = 40
_SHARE, _LEAST, _LEAD = 0.14, 0.08, 1.4
"""The part of the words that the commonest are in running text (the least where the page declares the language), and how
many times those of any other language."""
_OWN_LETTERS = (("ko", re.compile("[\uac00-\ud7af]")), ("ja", re.compile("[\u3040-\u30ff]")))
"""Letters that one language alone is written in."""
_OWN = re.compile("[\uac00-\ud7af\u3040-\u30ff]")
_ALONE = frozenset({"en", "de", "fr", "it", "pl", "tr", "ko", "ja"})
"""Languages whose commonest words are no other language's: Slovak reads like Czech, Bulgarian like Russian."""
_SAME = {"no": "nb", "nn": "nb", "iw": "he", "in": "id"}
_NEAR = ({"da", "nb"}, {"ms", "id"})
"""Languages whose commonest words do not tell them apart: what the page declares is believed."""


def language_of(text: str, declared: str | None) -> str | None:
    """The BCP 47 tag of a text; the detector, whose model takes a second to load, is asked only where the words do not tell.

    The words are believed where they say what the page says; where it says nothing, only of languages without near relations.
    """
    name = (declared or "").replace("_", "-").partition("-")[0].strip().lower()
    voted = _voted(text, _SAME.get(name, name))
    if name and voted == _SAME.get(name, name):
        return detect("", declared)
    return detect("", voted) if voted in _ALONE and not name else detect(text, declared)


def _runs(sample: str) -> list[str]:
    return _TOKEN.findall(sample)[:_SAMPLE] if _kernel is None else list(_kernel.letter_runs(sample, _SAMPLE))


def _voted(text: str, declared: str) -> str | None:
    """The language whose commonest words are many in a text, and of no other nearly as many; None where none is."""
    sample = text[:_LETTERS]
    if not sample.isascii() and _OWN.search(sample):
        for name, letter in _OWN_LETTERS:
            if len(letter.findall(sample)) > 0.2 * len(sample) > _FEW:
                return name
    words = _runs(sample.lower())
    if len(words) < _FEW:
        return None
    counts = Counter(chain.from_iterable(map(_LANGUAGES.__getitem__, filter(_LANGUAGES.__contains__, words))))
    for group in _NEAR:
        if declared in group:
            for other in group - {declared}:
                counts.pop(other, None)
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:2]
    if not best or (len(best) > 1 and best[0][1] < _LEAD * best[1][1]):
        return None
    name, count = best[0]
    return name if count > (_LEAST if name == declared else _SHARE) * len(words) else None
