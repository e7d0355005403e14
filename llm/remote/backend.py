"""A model on an OpenAI-compatible server: who may ask, how long and how often it is tried, what it cost."""

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from math import ceil

import httpx

from core.errors import Busy, GenerationFailed, ModelUnavailable
from core.ports import (
    Abandoned,
    BackendState,
    Capability,
    Generation,
    Inference,
    InferenceUsage,
)
from core.settings import RemoteSettings
from core.turns import JsonObject
from llm.remote import request
from llm.remote.address import address_of
from llm.remote.answer import Answer
from llm.remote.breaker import CircuitBreaker
from llm.remote.exchange import Exchange
from llm.remote.failures import Failure
from llm.remote.places import Places
from llm.remote.salts import Salts

WAITING_PER_PLACE = 2
FAILURES, REST_S = 3, 15.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.25, 4.0
_FIRST_GUESS_S, _SMOOTHING = 1.0, 0.2
_log = logging.getLogger(__name__)


class RemoteBackend:
    """A ModelBackend. Sends `chat`; when that is empty, one user message of the prompt's segments.

    `clock` counts seconds, `sleep` waits between tries, `jitter` gives numbers from 0 to 1.
    `abandoned` hears of what a request used that was cancelled or failed.
    """

    def __init__(
        self,
        settings: RemoteSettings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        abandoned: Abandoned | None = None,
        check: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Raises BadInput for settings that no request can be made of. `check` is awaited before the first
        request and the first after a failure, as the server may be another by then; it raises for one that
        is not safe."""
        self._settings = settings
        self._address = address_of(settings)
        self._exchange = Exchange(self._address, settings.api_key, settings.timeout_s, transport)
        self._clock, self._sleep, self._jitter = clock, sleep, jitter
        self._abandoned = abandoned
        self._check, self._checked = check, check is None
        self._breaker = CircuitBreaker(FAILURES, REST_S, clock)
        self._places = Places(settings.parallel, WAITING_PER_PLACE * settings.parallel)
        self._salts = Salts()
        self._service_s = _FIRST_GUESS_S
        self._scopes: set[asyncio.Timeout] = set()
        self._closed = False

    @property
    def model(self) -> str:
        return self._settings.model

    @property
    def capabilities(self) -> frozenset[Capability]:
        return request.capabilities(self._settings)

    def state(self) -> BackendState:
        if self._closed:
            return BackendState(available=False, reason="was closed")
        state = self._breaker.state()
        return BackendState(wait_s=self._wait_s()) if state.available else state

    async def generate(
        self, inference: Inference, on_text: Callable[[str], None] | None = None
    ) -> Generation:
        """Raises ModelUnavailable (also for a confidential inference unless the server is on this
        machine), Busy, and GenerationFailed (also past the deadline)."""
        self._admit(inference)
        until_s = self._clock() + inference.deadline_s
        body = request.body(inference, self._settings, self._salts.of(inference.asker))
        async with self._bounded(inference.deadline_s) as scope, self._places.one(inference.priority):
            for tried in count():
                answer = Answer(inference.stop, on_text, self._clock)
                try:
                    return await self._try(inference, body, answer, scope)
                except Failure as failure:
                    pause_s = self._pause_s(tried, failure, until_s)
                await self._sleep(pause_s)
        raise AssertionError("The tries have no end but a return or an error.")

    async def forget(self, conversation_id: str) -> None:
        """Nothing is kept here. What the server may keep, nobody can match any more (vllm)."""
        self._salts.forget(conversation_id)

    async def close(self) -> None:
        """Fails what still runs and closes the connections."""
        self._closed = True
        for scope in self._scopes:
            if not scope.expired():
                scope.reschedule(asyncio.get_running_loop().time())
        await self._exchange.close()

    def _admit(self, inference: Inference) -> None:
        if self._closed:
            raise self._was_closed()
        if inference.confidential and not self._address.local:
            raise ModelUnavailable(
                f"{self._address.name} is not on this machine, and the request is confidential.",
                hint="Ask a model on this machine; only what is not confidential may go elsewhere.",
            )
        if self._places.full:
            raise Busy(
                f"{self._address.name} has {self._places.held} requests, and no more are sent.",
                retry_after_s=max(1, ceil(self._service_s * self._places.held / self._settings.parallel)),
            )

    @asynccontextmanager
    async def _bounded(self, deadline_s: float) -> AsyncIterator[asyncio.Timeout]:
        scope = asyncio.timeout(deadline_s)
        try:
            async with scope:
                self._scopes.add(scope)
                yield scope
        except TimeoutError:
            if not scope.expired():  # it is the listener's own
                raise
            if self._closed:
                raise self._was_closed() from None
            raise GenerationFailed(
                f"{self._address.name} did not answer within the deadline of {deadline_s:g} s.",
                hint="Allow more time or fewer tokens.",
            ) from None
        finally:
            self._scopes.discard(scope)

    async def _try(
        self, inference: Inference, body: JsonObject, answer: Answer, scope: asyncio.Timeout
    ) -> Generation:
        if self._closed:
            raise self._was_closed()
        ticket = self._breaker.enter()
        if ticket is None:
            raise self._left_alone()
        try:
            if self._check is not None and not self._checked:
                await self._check()
                self._checked = True
            await self._exchange.ask(body, answer)
        except BaseException as error:
            self._checked = self._check is None
            silent = scope.expired() and not self._closed and not answer.began
            self._breaker.settle(ticket, _healthy(error, silent=silent))
            self._account(inference, answer.usage())
            raise
        self._breaker.settle(ticket, healthy=True)
        usage = answer.usage()
        self._service_s += _SMOOTHING * (usage.prefill_s + usage.decode_s - self._service_s)
        return Generation(answer.text, answer.ending, usage, self.model)

    def _account(self, inference: Inference, usage: InferenceUsage) -> None:
        if self._abandoned is None or not usage.input_tokens + usage.output_tokens:
            return
        try:
            self._abandoned(inference, usage)
        except Exception:  # the one who listens has a fault; the request's own error matters more
            _log.exception("What an abandoned request used was not heard.")

    def _pause_s(self, tried: int, failure: Failure, until_s: float) -> float:
        """How long to wait before the next try; raises the failure's error when there is to be none."""
        if self._closed:
            raise self._was_closed() from None
        growing_s = min(_FIRST_PAUSE_S * 2.0**tried, _LONGEST_PAUSE_S)
        pause_s = max(failure.after_s, growing_s * (0.5 + self._jitter() / 2))
        late = self._clock() + pause_s >= until_s
        last = tried >= self._settings.retries or not self._breaker.state().available
        if late or last or not failure.passing:
            raise failure.error from None  # the causes hold the request, and with it the key
        return pause_s

    def _wait_s(self) -> float:
        ahead = self._places.held - self._settings.parallel + 1
        return max(0.0, self._service_s * ahead / self._settings.parallel)

    def _left_alone(self) -> ModelUnavailable:
        state = self._breaker.state()
        hint = f"Ask again in {max(1, ceil(state.wait_s))} s."
        return ModelUnavailable(f"{self._address.name} {state.reason} and is left alone.", hint=hint)

    def _was_closed(self) -> ModelUnavailable:
        return ModelUnavailable(f"The backend {self.model!r} was closed.", hint="Make a new one.")


def _healthy(error: BaseException, *, silent: bool) -> bool | None:
    """What an unfinished try says of the server: a failure of its own or of the request, silence up to
    the deadline; nothing when it was cancelled or the listener failed."""
    if isinstance(error, Failure):
        return not error.sick
    return False if silent else None
