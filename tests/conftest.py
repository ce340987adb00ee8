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
