"""A folder in which pywb finds an archive: its index without what is withheld, a list of pages, no WARC copied."""

from __future__ import annotations

import heapq
import html
import shutil
import sys
from collections.abc import Container, Iterable
from pathlib import Path

from archive.cdxj import timestamp
from archive.indexing import write_shown
from archive.wacz import Page
from crawler.config import PROJECT

COLLECTION = "news"
"""pywb's name for the archive: pages are at `/news/<14 digits>/<URL>`."""
LISTED = 2_000
"""Pages on the first page: the latest."""
VENV = PROJECT / ".venv-browse"
"""Where `make browse` installs pywb: it wants older packages than ours."""

_CONFIG = f"""collections:
  {COLLECTION}:
    index_paths: index.cdxj
    archive_paths: archive/
"""
_PAGE = """{%% extends "base.html" %%}
{%% block title %%}%(title)s{%% endblock %%}
{%% block body %%}
<div class="container mt-4">
<h1>%(title)s</h1>
<form class="form-inline mb-3" onsubmit="location.href = '{{ wb_prefix }}*/' + this.url.value; return false">
<input class="form-control mr-2 flex-fill" name="url" placeholder="All captures of a URL" required>
<button class="btn btn-primary">Show</button>
</form>
<p>%(count)s</p>
<table class="table table-sm">
<tr><th>Captured (UTC)</th><th>Page</th></tr>
%(rows)s
</table>
</div>
{%% endblock %%}
"""
_ROW = '<tr><td class="text-nowrap">%s</td><td><a href="{{ wb_prefix }}%s/%s">%s</a><br><small>%s</small></td></tr>'


def find_wayback(folder: Path | None = None) -> str | None:
    """The path of pywb's server program: in `folder`, else where `make browse` puts it, beside this Python, or in PATH."""
    folders = [folder] if folder else [VENV / "bin", Path(sys.executable).parent, None]
    found = (shutil.which("wayback", path=str(each) if each else None) for each in folders)
    return next((str(Path(path).absolute()) for path in found if path), None)


def prepare(home: Path, archive: Path, pages: Iterable[Page], hidden: Container[str], *, title: str) -> int:
    """Fill an empty folder for pywb and give the number of captures that it will show.

    The WARC files are reached by a link. URLs in `hidden` have no index line, so that pywb answers "not found", and
    are not listed; a page elsewhere that was archived as a revisit of a hidden one has no bytes to show either.
    Raises OSError.
    """
    count = write_shown(archive, home / "index.cdxj", hidden)
    (home / "archive").symlink_to(archive.absolute(), target_is_directory=True)
    (home / "config.yaml").write_text(_CONFIG)
    (home / "templates").mkdir()
    first = home / "templates" / "search.html"
    first.write_bytes(_first_page(pages, hidden, title).encode("utf-8", "xmlcharrefreplace"))
    return count


def _first_page(pages: Iterable[Page], hidden: Container[str], title: str) -> str:
    shown = [0]

    def counted() -> Iterable[Page]:
        for page in pages:
            if page.url not in hidden:
                shown[0] += 1
                yield page

    listed = heapq.nlargest(LISTED, counted(), key=lambda page: page.date)
    what = "1 article" if shown[0] == 1 else f"{shown[0]:,} articles"
    count = what if shown[0] <= LISTED else f"The latest {LISTED:,} of {what}"
    return _PAGE % {"title": _safe(title), "count": count, "rows": "\n".join(map(_row, listed))}


def _row(page: Page) -> str:
    when = page.date[:19].replace("T", " ")
    title = page.title or page.url
    return _ROW % (_safe(when), timestamp(page.date), _safe(page.url), _safe(title), _safe(page.url))


def _safe(text: str) -> str:
    """The text for HTML that goes through Jinja: neither markup nor template."""
    return html.escape(text).replace("{", "&#123;").replace("}", "&#125;")
