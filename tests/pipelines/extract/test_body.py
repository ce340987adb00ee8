from __future__ import annotations

import pytest

from pipelines.extract import extract
from tests.pipelines.extract.newsroom import STORY, TEXT, TITLE, URL, article, page, paragraphs

CARD = "Islanders build a ferry of their own out of two fishing boats"
NOISE_INSIDE = {
    "read more": '<p><strong>READ MORE: <a href="/x">Islanders build a ferry of their own</a></strong></p>',
    "read more, Russian": '<p>Читайте также: <a href="/x">Островитяне построили паром</a></p>',
    "read more, German": '<p>Lesen Sie auch: <a href="/x">Insulaner bauen ihre eigene Fähre</a></p>',
    "a link alone": f'<p><a href="/x">{CARD}</a></p>',
    "advertisement": "<div>ADVERTISEMENT</div>",
    "advertisement, French": "<div>Publicité</div>",
    "newsletter": "<div><p>Sign up for our newsletter and never miss a story from the coast.</p></div>",
    "channel": "<p>Follow us on WhatsApp Channels and stay informed.</p>",
    "post": '<blockquote class="twitter-tweet"><p>It is back! pic.twitter.com/abc</p>— Pier (@pier) May 6, 2024</blockquote>',
    "figure": '<figure><img src="/pier.jpg"><figcaption>The old pier in January. Photo: Jon Sand/AFP</figcaption></figure>',
    "caption without figure": '<div><img src="/pier.jpg" alt=""><span>The old pier in January. (Jon Sand/Reuters)</span></div>',
    "explicit caption": "<p>The old pier in January (Image: GETTY)</p>",
    "aside": "<aside><p>The town of Gullhaven was founded in 1301 by herring fishers, as the chronicle tells us.</p></aside>",
    "card": f'<div><a href="/x"><h3>{CARD}</h3><p>Two boats, one deck and a lot of rope: an unusual ship.</p></a></div>',
    "linked list": f'<ul><li><a href="/1">{CARD}</a></li><li><a href="/2">Herring prices fall for the third week</a></li></ul>',
    "player": "<div>This audio is created with AI assistance</div><div>0:00 / 3:12</div>",
    "update": "<p>This is a developing story and will be updated.</p>",
    "form": "<form><p>Enter your email to subscribe to the letter from the coast, it is free.</p><input></form>",
    "headline again": f"<h2>{TITLE}</h2>",
    "read more, Arabic, other spelling": "<p>إقرأ المزيد: كيف توقفت الرافعات</p>",
    "read more, Russian, other spelling": "<p>Ещё по теме: островитяне построили паром</p>",
    "heading, Persian": "<div>بیشتر بدانید</div>",
    "advertisement, more": "<p>Реклама. Продолжение ниже</p>",
    "share": "<p>Поделиться в соцсетях</p>",
    "app": "<p>Tap here to open our app</p>",
    "channel, Arabic": "<p>لمتابعة آخر الأخبار حمّل تطبيقنا</p>",
    "reader": "<p>Dear readers, the Gull Post needs your help to stay afloat.</p>",
}
NOISE_AFTER = {
    "comments": "<h3>Comments</h3><p>I have waited for this since the storm, and I do not believe a word of what she says.</p>",
    "comments, Persian": "<h3>دیدگاهتان را بنویسید</h3><p>این خبر خوبی است که برای همه ما مهم است و باید زودتر انجام شود.</p>",
    "related": f'<h3>Related</h3><ul><li><a href="/1">{CARD}</a></li><li><a href="/2">Herring prices fall again</a></li></ul>',
    "about": "<h3>About Gull Ports</h3><p>Gull Ports plc is the leading builder of piers, and was founded in 1901.</p>",
    "source": "<p>Source: Port News</p>",
    "staff": "<p>(Reporting by Jon Sand; Editing by Mia Dune)</p>",
    "photo": "<p><em>Photo Credit: AFP/Getty Images</em></p>",
    "copyright": "<p>© 2024 The Gull Post. All rights reserved.</p>",
    "share": "<div>Share on Facebook</div><div>Tweet</div><div>Print</div>",
    "tags": '<div>Tags: <a href="/tag/harbour">Harbour</a> <a href="/tag/ports">Ports</a></div>',
}


@pytest.mark.parametrize("name", NOISE_INSIDE)
def test_noise_inside(name: str) -> None:
    assert extract(article(inside=NOISE_INSIDE[name]), URL).text == TEXT


BEHIND = {
    "text behind the line of tags": '<div>Tags: <a href="/tag/h">Harbour</a></div><div class="q"><h4>Winter in the kitchen</h4>'
    "<p>Five things that you should eat in winter, as doctors in the town have been saying for years.</p></div>",
    "teasers with their dates": '<div class="s"><div class="l"><p class="i"><span>5 May 2024</span>'
    '<a href="/1"><b>Islanders build a ferry of their own</b></a><br>'
    "Workers are finishing the deck of the ship, and it will sail in the summer.</p></div></div>",
}


