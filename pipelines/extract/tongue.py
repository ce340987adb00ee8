"""The text's language: the declared one where its commonest words are in the text, else the detector's judgement."""

from __future__ import annotations

from pipelines.normalise.language import detect

_COMMONEST = {
    "en": "the of and to in that for is on with was his as it",
    "de": "der die und das den von zu mit sich ist nicht ein eine auf",
    "fr": "le la les des et du une en que dans pour est qui au",
    "es": "el la los las de que y en del se por con una para",
    "it": "il la di che e per un del della è con nel si le",
    "pt": "o a os de que e do da em para com um uma não",
    "nl": "de het een van en dat is op te zijn voor met niet die",
    "sv": "och att det som en är på av för med den till inte har",
    "da": "og at det som en er på af for med den til ikke har",
    "pl": "w i na z się do że nie jest to od o po za",
    "ru": "в и на что с по не как из его к для это от",
    "uk": "в і на що з та не до за як у про для це",
    "tr": "ve bir bu için da de ile olarak çok olan daha gibi ancak kadar",
    "ar": "في من على أن إلى عن التي الذي هذا مع بين كما بعد ما",
    "fa": "در به از که این را با است برای آن شد و می یک",
    "cs": "a v se na je že s z do o k za jsou pro",
    "id": "yang dan di dengan untuk dari pada ini itu dalam tidak akan ke oleh",
}
_SETS = {name: frozenset(words.split()) for name, words in _COMMONEST.items()}
_RIVALS = {
    "da": ("sv",),
    "sv": ("da",),
    "pt": ("es",),
    "es": ("pt",),
    "ru": ("uk",),
    "uk": ("ru",),
    "cs": ("pl",),
    "pl": ("cs",),
}
_SAMPLE = 120
_SHARE = 0.12


def language_of(text: str, declared: str | None) -> str | None:
    """The BCP 47 tag of a text; the detector, which costs more than all else here, is asked only where the words do not tell."""
    if declared and _confirmed(text, declared.replace("_", "-").partition("-")[0].strip().lower()):
        return detect("", declared)
    return detect(text, declared)


def _confirmed(text: str, name: str) -> bool:
    words = text[:1200].lower().split()[:_SAMPLE]
    common = _SETS.get(name)
    if common is None or len(words) < 40:
        return False
    own = sum(word in common for word in words)
    rival = max((sum(word in _SETS[other] for word in words) for other in _RIVALS.get(name, ())), default=0)
    return own > _SHARE * len(words) and own > 1.5 * rival
