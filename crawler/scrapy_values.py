"""Scrapy's own settings, looked at before it reads them: it would answer a wrong one with a traceback."""

from __future__ import annotations

import logging

from scrapy.settings import BaseSettings, default_settings

from crawler.config import ConfigError


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
    # A whole number as a default may stand for seconds, so that 0.5 is right as well.
    kind, read = ("0 or 1", settings.getbool) if isinstance(usual, bool) else ("a number", settings.getfloat)
    try:
        read(name)
    except (ValueError, TypeError):
        return f"{name} = {value!r}: must be {kind}"
    return None
