"""The desk for abandoned inferences: what was cancelled or failed was paid for and stands in the ledger."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from core.ports import Abandoned, Asker, Inference, InferenceUsage, Pricing
from core.records import LedgerRow

_NOBODY = Asker(reader="", conversation_id="")
_log = logging.getLogger(__name__)


class Ledger(Protocol):
    def add(self, rows: Sequence[LedgerRow]) -> None: ...


class AbandonedDesk:
    """Rows wait here until `submit` runs `flush` on another thread: an engine never waits for a database.

    What a full disk or a closed executor leaves behind is written with the next row, or by `close`, which
    is to be called once the backends are closed.
    """

    def __init__(
        self, pricing: Pricing, ledger: Ledger, submit: Callable[[Callable[[], None]], object]
    ) -> None:
        self._pricing, self._ledger, self._submit = pricing, ledger, submit
        self._waiting: list[LedgerRow] = []
        self._adding = threading.Lock()
        self._writing = threading.Lock()

    def of(self, model: Callable[[], str], tier: str = "local") -> Abandoned:
        """What the backend of `tier` calls; it may do so from any thread."""

        def abandoned(inference: Inference, usage: InferenceUsage) -> None:
            self._take(self._row(inference, usage, model(), tier))

        return abandoned

    def settle(self, rows: Sequence[LedgerRow]) -> None:
        """Rows of inferences that came to their end in a turn that did not."""
        for row in rows:
            self._take(replace(row, outcome="abandoned"))

    def flush(self) -> None:
        """Write what waits. What cannot be written waits on, and the log says why."""
        with self._writing:
            with self._adding:
                rows, self._waiting = self._waiting, []
            if not rows:
                return
            try:
                self._ledger.add(rows)
            except Exception as error:  # on a background thread nobody else would hear of it
                _log.error("%d abandoned inferences are not in the ledger yet: %s", len(rows), error)
                with self._adding:
                    self._waiting = rows + self._waiting

    def close(self) -> None:
        """The last attempt; what is lost then is named in the log."""
        self.flush()
        for row in self._waiting:
            _log.error(
                "lost from the ledger: %s s of %s, allocated %s", row.busy_s, row.model, row.allocated
            )

    def _take(self, row: LedgerRow) -> None:
        with self._adding:
            self._waiting.append(row)
        try:
            self._submit(self.flush)
        except RuntimeError:  # the executor was shut down
            _log.info("an abandoned inference waits for the end to be written down")

    def _row(self, inference: Inference, usage: InferenceUsage, model: str, tier: str) -> LedgerRow:
        asker = inference.asker or _NOBODY
        return self._pricing.row(
            usage,
            model=model,
            purpose=inference.purpose,
            turn_id=asker.turn_id,
            conversation_id=asker.conversation_id,
            actor=asker.reader,
            tier=tier,
            outcome="abandoned",
        )
