"""The life of a quotation: its states, who may make which move from which state, and the hash that binds
an approval to what was looked at. Pure; the moves themselves are kept by the store."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from core.errors import BadInput
from core.records import QuotationMove
from core.turns import JsonObject


class State(StrEnum):
    DRAFT = "draft"
    INDICATIVE = "indicative"
    RELEASED = "released"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Move(StrEnum):
    DRAFT = "draft"
    ISSUE = "issue"
    RELEASE = "release"
    ACCEPT = "accept"
    DECLINE = "decline"
    SUPERSEDE = "supersede"


class Party(StrEnum):
    """The buyer is the quotation's owner; a merchant speaks through its staff."""

    BUYER = "buyer"
    MERCHANT = "merchant"


class MoveRefused(BadInput):
    """The quotation is not, or no longer, as the move needs it."""


LIVING = frozenset({State.DRAFT, State.INDICATIVE, State.RELEASED})
"""What goes on until it expires."""
_REVISABLE = LIVING | {State.DECLINED, State.EXPIRED}
_ALLOWED: Mapping[tuple[Party, Move], frozenset[State]] = {
    (Party.BUYER, Move.ACCEPT): frozenset({State.RELEASED}),
    (Party.BUYER, Move.DECLINE): frozenset({State.INDICATIVE, State.RELEASED}),
    (Party.BUYER, Move.SUPERSEDE): _REVISABLE,
    (Party.MERCHANT, Move.ISSUE): frozenset({State.DRAFT}),
    (Party.MERCHANT, Move.RELEASE): frozenset({State.DRAFT, State.INDICATIVE}),
    (Party.MERCHANT, Move.DECLINE): LIVING,
    (Party.MERCHANT, Move.SUPERSEDE): _REVISABLE,
}
_WORDS = {
    Move.DRAFT: "drafted",
    Move.ISSUE: "issued",
    Move.RELEASE: "released",
    Move.ACCEPT: "accepted",
    Move.DECLINE: "declined",
    Move.SUPERSEDE: "revised",
}
_HINTS = {
    State.DRAFT: "Its merchant has to issue or release it first.",
    State.INDICATIVE: "Every merchant in it has to release it first.",
    State.RELEASED: "Its buyer accepts or declines it; a new revision replaces it.",
    State.ACCEPTED: "It stands as accepted; ask for a new quotation.",
    State.DECLINED: "Make a new revision of it.",
    State.EXPIRED: "Make a new revision of it: prices and rates are then those of the day.",
    State.SUPERSEDED: "Look at the newest revision of its number.",
}


@dataclass(frozen=True, slots=True)
class Life:
    """What happened to a quotation, oldest first. `content_hash` is of what it says; `merchant_ids` are
    those of its lines. A release or acceptance that is bound to another hash does not count."""

    content_hash: str
    merchant_ids: tuple[str, ...]
    valid_until: date | None
    moves: tuple[QuotationMove, ...] = ()

    @property
    def approvals(self) -> tuple[QuotationMove, ...]:
        """The releases of what it says now, at most one for each merchant."""
        return tuple(move for move in self.moves if move.move == Move.RELEASE and self._is_bound(move))

    @property
    def is_offered(self) -> bool:
        """Whether it has ever been put before its buyer: a draft is not until it is issued or released."""
        made = {move.move for move in self.moves}
        return Move.DRAFT not in made or Move.ISSUE in made or self._is_approved()

    @property
    def standing(self) -> State:
        """Where its moves left it, whatever the day."""
        state = State.INDICATIVE
        for move in self.moves:
            state = self._after(state, move)
        return state

    def state(self, today: date) -> State:
        """`today` is a day in the port's time zone; the last day of validity still counts."""
        return state_on(today, self.standing, self.valid_until)

    def _after(self, state: State, move: QuotationMove) -> State:
        match Move(move.move):
            case Move.DRAFT:
                return State.DRAFT
            case Move.ISSUE:
                return State.INDICATIVE
            case Move.RELEASE:
                return State.RELEASED if self._is_approved() else state
            case Move.ACCEPT:
                return State.ACCEPTED if self._is_bound(move) else state
            case Move.DECLINE:
                return State.DECLINED
            case Move.SUPERSEDE:
                return State.SUPERSEDED

    def _is_bound(self, move: QuotationMove) -> bool:
        return move.content_hash == self.content_hash

    def _is_approved(self) -> bool:
        approvers = {move.merchant_id for move in self.approvals}
        return bool(approvers) and approvers >= set(self.merchant_ids)


def state_on(today: date, standing: State, valid_until: date | None) -> State:
    """The state on a day of what its moves left in `standing`."""
    is_over = valid_until is not None and valid_until < today
    return State.EXPIRED if is_over and standing in LIVING else standing


def content_hash(
    quotation_id: str, number: str, revision: int, result: JsonObject, inputs: JsonObject
) -> str:
    """SHA-256, in hex, of the canonical JSON (sorted keys, no spaces, UTF-8) of what a revision says."""
    content = {
        "quotation_id": quotation_id,
        "number": number,
        "revision": revision,
        "result": result,
        "inputs": inputs,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def check_move(
    life: Life, move: Move, party: Party, today: date, *, looked_at: str | None, merchant_id: str = ""
) -> None:
    """Raises MoveRefused when `party` may not make `move` now, or when the content hash it `looked_at` is
    another one; None for a move that is not bound to the content. `merchant_id` is the staff's own."""
    state = life.state(today)
    if state not in _ALLOWED.get((party, move), frozenset()):
        raise MoveRefused(
            f"This quotation is {state.value!r}: its {party.value} cannot have it {_WORDS[move]}.",
            hint=_HINTS[state],
        )
    if looked_at is not None and looked_at != life.content_hash:
        raise MoveRefused(
            f"The content hash {looked_at!r} is not that of this quotation.",
            hint="It changed; look at it again and send the content_hash that it has now.",
        )
    if move is Move.RELEASE and merchant_id in {approval.merchant_id for approval in life.approvals}:
        raise MoveRefused(
            f"The merchant {merchant_id!r} has approved this quotation already.",
            hint="It is released once every other merchant in it has done so.",
        )
