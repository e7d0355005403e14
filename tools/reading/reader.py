"""One message, read: every value that its words hold, in order and without overlap."""

from datetime import date

from core.trade import Term
from tools.reading.amounts import find_amounts
from tools.reading.counts import as_meant, bare_quantities
from tools.reading.currencies import find_currencies
from tools.reading.dates import find_dates
from tools.reading.folding import fold
from tools.reading.lexicon import Lexicon
from tools.reading.modes import find_modes
from tools.reading.places import find_place_names, over_goods
from tools.reading.products import find_products
from tools.reading.quantities import find_quantities
from tools.reading.references import find_references
from tools.reading.risks import find_risk
from tools.reading.spans import Reading, without_overlap
from tools.reading.terms import find_terms

MAX_CHARS = 8000


def read(text: str, lexicon: Lexicon, today: date) -> Reading:
    """Read the first MAX_CHARS characters of `text`. Where readings overlap, a number of a shipment comes
    before dates and containers, those before money, then terms of several words, then goods with their pack
    size, then quantities."""
    folded = fold(text[:MAX_CHARS])
    quantities = find_quantities(folded)
    products = find_products(folded, lexicon.goods, quantities)
    places = find_place_names(folded, lexicon)
    terms = find_terms(folded)
    layers = [
        find_references(folded, lexicon),
        [*find_dates(folded, today), *find_modes(folded)],
        find_amounts(folded),
        [term for term in terms if " " in text[term.start : term.end]],
        over_goods(folded, places, products),
        products,
        quantities,
        places,
        terms,
        find_currencies(folded),
    ]
    taken = without_overlap(layers)
    spans = as_meant(folded, without_overlap([taken, bare_quantities(folded, taken)]))
    said = dict.fromkeys(span.value for span in spans if isinstance(span.value, Term))
    return Reading(spans=spans, terms=tuple(said), risk=find_risk(folded, spans))
