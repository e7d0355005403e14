"""What is shown of a stored quotation: all of it, or to one of several merchants its own lines alone."""

from datetime import date
from decimal import Decimal

from core.records import QuotationMove
from core.turns import JsonObject
from store.quotations import StoredQuotation
from store.standings import ListedQuotation
from tools.quotation.life import Life, Move, State, content_hash, state_on

# Fields of a line that say nothing of another line or of the whole.
_LINE = (
    "merchant_id",
    "sku",
    "asked",
    "cartons",
    "unit_price",
    "price_unit",
    "price_currency",
    "amount",
)
_SHARED = ("outcome", "currency", "term", "place", "valid_until")
_LISTED = ("term", "place", "currency", "valid_until")


def life_of(stored: StoredQuotation) -> Life:
    digest = content_hash(stored.quotation_id, stored.number, stored.revision, stored.result, stored.inputs)
    return Life(digest, stored.merchant_ids, stored.valid_until, stored.moves)


def whole_view(stored: StoredQuotation, today: date) -> JsonObject:
    """The result of contracts 3 and where it stands; never the inputs."""
    life = life_of(stored)
    moves = [_move(move, move.merchant_id) for move in stored.moves]
    return {**stored.result, **_place_of(stored), **_standing(stored, life, today, moves, life.approvals)}


def partial_view(stored: StoredQuotation, today: date, merchant_id: str) -> JsonObject:
    """What `merchant_id` may see of a quotation that has other merchants' goods, too: its own lines, their
    sum, the state; of the others not even what they approved. `goods` is the sum of the lines shown."""
    life = life_of(stored)
    result = stored.result
    lines = _lines_of(result, merchant_id)
    moves = [
        _move(move, merchant_id) for move in stored.moves if not _is_approval_of_another(move, merchant_id)
    ]
    own = tuple(approval for approval in life.approvals if approval.merchant_id == merchant_id)
    return {
        **{name: result[name] for name in _SHARED if name in result},
        **_place_of(stored),
        "partial": True,
        "lines": [{name: line[name] for name in _LINE if name in line} for line in lines],
        "goods": _sum_of(lines),
        **_standing(stored, life, today, moves, own),
    }


def row_of(listed: ListedQuotation, today: date, merchant_id: str | None) -> JsonObject:
    """A row of a list: of all of it or, with a `merchant_id`, of what that merchant may see of it."""
    result = listed.result
    shown: JsonObject = {name: result[name] for name in _LISTED if name in result}
    approvals = listed.approvals
    if merchant_id is None:
        shown |= {name: result[name] for name in ("goods", "total")}
    else:
        shown |= {"partial": True, "goods": _sum_of(_lines_of(result, merchant_id))}
        approvals = tuple(made for made in approvals if made.merchant_id == merchant_id)
    return {
        "quotation_id": listed.quotation_id,
        "number": listed.number,
        "revision": listed.revision,
        "state": state_on(today, State(listed.standing.state), listed.valid_until).value,
        "made_at": listed.made_at.isoformat(),
        **shown,
        **_named(listed.place, result),
        "approvals": [_approval(made) for made in approvals],
    }


def _lines_of(result: JsonObject, merchant_id: str) -> list[JsonObject]:
    return [line for line in result["lines"] if line["merchant_id"] == merchant_id]


def _sum_of(lines: list[JsonObject]) -> str:
    return f"{sum((Decimal(line['amount']) for line in lines), Decimal(0)):f}"


def _place_of(stored: StoredQuotation) -> JsonObject:
    return _named(stored.inputs["request"].get("place"), stored.result)


def _named(asked: JsonObject | None, result: JsonObject) -> JsonObject:
    """The name of the place, which the result has by its code, as the request had read it."""
    for place in (asked or {}).get("candidates", ()):
        if place["locode"] == result.get("place"):
            return {"place_name": place["name"], "place_country": place["country"]}
    return {}


def _standing(
    stored: StoredQuotation,
    life: Life,
    today: date,
    moves: list[JsonObject],
    approvals: tuple[QuotationMove, ...],
) -> JsonObject:
    return {
        "quotation_id": stored.quotation_id,
        "number": stored.number,
        "revision": stored.revision,
        "state": life.state(today).value,
        "content_hash": life.content_hash,
        "made_at": stored.made_at.isoformat(),
        "moves": moves,
        "approvals": [_approval(approval) for approval in approvals],
    }


def _move(move: QuotationMove, reader: str) -> JsonObject:
    """Without the note if another merchant than `reader` wrote it."""
    shown: JsonObject = {"at": move.at.isoformat(), "role": move.role, "move": move.move}
    return shown | ({"note": move.note} if move.note and not _is_of_another(move, reader) else {})


def _approval(approval: QuotationMove) -> JsonObject:
    return {
        "merchant_id": approval.merchant_id,
        "at": approval.at.isoformat(),
        "content_hash": approval.content_hash,
    }


def _is_approval_of_another(move: QuotationMove, merchant_id: str) -> bool:
    return move.move == Move.RELEASE and _is_of_another(move, merchant_id)


def _is_of_another(move: QuotationMove, merchant_id: str) -> bool:
    """Buyers' moves carry no merchant."""
    return move.merchant_id not in {"", merchant_id}
