from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.heads import Heads
from archive.http import parse_response
from archive.record import by_name, parse_fields

NAMES = st.sampled_from(
    ["WARC-Type", "warc-type", "WARC-Date", "Content-Length", "X", "WARC-Concurrent-To", "a b"]
)
VALUES = st.sampled_from(
    ["response", "", " 12 ", "a: b", "http://harbour-post.example/ä", "x\r", "\xa0y", "tab\there"]
)
LINES = st.lists(
    st.one_of(
        st.tuples(NAMES, st.sampled_from([": ", ":", " : ", ":\t"]), VALUES).map("".join),
        st.text(st.characters(blacklist_characters="\n"), max_size=12).filter(
            lambda line: line[:1] not in " \t"
        ),
    ),
    max_size=8,
)
ENDS = st.sampled_from(["\r\n", "\n"])


def head_of(lines: list[str], end: str) -> str:
    return end.join(["WARC/1.1", *lines]) + end.rstrip("\n")


@settings(deadline=None)
@given(st.lists(st.tuples(LINES, ENDS), min_size=1, max_size=4))
def test_what_was_learned_of_a_writer_changes_nothing_that_is_read(
    shapes: list[tuple[list[str], str]],
) -> None:
    heads = Heads()
    for _ in range(40):
        for lines, end in shapes:
            head = head_of(lines, end)
            assert heads.fields(head) == by_name(parse_fields(head.partition("\n")[2]))


def test_the_values_of_each_head_are_its_own() -> None:
    heads = Heads()
    for number in range(100):
        head = head_of(
            ["WARC-Type: response", f"WARC-Date: {number}", f"X: {number}", f"x: {-number}"], "\r\n"
        )
        assert heads.fields(head) == {"warc-type": "response", "warc-date": str(number), "x": str(number)}


@given(LINES, ENDS)
def test_the_usual_and_the_odd_http_head_are_read_alike(lines: list[str], end: str) -> None:
    kept = [
        text for line in lines if (text := line.encode("latin-1", "ignore").decode("latin-1")).strip("\r")
    ]
    head = end.join(["HTTP/1.1 200 OK", *kept, "", "body"])
    assert parse_response(head.encode("latin-1")).headers == parse_fields("\n".join(kept))
