"""The places for requests under way, and the line before them."""

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count


class Places:
    """`parallel` places; up to `waiting` more stand in line, lower priority first, then first come."""

    def __init__(self, parallel: int, waiting: int) -> None:
        self._parallel = parallel
        self._waiting = waiting
        self._taken = 0
        self._line: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @property
    def held(self) -> int:
        """Requests under way or in line."""
        return self._taken + len(self._line)

    @property
    def full(self) -> bool:
        return self.held >= self._parallel + self._waiting

    @asynccontextmanager
    async def one(self, priority: int) -> AsyncIterator[None]:
        """Waits for a place and gives it back at the end. Ask `full` before."""
        await self._take(priority)
        try:
            yield
        finally:
            self._give_back()

    async def _take(self, priority: int) -> None:
        if self._taken < self._parallel:
            self._taken += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (priority, next(self._numbers), turn)
        heapq.heappush(self._line, entry)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # a place was handed over in the same moment
                self._give_back()
            elif entry in self._line:
                self._line.remove(entry)
                heapq.heapify(self._line)
            raise

    def _give_back(self) -> None:
        while self._line:
            turn = heapq.heappop(self._line)[2]
            if not turn.done():
                turn.set_result(None)
                return
        self._taken -= 1
