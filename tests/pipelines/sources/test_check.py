from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines.sources.check import EXAMPLES, check_path, check_rules
from pipelines.sources.fixture import write_fixture
from pipelines.sources.load import load_sources
from pipelines.sources.model import Rules, Source, Sources
from pipelines.sources.recorded import RecordedPage
from tests.pipelines.extract.newsroom import STORY, TITLE, page, paragraphs
from tests.pipelines.sources.archived import DAY, HTML, answer, archive_of

NEW = Rules(
    valid_from=date(2024, 1, 1),
    title=(".gone", "h1.hl"),
    body=("div.copy",),
    authors=(".by",),
    remove=(".promo", ".never"),
)
OLD = Rules(valid_until=date(2023, 12, 31), title=("h2.old",))
SOURCES = Sources([Source("gull", "Gull", ("gull.example",), article=r"/news/\d+$", rules=(NEW, OLD))])


def markup(title: str = "h1", css: str = "hl", box: str = "copy", by: str = "") -> bytes:
    promo = '<p class="promo">Our readers get this story with a map of the coast and a calendar.</p>'
    body = f'<div class="{box}">{paragraphs()}{promo}</div>'
    return page(f'<{title} class="{css}">{TITLE}</{title}>{by}{body}')


def at(number: int, html: bytes, year: int = 2024) -> RecordedPage:
    return RecordedPage(f"https://gull.example/news/{number}", "text/html", DAY.replace(year=year), html)


def test_every_selector_is_counted_with_the_rules_of_its_day() -> None:
    check = check_rules(
        [at(1, markup(by='<i class="by">Mia Dune</i>')), at(2, markup()), at(3, markup("h2", "old"), 2023)],
        SOURCES,
    )
    new, old = check.rules
    counted = {(each.field, each.selector): each.pages for each in new.selectors}
    assert counted == {
        ("title", ".gone"): 0,
        ("title", "h1.hl"): 2,
        ("body", "div.copy"): 2,
        ("authors", ".by"): 1,
        ("remove", ".promo"): 2,
        ("remove", ".never"): 0,
    }
    assert (old.pages, old.valid_until) == (1, date(2023, 12, 31))
    assert new.lost["authors"].pages == 1
    assert (new.broken, old.broken, check.broken) == ([], [], False)


def test_a_title_or_body_that_one_page_lacks_is_broken_and_says_where_and_since_when() -> None:
    check = check_rules([at(1, markup()), at(2, markup(css="headline", box="text"))], SOURCES)
    (rule,) = check.rules
    assert rule.broken == ["title", "body", "authors"]
    assert rule.lost["title"].urls == ["https://gull.example/news/2"]
    assert rule.lost["body"].last == DAY.date()
    assert check.broken


def test_an_author_that_no_page_has_is_broken() -> None:
    (rule,) = check_rules([at(1, markup()), at(2, markup())], SOURCES).rules
    assert rule.broken == ["authors"]


def test_where_rules_and_generic_result_differ_is_said_with_both() -> None:
    sources = Sources([Source("gull", "Gull", ("gull.example",), rules=(Rules(title=("h2",)),))])
    html = markup().replace(b"<div class", b"<h2>Harbour</h2><div class")
    (rule,) = check_rules([at(number, html) for number in range(EXAMPLES + 2)], sources).rules
    assert rule.differing == {"title": EXAMPLES + 2}
    assert len(rule.examples) == EXAMPLES
    assert (rule.examples[0].by_rules, rule.examples[0].generic) == ("Harbour", TITLE)
    assert rule.broken == []


def test_a_body_differs_by_its_lines() -> None:
    sources = Sources([Source("gull", "Gull", ("gull.example",), rules=(Rules(body=("div.half",)),))])
    html = page(
        f"<h1>{TITLE}</h1><div><div class=half>{paragraphs(STORY[:3])}</div>{paragraphs(STORY[3:])}</div>"
    )
    (rule,) = check_rules([at(1, html)], sources).rules
    assert (rule.examples[0].by_rules, rule.examples[0].generic) == ("", "\n".join(STORY[3:]))


def test_what_is_no_article_breaks_no_rule() -> None:
    other = RecordedPage("https://gull.example/about", "text/html", DAY, page("<h1>About</h1>"))
    check = check_rules([at(1, page("<h1>404</h1><p>Page not found</p>")), other], SOURCES)
    assert (check.rules, check.no_article, check.broken) == ([], 2, False)


def test_pages_without_rules_are_counted_by_source_or_domain() -> None:
    pages = [
        RecordedPage(f"https://www.{name}.example/a/1", "text/html", DAY, HTML) for name in ("tern", "auk")
    ]
    assert check_rules(pages, SOURCES).without_rules == {"auk.example": 1, "tern.example": 1}


def test_fixtures_and_archives_are_checked_alike(tmp_path: Path) -> None:
    html = markup(by='<i class="by">Mia Dune</i>')
    archive = archive_of(
        tmp_path, answer("https://gull.example/news/1", html), answer("https://tern.example/1", HTML)
    )
    write_fixture(tmp_path / "pages" / "gull" / "1", at(1, html), {"title": TITLE})
    of_archive, of_pages = check_path(archive, SOURCES, ["gull"]), check_path(tmp_path / "pages", SOURCES)
    assert of_archive == of_pages
    assert of_archive.rules[0].pages == 1
    assert check_path(archive, SOURCES).without_rules == {"tern.example": 1}


def test_a_fixture_that_is_not_read_as_expected_is_told(tmp_path: Path) -> None:
    write_fixture(tmp_path / "gull" / "1", at(1, markup()), {"title": "Another"})
    check = check_path(tmp_path, SOURCES)
    assert list(check.unexpected) == [str(tmp_path / "gull" / "1")]
    assert '-"Another"' in check.unexpected[str(tmp_path / "gull" / "1")]["title"]
    assert check.broken
    assert check_path(tmp_path, SOURCES, ["tern"]).unexpected == {}


def test_rules_of_two_generations_read_the_pages_of_their_time() -> None:
    pages = Path(__file__).parent / "pages" / "relay_tv"
    check = check_path(pages, load_sources([pages]))
    assert [(each.valid_from, each.valid_until, each.pages, each.broken) for each in check.rules] == [
        (date(2024, 1, 1), None, 1, []),
        (None, date(2023, 12, 31), 1, []),
    ]
    assert check.unexpected.keys() <= {str(pages / "600112-mountain-railway-night")}
