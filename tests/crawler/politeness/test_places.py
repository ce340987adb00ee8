from __future__ import annotations

import asyncio

from crawler.politeness.places import Places


def test_no_more_than_a_host_has_first_come_first_served() -> None:
    order: list[int] = []
    under_way = [0, 0]

    async def one(places: Places, number: int) -> None:
        async with places.one("a.test"):
            order.append(number)
            under_way[0] += 1
            under_way[1] = max(under_way)
            await asyncio.sleep(0)
            under_way[0] -= 1

    async def crowd() -> None:
        places = Places(lambda host: 3)
        await asyncio.gather(*(one(places, number) for number in range(20)))

    asyncio.run(crowd())
    assert order == list(range(20))
    assert under_way == [0, 3]


def test_another_host_does_not_wait_and_a_cancelled_waiter_passes_its_place_on() -> None:
    async def scene() -> list[str]:
        places, seen = Places(lambda host: 1), []

        async def wait(name: str) -> None:
            async with places.one("a.test"):
                seen.append(name)

        async with places.one("a.test"), places.one("b.test"):
            first, second = (asyncio.ensure_future(wait(name)) for name in ("first", "second"))
            await asyncio.sleep(0)
        # The first has been given the place and is cancelled before it could take it.
        first.cancel()
        await asyncio.wait((first, second), timeout=10)
        assert second.done()
        return seen

    assert asyncio.run(scene()) == ["second"]
