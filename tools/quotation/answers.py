"""What the quote tool answers with: facts, a card, and what is to be written when the turn ends."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from core.evidence import Labelled
from core.ids import derived_id
from core.ports import ToolContext
from core.records import RecordHandoff, SaveQuotation
from core.turns import JsonObject, ToolResult
from tools.quotation.card import card_of
from tools.quotation.consolidate import PricedLine
from tools.quotation.explanation import explain, explanation_facts, explanation_json
from tools.quotation.explanation.facts import tier_facts
from tools.quotation.explanation.tiers import next_tier
from tools.quotation.outcome import (
    AmbiguousPlace,
    AmbiguousProduct,
    BelowMoq,
    Incomplete,
    PriceExpired,
    Quoted,
    Refusal,
)
from tools.quotation.parts import in_two, part_facts
from tools.quotation.quoted_facts import quoted_facts
from tools.quotation.refusal_facts import refusal_facts
from tools.quotation.render import to_json
from tools.quotation.replay import inputs_of
from tools.quotation.request import QuoteRequest
from tools.quotation.tariff import Tariff


@dataclass(frozen=True, slots=True)
class Given:
    """What a quotation is made from. `spoken` are the arguments as understood (contracts 5)."""

    request: QuoteRequest
    spoken: JsonObject
    tariff: Tariff
    revision: str
    context: ToolContext


def quoted(result: Quoted, given: Given) -> ToolResult:
    quotation_id = _id(given)
    caller, today = given.context.principal, given.context.today
    explained = explain(result, given.tariff, caller, today)
    return ToolResult(
        outcome="quoted",
        args=given.spoken,
        facts=(*quoted_facts(result, quotation_id), *explanation_facts(explained)),
        card=card_of(result, quotation_id) | {"explanation": explanation_json(explained, result.currency)},
        effects=(_record(quotation_id, result, given.request, given),),
    )


def in_parts(whole: Quoted, given: Given) -> ToolResult:
    """Two shipments, a quotation for each; what stops one of them is the answer."""
    parts = in_two(whole, given.request, given.tariff, given.context.principal, given.context.today)
    if not isinstance(parts, tuple):
        return refused(parts, given)
    ids = [_id(given, f"part {number}") for number in (1, 2)]
    records = (
        _record(quotation_id, part.result, part.request, given)
        for quotation_id, part in zip(ids, parts, strict=True)
    )
    return ToolResult(
        outcome="quoted_in_parts",
        args=given.spoken,
        facts=tuple(part_facts(whole, parts, ids)),
        card=card_of(parts[0].result, ids[0]) | {"second": card_of(parts[1].result, ids[1])},
        effects=tuple(records),
    )


def refused(result: Refusal, given: Given) -> ToolResult:
    facts = refusal_facts(result, given.tariff.book.lanes, given.context.principal)
    if isinstance(result, BelowMoq):
        facts += _breaks(result, given)
    return ToolResult(
        outcome=to_json(result)["outcome"],
        args=given.spoken,
        facts=tuple(facts),
        ask=isinstance(result, Incomplete | AmbiguousPlace | AmbiguousProduct),
        effects=tuple(_renewals(result, given)) if isinstance(result, PriceExpired) else (),
    )


def _id(given: Given, part: str = "") -> str:
    return derived_id("Q", given.context.turn_id, json.dumps(given.spoken, sort_keys=True), part)


def _record(quotation_id: str, result: Quoted, request: QuoteRequest, given: Given) -> JsonObject:
    caller, today = given.context.principal, given.context.today
    record = SaveQuotation(
        quotation_id=quotation_id,
        outcome="quoted",
        request=given.spoken | {"lines": [_spoken_line(line) for line in result.lines]},
        result=to_json(result),
        inputs=inputs_of(result, request, given.tariff, caller, today, revision=given.revision),
        valid_until=result.valid_until,
    )
    return record.model_dump(mode="json")


def _spoken_line(line: PricedLine) -> JsonObject:
    product = line.order.product
    return {
        "merchant_id": str(product.merchant_id),
        "sku": product.sku,
        "cartons": line.order.cartons,
    }


def _breaks(result: BelowMoq, given: Given) -> list[Labelled]:
    """The price break that follows each minimum, when there is just one line to tell it of."""
    if len(result.lines) > 1:
        return []
    (miss,) = result.lines
    caller, today = given.context.principal, given.context.today
    tier = next_tier(
        miss.product, miss.moq_cartons, miss.price, tariff=given.tariff, caller=caller, today=today
    )
    return tier_facts([tier], several=True) if tier else []


def _renewals(result: PriceExpired, given: Given) -> Iterator[JsonObject]:
    """The merchant is asked to renew each list that a buyer would have bought from."""
    for line in result.lines:
        product = line.product
        record = RecordHandoff(
            handoff_id=derived_id("H", given.context.turn_id, product.key),
            text=f"A buyer asked for {product.sku}; its price list expired on {line.expired_on}. Renew it.",
            merchant_id=product.merchant_id,
        )
        yield record.model_dump(mode="json")
