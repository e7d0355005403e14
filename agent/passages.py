"""Which of the passages found answer a question: the model names them under a grammar, code verifies.

It can choose among what this caller may read and nothing else. Where it fails, or breaks the grammar twice,
the choice of the search stands.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from agent.chat_prompts import choose_chat
from agent.inference import Traces, infer, is_confidential, sampling
from agent.leaves import leaf
from agent.parts import Turn
from agent.prompts import ChooseView, choose_prompt, fitting
from core.errors import QuaysideError
from core.evidence import Evidence
from core.ports import Inference
from core.records import AuditLeaf
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
    found = [
        (fact, fact.value)
        for fact in (*result.facts, *result.others)
        if isinstance(fact.value, PassageValue)
    ]
    if not found:
        return result
    seen = found[: fitting([passage.text for _, passage in found])]
    offered, handles = Evidence().add_all(fact for fact, _ in seen)
    passages = {str(handle): passage.text for handle, (_, passage) in zip(handles, seen, strict=True)}
    traces.leaves += _offers(turn, [passage for _, passage in seen])
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


def _offers(turn: Turn, passages: Sequence[PassageValue]) -> list[AuditLeaf]:
    """A leaf for each document whose text a model sees, chosen or not."""
    documents = dict.fromkeys(f"Document/{passage.document_id}@{passage.version}" for passage in passages)
    return [leaf(turn, "read", document, "offered to the model to choose from") for document in documents]


def parse_choice(line: str, handles: tuple[str, ...]) -> tuple[str, ...]:
    """The handles that `line` names, each once, none for `none`. Raises BadChoice."""
    words = tuple(dict.fromkeys(line.split()))
    if words == (_NONE,):
        return ()
    if not 0 < len(words) <= MAX_CHOSEN or not set(words) <= set(handles):
        raise BadChoice(f"{line!r} names no passages.", hint=f"Name some of {', '.join(handles)}, or none.")
    return words
