"""A plan as one line of text, `quote P0 N0 L0 CIF`, and as a Call. The model's line is verified here.

What a grammar enforces while the model writes is checked again by `parse_call`, because a backend may
ignore grammars: unknown verbs, handles that are not evidence and verbs not permitted are all refused.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

from core.errors import QuaysideError
from core.trade import Term
from core.turns import ToolName

Verb = Literal["quote", "track", "search", "watch", "handoff", "refuse", "none"]
VERBS: tuple[Verb, ...] = get_args(Verb)
TOOL_OF: dict[Verb, ToolName | None] = {
    "quote": ToolName.QUOTE,
    "track": ToolName.TRACK,
    "search": ToolName.SEARCH,
    "watch": ToolName.PRICE_WATCH,
    "handoff": ToolName.HANDOFF,
    "refuse": None,
    "none": None,
}
_LETTERS: dict[Verb, str] = {"quote": "PNLMC", "track": "R", "watch": "PANLD"}
TERMS = frozenset(term.value for term in Term)


class BadCall(QuaysideError):
    """The planner's line breaks the grammar of this turn."""


@dataclass(frozen=True, slots=True)
class Call:
    """`words` are handles and term literals in the order of the line, without the verb."""

    verb: Verb
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.verb, *self.words))


def parse_call(line: str, verbs: Collection[str], handles: Collection[str]) -> Call:
    """Raises BadCall unless `line` is a call with permitted verbs and handles of this turn."""
    verb, *words = line.split() or [""]
    if verb not in VERBS or verb not in verbs:
        raise BadCall(f"The plan begins with {verb!r}.", hint=f"Use one of: {', '.join(verbs)}.")
    call = Call(verb, tuple(words))
    if call.verb == "watch" and words == ["cancel"]:
        return call
    letters = _LETTERS.get(call.verb, "")
    for word in words:
        is_term = call.verb in ("quote", "watch") and word in TERMS
        if not is_term and (word not in handles or word[0] not in letters):
            raise BadCall(f"{word!r} cannot stand in {line!r}.", hint="Use handles of this turn.")
    _check_order(call)
    return call


def _check_order(call: Call) -> None:
    """A quantity follows its product; every other kind comes at most once."""
    kinds = ["T" if word in TERMS else word[0] for word in call.words]
    orphan = any(kind == "N" and (at == 0 or kinds[at - 1] != "P") for at, kind in enumerate(kinds))
    repeated = any(kinds.count(kind) > 1 for kind in "LMCRAT" + ("P" if call.verb == "watch" else ""))
    if orphan or repeated:
        raise BadCall(
            f"The parts of {str(call)!r} are out of order.",
            hint="Say each kind once, a quantity after its product.",
        )
