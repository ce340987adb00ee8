from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.lines import Lines

TEXT = '''# a comment with feeds = 1
id = "herald"   # [crawl]
feeds = [
    "https://herald.example/a",  # first ]
    "https://herald.example/ab",
    'https://herald.example/b',
]
"name" = """
kind = "not a key"
[crawl]
"""
kind = "publisher"

[crawl]
delay = 2

[[rules]]
title = "h1"

[[rules]]  # older
title = ["h2",
         "h3"]
'''


def test_keys_tables_and_items_have_the_lines_they_stand_on() -> None:
    tomllib.loads(TEXT)
    lines = Lines(TEXT)
    assert lines.of("id") == 2
    assert lines.of("feeds") == 3
    assert lines.of_item("https://herald.example/a", "feeds") == 4
    assert lines.of_item("https://herald.example/ab", "feeds") == 5
    assert lines.of_item("https://herald.example/b", "feeds") == 6
    assert lines.of("name") == 8
    assert lines.of("kind") == 12, "what stands inside a string is no key"
    assert lines.of("crawl") == 14
    assert lines.of("crawl", "delay") == 15
    assert lines.of("rules", "0", "title") == 18
    assert lines.of("rules", "1") == 20
    assert lines.of_item("h3", "rules", "1", "title") == 22


def test_what_is_not_there_has_the_line_of_the_table_around_it() -> None:
    lines = Lines(TEXT)
    assert lines.of("rules", "1", "body") == 20
    assert lines.of("country") == 1
    assert lines.of_item("https://elsewhere.example/", "feeds") == 3


@given(
    st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.integers(0, 9), min_size=1), st.data()
)
def test_each_key_is_found_wherever_it_stands(table: dict[str, int], data: st.DataObject) -> None:
    written: list[str] = []
    wanted: dict[str, int] = {}
    for key, value in table.items():
        written += data.draw(st.lists(st.sampled_from(["", "# x = 1", "   "]), max_size=3))
        written.append(f"{key} = {value}")
        wanted[key] = len(written)
    lines = Lines("\n".join(written))
    assert {key: lines.of(key) for key in table} == wanted
