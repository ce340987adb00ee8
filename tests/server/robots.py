"""robots.txt in every state (C1): the host name chooses, `robots-503.test` answers 503; other hosts allow everything."""

from __future__ import annotations

from tests.server.exchange import Exchange, behaviour

RULES = b"User-agent: *\nDisallow: /private/\nAllow: /private/open\n"
ALLOW_ALL = b"User-agent: *\nDisallow:\n"
BODIES = {
    "rules": RULES,
    "deny": b"User-agent: *\nDisallow: /\n",
    "token": b"User-agent: *\nDisallow: /\n\nUser-agent: wirecopy\nDisallow: /private/\n",
    "token-denied": b"User-agent: *\nAllow: /\n\nUser-agent: Wirecopy/1.0\nDisallow: /\n",
    "delay": b"User-agent: *\nCrawl-delay: 1\nDisallow: /private/\n",
    "delay-absurd": b"User-agent: *\nCrawl-delay: 1e9\nDisallow: /private/\n",
    "html": b"<!doctype html><html><body>User-agent: *<br>Disallow: /</body></html>",
    "bom": b"\xef\xbb\xbfUser-agent: *\nDisallow: /private/\n",
    "utf-16": "User-agent: *\nDisallow: /private/\n".encode("utf-16"),
    "latin-1": "User-agent: *\nDisallow: /private/\nDisallow: /été/\n".encode("latin-1"),
    "nul": b"User-agent: *\nDis\0allow: /\nDisallow: /private/\n",
    "empty": b"",
    "long": b"User-agent: *\nDisallow: /private/\n" + b"# filler\n" * 60_000 + b"Disallow: /late/\n",
    "sitemap": b"User-agent: *\nDisallow:\nSitemap: /sitemap/news\n",
}
"""Variants that are a 200 with these bytes; `long` is over 500 KiB and its last rule lies behind the limit."""


@behaviour("robots.txt")
async def robots(exchange: Exchange) -> None:
    """Answers by `robots-<variant>.test`: a name of BODIES, a status, or one of the special cases below."""
    name = exchange.host.removeprefix("robots-").removesuffix(".test")
    variant = name if exchange.host.startswith("robots-") else ""
    if variant.isdigit():
        await exchange.reply(RULES, f"{variant} As Asked", content_type="text/plain")
    elif variant.startswith("redirect"):
        await _redirect(exchange, int(variant.removeprefix("redirect") or 1))
    elif variant in SPECIAL:
        await SPECIAL[variant](exchange)
    else:
        await exchange.reply(BODIES.get(variant, ALLOW_ALL), content_type="text/plain; charset=utf-8")


async def _redirect(exchange: Exchange, hops: int) -> None:
    await exchange.reply(b"", "301 Moved", [("Location", f"/robots-hop/{hops - 1}")])


@behaviour("robots-hop")
async def hop(exchange: Exchange) -> None:
    """The rest of a redirect chain; at 0 the rules."""
    left = int(exchange.path.rsplit("/", 1)[-1])
    if left:
        await _redirect(exchange, left)
    else:
        await exchange.reply(RULES, content_type="text/plain")


async def _timeout(exchange: Exchange) -> None:
    await exchange.hang()


async def _reset(exchange: Exchange) -> None:
    exchange.reset()


async def _loop(exchange: Exchange) -> None:
    await exchange.reply(b"", "302 Found", [("Location", "/robots.txt")])


async def _to_file(exchange: Exchange) -> None:
    await exchange.reply(b"", "302 Found", [("Location", "file:///etc/hostname")])


async def _endless(exchange: Exchange) -> None:
    await exchange.head("200 OK", [("Content-Type", "text/plain"), ("Connection", "close")])
    await exchange.raw(RULES)
    while not exchange.writer.transport.is_closing():
        await exchange.raw(b"# and so on\n" * 4096)


async def _changes(exchange: Exchange) -> None:
    """C2: allows at first, denies from the second request on."""
    await exchange.reply(ALLOW_ALL if exchange.seen == 1 else BODIES["deny"], content_type="text/plain")


async def _recovers(exchange: Exchange) -> None:
    """503 at first, then rules."""
    status = "503 Busy" if exchange.seen == 1 else "200 OK"
    await exchange.reply(RULES, status, content_type="text/plain")


SPECIAL = {
    "timeout": _timeout,
    "reset": _reset,
    "loop": _loop,
    "to-file": _to_file,
    "endless": _endless,
    "changes": _changes,
    "recovers": _recovers,
}
