from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.addon import Wirecopy
from crawler.config import Config
from crawler.discovery import feed, section, sitemap, xml
from crawler.discovery.candidate import LONGEST_URL
from crawler.politeness import budget, retry_after, robots
from crawler.politeness.policy import OPT_OUTS
from crawler.politeness.wiring import PATIENCE
from tests.server.fixture import ROOT

POLITENESS = (ROOT / "docs" / "politeness.md").read_text()
SECURITY = (ROOT / "docs" / "security.md").read_text()
HEADINGS = re.findall(r"^### `(\w+) = (.+)`$", SECURITY, re.MULTILINE)


def effective() -> Settings:
    settings = Settings()
    Wirecopy.update_pre_crawler_settings(settings)
    Wirecopy().update_settings(settings)
    return settings


@pytest.mark.parametrize(("name", "value"), HEADINGS)
def test_security_page_says_what_is_set(name: str, value: str) -> None:
    said: Any = ast.literal_eval(value)
    if name.startswith("WIRECOPY_"):
        assert list(getattr(Config(), name.removeprefix("WIRECOPY_").lower())) == said
    elif isinstance(said, dict):
        assert said.items() <= dict(effective()[name]).items()
    else:
        assert effective()[name] == said


def test_security_page_gives_each_setting_a_pro_and_a_con() -> None:
    sections = SECURITY.split("\n### ")[1:]
    assert len(sections) == len(HEADINGS) + 1
    assert [text.split("\n")[0] for text in sections if "Pro:" not in text or "Con:" not in text] == []


def test_politeness_page_lists_every_opt_out() -> None:
    assert dict(re.findall(r"^\| `([\w-]+)` \| ([^|]+) \|$", POLITENESS, re.MULTILINE)) == OPT_OUTS


@pytest.mark.parametrize(
    ("words", "value", "number"),
    [
        ("the first 500 KiB count", robots.SIZE_LIMIT, 500 * 1024),
        ("up to 5 in a row", robots.REDIRECTS, 5),
        ("after 24 hours", robots.LIFETIME, 24 * 3600),
        ("after 5 minutes", robots.RECHECK, 5 * 60),
        ("up to 300 seconds", robots.LONGEST_DELAY, 300),
        ("at least 1 second, at most 1 day", (retry_after.SHORTEST, retry_after.LONGEST), (1, 86_400)),
        ("5 seconds, doubled", budget.FIRST_BACK_OFF, 5),
        ("Up to 30 seconds", PATIENCE, 30),
    ],
)
def test_numbers_of_the_politeness_page(words: str, value: object, number: object) -> None:
    assert words in POLITENESS
    assert value == number


@pytest.mark.parametrize(
    ("words", "value", "number"),
    [
        ("50 MiB unpacked", xml.LARGEST, 50 << 20),
        ("50,000 URLs of a sitemap", sitemap.URL_LIMIT, 50_000),
        ("10,000 entries of a feed", feed.ENTRY_LIMIT, 10_000),
        ("3\nlevels of sitemap indexes", sitemap.DEPTH_LIMIT, 3),
        ("5,000 links of a page", section.LINK_LIMIT, 5_000),
        ("2,048 characters of a URL", LONGEST_URL, 2048),
    ],
)
def test_numbers_of_the_security_page(words: str, value: int, number: int) -> None:
    assert words in SECURITY
    assert value == number
