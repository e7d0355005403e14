"""A backend that is replaced by another without downtime: requests under way end on the one they began on.

Safe to use from several threads and event loops; it holds no lock while anything waits but other switches.
"""

import asyncio
import logging
import threading
from collections.abc import Callable

from core.errors import ModelUnavailable
from core.ports import BackendState, Capability, Generation, Inference, ModelBackend
from llm.routing.together import all_of

_log = logging.getLogger(__name__)


class _Held:
    """A backend and how many requests are under way on it. Changed under the lock of Switching only."""

    def __init__(self, backend: ModelBackend) -> None:
        self.backend = backend
        self.requests = 0


class Switching:
    """A ModelBackend: the current one, and those that still have requests from before a switch."""

    def __init__(self, backend: ModelBackend) -> None:
        self._current = _Held(backend)
        self._retired: list[_Held] = []
        self._closed = False
        self._lock = threading.Lock()
        self._one_switch = threading.Lock()

    @property
    def current(self) -> ModelBackend:
        """The one that new requests go to."""
        return self._current.backend

    @property
    def model(self) -> str:
        return self._current.backend.model

    @property
    def capabilities(self) -> frozenset[Capability]:
        return self._current.backend.capabilities

    def state(self) -> BackendState:
        return self._current.backend.state()

    async def generate(
        self, inference: Inference, on_text: Callable[[str], None] | None = None
    ) -> Generation:
        """By the current backend. Who ends the last request of a replaced one closes it."""
        held = self._enter()
        try:
            return await held.backend.generate(inference, on_text)
        finally:
            self._leave(held)
            await self._close_idle()

    async def switch(self, make: Callable[[], ModelBackend]) -> None:
        """Make another backend in a thread and put it in place; if that fails, its error is raised and the
        old one stays. Switches take turns."""
        await asyncio.to_thread(self._replace, make)
        await self._close_idle()
        if self._closed:
            raise ModelUnavailable(
                "The backend was closed while another was made.", hint="Start Quayside again."
            )

    async def forget(self, conversation_id: str) -> None:
        await all_of(held.backend.forget(conversation_id) for held in self._all())

    async def close(self) -> None:
        """Closes whatever is there, even if one fails; then its error is raised."""
        with self._lock:
            self._closed = True
        await all_of(held.backend.close() for held in self._all())

    def _replace(self, make: Callable[[], ModelBackend]) -> None:
        with self._one_switch:
            made = _Held(make())
            with self._lock:
                if self._closed:
                    self._retired.append(made)
                    return
                self._retired.append(self._current)
                self._current = made

    def _enter(self) -> _Held:
        with self._lock:
            self._current.requests += 1
            return self._current

    def _leave(self, held: _Held) -> None:
        with self._lock:
            held.requests -= 1

    def _all(self) -> list[_Held]:
        with self._lock:
            return [self._current, *self._retired]

    def _take_idle(self) -> _Held | None:
        with self._lock:
            idle = next((held for held in self._retired if not held.requests), None)
            if idle:
                self._retired.remove(idle)
            return idle

    async def _close_idle(self) -> None:
        """Closes the replaced backends that have no request any more."""
        while held := self._take_idle():
            try:
                await held.backend.close()
            except Exception:  # whoever waits here wants an answer or the new model, and has it
                _log.exception("The replaced model %r was not closed properly.", held.backend.model)
