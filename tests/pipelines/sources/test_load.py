from __future__ import annotations

import pickle
from datetime import date, time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.keys import CRAWL, RULES, SOURCE
from pipelines.sources.load import SourceErrors, load_sources
from pipelines.sources.model import CrawlRules, Rules, Source

LEAST = 'id = "herald"\nname = "The Herald"\ndomains = ["herald.example"]\nfeeds = ["https://herald.example/rss"]\n'


def faults_of(tmp_path: Path, text: str | bytes) -> list[str]:
    """The faults of one file, without its folder."""
    data = text.encode() if isinstance(text, str) else text
    (tmp_path / "herald.toml").write_bytes(data)
    with pytest.raises(SourceErrors) as caught:
        load_sources([tmp_path])
    return [str(fault).removeprefix(f"{tmp_path}/") for fault in caught.value.faults]


def test_id_name_domains_and_one_way_to_find_articles_are_enough(tmp_path: Path) -> None:
    (tmp_path / "herald.toml").write_text(LEAST)
    (tmp_path / "notes.txt").write_text("not a source")
    source = Source("herald", "The Herald", ("herald.example",), feeds=("https://herald.example/rss",))
    assert list(load_sources([tmp_path])) == [source]
    assert not source.verified


def test_every_key_is_read(tmp_path: Path) -> None:
    (tmp_path / "herald.toml").write_text(
        """
id = "herald"
name = "The Herald"
domains = ["Herald.example", "пример.example"]
aliases = ["Herald"]
country = "GB"
language = "en-GB"
timezone = "Europe/London"
kind = "agency"
agency = "herald-wire"
feeds = "https://herald.example/rss"
sitemaps = ["https://herald.example/news-sitemap.xml"]
sections = ["https://herald.example/"]
article = '^https://herald\\.example/\\d+$'
verified = true

[crawl]
delay = 2.5
concurrency = 2
interval = "15m"
cron = "*/20 6-22 * * 1-5"
window = "22:00-06:30"
budget = 500
cookies = true
requisites = true

[[rules]]
valid_from = 2024-01-01
title = "h1"
published = "time::attr(datetime)"
remove = [".ad", "aside > div"]

[[rules]]
valid_until = "2023-12-31"
body = ["div.story", "article p"]
""",
        "utf-8",
    )
    (source,) = load_sources([tmp_path])
    assert source.domains == ("herald.example", "xn--e1afmkfd.example")
    assert source.aliases == ("Herald",)
    assert (source.country, source.language, source.timezone) == ("GB", "en-GB", "Europe/London")
    assert (source.kind, source.agency, source.verified) == ("agency", "herald-wire", True)
    assert source.feeds == ("https://herald.example/rss",)
    assert source.crawl == CrawlRules(
        delay=2.5,
        concurrency=2,
        interval=900.0,
        cron="*/20 6-22 * * 1-5",
        window=(time(22), time(6, 30)),
        budget=500,
        cookies=True,
        requisites=True,
    )
    assert source.rules == (
        Rules(
            valid_from=date(2024, 1, 1),
            title=("h1",),
            published=("time::attr(datetime)",),
            remove=(".ad", "aside > div"),
        ),
        Rules(valid_until=date(2023, 12, 31), body=("div.story", "article p")),
    )


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ('feedz = ["x"]', 'unknown key "feedz". Did you mean "feeds"?'),
        ('delay = "2"', 'unknown key "delay". It belongs to [crawl].'),
        ("xyzzy = 1", 'unknown key "xyzzy". Known are id, name,'),
        ("aliases = 3", '"aliases" must be a string or a list of strings, not a number'),
        ('aliases = ["a", ""]', '"aliases" is empty'),
        ('aliases = ["a", "a"]', 'aliases "a" stands twice'),
        ('country = "uk"', 'no ISO 3166 country code of two capital letters. Did you mean "GB"?'),
        ('country = "Spain"', "no ISO 3166 country code"),
        ('language = "en_US"', 'no BCP 47 language tag such as "en" or "pt-BR". Did you mean "en"?'),
        (
            'timezone = "Europe/Kiyv"',
            'timezone "Europe/Kiyv" is no IANA time zone. Did you mean "Europe/Kyiv"?',
        ),
        ('timezone = "CET+1"', "no IANA time zone"),
        (
            'kind = "publsher"',
            'kind "publsher" is none of agency, publisher, aggregator. Did you mean "publisher"?',
        ),
        ('agency = "afp"', '"agency" is only for a source of kind = "agency"'),
        ('sitemaps = ["ftp://herald.example/x"]', "no absolute http or https address"),
        ('sitemaps = ["herald.example/map.xml"]', 'Did you mean "https://herald.example/map.xml"?'),
        ('sitemaps = ["https:///x"]', "no absolute http or https address"),
        ('sitemaps = ["https://herald.example/a b"]', "no absolute http or https address"),
        ('sitemaps = ["https://herald.example:99999/"]', "is no address"),
        ('sitemaps = ["https://me:secret@herald.example/"]', "must not hold a user name or password"),
        ('sections = [["https://herald.example/"]]', '"sections" must be a string, not a list'),
        ("article = '(a+)+$'", '"article" can take for ever'),
        (
            "article = '('",
            '"article" is no regular expression: missing ), unterminated subpattern at character 1',
        ),
        ('verified = "yes"', '"verified" must be true or false, not a string'),
        ("crawl = 3", '"crawl" must be a table: write [crawl]'),
        ("rules = 3", '"rules" must be a list of tables: write [[rules]]'),
        ("[crawl]\ndelay = -1", '"delay" must be from 0 to 3600 seconds, not -1'),
        ("[crawl]\ndelay = true", '"delay" must be a number, not true or false'),
        ("[crawl]\ndelay = nan", '"delay" must be from 0 to 3600 seconds, not nan'),
        ("[crawl]\nconcurrency = 0", '"concurrency" must be a whole number from 1, not 0'),
        ('[crawl]\ninterval = "5x"', 'interval "5x" is no span of time such as "15m" or "2h"'),
        ('[crawl]\ninterval = "1s"', '"interval" must be from 10 to'),
        ('[crawl]\ncron = "* * * *"', 'cron "* * * *" must have five fields'),
        ('[crawl]\ncron = "61 * * * *"', 'cron "61 * * * *" is no cron line'),
        ('[crawl]\nwindow = "22-6"', 'window "22-6" is no window such as "22:00-06:00"'),
        ('[crawl]\nwindow = "25:00-06:00"', "holds no time of day"),
        ('[crawl]\nwindow = "06:00-06:00"', "is no window"),
        ("[crawl]\nbudget = 1.5", '"budget" must be a whole number from 1, not 1.5'),
        ("[crawl]\ndely = 1", 'unknown key "dely" in [crawl]. Did you mean "delay"?'),
        (
            '[crawl]\nsections = ["http://x.example/"]',
            'unknown key "sections" in [crawl]. It belongs to the top of the file.',
        ),
        ('[[rules]]\ntitel = "h1"', 'unknown key "titel" in [rules]. Did you mean "title"?'),
        ('[[rules]]\nbody = "div[["', 'body "div[[" is no CSS selector'),
        ('[[rules]]\nbody = "p:first-word"', "is no CSS selector"),
        ('[[rules]]\nbody = "p::text"', "the only pseudo-element read here is ::attr(name)"),
        (
            '[[rules]]\ntitle = "h1"\nvalid_from = "2024-13-01"',
            'valid_from "2024-13-01" is no day such as 2024-07-06',
        ),
        (
            '[[rules]]\ntitle = "h1"\nvalid_from = 2024-07-06T10:00:00',
            '"valid_from" must be a day such as 2024-07-06',
        ),
        ("rules = [3]", '"rules" must be a list of tables: write [[rules]]'),
    ],
)
def test_one_wrong_line_is_one_fault_at_its_place(tmp_path: Path, line: str, wanted: str) -> None:
    text = LEAST + line + "\n"
    (fault,) = faults_of(tmp_path, text)
    assert wanted in fault
    assert fault.startswith(f"herald.toml:{text.count(chr(10))}: ")


