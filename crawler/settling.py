"""From a cleaned capture to its one outcome: item pipelines, item signals, state, counters, commits."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.utils.log import failure_to_exc_info
from twisted.python.failure import Failure

from archive.capture import Capture
from crawler.config import Config
from crawler.politeness.policy import obeyed, withheld
from crawler.tally import Tally
from pipelines.clean_pipeline import Settled
from pipelines.export.jsonl import StoreFailed
from pipelines.items import Article
from pipelines.outcome import ARTICLE, FAILED, REFUSED, Cleaned, Outcome, Page
from pipelines.withheld import WITHHELD, Withheld
from pipelines.workspace import Workspace

logger = logging.getLogger(__name__)

_COMMIT_SECONDS = 2.0
_REST_SECONDS = 0.25
"""A queue that runs empty is committed, but not after every page of a fast crawl."""


class Folder(Protocol):
    """What settling needs of the session: the open data folder, the pipelines, and where to count."""

    config: Config
    crawler: Crawler
    tally: Tally
    withheld: Withheld
    archives: bool
    process_item: Callable[[Any], Awaitable[Any]]

    @property
    def workspace(self) -> Workspace:
        """The open data folder."""

    def wake_engine(self) -> None:
        """Let the engine look again whether the crawl is over."""


class Settler:
    """Settles one capture at a time for the runner and commits the data folder in groups."""

    def __init__(self, session: Folder) -> None:
        self._session = session
        self._committed = time.monotonic()
        self._later: asyncio.TimerHandle | None = None
        self._between = True
        """False in the middle of a capture, when its line may be written and its state not, and for good when it broke there."""
        self._obeyed = obeyed(session.config.obey_opt_outs)

    async def settle(self, capture: Capture, cleaned: Cleaned) -> None:
        """Give a capture its outcome, unless it has had one in this data folder."""
        self._between = False
        await self._settle(capture, cleaned)
        self._between = True

    async def _settle(self, capture: Capture, cleaned: Cleaned) -> None:
        workspace = self._session.workspace
        self._count("captures")
        if workspace.state.seen(capture.id):
            self._count("captures_seen_before")
            return
        outcome, article = cleaned.outcome, None
        asked = withheld(cleaned.article.opt_outs, self._obeyed) if cleaned.article is not None else None
        removed = self._session.withheld.since(capture.url) if not capture.refused else None
        if removed is not None:
            outcome = Outcome(REFUSED, WITHHELD, f"on request of {removed}")
        elif asked is not None:
            outcome = Outcome(REFUSED, "opt-out", f"the page asks for {asked}")
        elif cleaned.article is not None:
            page = Page(capture.url, capture, cleaned, workspace.state.position + 1)
            outcome, article = await self._through_pipelines(page)
        workspace.settle(capture, outcome, article, own_archive=self._session.archives)
        self._tell(outcome, article)
        self._session.tally.count(capture, outcome, article)
        if workspace.uncommitted >= self._session.config.commit_every or self._is_late():
            self.commit()

    def _is_late(self) -> bool:
        return time.monotonic() - self._committed > _COMMIT_SECONDS

    async def _through_pipelines(self, page: Page) -> tuple[Outcome, Article | None]:
        """Run ITEM_PIPELINES and send the item signals that Scrapy's scraper would send."""
        crawler = self._session.crawler
        send = crawler.signals.send_catch_log_async
        workspace = self._session.workspace
        before = workspace.sizes()
        try:
            item = await self._session.process_item(page)
        except Settled as settled:
            await send(
                signals.item_dropped, item=page, response=None, spider=crawler.spider, exception=settled
            )
            return settled.outcome, None
        except DropItem as drop:
            # A pipeline behind the export may drop what has its line already.
            workspace.cut_to(before)
            logger.warning("Dropped %s: %s", page.url, drop)
            await send(signals.item_dropped, item=page, response=None, spider=crawler.spider, exception=drop)
            return Outcome(REFUSED, "dropped by a pipeline", str(drop)[:500]), None
        except StoreFailed:
            raise
        except (Exception, SystemExit, KeyboardInterrupt, asyncio.CancelledError) as error:
            if _is_cancelled():
                raise
            # Whatever a pipeline raises, sys.exit() included: let through, it would end the loop and nobody would close anything.
            workspace.cut_to(before)
            failure = Failure()
            logger.error("Error processing %s", page.url, exc_info=failure_to_exc_info(failure))
            await send(signals.item_error, item=page, response=None, spider=crawler.spider, failure=failure)
            return Outcome(FAILED, f"pipeline error {type(error).__name__}", str(error)[:500]), None
        heard = await send(signals.item_scraped, item=item, response=None, spider=crawler.spider)
        # What a receiver raises is only logged by Scrapy; a fingerprint that could not be stored must stop us.
        for _receiver, said in heard:
            if isinstance(said, Failure) and isinstance(said.value, StoreFailed):
                raise said.value
        if not isinstance(item, Article) or item.id != page.capture.id:
            workspace.cut_to(before)
            logger.warning(
                "A pipeline gave back no Article, or another's, for %s: it is not exported", page.url
            )
            return Outcome(REFUSED, "replaced by a pipeline"), None
        return Outcome(ARTICLE), item

    def _tell(self, outcome: Outcome, article: Article | None) -> None:
        self._count(f"outcome/{outcome.name}")
        if outcome.name != ARTICLE:
            self._count(f"outcome/{outcome.name}/{outcome.reason}")
        elif article is not None and article.syndication is not None:
            self._count(f"relation/{article.syndication.relation}")

    def _count(self, what: str) -> None:
        self._session.crawler.stats.inc_value(f"wirecopy/{what}")

    def commit(self) -> None:
        """Make what was settled so far durable."""
        self.no_commit_later()
        self._session.workspace.commit()
        self._committed = time.monotonic()

    def no_commit_later(self) -> None:
        """Forget the commit that was put off; closing the data folder makes it."""
        if self._later is not None:
            self._later.cancel()
            self._later = None

    def _commit_if_idle(self) -> None:
        self._later = None
        if self._between:
            self.commit()

    def on_empty(self) -> None:
        """Nothing is pending: commit, at once or a moment after the last time; let the engine see whether the crawl is over."""
        if time.monotonic() - self._committed >= _REST_SECONDS:
            self.commit()
        elif self._later is None:
            self._later = asyncio.get_running_loop().call_later(_REST_SECONDS, self._commit_if_idle)
        self._session.wake_engine()


def _is_cancelled() -> bool:
    """Whether it is we who are being cancelled, and not a pipeline that let a CancelledError of its own escape."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
