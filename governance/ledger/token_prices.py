"""What a remote tier charges: a price for a million tokens read and one for a million written."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.errors import BadInput
from core.ports import InferenceUsage

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class TokenPrices:
    """In the rate card's currency. Both zero: nobody has said what this tier costs."""

    input_1m: Decimal
    output_1m: Decimal

    @property
    def known(self) -> bool:
        return self.input_1m > 0 or self.output_1m > 0

    def amount(self, usage: InferenceUsage) -> Decimal:
        """Cached tokens are charged as read and hidden ones as written: no server's discount is assumed."""
        return (self.input_1m * usage.input_tokens + self.output_1m * usage.output_tokens) / _MILLION


def known_prices(prices: Mapping[str, TokenPrices]) -> dict[str, TokenPrices]:
    """The tiers of `prices` that have one. Raises BadInput for a negative price or one for this machine."""
    for tier, price in prices.items():
        if tier == "local":
            raise BadInput(
                f"The tier {tier!r} was given a price for tokens: {price!r}.",
                hint="This machine is priced by its hours; give prices for nearby and cloud only.",
            )
        if min(price.input_1m, price.output_1m) < 0:
            raise BadInput(
                f"The tier {tier!r} has a negative price: {price!r}.", hint="A price is 0 or more."
            )
    return {tier: price for tier, price in sorted(prices.items()) if price.known}
