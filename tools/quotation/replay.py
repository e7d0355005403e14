"""The snapshot that a quotation keeps, and the same quotation made again from it."""

from datetime import date

from pydantic import TypeAdapter

from core.principal import Principal
from core.trade import Charge, FxRate, Lane, PortBook
from core.turns import JsonObject
from tools.quotation.charges import ENDS_AT_POL, rows_for, rows_left
from tools.quotation.engine import quote
from tools.quotation.freight import is_valid
from tools.quotation.outcome import Quoted
from tools.quotation.price import visible_rows
from tools.quotation.render import to_json
from tools.quotation.request import QuoteRequest
from tools.quotation.tariff import Tariff, index_book

ENGINE_VERSION = "1"

_BOOK = TypeAdapter(PortBook)
_REQUEST = TypeAdapter(QuoteRequest)
_CALLER = TypeAdapter(Principal)


def inputs_of(
    result: Quoted,
    request: QuoteRequest,
    tariff: Tariff,
    caller: Principal,
    today: date,
    *,
    revision: str = "",
) -> JsonObject:
    """JSON that `replay` needs and nothing else: the request, and the rows that were weighed for it.

    Rows keep their numbers in the port folder's files; `revision` is the import they came with.
    """
    return {
        "engine": ENGINE_VERSION,
        "revision": revision,
        "today": today.isoformat(),
        "caller": _CALLER.dump_python(caller, mode="json"),
        "request": _REQUEST.dump_python(request, mode="json"),
        "book": _BOOK.dump_python(
            _weighed(result, tariff, caller, today), mode="json", exclude_defaults=True
        ),
    }


def replay(inputs: JsonObject) -> JsonObject:
    """The result that `inputs` were taken from, computed anew."""
    return to_json(recompute(inputs)[0])


def recompute(inputs: JsonObject) -> tuple[Quoted, PortBook]:
    """The result that `inputs` were taken from, computed anew, and the rows that it stands on."""
    book = _BOOK.validate_python(inputs["book"])
    result = quote(
        _REQUEST.validate_python(inputs["request"]),
        index_book(book),
        caller_in(inputs),
        date.fromisoformat(inputs["today"]),
    )
    assert isinstance(result, Quoted), "only quotations are stored with their inputs"
    return result, book


def caller_in(inputs: JsonObject) -> Principal:
    """For whom the quotation was made."""
    return _CALLER.validate_python(inputs["caller"])


def _weighed(result: Quoted, tariff: Tariff, caller: Principal, today: date) -> PortBook:
    """The part of the book that this quotation can have looked at; no other buyer's prices are in it."""
    book = tariff.book
    products = tuple(dict.fromkeys(line.order.product for line in (*result.lines, *result.rest)))
    sellers = {product.merchant_id for product in products}
    return PortBook(
        profile=book.profile,
        merchants=tuple(merchant for merchant in book.merchants if merchant.merchant_id in sellers),
        users=tuple(user for user in book.users if user.user_id == caller.user_id),
        products=products,
        prices=tuple(row for product in products for row in visible_rows(product, tariff, caller)),
        lanes=_lanes(result, tariff, today),
        charges=_charges(result, book, today),
        duties=tariff.duties.get(result.place.locode[:2], ()),
        fx=_newest_rates(tariff, today),
        shipments=(),
    )


def _charges(result: Quoted, book: PortBook, today: date) -> tuple[Charge, ...]:
    """The rows due and those left to the buyer, and one that makes the port of loading known."""
    place = result.place.locode
    rows = (*rows_for(result.term, book.charges, today), *rows_left(result.term, book.charges, today))
    known_by = [row for row in book.charges if row.pol == place][:1]
    return tuple(dict.fromkeys([*(row for row in rows if row.pod in ("", place)), *known_by]))


def _lanes(result: Quoted, tariff: Tariff, today: date) -> tuple[Lane, ...]:
    place = result.place.locode
    if result.term not in ENDS_AT_POL:
        return tuple(lane for lane in tariff.lanes.get(place, ()) if is_valid(lane, today))
    return tuple(lane for lane in tariff.book.lanes if lane.pol == place)[:1]


def _newest_rates(tariff: Tariff, today: date) -> tuple[FxRate, ...]:
    """One row for each pair of currencies: no other is ever looked at."""
    usable = ((row for row in rows if row.date <= today) for rows in tariff.fx.values())
    return tuple(row for rows in usable for row in [next(rows, None)] if row is not None)
