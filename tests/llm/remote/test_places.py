import asyncio

import pytest

from llm.remote.places import Places
from tests.llm.remote.fake_server import settled


async def stand(places: Places, priority: int, name: str, seen: list[str], go: asyncio.Event) -> None:
    async with places.one(priority):
        seen.append(name)
        await go.wait()


async def test_lower_priority_goes_first_then_first_come() -> None:
    places, seen, go = Places(1, 10), list[str](), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for name, priority in (("first", 5), ("late", 1), ("urgent", 0), ("later", 1)):
            group.create_task(stand(places, priority, name, seen, go))
            await settled()
        assert seen == ["first"]
        go.set()
    assert seen == ["first", "urgent", "late", "later"]
    assert places.held == 0


async def test_it_is_full_when_the_line_is() -> None:
    places, go = Places(1, 1), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for name in "ab":
            assert not places.full
            group.create_task(stand(places, 0, name, [], go))
            await settled()
        assert places.full
        go.set()
    assert not places.full


async def test_who_leaves_the_line_holds_nobody_up() -> None:
    places, seen, go = Places(1, 10), list[str](), asyncio.Event()
    tasks = [asyncio.create_task(stand(places, 0, name, seen, go)) for name in "abc"]
    await settled()
    tasks[1].cancel()
    go.set()
    await asyncio.gather(tasks[0], tasks[2])
    with pytest.raises(asyncio.CancelledError):
        await tasks[1]
    assert seen == ["a", "c"]
    assert places.held == 0


@pytest.mark.parametrize("steps", range(6))
async def test_a_place_is_never_lost_when_its_next_holder_is_cancelled(steps: int) -> None:
    places, go = Places(1, 10), asyncio.Event()
    holder = asyncio.create_task(stand(places, 0, "a", [], go))
    waiter = asyncio.create_task(stand(places, 0, "b", [], asyncio.Event()))
    await settled()
    go.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    waiter.cancel()
    await asyncio.gather(holder, waiter, return_exceptions=True)
    assert places.held == 0
    async with asyncio.timeout(5), places.one(0):
        assert places.held == 1
