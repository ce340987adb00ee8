from __future__ import annotations

import pytest

from crawler.politeness.policy import OPT_OUTS, obeyed, withheld


def test_nothing_is_withheld_by_default() -> None:
    assert withheld(["noarchive", "noai", "tdm-reservation"], obeyed([])) is None


@pytest.mark.parametrize(
    ("said", "result"),
    [
        (["noindex", "noai"], "noai"),
        (["wirecopy: noarchive"], "noarchive"),
        (["googlebot: noarchive"], None),
        (["tdm-policy: https://outlet.test/policy"], None),
        (["noindex"], None),
        ([], None),
    ],
)
def test_what_is_obeyed_withholds(said: list[str], result: str | None) -> None:
    assert withheld(said, obeyed(["noai", "NoArchive "])) == result


def test_all_stands_for_every_one() -> None:
    assert obeyed(["all"]) == frozenset(OPT_OUTS)


def test_a_misspelt_name_is_an_error_that_helps() -> None:
    with pytest.raises(ValueError, match="did you mean 'noarchive'"):
        obeyed(["noarchiv"])
