"""A German tabloid: a consent wall in full prose before the article, an advertisement label and a pointer inside it."""

from __future__ import annotations

from crawler.demo.layouts.view import View, head, json_ld, meta, paragraphs, text
from crawler.demo.pages import Page


def render(view: View) -> str:
    """One article as HTML; a video page has a player and no text."""
    page = view.page
    return "\n".join(
        [
            *head(page, f"{page.title} - Tagblick", *_metadata(view)),
            *_CONSENT,
            '<header class="tb-kopf"><a href="/">Tagblick</a> <a href="/politik/">Politik</a> '
            '<a href="/panorama/">Panorama</a> <a href="/wirtschaft/">Wirtschaft</a></header>',
            '<main><article class="tb-artikel">',
            f'  <span class="tb-dachzeile">{text(page.section.title())}</span>',
            f"  <h1>{text(page.title)}</h1>",
            f'  <p class="tb-zeit"><time datetime="{view.local.isoformat()}">{view.local:%d.%m.%Y, %H:%M} Uhr</time></p>',
            *([f'  <p class="tb-autor">{text(page.byline)}</p>'] if page.byline else []),
            *_figure(page),
            *(_PLAYER if page.kind == "video" else _body(view)),
            "</article></main>",
            "<footer><p>© Tagblick Verlag 2025</p><p>Impressum Datenschutz AGB</p></footer>",
            "</body>",
            "</html>",
        ]
    )


def _metadata(view: View) -> list[str]:
    page = view.page
    return [
        f'  <link rel="canonical" href="{view.url}">',
        meta("og:type", "video.other" if page.kind == "video" else "article"),
        meta("og:title", page.title),
        meta("og:site_name", "Tagblick"),
        json_ld(
            **{"@type": "VideoObject" if page.kind == "video" else "NewsArticle"},
            headline=page.title,
            datePublished=view.local.isoformat(),
            dateModified=view.modified.isoformat(),
            author=[{"@type": "Person", "name": name} for name in page.authors],
            publisher={"@type": "Organization", "name": "Tagblick"},
        ),
    ]


def _figure(page: Page) -> list[str]:
    if not page.caption:
        return []
    credit = f' <span class="tb-foto">{text(page.photo_credit)}</span>'
    image = f'<img src="/img/{page.number}.jpg" alt="">'
    return [f"  <figure>{image}<figcaption>{text(page.caption)}{credit}</figcaption></figure>"]


def _body(view: View) -> list[str]:
    lines = paragraphs(view.page, "    ")
    lines.insert(1, '    <div class="tb-anzeige">Anzeige</div>')
    if view.cards:
        other = view.cards[0]
        lines.insert(
            3, f'    <p><strong>Lesen Sie auch: <a href="{other.path}">{text(other.title)}</a></strong></p>'
        )
    tail = [f"    <p>{text(line)}</p>" for line in view.page.tail]
    return ['  <div class="tb-text">', *lines, *tail, "  </div>", *_NEWSLETTER]


_CONSENT = (
    '<div id="consent" class="tb-consent" role="dialog" aria-modal="true">',
    "  <h2>Bevor es weitergeht</h2>",
    "  <p>Wir und unsere 214 Partner verwenden Cookies und ähnliche Techniken, um Informationen auf Ihrem Gerät zu "
    "speichern und abzurufen, Inhalte zu messen und unser Angebot zu finanzieren. Mit einem Klick auf „Zustimmen“ willigen "
    "Sie in die Verarbeitung Ihrer Daten ein.</p>",
    "  <p>Sie können Ihre Einwilligung jederzeit mit Wirkung für die Zukunft widerrufen. Oder Sie lesen Tagblick mit dem "
    "Pur-Abo für 3,99 Kronen im Monat ohne Werbung und ohne Verfolgung.</p>",
    '  <button type="button">Zustimmen</button> <button type="button">Einstellungen</button>',
    "</div>",
)
_PLAYER = (
    '  <div class="tb-player"><video controls poster="/img/video.jpg"><source src="/img/video.mp4"></video></div>',
)
_NEWSLETTER = (
    '  <aside class="tb-newsletter"><p>Der Morgen in fünf Minuten: Melden Sie sich für unseren Newsletter an und starten Sie '
    'gut informiert in den Tag.</p><form action="/newsletter"><button>Jetzt abonnieren</button></form></aside>',
)
