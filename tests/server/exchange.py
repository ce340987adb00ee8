"""One request as the server saw it, the means to answer it rightly or wrongly, and the table of behaviours."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

Header = tuple[str, str]
Behaviour = Callable[["Exchange"], Awaitable[None]]
BEHAVIOURS: dict[str, Behaviour] = {}


def behaviour(name: str) -> Callable[[Behaviour], Behaviour]:
    """Register a function as the answer to every path whose first segment is `name`."""

    def register(function: Behaviour) -> Behaviour:
        if name in BEHAVIOURS:
            raise ValueError(f"two behaviours are named {name}")
        BEHAVIOURS[name] = function
        return function

    return register


@dataclass
class Exchange:
    """A request read from a connection; `seen` counts how often this host and path came, this time included."""

    method: str
    target: str
    headers: list[Header]
    address: str
    port: int
    seen: int
    writer: asyncio.StreamWriter

    @property
    def host(self) -> str:
        """The host asked for, lower case and without port; the address where no Host header came."""
        value = self.header("host") or self.address
        return value.rsplit(":", 1)[0].lower() if value.rsplit(":", 1)[-1].isdigit() else value.lower()

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def base(self) -> str:
        """Scheme, host and port as the client named them."""
        return f"http://{self.header('host') or f'{self.address}:{self.port}'}"

    def header(self, name: str) -> str | None:
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    def option(self, name: str, default: str = "") -> str:
        """A value of the query string."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True).get(name, [default])[0]

    def number(self, name: str, default: float) -> float:
        return float(self.option(name, str(default)))

    async def raw(self, data: bytes) -> None:
        """Send these very bytes."""
        self.writer.write(data)
        await self.writer.drain()

    async def head(self, status: str, headers: Iterable[Header]) -> None:
        """Send a status line and headers as given, adding nothing."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        await self.raw(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1"))

    async def reply(
        self,
        body: bytes | str = b"",
        status: str = "200 OK",
        headers: Iterable[Header] = (),
        content_type: str | None = "text/html; charset=utf-8",
    ) -> None:
        """Answer correctly: right length, connection kept."""
        data = body.encode() if isinstance(body, str) else body
        fields = list(headers)
        if content_type is not None:
            fields.append(("Content-Type", content_type))
        await self.head(status, [*fields, ("Content-Length", str(len(data)))])
        if self.method != "HEAD":
            await self.raw(data)

    async def json(self, value: object) -> None:
        await self.reply(json.dumps(value), content_type="application/json")

    async def hang(self) -> None:
        """Keep the connection open and say nothing more until the client leaves or the server ends."""
        while not self.writer.transport.is_closing():
            await asyncio.sleep(0.05)

    def close(self) -> None:
        """End the connection in order (FIN) after what was written."""
        self.writer.close()

    def reset(self) -> None:
        """End the connection with RST: linger 0, so that what was not read yet is thrown away."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