@pytest.mark.parametrize(
    ("rules", "line", "wanted"),
    [
        ("[[rules]]\nvalid_from = 2024-01-01", 6, "these rules hold no selector"),
        (
            '[[rules]]\nvalid_from = 2024-01-02\nvalid_until = 2024-01-01\ntitle = "h1"',
            6,
            "these rules end (2024-01-01) before they begin (2024-01-02)",
        ),
        (
            '[[rules]]\ntitle = "h1"\n[[rules]]\nvalid_from = 2024-01-01\ntitle = "h2"',
            8,
            "these rules are never used",
        ),
        (
            '[[rules]]\nvalid_from = 2024-01-01\ntitle = "h1"\n[[rules]]\nvalid_until = 2023-12-31\ntitle = "h2"\n'
            '[[rules]]\nvalid_from = 2023-06-01\nvalid_until = 2024-06-01\ntitle = "h3"',
            12,
            "these rules are never used: the rules above cover all of their days",
        ),
    ],
)
def test_rules_that_can_never_apply_are_refused(tmp_path: Path, rules: str, line: int, wanted: str) -> None:
    (fault,) = faults_of(tmp_path, f"{LEAST}\n{rules}\n")
    assert fault.startswith(f"herald.toml:{line}: {wanted}")


def test_rules_with_a_day_of_their_own_are_taken(tmp_path: Path) -> None:
    gap = '[[rules]]\nvalid_from = 2024-01-02\ntitle = "h1"\n[[rules]]\nvalid_until = 2023-12-31\ntitle = "h2"\n'
    last = '[[rules]]\ntitle = "h3"\n'
    (tmp_path / "herald.toml").write_text(LEAST + gap + last)
    (source,) = load_sources([tmp_path])
    assert source.rules_at(date(2024, 1, 1)) == Rules(title=("h3",))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('id = "herald"\n', ['"domains" is missing', '"name" is missing', "no way to find articles"]),
        (LEAST.replace('["herald.example"]', "[]"), ['"domains" is empty']),
        (LEAST.replace("herald.example", "https://herald.example/x", 1), ['Did you mean "herald.example"?']),
        (LEAST.replace('"herald"', '"The Herald"', 1), ['Did you mean "the_herald"?']),
        (LEAST.replace('["herald.example"]', '["localdomain"]'), ["is no host name"]),
        (LEAST.replace('["herald.example"]', '["-a.example"]'), ["is no host name"]),
        (LEAST.replace('["https://herald.example/rss"]', "[]"), ["no way to find articles"]),
    ],
)
def test_what_is_required(tmp_path: Path, text: str, wanted: list[str]) -> None:
    found = faults_of(tmp_path, text)
    assert len(found) == len(wanted)
    assert all(any(each in fault for fault in found) for each in wanted), found


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(LEAST + 'feedz = 1\nkind = "x"\n')
    (tmp_path / "b.toml").write_text("id = \n")
    (tmp_path / "c.toml").write_text(LEAST)
    (tmp_path / "d.toml").write_text(LEAST)
    with pytest.raises(SourceErrors) as caught:
        load_sources([tmp_path / "none", tmp_path])
    lines = str(caught.value).replace(str(tmp_path), "T").split("\n")
    assert lines[0] == "8 faults in 5 source files (docs/sources.md explains each key)"
    assert lines[1:] == [
        'T/a.toml:5: unknown key "feedz". Did you mean "feeds"?',
        'T/a.toml:6: kind "x" is none of agency, publisher, aggregator.',
        "T/b.toml:1: no TOML: Invalid value",
        'T/c.toml:1: id "herald" is already in T/a.toml:1',
        'T/c.toml:3: domain "herald.example" is already in T/a.toml:3',
        'T/d.toml:1: id "herald" is already in T/a.toml:1',
        'T/d.toml:3: domain "herald.example" is already in T/a.toml:3',
        "T/none: no such folder",
    ]


