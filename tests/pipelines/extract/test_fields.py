from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.extract import extract
from pipelines.items import PhotoCredit
from tests.pipelines.extract.newsroom import STORY, TEXT, TITLE, URL, article, json_ld, page, paragraphs


def test_wrong_types_are_the_callers_fault() -> None:
    for arguments in (("text", None), (b"", 3)):
        with pytest.raises(TypeError):
            extract(*arguments)
    with pytest.raises(TypeError):
        extract(b"", content_type=5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        extract(b"", captured="2024")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "head"),
    [
        (f"{TITLE} | The Gull Post", ""),
        (f"The Gull Post: {TITLE}", '<meta property="og:site_name" content="The Gull Post">'),
        (f"{TITLE} - News - gullpost.example", ""),
        (f"{TITLE} « Gull Post", f'<meta property="og:title" content="{TITLE}">'),
        (f"{TITLE} - Page 2 | The Gull Post", json_ld(headline=f"{TITLE} Halaman all")),
        (f"{TITLE} - Page 2 | The Gull Post", ""),
        ("The Gull Post", json_ld(headline=TITLE)),
        ("The Gull Post", json_ld(headline=TITLE[:30] + "…")),
    ],
)
def test_title_without_the_sites_name(title: str, head: str) -> None:
    assert extract(page(f"<h1>{TITLE}</h1>{paragraphs()}", head, title), URL).title == TITLE


@pytest.mark.parametrize(
    ("window", "shown"),
    [
        (
            f"The Lantern » Archive » {TITLE}",
            f"<h1><a href='/'>The Lantern</a></h1><h2><a href='/x'>{TITLE}</a></h2>",
        ),
        (
            f"The Lantern | Coast | {TITLE}",
            f"<table><tr><td><font size=5><b>{TITLE}</b></font></td></tr></table>",
        ),
        (f"{TITLE} - The Lantern Forum", f"<div>{TITLE}</div>"),
        (f"The Lantern - {TITLE} (print version)", f"<h2>{TITLE} (print version)</h2>"),
    ],
)
def test_title_is_the_part_of_the_windows_title_that_the_page_shows(window: str, shown: str) -> None:
    found = extract(page(f"{shown}{paragraphs()}", title=window), "https://x.example/1")
    assert (found.title or "").removesuffix(" (print version)") == TITLE
    assert found.text == TEXT


@pytest.mark.parametrize("behind", [" - The Lantern", " | Ada Brink", " – Coast – The Lantern"])
def test_title_for_sharing_with_an_addition_gives_way_to_the_visible_one(behind: str) -> None:
    head = f'<meta property="og:title" content="{TITLE}{behind}">'
    assert extract(page(f"<h1>{TITLE}</h1>{paragraphs()}", head, "x"), "https://x.example/1").title == TITLE


@pytest.mark.parametrize("tag", ["h2", "h3", "div"])
def test_title_for_sharing_without_the_outlets_name_that_no_heading_of_first_rank_shows(tag: str) -> None:
    head = f'<meta property="og:title" content="{TITLE} - Pebble Daily">'
    html = page(
        f"<{tag}>{TITLE}</{tag}>{paragraphs()}", head, f"{TITLE} &lt; Coast &lt; Story - Pebble Daily"
    )
    assert extract(html, "https://x.example/1").title == TITLE


@pytest.mark.parametrize(
    ("shared", "wins"),
    [("Market hall must close for repairs in June after vote", True), ("Eight names and one ship", False)],
)
def test_title_for_sharing_where_all_others_put_a_keyword_before_it(shared: str, wins: bool) -> None:
    worded = "Gull Bay Council: Vote means the market hall must close for repairs in June"
    head = f'<meta property="og:title" content="{shared}">' + json_ld(headline=worded)
    html = page(f"<h1>{worded}</h1>{paragraphs()}", head, f"{worded} | The Gull Post")
    assert extract(html, URL).title == (shared if wins else worded)


def test_title_where_the_page_has_no_heading() -> None:
    assert extract(page(paragraphs()), URL).title == TITLE


