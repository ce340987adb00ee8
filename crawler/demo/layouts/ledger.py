"""A small site without dates, feeds or metadata: an intro above the picture, the source and the photo credit as last lines."""

from __future__ import annotations

from crawler.demo.layouts.view import View, head, paragraphs, text


def render(view: View) -> str:
    """One article as HTML."""
    page = view.page
    photo = [f"        <p><em>{text(page.photo_credit)}</em></p>"] if page.photo_credit else []
    return "\n".join(
        [
            *head(page, f"{page.title} | The Ledger", '  <link rel="stylesheet" href="/css/blog.css">'),
            '<div id="wrap">',
            '  <div id="masthead"><a href="/"><img src="/img/logo.png" alt=""></a></div>',
            '  <div id="main">',
            f'    <div class="post" id="post-{page.number}">',
            f'      <h1 class="post-title">{text(page.title)}</h1>',
            f'      <p class="post-intro">{text(page.subtitle)}</p>',
            f'      <div class="post-image"><img src="/img/{page.number}.jpg" alt=""></div>',
            '      <div class="post-body">',
            *paragraphs(page, "        "),
            *(f"        <p>{text(line)}</p>" for line in page.tail),
            *photo,
            "      </div>",
            "    </div>",
            "  </div>",
            "</div>",
            "</body>",
            "</html>",
        ]
    )
