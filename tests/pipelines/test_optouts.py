from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.optouts import opt_outs


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("noai, noimageai", ["noai", "noimageai"]),
        ("NoArchive", ["noarchive"]),
        ("none", ["nofollow", "noindex"]),
        ("all", []),
        ("index, follow, max-snippet:-1", []),
        ("googlebot: noarchive, nosnippet", ["googlebot: noarchive", "googlebot: nosnippet"]),
        (
            "otherbot: noindex, googlebot: none",
            ["googlebot: nofollow", "googlebot: noindex", "otherbot: noindex"],
        ),
        ("unavailable_after: 25 Jun 2010 15:00:00 PST, noai", ["noai", "unavailable_after"]),
        ("noai noimageai", ["noai", "noimageai"]),
        ("noai: true", ["noai"]),
        ("max-image-preview:none, noarchive", ["noarchive"]),
        ("%s {0} <script>, =cmd", []),
        ("", []),
    ],
)
def test_x_robots_tag(value: str, expected: list[str]) -> None:
    assert opt_outs([("X-Robots-Tag", value)]) == expected
    assert opt_outs([], [("robots", value)]) == expected


def test_headers_and_metas_are_joined_sorted_and_single() -> None:
    headers = [("x-robots-tag", "noarchive"), ("X-ROBOTS-TAG", "noai"), ("Server", "noimageai")]
    assert opt_outs(headers, {"robots": "noarchive,nofollow"}) == ["noai", "noarchive", "nofollow"]


def test_tdm_reservation_of_header_and_meta() -> None:
    policy = "https://outlet.example/policy.json"
    assert opt_outs([("TDM-Reservation", "1")], []) == ["tdm-reservation"]
    assert opt_outs([], [("tdm-reservation", " 1 "), ("tdm-policy", policy)]) == [
        f"tdm-policy: {policy}",
        "tdm-reservation",
    ]
    assert opt_outs([("tdm-reservation", "0"), ("tdm-policy", "javascript:alert(1)")]) == []


def test_content_usage_says_no_to_single_uses() -> None:
    assert opt_outs([("Content-Usage", "train-ai=n, search=y, bots = N;q=1")]) == ["bots=n", "train-ai=n"]


def test_a_meta_for_one_agent_keeps_its_name() -> None:
    assert opt_outs([], [("googlebot-news", "noindex")]) == ["googlebot-news: noindex"]
    assert opt_outs([], [("description", "noindex")]) == []


def test_what_is_asked_is_bounded() -> None:
    flood = [("X-Robots-Tag", f"agent{i}bot: noai") for i in range(10_000)]
    assert len(opt_outs(flood)) == 64
    assert opt_outs([("X-Robots-Tag", "noai," * 1_000_000)]) == ["noai"]


@given(st.lists(st.tuples(st.sampled_from(["X-Robots-Tag", "robots", "tdm-policy", "xbot"]), st.text())))
def test_any_value_gives_a_sorted_list(pairs: list[tuple[str, str]]) -> None:
    found = opt_outs(pairs)
    assert found == sorted(set(found))
