"""Header fields that are huge, many, doubled, malformed or wrong about the content (A4, A6-A8)."""

from __future__ import annotations

from tests.server.exchange import Exchange, behaviour
from tests.server.pages import article

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def _body(exchange: Exchange) -> bytes:
    return article(exchange.path.strip("/").replace("/", "-"), exchange.base).encode()


async def _with_lines(exchange: Exchange, lines: bytes) -> None:
    body = _body(exchange)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n" % len(body)
    await exchange.raw(head + lines + b"\r\n" + body)


@behaviour("huge-header")
async def huge_header(exchange: Exchange) -> None:
    """A6: one header line of `?kb=` (1,000) kilobytes."""
    await _with_lines(exchange, b"X-Huge: " + b"h" * int(exchange.number("kb", 1000) * 1000) + b"\r\n")


@behaviour("many-headers")
async def many_headers(exchange: Exchange) -> None:
    """A6: `?n=` (100,000) header lines."""
    await _with_lines(
        exchange, b"".join(b"X-%d: y\r\n" % n for n in range(int(exchange.number("n", 100_000))))
    )


@behaviour("duplicate-headers")
async def duplicate_headers(exchange: Exchange) -> None:
    """The same names again, in other cases; order and repetition belong to the record."""
    await _with_lines(
        exchange, b"X-Part: one\r\nx-part: two\r\nSet-Cookie: a=1\r\nX-PART: three\r\nSet-Cookie: b=2\r\n"
    )


@behaviour("latin1-headers")
async def latin1_headers(exchange: Exchange) -> None:
    """Bytes above 127 in a value."""
    await _with_lines(exchange, "X-Place: Orléans, Île-de-Ré\r\n".encode("latin-1"))


@behaviour("utf8-headers")
async def utf8_headers(exchange: Exchange) -> None:
    """UTF-8 in a value, which HTTP does not know."""
    await _with_lines(exchange, "X-Place: Київ\r\n".encode())


@behaviour("bad-header-line")
async def bad_header_line(exchange: Exchange) -> None:
    """A6, A7: `?kind=no-colon|nul|bare-cr|bare-lf|folded|empty-name`."""
    lines = {
        "no-colon": b"this line has no colon\r\n",
        "nul": b"X-Nul: a\x00b\r\n",
        "bare-cr": b"X-Cr: a\rX-Forged: yes\r\n",
        "bare-lf": b"X-Lf: a\nX-Second: b\r\n",
        "folded": b"X-Folded: a\r\n b\r\n",
        "empty-name": b": value\r\n",
    }
    await _with_lines(exchange, lines[exchange.option("kind", "no-colon")])


@behaviour("bare-lf")
async def bare_lf(exchange: Exchange) -> None:
    """A7: every line of the header ends in LF alone."""
    body = _body(exchange)
    head = f"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nContent-Length: {len(body)}\n\n"
    await exchange.raw(head.encode() + body)


@behaviour("no-content-type")
async def no_content_type(exchange: Exchange) -> None:
    """A8: HTML without a Content-Type."""
    await exchange.reply(_body(exchange), content_type=None)


@behaviour("wrong-content-type")
async def wrong_content_type(exchange: Exchange) -> None:
    """A8: `?kind=image` is HTML called image/png, `?kind=pdf` is a PDF called text/html."""
    if exchange.option("kind", "image") == "pdf":
        await exchange.reply(PDF)
    else:
        await exchange.reply(_body(exchange), content_type="image/png")


@behaviour("referrer-policy")
async def referrer_policy(exchange: Exchange) -> None:
    """A Referrer-Policy that names a callable (GHSA-cwxj-rr6w-m6w7)."""
    await exchange.reply(_body(exchange), headers=[("Referrer-Policy", "os.system")])
