"""What a user gives a spider, checked before anything starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from archive.capture import Unread
from archive.locate import locate
from archive.reader import read_archive
from pipelines.sources.model import Source, Sources


class InputError(ValueError):
    """What the user gave a spider cannot be used; the message says what, where and what to do."""


def read_list(file: str | None) -> list[str]:
    """The addresses of a list file, one a line, in order and once each; blank lines and `#` comments are passed over.

    Raises InputError when the file is missing, unreadable or has no address.
    """
    if not file:
        raise InputError(
            "urls: which addresses? Give a file with one address a line: scrapy crawl urls -a file=list.txt"
        )
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"urls: {file} cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"urls: {file} is not UTF-8 ({error.reason} at byte {error.start}): save it so"
        ) from error
    found = list(dict.fromkeys(_addresses(text)))
    if not found:
        raise InputError(f"urls: {file} has no address; it needs one a line")
    return found


def _addresses(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        address = line.strip()
        if address and not address.startswith("#"):
            yield address


def choose_sources(sources: Sources, names: str | None) -> list[Source]:
    """The named sources (ids with commas between), or all; raises InputError for an unknown one, with the nearest.

    Raises it as well when there is none to crawl: a crawl of nothing would end as if all were well.
    """
    if not len(sources):
        raise InputError("news: no source is declared: WIRECOPY_SOURCES names folders of source files (TOML)")
    if not names:
        return list(sources)
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if not wanted:
        raise InputError(f"news: sources={names} names no source; `scrapy sources` lists them")
    unknown = [name for name in wanted if name not in sources.by_id]
    if unknown:
        near = get_close_matches(unknown[0], sources.by_id, n=1)
        hint = f", did you mean {near[0]}?" if near else "; `scrapy sources` lists them"
        raise InputError(f"news: no source {unknown[0]}{hint}")
    return [sources.by_id[name] for name in wanted]


def read_switch(name: str, value: str | None) -> bool:
    """Whether a switch (-a NAME=true) is on; raises InputError for what is neither yes nor no."""
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if value is None:
        return False
    if value.lower() not in words:
        raise InputError(f"urls: {name}={value}: it may be true or false")
    return words[value.lower()]


TAKES: Mapping[str, Sequence[str]] = {
    "news": ("sources", "recheck"),
    "urls": ("file", "anew"),
    "replay": ("archive",),
}
"""The arguments (-a NAME=VALUE) that each of our spiders takes."""


def check_spider(spider: str, arguments: Iterable[str], known: Sequence[str]) -> None:
    """Return when a spider is there and takes these arguments; raises InputError that says what it may be.

    Scrapy would make any argument an attribute, and a crawl with `sorces=rt` one of all sources. A user's own spider
    takes what it likes.
    """
    if spider not in known:
        near = get_close_matches(spider, known, n=1)
        hint = f", did you mean {near[0]}?" if near else f"; there are {', '.join(sorted(known))}"
        raise InputError(f"no spider {spider}{hint}")
    if spider not in TAKES:
        return
    if unknown := [name for name in arguments if name not in TAKES[spider]]:
        takes = ", ".join(f"-a {name}=..." for name in TAKES[spider])
        raise InputError(f"{spider}: no argument {unknown[0]}; it takes {takes}")


def check_archive(archive: str | None) -> None:
    """Return when there is something to replay; raises InputError or ArchiveError that says what is wrong.

    A folder or glob may hold a file that is no archive, which the replay then names, as long as it holds one that is.
    """
    if not archive:
        raise InputError(
            "replay: which archive? Give a file, folder or glob: scrapy crawl replay -a archive=data/archive"
        )
    located = locate(archive)
    if all(_is_no_archive(path) for path, _name in located):
        raise InputError(
            f"replay: {archive} is not an archive: no WARC, ARC or WACZ record can be read in it"
        )


def _is_no_archive(path: Path) -> bool:
    first = next(iter(read_archive(path)), None)
    return first is None or (isinstance(first, Unread) and first.reason.startswith("not an archive"))