@pytest.mark.parametrize("name", BEHIND)
def test_what_stands_behind_the_box_of_the_text(name: str) -> None:
    html = page(f'<div class="w"><h1>{TITLE}</h1><div class="b">{paragraphs()}</div>{BEHIND[name]}</div>')
    assert extract(html, URL).text == TEXT


STRAY = "<div class='zq'><span>Boats of the week</span></div>"


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        (STRAY, []),
        ("<p class='t'>Boats of the week</p>", ["Boats of the week"]),
        ("<div class='zq'><b>Boats of the week</b></div>", ["Boats of the week"]),
        ("<div class='zq'>She said:</div>", ["She said:"]),
    ],
    ids=["stray", "marked up like the story", "bold", "colon"],
)
def test_a_few_words_marked_up_like_nothing_else_are_none_of_the_story(inside: str, kept: list[str]) -> None:
    told = [f'<p class="t">{text}</p>' for text in STORY]
    html = page(f'<h1>{TITLE}</h1><div class="b">{"".join(told[:2])}{inside}{"".join(told[2:])}</div>')
    assert extract(html, URL).text.split("\n") == [*STORY[:2], *kept, *STORY[2:]]


def test_sub_headlines_of_a_markup_of_their_own_are_kept() -> None:
    told = [f'<p class="t">{text}</p>' for text in STORY]
    heads = [f'<div class="zq">{text}</div>' for text in ("Boats of the week", "Herring of the year")]
    html = page(
        f'<h1>{TITLE}</h1><div class="b">{told[0]}{heads[0]}{told[1]}{heads[1]}{"".join(told[2:])}</div>'
    )
    assert "Boats of the week\n" in extract(html, URL).text


@pytest.mark.parametrize("name", NOISE_AFTER)
def test_noise_after(name: str) -> None:
    assert extract(article(after=NOISE_AFTER[name]), URL).text == TEXT


def test_noise_before() -> None:
    before = (
        "<div>Enjoying ad-free content?</div><p>Since May we show no ads to improve your reading. This costs us a lot.</p>"
        "<a href='/s'>Support us</a>"
    )
    assert extract(article(before=before), URL).text == TEXT


@pytest.mark.parametrize(
    "markup",
    [
        paragraphs(tag="div"),
        "".join(f"<div><div><p>{text}</p></div></div>" for text in STORY),
        "<br><br>".join(STORY),
        "".join(
            f"<p>{text.replace('harbour', '<a href=/t>harbour</a>').replace('plan', '<b>plan</b>')}</p>"
            for text in STORY
        ),
        f"<section>{paragraphs(STORY[:3])}</section><div>ADVERTISEMENT</div><section>{paragraphs(STORY[3:])}</section>",
        f"<table><tr><td>{paragraphs()}</td></tr></table>",
        f"<form action=/x>{paragraphs()}</form>",
        f"<div style='display:none'>{paragraphs()}</div>",
    ],
    ids=["div", "wrapped", "br", "inline", "split", "table", "form", "hidden"],
)
def test_shapes_of_markup(markup: str) -> None:
    assert extract(page(f"<h1>{TITLE}</h1><div>{markup}</div>"), URL).text == TEXT


def test_kinds_of_blocks_in_order() -> None:
    inside = (
        "<h2>What it costs</h2><p>The pier alone costs four million, and the lights cost one more, the council was told.</p>"
        "<ul><li>stone for the pier</li><li>lights for the ferry</li></ul>"
        "<blockquote>“It is a lot of money for a small town, but we have no choice.”</blockquote>"
    )
    blocks = extract(article(inside=inside), URL).blocks
    assert [block.kind for block in blocks] == ["text"] * 2 + ["heading", "text", "list", "list", "quote"] + [
        "text"
    ] * 3


def test_rows_of_a_table_are_lines() -> None:
    rows = "<table><tr><th>Pier</th><th>Cost</th></tr><tr><td>Old</td><td>4 million</td></tr></table>"
    assert "Pier Cost\nOld 4 million" in extract(article(inside=rows), URL).text


def test_second_article_of_an_endless_page_is_left_out() -> None:
    other = "".join(
        f"<p>Another story altogether, sentence {n}, about the price of herring on the islands this week.</p>"
        for n in range(12)
    )
    html = page(
        f"<article><h1>{TITLE}</h1>{paragraphs()}</article><article><h1>Herring dearer than ever</h1>{other}</article>"
    )
    assert extract(html, URL).text == TEXT


def test_story_behind_a_wall_is_flagged() -> None:
    after = "<div><p>This article is for subscribers.</p><ul><li>All stories of the coast</li><li>The crossword</li></ul></div>"
    found = extract(article(after=after), URL)
    assert found.text == TEXT
    assert found.flags == ["paywalled", "cut_off"]


