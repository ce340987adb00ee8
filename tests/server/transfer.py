"""Transfers that go wrong: lengths that lie, bad chunks, resets, silence (A1-A5, A18)."""

from __future__ import annotations

import asyncio
import random

from tests.server.exchange import Exchange, behaviour
from tests.server.pages import article

HTML = ("Content-Type", "text/html; charset=utf-8")
CHUNKED = ("Transfer-Encoding", "chunked")


def _body(exchange: Exchange) -> bytes:
    return article(exchange.path.strip("/").replace("/", "-"), exchange.base).encode()


async def _sound_after(exchange: Exchange) -> bool:
    """True, with a sound answer sent, when the fault was asked for `times` times only and they are over."""
    times = int(exchange.number("times", 0))
    if not times or exchange.seen <= times:
        return False
    await exchange.reply(_body(exchange))
    return True


@behaviour("length-too-long")
async def length_too_long(exchange: Exchange) -> None:
    """A1: Content-Length is 1,000 more than the body, then the connection ends."""
    if await _sound_after(exchange):
        return
    body = _body(exchange)
    await exchange.head("200 OK", [HTML, ("Content-Length", str(len(body) + 1000))])
    await exchange.raw(body)
    exchange.close()


@behaviour("length-too-short")
async def length_too_short(exchange: Exchange) -> None:
    """A2: the body goes on for 400 bytes after Content-Length; they must not become the next response."""
    body = _body(exchange)
    await exchange.head("200 OK", [HTML, ("Content-Length", str(len(body)))])
    await exchange.raw(body + b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsmuggled\n" + b"x" * 350)


@behaviour("length-twice")
async def length_twice(exchange: Exchange) -> None:
    """Two Content-Length fields that disagree."""
    body = _body(exchange)
    await exchange.head("200 OK", [HTML, ("Content-Length", str(len(body))), ("Content-Length", "7")])
    await exchange.raw(body)
    exchange.close()


@behaviour("chunked")
async def chunked(exchange: Exchange) -> None:
    """Sound: three chunks, an extension and a trailer field."""
    body = _body(exchange)
    third = len(body) // 3
    await exchange.head("200 OK", [HTML, CHUNKED])
    for part in (body[:third], body[third : 2 * third], body[2 * third :]):
        await exchange.raw(b"%x;part=yes\r\n%b\r\n" % (len(part), part))
    await exchange.raw(b"0\r\nX-Trailer: end\r\n\r\n")


@behaviour("bad-chunk")
async def bad_chunk(exchange: Exchange) -> None:
    """A3: the second chunk size is not a number."""
    body = _body(exchange)
    await exchange.head("200 OK", [HTML, CHUNKED])
    await exchange.raw(b"%x\r\n%b\r\nzz\r\nmore\r\n0\r\n\r\n" % (len(body), body))
    exchange.close()


@behaviour("no-last-chunk")
async def no_last_chunk(exchange: Exchange) -> None:
    """A3: the connection ends before the last chunk."""
    body = _body(exchange)
    await exchange.head("200 OK", [HTML, CHUNKED])
    await exchange.raw(b"%x\r\n%b\r\n" % (len(body), body))
    exchange.close()


@behaviour("no-length")
async def no_length(exchange: Exchange) -> None:
    """Sound, HTTP/1.0 style: neither length nor chunks, the end of the connection ends the body."""
    await exchange.head("200 OK", [HTML, ("Connection", "close")])
    await exchange.raw(_body(exchange))
    exchange.close()


@behaviour("cut")
async def cut(exchange: Exchange) -> None:
    """A18: half of the body, then the connection ends in order; `?times=N` is sound after N requests."""
    if await _sound_after(exchange):
        return
    body = _body(exchange)
    await exchange.head("200 OK", [HTML, ("Content-Length", str(len(body)))])
    await exchange.raw(body[: len(body) // 2])
    exchange.close()


@behaviour("reset-at-0")
async def reset_at_0(exchange: Exchange) -> None:
    """A18: RST instead of an answer; `?times=N` is sound after N requests."""
    if not await _sound_after(exchange):
        exchange.reset()


@behaviour("reset-after-headers")
async def reset_after_headers(exchange: Exchange) -> None:
    """A18: headers, then RST; `?times=N` is sound after N requests."""
    if await _sound_after(exchange):
        return
    await exchange.head("200 OK", [HTML, ("Content-Length", "5000")])
    await asyncio.sleep(0.05)
    exchange.reset()


@behaviour("reset-mid-body")
async def reset_mid_body(exchange: Exchange) -> None:
    """A18: half of the body, then RST; `?times=N` is sound after N requests."""
    if await _sound_after(exchange):
        return
    body = _body(exchange)
    await exchange.head("200 OK", [HTML, ("Content-Length", str(len(body)))])
    await exchange.raw(body[: len(body) // 2])
    await asyncio.sleep(0.05)
    exchange.reset()


@behaviour("large")
async def large(exchange: Exchange) -> None:
    """F10: sound, `?mb=` (40) of bytes that do not compress, of the type `?type=` (video/mp4); `?chunked=1` in chunks."""
    piece, count = random.Random(7).randbytes(1 << 20), int(exchange.number("mb", 40))
    framed = exchange.option("chunked") == "1"
    length = CHUNKED if framed else ("Content-Length", str(count << 20))
    await exchange.head("200 OK", [("Content-Type", exchange.option("type", "video/mp4")), length])
    for _ in range(count):
        await exchange.raw(b"%x\r\n%b\r\n" % (len(piece), piece) if framed else piece)
    if framed:
        await exchange.raw(b"0\r\n\r\n")


@behaviour("slow")
async def slow(exchange: Exchange) -> None:
    """Sound after `?seconds=` (1)."""
    await asyncio.sleep(exchange.number("seconds", 1))
    await exchange.reply(_body(exchange))


@behaviour("slow-body")
async def slow_body(exchange: Exchange) -> None:
    """A5, slow loris: one byte every `?seconds=` (1)."""
    body = _body(exchange)
    await exchange.head("200 OK", [HTML, ("Content-Length", str(len(body)))])
    for byte in body:
        await exchange.raw(bytes([byte]))
        await asyncio.sleep(exchange.number("seconds", 1))


@behaviour("hang")
async def hang(exchange: Exchange) -> None:
    """Takes the request and never answers; `?times=N` is sound after N requests."""
    if not await _sound_after(exchange):
        await exchange.hang()


@behaviour("drop")
async def drop(exchange: Exchange) -> None:
    """Sound answer on a connection that promises to stay and is closed at once."""
    await exchange.reply(_body(exchange), headers=[("Connection", "keep-alive")])
    exchange.close()


@behaviour("empty")
async def empty(exchange: Exchange) -> None:
    """200 with no body."""
    await exchange.reply()


@behaviour("endless-headers")
async def endless_headers(exchange: Exchange) -> None:
    """A4: `?mb=` (1) megabytes of header lines and no end of them."""
    await exchange.raw(b"HTTP/1.1 200 OK\r\n")
    line = b"X-More: " + b"h" * 1014 + b"\r\n"
    for _ in range(int(exchange.number("mb", 1) * 1024)):
        await exchange.raw(line)
    await exchange.hang()


@behaviour("endless-body")
async def endless_body(exchange: Exchange) -> None:
    """A body without end, chunk after chunk."""
    await exchange.head("200 OK", [HTML, CHUNKED])
    chunk = b"<p>and so on</p>\r\n" * 4096
    while not exchange.writer.transport.is_closing():
        await exchange.raw(b"%x\r\n%b\r\n" % (len(chunk), chunk))


@behaviour("big")
async def big(exchange: Exchange) -> None:
    """A sound body of `?mb=` (20) megabytes with its true length."""
    size = int(exchange.number("mb", 20) * 1024 * 1024)
    await exchange.head("200 OK", [HTML, ("Content-Length", str(size))])
    for _ in range(size // 65536):
        await exchange.raw(b"a" * 65536)
    await exchange.raw(b"a" * (size % 65536))
