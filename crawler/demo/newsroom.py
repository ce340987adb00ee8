"""The demo newsroom as a process: `python -m crawler.demo.newsroom --port 0` prints one line of JSON and serves until stopped.

Each outlet listens on a loopback address of its own (all on 127.0.0.1 with `--one-address`, for systems that know only
that), on one port, and answers by the Host header. `POST /.newsroom/phase` with a number as body moves the clock on;
`GET /.newsroom/log` lists the requests so far: a list of host, path, status and User-Agent.
"""

from __future__ import annotations

import argparse
import errno
import gzip
import json
import sys
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler
from typing import Any

from crawler.demo.loopback import LoopbackServer
from crawler.demo.pages import PHASES
from crawler.demo.site import Answer, answer
from crawler.demo.world import DEFAULT_PORT, OUTLETS, Outlet

CONTROL = "/.newsroom/"
_COMPRESS_FROM = 400


class Newsroom:
    """The state of the demo: the phase, and the log of requests; shared by all servers of the process."""

    def __init__(self, phase: int) -> None:
        self.phase = phase
        self.log: list[dict[str, Any]] = []


class _Server(LoopbackServer):
    def __init__(self, address: tuple[str, int], newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 60

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == CONTROL + "log":
            self._send(Answer(200, "application/json", json.dumps(self.server.newsroom.log).encode()))
            return
        outlet = self._outlet()
        base = f"http://{self.headers.get('Host', '')}"
        phase = self.server.newsroom.phase
        found = (
            answer(outlet, base, path, phase) if outlet else Answer(421, "text/plain", b"no such outlet\n")
        )
        if found.unchanged_for(self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")):
            found = Answer(304, found.content_type, found.body, found.changed)
        self._note(outlet, found.status)
        self._send(found)

    do_HEAD = do_GET  # noqa: N815  (http.server looks for this name)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        phase = int(body) if body.strip().isdigit() else 0
        known = self.path == CONTROL + "phase" and phase in PHASES
        if known:
            self.server.newsroom.phase = phase
        self._send(Answer(200 if known else 400, "application/json", json.dumps({"phase": phase}).encode()))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal: the log is kept for whoever asks."""

    def version_string(self) -> str:
        """The Server header, without versions of Python."""
        return "wirecopy-demo"

    def _outlet(self) -> Outlet | None:
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0].lower()
        return next((each for each in OUTLETS.values() if host in (each.host, each.address)), None)

    def _note(self, outlet: Outlet | None, status: int) -> None:
        agent = self.headers.get("User-Agent", "")
        entry = {"outlet": outlet and outlet.id, "path": self.path, "status": status, "agent": agent}
        self.server.newsroom.log.append(entry)

    def _send(self, found: Answer) -> None:
        body = b"" if found.status == 304 else found.body
        compress = "gzip" in (self.headers.get("Accept-Encoding") or "") and len(body) >= _COMPRESS_FROM
        if compress:
            body = gzip.compress(body, 6, mtime=0)
        self.send_response(found.status)
        if found.status != 304:
            self.send_header("Content-Type", found.content_type)
            self.send_header("Content-Length", str(len(body)))
        if compress:
            self.send_header("Content-Encoding", "gzip")
        if found.status in (200, 304):
            self.send_header("ETag", found.etag)
            self.send_header("Last-Modified", found.last_modified)
            self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def serve(port: int, phase: int = 1, one_address: bool = False) -> tuple[list[LoopbackServer], int]:
    """Servers for all outlets, listening but not yet serving, and their port (0 asks for a free one).

    Raises OSError when the port is taken on one of the addresses.
    """
    newsroom = Newsroom(phase)
    addresses = ["127.0.0.1"] if one_address else [outlet.address for outlet in OUTLETS.values()]
    for _ in range(20):
        servers: list[LoopbackServer] = []
        try:
            for address in addresses:
                wanted = servers[0].server_address[1] if servers else port
                servers.append(_Server((address, wanted), newsroom))
        except OSError:
            for server in servers:
                server.server_close()
            if port or not servers:
                raise
        else:
            return servers, servers[0].server_address[1]
    raise OSError("no port is free on all of the demo's addresses")


def _serve_somewhere(options: argparse.Namespace) -> tuple[list[LoopbackServer], int]:
    """Serve on an address for each outlet; on one where the system has no other loopback address (macOS)."""
    try:
        return serve(options.port, options.phase, options.one_address)
    except OSError as error:
        if error.errno != errno.EADDRNOTAVAIL:
            raise
        return serve(options.port, options.phase, one_address=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the newsroom until standard input closes (`--until-stdin-closes`) or the process is stopped."""
    parser = argparse.ArgumentParser(description="Serve the demo newsroom on loopback.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 asks for a free one")
    parser.add_argument("--phase", type=int, choices=PHASES, default=1)
    parser.add_argument("--one-address", action="store_true", help="serve every outlet on 127.0.0.1")
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end together with the parent process"
    )
    options = parser.parse_args(arguments)
    try:
        servers, port = _serve_somewhere(options)
    except OSError as error:
        print(f"newsroom: cannot listen on port {options.port}: {error}", file=sys.stderr)
        return 1
    own = len(servers) == len(OUTLETS)
    hosts = {each.host: each.address if own else "127.0.0.1" for each in OUTLETS.values()}
    threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    print(json.dumps({"ready": True, "port": port, "phase": options.phase, "hosts": hosts}), flush=True)
    try:
        if options.until_stdin_closes:
            sys.stdin.read()
        else:
            threads[0].join()
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
