"""Content encodings and charsets: bombs, lies, what is cut or unknown (A9-A12)."""

from __future__ import annotations

import gzip
import zlib

import brotli
import zstandard

from tests.server.exchange import Exchange, behaviour
from tests.server.pages import article

MIB = 1024 * 1024
CHARSET_LIES = {
    "header-wrong": ("text/html; charset=iso-8859-1", "utf-8", "utf-8"),
    "meta-wrong": ("text/html; charset=windows-1251", "utf-8", "windows-1251"),
    "both-wrong": ("text/html; charset=us-ascii", "iso-8859-1", "utf-8"),
    "none": ("text/html", "", "windows-1251"),
    "unknown": ("text/html; charset=x-klingon", "", "utf-8"),
    "utf-16": ("text/html", "", "utf-16-le"),
    "utf-16-bom": ("text/html", "", "utf-16"),
    "utf-7": ("text/html; charset=utf-7", "", "utf-7"),
}
"""Name -> (Content-Type header, charset in meta, charset of the bytes)."""
CYRILLIC = "Паромы останутся ещё на год: совет порта проголосовал во вторник вечером."


def _body(exchange: Exchange) -> bytes:
    return article(exchange.path.strip("/").replace("/", "-"), exchange.base).encode()


async def _encoded(exchange: Exchange, data: bytes, encoding: str = "gzip") -> None:
    await exchange.reply(data, headers=[("Content-Encoding", encoding)])


@behaviour("encoded")
async def encoded(exchange: Exchange) -> None:
    """Sound, in `?as=` gzip, deflate, raw-deflate, br or zstd."""
    name, body = exchange.option("as", "gzip"), _body(exchange)
    if name == "raw-deflate":
        packer = zlib.compressobj(wbits=-15)
        await _encoded(exchange, packer.compress(body) + packer.flush(), "deflate")
    else:
        packers = {
            "gzip": gzip.compress,
            "deflate": zlib.compress,
            "br": brotli.compress,
            "zstd": zstandard.ZstdCompressor().compress,
        }
        await _encoded(exchange, packers[name](body), name)


def gzip_bomb(mib: int) -> bytes:
    """A gzip member that unpacks to `mib` MiB of zeros; its check sum is right up to 256 MiB."""
    zeros = bytes(MIB)
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, wbits=-15).flush()
    check = 0
    for _ in range(mib if mib <= 256 else 0):
        check = zlib.crc32(zeros, check)
    trailer = check.to_bytes(4, "little") + (mib * MIB % 2**32).to_bytes(4, "little")
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * mib + end + trailer


@behaviour("gzip-bomb")
async def bomb_gzip(exchange: Exchange) -> None:
    """A9: `?mib=` (1,024) MiB of zeros in about a thousandth of that."""
    await _encoded(exchange, gzip_bomb(int(exchange.number("mib", 1024))))


@behaviour("br-bomb")
async def bomb_br(exchange: Exchange) -> None:
    """A9: 64 MiB of zeros in brotli."""
    await _encoded(exchange, brotli.compress(bytes(64 * MIB), quality=1), "br")


@behaviour("zstd-bomb")
async def bomb_zstd(exchange: Exchange) -> None:
    """A9: 64 MiB of zeros in zstd."""
    await _encoded(exchange, zstandard.ZstdCompressor().compress(bytes(64 * MIB)), "zstd")


@behaviour("deflate-bomb")
async def bomb_deflate(exchange: Exchange) -> None:
    """A9: 64 MiB of zeros in deflate."""
    await _encoded(exchange, zlib.compress(bytes(64 * MIB)), "deflate")


@behaviour("gzip-twice")
async def gzip_twice(exchange: Exchange) -> None:
    """A9: `gzip, gzip` around a bomb of `?mib=` (64) MiB."""
    await _encoded(exchange, gzip.compress(gzip_bomb(int(exchange.number("mib", 64)))), "gzip, gzip")


@behaviour("bad-gzip")
async def bad_gzip(exchange: Exchange) -> None:
    """A10: `?kind=plain|cut|garbage-after|broken|empty`; said to be gzip in every case."""
    whole = gzip.compress(_body(exchange), mtime=0)
    kinds = {
        "plain": _body(exchange),
        "cut": whole[: len(whole) // 2],
        "garbage-after": whole + b"\0\0garbage" * 10,
        "broken": whole[:60] + b"\xff" * 40 + whole[100:],
        "empty": b"",
    }
    await _encoded(exchange, kinds[exchange.option("kind", "plain")])


@behaviour("unknown-encoding")
async def unknown_encoding(exchange: Exchange) -> None:
    """A11: Content-Encoding x-foo."""
    await _encoded(exchange, _body(exchange), "x-foo")


@behaviour("charset")
async def charset(exchange: Exchange) -> None:
    """A12: `?lie=` one of CHARSET_LIES, on a page with Cyrillic text."""
    content_type, meta, encoding = CHARSET_LIES[exchange.option("lie", "header-wrong")]
    page = article("charset", exchange.base, (CYRILLIC, CYRILLIC))
    page = page.replace('<meta charset="utf-8">', f'<meta charset="{meta}">' if meta else "")
    await exchange.reply(page.encode(encoding), content_type=content_type)
