"""What a layout is given to render a page with, and the few pieces of HTML that most of them share."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from crawler.demo.pages import Page


@dataclass(frozen=True, slots=True)
class View:
    """A page, the address of its site (`http://host:port`) and the pages that its cards point to."""

    page: Page
    base: str
    cards: Sequence[Page] = ()

    @property
    def url(self) -> str:
        """The page's own address."""
        return self.base + self.page.path

    @property
    def local(self) -> datetime:
        """Time of publication in the outlet's zone."""
        return self.page.published.astimezone(self.page.outlet.zone)

    @property
    def modified(self) -> datetime:
        """Time of the last change in the outlet's zone."""
        return (self.page.modified or self.page.published).astimezone(self.page.outlet.zone)


def text(value: str | None) -> str:
    """Text as HTML."""
    return escape(value or "", quote=False)


def attribute(value: str) -> str:
    """Text as the value of an attribute in double quotes."""
    return escape(value)


def paragraphs(page: Page, indent: str = "      ") -> list[str]:
    """The body, a `<p>` each; a credit that the outlet glues to the last sentence is glued."""
    body = list(page.paragraphs)
    if body and page.glued:
        body[-1] += " " + page.glued
    return [f"{indent}<p>{text(paragraph)}</p>" for paragraph in body]


def teaser(page: Page) -> str:
    """The first sentence of a page, as cards show it."""
    return page.subtitle or (
        page.paragraphs[0].split(". ")[0][:160] + "..." if page.paragraphs else page.title
    )


def json_ld(**fields: object) -> str:
    """A script element with schema.org data."""
    data = json.dumps({"@context": "https://schema.org", **fields}, ensure_ascii=False).replace("</", "<\\/")
    return f'  <script type="application/ld+json">{data}</script>'


def head(page: Page, title: str, *more: str) -> list[str]:
    """Everything up to `<body>`."""
    direction = ' dir="rtl"' if page.language == "fa" else ""
    return [
        "<!DOCTYPE html>",
        f'<html lang="{page.language}"{direction}>',
        "<head>",
        f'  <meta charset="{page.outlet.charset}">',
        '  <meta name="viewport" content="width=device-width, initial-scale=1">',
        f"  <title>{text(title)}</title>",
        *more,
        "</head>",
        "<body>",
    ]


def meta(name: str, content: str) -> str:
    """An OpenGraph or article property."""
    return f'  <meta property="{name}" content="{attribute(content)}">'
