"""Which of the passages found answer a question: the model names them under a grammar, code verifies.

It can choose among what this caller may read and nothing else. Where it fails, or breaks the grammar twice,
the choice of the search stands.
"""

import logging
from dataclasses import replace

from agent.chat_prompts import choose_chat
from agent.inference import Traces, infer, is_confidential, sampling
from agent.parts import Turn
from agent.prompts import ChooseView, choose_prompt
from core.errors import QuaysideError
from core.evidence import Evidence
from core.ports import Inference
from core.turns import ToolResult
from core.values import PassageValue
from llm.grammar import MAX_CHOSEN, choose_grammar

_MAX_TOKENS = 24
_ATTEMPTS = 2
_NONE = "none"
_log = logging.getLogger(__name__)


class BadChoice(QuaysideError):
    """The chooser's line names no passages of this turn."""


async def choose_passages(
    turn: Turn, result: ToolResult, question: str, language: str, traces: Traces
) -> ToolResult:
    """`result` with those of its facts and `others` that the model says answer `question`."""
    offered, _ = Evidence().add_all((*result.facts, *result.others))
    passages = {handle: item.value.text for handle, item in offered if isinstance(item.value, PassageValue)}
    if not passages:
        return result
    view = ChooseView(language, tuple(passages.items()), question)
    inference = Inference(
        purpose="choose",
        prompt=choose_prompt(view),
        chat=choose_chat(view),
        grammar=choose_grammar(passages),
        max_tokens=_MAX_TOKENS,
        confidential=is_confidential(offered),
    )
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            generation = await infer(turn, replace(inference, sampling=sampling(attempt)), traces)
            chosen = parse_choice(generation.text, tuple(passages))
        except BadChoice as error:
            _log.warning("the model's choice breaks the grammar: %s", error)
            continue
        except QuaysideError as error:
            _log.warning("no choice from the model: %s", error)
            break
        facts = tuple(offered.get(handle) for handle in chosen)
        return result.model_copy(
            update={"facts": facts, "others": (), "outcome": "found" if facts else "nothing_found"}
        )
    return result


def parse_choice(line: str, handles: tuple[str, ...]) -> tuple[str, ...]:
    """The handles that `line` names, none for `none`. Raises BadChoice."""
    words = tuple(line.split())
    if words == (_NONE,):
        return ()
    if not 0 < len(words) <= MAX_CHOSEN or len(set(words)) < len(words) or not set(words) <= set(handles):
        raise BadChoice(f"{line!r} names no passages.", hint=f"Name some of {', '.join(handles)}, or none.")
    return words
