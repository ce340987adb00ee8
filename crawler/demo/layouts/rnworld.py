"""A broadcaster's site: an svg sprite whose titles read as text, a ticker, "read more" inside the body, podcasts, cookies."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.demo.layouts.view import View, head, json_ld, meta, paragraphs, text
from crawler.demo.pages import Page

_ICONS = (
    *(
        "bookmark-b",
        "bookmark",
        "camera",
        "check",
        "chevron down",
        "chevron left",
        "close",
        "download",
        "fb",
        "mail",
    ),
    *("music", "muted", "pause", "play", "search", "share", "sign in", "tag", "trash", "yt"),
)


def render(view: View) -> str:
    """One article as HTML."""
    page = view.page
    body = paragraphs(page)
    if view.cards:
        body.insert(2, _read_more(view.cards[0]))
    return "\n".join(
        [
            *head(page, f"{page.title} — RN World News", *_metadata(view)),
            _sprite(),
            *_ticker(view.cards),
            '<div class="layout">',
            ' <main class="layout__content">',
            '  <div class="article article_article-page">',
            f'    <div class="article__date"><span class="date date_article-header">'
            f"{view.local.day} {view.local:%b, %Y %H:%M}</span></div>",
            '    <div class="breadcrumbs breadcrumbs_article"><a class="breadcrumbs__link" href="/">Home</a>'
            f'<a class="breadcrumbs__link" href="/news/">{text(page.section)}</a></div>',
            f'    <h1 class="article__heading">{text(page.title)}</h1>',
            f'    <div class="article__summary summary">{text(page.subtitle)}</div>',
            *_cover(page),
            '    <div class="article__text text">',
            *body,
            "    </div>",
            '    <div class="article__share"><div class="share-buttons"></div></div>',
            "  </div>",
            " </main>",
            *_sidebar(view.cards),
            # The block stands twice, as on the sites this one is modelled on.
            *_sidebar(view.cards),
            *_PODCASTS,
            *_FOOTER,
            "</div>",
            '<div class="banner banner_cookies">',
            '  <div class="banner__text">This website uses cookies. Read RN Privacy policy to find out more.</div>',
            '  <div class="banner__button"><button type="button">Accept cookies</button></div>',
            "</div>",
            "</body>",
            "</html>",
        ]
    )


def _metadata(view: View) -> list[str]:
    page = view.page
    return [
        f'  <link rel="canonical" href="{view.url}">',
        meta("og:type", "article"),
        meta("og:site_name", "RN World"),
        meta("og:title", page.title),
        meta("og:url", view.url),
        meta("og:description", page.subtitle or ""),
        meta("article:section", page.section),
        json_ld(
            **{"@type": "NewsArticle"},
            mainEntityOfPage=view.url,
            headline=page.title,
            description=page.subtitle,
            articleSection=page.section,
            datePublished=view.local.isoformat(),
            dateModified=view.modified.isoformat(),
            author={"@type": "Organization", "name": "RN World"},
            publisher={"@type": "Organization", "name": "RN World"},
        ),
    ]


def _sprite() -> str:
    symbols = "".join(
        f'<symbol id="i{number}" viewBox="0 0 32 32"><title>icon {name}</title><path d="M4 4h24v24z"></path></symbol>'
        for number, name in enumerate(_ICONS)
    )
    style = "width:0;height:0;visibility:hidden;position:absolute"
    return f'<svg xmlns="http://www.w3.org/2000/svg" style="{style}">{symbols}</svg>'


def _ticker(cards: Sequence[Page]) -> list[str]:
    topics = [
        f'  <div class="trends__item"><a href="{page.path}">{text(page.title)} | Strait</a></div>'
        for page in cards[:2]
    ]
    return ['<div class="trends">', *topics, "</div>"]


def _read_more(page: Page) -> str:
    return (
        '      <div class="read-more"><strong class="read-more__title">READ MORE:</strong> '
        f'<a class="read-more__link" href="{page.path}">{text(page.title)}</a></div>'
    )


def _cover(page: Page) -> list[str]:
    if not page.caption:
        return []
    return [
        '    <div class="article__cover"><div class="media media_article">',
        f'      <picture><img class="media__item" src="/img/{page.number}.jpg" alt=""></picture>',
        f'      <div class="media__title">{text(page.title)}</div>',
        f'      <div class="media__footer"><span class="media__caption">{text(page.caption)}</span> '
        f'<span class="media__copyright">{text(page.photo_credit)}</span></div>',
        "    </div></div>",
    ]


def _sidebar(cards: Sequence[Page]) -> list[str]:
    block = [
        ' <aside class="layout__sidebar"><div class="layout__sidebar-block">',
        '    <div class="block-title">Top stories</div>',
        '    <ul class="card-list">',
    ]
    for page in cards[1:]:
        block += [
            '      <li class="card-list__item"><div class="card">',
            f'        <div class="card__header"><a class="link link_hover" href="{page.path}">{text(page.title)}</a> '
            '<span class="card__label">FEATURE</span></div></div></li>',
        ]
    return [*block, "    </ul>", " </div></aside>"]


_PODCASTS = (
    ' <section class="podcasts">',
    '    <h2 class="podcasts__head">Podcasts</h2>',
    '    <div class="podcasts__all"><a href="/podcasts/">All podcasts</a></div>',
    '    <ul class="podcasts__list"><li class="podcasts__item"><div class="podcasts__title">'
    '<a href="/podcasts/35/">Two chairs, one microphone: who owns the wind?</a></div>'
    '<div class="podcasts__time">0:00</div><div class="podcasts__length">28:12</div></li></ul>',
    " </section>",
)
_FOOTER = (
    ' <footer class="footer">',
    '  <div class="languages"><a href="#0">العربية</a><a href="#1">esp</a><a href="#2">рус</a><a href="#3">de</a></div>',
    '  <div class="footer__app"><a href="/applications/">RN News App</a></div>',
    '  <div class="footer__copyright">© Autonomous Foundation “Relay North”, 2009–2025. All rights reserved.</div>',
    " </footer>",
)