def test_structured_data_fills_the_fields() -> None:
    head = json_ld(
        headline=TITLE,
        description="The minister of ports promises a new pier.",
        datePublished="2024-05-06T08:00:00+02:00",
        dateModified="2024-05-06T09:30:00+02:00",
        author=[{"@type": "Person", "name": "Mia Dune"}, {"@type": "Organization", "name": "Reuters"}],
        articleSection="Coast",
        keywords="harbour, ports, ,harbour",
        isAccessibleForFree="False",
        image={"@type": "ImageObject", "url": "https://img.gullpost.example/pier.jpg"},
        publisher={"@type": "Organization", "name": "The Gull Post"},
        inLanguage="en-GB",
        copyrightHolder={"name": "Gull Media"},
        genre="Report",
    )
    found = extract(article(head=head + f'<link rel="canonical" href="{URL}?utm_source=x">'), URL)
    assert (found.published, found.published_zone, found.published_utc) == (
        "2024-05-06T08:00:00+02:00",
        "page",
        "2024-05-06T06:00:00Z",
    )
    assert found.modified == "2024-05-06T09:30:00+02:00"
    assert (found.authors, found.author_orgs) == (["Mia Dune"], ["Reuters"])
    assert (found.section, found.tags, found.genre) == ("Coast", ["harbour", "ports"], "Report")
    assert (found.site_name, found.copyright, found.language) == ("The Gull Post", "Gull Media", "en-GB")
    assert (found.free_access, found.flags) == (False, ["paywalled"])
    assert found.images[0].url == "https://img.gullpost.example/pier.jpg"
    assert found.canonical_url == URL
    assert found.provenance["published"] == "json-ld"


def test_a_list_of_graphs_and_references_is_followed() -> None:
    script = (
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"},'
        '{"@type": "Person", "@id": "#mia", "name": "Mia Dune"},'
        '{"@type": ["ReportageNewsArticle"], "headline": "%s", "author": {"@id": "#mia"}, "datePublished": "2024-05-06"},]}'
        "</script>"
    )
    found = extract(article(head=script % TITLE), URL)
    assert (found.authors, found.published) == (["Mia Dune"], "2024-05-06")


def test_a_finer_date_of_the_same_day_wins() -> None:
    head = (
        json_ld(headline=TITLE, datePublished="2024-05-06")
        + '<meta property="article:published_time" content="2024-05-06T08:00:00Z">'
    )
    assert extract(article(head=head), URL).published == "2024-05-06T08:00:00+00:00"


def test_visible_date_in_the_sources_zone() -> None:
    html = page(
        f"<h1>{TITLE}</h1><div><span>Published: May 6, 2024 8:00 AM</span></div><div>{paragraphs()}</div>"
    )
    plain = extract(html, "https://gullpost.example/harbour")
    assert (plain.published, plain.published_zone, plain.published_utc) == (
        "2024-05-06T08:00:00",
        "none",
        None,
    )
    found = extract(html, "https://gullpost.example/harbour", timezone="Europe/Kyiv")
    assert (found.published, found.published_zone) == ("2024-05-06T08:00:00+03:00", "source")


def test_the_address_is_the_last_word_on_the_date() -> None:
    found = extract(article(), URL)
    assert (found.published, found.provenance["published"]) == ("2024-05-06", "url")


def test_nothing_later_than_the_capture_is_believed() -> None:
    head = json_ld(headline=TITLE, datePublished="2031-01-01T00:00:00Z")
    found = extract(
        article(head=head), "https://gullpost.example/x", captured=datetime(2024, 5, 7, tzinfo=UTC)
    )
    assert found.published is None


@pytest.mark.parametrize(
    "line",
    [
        "<div>By Mia Dune</div>",
        '<div><a href="/author/mia-dune">Mia Dune</a></div>',
        '<div><a rel="author" href="/x">Mia Dune</a></div>',
        '<div class="byline">Mia Dune</div>',
        '<span itemprop="author">Mia Dune</span>',
    ],
)
def test_authors_from_what_is_visible(line: str) -> None:
    found = extract(page(f"<h1>{TITLE}</h1>{line}<div>{paragraphs()}</div>"), URL)
    assert (found.authors, found.text) == (["Mia Dune"], TEXT)


def test_an_agency_byline_is_an_organisation() -> None:
    found = extract(page(f"<h1>{TITLE}</h1><div>By AFP</div><div>{paragraphs()}</div>"), URL)
    assert (found.authors, found.author_orgs, found.byline) == ([], ["AFP"], "By AFP")


def test_a_class_alone_makes_no_author() -> None:
    html = page(
        f'<h1>{TITLE}</h1><div class="author">Support the coast today!</div><div>{paragraphs()}</div>'
    )
    assert extract(html, URL).authors == []


def test_picture_caption_and_credit_apart() -> None:
    figure = '<figure><img src="/i/pier.jpg"><figcaption>The old pier. © Jon Sand / SPUTNIK / AFP</figcaption></figure>'
    found = extract(page(f"<h1>{TITLE}</h1>{figure}<div>{paragraphs()}</div>"), URL)
    assert found.photo_credits == [PhotoCredit("© Jon Sand / SPUTNIK / AFP", "Jon Sand", ["Sputnik", "AFP"])]
    image = found.images[0]
    assert (image.url, image.caption) == ("https://www.gullpost.example/i/pier.jpg", "The old pier.")
    assert found.text == TEXT


