"""A backend over tiers: each inference goes to the one that comes first for it, then to the next."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from core.errors import Busy, GenerationFailed, ModelUnavailable, QuaysideError
from core.ports import BackendState, Capability, Generation, Inference, Route
from llm.routing.tiers import PATIENCE_S, Choice, Standing, Tier, choose, place, unavailable
from llm.routing.together import all_of

_log = logging.getLogger(__name__)


class Router:
    """A ModelBackend. Each request is given to one tier at a time, and to none twice."""

    def __init__(
        self,
        tiers: Sequence[Tier],
        *,
        remote_allowed: Callable[[Inference], bool] = lambda inference: True,
        patience_s: float = PATIENCE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`remote_allowed` says whether there is money for a tier that does not stay here; `patience_s` is
        the longest wait at which a tier keeps its place; `clock` counts seconds."""
        assert tiers
        self._tiers = sorted(tiers, key=place)
        self._remote_allowed = remote_allowed
        self._patience_s = patience_s
        self._clock = clock

    @property
    def model(self) -> str:
        return self._tiers[0].backend.model

    @property
    def capabilities(self) -> frozenset[Capability]:
        return self._tiers[0].backend.capabilities

    def state(self) -> BackendState:
        """That of the tier which would begin first."""
        states = [(tier, tier.backend.state()) for tier in self._tiers]
        able = [state for _, state in states if state.available]
        if able:
            return min(able, key=lambda state: state.wait_s)
        reason = "; ".join(unavailable(tier, state) for tier, state in states)
        return BackendState(available=False, reason=reason)

    async def generate(
        self, inference: Inference, on_text: Callable[[str], None] | None = None
    ) -> Generation:
        """The first candidate's; the next one's where it fails before it gave out any text, within the same
        deadline. Raises the shortest Busy when all are busy, ModelUnavailable when none may have it."""
        choice = await self._choose(inference)
        attempts = _Attempts(ends_s=self._clock() + inference.deadline_s)
        for candidate in choice.candidates:
            left_s = attempts.ends_s - self._clock()
            if attempts.errors and left_s <= 0:
                break
            asked = replace(inference, deadline_s=left_s) if attempts.errors else inference
            listener = _Listener(on_text)
            try:
                generation = await candidate.tier.backend.generate(asked, listener if on_text else None)
            except (Busy, ModelUnavailable, GenerationFailed) as error:
                if listener.heard:
                    raise
                attempts.note(candidate.tier, error)
            else:
                route = Route(candidate.tier.name, candidate.reason(attempts.failures))
                return replace(generation, route=route)
        raise attempts.outcome(choice)

    async def forget(self, conversation_id: str) -> None:
        """In every tier, even if one fails; then its error is raised."""
        await all_of(tier.backend.forget(conversation_id) for tier in self._tiers)

    async def close(self) -> None:
        """Every tier, even if one fails; then its error is raised."""
        await all_of(tier.backend.close() for tier in self._tiers)

    async def _choose(self, inference: Inference) -> Choice:
        standings = [Standing(t, t.backend.state(), t.backend.capabilities) for t in self._tiers]
        might_leave = not (inference.confidential or all(tier.stays_here for tier in self._tiers))
        allowed = might_leave and await asyncio.to_thread(self._allowed, inference)
        return choose(inference, standings, remote_allowed=allowed, patience_s=self._patience_s)

    def _allowed(self, inference: Inference) -> bool:
        """A budget that cannot be asked allows nothing."""
        try:
            return self._remote_allowed(inference)
        except QuaysideError as error:
            _log.warning("no tier that costs money is used: %s", error)
            return False


@dataclass(slots=True)
class _Attempts:
    """What went wrong so far with one request, which is late at `ends_s`."""

    ends_s: float
    errors: list[QuaysideError] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def note(self, tier: Tier, error: QuaysideError) -> None:
        _log.warning("the %s tier did not answer: %s", tier.name, error)
        self.errors.append(error)
        self.failures.append(_failure(tier, error))

    def outcome(self, choice: Choice) -> QuaysideError:
        """The error to raise when no candidate answered."""
        busy = [error for error in self.errors if isinstance(error, Busy)]
        if busy and len(busy) == len(self.errors):
            return min(busy, key=lambda error: error.retry_after_s)
        if len(self.errors) == 1:
            return self.errors[0]
        tried = map(_in_full, self.failures, self.errors)
        told = "; ".join((*tried, *(why for _, why in choice.struck)))
        return ModelUnavailable(
            f"No tier {'answered' if self.errors else 'may have this request'}: {told}.",
            hint="Mend the first one that is named, or try again later.",
        )


class _Listener:
    """Passes text on and remembers that there was some."""

    def __init__(self, on_text: Callable[[str], None] | None) -> None:
        self._on_text = on_text
        self.heard = False

    def __call__(self, piece: str) -> None:
        self.heard = self.heard or bool(piece)
        if self._on_text is not None:
            self._on_text(piece)


def _failure(tier: Tier, error: QuaysideError) -> str:
    """For the audit log: what happened, without the error's own words, which may quote the request."""
    if isinstance(error, Busy):
        return f"{tier.name} is busy (try again in {error.retry_after_s} s)"
    return f"{tier.name} {'is unavailable' if isinstance(error, ModelUnavailable) else 'failed'}"


def _in_full(failure: str, error: QuaysideError) -> str:
    return f"{failure}: {error.message.rstrip('.')}"
