"""Which product a line means."""

from core.folding import folded
from core.trade import Product
from tools.quotation.request import Line
from tools.quotation.tariff import Tariff


def resolve(line: Line, tariff: Tariff) -> tuple[Product, ...]:
    """Every product that `line` can mean, in the order of the book; none when nothing is called that."""
    if line.candidates is None:
        return tariff.by_name.get(folded(line.asked), ())
    return tuple(tariff.by_key[key] for key in line.candidates if key in tariff.by_key)
