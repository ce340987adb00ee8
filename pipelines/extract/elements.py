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
from .markup import DROPPED, VOID

_SKIPPED = "select option datalist textarea button map dialog menu progress applet title"
_PLAIN = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr output q rb rp rt rtc ruby s samp "
    "small span strike strong sub sup time tt u var wbr img picture source br"
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = (
    "address blockquote caption center dd dir div dl dt fieldset form hr li listing menu ol p pre table tbody td tfoot th "
    "thead tr ul xmp"
)
CLOSES_PARAGRAPH = HEADINGS | frozenset(_BLOCKS.split())
"""Elements that end a paragraph they stand directly in: the blocks of HTML 4. Newer ones (a figure, a card in an `article`)
stand in its middle with all that is in them, whatever a browser makes of that."""
_CELLS = frozenset({"td", "th"})
_TERMS = frozenset({"dd", "dt"})
_GROUPS = frozenset({"tbody", "thead", "tfoot"})
_TABLE = frozenset({"table"})
_LISTS = _TABLE | {"ul", "ol", "td", "th"}
_TABLES = frozenset({"table", "caption", "tbody", "thead", "tfoot", "tr", "td", "th"})
SIBLINGS = {
    "li": (frozenset({"li"}), _LISTS | {"nav"}),
    **dict.fromkeys(_TERMS, (_TERMS, _LISTS | {"dl"})),
    **dict.fromkeys(_CELLS, (_CELLS, _TABLE | {"tr"})),
    "tr": (frozenset({"tr"}), _TABLE),
    **dict.fromkeys(_GROUPS, (_GROUPS, _TABLE)),
}
"""By an element's name: the open elements that it ends by beginning, and those past which it ends nothing."""
SCOPE = _CELLS | {"table", "caption"}
SCOPES = {
    **dict.fromkeys(_TABLES, _TABLE),
    "table": frozenset(),
    "li": SCOPE | {"ul", "ol"},
    "p": SCOPE | {"div"},
}
"""By the name of an end tag: the open elements past which it ends nothing (`SCOPE` for all others)."""
NOTHING, PLAIN, LINK, BOLD, BREAK, IMAGE, UNLINK, UNBOLD, BODY, SKIP, END, BLOCK, RANKED, GUIDING = range(14)
"""What the walk does at a tag; of the blocks, `RANKED` end another of their kind, `GUIDING` may be left out with all in them."""


class _Kinds(dict[str, int]):
    def __missing__(self, name: str) -> int:
        return END if name.startswith("/") else BLOCK


_OTHER_BLOCKS = "article aside details figcaption figure header main section"
KINDS = _Kinds(
    dict.fromkeys((*_BLOCKS.split(), *_OTHER_BLOCKS.split()), BLOCK)
    | dict.fromkeys((f"/{name}" for name in f"{_BLOCKS} {_OTHER_BLOCKS} h1 h2 h3 h4 h5 h6".split()), END)
    | dict.fromkeys((*SIBLINGS, *HEADINGS, "hr"), RANKED)
    | dict.fromkeys(("nav", "footer"), GUIDING)
    | dict.fromkeys(_PLAIN.split(), PLAIN)
    | dict.fromkeys((*DROPPED, *_SKIPPED.split()), SKIP)
    | dict.fromkeys(("", "html", "head", "/body", *(VOID - {"br", "hr", "img"})), NOTHING)
    | dict.fromkeys(
        (f"/{name}" for name in ("html", "head", *VOID, *DROPPED, *f"{_PLAIN} {_SKIPPED}".split())), NOTHING
    )
    | {"a": LINK, "b": BOLD, "strong": BOLD, "br": BREAK, "/br": BREAK, "img": IMAGE, "body": BODY}
    | {"/a": UNLINK, "/b": UNBOLD, "/strong": UNBOLD}
)
"""By a tag's name; every element that is not known is a block."""
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
NO_DISPLAY = re.compile(r"display\s*:\s*none")
_OF_AUTHORS = (
    "author authors autor autore autoren autores autori autorin auteur auteurs people staff journalist journalists "
    "contributor contributors writer writers redacteur redacteurs byline bylines reporter reporters profile profiles "
    "columnist columnists expert experts by mitarbeiter authorsearch"
)
_OF_TOPICS = (
    "tag tags topic topics thema themen theme themes schlagwort schlagwoerter schlagworte keyword keywords etiqueta "
    "etiquetas tema temas argomenti sujet sujets hashtag hashtags emne tagi temat"
)
SPEAKING_WORDS = frozenset(f"{_OF_AUTHORS} {_OF_TOPICS}".split())
"""One of them is a folder, or the beginning of one, in every address that `SPEAKING_LINK` finds."""
SPEAKING_LINK = re.compile(
    rf"/(?:({_OF_AUTHORS.replace(' ', '|')})(?:[/=?-]|$)|(?:{_OF_TOPICS.replace(' ', '|')})[/=?-]+[^/?=-])"
)
"""In an address in small letters: the page of an author (group 1), of a topic."""
