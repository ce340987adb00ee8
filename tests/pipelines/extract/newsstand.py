"""Invented stories printed in the layouts of many content systems and outlets, old and new, with what is to be found in each.

A layout is HTML with `{{name}}` and lines of directives: `@body 2-4 | <p>%s</p> | <h2>%s</h2>` prints paragraphs and
sub-headlines two to four, `@join 1- | <br><br> | <b>%s</b>` sets marks between them, `@each teasers 1-3 | ...` prints a list,
`@iflead` a line only of stories with a lead, `@ld` JSON-LD, `@extra` what may be part of the body, `@live` a live blog's entries.
The first line names the fields that the layout shows.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

FOLDER = Path(__file__).parent / "printed_matter"
_META = re.compile(r"(title|lead|authors|agency|section|tags|iso|shown|url):\s*(.*)")
_AND = {
    "en": " and ",
    "de": " und ",
    "fr": " et ",
    "es": " y ",
    "pt": " e ",
    "it": " e ",
    "nl": " en ",
    "sv": " och ",
}
T = TypeVar("T")
_PARAGRAPH = {"p": "<p>%s</p>", "h": "<h2>%s</h2>", "li": "<li>%s</li>"}


@dataclass(slots=True)
class Story:
    """A story: `blocks` are (kind, markup), `live` the entries of a live blog as (time, headline, paragraphs)."""

    language: str
    meta: dict[str, str] = field(default_factory=dict)
    blocks: list[tuple[str, str]] = field(default_factory=list)
    live: list[tuple[str, str, list[str]]] = field(default_factory=list)

    def named(self, key: str) -> list[str]:
        """A list of the story's head, set apart by semicolons."""
        return [part.strip() for part in self.meta.get(key, "").split(";") if part.strip()]


@dataclass(frozen=True, slots=True)
class Printed:
    """A page and what is to be found in it: `bodies` are the texts that are right, `shown` the fields that it shows."""

    id: str
    html: bytes
    url: str
    bodies: list[str]
    shown: frozenset[str]
    story: Story


