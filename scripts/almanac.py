"""A dozen invented outlets that publish and correct stories for as long as one likes, on a clock that can be set.

`python -m scripts.almanac` serves all of them on one loopback port by their Host header until standard input closes, and
prints the port. What is online is a pure function of outlet and moment. `POST /.almanac/offset` sets the clock: seconds
ahead of the system's. `GET /.almanac/log` lists the requests so far: moment, outlet, path, status.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crawler.demo.loopback import LoopbackServer

START = datetime(2026, 10, 10, tzinfo=UTC).timestamp()
"""The first moment: two weeks before Berlin's clocks are set back."""
LISTED = 12
"""Stories in a feed."""
EDIT_AFTER = 7_200.0
"""Seconds after which every fourth story is corrected."""
_SUBJECTS = (
    "skippers",
    "millers",
    "beekeepers",
    "tram drivers",
    "potters",
    "glaziers",
    "librarians",
    "rowers",
    "bakers",
)
_VERBS = (
    "asked for",
    "put off",
    "voted on",
    "paid for",
    "argued about",
    "agreed to",
    "went back to",
    "gave up",
)
_OBJECTS = (
    "the ferry quay",
    "a market hall",
    "the night tram",
    "two wells",
    "the reading room",
    "a footbridge",
)
_ENDS = (
    "before the thaw",
    "after a long evening",
    "on the ridge",
    "at the old customs house",
    "in spite of the frost",
)


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet: what its source file says under [crawl], and how often it publishes (seconds)."""

    name: str
    zone: str
    crawl: str
    every: float
    interval: float | None = None
    cron: tuple[int, int, int | None] | None = None
    """Hour, minute and weekday (0 is Monday) of its cron line."""
    window: tuple[int, int] | None = None
    """The hours within which it may be visited."""
    broken: bool = False

    @property
    def host(self) -> str:
        """Its name on the wire."""
        return f"{self.name}.almanac.test"

    def toml(self, port: int) -> str:
        """Its source file."""
        return (
            f'id = "{self.name}"\nname = "{self.name}"\ndomains = ["{self.host}"]\nlanguage = "en"\n'
            f'timezone = "{self.zone}"\nfeeds = ["http://{self.host}:{port}/feed"]\n[crawl]\n{self.crawl}\n'
        )

    def published(self, number: int) -> float:
        """When a story appears: the first ones were there before."""
        return START + (number - LISTED) * self.every + len(self.name) * 61.0

    def online(self, now: float) -> range:
        """The numbers of the stories that its feed lists."""
        newest = int((now - len(self.name) * 61.0 - START) // self.every) + LISTED
        return range(max(0, newest - LISTED + 1), newest + 1)

    def edited(self, number: int) -> float | None:
        """When a story is corrected; None for never."""
        return self.published(number) + EDIT_AFTER if number % 4 == 0 else None


HOUR = 3600.0
OUTLETS = (
    Outlet("quick0", "Europe/Berlin", 'interval = "2h"', 2.5 * HOUR, interval=2 * HOUR),
    Outlet("quick1", "America/St_Johns", 'interval = "2h"', 3.1 * HOUR, interval=2 * HOUR),
    Outlet("quick22", "UTC", 'interval = "2h"', 5.3 * HOUR, interval=2 * HOUR),
    Outlet("slow0", "Asia/Tokyo", 'interval = "8h"', 4.7 * HOUR, interval=8 * HOUR),
    Outlet("slow11", "Asia/Tehran", 'interval = "8h"', 9.1 * HOUR, interval=8 * HOUR),
    Outlet("slow222", "Australia/Lord_Howe", 'interval = "8h"', 6.5 * HOUR, interval=8 * HOUR),
    Outlet("morning", "Europe/Berlin", 'cron = "0 6 * * *"', 3.9 * HOUR, cron=(6, 0, None)),
    Outlet("evening", "Pacific/Apia", 'cron = "45 21 * * *"', 5.9 * HOUR, cron=(21, 45, None)),
    Outlet("sundays", "America/New_York", 'cron = "15 3 * * 0"', 19 * HOUR, cron=(3, 15, 6)),
    Outlet(
        "night",
        "Europe/Berlin",
        'interval = "3h"\nwindow = "01:00-05:00"',
        4.1 * HOUR,
        interval=3 * HOUR,
        window=(1, 5),
    ),
    Outlet(
        "midnight",
        "Asia/Tokyo",
        'interval = "1h"\nwindow = "22:00-02:00"',
        5.5 * HOUR,
        interval=HOUR,
        window=(22, 2),
    ),
    Outlet("broken", "UTC", 'interval = "4h"', 4 * HOUR, interval=4 * HOUR, broken=True),
)


def feed(outlet: Outlet, base: str, now: float) -> bytes:
    """The newest stories as RSS."""
    items = "".join(
        f"<item><title>Story {number}</title><link>{base}/{number}</link></item>"
        for number in reversed(outlet.online(now))
    )
    head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{outlet.name}</title>'
    return f"{head}{items}</channel></rss>".encode()


def story(outlet: Outlet, number: int, now: float) -> bytes:
    """A page, corrected or not yet."""
    dice = random.Random(f"{outlet.name} {number}")
    lines = [_line(dice) for _ in range(9)]
    edited = outlet.edited(number)
    if edited is not None and edited <= now:
        lines[4] = (
            f"Correction: it was {dice.randrange(100, 999)} of the {dice.choice(_SUBJECTS)}, not fewer, as was said here."
        )
    paragraphs = "".join(f"<p>{' '.join(lines[n : n + 3])}</p>" for n in range(0, 9, 3))
    title = f"{dice.choice(_SUBJECTS).capitalize()} {dice.choice(_VERBS)} {dice.choice(_OBJECTS)}, {number}"
    date = format_datetime(datetime.fromtimestamp(outlet.published(number), UTC))
    page = f"<h1>{title}</h1><time>{date}</time>{paragraphs}"
    return f"<html><head><title>{title}</title></head><body><article>{page}</article></body></html>".encode()


def _line(dice: random.Random) -> str:
    who, place = (
        dice.choice(_SUBJECTS),
        f"{dice.choice('BDFGKLMNPRSTVW')}{dice.choice(('al', 'or', 'en', 'um'))}wick",
    )
    year = dice.randrange(1700, 2020)
    return (
        f"The {who} of {place} {dice.choice(_VERBS)} {dice.choice(_OBJECTS)} {dice.choice(_ENDS)}, "
        f"for the {dice.randrange(2, 90)}th time since {year}, said {dice.randrange(3, 900)} of the {dice.choice(_SUBJECTS)}."
    )


def answer(outlet: Outlet, base: str, path: str, now: float) -> tuple[int, str, bytes]:
    """Status, type and body of what an outlet says to a path at a moment."""
    if path == "/robots.txt":
        return 404, "text/plain", b"none"
    if outlet.broken:
        return 503, "text/plain", b"down"
    if path == "/feed":
        return 200, "application/rss+xml", feed(outlet, base, now)
    number = path.removeprefix("/")
    if number.isdigit() and outlet.published(int(number)) <= now:
        return 200, "text/html; charset=utf-8", story(outlet, int(number), now)
    return 404, "text/plain", b"no such page"


class _Server(LoopbackServer):
    def __init__(self) -> None:
        self.offset = 0.0
        self.log: list[tuple[float, str, str, int]] = []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 60

    def do_GET(self) -> None:
        if self.path == "/.almanac/log":
            self._send(200, "application/json", json.dumps(self.server.log).encode())
            return
        host = (self.headers.get("Host") or "").partition(":")[0]
        outlet = next((each for each in OUTLETS if each.host == host), None)
        if outlet is None:
            self._send(421, "text/plain", b"no such outlet")
            return
        now = time.time() + self.server.offset
        status, kind, body = answer(outlet, f"http://{self.headers['Host']}", self.path, now)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if status == 200 and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.server.log.append((now, outlet.name, self.path, status))
        self._send(status, kind, body, etag)

    def do_POST(self) -> None:
        self.server.offset = float(self.rfile.read(int(self.headers["Content-Length"])))
        self._send(200, "text/plain", b"")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal: the log is kept for whoever asks."""

    def _send(self, status: int, kind: str, body: bytes, etag: str | None = None) -> None:
        self.send_response(status)
        if status != 304:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        if etag is not None and status in (200, 304):
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve until standard input closes."""
    server = _Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
