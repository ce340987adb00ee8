"""A daily that lives on donations: banners above, an appeal in full prose below, cards with teasers, agencies as byline."""

from __future__ import annotations

from crawler.demo.layouts.view import View, head, json_ld, meta, paragraphs, teaser, text
from crawler.demo.pages import Page


def render(view: View) -> str:
    """One article as HTML."""
    page = view.page
    return "\n".join(
        [
            *head(page, f"{page.title} - The Harbour Times", *_metadata(view)),
            '<div class="top-banner"><span class="top-banner__date">Your paper on the strait since 1871</span> '
            '<button type="button" class="top-banner__close">×</button></div>',
            '<div class="contribute-teaser">',
            '  <div class="contribute-teaser__title">Enjoying the quiet?</div>',
            '  <div class="contribute-teaser__text">Since January we have shown no advertisements. '
            "This costs us 4,000 crowns a month. Your support can help us fill the gap.</div>",
            '  <a class="contribute-teaser__button" href="/contribute">Support us</a>',
            "</div>",
            '<header class="site-header"><a class="site-header__logo" href="/"><img src="/img/logo.svg" alt=""></a>',
            '  <div class="site-header__contribute"><div class="suggest">Support The Harbour Times!</div>'
            '<a class="contribute-button" href="/contribute">Contribute today</a></div></header>',
            f'<main class="container article-container" id="article-{page.number}">',
            '  <article class="article article--news">',
            f'    <header class="article__header"><h1>{text(page.title)}</h1></header>',
            *_byline(page),
            *_figure(page),
            '    <div class="article__content-container"><div class="article__content" id="article-content">',
            '     <div class="article__block article__block--html">',
            *paragraphs(page),
            "     </div>",
            "    </div></div>",
            *_tags(page),
            "  </article>",
            *_APPEAL,
            *_cards(view),
            "</main>",
            "</body>",
            "</html>",
        ]
    )


def _metadata(view: View) -> list[str]:
    page = view.page
    person = page.authors and [{"@type": "Person", "name": name} for name in page.authors]
    agency = page.byline and {"@type": "Organization", "name": page.byline.removeprefix("By ")}
    return [
        f'  <link rel="canonical" href="{view.url}">',
        meta("og:type", "article"),
        meta("og:site_name", "The Harbour Times"),
        meta("og:title", page.title),
        meta("og:url", view.url),
        meta("article:published_time", view.local.isoformat()),
        json_ld(
            **{"@type": "NewsArticle"},
            headline=page.title,
            url=view.url,
            datePublished=view.local.isoformat(),
            dateModified=view.modified.isoformat(),
            articleSection=page.section,
            keywords=list(page.tags),
            author=person or agency or {"@type": "Organization", "name": "The Harbour Times"},
            publisher={"@type": "Organization", "name": "The Harbour Times"},
        ),
    ]


def _byline(page: Page) -> list[str]:
    if not page.byline:
        return []
    author = f'<span class="byline__author">{text(page.byline)}</span>'
    return [f'    <div class="article__byline byline"><div class="byline__details">{author}</div></div>']


def _figure(page: Page) -> list[str]:
    if not page.caption:
        return []
    credit = f' <span class="article__featured-image__credits">{text(page.photo_credit)}</span>'
    return [
        '    <figure class="article__featured-image featured-image">',
        f'      <img src="/img/{page.number}.jpg" alt="">',
        f"      <figcaption>{text(page.caption)}{credit if page.photo_credit else ''}</figcaption>",
        "    </figure>",
    ]


def _tags(page: Page) -> list[str]:
    links = ", ".join(f'<a href="/tag/{tag.lower().replace(" ", "-")}">{text(tag)}</a>' for tag in page.tags)
    return [f'    <div class="article__tags">Read more about: {links}</div>'] if links else []


_APPEAL = (
    '  <aside class="contribute-article" id="contribute">',
    '    <div class="contribute-article__text">',
    "      <p>… we have a small favor to ask. As you may have heard, The Harbour Times, an independent newspaper for "
    "over 150 years, has lost its printing house to the sea. This is a direct assault on the habit of reading over "
    "breakfast, and we will not accept it.</p>",
    "      <p>We, the journalists of The Harbour Times, refuse to be silenced by damp. Our commitment to accurate "
    "reporting from both shores remains unshaken. But we need your help to continue.</p>",
    "      <p>Your support, no matter how small, makes a world of difference. If you can, please support us monthly "
    "starting from just two crowns. It is quick to set up, and every month you will have the feeling of having done "
    "something. Thank you.</p>",
    "    </div>",
    '    <form class="contribute-selection" action="/contribute" method="get">',
    *(
        f'      <div class="period"><label><input type="radio" name="p" value="{period.lower()}">'
        f'<span class="period__name">{period}</span></label></div>'
        for period in ("Once", "Monthly", "Annual")
    ),
    '      <div><button type="submit">Continue</button></div>',
    '      <div class="methods">payment methods</div>',
    "    </form>",
    '    <div class="contribute-later"><div>Not ready to support today?</div>'
    '<div><a href="#remind">Remind me later.</a></div></div>',
    "  </aside>",
)


def _cards(view: View) -> list[str]:
    cards = ['  <section class="cluster related">', '    <h2 class="cluster__header">Read more</h2>']
    for other in view.cards:
        cards += [
            f'    <div class="article-excerpt-default"><a href="{other.path}" class="article-excerpt-default__link">',
            f'      <div class="label article-excerpt-default__label">{text(other.section.lower())}</div>',
            f'      <h3 class="article-excerpt-default__headline">{text(other.title)}</h3>',
            f'      <div class="article-excerpt-default__teaser">{text(teaser(other))}</div>',
            "    </a></div>",
        ]
    return [*cards, "  </section>"]
