"""The plan: the model picks a tool and handles under a grammar; code verifies, retries once, falls back.

Only a line that breaks the grammar is worth a second attempt: what is late, busy or missing stays so for
longer than a turn may take.
"""

import logging
from collections.abc import Collection
from dataclasses import replace

from agent.arguments import alert_with_place
from agent.calls import TOOL_OF, VERBS, BadCall, Call, Verb, parse_call
from agent.chat_prompts import plan_chat
from agent.fallback import fallback
from agent.inference import Traces, infer, is_confidential, sampling
from agent.parts import Turn
from agent.prompts import PlanView, plan_prompt
from agent.understanding import Understanding
from core.errors import QuaysideError
from core.ports import Inference, Resource
from llm.grammar import plan_grammar

_MAX_TOKENS = 64
_ATTEMPTS = 2
_log = logging.getLogger(__name__)


def permitted_verbs(turn: Turn) -> tuple[Verb, ...]:
    """The verbs whose tool this caller may use, as the policy says; plain replies always."""
    return tuple(verb for verb in VERBS if _permitted(turn, verb))


async def plan(
    turn: Turn, understanding: Understanding, language: str, hints: tuple[str, ...], traces: Traces
) -> Call:
    """The call for this turn. Never fails for the model's sake."""
    verbs = permitted_verbs(turn)
    closed = closed_call(understanding, hints, verbs) or alert_with_place(understanding)
    if closed:
        return closed
    view = _view(turn, understanding, language, hints)
    inference = Inference(
        purpose="plan",
        prompt=plan_prompt(view),
        chat=plan_chat(view),
        grammar=plan_grammar(verbs, tuple(understanding.evidence.items), understanding.terms),
        max_tokens=_MAX_TOKENS,
        confidential=is_confidential(understanding.evidence),
    )
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            generation = await infer(turn, replace(inference, sampling=sampling(attempt)), traces)
            return parse_call(generation.text, verbs, tuple(understanding.evidence.items))
        except BadCall as error:
            _log.warning("the model's plan breaks the grammar: %s", error)
        except QuaysideError as error:
            _log.warning("no plan from the model: %s", error)
            break
    return fallback(understanding, hints, verbs)


def closed_call(seen: Understanding, hints: tuple[str, ...], verbs: Collection[Verb]) -> Call | None:
    """What the caller plainly wants: what they may not have, so that the policy refuses it and the answer
    says why, and the last goods in two shipments. Left open, it would be taken for something else.
    """
    kinds = {handle[0] for handle in seen.said if handle in seen.evidence}
    wanted = hints[0] if hints else ""
    if wanted == "track" and wanted not in verbs and "R" in kinds:
        return Call("track")
    if wanted == "watch" and wanted not in verbs and "A" in kinds:
        return Call("watch")
    return _again(seen) if seen.in_two and not kinds and "quote" in verbs else None


def _again(seen: Understanding) -> Call | None:
    """The last quotation once more: what is new is only how it is to be sent."""
    verb, *words = seen.last.split() or [""]
    return Call("quote", tuple(words)) if verb == "quote" else None


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
