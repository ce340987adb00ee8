"""Given documents: (host, path) -> status, headers, body; so that any page can be served as the site it came from."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from tests.server.exchange import Exchange, Header


@dataclass(frozen=True)
class Document:
    """One answer: `body` is a file, or `text` holds it; `status` is the status line after the version.

    `{port}` in `text` and in header values is replaced by the server's port, which nobody knows beforehand.
    """

    status: str = "200 OK"
    headers: tuple[Header, ...] = ()
    body: Path | None = None
    text: str = ""

    def data(self, port: int) -> bytes:
        if self.body is not None:
            return self.body.read_bytes()
        return self.text.replace("{port}", str(port)).encode()


Documents = dict[tuple[str, str], Document]


def load(place: Path) -> Documents:
    """Documents from a JSON list of {host, path, status?, headers?, body? | text?} or a folder HOST/PATH.

    `host` is a name or address without port, `*` for any; `path` includes the query. Relative `body` files are
    relative to the JSON file. In a folder `index.html` also answers the path that ends in `/`.
    """
    return _from_folder(place) if place.is_dir() else _from_json(place)


def _from_json(file: Path) -> Documents:
    documents: Documents = {}
    for entry in json.loads(file.read_text()):
        status = entry.get("status", 200)
        documents[entry["host"].lower(), entry["path"]] = Document(
            status=f"{status} Given" if isinstance(status, int) else status,
            headers=tuple((name, value) for name, value in entry.get("headers", [])),
            body=file.parent / entry["body"] if "body" in entry else None,
            text=entry.get("text", ""),
        )
    return documents


def _from_folder(folder: Path) -> Documents:
    documents: Documents = {}
    for file in sorted(folder.glob("*/**/*")):
        if not file.is_file():
            continue
        host, *parts = file.relative_to(folder).parts
        path = "/" + "/".join(parts)
        content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        document = Document(headers=(("Content-Type", content_type),), body=file)
        documents[host.lower(), path] = document
        if path.endswith("/index.html"):
            documents[host.lower(), path.removesuffix("index.html")] = document
    return documents


def find(documents: Documents, exchange: Exchange) -> Document | None:
    """The document for this host (then its address, then any) and target; None when there is none."""
    for host in (exchange.host, exchange.address, "*"):
        if document := documents.get((host, exchange.target)):
            return document
    return None


async def serve(document: Document, exchange: Exchange) -> None:
    """Answer with a given document and exactly its headers, Content-Length added."""
    typed = any(name.lower() == "content-type" for name, _ in document.headers)
    content_type = None if typed else "text/html; charset=utf-8"
    headers = [(name, value.replace("{port}", str(exchange.port))) for name, value in document.headers]
    await exchange.reply(document.data(exchange.port), document.status, headers, content_type)