def test_errors_survive_pickling() -> None:
    with pytest.raises(SourceErrors) as caught:
        load_sources([Path("no-such-folder")])
    assert pickle.loads(pickle.dumps(caught.value)).faults == caught.value.faults


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + LEAST.encode(),
        LEAST.replace("\n", "\r\n").encode(),
        LEAST.replace("name =", "\tname\t=").encode(),
        b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode(),
    ],
)
def test_byte_order_mark_line_ends_and_tabs_do_no_harm(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "herald.toml").write_bytes(data)
    assert len(load_sources([tmp_path])) == 1
    assert faults_of(tmp_path, data + b"\nfeedz = 1\n")[0].startswith("herald.toml:6: unknown key")


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (LEAST.encode("utf-16"), "herald.toml:1: is UTF-16; save it as UTF-8"),
        (
            LEAST.replace("The", "Thé").encode("latin-1"),
            "herald.toml:2: byte 0xe9 is not UTF-8; save the file as UTF-8",
        ),
        (LEAST.encode() + b"kind = ", "herald.toml:5: no TOML: Invalid value"),
        (LEAST.encode() + b'id = "b"\n', "herald.toml:5: no TOML: Cannot overwrite a value"),
        (b"budget = " + b"9" * 5000, "herald.toml:1: no TOML: Exceeds the limit"),
        (b"x = " + b"[" * 5000, "herald.toml:1: no TOML: maximum recursion depth exceeded"),
        (b"#" * (1 << 20) + b"#", "herald.toml:1: is larger than 1048576 bytes"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, data: bytes, wanted: str) -> None:
    (fault,) = faults_of(tmp_path, data)
    assert fault.startswith(wanted)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [key.name for key in (*SOURCE, *CRAWL, *RULES)] + ["[crawl]", "[[rules]]", "xyzzy"]
            ),
            st.sampled_from(
                [
                    "3",
                    "1.5",
                    '"x"',
                    '["x", 3]',
                    "[]",
                    "{}",
                    "true",
                    "2024-01-01",
                    "2024-01-01T00:00:00",
                    "[[]]",
                    "nan",
                ]
            ),
        ),
        max_size=8,
    )
)
def test_any_key_with_any_value_is_loaded_or_told_never_raised(lines: list[tuple[str, str]]) -> None:
    text = "\n".join(name if name.startswith("[") else f"{name} = {value}" for name, value in lines)
    with TemporaryDirectory() as folder:
        (Path(folder) / "herald.toml").write_text(text)
        with pytest.raises(SourceErrors) as caught:
            load_sources([Path(folder)])
    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in caught.value.faults)
