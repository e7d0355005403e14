"""The card carries where its quotation stands: number, revision and state."""

from tests.books import BUYER, TODAY, book
from tools.quotation import index_book, parse_request, quote
from tools.quotation.card import card_of
from tools.quotation.life import State
from tools.quotation.outcome import Quoted

STANDING = ("quotation_id", "number", "revision", "state")


def quoted() -> Quoted:
    tariff = index_book(book())
    document = {"term": "EXW", "to": "CNNBG", "lines": [{"sku": "TEA", "qty": "1"}]}
    result = quote(parse_request(document, tariff), tariff, BUYER, TODAY)
    assert isinstance(result, Quoted)
    return result


def test_a_new_quotation_is_the_first_of_its_number_and_indicative() -> None:
    card = card_of(quoted(), "Q-1")
    assert [card[name] for name in STANDING] == ["Q-1", "Q-1", 1, "indicative"]


def test_a_later_revision_keeps_the_number() -> None:
    card = card_of(quoted(), "Q-2", number="Q-1", revision=2, state=State.RELEASED)
    assert [card[name] for name in STANDING] == ["Q-2", "Q-1", 2, "released"]
