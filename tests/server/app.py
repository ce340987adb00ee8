"""The loop behind every connection: read a request, count it, answer with a document or a behaviour."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.server import documents, encodings, feeds, headers, pages, redirects, robots, statuses, transfer
from tests.server.exchange import BEHAVIOURS, Exchange, Header

LOADED = (encodings, feeds, headers, pages, redirects, robots, statuses, transfer)
"""The modules whose import fills BEHAVIOURS."""


@dataclass
class Audit:
    """What the server saw since the last reset; times are seconds of the monotonic clock, at the request's arrival."""

    connections: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    log: list[dict[str, object]] = field(default_factory=list)

    def clear(self) -> None:
        for part in (self.connections, self.hits, self.log):
            part.clear()


class App:
    """Documents first, then `/__hits`, `/__reset`, then the behaviour named by the path's first segment, else 404."""

    def __init__(self, given: documents.Documents, port: int = 0) -> None:
        self.given = given
        self.port = port
        self.audit = Audit()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until either side ends it."""
        address = writer.get_extra_info("sockname")[0]
        self.audit.connections[address] += 1
        try:
            while not writer.transport.is_closing():
                exchange = self._read(await reader.readuntil(b"\r\n\r\n"), address, writer)
                await self._answer(exchange)
        except (
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
            ConnectionError,
            IndexError,
            ValueError,
        ):
            pass
        finally:
            writer.close()

    def _read(self, data: bytes, address: str, writer: asyncio.StreamWriter) -> Exchange:
        first, *lines = data.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, target, _ = first.split(" ", 2)
        fields: list[Header] = [(n.strip(), v.strip()) for n, _, v in (line.partition(":") for line in lines)]
        exchange = Exchange(method, target, fields, address, self.port, 0, writer)
        if not target.startswith("/__"):
            key = f"{exchange.host}{target}"
            self.audit.hits[key] += 1
            exchange.seen = self.audit.hits[key]
            self.audit.log.append(
                {
                    "at": time.monotonic(),
                    "address": address,
                    "host": exchange.host,
                    "target": target,
                    "headers": fields,
                }
            )
        return exchange

    async def _answer(self, exchange: Exchange) -> None:
        if exchange.path == "/__hits":
            await exchange.json(
                {"connections": self.audit.connections, "hits": self.audit.hits, "log": self.audit.log}
            )
        elif exchange.path == "/__reset":
            self.audit.clear()
            await exchange.json({})
        elif document := documents.find(self.given, exchange):
            await documents.serve(document, exchange)
        else:
            name = exchange.path.lstrip("/").split("/", 1)[0]
            await BEHAVIOURS.get(name, pages.not_found)(exchange)


async def listen(app: App, addresses: list[str], port: int) -> list[asyncio.Server]:
    """Listen on one port of every address; port 0 takes one that is free on all of them (a few attempts)."""
    for _ in range(20):
        first = await asyncio.start_server(app.connected, addresses[0], port)
        app.port = first.sockets[0].getsockname()[1]
        servers = [first]
        with contextlib.suppress(OSError):
            for address in addresses[1:]:
                servers.append(await asyncio.start_server(app.connected, address, app.port))
            return servers
        for server in servers:
            server.close()
        if port:
            break
    raise OSError(f"port {port or 'any'} is not free on every address")
