"""The rate card: what the machine costs an hour, and what one inference's share of it is.

With u the utilisation that the card assumes (busy share of all hours), in the card's currency an hour:

    average W = idle_watts + u x (busy_watts - idle_watts)
    node/h    = (capex - salvage) / life_h + average W / 1000 x PUE x tariff + rack + operations

and for an inference that took b hours of the whole machine:

    marginal     = (busy_watts - idle_watts) / 1000 x PUE x tariff x b    what not asking would have saved
    allocated    = node/h x b                                             its share of the machine's time
    fully loaded = allocated / u                                          with its share of the idle time

So the allocated amounts and the idle time at node/h add up to the node bill, and at utilisation u the fully
loaded amounts alone do. What another machine computed (nearby, cloud) costs what its tokens are sold for
and adds nothing to this node's bill.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from types import MappingProxyType

from core.clock import Clock
from core.errors import BadInput
from core.money import is_currency
from core.ports import InferenceUsage
from core.records import UNPRICED, LedgerRow
from core.settings import RateCardSettings
from core.turns import JsonObject
from governance.ledger.token_prices import TokenPrices, known_prices

HOURS_PER_YEAR = Decimal("8766")
"""365.25 days, a Julian year."""

_SECONDS_PER_HOUR = Decimal(3600)
_WATTS_PER_KILOWATT = Decimal(1000)
# An engine whose clock saw nothing pass has still worked: the clock's own step is charged, never zero.
_CLOCK_STEP_S = Decimal("0.000001")
# Twelve significant digits keep a row readable and a sum of millions of rows exact to a millionth.
_STORED = Context(prec=12)


class RateCard:
    """Implements core.ports.Pricing. `name` changes with every figure of the card.

    `remote` has the prices of the other tiers. A tier without one is never guessed: its rows hold 0, and
    the name of their rate card ends in `unpriced`.
    """

    def __init__(
        self,
        settings: RateCardSettings,
        clock: Clock,
        remote: Mapping[str, TokenPrices] = MappingProxyType({}),
    ) -> None:
        """Raises BadInput for a card that no machine can have."""
        _check(settings)
        self._card = settings
        self._clock = clock
        self._remote = known_prices(remote)
        self._energy_hour = _kilowatts(settings.busy_watts - settings.idle_watts, settings)
        figures = settings.model_dump_json() + (repr(self._remote) if self._remote else "")
        self.name = f"{settings.name}#{hashlib.sha256(figures.encode()).hexdigest()[:8]}"

    @property
    def currency(self) -> str:
        return self._card.currency

    @property
    def node_hour(self) -> Decimal:
        """node/h: what an hour of the machine costs at the assumed utilisation, unrounded."""
        card = self._card
        life_hours = card.life_years * HOURS_PER_YEAR
        average_watts = card.idle_watts + card.utilisation * (card.busy_watts - card.idle_watts)
        return (
            (card.capex - card.salvage) / life_hours
            + _kilowatts(average_watts, card) * card.tariff_kwh
            + card.rack_hour
            + card.operations_hour
        )

    def row(
        self,
        usage: InferenceUsage,
        *,
        model: str,
        purpose: str,
        turn_id: str,
        conversation_id: str,
        actor: str,
        tier: str = "local",
        outcome: str = "done",
    ) -> LedgerRow:
        """`usage.busy_s` counts seconds of the whole machine: inferences that ran together share them.

        `energy_wh` is an estimate: the machine's busy power with cooling (PUE) over these seconds. Of a
        remote tier it is 0, which means that nobody told us, and the three amounts are its one price.
        """
        charge = self._local(usage) if tier == "local" else self._sold(usage, tier)
        return LedgerRow(
            at=self._clock.now(),
            turn_id=turn_id,
            conversation_id=conversation_id,
            actor=actor,
            purpose=purpose,
            model=model,
            input_tokens=usage.input_tokens,
            cached_tokens=usage.cached_tokens,
            output_tokens=usage.output_tokens,
            queue_s=usage.queue_s,
            prefill_s=usage.prefill_s,
            decode_s=usage.decode_s,
            busy_s=usage.busy_s,
            energy_wh=_STORED.plus(charge.energy_wh),
            marginal=_STORED.plus(charge.marginal),
            allocated=_STORED.plus(charge.allocated),
            fully_loaded=_STORED.plus(charge.fully_loaded),
            currency=self._card.currency,
            rate_card=charge.rate_card,
            cpu_s=usage.cpu_s,
            thinking_tokens=usage.thinking_tokens,
            tier=tier,
            outcome=outcome,
        )

    def bill(self, hours: Decimal) -> Decimal:
        """What the machine costs over `hours`, busy or not."""
        return self.node_hour * hours

    def idle(self, hours: Decimal, busy_s: Decimal) -> Decimal:
        """The part of `bill` that no inference carries as its allocated amount."""
        return self.node_hour * (hours - busy_s / _SECONDS_PER_HOUR)

    def terms(self) -> JsonObject:
        """Every figure of the card, for an audit leaf: what a row's amounts were made from."""
        figures: JsonObject = json.loads(self._card.model_dump_json())
        remote = {
            tier: {"input_price_1m": str(price.input_1m), "output_price_1m": str(price.output_1m)}
            for tier, price in self._remote.items()
        }
        return figures | {
            "rate_card": self.name,
            "node_hour": str(_STORED.plus(self.node_hour)),
            "energy": "estimate",
            "remote": remote,
        }

    def _local(self, usage: InferenceUsage) -> "_Charge":
        """This machine's hours."""
        card, hours = self._card, _charged_seconds(usage) / _SECONDS_PER_HOUR
        allocated = self.node_hour * hours
        return _Charge(
            energy_wh=_kilowatts(card.busy_watts, card) * _WATTS_PER_KILOWATT * hours,
            marginal=self._energy_hour * card.tariff_kwh * hours,
            allocated=allocated,
            fully_loaded=allocated / card.utilisation,
            rate_card=self.name,
        )

    def _sold(self, usage: InferenceUsage, tier: str) -> "_Charge":
        """Somebody else's tokens."""
        nothing = Decimal(0)
        price = self._remote.get(tier)
        if price is None:
            return _Charge(nothing, nothing, nothing, nothing, f"{self.name}, {tier} {UNPRICED}")
        amount = price.amount(usage)
        return _Charge(nothing, amount, amount, amount, self.name)


