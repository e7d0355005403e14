"""What of an explanation is worth saying: the next price break, and a weight that is too much."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from core.evidence import Labelled
from core.labels import PUBLIC
from core.trade import Mode
from core.values import NumberFact, TextFact, Value
from tools.quotation.explanation.explain import Explanation
from tools.quotation.explanation.tiers import NextTier
from tools.quotation.labels import price_label
from tools.quotation.quoted_facts import labelled

_WHOLE = Decimal(1)
_LONG = (Mode.GP40, Mode.HQ40)


def explanation_facts(explanation: Explanation) -> list[Labelled]:
    """A break carries the label of the price row that grants it."""
    several = len(explanation.lines) > 1
    return [
        *tier_facts(explanation.next_tiers, several=several),
        *labelled(PUBLIC, _too_heavy(explanation)),
        *labelled(PUBLIC, _as_20gp(explanation)),
    ]


def _break(tier: NextTier, several: bool) -> Iterator[Labelled]:
    of = tier.product.key if several else ""
    more = NumberFact(role="tier_more", of=of, amount=Decimal(tier.more_cartons), unit="carton")
    less = NumberFact(role="tier_less", of=of, amount=tier.percent_less, unit="percent")
    return labelled(price_label(tier.price), (more, less))


def tier_facts(tiers: Iterable[NextTier], *, several: bool) -> list[Labelled]:
    """How many cartons more, and how much less each then costs."""
    return [fact for tier in tiers for fact in _break(tier, several)]


def _as_20gp(explanation: Explanation) -> Iterator[Value]:
    """Heavy goods for long containers often go better in short ones, which carry nearly as much each."""
    for facts in explanation.shipments:
        if facts.fill and facts.fill.kg_over and facts.carriage.mode in _LONG:
            for way in facts.comparison.ways:
                if way.carriage.mode is Mode.GP20:
                    count = Decimal(way.carriage.containers)
                    yield NumberFact(role="as_20gp", amount=count, unit="container")
                    yield TextFact(role="short_mode", text=Mode.GP20.value)
                    return


def _too_heavy(explanation: Explanation) -> Iterator[NumberFact]:
    over = sum((facts.fill.kg_over for facts in explanation.shipments if facts.fill), Decimal(0))
    if over:
        shown = over.quantize(_WHOLE, rounding=ROUND_HALF_UP)
        yield NumberFact(role="kg_over", amount=shown, unit="kg")
