"""Goods sent in two shipments, half now and half later: two quotations, each with minimums of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.evidence import Labelled
from core.labels import join
from core.principal import Principal
from core.values import DateFact, NumberFact, TextFact, Value
from tools.quotation.engine import quote
from tools.quotation.labels import price_label
from tools.quotation.outcome import Quoted, Refusal
from tools.quotation.quoted_facts import labelled, verdict_facts
from tools.quotation.request import Line, QuoteRequest
from tools.quotation.tariff import Tariff


@dataclass(frozen=True, slots=True)
class Part:
    """One of the shipments: what is asked for it, and what that comes to."""

    request: QuoteRequest
    result: Quoted


def in_two(
    whole: Quoted, request: QuoteRequest, tariff: Tariff, caller: Principal, today: date
) -> tuple[Part, Part] | Refusal:
    """Each line in halves of full cartons, the larger first. A line of one carton goes in the first.

    Each part is priced by its own quantity: a tier of the whole holds only if the merchant agrees. For
    customs mode 1039 they are one deal still.
    """
    cartons = [line.order.cartons for line in whole.lines]
    parts = []
    halves = ([count - count // 2 for count in cartons], [count // 2 for count in cartons])
    for counts, others in (halves, halves[::-1]):
        rest = tuple(_counted(whole, others))
        asked = replace(request, lines=tuple(_counted(whole, counts)), rest=rest)
        result = quote(asked, tariff, caller, today)
        if not isinstance(result, Quoted):
            return result
        parts.append(Part(asked, result))
    return parts[0], parts[1]


def divides(whole: Quoted) -> bool:
    """Whether there is something for each of two shipments."""
    return any(line.order.cartons > 1 for line in whole.lines)


def part_facts(whole: Quoted, parts: Sequence[Part], ids: Sequence[str]) -> list[Labelled]:
    """The sum of both, each part with its number, and what all at once would come to."""
    results = [part.result for part in parts]
    label = join(price_label(line.price) for result in (whole, *results) for line in result.lines)
    numbers = (
        TextFact(role="quotation_id", of=f"part {number}", text=quotation_id)
        for number, quotation_id in enumerate(ids, start=1)
    )
    return list(labelled(label, (*_values(whole, results), *numbers)))


def _values(whole: Quoted, results: Sequence[Quoted]) -> Iterator[Value]:
    total = sum((result.total for result in results), Decimal(0))
    yield NumberFact(role="total", amount=total, unit=whole.currency)
    for number, result in enumerate(results, start=1):
        of = f"part {number}"
        count = sum(line.order.cartons for line in result.lines)
        yield NumberFact(role="cartons", of=of, amount=Decimal(count), unit="carton")
        yield NumberFact(role="part_total", of=of, amount=result.total, unit=whole.currency)
        yield NumberFact(role="freight", of=of, amount=result.freight, unit=whole.currency)
    yield NumberFact(role="whole_total", amount=whole.total, unit=whole.currency)
    yield DateFact(role="valid_until", day=min(result.valid_until for result in results))
    yield from verdict_facts(results[0].customs_1039)


def _counted(whole: Quoted, counts: Sequence[int]) -> Iterator[Line]:
    for line, count in zip(whole.lines, counts, strict=True):
        if count:
            product = line.order.product
            yield Line(product.key, Decimal(count), candidates=(product.key,))
