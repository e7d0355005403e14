"""Whether a request fits one declaration in customs mode 1039 (contracts 2, step 11).

It is judged and told, never enforced, and no advice to split a deal is given: China Customs counts the cap
for each declaration (GACC announcement 2019/221).
"""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal

from core.trade import Customs1039, Product
from tools.quotation.consolidate import PricedLine
from tools.quotation.fx import Exchange, NoExchangeRate

CAP_CURRENCY = "USD"
GENERAL_TRADE = "0110"


@dataclass(frozen=True, slots=True)
class Verdict:
    verdict: Literal["eligible", "ineligible", "needs_review"]
    rule: Literal["1039-ok", "1039-cap", "1039-excluded", "1039-review"]
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What a verdict rests on from `valid_from` on."""

    rule_id: str
    valid_from: date
    source: str


def rule_on(rule_id: str, day: date) -> Rule | None:
    """The newest rule of that id that counts on `day`; None before there was one."""
    known = (rule for rule in _rules() if rule.rule_id == rule_id and rule.valid_from <= day)
    return max(known, key=lambda rule: rule.valid_from, default=None)


def judge(lines: Sequence[PricedLine], cap_usd: Decimal, exchange: Exchange) -> Verdict:
    if excluded := _skus(lines, lambda product: product.customs_1039 is Customs1039.EXCLUDED):
        return Verdict("ineligible", "1039-excluded", f"excluded goods: {excluded}")
    if unsure := _skus(lines, lambda product: product.customs_1039 is not Customs1039.ALLOWED):
        return Verdict("needs_review", "1039-review", f"not confirmed: {unsure}")
    try:
        goods_usd = sum((_in_usd(line, exchange) for line in lines), Decimal(0))
    except NoExchangeRate as missing:
        return Verdict("needs_review", "1039-review", missing.message)
    if goods_usd > cap_usd:
        return Verdict(
            "ineligible", "1039-cap", f"goods USD {goods_usd} above USD {cap_usd} for one declaration"
        )
    return Verdict("eligible", "1039-ok", f"goods USD {goods_usd} within USD {cap_usd}")


def _in_usd(line: PricedLine, exchange: Exchange) -> Decimal:
    return exchange.convert(line.list_amount, line.price.currency, CAP_CURRENCY)


def _skus(lines: Sequence[PricedLine], is_meant: Callable[[Product], bool]) -> str:
    products = (line.order.product for line in lines)
    return ", ".join(dict.fromkeys(product.sku for product in products if is_meant(product)))


@cache
def _rules() -> tuple[Rule, ...]:
    text = files("tools.quotation").joinpath("customs_1039.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["rule"]
    return tuple(Rule(row["id"], row["valid_from"], row["source"]) for row in rows)
