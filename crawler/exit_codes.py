"""The exit codes of every command, in one table (docs/exit-codes.md)."""

from __future__ import annotations

OK = 0
"""Every readable record or due address has an outcome; damage is listed."""
FAULTS = 1
"""Faults were found (verify, WIRECOPY_STRICT), or the crawl could not start or had to stop."""
USAGE = 2
"""The command line, a setting or an input cannot be used."""
INTERRUPTED = 130
"""A signal ended the crawl before it was finished (128 + SIGINT): what it did is kept, the next run goes on."""
LOCKED = 75
"""Another run holds the data folder; try again later (sysexits.h EX_TEMPFAIL)."""