@pytest.mark.parametrize(
    "markup",
    [
        'Read more about: <a href="/tag/harbour">Harbour</a>',
        '<a href="/topics/harbour">Harbour</a>',
        '<a rel="tag" href="/x">Harbour</a>',
    ],
)
def test_tags_without_class_names(markup: str) -> None:
    found = extract(article(after=f"<div>{markup}</div>"), URL)
    assert (found.tags, found.text) == (["Harbour"], TEXT)


TWO = '<meta property="article:tag" content="Harbour"><meta property="article:tag" content="Council">'


@pytest.mark.parametrize(
    ("head", "inside", "tags"),
    [
        (TWO, '<a href="/tag/harbour">Harbour</a>', ["Harbour", "Council"]),
        (TWO, '<a href="/tag/boats">All boats</a>', ["Harbour", "Council"]),
        (json_ld(headline=TITLE, keywords=["harbour"]) + TWO, "", ["Harbour", "Council"]),
        (json_ld(headline=TITLE, keywords=["harbour"]) + '<meta name="keywords" content="harbour,news,sea,a1">', "", ["harbour"]),
        ('<meta property="article:tag" content="MTV,AER,DEV">', '<div class="tags"><a href="/x">Harbour</a></div>', ["Harbour"]),
        ("", f'<p>{STORY[0]} In <a href="/tag/boats">the boats</a>.</p>', []),
    ],
)  # fmt: skip
def test_tags_of_several_sources(head: str, inside: str, tags: list[str]) -> None:
    assert extract(article(inside=inside, head=head), URL).tags == tags


@pytest.mark.parametrize("name", ["tag-group", "hashtag", "keyword", "tags_list"])
def test_tags_in_elements_named_after_them(name: str) -> None:
    after = f'<div class="{name}"><a href="/1">#Harbour</a><a href="/2">#Council</a></div>'
    assert extract(article(after=after), URL).tags == ["Harbour", "Council"]


def test_tags_for_machines_are_left_out() -> None:
    head = json_ld(
        headline=TITLE,
        keywords=["harbour", "8f507083-bac4-423a-9015-2eb31e1bce50", "gullpost.example.com", "NLP: Ports"],
    )
    assert extract(article(head=head), URL).tags == ["harbour"]


def test_conflicting_facts_leave_their_origin_in_provenance() -> None:
    head = (
        json_ld(headline=TITLE, datePublished="2024-05-05T10:00:00Z")
        + '<meta name="date" content="2023-01-01">'
    )
    found = extract(article(head=head), URL)
    assert (found.published, found.provenance["published"]) == ("2024-05-05T10:00:00+00:00", "json-ld")


@pytest.mark.parametrize(
    "value", [5, None, {"a": 1}, [[["x"]]], {"name": {"name": 1}}, "x" * 20_000, "<script>", "%s{0}"]
)
def test_any_type_in_any_structured_field(value: object) -> None:
    names = (
        "headline",
        "author",
        "datePublished",
        "keywords",
        "image",
        "articleSection",
        "isAccessibleForFree",
        "mainEntityOfPage",
    )
    found = extract(
        article(
            head=json_ld(
                **{"publisher": value, "articleBody": value, "@id": value}, **dict.fromkeys(names, value)
            )
        ),
        URL,
    )
    assert found.text == TEXT
    assert "<script>" not in str(found)


def test_language_is_judged_where_the_page_says_none_or_a_wrong_one() -> None:
    assert extract(page(f"<h1>{TITLE}</h1>{paragraphs()}", lang=""), URL).language == "en"
    assert extract(page(f"<h1>{TITLE}</h1>{paragraphs()}", lang="en-US"), URL).language == "en-US"
    assert extract(page(f"<h1>{TITLE}</h1>{paragraphs()}", lang="ru"), URL).language == "en"


def test_output_is_the_same_for_the_same_input() -> None:
    html = article(inside=f"<p>{STORY[0]}</p>", head=json_ld(headline=TITLE))
    assert extract(html, URL) == extract(html, URL)


@pytest.mark.parametrize(
    ("before", "after", "day"),
    [
        ("<p>Submitted by Ada Brink on 6 May 2024</p>", "", "2024-05-06"),
        ("", "<div class=meta>Posted by Ada Brink on 6 May 2024</div>", "2024-05-06"),
        ("<p>6 May 2024</p>", '<div id="comments"><p>Reader, 9 May 2024 10:12</p></div>', "2024-05-06"),
        ("<p>6 May 2024</p>", "<table><tr><td>09-05-2024, 10:12</td></tr></table>", "2024-05-06"),
    ],
)
def test_the_storys_date_comes_before_those_after_it(before: str, after: str, day: str) -> None:
    html = page(f"<h1>{TITLE}</h1>{before}<div>{paragraphs()}</div>{after}")
    assert (extract(html, "https://x.example/1").published or "")[:10] == day


