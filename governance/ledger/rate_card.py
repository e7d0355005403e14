"""The rate card: what the machine costs an hour, and what one inference's share of it is.

With u the utilisation that the card assumes (busy share of all hours), in the card's currency an hour:

    average W = idle_watts + u x (busy_watts - idle_watts)
    node/h    = (capex - salvage) / life_h + average W / 1000 x PUE x tariff + rack + operations

and for an inference that took b hours of the whole machine:

    marginal     = (busy_watts - idle_watts) / 1000 x PUE x tariff x b    what not asking would have saved
    allocated    = node/h x b                                             its share of the machine's time
    fully loaded = allocated / u                                          with its share of the idle time

So the allocated amounts and the idle time at node/h add up to the node bill, and at utilisation u the fully
loaded amounts alone do.
"""

import hashlib
import json
from decimal import Context, Decimal

from core.clock import Clock
from core.errors import BadInput
from core.money import is_currency
from core.ports import InferenceUsage
from core.records import LedgerRow
from core.settings import RateCardSettings
from core.turns import JsonObject

HOURS_PER_YEAR = Decimal("8766")
"""365.25 days, a Julian year."""

_SECONDS_PER_HOUR = Decimal(3600)
_WATTS_PER_KILOWATT = Decimal(1000)
# An engine whose clock saw nothing pass has still worked: the clock's own step is charged, never zero.
_CLOCK_STEP_S = Decimal("0.000001")
# Twelve significant digits keep a row readable and a sum of millions of rows exact to a millionth.
_STORED = Context(prec=12)


class RateCard:
    """Implements core.ports.Pricing. `name` changes with every figure of the card."""

    def __init__(self, settings: RateCardSettings, clock: Clock) -> None:
        """Raises BadInput for a card that no machine can have."""
        _check(settings)
        self._card = settings
        self._clock = clock
        self._energy_hour = _kilowatts(settings.busy_watts - settings.idle_watts, settings)
        figures = settings.model_dump_json().encode()
        self.name = f"{settings.name}#{hashlib.sha256(figures).hexdigest()[:8]}"

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
    ) -> LedgerRow:
        """`usage.busy_s` counts seconds of the whole machine: inferences that ran together share them.

        `energy_wh` is an estimate: the machine's busy power with cooling (PUE) over these seconds.
        """
        hours = _charged_seconds(usage) / _SECONDS_PER_HOUR
        allocated = self.node_hour * hours
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
            energy_wh=_STORED.plus(
                _kilowatts(self._card.busy_watts, self._card) * _WATTS_PER_KILOWATT * hours
            ),
            marginal=_STORED.plus(self._energy_hour * self._card.tariff_kwh * hours),
            allocated=_STORED.plus(allocated),
            fully_loaded=_STORED.plus(allocated / self._card.utilisation),
            currency=self._card.currency,
            rate_card=self.name,
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
        return figures | {
            "rate_card": self.name,
            "node_hour": str(_STORED.plus(self.node_hour)),
            "energy": "estimate",
        }


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
