from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.server.fixture import misbehaving_server, serve, server

__all__ = ["misbehaving_server", "serve", "server", "shared"]

SHARED = Path(__file__).resolve().parents[2] / "shared"


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
