"""Statuses: busy, Retry-After in every form, conditional answers, status lines that are wrong (A7, A13-A16)."""

from __future__ import annotations

import time
from email.utils import formatdate

from tests.server.exchange import Exchange, behaviour
from tests.server.pages import article


def _body(exchange: Exchange) -> bytes:
    return article(exchange.path.strip("/").replace("/", "-"), exchange.base).encode()


@behaviour("status")
async def status(exchange: Exchange) -> None:
    """`/status/451` answers with that status and a small page."""
    code = exchange.path.rsplit("/", 1)[-1]
    await exchange.reply(f"<html><title>{code}</title></html>", f"{code} As Asked")


@behaviour("flaky")
async def flaky(exchange: Exchange) -> None:
    """`?code=` (503) for the first `?times=` (1) requests of a path, then sound; `?retry-after=` adds the field."""
    if exchange.seen > exchange.number("times", 1):
        await exchange.reply(_body(exchange))
        return
    wait = exchange.option("retry-after")
    fields = [("Retry-After", wait)] if wait else []
    await exchange.reply("busy", f"{exchange.option('code', '503')} Busy", fields)


@behaviour("retry-after")
async def retry_after(exchange: Exchange) -> None:
    """A16: 429 with `Retry-After: ?value=` as it stands, or a date `?date=` seconds from now; then sound."""
    if exchange.seen > exchange.number("times", 1):
        await exchange.reply(_body(exchange))
        return
    offset = exchange.option("date")
    value = formatdate(time.time() + float(offset), usegmt=True) if offset else exchange.option("value")
    await exchange.reply("slow down", f"{exchange.option('code', '429')} Slow", [("Retry-After", value)])


@behaviour("conditional")
async def conditional(exchange: Exchange) -> None:
    """A13: ETag and Last-Modified; 304 to the validators it gave, 200 otherwise."""
    validators = [("ETag", '"v1"'), ("Last-Modified", "Tue, 03 Nov 2026 08:15:00 GMT")]
    if exchange.header("if-none-match") == '"v1"' or exchange.header("if-modified-since"):
        await exchange.head("304 Not Modified", validators)
    else:
        await exchange.reply(_body(exchange), headers=validators)


@behaviour("etag")
async def etag(exchange: Exchange) -> None:
    """A15: `?kind=huge|quotes|weak|bare`: an ETag of 1 MB, with quotes inside, weak, or without quotes."""
    kinds = {"huge": f'"{"e" * 1_000_000}"', "quotes": '"a"b"', "weak": 'W/"w"', "bare": "bare"}
    await exchange.reply(_body(exchange), headers=[("ETag", kinds[exchange.option("kind", "quotes")])])


@behaviour("304-unasked")
async def not_modified_unasked(exchange: Exchange) -> None:
    """A14: 304 to a request without validators."""
    await exchange.head("304 Not Modified", [("ETag", '"never-given"')])


@behaviour("no-content-with-body")
async def no_content_with_body(exchange: Exchange) -> None:
    """A13: `?code=` (204), which has no body, with a body and its length."""
    code = exchange.option("code", "204")
    body = b"there should be nothing here"
    await exchange.head(f"{code} None", [("Content-Length", str(len(body)))])
    await exchange.raw(body)
    exchange.close()


@behaviour("empty-status-text")
async def empty_status_text(exchange: Exchange) -> None:
    """A7: `HTTP/1.1 200` and nothing after it."""
    body = _body(exchange)
    head = f"HTTP/1.1 200\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    await exchange.raw(head.encode() + body)


@behaviour("status-999")
async def status_999(exchange: Exchange) -> None:
    """A7: a status that no registry knows."""
    await exchange.reply("<html><title>Denied</title></html>", "999 Request Denied")


@behaviour("http-0.9")
async def http_09(exchange: Exchange) -> None:
    """A7: a body without status line or headers."""
    await exchange.raw(b"<html><title>As in 1991</title></html>")
    exchange.close()


@behaviour("early-hints")
async def early_hints(exchange: Exchange) -> None:
    """RFC 8297: a 103 before the 200."""
    await exchange.raw(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n")
    await exchange.reply(_body(exchange))
