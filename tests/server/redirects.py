"""Redirects: one hop, chains, loops, and to places no crawler may follow (B1, B2, B5-B7)."""

from __future__ import annotations

from tests.server.exchange import Exchange, behaviour


async def _redirect(exchange: Exchange, to: str, code: str = "302") -> None:
    await exchange.reply(f"moved to {to}", f"{exchange.option('code', code)} Moved", [("Location", to)])


@behaviour("redirect")
async def redirect(exchange: Exchange) -> None:
    """To `?to=` as it stands (any scheme or address), `?code=` (302); without `to`, to an article of its own."""
    await _redirect(exchange, exchange.option("to") or f"/article/{exchange.path.rsplit('/', 1)[-1]}")


@behaviour("redirect-loop")
async def redirect_loop(exchange: Exchange) -> None:
    """B6: /a to /b and back."""
    base, _, name = exchange.path.rpartition("/")
    await _redirect(exchange, f"{base}/{'b' if name == 'a' else 'a'}")


@behaviour("redirect-self")
async def redirect_self(exchange: Exchange) -> None:
    """B6: to itself, with a cookie each time."""
    fields = [("Location", exchange.target), ("Set-Cookie", f"seen={exchange.seen}")]
    await exchange.reply("again", "302 Found", fields)


@behaviour("redirect-chain")
async def redirect_chain(exchange: Exchange) -> None:
    """B6: `/redirect-chain/50` goes down to 0, where an article is."""
    left = int(exchange.path.rsplit("/", 1)[-1])
    await _redirect(exchange, f"/redirect-chain/{left - 1}" if left > 1 else "/article/end-of-chain")


@behaviour("redirect-no-location")
async def redirect_no_location(exchange: Exchange) -> None:
    """301 without saying where."""
    await exchange.reply("gone somewhere", "301 Moved")


@behaviour("redirect-two-locations")
async def redirect_two_locations(exchange: Exchange) -> None:
    """302 with two Location fields that disagree."""
    await exchange.reply("", "302 Found", [("Location", "/article/first"), ("Location", "/article/second")])
