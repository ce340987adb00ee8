"""`requisites = true`: what article pages show is archived too, politely, and nothing of it becomes an article."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from archive.capture import Capture
from archive.reader import read_archive
from archive.verify import verify
from pipelines.history import history_of
from tests.e2e.command import Folder, replay
from tests.e2e.newsroom import crawl_news, write_source
from tests.server.fixture import Server
from tests.server.pages import article

SITE, CDN, OTHER = "courier.test", "cdn.test", "elsewhere.test"
HOSTS = f"{SITE}=127.0.0.1,{CDN}=127.0.0.2,{OTHER}=127.0.0.3"
PIXEL = "GIF89a\x01\x00\x01\x00\x00\x00\x00;"
HEAD = f"""<link rel=stylesheet href=http://{CDN}:{{port}}/main.css><link rel=icon href=/icon.gif>"""
BODY = f"""<img src=/wall.gif srcset="/wall-400.gif 400w, /wall-1200.gif 1200w">
<img data-src="http://{CDN}:{{port}}/lazy.gif" src="data:image/gif;base64,R0"><img src=http://{CDN}:{{port}}/private/no.gif>
<img src=/gone.gif><img src=/moved.gif><img src=http://10.1.2.3/inside.gif><img src=/page-as-picture.gif>"""


def documents() -> list[dict[str, Any]]:
    """A feed with two articles that share a style sheet on another host, which names more."""
    page = (
        article("one", f"http://{SITE}:{{port}}")
        .replace("</head>", f"{HEAD}</head>")
        .replace("</h1>", f"</h1>{BODY}")
    )
    items = "".join(
        f"<item><title>t</title><link>http://{SITE}:{{port}}/article/{n}</link></item>" for n in (1, 2)
    )
    gif, css, rss = ([["Content-Type", kind]] for kind in ("image/gif", "text/css", "application/rss+xml"))
    feed = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
    style = "@import 'more.css'; body{background:url(back.gif)}"
    own = {"/wall.gif": PIXEL, "/wall-400.gif": PIXEL, "/wall-1200.gif": PIXEL, "/icon.gif": PIXEL}
    cdn = {"/lazy.gif": PIXEL, "/back.gif": PIXEL, "/private/no.gif": PIXEL, "/deep.gif": PIXEL}
    return [
        {"host": SITE, "path": "/feed", "text": feed, "headers": rss},
        *({"host": SITE, "path": f"/article/{n}", "text": page.replace("<title>", f"<title>{n} ")} for n in (1, 2)),
        *({"host": SITE, "path": path, "text": text, "headers": gif} for path, text in own.items()),
        *({"host": CDN, "path": path, "text": text, "headers": gif} for path, text in cdn.items()),
        {"host": CDN, "path": "/main.css", "text": style, "headers": css},
        {"host": CDN, "path": "/more.css", "text": ".a{background:url(deep.gif)}", "headers": css},
        {"host": CDN, "path": "/robots.txt", "text": "User-agent: *\nDisallow: /private/\n"},
        {"host": SITE, "path": "/moved.gif", "status": 302, "headers": [["Location", f"http://{OTHER}:{{port}}/moved.gif"]]},
        {"host": OTHER, "path": "/feed", "text": feed.replace(SITE, OTHER).replace("/1<", "/9<"), "headers": rss},
        {"host": OTHER, "path": "/article/9", "text": page},
        {"host": OTHER, "path": "/moved.gif", "text": PIXEL, "headers": gif},
        {"host": SITE, "path": "/page-as-picture.gif", "text": article("three", f"http://{SITE}:{{port}}")},
    ]  # fmt: skip


def test_what_article_pages_show_is_archived(tmp_path: Path, serve: Callable[..., Server]) -> None:
    server = serve(documents(), 3)
    write_source(tmp_path / "sources", "elsewhere", OTHER, f"http://{OTHER}:{server.port}/feed")
    write_source(tmp_path / "sources", "courier", SITE, f"http://{SITE}:{server.port}/feed")
    file = tmp_path / "sources" / "courier.toml"
    plain = file.read_text()
    options = {"WIRECOPY_HOSTS": HOSTS, "WIRECOPY_RECHECK_SECONDS": "1"}

    file.write_text(f"{plain}[crawl]\nrequisites = true\n")
    live = Folder(tmp_path / "live")
    done = crawl_news(live.path, tmp_path / "sources", options=options)
    assert done.returncode == 0, done.stderr
    fetched = {"/main.css", "/more.css", "/back.gif", "/deep.gif", "/lazy.gif", "/robots.txt"}
    assert {path: server.hits(path, CDN) for path in fetched} == dict.fromkeys(fetched, 1)
    own = {"/wall.gif", "/wall-400.gif", "/wall-1200.gif", "/icon.gif", "/gone.gif", "/moved.gif"}
    assert {path: server.hits(path, SITE) for path in own} == dict.fromkeys(own, 1)
    assert server.hits("/moved.gif", OTHER) == 1
    # Off by default: the other outlet's file does not ask for it.
    assert server.hits("/article/9", OTHER) == 1
    assert server.hits("/wall.gif", OTHER) == 0
    # robots.txt of the other host is obeyed, and no picture leads inside.
    assert server.hits("/private/no.gif", CDN) == 0

    assert verify(live.archive) == []
    captures = [each for each in read_archive(live.archive) if isinstance(each, Capture)]
    pages = {each.url: each.requisite_of for each in captures if each.requisite_of}
    place = f"http://{SITE}:{server.port}"
    assert pages[f"http://{CDN}:{server.port}/deep.gif"].startswith(f"{place}/article/")
    assert {f"http://{CDN}:{server.port}/private/no.gif", "http://10.1.2.3/inside.gif"} <= set(pages)

    # None of it is an article or a line, whatever it says it is; of the other host's own there is its robots.txt only.
    assert len(live.lines("articles")) + len(live.lines("copies")) == 4
    assert live.lines("outcomes") == []
    assert "requisites of article pages: " in done.stderr
    assert re.search(rf"^{CDN} +1 +1 *$", done.stderr, re.MULTILINE), done.stderr
    (gone,) = history_of(live.path, f"{place}/gone.gif").captures
    assert (gone.outcome, gone.reason, gone.detail) == ("not_article", "requisite missing", "http 404")

    assert (
        replay(
            live.archive, tmp_path / "again", options={"WIRECOPY_SOURCES": str(tmp_path / "sources")}
        ).returncode
        == 0
    )
    assert Folder(tmp_path / "again").bytes() == live.bytes()

    # Archived a moment ago: the pages are looked at again, what they show is not.
    assert crawl_news(live.path, tmp_path / "sources", options=options).returncode == 0
    assert server.hits("/article/1", SITE) == 2
    assert server.hits("/wall.gif", SITE) == server.hits("/main.css", CDN) == 1
