"""The kinds of values a source file may hold: each function gives the value as the model wants it or raises `WrongValueError`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from difflib import get_close_matches
from functools import cache
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from cronsim import CronSim, CronSimError
from cssselect import HTMLTranslator, SelectorError, parse

from pipelines.sources.model import KINDS, ascii_host, split_selector
from pipelines.sources.pattern import pattern_fault

T = TypeVar("T")

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
_TYPES = {
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a table",
}


class WrongValueError(ValueError):
    """Why a value is refused; `item` is the member of a list that is to blame, for its line number."""

    def __init__(self, what: str, item: object = None) -> None:
        super().__init__(what)
        self.item = item


def did_you_mean(word: str, known: list[str]) -> str:
    """` Did you mean "feeds"?` for a near miss, else nothing."""
    near = get_close_matches(word, known, 1, 0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def text(value: object) -> str:
    """A string that is not empty, without white space around it."""
    if not isinstance(value, str):
        raise WrongValueError(f"must be a string, not {_type(value)}")
    if not value.strip():
        raise WrongValueError("is empty")
    return value.strip()


def texts(value: object) -> tuple[str, ...]:
    """Strings, none of them empty."""
    return _each(value, text)


def identifier(value: object) -> str:
    """A short name for the file system and the command line: `moscow_times`."""
    name = text(value)
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name):
        near = re.sub(r"[^a-z0-9_-]+", "_", name.lower()).strip("_")
        raise WrongValueError(
            f'"{name}" must be small letters, digits, _ and -.' + (f' Did you mean "{near}"?' if near else "")
        )
    return name


def hosts(value: object) -> tuple[str, ...]:
    """Host names, lower-case ASCII (IDNA); each covers its sub-domains."""
    return _each(value, _host)


def country(value: object) -> str:
    """Two capital letters (ISO 3166-1 alpha-2)."""
    code = text(value)
    if not re.fullmatch(r"[A-Z]{2}", code) or code == "UK":
        near = {"UK": "GB"}.get(code.upper(), code.upper())
        hint = f' Did you mean "{near}"?' if re.fullmatch(r"[A-Z]{2}", near) else ""
        raise WrongValueError(f'"{code}" is no ISO 3166 country code of two capital letters.{hint}')
    return code


def language(value: object) -> str:
    """A language tag such as `en`, `pt-BR` or `zh-Hant` (BCP 47)."""
    tag = text(value)
    if not _LANGUAGE.fullmatch(tag):
        near = tag.split("_")[0].split("-")[0].lower()
        hint = f' Did you mean "{near}"?' if _LANGUAGE.fullmatch(near) else ""
        raise WrongValueError(f'"{tag}" is no BCP 47 language tag such as "en" or "pt-BR".{hint}')
    return tag


def zone(value: object) -> str:
    """The name of a time zone, such as `Europe/Kyiv` (IANA)."""
    name = text(value)
    if name not in _zones():
        raise WrongValueError(f'"{name}" is no IANA time zone.{did_you_mean(name, sorted(_zones()))}')
    return name


def kind(value: object) -> str:
    """One of agency, publisher, aggregator."""
    word = text(value)
    if word not in KINDS:
        raise WrongValueError(f'"{word}" is none of {", ".join(KINDS)}.{did_you_mean(word, list(KINDS))}')
    return word


def urls(value: object) -> tuple[str, ...]:
    """Absolute http(s) addresses without credentials."""
    return _each(value, _url)


def pattern(value: object) -> str:
    """A regular expression that is sound and bounded in time (see `pipelines.sources.pattern`)."""
    expression = text(value)
    if fault := pattern_fault(expression):
        raise WrongValueError(fault)
    return expression


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise WrongValueError(f"must be true or false, not {_type(value)}")
    return value


def seconds(value: object) -> float:
    """A number of seconds, at most an hour."""
    return _number(value, 0, 3600)


def duration(value: object) -> float:
    """A span of time, `"90s"`, `"15m"`, `"2h"` or `"1d"`, as seconds; a plain number is seconds. At least 10, at most 31 days."""
    if isinstance(value, str):
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", value.strip())
        if not match:
            raise WrongValueError(f'"{value}" is no span of time such as "15m" or "2h"')
        value = float(match[1]) * _UNITS[match[2]]
    return _number(value, 10, 31 * 86400)


def count(value: object) -> int:
    """A whole number from 1."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise WrongValueError(f"must be a whole number from 1, not {value!r}")
    return value


