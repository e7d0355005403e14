"""A conversation over the small port of the reading tests: what was called, and what is said next."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from agent.calls import Call
from agent.memory import LastCall, remember
from agent.understanding import Understanding, said_by, understand
from core.evidence import Evidence, Labelled
from core.trade import QuantityUnit
from core.turns import ToolResult
from core.values import PassageValue, PlaceRef, PlaceValue, ProductRef, ProductValue, QuantityValue
from tests.tools.reading.book import BOOK
from tools.places import find_places
from tools.reading import Lexicon, Reading, read, resolve_choice

LABEL = said_by(["amina"])
TODAY = date(2026, 11, 1)
FIGS = ProductRef(merchant_id="M1", sku="FIG-500", name="Dried figs 500 g")
SMALL_FIGS = ProductRef(merchant_id="M1", sku="FIG-100", name="Dried figs 100 g")
MOMBASA = PlaceRef(locode="KEMBA", name="Mombasa", country="Kenya")
TRIPOLIS = (
    PlaceRef(locode="LYTIP", name="Tripoli", country="Libya"),
    PlaceRef(locode="LBKYE", name="Tripoli", country="Lebanon"),
)
_LEXICON = Lexicon.from_book(BOOK, find_places)


class BookReader:
    """The readers bound to the small port."""

    def read(self, text: str, today: date) -> Reading:
        return read(text, _LEXICON, today)

    def choose(self, text: str, candidates: Sequence[ProductRef]) -> ProductValue | None:
        return resolve_choice(text, candidates, _LEXICON)


def seen_after(last: LastCall | None, text: str) -> Understanding:
    return understand(text, BookReader(), last, LABEL, TODAY)


def quoted() -> LastCall:
    """300 cartons of figs, CIF Mombasa."""
    values = (
        ProductValue(asked="figs", candidates=(FIGS,)),
        QuantityValue(amount=Decimal(300), unit=QuantityUnit.CARTON, asked="300 ctn"),
        PlaceValue(asked="Mombasa", candidates=(MOMBASA,)),
    )
    call = Call("quote", ("P0", "N0", "L0", "CIF"))
    return remember(call, ToolResult(outcome="quoted"), _evidence(*values), "300 ctn figs cif Mombasa")


def which_figs() -> LastCall:
    """Two kinds of figs were offered."""
    asked = ProductValue(asked="figs", candidates=(FIGS, SMALL_FIGS))
    offered = (ProductValue(asked=ref.name, candidates=(ref,)) for ref in asked.candidates)
    return _asking("ambiguous_product", Call("quote", ("P0",)), asked, *offered)


def which_tripoli() -> LastCall:
    asked = PlaceValue(asked="Tripoli", candidates=TRIPOLIS)
    offered = (PlaceValue(asked=ref.name, candidates=(ref,)) for ref in TRIPOLIS)
    return _asking("ambiguous_place", Call("quote", ("L0",)), asked, *offered)


def searched(last: LastCall | None, text: str, merchant_id: str = "M1") -> LastCall:
    """`text` was put to the documents after `last`, and those of a merchant answered."""
    passage = PassageValue(
        text="Halal.",
        document_id="d",
        file_name="d.md",
        title="Certificates",
        version="1",
        merchant_id=merchant_id,
        score=0.9,
    )
    found = ToolResult(outcome="found", facts=(Labelled(value=passage, source="d"),))
    return remember(Call("search"), found, seen_after(last, text).evidence, text, last)


def _asking(
    outcome: str, call: Call, asked: ProductValue | PlaceValue, *offered: ProductValue | PlaceValue
) -> LastCall:
    facts = tuple(Labelled(value=value, source="quote") for value in offered)
    return remember(call, ToolResult(outcome=outcome, facts=facts), _evidence(asked), asked.asked)


def _evidence(*values: ProductValue | QuantityValue | PlaceValue) -> Evidence:
    items = (Labelled(value=value, label=LABEL, source="message") for value in values)
    return Evidence().add_all(items)[0]
