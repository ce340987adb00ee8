"""One open data folder: its state, its JSONL files, its fingerprints, committed together."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from archive.capture import Capture
from archive.warcfile import is_written_here, make_folder, sync_folder
from pipelines.attribute.registry import Registry, default_registry
from pipelines.deduplicate import Deduplicator
from pipelines.export.jsonl import JsonlFile
from pipelines.items import Article
from pipelines.normalise.urls import canonical_url
from pipelines.outcome import Outcome, outcome_line
from pipelines.state import State, StateUnusable
from pipelines.swap import FILES


class Workspace:
    """The derived stores of a data folder; `commit` makes them durable in order: JSONL, fingerprints, state.

    What a crash leaves beyond the last commit is cut back on open and made again from the archive (docs/durability.md).
    """

    def __init__(self, folder: Path, *, code_version: str, registry: Registry | None = None) -> None:
        """Open the folder, made where missing; raises StateUnusable, JsonlDamaged or OSError before anything is written."""
        self.folder = folder
        self.code_version = code_version
        self.registry = registry or default_registry()
        make_folder(folder)
        fresh = not (folder / "state.sqlite").exists()
        if fresh and (orphans := [name for name in FILES if (folder / f"{name}.jsonl").exists()]):
            raise StateUnusable(
                f"{folder}: {orphans[0]}.jsonl is there but state.sqlite is missing; "
                "make the derived files anew from the archive with `scrapy rebuild --state`"
            )
        self.state = State(folder / "state.sqlite")
        self.files = {
            name: JsonlFile(folder / f"{name}.jsonl", int(self.state.get(f"size:{name}") or 0))
            for name in FILES
        }
        self.deduplicator = Deduplicator(folder / "fingerprints")
        self.deduplicator.forget_after(self.state.position)
        # The state's first commit speaks of files whose names must not be lost with the power.
        sync_folder(folder)
        self._uncommitted = 0
        self._mark: tuple[str, int] | None = None

    @property
    def consumed(self) -> tuple[str, int] | None:
        """File and offset of the last capture of the folder's own archive that was processed."""
        file, offset = self.state.get("archive_file"), self.state.get("archive_offset")
        return self._mark or (None if file is None or offset is None else (file, int(offset)))

    def settle(
        self, capture: Capture, outcome: Outcome, article: Article | None, *, own_archive: bool
    ) -> bool:
        """Record what became of a capture; returns True when outcomes.jsonl got a line for it.

        A page gets a line when its outcome or reason is another than last time, so that a second crawl of an
        unchanged site adds none.
        """
        page_url = canonical_url(capture.url)
        before = self.state.page(page_url)
        told = outcome.is_news((before.outcome, before.reason) if before else None)
        if told:
            self.files["outcomes"].append(outcome_line(capture, outcome, self.code_version))
        self.state.settle(capture, page_url, before, outcome, article)
        # The mark stays off files that were put there by hand: what is written next may stand before them.
        if own_archive and is_written_here(capture.ref.file):
            self._mark = (capture.ref.file, capture.ref.offset)
        self._uncommitted += 1
        return told

    def sizes(self) -> dict[str, int]:
        """The sizes of the JSON Lines files in bytes, committed or not."""
        return {name: file.size for name, file in self.files.items()}

    def cut_to(self, sizes: dict[str, int]) -> None:
        """Take back the lines that were written since `sizes` said so."""
        for name, size in sizes.items():
            self.files[name].cut_to(size)

    @property
    def uncommitted(self) -> int:
        """Captures settled since the last commit."""
        return self._uncommitted

    def commit(self) -> None:
        """Make everything settled so far durable; cheap when there is nothing."""
        if not self._uncommitted:
            return
        for name, file in self.files.items():
            file.sync()
            self.state.put(f"size:{name}", str(file.size))
        self.deduplicator.flush()
        if self._mark is not None:
            self.state.put("archive_file", self._mark[0])
            self.state.put("archive_offset", str(self._mark[1]))
        self.state.commit()
        self._uncommitted = 0

    def close(self, *, commit: bool = True) -> None:
        """Commit and close every store; without `commit` what was not committed is made again on the next open."""
        if commit:
            self.commit()
        try:
            self.deduplicator.close()
        except (sqlite3.Error, OSError):
            # It is cut back to the last commit on the next open, or made anew.
            if commit:
                raise
        for file in self.files.values():
            file.close()
        self.state.close()


_ATTRIBUTE = "wirecopy_workspace"


def attach(crawler: object, workspace: Workspace) -> None:
    """Give a Scrapy crawler its open workspace, where the pipelines find it."""
    setattr(crawler, _ATTRIBUTE, workspace)


def workspace_of(crawler: object) -> Workspace:
    """The open workspace of a crawler; raises RuntimeError where Wirecopy's item processor is not in use."""
    workspace = getattr(crawler, _ATTRIBUTE, None)
    if not isinstance(workspace, Workspace):
        raise RuntimeError(
            "no open data folder: Wirecopy's pipelines need ITEM_PROCESSOR = crawler.item_processor.ArchiveOrderProcessor "
            "(set by the add-on crawler.addon.Wirecopy)"
        )
    return workspace