def cron(value: object) -> str:
    """A time table of five fields: minute, hour, day of month, month, day of week."""
    line = text(value)
    try:
        if len(line.split()) != 5:
            raise WrongValueError(
                f'"{line}" must have five fields: minute, hour, day of month, month, day of week'
            )
        CronSim(line, datetime(2000, 1, 1))
    except CronSimError as error:
        raise WrongValueError(f'"{line}" is no cron line: {str(error) or "no such day"}') from error
    return line


def window(value: object) -> tuple[time, time]:
    """Hours of the day, `"22:00-06:00"`."""
    match = re.fullmatch(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)", text(value))
    try:
        start, end = (time.fromisoformat(part) for part in match.groups()) if match else (None, None)
    except ValueError as error:
        raise WrongValueError(f'"{value}" holds no time of day: {error}') from error
    if start is None or end is None or start == end:
        raise WrongValueError(f'"{value}" is no window such as "22:00-06:00"')
    return start, end


def day(value: object) -> date:
    """A day, `2024-07-06`, as a TOML date or a string."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError as error:
            raise WrongValueError(f'"{value}" is no day such as 2024-07-06') from error
    if not isinstance(value, date) or isinstance(value, datetime):
        raise WrongValueError(f"must be a day such as 2024-07-06, not {_type(value)}")
    return value


def selectors(value: object) -> tuple[str, ...]:
    """CSS selectors; each may end in `::attr(name)`."""
    return _each(value, _selector)


def _host(value: object) -> str:
    name = text(value)
    if "/" in name or ":" in name:
        host = urlsplit(name if "//" in name else f"//{name}").hostname
        raise WrongValueError(
            f'"{name}" must be a host name alone.' + (f' Did you mean "{host}"?' if host else "")
        )
    try:
        host = ascii_host(name)
    except ValueError as error:
        raise WrongValueError(f'"{name}" is no host name: {error}') from error
    if not _HOST.fullmatch(host) or ("." not in host and host != "localhost"):
        raise WrongValueError(f'"{name}" is no host name')
    return host


def _url(value: object) -> str:
    address = text(value)
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError as error:
        raise WrongValueError(f'"{address}" is no address: {error}') from error
    if not known or re.search(r"[\s\x00-\x1f\x7f<>\"]", address):
        hint = (
            f' Did you mean "https://{address}"?'
            if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", address)
            else ""
        )
        raise WrongValueError(f'"{address}" is no absolute http or https address.{hint}')
    if parts.username is not None:
        raise WrongValueError("an address must not hold a user name or password")
    return address


def _selector(value: object) -> str:
    selector = text(value)
    try:
        for parsed in parse(split_selector(selector)[0]):
            if parsed.pseudo_element is not None:
                raise WrongValueError(
                    f'"{selector}": the only pseudo-element read here is ::attr(name), at the end'
                )
            HTMLTranslator().selector_to_xpath(parsed)
    except SelectorError as error:
        raise WrongValueError(f'"{selector}" is no CSS selector: {error}') from error
    return selector


def _each(value: object, read: Callable[[object], T]) -> tuple[T, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        raise WrongValueError(f"must be a string or a list of strings, not {_type(value)}")
    found: list[T] = []
    for item in value:
        try:
            found.append(read(item))
        except WrongValueError as wrong:
            raise WrongValueError(str(wrong), item) from wrong
    if len(set(found)) < len(found):
        twice = next(item for index, item in enumerate(found) if item in found[:index])
        raise WrongValueError(f'"{twice}" stands twice', twice)
    return tuple(found)


def _number(value: object, least: float, most: float) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise WrongValueError(f"must be a number, not {_type(value)}")
    if not least <= value <= most:
        raise WrongValueError(f"must be from {least:g} to {most:g} seconds, not {value:g}")
    return float(value)


def _type(value: object) -> str:
    return _TYPES.get(type(value), "a date or time")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