def test_standfirst_is_not_the_first_paragraph() -> None:
    html = page(
        f"<h1>{TITLE}</h1><p>Fishermen welcome the plan but ask for a date</p><p><img src=/a.jpg></p><div>{paragraphs()}</div>"
    )
    found = extract(html, URL)
    assert (found.subtitle, found.text) == ("Fishermen welcome the plan but ask for a date", TEXT)


def test_lead_above_the_dateline_is_the_subtitle() -> None:
    lead = "The harbour of Gullhaven rises again, and the ferry will call before the herring season, says the minister of ports."
    story = ("(Reuters) -- " + STORY[0], *STORY[1:])
    found = extract(page(f"<h1>{TITLE}</h1><div>{paragraphs((lead, *story))}</div>"), URL)
    assert (found.subtitle, found.blocks[0].text) == (lead, story[0])


def test_dateline_outside_its_paragraph_comes_back() -> None:
    found = extract(page(f"<h1>{TITLE}</h1><div><b>GULLHAVEN (Reuters) -</b>{paragraphs()}</div>"), URL)
    assert found.text == "GULLHAVEN (Reuters) - " + TEXT


def test_a_table_row_at_the_end_of_a_page() -> None:
    rows = "<tr><td>One</td><td><div>Two</div></td><td>Three</td></tr>" * 3
    assert extract(page(f"<h1>{TITLE}</h1>{paragraphs()}<table>{rows}</table>"), URL).text.startswith(TEXT)


def test_links_of_one_paragraph_are_not_the_others() -> None:
    linked = [f"{text} <a href='/x'>{text[:60]}</a>." for text in STORY]
    found = extract(page(f"<h1>{TITLE}</h1><div>{'<br><br>'.join(linked)}</div>"), URL)
    assert len(found.blocks) == len(STORY)
    bold = f"<b>{STORY[0]}</b><br><br>" + "<br><br>".join(STORY[1:])
    assert [b.kind for b in extract(page(f"<h1>{TITLE}</h1><div>{bold}</div>"), URL).blocks] == ["text"] * 5


def test_paragraphs_with_an_indent_after_a_single_break() -> None:
    story = [
        f"町議会は第{n}回の会合で、古い港を二年以内に建て替えることを決めたと発表した。" for n in range(5)
    ]
    top = "<font><b>古い港を建て替えへ、町議会が決定</b></font><br>2024年5月6日 10時30分<br><br>"
    cells = f"<td>■記事一覧</td><td>{top}<font>　{'<br>　'.join(story)}</font></td>"
    found = extract(
        page(f"<table><tr>{cells}</tr></table>", title="町の新聞　古い港を建て替えへ、町議会が決定"),
        "https://x.example/1",
    )
    assert (found.title, found.text) == ("古い港を建て替えへ、町議会が決定", "\n".join(story))
    assert found.published == "2024-05-06T10:30:00"


def test_a_headline_where_the_window_bears_only_the_sites_name() -> None:
    html = page(f"<p>6 May 2024</p><p><b>{TITLE}</b></p><p>AFP</p>{paragraphs()}", title="The Gull Post")
    found = extract(html, "https://x.example/1")
    assert (found.title, found.text, found.author_orgs) == (TITLE, TEXT, ["AFP"])


def test_readings_over_signs_do_not_break_a_paragraph() -> None:
    ruby = "<ruby><rb>尹錫悦</rb><rp>（</rp><rt>ユンソンニョル</rt><rp>）</rp></ruby>"
    text = f"【ソウル】韓国の{ruby}大統領は三日夜、緊急談話を出し、議会での演説を来週に延ばすと発表した。理由は述べなかった。"
    found = extract(
        page(
            f"<h1>大統領が演説を延期</h1><p>{text}</p><p>野党は説明を求めた。議長は来週の日程を改めて示すと話している。</p>"
        ),
        URL,
    )
    assert found.text.startswith("【ソウル】韓国の尹錫悦（ユンソンニョル）大統領は三日夜")


def test_times_with_a_name_glued_to_them_are_no_lines_of_a_live_blog() -> None:
    entries = "".join(
        f"<div>1{n}:05Ada Brink</div><h3>1{n}:05 Ferry {n} leaves the pier</h3><p>{text}</p>"
        for n, text in enumerate(STORY)
    )
    found = extract(page(f"<h1>Live updates: {TITLE}</h1>{entries}"), URL)
    assert "05Ada" not in found.text
    assert "12:05 Ferry 2 leaves the pier" in found.text


@pytest.mark.parametrize("name", ["related", "comments", "promo", "author-bio", "caption", "share"])
def test_a_telling_name_on_every_paragraph_tells_nothing(name: str) -> None:
    story = "".join(f"<div class='{name}'><div><p>{text}</p></div></div>" for text in STORY)
    assert extract(page(f"<article><h1>{TITLE}</h1>{story}</article>"), URL).text == TEXT