def pages() -> Iterator[Printed]:
    """All pages of the sets, in their order."""
    for line in (FOLDER / "pages.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            layout, story, *charset = line.split()
            yield printed(layout, story, *charset)


def printed(layout: str, story: str, charset: str = "utf-8") -> Printed:
    """A story in a layout."""
    lines = (FOLDER / "layouts" / f"{layout}.html").read_text(encoding="utf-8").splitlines(keepends=True)
    press = _Press(_story(story), layout, charset)
    text = press.run(lines[1:])
    shown = frozenset(lines[0].split()[1:])
    return Printed(
        f"{layout}/{story}/{charset}",
        text.encode(charset, "xmlcharrefreplace"),
        press.words["full"],
        press.bodies(shown),
        shown,
        press.story,
    )


def plain(markup: str) -> str:
    """The text of a piece of markup."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


@lru_cache(maxsize=1)
def _phrases() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in (FOLDER / "phrases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found[line[1:-1]] = here = {}
        elif line and not line.startswith("#"):
            key, _, value = line.partition(":")
            here[key] = value.strip()
    return found


@lru_cache(maxsize=200)
def _story(name: str) -> Story:
    story = Story(re.sub(r"\d", "", name))
    for line in (FOLDER / "stories" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not story.blocks and (head := _META.match(line)):
            story.meta[head[1]] = head[2]
        elif line.startswith("@ "):
            time, _, headline = line[2:].partition("|")
            story.live.append((time, headline, []))
            story.blocks.append(("h", headline))
        elif line.startswith("#"):
            story.blocks.append(("h", line.lstrip("# ")))
        elif line.startswith("* "):
            story.blocks.append(("li", line[2:]))
        elif line:
            story.blocks.append(("p", line))
            if story.live:
                story.live[-1][2].append(line)
    return story


class _Press:
    """Prints one story: `words` are what `{{name}}` stands for, `lists` what `@each` goes through."""

    def __init__(self, story: Story, layout: str, charset: str) -> None:
        self.story, self.extra = story, list[str]()
        said = _phrases()[story.language]
        self.base = f"https://www.{re.sub(r'[^a-z]', '', layout)}-{story.language}.example"
        split = {
            key: [part.strip() for part in said[key].split("|")]
            for key in ("menu", "share", "comment", "teasers")
        }
        self.teasers = [tuple(map(str.strip, f"{text} ::".split("::")[:2])) for text in split["teasers"]]
        self.lists = {
            "menu": split["menu"],
            "share": split["share"],
            "comment": split["comment"],
            "taglist": story.named("tags"),
        }
        self.lists |= {"teaser": [t for t, _ in self.teasers], "teasertext": [t for _, t in self.teasers]}
        self.words = (
            said
            | self._words()
            | {"charset": charset, "base": self.base, "full": self.base + story.meta["url"]}
        )

    def _words(self) -> dict[str, str]:
        meta, tags = self.story.meta, self.story.named("tags")
        agency = meta.get("agency", "")
        people = self.story.named("authors") or ([agency] if agency else [])
        at = datetime.fromisoformat(meta["iso"])
        kind = "Person" if self.story.named("authors") else "Organization"
        texts = [(kind, plain(text)) for kind, text in self.story.blocks]
        blocks = [
            {"type": "paragraph" if kind == "p" else "subheading", "text": text} for kind, text in texts
        ]
        quoted = max(
            (t for k, t in texts if k == "p" and re.search('["“„«]', t)), key=len, default=texts[0][1]
        )
        quote = re.search(r'["“„«](.{25,}?)["”“»]', quoted)
        return {
            "lang": {"tw": "zh-Hant"}.get(self.story.language, self.story.language),
            "dir": "rtl" if self.story.language in ("ar", "fa", "ur", "he") else "ltr",
            "title": html.escape(meta["title"], quote=False),
            "lead": html.escape(meta.get("lead", ""), quote=False),
            "section": meta["section"],
            "agency": agency,
            "author": _AND.get(self.story.language, ", ").join(people),
            "author1": people[0] if people else "",
            "iso": meta["iso"],
            "isoz": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "day": meta["iso"][:10],
            "day8": f"{meta['iso'][:10].replace('-', '/')} {meta['iso'][11:19]}",
            "daytime": f"{meta['iso'][:10]} {meta['iso'][11:19]}",
            "time": meta["iso"][11:16],
            "shown": meta["shown"],
            "path": meta["url"],
            "tagcsv": ", ".join(tags),
            "tagjson": json.dumps(tags, ensure_ascii=False),
            "taglinks": ", ".join(f'<a href="/tag/t{n}" rel="tag">{tag}</a>' for n, tag in enumerate(tags)),
            "tag1": tags[0] if tags else "",
            "tag2": tags[1] if len(tags) > 1 else "",
            "authorsld": json.dumps([{"@type": kind, "name": name} for name in people], ensure_ascii=False),
            "pull": quote[1] if quote else texts[1][1][:90],
            "body1": self.story.blocks[0][1],
            "bodyhead": html.escape(texts[0][1][:150]),
            "bodyjson": json.dumps(
                "".join(_PARAGRAPH[k] % t for k, t in self.story.blocks), ensure_ascii=False
            ),
            "blocksjson": json.dumps(blocks, ensure_ascii=False),
        }

    def run(self, lines: list[str]) -> str:
        """The page of a layout's lines."""
        out: list[str] = []
        source = iter(lines)
        for line in source:
            while line.startswith("@join ") and line.count(" | ") < 2:
                line += next(source)
            name, _, rest = line[1:].partition(" ")
            directive = getattr(self, f"_{name}", None) if line.startswith("@") else None
            out.append(directive(rest) if directive else self._filled(line))
        return "".join(out)

    def bodies(self, shown: frozenset[str]) -> list[str]:
        """The texts that are right: with the lead and without, with what may belong to it and without."""
        texts = [plain(text) for _, text in self.story.blocks]
        found = ["\n".join(texts)]
        if lead := self.story.meta.get("lead"):
            found.append("\n".join([lead, *texts]))
        if "leadbody" in shown:
            found.append("\n".join(texts[1:]))
        return found + [
            "\n".join([text, *self.extra[:n]]) for text in found for n in range(1, len(self.extra) + 1)
        ]

    def _filled(self, line: str) -> str:
        def one(name: re.Match[str]) -> str:
            key, _, number = name[1].partition(" ")
            listed = self.lists[key] if number else []
            return listed[(int(number) - 1) % len(listed)] if listed else str(self.words[key])

        return re.sub(r"\{\{([^}]+)\}\}", one, line)

    def _body(self, rest: str) -> str:
        places, paragraph, heading = rest.rstrip("\n").split(" | ")
        form = {"p": paragraph, "h": heading, "li": "<li>%s</li>"}
        text = "".join(form[kind].replace("%s", t) + "\n" for kind, t in _cut(self.story.blocks, places))
        return re.sub(r"((?:<li>.*</li>\n)+)", r"<ul>\1</ul>\n", text)

    def _join(self, rest: str) -> str:
        places, mark, heading = rest.rstrip("\n").split(" | ")
        texts = [
            t if kind != "h" else heading.replace("%s", t) for kind, t in _cut(self.story.blocks, places)
        ]
        return (
            "".join(f"{mark}{t}\n" for t in texts)
            if mark.startswith("<p")
            else f"\n{mark}".join(texts) + "\n"
        )

    def _each(self, rest: str) -> str:
        head, _, form = rest.partition(" | ")
        key, places = head.split()
        rows = self.teasers if key == "teasers" else [(text, "") for text in self.lists[key]]
        first = int(places.partition("-")[0])
        marks = [
            {"h": row[0], "s": row[0], "t": row[1], "i": str(n), "u": f"{self.base}/n/{n}00{n - 1}"}
            for n, row in enumerate(_cut(rows, places), first)
        ]
        used = "sih" if key != "teasers" else "htui"
        return "".join(
            self._filled(re.sub("%([a-z])", lambda m, mark=mark: mark[m[1]] if m[1] in used else m[0], form))  # type: ignore[misc]
            for mark in marks
        )

    def _iflead(self, rest: str) -> str:
        return self._filled(rest) if self.story.meta.get("lead") else ""

    def _ld(self, rest: str) -> str:
        return f'<script type="application/ld+json">{self._filled(rest.rstrip())}</script>\n'

    def _extra(self, rest: str) -> str:
        self.extra.append(plain(rest.strip()))
        return rest

    def _live(self, rest: str) -> str:
        head, paragraph, foot = rest.rstrip("\n").split("|")
        return "".join(
            head.replace("%i", str(n)).replace("%t", time).replace("%s", headline)
            + "".join(paragraph.replace("%s", text) for text in texts)
            + foot
            for n, (time, headline, texts) in enumerate(self.story.live)
        )


def _cut(rows: list[T], places: str) -> list[T]:
    """The rows that `2-4` or `3-` names, counted from 1."""
    first, _, last = places.partition("-")
    return rows[int(first) - 1 : int(last) if last else None]
