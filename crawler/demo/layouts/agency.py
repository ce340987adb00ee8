"""The agency's own pages: JSON-LD, a dateline in the first paragraph, four languages."""

from __future__ import annotations

from crawler.demo.layouts.view import View, head, json_ld, meta, paragraphs, text


def render(view: View) -> str:
    """One dispatch as HTML."""
    page = view.page
    data = json_ld(
        **{"@type": "NewsArticle"},
        headline=page.title,
        url=view.url,
        inLanguage=page.language,
        articleSection=page.section,
        datePublished=view.local.isoformat(),
        dateModified=view.modified.isoformat(),
        author=[{"@type": "Person", "name": name} for name in page.authors],
        publisher={"@type": "Organization", "name": page.outlet.name},
    )
    return "\n".join(
        [
            *head(
                page,
                f"{page.title} - {page.outlet.name}",
                f'  <link rel="canonical" href="{view.url}">',
                meta("og:type", "article"),
                meta("og:title", page.title),
                meta("og:site_name", page.outlet.name),
                meta("article:published_time", view.local.isoformat()),
                data,
            ),
            '<nav class="services"><a href="/en/">English</a> <a href="/de/">Deutsch</a> <a href="/ru/">Русский</a> '
            '<a href="/fa/">فارسی</a></nav>',
            "<main>",
            '  <article class="dispatch">',
            f"    <h1>{text(page.title)}</h1>",
            *([f'    <p class="byline">{text(page.byline)}</p>'] if page.byline else []),
            f'    <time class="stamp" datetime="{view.local.isoformat()}">{view.local:%b %d, %H:%M} UTC</time>',
            '    <div class="dispatch__body">',
            *paragraphs(page),
            "    </div>",
            "  </article>",
            "</main>",
            f"<footer><p>© 2025 {text(page.outlet.name)}. All rights reserved. Subscribers of the wire receive this "
            "dispatch without delay.</p></footer>",
            "</body>",
            "</html>",
        ]
    )
