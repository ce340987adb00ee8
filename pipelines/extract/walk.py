"""The reading of tags and lines: compiled where `make setup` could build that, else as `markup` and `lines`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .built import built

if TYPE_CHECKING or (_kernel := built("walk_kernel")) is None:
    from .lines import read_lines as read_lines
    from .markup import Markup as Markup
else:
    Markup, read_lines = _kernel.Markup, _kernel.read_lines
