"""ReplayWeb.page and one WACZ file, served on loopback: its own files from a folder, the package by ranges of bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlsplit

from crawler.browse.child import LOOPBACK

NEEDED = ("index.html", "ui.js", "sw.js")
"""What makes a folder one of ReplayWeb.page; `npm pack replaywebpage` brings them."""

_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")
_TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".wasm": "application/wasm",
    ".wacz": "application/wacz+zip",
}
_COPY = 1 << 20


def missing_files(folder: Path) -> list[str]:
    """What a folder lacks of ReplayWeb.page."""
    return [name for name in NEEDED if not (folder / name).is_file()]


def package_path(package: Path) -> str:
    """The path of a package on the server; another one when the file changes, for ReplayWeb.page remembers it by its URL."""
    return f"/{package.stat().st_mtime_ns:x}/{quote(package.name)}"


def make_server(folder: Path, package: Path, port: int) -> ThreadingHTTPServer:
    """A server on loopback that gives the files of `folder` and, at its path, the package. Raises OSError."""
    return ThreadingHTTPServer(
        (LOOPBACK, port), partial(_Handler, folder.resolve(), package, package_path(package))
    )


def byte_range(said: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte that a Range field asks for (RFC 9110, 14.1.2); None for the whole, ValueError beyond the end.

    Several ranges, or another unit, are answered with the whole, as the standard allows.
    """
    match = _RANGE.match(said or "")
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        first, last = max(0, size - int(match[2])), size - 1
    else:
        first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    if first > last:
        raise ValueError(said)
    return first, last


class _Handler(BaseHTTPRequestHandler):
    """GET and HEAD of the files; nothing outside the folder."""

    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, package: Path, at: str, *args: object) -> None:
        self._folder, self._package, self._at = folder, package, at
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """A file, or the part of it that Range names."""
        path = self._file(urlsplit(self.path).path)
        if path is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        size = path.stat().st_size
        try:
            part = byte_range(self.headers.get("Range"), size)
        except ValueError:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self._end({"Content-Range": f"bytes */{size}", "Content-Length": "0"})
            return
        first, last = part or (0, size - 1)
        self.send_response(HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK)
        fields = {"Content-Type": _TYPES.get(path.suffix, "application/octet-stream")}
        fields |= {"Content-Length": str(last - first + 1), "Accept-Ranges": "bytes"}
        self._end(fields | ({"Content-Range": f"bytes {first}-{last}/{size}"} if part else {}))
        if self.command == "GET":
            self._send(path, first, last + 1)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the terminal belongs to the command."""

    def _file(self, path: str) -> Path | None:
        if path == self._at:
            return self._package
        if "\0" in path:
            return None
        wanted = (self._folder / (path.lstrip("/") or "index.html")).resolve()
        return wanted if wanted.is_relative_to(self._folder) and wanted.is_file() else None

    def _end(self, fields: Mapping[str, str]) -> None:
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, path: Path, at: int, end: int) -> None:
        with path.open("rb") as file:
            file.seek(at)
            while at < end and (piece := file.read(min(_COPY, end - at))):
                self.wfile.write(piece)
                at += len(piece)
