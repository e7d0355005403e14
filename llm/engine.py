"""The in-process engine: one thread owns the model and serves every conversation of the process.

Coroutines hand requests in and get text back on their own event loop. The thread takes requests and
cancellations between two steps, so a cancelled request gives its cells back within one step.
"""

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable
from math import ceil
from pathlib import Path

from core.errors import Busy, ModelUnavailable, SystemFault
from core.ports import Generation, Inference
from core.settings import ModelSettings
from llm.context import Context
from llm.delivery import Ticket, deliver
from llm.model import Model
from llm.runner import Load, Runner
from llm.scheduler import Limits

BATCH_TOKENS = 512
_SMALL_BYTES = 100 * 1024 * 1024
_CLOSE_TIMEOUT_S = 60.0
_logger = logging.getLogger(__name__)


class Engine:
    """A ModelBackend on one GGUF file. Construction loads the model and starts the thread."""

    def __init__(
        self,
        path: Path,
        settings: ModelSettings,
        *,
        batch_tokens: int = BATCH_TOKENS,
        flash_attention: bool = False,
        trial: bool = True,
    ) -> None:
        """Raises ModelUnavailable. `path` is what `settings.path` came to; `batch_tokens` is the most
        that one step evaluates; `flash_attention` is faster on long prompts and inexact (Context);
        `trial` is for files that may be damaged (Model)."""
        model = Model(path, trial=trial)
        limits = Limits(
            slots=settings.sequences,
            cells=settings.context_tokens,
            window=model.window,
            batch_tokens=max(batch_tokens, settings.sequences),
        )
        try:
            self._context = Context(
                model, limits, _threads(path, settings), flash_attention=flash_attention
            )
        except ModelUnavailable:
            model.close()
            raise
        self._model = model
        self._runner = Runner(model, self._context, time.perf_counter)
        self._slots = settings.sequences
        self._places = settings.sequences + settings.queue
        self._changed = threading.Condition()
        self._tickets: list[Ticket] = []
        self._arrivals: list[Ticket] = []
        self._departures: list[Ticket] = []
        self._ended = ""
        self._load = self._runner.load()
        self._thread = threading.Thread(target=self._serve, name="llm-engine", daemon=True)
        self._thread.start()

    @property
    def model(self) -> str:
        return self._model.name

    @property
    def load(self) -> Load:
        return self._load

    async def generate(
        self, inference: Inference, on_text: Callable[[str], None] | None = None
    ) -> Generation:
        """Raises BadInput for a prompt or grammar that cannot run, Busy when the queue is full,
        GenerationFailed (also past the deadline) and, after `close`, ModelUnavailable."""
        result: asyncio.Future[Generation] = asyncio.get_running_loop().create_future()
        ticket = Ticket(inference, result, on_text, arrived_s=time.perf_counter())
        self._enter(ticket)
        try:
            return await result
        finally:
            self._leave(ticket)

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
            self._arrivals.append(ticket)
            self._changed.notify()

    def _leave(self, ticket: Ticket) -> None:
        with self._changed:
            if not ticket.over:
                self._departures.append(ticket)
                self._changed.notify()

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
            arrivals, self._arrivals = self._arrivals, []
            departures, self._departures = self._departures, []
        for ticket in arrivals:
            self._runner.add(ticket.inference, ticket, ticket.arrived_s)
        for ticket in departures:
            self._drop(ticket)
        return not self._ended

    def _has_work(self) -> bool:
        return bool(self._ended or self._arrivals or self._departures or not self._runner.idle)

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

    def _stop(self) -> None:
        with self._changed:
            tickets, self._tickets = self._tickets, []
        for ticket in tickets:
            if not ticket.over:
                ticket.failed(self._unavailable())
        deliver(tickets)
        self._runner.close()
        self._context.close()
        self._model.close()

    def _unavailable(self) -> ModelUnavailable:
        return ModelUnavailable(
            f"The engine of {self._model.name!r} {self._ended}.", hint="Start Quayside again."
        )


def _threads(path: Path, settings: ModelSettings) -> int:
    """As set, or by the model's size: a small one waits longer for its threads than it computes (turns of
    the embedded model take 92 ms with one thread, 284 ms with two)."""
    if settings.threads:
        return settings.threads
    return 1 if path.stat().st_size < _SMALL_BYTES else os.cpu_count() or 1
