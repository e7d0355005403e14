"""What a buyer needs next when there is no quotation: candidates, served places, a minimum, a date."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import assert_never

from core.evidence import Labelled
from core.labels import PUBLIC, Label
from core.principal import Principal
from core.trade import Lane, Product
from core.values import (
    DateFact,
    NumberFact,
    PlaceRef,
    PlaceValue,
    ProductRef,
    ProductValue,
    TextFact,
    Value,
)
from tools.places import place_of
from tools.quotation.labels import MERCHANT_PUBLIC, own_label, price_label
from tools.quotation.outcome import (
    AmbiguousPlace,
    AmbiguousProduct,
    BelowMoq,
    Incomplete,
    NeedsReview,
    NoPrice,
    NotPermitted,
    PriceExpired,
    RateExpired,
    Refusal,
    UnservedLane,
)
from tools.quotation.price import MoqMiss
from tools.quotation.quoted_facts import labelled, unit_price

_SAID_AS = {"cartons_per_pallet": "pallet_size"}


def refusal_facts(result: Refusal, lanes: Sequence[Lane], caller: Principal) -> list[Labelled]:
    """Dates read off price lists are for `caller` alone: another caller may see other lists. What is told
    of a product says of which, as the request may name others."""
    match result:
        case BelowMoq(misses):
            return [fact for miss in misses for fact in _minimum(miss)]
        case PriceExpired() | NoPrice():
            return list(labelled(own_label(caller), _days(result)))
        case RateExpired() | UnservedLane():
            served = [place_of(code, lanes) for code in result.served]
            return list(labelled(PUBLIC, (_choice(place) for place in served)))
        case AmbiguousPlace():
            return list(labelled(PUBLIC, (_choice(place) for place in result.candidates)))
        case AmbiguousProduct():
            choices = (product_choice(product) for product in result.candidates)
            near = _texts("near", ["near"]) if result.near else []
            return [*labelled(MERCHANT_PUBLIC, choices), *near]
        case Incomplete(missing):
            return _texts("missing", (_SAID_AS.get(item, item) for item in missing))
        case NeedsReview(reason) | NotPermitted(reason):
            return _texts("reason", (reason,))
        case _:
            assert_never(result)


def product_choice(product: Product) -> ProductValue:
    """A product as one of several that the buyer may mean."""
    ref = ProductRef(merchant_id=product.merchant_id, sku=product.sku, name=product.name)
    return ProductValue(asked=product.name, candidates=(ref,))


def _choice(place: PlaceRef) -> PlaceValue:
    return PlaceValue(asked=place.name, candidates=(place,))


def _texts(role: str, texts: Iterable[str], label: Label = PUBLIC) -> list[Labelled]:
    return list(labelled(label, (TextFact(role=role, text=text) for text in texts)))


def _minimum(miss: MoqMiss) -> Iterator[Labelled]:
    of = miss.product.key
    facts: list[Value] = [
        NumberFact(role="asked", of=of, amount=Decimal(miss.cartons), unit="carton"),
        NumberFact(role="moq", of=of, amount=Decimal(miss.moq_cartons), unit="carton"),
        *unit_price(miss.price, of),
    ]
    return labelled(price_label(miss.price), facts)


def _days(result: PriceExpired | NoPrice) -> Iterator[Value]:
    if isinstance(result, PriceExpired):
        for expired in result.lines:
            yield DateFact(role="expired_on", of=expired.product.key, day=expired.expired_on)
        return
    for unpriced in result.lines:
        if unpriced.valid_from is not None:
            yield DateFact(role="valid_from", of=unpriced.product.key, day=unpriced.valid_from)
