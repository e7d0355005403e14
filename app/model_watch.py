"""Follows the registry's active model in a running server: what a command activates is taken up here."""

import asyncio
import logging
from collections.abc import Callable
from typing import Literal

from app.looking import Looking
from core.clock import Clock
from core.errors import QuaysideError
from core.ports import ModelBackend
from core.records import AuditLeaf
from core.turns import JsonObject
from llm.library.registry import Activation, KnownModel, Registry
from llm.routing.switching import Switching

EVERY_S = 2.0
_LONGEST_REASON = 500
_log = logging.getLogger(__name__)


class ModelWatch:
    """Looks at the registry for another active model.

    A model that does not load leaves the one that serves in place, and is tried again only when it is
    activated again.
    """

    def __init__(
        self,
        registry: Registry,
        switching: Switching,
        make: Callable[[KnownModel], ModelBackend],
        record: Callable[[AuditLeaf], None],
        clock: Clock,
        *,
        serving: Activation,
        every_s: float = EVERY_S,
    ) -> None:
        """`make` loads a model; `record` appends to the audit log; `serving` is what was active when
        `switching` was made."""
        self._registry, self._switching, self._make = registry, switching, make
        self._record, self._clock, self._every_s = record, clock, every_s
        self._seen, self._serving = serving, serving.model
        self._trouble = ""

    def look(self) -> None:
        """Look once; switch if another model was activated. What goes wrong is logged."""
        try:
            activation = self._registry.activation()
        except QuaysideError as error:
            if str(error) != self._trouble:
                _log.error("the active model is not known: %s", error)
            self._trouble = str(error)
            return
        self._trouble = ""
        if activation == self._seen:
            return
        self._seen = activation
        if activation.model != self._serving:
            self._switch(activation.model)

    def watching(self) -> Looking:
        """Looks again and again in a thread, from the start to the end of a `with` block."""
        return Looking("model-watch", self.look, self._every_s, at_once=False)

    def _switch(self, model: KnownModel) -> None:
        detail: JsonObject = {"sha256": model.sha256, "before": self._serving.name}
        try:
            asyncio.run(self._switching.switch(lambda: self._make(model)))
        except Exception as error:  # whatever it was: the old model serves on, and that has to be known
            _log.error("the model %r was not taken up: %s", model.name, error, exc_info=_trace(error))
            reason = str(error)[:_LONGEST_REASON]
            rule = f"did not load: {type(error).__name__}"
            self._tell(model, "deny", rule, detail | {"reason": reason})
            return
        self._serving = model
        _log.info("the model %r is in use", model.name)
        self._tell(model, "allow", "it loaded", detail)

    def _tell(
        self, model: KnownModel, decision: Literal["allow", "deny"], rule: str, detail: JsonObject
    ) -> None:
        leaf = AuditLeaf(
            at=self._clock.now(),
            actor="system",
            role="system",
            action="activate",
            resource=f"Model/{model.name}",
            decision=decision,
            rule=rule,
            detail=detail,
        )
        try:
            self._record(leaf)
        except QuaysideError as error:
            _log.error("the change of models is not in the audit log: %s", error)


def _trace(error: Exception) -> Exception | None:
    """Only for what was not foreseen."""
    return None if isinstance(error, QuaysideError) else error
