"""Backends whose behaviour a test scripts: what they are able to do, what they say, and when they end."""

import asyncio
from collections.abc import Callable

from core.ports import BackendState, Capability, Generation, Inference, InferenceUsage, Segment

ASKED = Inference("say", (Segment("say something", trusted=True),), 30, confidential=False)


class FakeBackend:
    """A ModelBackend. Gives `pieces`, then raises `error` if there is one. `seen` keeps what was asked,
    `forgotten` which conversations, `closed` how often."""

    def __init__(
        self,
        model: str = "fake",
        *,
        pieces: tuple[str, ...] = ("of ", "course"),
        error: Exception | None = None,
        state: BackendState = BackendState(),
        capabilities: frozenset[Capability] = frozenset(),
        close_error: Exception | None = None,
        on_asked: Callable[[], None] = lambda: None,
    ) -> None:
        self.model = model
        self.capabilities = capabilities
        self.seen: list[Inference] = []
        self.forgotten: list[str] = []
        self.closed = 0
        self._pieces, self._error, self._state = pieces, error, state
        self._close_error = close_error
        self._on_asked = on_asked

    def state(self) -> BackendState:
        return self._state

    async def generate(
        self, inference: Inference, on_text: Callable[[str], None] | None = None
    ) -> Generation:
        self.seen.append(inference)
        self._on_asked()
        for piece in self._pieces:
            await asyncio.sleep(0)
            if on_text is not None:
                on_text(piece)
        if self._error is not None:
            raise self._error
        return Generation("".join(self._pieces), "stop", InferenceUsage(), self.model)

    async def forget(self, conversation_id: str) -> None:
        self.forgotten.append(conversation_id)
        if self._close_error is not None:
            raise self._close_error

    async def close(self) -> None:
        self.closed += 1
        if self._close_error is not None:
            raise self._close_error


class SlowBackend(FakeBackend):
    """Ends its requests when `release` is set."""

    def __init__(
        self, model: str, *, error: Exception | None = None, close_error: Exception | None = None
    ) -> None:
        super().__init__(model, pieces=(), error=error, close_error=close_error)
        self.release = asyncio.Event()
        self._began = asyncio.Semaphore(0)

    async def all_began(self, number: int) -> None:
        """Waits until so many further requests are under way."""
        for _ in range(number):
            await self._began.acquire()

    async def generate(
        self, inference: Inference, on_text: Callable[[str], None] | None = None
    ) -> Generation:
        self._began.release()
        await self.release.wait()
        assert not self.closed, f"{self.model} was closed while it had a request"
        return await super().generate(inference, on_text)
