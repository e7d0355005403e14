"""What inference costs: the rate card that prices each inference, sums of rows, and budgets."""

from governance.ledger.budget import Budget
from governance.ledger.rate_card import RateCard
from governance.ledger.token_prices import TokenPrices
from governance.ledger.total import LedgerTotal, total

__all__ = ["Budget", "LedgerTotal", "RateCard", "TokenPrices", "total"]
