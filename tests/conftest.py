from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.server.fixture import misbehaving_server, serve, server

__all__ = ["misbehaving_server", "serve", "server", "shared"]

SHARED = Path(__file__).resolve().parents[2] / "shared"
MEMORY = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes that must be free there; the tests need less than a quarter of it at once."""


def pytest_configure() -> None:
    """Temporary files are in memory where there is room, unless TMPDIR says where: those of every process of the tests.

    Thousands of them are synced, and a disk takes milliseconds for each. What a loss of power leaves is worked out from
    the calls that were made (tests/crawler/powerless.py), not from what a disk did.
    """
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages and archives beside the clone; skipped where absent, failed where CI demands it."""
    if not SHARED.is_dir():
        if os.environ.get("WIRECOPY_REQUIRE_SHARED"):
            pytest.fail(f"{SHARED.name} is required here but is not beside the clone")
        pytest.skip("needs ../shared, which is not beside this clone")
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each half begins with half of the long files: two workers take one half each, and share short tests at the end."""
    long = [item for item in items if _is_long(item)]
    short = [item for item in items if not _is_long(item)]
    files = {path: number for number, path in enumerate(dict.fromkeys(item.path for item in long))}
    first = [item for item in long if files[item.path] % 2 == 0]
    second = [item for item in long if files[item.path] % 2]
    with_first = max(len(items) // 2 - len(first), 0)
    items[:] = [*first, *short[:with_first], *second, *short[with_first:]]


def _is_long(item: pytest.Item) -> bool:
    return item.path.parent.name == "e2e" or item.path.name in ("test_killed.py", "test_rebuild.py")
