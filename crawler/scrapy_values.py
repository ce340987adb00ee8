"""Scrapy's own settings, looked at before it reads them: it would answer a wrong one with a traceback."""

from __future__ import annotations

import logging
import math

from scrapy.settings import BaseSettings, default_settings

from crawler.config import ConfigError

_SWITCH, _WHOLE, _NUMBER = "0 or 1", "a whole number", "a number"
_SECONDS = frozenset({"DNS_TIMEOUT", "DOWNLOAD_DELAY", "DOWNLOAD_TIMEOUT"})


def check_values(settings: BaseSettings) -> None:
    """Return when every setting of Scrapy's that is a number or a switch has such a value; raises ConfigError."""
    faults = [fault for name in dir(default_settings) if name.isupper() and (fault := _fault(settings, name))]
    if faults:
        raise ConfigError("; ".join(faults))


def check_log_level(settings: BaseSettings) -> None:
    """Return when LOG_LEVEL is a level; raises ConfigError."""
    level = settings.get("LOG_LEVEL")
    known = logging.getLevelNamesMapping()
    if not isinstance(level, int) and level not in known:
        raise ConfigError(f"LOG_LEVEL = {level!r}: must be one of {', '.join(known)}")


def _fault(settings: BaseSettings, name: str) -> str | None:
    usual = getattr(default_settings, name)
    if not isinstance(usual, (bool, int, float)) or (value := settings.get(name)) is None:
        return None
    try:
        problem = _problem(settings, name, usual)
    except (ValueError, TypeError, OverflowError):
        problem = "must be " + _kind(name, usual)
    return f"{name} = {value!r}: {problem}" if problem else None


def _problem(settings: BaseSettings, name: str, usual: float) -> str | None:
    kind = _kind(name, usual)
    if kind == _SWITCH:
        settings.getbool(name)
        return None
    number = settings.getfloat(name)
    if not math.isfinite(number):
        return f"must be {kind}"
    if kind == _WHOLE and settings.getint(name) != number:
        return f"must be {kind}"
    # With none at a time Scrapy would wait for ever.
    return "must be at least 1" if name.startswith("CONCURRENT_") and number < 1 else None


def _kind(name: str, usual: float) -> str:
    # Scrapy has a whole number as the default of some that it reads as seconds, and of a switch.
    if isinstance(usual, bool) or name.endswith("_ENABLED"):
        return _SWITCH
    return _NUMBER if isinstance(usual, float) or name in _SECONDS else _WHOLE
