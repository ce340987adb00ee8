from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.command import Folder, crawl_urls
from tests.server.fixture import Server

ARTICLES = 6


@pytest.fixture(scope="session")
def crawled(misbehaving_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after one crawl: articles, a redirect, pages that fail; never changed by a test."""
    home = tmp_path_factory.mktemp("crawled") / "data"
    paths = [f"/article/{number}" for number in range(ARTICLES)]
    paths += ["/status/404", "/bad-gzip", "/drop", "/redirect?to=/article/9"]
    done = crawl_urls([misbehaving_server.url(path) for path in paths], home)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def data(crawled: Path, tmp_path: Path) -> Folder:
    """A copy of it for one test."""
    return Folder(Path(shutil.copytree(crawled, tmp_path / "data")))
