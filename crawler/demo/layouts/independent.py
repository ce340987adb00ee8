"""A reader-funded site on a blog engine: editor link, audio notice, a related card in the body, newsletter forms without end."""

from __future__ import annotations

import re

from crawler.demo.layouts.view import View, head, json_ld, meta, paragraphs, teaser, text
from crawler.demo.pages import Page


def render(view: View) -> str:
    """One article as HTML; its times carry no zone."""
    page = view.page
    return "\n".join(
        [
            *head(page, page.title, *_metadata(view)),
            '<a class="skip-link" href="#main">Skip to content</a>',
            f'<div class="admin-bar"><a href="/editor/post/{page.number:x}">Edit post</a></div>',
            '<div class="site" id="main">',
            '  <article class="c-article post tag-news-feed">',
            '    <header class="c-article__header">',
            f'      <h1 class="c-article__title">{text(page.title)}</h1>',
            f'      <div class="c-article__meta">{_authors(page)} <time class="c-article__date">{_clock(view)}</time> '
            '<span class="c-reading-time">2 min read</span></div>',
            *_figure(page),
            '      <div class="c-audio"><div class="c-audio__note">This audio is created with AI assistance</div></div>',
            "    </header>",
            '    <div class="c-content gh-content">',
            *paragraphs(page),
            *(f"      <p>{text(line)}</p>" for line in page.tail),
            *_card(view),
            "    </div>",
            "  </article>",
            '  <section class="c-news-feed"><h3>News Feed</h3></section>',
            '  <section class="c-more"><h3>MORE NEWS</h3></section>',
            '  <section class="c-picks"><h3>Editors\' Picks</h3></section>',
            *_newsletter(),
            "</div>",
            "</body>",
            "</html>",
        ]
    )


def _metadata(view: View) -> list[str]:
    page = view.page
    people = [{"@type": "Person", "name": name} for name in page.authors]
    desks = [{"@type": "Organization", "name": name} for name in page.author_orgs]
    return [
        f'  <link rel="canonical" href="{view.url}">',
        meta("og:type", "article"),
        meta("og:site_name", "The Ellan Independent"),
        meta("og:title", page.title),
        meta("og:url", view.url),
        meta("article:published_time", f"{view.local:%Y-%m-%dT%H:%M:%S}"),
        json_ld(
            **{"@type": "NewsArticle"},
            headline=page.title,
            url=view.url,
            datePublished=f"{view.local:%Y-%m-%dT%H:%M:%S}",
            dateModified=f"{view.modified:%Y-%m-%dT%H:%M:%S}",
            author=people + desks,
            publisher={"@type": "Organization", "name": "The Ellan Independent"},
        ),
    ]


def _authors(page: Page) -> str:
    if not page.byline:
        return ""
    names = re.split(r" and ", page.byline.removeprefix("by "))
    links = [f'<a href="/author/{name.lower().replace(" ", "-")}/">{text(name)}</a>' for name in names]
    return f'<span class="c-authors">by {" and ".join(links)}</span>'


def _clock(view: View) -> str:
    hour = view.local.hour % 12 or 12
    return f"{view.local:%B} {view.local.day}, {view.local.year} {hour}:{view.local:%M %p}"


def _figure(page: Page) -> list[str]:
    if not page.caption:
        return []
    image = f'<img src="/content/images/{page.number}.jpg" alt="">'
    return [
        f'      <figure class="c-feature-image">{image}<figcaption>{text(page.caption)}</figcaption></figure>'
    ]


def _card(view: View) -> list[str]:
    if not view.cards:
        return []
    other = view.cards[0]
    return [
        f'      <figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="{other.path}">',
        f'        <div class="kg-bookmark-content"><div class="kg-bookmark-title">{text(other.title)}</div>',
        f'          <div class="kg-bookmark-description">{text(teaser(other))}</div></div></a></figure>',
    ]


def _newsletter() -> list[str]:
    required = '    <div class="kit-field indicates-required">* indicates required</div>'
    button = '    <div class="kit-field"><button type="submit">Subscribe</button></div>'
    return [
        '  <form class="c-newsletter" action="/members" method="post">',
        '    <div class="kit-field kit-label">Enter your email to subscribe</div>',
        '    <div class="kit-field kit-label">Please, enter correct email address</div>',
        *[button, required, required] * 3,
        '    <div class="kit-field kit-label">Explaining the strait with Maren Doyle</div>',
        "  </form>",
        '  <div class="c-modal"><div class="c-modal__title">Successfully subscribed</div><p class="c-modal__text">Thank you '
        "for signing up for this newsletter. We’ve sent you a confirmation email.</p></div>",
    ]
