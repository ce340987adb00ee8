"""What HTML's elements, roles and link addresses mean to the walk over a page."""

from __future__ import annotations

import re

from .layout import (
    ARTICLE,
    ASIDE,
    CAPTION,
    CELL,
    FIGURE,
    FOOTER,
    FORM,
    HEADER,
    HIDDEN,
    ITEM,
    MAIN,
    NAV,
    QUOTE,
)

DROPPED = (
    "script",
    "style",
    "svg",
    "noscript",
    "iframe",
    "template",
    "object",
    "embed",
    "canvas",
    "math",
    "audio",
    "video",
)
"""Elements whose content is no text of the page; the tree loses them before the walk."""

SKIPPED = frozenset(
    {
        "head",
        "select",
        "option",
        "datalist",
        "textarea",
        "button",
        "input",
        "map",
        "dialog",
        "menu",
        "progress",
        "applet",
    }
)
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "output",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
        "picture",
        "source",
        "br",
    ]
)
PLAIN, LINK, BOLD, BREAK, IMAGE, SKIP = range(6)
"""What the walk does with an element that is no block."""
KINDS = (
    dict.fromkeys(INLINE, PLAIN)
    | {"a": LINK, "b": BOLD, "strong": BOLD, "br": BREAK, "img": IMAGE}
    | dict.fromkeys(SKIPPED, SKIP)
)
"""By tag; every other element is a block."""
OWN_FLAGS = {
    "aside": ASIDE,
    "footer": FOOTER,
    "header": HEADER,
    "figure": FIGURE,
    "figcaption": FIGURE | CAPTION,
    "form": FORM,
    "fieldset": FORM,
    "li": ITEM,
    "dd": ITEM,
    "dt": ITEM,
    "td": CELL,
    "th": CELL,
    "blockquote": QUOTE,
    "article": ARTICLE,
    "main": MAIN,
    "nav": NAV,
}
ROLES = {
    "navigation": NAV,
    "menu": NAV,
    "menubar": NAV,
    "search": FORM,
    "complementary": ASIDE,
    "contentinfo": FOOTER,
    "dialog": HIDDEN,
    "alertdialog": HIDDEN,
    "main": MAIN,
    "article": ARTICLE,
}
TELLING = frozenset({"role", "style", "hidden", "aria-hidden"})
NO_DISPLAY = re.compile(r"display\s*:\s*none")
SPEAKING_LINK = re.compile(
    r"/(?:(authors?|autor(?:e[ns]?|i|in)?|auteurs?|people|staff|journalists?|contributors?|writers?|redacteurs?|bylines?|reporters?"
    r"|profiles?|columnists?|experts?|by|mitarbeiter|authorsearch)"
    r"|tags?|topics?|thema|themen|themes?|schlagw(?:ort|oerter|orte)|keywords?|etiquetas?|temas?|argomenti|sujets?|hashtags?|emne|tagi|temat)"
    r"(?:[/=?-]|$)",
    re.I,
)
_WORDS = (
    "author authors autor autore autoren autores autori autorin auteur auteurs people staff journalist journalists "
    "contributor contributors writer writers redacteur redacteurs byline bylines reporter reporters profile profiles "
    "columnist columnists expert experts by mitarbeiter authorsearch tag tags topic topics thema themen theme themes "
    "schlagwort schlagwoerter schlagworte keyword keywords etiquetas tema temas argomenti "
    "sujet sujets hashtag hashtags emne tagi temat"
)
LINK_WORDS = frozenset(_WORDS.split())
"""The words of `SPEAKING_LINK`: an address with none of them among its parts is not looked at further."""
