"""What a page and its headers ask of machines: read here and kept with the article, obeyed (or not) by the crawler's policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

DIRECTIVES = frozenset(
    {
        *("none", "noindex", "nofollow", "noarchive", "nocache", "nosnippet", "noimageindex", "notranslate"),
        *("noai", "noimageai", "noml", "unavailable_after"),
    }
)
"""Words of X-Robots-Tag and meta robots that say No; `max-snippet` and its kin are about previews and are left out."""

_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_ROBOTS_METAS = frozenset({"robots", "x-robots-tag"})
_AGENT = re.compile(r"[a-z][a-z0-9_.\-]{1,63}")
_MOST = 64
_LONGEST = 2000


def opt_outs(
    headers: Sequence[tuple[str, str]], html_meta: Mapping[str, str] | Iterable[tuple[str, str]] = ()
) -> list[str]:
    """The opt-outs of one response, sorted, each once: `noarchive`, `noai`, `tdm-reservation`...

    What is asked of one agent only is prefixed with its name: `googlebot: noarchive`. `none` is given as `nofollow` and
    `noindex`, as it is defined. `tdm-reservation` stands for the value 1 (TDM Reservation Protocol, W3C community report);
    its policy address follows as `tdm-policy: <url>`. `train-ai=n` is a No of Content-Usage (IETF draft aipref-attach).
    Headers and metas are read alike, in any case of letters; of a flood 64 are kept.
    """
    metas = html_meta.items() if isinstance(html_meta, Mapping) else html_meta
    found: set[str] = set()
    for name, value in [*headers, *metas]:
        key = name.strip().lower()
        text = value[:_LONGEST].strip()
        if key in _ROBOTS_METAS:
            found.update(_robots(text))
        elif key in ("tdm-reservation", "tdm-policy"):
            found.update(_tdm(key, text))
        elif key == "content-usage":
            found.update(_usage(text))
        elif _is_agent_meta(key, text):
            found.update(f"{key}: {directive}" for directive in _robots(text))
    return sorted(found)[:_MOST]


def _robots(value: str) -> list[str]:
    """Directives of one value; an agent named before a colon holds for all that follow it, up to the next agent."""
    found: list[str] = []
    agent = ""
    for part in value.lower().split(","):
        head, colon, rest = (piece.strip() for piece in part.partition(":"))
        if colon and head not in _VALUED | DIRECTIVES and _AGENT.fullmatch(head):
            agent, head = f"{head}: ", rest.partition(":")[0].strip()
        found.extend(agent + word for word in _meaning(head))
    return found


def _meaning(directive: str) -> list[str]:
    if directive == "none":
        return ["nofollow", "noindex"]
    return [word for word in directive.split() if word in DIRECTIVES]


def _tdm(key: str, value: str) -> list[str]:
    if key == "tdm-policy":
        return [f"tdm-policy: {value}"] if re.fullmatch(r"https?://[\x21-\x7e]{1,500}", value) else []
    return ["tdm-reservation"] if value == "1" else []


def _usage(value: str) -> list[str]:
    """The uses said No to: `train-ai=n, search=y` gives `train-ai=n`."""
    terms = (part.partition(";")[0].replace(" ", "").lower() for part in value.split(","))
    return [term for term in terms if re.fullmatch(r"[a-z][a-z0-9\-]{1,30}=n", term)]


def _is_agent_meta(key: str, value: str) -> bool:
    """Whether a meta is addressed to one crawler: `<meta name="googlebot-news" content="noindex">`."""
    return (
        key.endswith(("bot", "bot-news", "crawler", "slurp")) and bool(_AGENT.fullmatch(key)) and bool(value)
    )
