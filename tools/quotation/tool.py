"""The `quote` tool: what readers understood becomes a request; the result, facts, a card and a record."""

from core.errors import BadInput
from core.labels import PUBLIC
from core.ports import SuggestGoods, ToolContext
from core.trade import Product
from core.turns import JsonObject, QuoteArgs, QuoteLine, ToolArgs, ToolName, ToolResult
from core.values import PlaceValue, TextFact
from tools.places import place_of
from tools.quotation.answers import Given, in_parts, quoted, refused
from tools.quotation.cartons import lacks_pallet_size, order_line
from tools.quotation.charges import ENDS_AT_POL
from tools.quotation.current import CurrentTariff
from tools.quotation.engine import quote
from tools.quotation.outcome import NeedsReview, Quoted
from tools.quotation.parts import divides
from tools.quotation.products import resolve
from tools.quotation.quoted_facts import labelled
from tools.quotation.request import Line, QuoteRequest, is_quotable
from tools.quotation.suggestions import with_named, with_nearest
from tools.quotation.tariff import Tariff


class QuoteTool:
    """Prices goods: products with quantities, a delivery term, a place; a mode and a currency if wanted."""

    name = ToolName.QUOTE

    def __init__(self, tariff: CurrentTariff, suggest: SuggestGoods | None = None) -> None:
        self._tariff, self._suggest = tariff, suggest

    def __call__(self, args: ToolArgs, context: ToolContext) -> ToolResult:
        if not isinstance(args, QuoteArgs):
            raise BadInput(
                f"A quotation cannot be made from {type(args).__name__}.", hint="Pass QuoteArgs."
            )
        revision, tariff = self._tariff()
        args = with_named(args, self._suggest, context)
        place = _place(args, tariff)
        if not args.lines:
            return _no_goods(args, place)
        request = _request(args, place)
        spoken = _spoken_args(args, request, tariff)
        given = Given(request, spoken, tariff, revision, context)
        if args.risk is not None:
            return refused(NeedsReview(args.risk), given)
        result = quote(request, tariff, context.principal, context.today)
        if not isinstance(result, Quoted):
            return refused(with_nearest(result, self._suggest, tariff, context), given)
        if args.in_two and divides(result):
            return in_parts(result, given)
        return quoted(result, given)


def _place(args: QuoteArgs, tariff: Tariff) -> PlaceValue | None:
    """EXW, FCA and FOB without a place mean the port's own."""
    if args.place is not None or args.term not in ENDS_AT_POL:
        return args.place
    own = place_of(tariff.book.profile.locode, tariff.book.lanes)
    return PlaceValue(asked=own.name, candidates=(own,))


def _request(args: QuoteArgs, place: PlaceValue | None) -> QuoteRequest:
    return QuoteRequest(
        lines=tuple(_line(line) for line in args.lines),
        term=args.term,
        place=place,
        currency=args.currency,
        mode=args.mode,
        customs_1039=args.customs_1039,
    )


def _line(line: QuoteLine) -> Line:
    keys = tuple(f"{ref.merchant_id}/{ref.sku}" for ref in line.product.candidates)
    if line.quantity is None or not is_quotable(line.quantity.amount):
        return Line(line.product.asked, candidates=keys)
    return Line(line.product.asked, line.quantity.amount, line.quantity.unit, keys)


def _no_goods(args: QuoteArgs, place: PlaceValue | None) -> ToolResult:
    missing = labelled(PUBLIC, (TextFact(role="missing", text="product"),))
    return ToolResult(outcome="incomplete", args=_route_args(args, place), facts=tuple(missing), ask=True)


def _spoken_args(args: QuoteArgs, request: QuoteRequest, tariff: Tariff) -> JsonObject:
    """The arguments as understood (contracts 5): lines whose product is clear, with cartons if known."""
    pairs = [(line, resolve(line, tariff)) for line in request.lines]
    lines = [_spoken_line(line, products[0]) for line, products in pairs if len(products) == 1]
    return {"lines": lines, **_route_args(args, request.place)}


def _spoken_line(line: Line, product: Product) -> JsonObject:
    named: JsonObject = {"merchant_id": str(product.merchant_id), "sku": product.sku}
    if line.quantity is None or lacks_pallet_size(line.unit, product):
        return named
    return {**named, "cartons": order_line(product, line.quantity, line.unit).cartons}


def _route_args(args: QuoteArgs, place: PlaceValue | None) -> JsonObject:
    said: JsonObject = {}
    if args.term is not None:
        said["term"] = args.term.value
    if place is not None and len(place.candidates) == 1:
        said["to"] = place.candidates[0].locode
    if args.mode is not None:
        said["mode"] = args.mode.value
    if args.currency is not None:
        said["currency"] = args.currency
    return said
