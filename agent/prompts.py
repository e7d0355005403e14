"""The text that the embedded model reads and writes; its training uses these same functions.

Plan. The planner sees the buyer's words with every value that a reader found replaced by its handle,
the last call, and the names of the handles; never a value and never a document:

    <|plan|>en buyer
    hint quote search
    last quote P1 N1 L0 CIF: quoted
    have P0 N0 P1 N1 L0 CIF
    text and [N0] of the [P0] ?
    <|call|>quote P0 N0 L0 CIF<|end|>

Say. The writer sees what there is to say, never what it holds, and points at it by its role:

    <|say|>en quote quoted
    have total goods valid_until product quantity place term
    text how much for [N0] [P0] [CIF] [L0] ?
    <|answer|>{quantity} of {product} {term} {place} come to {total}, valid until {valid_until}.<|end|>

A role is a handle that is told by what it is for: a writer that says "valid until" finds `valid_until`
more surely than the number of a handle.

Choose. The chooser sees a question and the passages found for it, likeliest first, and names those that
answer it, or `none`. What a passage says can change nothing but which passages are quoted:

    <|choose|>en
    S0 Orders are paid by letter of credit at sight.
    S1 A deposit of a third is due when the order is confirmed.
    text how much do I pay up front?
    <|call|>S1<|end|>
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from core.ports import Segment

PLAN, CALL, SAY, ANSWER, END = "<|plan|>", "<|call|>", "<|say|>", "<|answer|>", "<|end|>"
CHOOSE = "<|choose|>"
SPECIAL_TOKENS = (PLAN, CALL, SAY, ANSWER, END, CHOOSE)
MAX_TEXT_CHARS = 900
MAX_PASSAGE_CHARS = 320
MAX_PASSAGES_BYTES = 1300  # of all passages of a choice: some five hundred tokens in any script


@dataclass(frozen=True, slots=True)
class PlanView:
    """What the planner may see. `hints` are verbs of the call grammar, likeliest first; `last` is the
    last call in handles of this turn, empty when there is none; `text` has its values as `[P0]`."""

    language: str
    role: str
    hints: tuple[str, ...]
    last: str
    last_outcome: str
    handles: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class SayView:
    """What the writer may see. `roles` are what there is to say, in order of weight; passages are there
    as `passage`, and are pointed at as `[S0]`."""

    language: str
    tool: str
    outcome: str
    roles: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ChooseView:
    """What the chooser may see: the question as the buyer worded it, and what was found by handle."""

    language: str
    passages: tuple[tuple[str, str], ...]
    text: str


def plan_prompt(view: PlanView) -> tuple[Segment, ...]:
    last = f"{view.last}: {view.last_outcome}" if view.last else "-"
    head = (
        f"{PLAN}{view.language} {view.role}\n"
        f"hint {' '.join(view.hints) or '-'}\n"
        f"last {last}\n"
        f"have {' '.join(view.handles) or '-'}\n"
        "text "
    )
    return (
        Segment(head, trusted=True),
        Segment(clip(view.text), trusted=False),
        Segment(f"\n{CALL}", trusted=True),
    )


def say_prompt(view: SayView) -> tuple[Segment, ...]:
    head = f"{SAY}{view.language} {view.tool} {view.outcome}\nhave {' '.join(view.roles) or '-'}\ntext "
    return (
        Segment(head, trusted=True),
        Segment(clip(view.text), trusted=False),
        Segment(f"\n{ANSWER}", trusted=True),
    )


def choose_prompt(view: ChooseView) -> tuple[Segment, ...]:
    segments = [Segment(f"{CHOOSE}{view.language}\n", trusted=True)]
    for handle, passage in view.passages:
        segments += [
            Segment(f"{handle} ", trusted=True),
            Segment(clip(passage, MAX_PASSAGE_CHARS), trusted=False),
            Segment("\n", trusted=True),
        ]
    return (
        *segments,
        Segment("text ", trusted=True),
        Segment(clip(view.text), trusted=False),
        Segment(f"\n{CALL}", trusted=True),
    )


def fitting(passages: Sequence[str]) -> int:
    """How many of `passages` a chooser can see at once, at least one."""
    sizes = [len(clip(passage, MAX_PASSAGE_CHARS).encode()) for passage in passages]
    return max(1, sum(total <= MAX_PASSAGES_BYTES for total in accumulate(sizes)))


def clip(text: str, most: int = MAX_TEXT_CHARS) -> str:
    """One line of at most `most` characters: the head and the tail, where requests stand."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    half = most // 2
    return f"{line[:half]} … {line[-half:]}"


def delexicalise(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """`text` with each span (start, end, handle or literal) replaced by `[handle]`.

    Brackets and braces that the buyer typed become parentheses, so no one can write a handle. Spans
    must not overlap; offsets are in characters of `text`.
    """
    pieces, at = [], 0
    for start, end, handle in sorted(spans):
        pieces += [_plain(text[at:start]), f" [{handle}] "]
        at = end
    pieces.append(_plain(text[at:]))
    return " ".join("".join(pieces).split())


def _plain(text: str) -> str:
    return text.translate(str.maketrans("[]{}", "()()"))
