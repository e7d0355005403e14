"""What of an explanation is worth saying: the next price break, and a weight that is too much."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from core.evidence import Labelled
from core.labels import PUBLIC
from core.values import NumberFact
from tools.quotation.explanation.explain import Explanation
from tools.quotation.explanation.tiers import NextTier
from tools.quotation.labels import price_label
from tools.quotation.quoted_facts import labelled

_WHOLE = Decimal(1)


def explanation_facts(explanation: Explanation) -> list[Labelled]:
    """A break carries the label of the price row that grants it."""
    several = len(explanation.lines) > 1
    return [
        *(fact for tier in explanation.next_tiers for fact in _break(tier, several)),
        *labelled(PUBLIC, _too_heavy(explanation)),
    ]


def _break(tier: NextTier, several: bool) -> Iterator[Labelled]:
    of = tier.product.key if several else ""
    more = NumberFact(role="tier_more", of=of, amount=Decimal(tier.more_cartons), unit="carton")
    less = NumberFact(role="tier_less", of=of, amount=tier.percent_less, unit="percent")
    return labelled(price_label(tier.price), (more, less))


def _too_heavy(explanation: Explanation) -> Iterator[NumberFact]:
    over = sum((facts.fill.kg_over for facts in explanation.shipments if facts.fill), Decimal(0))
    if over:
        shown = over.quantize(_WHOLE, rounding=ROUND_HALF_UP)
        yield NumberFact(role="kg_over", amount=shown, unit="kg")