def test_the_date_next_to_the_headline_is_the_articles() -> None:
    html = page(f"<p>9 June 2024</p><p>Coast</p><p>6 May 2024</p><h1>{TITLE}</h1>{paragraphs()}")
    assert extract(html, "https://x.example/1").published == "2024-05-06"


@pytest.mark.parametrize(
    ("line", "people", "orgs"),
    [
        ("Submitted by Ada Brink on 6 May 2024", ["Ada Brink"], []),
        ('<span class="auteur">Par Ada Brink.</span>', ["Ada Brink"], []),
        ("2024-05-06 09:32 来源：临江晚报 作者：陆一鸣 编辑：方圆", ["陆一鸣"], []),
        ("AFP", [], ["AFP"]),
        ("Haberler - Anadolu Ajansı", [], ["Anadolu Ajansı"]),
    ],
)
def test_authors_of_visible_lines(line: str, people: list[str], orgs: list[str]) -> None:
    head = json_ld(
        headline=TITLE,
        author={"@type": "Organization", "name": "The Lantern"},
        publisher={"name": "The Lantern"},
    )
    found = extract(page(f"<h1>{TITLE}</h1><div>{line}</div>{paragraphs()}", head), URL)
    assert (found.authors, found.author_orgs) == (people, orgs)


def test_names_beside_those_of_json_ld() -> None:
    head = json_ld(headline=TITLE, author={"@type": "Person", "name": "Ada Brink"})
    both = '<a href="/author/mia">Mia Dune</a> <a href="/author/ada">Ada Brink</a>'
    assert extract(page(f"<h1>{TITLE}</h1><div>{both}</div>{paragraphs()}", head), URL).authors == [
        "Mia Dune",
        "Ada Brink",
    ]


def test_byline_and_date_between_the_lead_and_the_text() -> None:
    lead = "<p class=standfirst>The minister of ports promises a new pier to the fishermen of the town, and more.</p>"
    by = "<p class=credits>Words by <b>Ada Brink</b> / Photographs by <b>Mia Dune</b></p><p>6 May 2024</p>"
    found = extract(
        page(f"<div><h1>{TITLE}</h1>{lead}{by}<div class=b>{paragraphs()}</div></div>"), "https://x.example/1"
    )
    assert (found.text, found.authors, found.published) == (TEXT, ["Ada Brink"], "2024-05-06")


def test_names_in_blocks_of_their_own_are_not_glued() -> None:
    by = '<div class="author"><div>Ada Brink</div><span>Gull Post</span></div>'
    head = '<meta property="og:site_name" content="Gull Post">'
    assert extract(page(f"<h1>{TITLE}</h1>{by}{paragraphs()}", head), URL).authors == ["Ada Brink"]
    by = '<div class="author-name"><a href="/a">Ada Brink</a> Gull Post</div>'
    assert extract(page(f"<h1>{TITLE}</h1>{by}{paragraphs()}", head), URL).authors == ["Ada Brink"]


def test_the_day_of_a_picture_is_not_the_storys() -> None:
    caption = '<div><img src="/p.jpg" alt="The pier"><p>The pier in storm, 24 April 2024</p></div>'
    found = extract(
        page(f"<h1>{TITLE}</h1><p class=date>6 May 2024</p>{caption}{paragraphs()}"), "https://x.example/1"
    )
    assert found.published == "2024-05-06"


def test_json_ld_of_a_story_that_the_page_only_links_to_is_not_believed() -> None:
    other = "Islanders build ferry from fishing boats"
    head = json_ld(headline=other, datePublished="2011-01-01", author={"@type": "Person", "name": "Bo Wick"})
    card = f'<div><a href="/x"><h3>{other}</h3></a></div>'
    found = extract(page(f"<h1>{TITLE}</h1><p>May 6, 2024</p><div>{paragraphs()}</div>{card}", head), URL)
    assert (found.title, found.published, found.authors) == (TITLE, "2024-05-06", [])


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<span>Ада Бринкворт</span> <span>6 мая 2024, 10:12</span>", ["Ада Бринкворт"]),
        ("<span>Ada Brinkworth</span> <time>May 6, 2024</time>", ["Ada Brinkworth"]),
        ("<span>Last updated</span> <time>May 6, 2024</time>", []),
        ("<span>Artikel zum Hören</span> <time>6. Mai 2024</time>", []),
        ('<a href="/w">World Report</a> <time>May 6, 2024</time>', []),
    ],
)
def test_a_name_beside_the_date(line: str, authors: list[str]) -> None:
    html = page(f"<h1>{TITLE}</h1><div>{line}</div><div>{paragraphs()}</div>")
    found = extract(html, URL)
    assert (found.authors, found.subtitle, (found.published or "")[:10]) == (authors, None, "2024-05-06")
