"""One call of the model, with the ledger row and the audit leaf that it leaves behind.

Prompts and grammars come from the node that asks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from agent.leaves import leaf
from agent.parts import Turn
from core.errors import QuaysideError
from core.evidence import Evidence
from core.labels import join
from core.ports import GREEDY, Asker, Generation, Inference, Route, Sampling
from core.records import AuditLeaf, LedgerRow

ONLY_BACKEND = Route("local", "the only backend")
NO_ANSWER = Route("none", "")


@dataclass(slots=True)
class Traces:
    """What the inferences of a node leave behind, in the order in which they were made."""

    ledger: list[LedgerRow] = field(default_factory=list)
    leaves: list[AuditLeaf] = field(default_factory=list)


@contextmanager
def traced(turn: Turn) -> Iterator[Traces]:
    """The traces of one node. When it fails its state is lost, but not what its inferences cost."""
    traces = Traces()
    try:
        yield traces
    except BaseException:
        turn.parts.settle(traces.ledger, traces.leaves)
        raise


async def infer(
    turn: Turn,
    inference: Inference,
    traces: Traces,
    on_text: Callable[[str], None] | None = None,
) -> Generation:
    """Run `inference` for this turn's caller; what it used and who answered go into `traces`."""
    asked = replace(inference, asker=_asker(turn))
    try:
        with turn.parts.telemetry.inference(turn.parts.backend.model, turn.about) as inferred:
            generation = await turn.parts.backend.generate(asked, on_text)
            route = generation.route or ONLY_BACKEND
            row = _row(turn, inference, generation, route)
            inferred(generation, row)
    except QuaysideError as error:
        route = replace(NO_ANSWER, reason=f"no answer: {type(error).__name__}")
        traces.leaves.append(_leaf(turn, inference, "none", route))
        raise
    traces.ledger.append(row)
    traces.leaves.append(_leaf(turn, inference, generation.model, route))
    return generation


def sampling(attempt: int) -> Sampling:
    """The first attempt takes what is likeliest; a further one has to be able to come out differently."""
    return GREEDY if attempt == 1 else Sampling(temperature=0.6, top_p=0.95, min_p=0.05, seed=attempt)


def is_confidential(evidence: Evidence) -> bool:
    """Whether a prompt about `evidence` has to stay on this machine."""
    return join(item.label for _, item in evidence).confidential


def _asker(turn: Turn) -> Asker:
    return Asker(turn.principal.reader, turn.message.conversation_id, turn.turn_id)


def _row(turn: Turn, inference: Inference, generation: Generation, route: Route) -> LedgerRow:
    return turn.parts.pricing.row(
        generation.usage,
        model=generation.model,
        purpose=inference.purpose,
        turn_id=turn.turn_id,
        conversation_id=turn.message.conversation_id,
        actor=turn.principal.reader,
        tier=route.tier,
    )


def _leaf(turn: Turn, inference: Inference, model: str, route: Route) -> AuditLeaf:
    detail = {"tier": route.tier, "purpose": inference.purpose}
    return leaf(turn, "infer", f"Model/{model}", route.reason, detail=detail)
