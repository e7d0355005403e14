"""The in-process engine: one thread owns the model and serves every conversation of the process.

Coroutines hand requests in and get text back on their own event loop. The thread takes requests and
cancellations between two steps, so a cancelled request gives its cells back within one step.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any, TypeVar

from core.errors import Busy, ModelUnavailable, QuaysideError, SystemFault
from core.ports import Abandoned, BackendState, Capability, Generation, Inference, InferenceUsage
from core.settings import ModelSettings
from llm.assembly import assemble
from llm.calibration import EVEN, Weights, measure
from llm.context import Context
from llm.delivery import Ticket, deliver
from llm.model import Model
from llm.prompting import Prompter
from llm.runner import Load, Runner, unheard
from llm.timing import step_timer

_CLOSE_TIMEOUT_S = 60.0
_T = TypeVar("_T")
_logger = logging.getLogger(__name__)


class Engine:
    """A ModelBackend on one GGUF file. Construction loads the model and starts the thread."""

    def __init__(
        self,
        path: Path,
        settings: ModelSettings,
        *,
        trial: bool = True,
        weights: Weights = EVEN,
        abandoned: Abandoned = unheard,
        disk: Path | None = None,
    ) -> None:
        """Raises ModelUnavailable. `path` is what `settings.path` came to; `trial` is for files that
        may be damaged (Model); `abandoned` is called on the engine's thread; `disk` is the folder of
        `settings.kept_disk_mb`."""
        self.path = path
        self._model = Model(path, trial=trial)
        try:
            prompter = Prompter(self._model)
        except ModelUnavailable:
            self._model.close()
            raise
        self._can_think = prompter.can_think
        self._slots = settings.sequences
        self._places = settings.sequences + settings.queue
        self._changed = threading.Condition()
        self._tickets: list[Ticket] = []
        self._commands: list[Callable[[], None]] = []
        self._calls: list[Future[Any]] = []
        self._ended = ""
        self._begin(
            partial(
                assemble,
                self._model,
                prompter,
                path,
                settings,
                weights=weights,
                abandoned=abandoned,
                disk=disk,
            )
        )

    @property
    def model(self) -> str:
        return self._model.name

    @property
    def capabilities(self) -> frozenset[Capability]:
        return frozenset(("grammar", "thinking")) if self._can_think else frozenset(("grammar",))

    @property
    def load(self) -> Load:
        return self._load

    def state(self) -> BackendState:
        held = len(self._tickets)
        wait_s = self._runner.service_s * (held // self._slots)
        return BackendState(available=not self._ended, wait_s=wait_s, reason=self._ended)

    async def generate(
        self, inference: Inference, on_text: Callable[[str], None] | None = None
    ) -> Generation:
        """Raises BadInput for a prompt or grammar that cannot run, Busy when the queue is full,
        GenerationFailed (also past the deadline) and, after `close`, ModelUnavailable."""
        result: asyncio.Future[Generation] = asyncio.get_running_loop().create_future()
        ticket = Ticket(inference, result, on_text, time.perf_counter(), self._undelivered)
        self._enter(ticket)
        try:
            return await result
        finally:
            self._leave(ticket)

    async def forget(self, conversation_id: str) -> None:
        """Drops what is kept of a conversation, in cells and on disk."""
        await asyncio.wrap_future(self._call(lambda: self._runner.forget(conversation_id)))

    async def calibrate(self) -> Weights:
        """Measures what a token of a prompt and a written one cost, in µs, and charges by it from now on.
        Takes some seconds, in which nothing else is served; raises Busy unless the engine is idle."""
        return await asyncio.wrap_future(self._call(self._calibrate))

    async def close(self) -> None:
        """Fails what still runs, frees the model and ends the thread."""
        with self._changed:
            self._ended = self._ended or "was closed"
            self._changed.notify()
        await asyncio.to_thread(self._thread.join, _CLOSE_TIMEOUT_S)
        if self._thread.is_alive():
            raise SystemFault(
                f"The engine did not end within {_CLOSE_TIMEOUT_S:g} s.", hint="End the process."
            )

    def _enter(self, ticket: Ticket) -> None:
        with self._changed:
            if self._ended:
                raise self._unavailable()
            held = len(self._tickets)
            if held >= self._places:
                raise Busy(
                    f"{held} requests are running or waiting, and no more are taken.",
                    retry_after_s=max(1, ceil(self._runner.service_s * held / self._slots)),
                )
            self._tickets.append(ticket)
            self._command(lambda: self._runner.add(ticket.inference, ticket, ticket.arrived_s))

    def _leave(self, ticket: Ticket) -> None:
        with self._changed:
            if not ticket.over:
                self._command(lambda: self._drop(ticket))

    def _undelivered(self, inference: Inference, usage: InferenceUsage) -> None:
        """On any thread: a generation came too late for the one who had asked."""
        with self._changed:
            if not self._ended:
                self._command(lambda: self._runner.undelivered(inference, usage))
                return
        self._runner.undelivered(inference, usage)

    def _call(self, action: Callable[[], _T]) -> Future[_T]:
        """Has `action` done on the engine's thread, between two steps."""
        future: Future[_T] = Future()
        with self._changed:
            if self._ended:
                raise self._unavailable()
            self._calls.append(future)
            self._command(lambda: _settle(future, action))
        return future

    def _command(self, command: Callable[[], None]) -> None:
        self._commands.append(command)
        self._changed.notify()

    def _calibrate(self) -> Weights:
        if not self._runner.clear():
            raise Busy("The engine is at work and cannot be measured.", retry_after_s=60)
        weights = measure(step_timer(self._context, time.perf_counter), sequences=min(4, self._slots))
        self._runner.charge_by(weights)
        return weights

    def _begin(self, make: Callable[[], tuple[Context, Runner]]) -> None:
        """Starts the thread, which makes the context itself: OpenMP keeps a team for each thread that
        ever computed, and with a second one its threads no longer wait for each other awake (a step of a
        model of 0.5 billion parameters took 63 ms instead of 41)."""
        ready: Future[None] = Future()
        self._thread = threading.Thread(
            target=self._live, args=(make, ready), name="llm-engine", daemon=True
        )
        self._thread.start()
        ready.result()

    def _live(self, make: Callable[[], tuple[Context, Runner]], ready: Future[None]) -> None:
        try:
            self._context, self._runner = make()
        except BaseException as error:
            self._model.close()
            ready.set_exception(error)
            return
        self._load = self._runner.load()
        ready.set_result(None)
        self._serve()

    def _serve(self) -> None:
        """The thread: requests and cancellations, a step, results; until closed."""
        try:
            while self._take_in():
                self._runner.step()
                self._hand_over()
        except Exception:  # a fault of ours: whoever waits must still hear of it
            _logger.exception("The engine stopped on a fault.")
            self._ended = "stopped on a fault; its log has the details"
        finally:
            self._stop()

    def _take_in(self) -> bool:
        with self._changed:
            self._changed.wait_for(self._has_work)
            commands, self._commands = self._commands, []
        for command in commands:
            command()
        return not self._ended

    def _has_work(self) -> bool:
        return bool(self._ended or self._commands or not self._runner.idle)

    def _drop(self, ticket: Ticket) -> None:
        self._runner.drop(ticket)
        ticket.over = True

    def _hand_over(self) -> None:
        """Publishes the load and sends out what the step gave."""
        self._load = self._runner.load()
        with self._changed:
            tickets = list(self._tickets)
        for ticket in deliver(tickets):
            self._drop(ticket)
        with self._changed:
            self._tickets = [ticket for ticket in self._tickets if not ticket.over]
            self._calls = [call for call in self._calls if not call.done()]

    def _stop(self) -> None:
        with self._changed:
            tickets, self._tickets = self._tickets, []
            calls, self._calls = self._calls, []
        for ticket in tickets:
            if not ticket.over:
                ticket.failed(self._unavailable())
        deliver(tickets)
        for call in calls:
            with suppress(InvalidStateError):  # it is over already, or given up
                call.set_exception(self._unavailable())
        self._runner.close()
        self._context.close()
        self._model.close()

    def _unavailable(self) -> ModelUnavailable:
        return ModelUnavailable(
            f"The engine of {self._model.name!r} {self._ended}.", hint="Start Quayside again."
        )


def _settle(future: Future[_T], action: Callable[[], _T]) -> None:
    if future.set_running_or_notify_cancel():
        try:
            future.set_result(action())
        except QuaysideError as error:
            future.set_exception(error)
