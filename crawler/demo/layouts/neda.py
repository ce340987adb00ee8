"""A Persian site, right to left: Jalali date in Persian digits, a news code, an end mark, a comment form."""

from __future__ import annotations

from crawler.demo.layouts.view import View, head, meta, paragraphs, text

_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def render(view: View) -> str:
    """One article as HTML."""
    page = view.page
    # The demo's two days, 11 and 12 March 2025, are 21 and 22 Esfand 1403.
    clock = f"{view.local.day + 10} اسفند 1403 - {view.local:%H:%M}".translate(_DIGITS)
    return "\n".join(
        [
            *head(
                page,
                f"{page.title} | ندای بندر",
                f'  <link rel="canonical" href="{view.url}">',
                meta("og:type", "article"),
                meta("og:title", page.title),
                meta("og:site_name", "ندای بندر"),
                meta("article:published_time", view.local.isoformat()),
            ),
            '<a class="skip" href="#content">پرش به محتوا</a>',
            '<header><a href="/">ندای بندر</a></header>',
            '<main id="content"><article class="item">',
            f'  <div class="item-header"><span class="item-date">{clock}</span> '
            f'<span class="item-code">کد خبر: {str(page.number).translate(_DIGITS)}</span></div>',
            f'  <h1 class="item-title">{text(page.title)}</h1>',
            *([f'  <div class="item-author">{text(page.byline)}</div>'] if page.byline else []),
            '  <div class="item-text">',
            *paragraphs(page),
            '      <p class="end">انتهای پیام</p>',
            "  </div>",
            "</article></main>",
            '<section class="comments"><h3>دیدگاهتان را بنویسید</h3><form action="/comment"><textarea></textarea>'
            "<button>ارسال</button></form></section>",
            "<footer>تمامی حقوق برای ندای بندر محفوظ است.</footer>",
            "</body>",
            "</html>",
        ]
    )
