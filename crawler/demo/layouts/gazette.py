"""A table-laid blog that takes from everybody: emptied labels on top, source lines, one paragraph about itself everywhere."""

from __future__ import annotations

from crawler.demo.layouts.view import View, head, paragraphs, text


def render(view: View) -> str:
    """One article as HTML."""
    page = view.page
    return "\n".join(
        [
            *head(
                page,
                f"{page.title} | The Strait Gazette",
                '  <link rel="alternate" type="application/rss+xml" href="/feed/">',
            ),
            '<table class="main"><tr><td>',
            '<div id="header"><a href="/"><img src="/img/logo.gif" alt=""></a></div>',
            '<div id="content">',
            '  <div class="entry">',
            '    <div class="postmetadata">|&nbsp; &nbsp; |&nbsp;</div>',
            f'    <h2 class="entrytitle">{text(page.title)}</h2>',
            '    <div class="storycontent">',
            *paragraphs(page),
            *(f"      <p>{text(line)}</p>" for line in page.tail),
            "    </div>",
            "  </div>",
            "</div>",
            '<div id="footer"><div class="about">The Strait Gazette is mainly concerned with news and information about the '
            "strait and also covers international issues. Its main objective is to provide reliable and verified "
            "information on both shores for publishing on the digital landscape.</div></div>",
            "</td></tr></table>",
            "</body>",
            "</html>",
        ]
    )
