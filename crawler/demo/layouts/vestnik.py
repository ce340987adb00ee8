"""A Russian daily in windows-1251: read-also lines, tags, a Telegram notice, a name for an author in front of the text."""

from __future__ import annotations

from crawler.demo.layouts.view import View, head, meta, paragraphs, text

_MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)


def render(view: View) -> str:
    """One article as HTML."""
    page = view.page
    clock = f"{view.local.day} {_MONTHS[view.local.month - 1]} {view.local.year}, {view.local:%H:%M}"
    body = paragraphs(page)
    if view.cards:
        other = view.cards[0]
        body.insert(
            2, f'      <p class="read-also">Читайте также: <a href="{other.path}">{text(other.title)}</a></p>'
        )
    return "\n".join(
        [
            *head(
                page,
                f"{page.title} — Вестник Пролива",
                f'  <link rel="canonical" href="{view.url}">',
                meta("og:type", "article"),
                meta("og:title", page.title),
                meta("og:site_name", "Вестник Пролива"),
            ),
            '<a class="skip" href="#content">Перейти к основному контенту</a>',
            '<header class="top"><a href="/">Вестник Пролива</a> <span class="age">16+</span> '
            '<span class="rates">ELX 1768,33 -1,3% EUR 7,92</span></header>',
            '<main id="content"><article itemscope itemtype="https://schema.org/NewsArticle">',
            f'  <div class="rubric">{text(page.section)}</div>',
            f'  <h1 itemprop="headline">{text(page.title)}</h1>',
            f'  <time itemprop="datePublished" datetime="{view.local.isoformat()}">{clock}</time>',
            *([f'  <div class="author">{text(page.byline)}</div>'] if page.byline else []),
            '  <div class="doc-text" itemprop="articleBody">',
            *body,
            "  </div>",
            '  <div class="subscribe">Читайте нас в Telegram</div>',
            "</article></main>",
            "<footer>© «Вестник Пролива», 1998–2025. При использовании материалов ссылка обязательна.</footer>",
            "</body>",
            "</html>",
        ]
    )
