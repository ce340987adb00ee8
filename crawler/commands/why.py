"""`scrapy why URL`: what became of an address, and why."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict

from archive.tombstones import withheld_in
from crawler import exit_codes
from crawler.command import CannotRun, FolderCommand, as_json, finish_rebuild, need_folder, one_argument
from crawler.config import Config
from crawler.frontier.look import Standing, addresses, standing
from crawler.frontier.store import FrontierUnusable, host_of
from pipelines.history import History, Told, Version, history_of, nearest
from pipelines.normalise.urls import canonical_url
from pipelines.withheld import Withheld


class Command(FolderCommand):
    """Tells the history of one address."""

    usage = "[options] URL"
    about = "Say what became of an address, and why"
    examples = """Say what became of an address: every capture with its outcome and reason and where its record lies, the versions
of the article with whose text it is and why, and where the address stands in the frontier.

examples (any address of the demo's articles.jsonl, copies.jsonl or outcomes.jsonl will do):
  scrapy why "$(grep -om1 'http[^"]*' data/demo/copies.jsonl | head -1)" -s WIRECOPY_DATA=data/demo
  scrapy why "$(grep -om1 'http[^"]*' data/demo/outcomes.jsonl | head -1)" --json -s WIRECOPY_DATA=data/demo

exit code: 0 the address is known, 1 it was never met (the nearest known ones are named), 2 the folder cannot be read.
"""

    def act(self, args: list[str], opts: argparse.Namespace, config: Config) -> int:
        """Tell; 1 when the address was never met."""
        given = one_argument(args, "why URL")
        data = need_folder(config.data)
        finish_rebuild(data)
        if not (data / "state.sqlite").is_file():
            raise CannotRun(f"{data} has no state.sqlite: nothing was crawled or replayed into it")
        frontier, hidden = config.frontier_path, Withheld(withheld_in(data / "archive"))
        for url in _addresses(given):
            history = history_of(data, url)
            try:
                stands = standing(frontier, url, canonical_url(url))
                others = addresses(frontier, host_of(url))
            except FrontierUnusable as error:
                raise CannotRun(str(error)) from error
            since = hidden.since(url)
            if met := bool(history.captures or stands or since):
                break
        near = [] if met else nearest(data, url, others)
        if opts.json:
            facts = {
                **asdict(history),
                "withheld": since,
                "frontier": stands and asdict(stands),
                "nearest": near,
            }
            print(as_json(facts))
        else:
            lines = in_words(history, stands, since) if met else _never(given, near)
            print("\n".join(lines), file=sys.stdout if met else sys.stderr)
        return exit_codes.OK if met else exit_codes.FAULTS


def _addresses(given: str) -> list[str]:
    """The address as it was given; without a scheme, as one would type it, with either."""
    return [given] if "://" in given else [f"http://{given}", f"https://{given}"]


def in_words(history: History, stands: Standing | None, withheld: str | None) -> Iterator[str]:
    """The history as lines for a person."""
    yield history.url
    if withheld:
        yield f"  withheld on request of {withheld}: neither fetched nor exported"
    for told in history.captures:
        yield _capture(told)
    for version in history.versions:
        yield from _version(version)
    if stands is not None:
        yield _standing(stands, withheld is not None)


def _capture(told: Told) -> str:
    why = told.outcome + (f": {told.reason}" if told.reason else "")
    if told.detail and told.detail != told.reason:
        why += f" ({told.detail})"
    when = told.fetched or "time unknown"
    via = f", found on {told.via}" if told.via else ""
    status = f" http {told.status}" if told.status else ""
    gone = ", erased on request" if told.erased else ""
    return f"  {when}{status}  {why}{via}  [{told.file}@{told.offset}{gone}]"


def _version(version: Version) -> Iterator[str]:
    yield f"  version {version.version} in {version.file}: {version.title}"
    yield f"    {version.id}"
    for link in version.links:
        yield f"    {link['relation']} of {link['to']}: overlap {link['overlap']:.2f}, confidence {link['confidence']:.2f}"
    if not version.links:
        yield f"    {version.relation}"
    if (origin := version.origin) is not None:
        name = " ".join(str(each) for each in (origin["kind"], origin["id"]) if each)
        reasons = "; ".join(origin["reasons"]) or "no reason given"
        yield f"    origin: {name}, confidence {origin['confidence']:.2f}: {reasons}"


def _standing(stands: Standing, withheld: bool) -> str:
    last = "not fetched yet"
    if stands.fetches:
        answer = "no answer" if stands.status is None else f"http {stands.status}"
        if stands.reason and not stands.attempts and not stands.reason.startswith("http "):
            answer += f", {stands.reason}"
        often = "once" if stands.fetches == 1 else f"{stands.fetches} times"
        last = f"looked at {often}, last {stands.fetched} ({answer})"
    due = f"due {stands.due}" if stands.due and not withheld else "not due any more"
    tries = f", {stands.attempts} attempts failed ({stands.reason})" if stands.attempts else ""
    via = f", found on {stands.via}" if stands.via else ""
    return f"  frontier: {stands.kind} of {stands.source}{via}, {last}{tries}, {due}"


def _never(url: str, near: list[str]) -> Iterator[str]:
    yield f"scrapy why: {url} was never met"
    yield from (f"  near: {each}" for each in near)
