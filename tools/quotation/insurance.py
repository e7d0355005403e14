"""The premium that insures the total it is part of (contracts 2, step 8)."""

from decimal import Decimal

from core.money import round_minor
from core.trade import PortProfile


def premium(value: Decimal, profile: PortProfile, currency: str) -> Decimal:
    """`value` is goods + origin charges + freight. In closed form: total = value / (1 - share x rate)."""
    total = value / (1 - profile.insured_share * profile.insurance_rate)
    return round_minor(total - value, currency)
