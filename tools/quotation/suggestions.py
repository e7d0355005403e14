"""Lines whose words no reader knows: what the catalogue has for them, taken if clear, else asked about."""

from dataclasses import replace

from core.ports import SuggestGoods, ToolContext
from core.turns import QuoteArgs, QuoteLine
from tools.quotation.outcome import AmbiguousProduct, Refusal
from tools.quotation.tariff import Tariff


def with_named(args: QuoteArgs, suggest: SuggestGoods | None, context: ToolContext) -> QuoteArgs:
    """`args` with the product that an unknown line's words name, a slip of the pen apart."""
    if suggest is None or all(line.product.candidates for line in args.lines):
        return args
    return args.model_copy(update={"lines": tuple(_named(line, suggest, context) for line in args.lines)})


def with_nearest(
    result: Refusal, suggest: SuggestGoods | None, tariff: Tariff, context: ToolContext
) -> Refusal:
    """A refusal of goods that nobody here has, with the nearest there are for the buyer to choose from."""
    if suggest is None or not isinstance(result, AmbiguousProduct) or result.candidates:
        return result
    guess = suggest(result.asked, context.principal, context.today)
    keys = (f"{ref.merchant_id}/{ref.sku}" for ref in guess.refs)
    nearest = tuple(tariff.by_key[key] for key in keys if key in tariff.by_key)
    return replace(result, candidates=nearest, near=bool(nearest))


def _named(line: QuoteLine, suggest: SuggestGoods, context: ToolContext) -> QuoteLine:
    if line.product.candidates:
        return line
    guess = suggest(line.product.asked, context.principal, context.today)
    if not guess.clear:
        return line
    return line.model_copy(update={"product": line.product.model_copy(update={"candidates": guess.refs})})
