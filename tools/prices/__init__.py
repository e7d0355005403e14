"""Price history: what a caller may see of a SKU's prices over time, as figures, as moves and as a chart."""

from tools.prices.chart import draw_chart
from tools.prices.history import Step, price_steps, prices_on, visible, with_dates_of
from tools.prices.moves import Move, price_moves

__all__ = [
    "Move",
    "Step",
    "draw_chart",
    "price_moves",
    "price_steps",
    "prices_on",
    "visible",
    "with_dates_of",
]
