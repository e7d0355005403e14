"""Words that no reader knows: named goods are quoted, near ones asked about, others left as they were."""

from datetime import date
from decimal import Decimal

import pytest

from core.ports import GoodsGuess, ToolContext
from core.principal import Principal
from core.trade import PortBook, QuantityUnit, Term
from core.turns import QuoteArgs, QuoteLine, ToolResult
from core.values import PlaceRef, PlaceValue, ProductRef, ProductValue, QuantityValue
from tests.books import BUYER, TODAY, FakePort, book, price, product
from tools.quotation import CurrentTariff, QuoteTool

MOMBASA = PlaceValue(
    asked="mombasa", candidates=(PlaceRef(locode="KEMBA", name="Mombasa", country="Kenya"),)
)
PORT = book(products=(product("TEA"), product("RICE")), prices=(price("TEA"), price("RICE")))
TEA, RICE = (ProductRef(merchant_id="M1", sku=sku, name=f"Product {sku}") for sku in ("TEA", "RICE"))


class Suggestions:
    """Suggests what it was given for some words, nothing for others; keeps who asked for what."""

    def __init__(self, clear: bool = False, **known: tuple[ProductRef, ...]) -> None:
        self.known, self.clear = known, clear
        self.asked: list[tuple[str, Principal, date]] = []

    def __call__(self, words: str, principal: Principal, today: date) -> GoodsGuess:
        self.asked.append((words, principal, today))
        return GoodsGuess(self.known.get(words, ()), clear=self.clear and words in self.known)


def line(asked: str, *refs: ProductRef) -> QuoteLine:
    quantity = QuantityValue(amount=Decimal(100), unit=QuantityUnit.CARTON, asked="100 cartons")
    return QuoteLine(product=ProductValue(asked=asked, candidates=refs), quantity=quantity)


def call(suggestions: Suggestions | None, *lines: QuoteLine, port: PortBook = PORT) -> ToolResult:
    args = QuoteArgs(lines=lines, term=Term.CIF, place=MOMBASA)
    return QuoteTool(CurrentTariff(FakePort(port)), suggestions)(args, ToolContext(BUYER, "t1", TODAY))


def offered(result: ToolResult) -> list[str]:
    values = [fact.value for fact in result.facts]
    return [ref.sku for value in values if isinstance(value, ProductValue) for ref in value.candidates]


def test_what_the_words_name_past_a_slip_is_quoted() -> None:
    result = call(Suggestions(clear=True, teea=(TEA,)), line("teea"))
    assert result.outcome == "quoted"
    assert result.args["lines"] == [{"merchant_id": "M1", "sku": "TEA", "cartons": 100}]


def test_the_nearest_are_offered_and_never_quoted() -> None:
    result = call(Suggestions(herbs=(TEA, RICE)), line("herbs"))
    assert (result.outcome, result.ask, result.args["lines"]) == ("ambiguous_product", True, [])
    assert offered(result) == ["TEA", "RICE"]
    assert "near" in {getattr(fact.value, "role", "") for fact in result.facts}


def test_one_that_is_near_is_asked_about_too() -> None:
    result = call(Suggestions(herbs=(TEA,)), line("herbs"))
    assert (result.outcome, offered(result)) == ("ambiguous_product", ["TEA"])


@pytest.mark.parametrize("suggestions", [None, Suggestions()])
def test_goods_that_nothing_is_like_are_told_as_before(suggestions: Suggestions | None) -> None:
    result = call(suggestions, line("saffron"))
    assert (result.outcome, result.facts) == ("ambiguous_product", ())


def test_lines_that_are_understood_ask_no_catalogue() -> None:
    suggestions = Suggestions(clear=True, tea=(RICE,))
    result = call(suggestions, line("tea", TEA))
    assert result.args["lines"][0]["sku"] == "TEA"
    assert suggestions.asked == []


def test_of_several_lines_only_the_unknown_one_is_looked_up() -> None:
    suggestions = Suggestions(clear=True, ryce=(RICE,))
    result = call(suggestions, line("tea", TEA), line("ryce"))
    assert [item["sku"] for item in result.args["lines"]] == ["TEA", "RICE"]
    assert suggestions.asked == [("ryce", BUYER, TODAY)]


def test_goods_that_fit_several_keep_their_own_candidates() -> None:
    suggestions = Suggestions(clear=True, goods=(RICE,))
    assert offered(call(suggestions, line("goods", TEA, RICE))) == ["TEA", "RICE"]


def test_a_suggestion_that_left_with_an_import_is_no_candidate() -> None:
    gone = ProductRef(merchant_id="M9", sku="GONE", name="Gone")
    assert offered(call(Suggestions(herbs=(gone, TEA)), line("herbs"))) == ["TEA"]
