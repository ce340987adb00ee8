from __future__ import annotations

import asyncio
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.capture import Capture, RecordRef
from pipelines.outcome import ARTICLE, Cleaned, Outcome
from pipelines.run import Runner


def capture(number: int, **fields: object) -> Capture:
    ref = RecordRef("a-00000001.warc.gz", number, 1, f"<urn:uuid:{number}>")
    values: dict[str, object] = {"status": 200, "content_type": "text/html", "payload": b"<html>", **fields}
    return Capture(
        ref=ref,
        record_type="response",
        url=f"http://post.example/{number}",
        date="2026-01-01T00:00:00Z",
        payload_digest=f"sha256:{number}",
        **values,  # type: ignore[arg-type]
    )


async def feed(numbers: list[int], delays: dict[int, int], window: int) -> tuple[list[int], int]:
    settled: list[int] = []
    busy = 0

    async def clean(each: Capture) -> Cleaned:
        for _ in range(delays.get(each.ref.offset, 0)):
            await asyncio.sleep(0)
        return Cleaned(Outcome(ARTICLE))

    async def settle(each: Capture, cleaned: Cleaned) -> None:
        nonlocal busy
        busy += 1
        assert busy == 1, "two captures were settled at once"
        await asyncio.sleep(0)
        settled.append(each.ref.offset)
        busy -= 1

    runner = Runner(clean, settle, window=window)
    runner.start()
    for number in numbers:
        # Some captures need no worker and must not overtake those that do.
        runner.put(capture(number, **({"status": 404} if number % 3 == 0 else {})))
        await runner.room()
    await runner.drain()
    await runner.stop()
    return settled, runner.peak


@given(st.integers(1, 40), st.integers(1, 8), st.randoms())
def test_outcomes_come_in_the_order_of_the_archive(count: int, window: int, rng: random.Random) -> None:
    delays = {number: rng.randint(0, 9) for number in range(count)}
    settled, peak = asyncio.run(feed(list(range(count)), delays, window))
    assert settled == list(range(count))
    assert peak <= window


def test_a_broken_settle_is_raised_to_who_feeds_the_runner() -> None:
    async def run() -> None:
        async def clean(each: Capture) -> Cleaned:
            return Cleaned(Outcome(ARTICLE))

        async def settle(each: Capture, cleaned: Cleaned) -> None:
            raise OSError(28, "No space left on device")

        runner = Runner(clean, settle, window=2)
        runner.start()
        runner.put(capture(1))
        with pytest.raises(OSError, match="No space left"):
            await runner.drain()
        with pytest.raises(OSError, match="No space left"):
            await runner.room()
        await runner.stop()

    asyncio.run(run())


def test_what_is_pending_at_stop_is_left_unsettled() -> None:
    async def run() -> list[int]:
        settled: list[int] = []
        never = asyncio.Event()

        async def clean(each: Capture) -> Cleaned:
            if each.ref.offset == 2:
                await never.wait()
            return Cleaned(Outcome(ARTICLE))

        async def settle(each: Capture, cleaned: Cleaned) -> None:
            settled.append(each.ref.offset)

        runner = Runner(clean, settle, window=9)
        runner.start()
        for number in (1, 2, 4):
            runner.put(capture(number))
        for _ in range(20):
            await asyncio.sleep(0)
        await runner.stop()
        assert runner.pending == 2
        return settled

    assert asyncio.run(run()) == [1]
