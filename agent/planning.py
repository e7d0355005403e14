"""The plan: the model picks a tool and handles under a grammar; code verifies, retries once, falls back."""

import logging

from agent.calls import TOOL_OF, VERBS, Call, Verb, parse_call
from agent.inference import infer
from agent.parts import Turn
from agent.prompts import PlanView, plan_prompt
from agent.understanding import Understanding
from core.errors import Busy, QuaysideError
from core.ports import Inference, Resource
from core.records import LedgerRow
from llm.grammar import plan_grammar

_MAX_TOKENS = 64
_ATTEMPTS = 2
_log = logging.getLogger(__name__)


def permitted_verbs(turn: Turn) -> tuple[Verb, ...]:
    """The verbs whose tool this caller may use, as the policy says; plain replies always."""
    return tuple(verb for verb in VERBS if _permitted(turn, verb))


async def plan(
    turn: Turn, understanding: Understanding, language: str, hints: tuple[str, ...]
) -> tuple[Call, list[LedgerRow]]:
    """The call for this turn and the ledger rows of the attempts. Never fails for the model's sake."""
    verbs = permitted_verbs(turn)
    inference = Inference(
        purpose="plan",
        prompt=plan_prompt(_view(turn, understanding, language, hints)),
        grammar=plan_grammar(verbs, tuple(understanding.evidence.items), understanding.terms),
        max_tokens=_MAX_TOKENS,
    )
    rows: list[LedgerRow] = []
    for _ in range(_ATTEMPTS):
        try:
            generation, row = await infer(turn, inference)
            rows.append(row)
            return parse_call(generation.text, verbs, tuple(understanding.evidence.items)), rows
        except Busy:
            raise
        except QuaysideError as error:
            _log.warning("no plan from the model: %s", error)
    return fallback(understanding, hints, verbs), rows


def fallback(understanding: Understanding, hints: tuple[str, ...], verbs: tuple[Verb, ...]) -> Call:
    """The plan that the readers alone suggest: a number is tracked, goods are quoted, the rest searched."""
    fresh = [handle for handle in understanding.evidence.items if f"[{handle}]" in understanding.text]
    references = [handle for handle in fresh if handle[0] == "R"]
    if references and "track" in verbs:
        return Call("track", (references[0],))
    hinted = next((verb for verb in verbs if verb in hints), None)
    wants_quote = any(handle[0] in "NL" for handle in fresh) or hinted == "quote"
    if wants_quote and "quote" in verbs and any(handle[0] == "P" for handle in fresh):
        return Call("quote", tuple(_quote_words(fresh, understanding.terms)))
    if hinted in ("handoff", "none"):
        return Call(hinted)
    return Call("search") if "search" in verbs else Call("none")


def _quote_words(fresh: list[str], terms: tuple[str, ...]) -> list[str]:
    products = [handle for handle in fresh if handle[0] == "P"]
    quantities = [handle for handle in fresh if handle[0] == "N"]
    words: list[str] = []
    for at, product in enumerate(products):
        words += [product, *quantities[at : at + 1]]
    rest = [next((handle for handle in fresh if handle[0] == letter), "") for letter in "LMC"]
    return [word for word in (*words, rest[0], *terms[:1], *rest[1:]) if word]


def _permitted(turn: Turn, verb: Verb) -> bool:
    tool = TOOL_OF[verb]
    if tool is None:
        return True
    return turn.parts.policy.decide(turn.principal, "use", Resource("Tool", tool.value), {}).allowed


def _view(turn: Turn, understanding: Understanding, language: str, hints: tuple[str, ...]) -> PlanView:
    return PlanView(
        language=language,
        role=turn.principal.role.value,
        hints=hints,
        last=understanding.last,
        last_outcome=understanding.last_outcome,
        handles=understanding.have,
        text=understanding.text,
    )
