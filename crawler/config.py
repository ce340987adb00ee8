"""Every WIRECOPY_* setting: type, default and one line of doc; read once into a frozen object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from scrapy.settings import BaseSettings

PROJECT = Path(__file__).resolve().parents[1]
_PREFIX = "WIRECOPY_"


class ConfigError(ValueError):
    """A setting that cannot be used; the message names it, says what it is and what it may be."""


def setting(default: Any, doc: str) -> Any:
    """A field of Config with its one line of documentation (shown in docs/settings.md)."""
    factory = (lambda: default) if isinstance(default, (tuple, dict)) else None
    metadata = {"doc": doc}
    return (
        field(default_factory=factory, metadata=metadata)
        if factory
        else field(default=default, metadata=metadata)
    )


@dataclass(frozen=True, slots=True)
class Config:
    """Our settings as values of their types; `from_settings` reads and checks them."""

    data: Path = setting(
        Path("data"), "Data folder: archive/, articles.jsonl, copies.jsonl, outcomes.jsonl, state.sqlite"
    )
    sources: tuple[Path, ...] = setting(
        (PROJECT / "pipelines" / "sources",), "Folders of source files (TOML); commas between several"
    )
    frontier: str = setting(
        "",
        "Frontier database that several workers share, a data folder each; empty for the data folder's own",
    )
    contact: str = setting(
        "", "Who runs the crawl (URL or e-mail), part of the User-Agent; live crawling is refused without it"
    )
    workers: int = setting(2, "Worker processes that clean pages")
    window: int = setting(32, "Captures that may wait for their outcome before fetching or reading pauses")
    deadline: float = setting(4.0, "Processor seconds that cleaning one page may take")
    worker_memory: int = setting(1 << 30, "Address space of one worker in bytes")
    archive_file_bytes: int = setting(1 << 30, "Size at which a new WARC file is begun")
    archive_file_seconds: float = setting(86_400.0, "Age in seconds at which a new WARC file is begun")
    archive_low_water_bytes: int = setting(1 << 28, "Free disk space in bytes below which the crawl stops")
    allow_addresses: tuple[str, ...] = setting(
        (), "Networks of non-public addresses that may be contacted (tests, demo)"
    )
    hosts: tuple[str, ...] = setting((), "name=address pairs that are used instead of DNS (tests, demo)")
    recheck_seconds: float = setting(
        3600.0,
        "Seconds after which an article is looked at again for edits; doubled each time it says nothing new",
    )
    commit_every: int = setting(64, "Captures between two commits of the derived files")
    progress: bool = setting(True, "Show progress while a crawl runs")
    strict: bool = setting(False, "Exit 1 when a replay met damage")
    obey_opt_outs: tuple[str, ...] = setting((), "Opt-outs of pages that are obeyed, see docs/politeness.md")
    dedup: Literal["split", "mark"] = setting(
        "split", "Where copies go: split (copies.jsonl) or mark (every line in articles.jsonl)"
    )
    offline: str = setting("", "Archive that answers the requests of `crawl news` instead of the network")

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Config:
        """Our settings out of Scrapy's; raises ConfigError that lists every one that is wrong."""
        known = {f"{_PREFIX}{each.name.upper()}": each for each in fields(cls)}
        values: dict[str, Any] = {}
        faults = [
            _unknown(name, known) for name in settings if name.startswith(_PREFIX) and name not in known
        ]
        for name, each in known.items():
            if settings.get(name) is None:
                continue
            try:
                values[each.name] = _CONVERTERS[str(each.type)](settings.get(name))
            except (ValueError, TypeError, OverflowError):
                faults.append(f"{name} = {settings.get(name)!r}: must be {_MAY_BE[str(each.type)]}")
        if faults:
            raise ConfigError("; ".join(faults))
        return cls(**values)

    @property
    def frontier_path(self) -> Path:
        """The database of what is to be fetched."""
        return Path(self.frontier).absolute() if self.frontier else self.data / "frontier.sqlite"

    @property
    def archive(self) -> Path:
        """The folder of WARC files."""
        return self.data / "archive"


def check_frontier(config: Config) -> None:
    """Return when the database that several workers share can lie where it is said to; raises ConfigError."""
    path = config.frontier_path
    if not config.frontier:
        return
    if path.is_dir():
        raise ConfigError(
            f"WIRECOPY_FRONTIER: {path} is a folder; give a file in it, such as {path}/frontier.sqlite"
        )
    if not path.parent.is_dir():
        raise ConfigError(
            f"WIRECOPY_FRONTIER: there is no folder {path.parent}; make it, or name another file"
        )


def _unknown(name: str, known: Mapping[str, Any]) -> str:
    import difflib

    near = difflib.get_close_matches(name, known, n=1)
    return f"unknown setting {name}" + (
        f", did you mean {near[0]}?" if near else " (docs/settings.md lists them)"
    )


def _folder(value: Any) -> Path:
    # An empty name would be the working directory, as a rule the clone, whose `archive` is a package.
    if not str(value).strip():
        raise ValueError(value)
    return Path(value).absolute()


def _paths(value: Any) -> tuple[Path, ...]:
    return tuple(Path(each).absolute() for each in _strings(value))


def _strings(value: Any) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else list(value)
    return tuple(str(each).strip() for each in parts if str(each).strip())


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if str(value).lower() not in words:
        raise ValueError(value)
    return words[str(value).lower()]


def _positive(value: Any) -> int:
    number = int(value)
    if number < 1 or (isinstance(value, float) and value != number):
        raise ValueError(value)
    return number


def _seconds(value: Any) -> float:
    number = float(value)
    if not 0 < number < float("inf"):
        raise ValueError(value)
    return number


def _policy(value: Any) -> str:
    if value not in ("split", "mark"):
        raise ValueError(value)
    return str(value)


_CONVERTERS: Mapping[str, Any] = {
    "Path": _folder,
    "tuple[Path, ...]": _paths,
    "tuple[str, ...]": _strings,
    "str": str,
    "int": _positive,
    "float": _seconds,
    "bool": _flag,
    "Literal['split', 'mark']": _policy,
}

_MAY_BE: Mapping[str, str] = {
    "Path": "the path of a folder",
    "tuple[Path, ...]": "paths of folders, commas between",
    "tuple[str, ...]": "words, commas between",
    "str": "text",
    "int": "a whole number, 1 or more",
    "float": "a number above 0, and not without end",
    "bool": "0 or 1",
    "Literal['split', 'mark']": "split or mark",
}
