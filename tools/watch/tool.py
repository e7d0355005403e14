"""The `price_watch` tool: set an alert on a product, or end one."""

from collections.abc import Iterable

from core.errors import BadInput
from core.evidence import Labelled
from core.ids import derived_id
from core.labels import PUBLIC, Integrity, Label
from core.ports import PortData, ToolContext, WatchStore
from core.principal import Principal, Role
from core.records import CancelWatch, SaveWatch
from core.trade import PortBook, PriceUnit
from core.turns import JsonObject, ToolArgs, ToolName, ToolResult, WatchArgs
from core.values import (
    AmountValue,
    DateFact,
    NumberFact,
    PlaceValue,
    ProductRef,
    ProductValue,
    TextFact,
    Value,
)
from tools.watch.conditions import Conditions, Lacking, Unclear, conditions
from tools.watch.currency import list_currency
from tools.watch.price import Market, NoValidPrice, Priced, Wanted, list_row, price_today, watched_tariff

_SOURCE = "price_watch"
_MAY_WATCH = frozenset({Role.BUYER, Role.MERCHANT, Role.ADMIN})


class WatchTool:
    """Tells the buyer when a product falls below a price they name, or cancels that alert."""

    name = ToolName.PRICE_WATCH

    def __init__(self, watches: WatchStore, port: PortData) -> None:
        self._watches = watches
        self._port = port

    def __call__(self, args: ToolArgs, context: ToolContext) -> ToolResult:
        if not isinstance(args, WatchArgs):
            raise BadInput(f"No price is watched by {type(args).__name__}.", hint="Pass WatchArgs.")
        if context.principal.role not in _MAY_WATCH:
            return ToolResult(outcome="not_permitted", facts=_texts("reason", "sign in first"))
        if args.cancel:
            return _cancel(args, self._watches.active_watches(context.principal.reader))
        return _watch(args, self._port.book(), context)


def _watch(args: WatchArgs, book: PortBook, context: ToolContext) -> ToolResult:
    if args.product is None:
        return _ask_for("product")
    if len(args.product.candidates) != 1:
        choices = (ProductValue(asked=ref.name, candidates=(ref,)) for ref in args.product.candidates)
        return ToolResult(outcome="ambiguous_product", facts=_labelled(PUBLIC, choices), ask=True)
    (product,) = args.product.candidates
    if _is_foreign(product, context.principal):
        return ToolResult(outcome="not_permitted", facts=_texts("reason", "another merchant's goods"))
    if args.below is None or args.below.amount <= 0:
        return _ask_for("below", {"sku": product.sku})
    if args.below.other_unit:
        return _ask_for("below_unit", {"sku": product.sku})
    named = next((item for item in book.products if item.key == _key(product)), None)
    match conditions(args, named, book, context.today):
        case Lacking(missing):
            return _ask_for(missing, {"sku": product.sku})
        case Unclear(place):
            return _which_place(place, product)
        case found:
            return _watching(product, args.below, found, book, context)


def _watching(
    product: ProductRef, below: AmountValue, on: Conditions, book: PortBook, context: ToolContext
) -> ToolResult:
    said = below.currency or (book.profile.currency if on.term else "")
    currency = said or list_currency(product, book, context.principal, context.today)
    wanted = Wanted(_key(product), currency, below.unit, on.tier, on.term, on.place)
    tariff = watched_tariff(book, {wanted.key})
    priced = price_today(wanted, Market(tariff, context.principal, context.today))
    watch = SaveWatch(
        watch_id=derived_id("W", context.turn_id, product.merchant_id, product.sku, str(below.amount)),
        merchant_id=product.merchant_id,
        sku=product.sku,
        below=below.amount,
        currency=currency,
        unit=priced.unit if isinstance(priced, Priced) else _unit_without_price(below, on),
        tier=on.tier,
        term=on.term,
        place=on.place,
        expires=on.expires,
        seen=list_row(priced.row) if isinstance(priced, Priced) else None,
        trouble=priced.reason if isinstance(priced, NoValidPrice) else "",
    )
    own = Label(readers=frozenset({context.principal.reader}), integrity=Integrity.BUYER)
    return ToolResult(
        outcome="watching",
        args={"sku": product.sku, "below": f"{below.amount:f}", "currency": currency},
        facts=_labelled(own, _told(watch, priced)),
        effects=(watch.model_dump(mode="json"),),
    )


def _unit_without_price(below: AmountValue, on: Conditions) -> PriceUnit | None:
    return below.unit or (PriceUnit.CARTON if on.term else None)


def _told(watch: SaveWatch, priced: Priced | NoValidPrice) -> Iterable[Value]:
    """The sum and its unit, today's price if there is one, and the last day."""
    yield NumberFact(role="below", amount=watch.below, unit=watch.currency)
    if isinstance(priced, Priced):
        role = "delivered_price" if watch.term else "list_price"
        yield NumberFact(role=role, amount=priced.amount, unit=watch.currency)
        yield TextFact(role="price_unit", text=priced.unit.value)
        if watch.tier or watch.term:
            yield NumberFact(role="tier", amount=priced.cartons, unit="carton")
    else:
        yield TextFact(role="no_price", text=priced.reason)
        if watch.unit:
            yield TextFact(role="price_unit", text=watch.unit.value)
    if watch.expires:
        yield DateFact(role="expires_on", day=watch.expires)


def _cancel(args: WatchArgs, active: Iterable[JsonObject]) -> ToolResult:
    """Ends the newest alert, or the newest on the product named."""
    named = {(ref.merchant_id, ref.sku) for ref in args.product.candidates} if args.product else None
    meant = (watch for watch in active if named is None or (watch["merchant_id"], watch["sku"]) in named)
    watch = next(meant, None)
    if watch is None:
        return ToolResult(outcome="no_watch")
    return ToolResult(
        outcome="cancelled",
        args={"sku": watch["sku"], "below": str(watch["below"]), "currency": watch["currency"]},
        effects=(CancelWatch(watch_id=watch["watch_id"]).model_dump(mode="json"),),
    )


def _is_foreign(product: ProductRef, caller: Principal) -> bool:
    return caller.role is Role.MERCHANT and product.merchant_id != caller.merchant_id


def _key(product: ProductRef) -> str:
    return f"{product.merchant_id}/{product.sku}"


def _which_place(place: PlaceValue, product: ProductRef) -> ToolResult:
    choices = (PlaceValue(asked=ref.name, candidates=(ref,)) for ref in place.candidates)
    return ToolResult(
        outcome="ambiguous_place",
        args={"sku": product.sku},
        facts=_labelled(PUBLIC, choices),
        ask=True,
    )


def _ask_for(missing: str, args: JsonObject | None = None) -> ToolResult:
    return ToolResult(outcome="incomplete", args=args or {}, facts=_texts("missing", missing), ask=True)


def _texts(role: str, text: str) -> tuple[Labelled, ...]:
    return _labelled(PUBLIC, (TextFact(role=role, text=text),))


def _labelled(label: Label, values: Iterable[Value]) -> tuple[Labelled, ...]:
    return tuple(Labelled(value=value, label=label, source=_SOURCE) for value in values)
