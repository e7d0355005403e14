"""One call of the model with its ledger row. Prompts and grammars come from the node that asks."""

from collections.abc import Callable

from agent.parts import Turn
from core.ports import Generation, Inference
from core.records import LedgerRow


async def infer(
    turn: Turn, inference: Inference, on_text: Callable[[str], None] | None = None
) -> tuple[Generation, LedgerRow]:
    """Run `inference`; what it used becomes a ledger row of this turn."""
    generation = await turn.parts.backend.generate(inference, on_text)
    row = turn.parts.pricing.row(
        generation.usage,
        model=generation.model,
        purpose=inference.purpose,
        turn_id=turn.turn_id,
        conversation_id=turn.message.conversation_id,
        actor=turn.principal.reader,
    )
    return generation, row