@dataclass(frozen=True, slots=True)
class _Charge:
    energy_wh: Decimal
    marginal: Decimal
    allocated: Decimal
    fully_loaded: Decimal
    rate_card: str


def _kilowatts(watts: Decimal, card: RateCardSettings) -> Decimal:
    """Drawn from the grid for `watts` in the machine."""
    return watts / _WATTS_PER_KILOWATT * card.pue


def _charged_seconds(usage: InferenceUsage) -> Decimal:
    """The engine's share; without one (a server that reports none) the seconds that the call took."""
    seconds = usage.busy_s or usage.prefill_s + usage.decode_s
    return max(Decimal(repr(seconds)), _CLOCK_STEP_S)


def _check(card: RateCardSettings) -> None:
    if not is_currency(card.currency):
        raise BadInput(
            f"The rate card's currency {card.currency!r} is not in ISO 4217.",
            hint="Use a code such as USD.",
        )
    possible = {
        "life_years": card.life_years > 0,
        "salvage": 0 <= card.salvage <= card.capex,
        "idle_watts": card.idle_watts >= 0,
        "busy_watts": card.busy_watts > 0 and card.busy_watts >= card.idle_watts,
        "pue": card.pue >= 1,
        "tariff_kwh": card.tariff_kwh >= 0,
        "rack_hour": card.rack_hour >= 0,
        "operations_hour": card.operations_hour >= 0,
    }
    wrong = [name for name, holds in possible.items() if not holds]
    if wrong:
        figures = ", ".join(f"{name} {getattr(card, name)!s}" for name in wrong)
        raise BadInput(
            f"No machine has these figures: {figures}.",
            hint="Salvage is at most capex, busy watts at least idle watts, PUE at least 1.",
        )
    if card.capex == card.salvage and card.tariff_kwh == card.rack_hour == card.operations_hour == 0:
        raise BadInput("The rate card makes everything free.", hint="Say what the machine really costs.")
