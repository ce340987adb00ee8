"""A setting that cannot be used is told by its name, with what it may be."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.config import Config, ConfigError, check_frontier
from crawler.scrapy_values import check_values


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CONCURRENT_REQUESTS", "1.5", "must be a whole number"),
        ("CONCURRENT_REQUESTS", 1.5, "must be a whole number"),
        ("CONCURRENT_REQUESTS", "0", "must be at least 1"),
        ("RETRY_TIMES", "2.5", "must be a whole number"),
        ("DOWNLOAD_DELAY", "nan", "must be a number"),
        ("DOWNLOAD_TIMEOUT", "inf", "must be a number"),
        ("TELNETCONSOLE_ENABLED", "perhaps", "must be 0 or 1"),
    ],
)
def test_a_value_that_scrapy_cannot_use_is_told(name: str, value: object, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        check_values(Settings({name: value}))
    assert str(error.value) == f"{name} = {value!r}: {said}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONCURRENT_REQUESTS", "16"),
        ("DOWNLOAD_DELAY", "0.5"),
        ("DOWNLOAD_TIMEOUT", 7.5),
        ("TELNETCONSOLE_ENABLED", "true"),
        ("RETRY_PRIORITY_ADJUST", "-2"),
        ("FEED_EXPORT_INDENT", None),
    ],
)
def test_a_value_that_scrapy_can_use_passes(name: str, value: object) -> None:
    check_values(Settings({name: value}))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WIRECOPY_WORKERS", "0", "must be a whole number, 1 or more"),
        ("WIRECOPY_WORKERS", 1.5, "must be a whole number, 1 or more"),
        ("WIRECOPY_WINDOW", "many", "must be a whole number, 1 or more"),
        ("WIRECOPY_DEADLINE", "inf", "must be a number above 0, and not without end"),
        ("WIRECOPY_DEADLINE", "nan", "must be a number above 0, and not without end"),
        ("WIRECOPY_STRICT", "perhaps", "must be 0 or 1"),
        ("WIRECOPY_DEDUP", "merge", "must be split or mark"),
        ("WIRECOPY_DATA", "", "must be the path of a folder"),
    ],
)
def test_a_value_of_ours_that_cannot_be_used_is_told(name: str, value: object, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        Config.from_settings(Settings({name: value}))
    assert str(error.value) == f"{name} = {value!r}: {said}"


def test_a_shared_frontier_needs_a_folder_and_a_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"WIRECOPY_FRONTIER: there is no folder .*nowhere; make it"):
        check_frontier(Config(frontier=str(tmp_path / "nowhere" / "f.sqlite")))
    with pytest.raises(ConfigError, match=r"WIRECOPY_FRONTIER: .* is a folder; give a file in it"):
        check_frontier(Config(frontier=str(tmp_path)))
    check_frontier(Config(frontier=str(tmp_path / "f.sqlite")))
    check_frontier(Config())
