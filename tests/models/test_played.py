"""Lessons read by the product's own readers, on ports that nobody has."""

from itertools import islice
from random import Random

import pytest

from agent.calls import VERBS, parse_call
from core.trade import Term
from core.values import PlaceValue, ProductValue, QuantityValue
from core.words import LANGUAGES
from models.drafts import Draft, mark
from models.markets import Market, a_market
from models.played import Recall, play, played
from models.surface import TODAY, Surface


@pytest.fixture(scope="module")
def market() -> Market:
    return a_market(Random(5))


def test_every_call_keeps_the_grammar_of_its_turn() -> None:
    for lesson in islice(played(Random(1)), 300):
        parse_call(lesson.planning.call, VERBS, lesson.planning.view.handles)


def test_what_was_read_is_what_the_planner_sees() -> None:
    for lesson in islice(played(Random(2)), 300):
        view = lesson.planning.view
        named = [piece.split("]")[0] for piece in view.text.split("[")[1:]]
        assert set(named) <= set(view.handles)
        assert not set("⟦⟧{}") & set(f"{lesson.text}{view.text}")


def test_the_readers_find_nearly_all_that_the_calls_need() -> None:
    recall = Recall()
    list(islice(played(Random(3), recall=recall), 600))
    for kind in ("P", "N", "L", "T"):
        assert recall.needed[kind] > 100
        assert recall.found[kind] / recall.needed[kind] > 0.95
    assert all(recall.first[kind] <= recall.found[kind] <= recall.needed[kind] for kind in recall.needed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_call_points_at_the_values_that_were_meant(market: Market, language: str) -> None:
    product, quantity, place, term = mark("P", 1), mark("N", 1), mark("L", 1), mark("CIF")
    meant = Draft(
        "quote", language, f"{quantity} {product} {term} {place}", ("quote", product, quantity, place, term)
    )
    lessons = [play(meant, market, Random(seed), Recall()) for seed in range(40)]
    calls = [lesson.planning.call for lesson in lessons if lesson]
    assert len(calls) >= 34  # a slip may hide a name from the readers
    assert set(calls) == {"quote P0 N0 L0 CIF"}


def test_a_message_whose_values_are_not_read_is_no_lesson(market: Market) -> None:
    product, quantity = mark("P", 1), mark("N", 1)
    unsaid = Draft("quote", "en", f"how much is {product}", ("quote", product, quantity))
    recall = Recall()
    assert play(unsaid, market, Random(1), recall) is None
    assert (recall.needed["N"], recall.found["N"]) == (1, 0)


def test_goods_in_words_that_were_no_mark_are_quoted_too(market: Market) -> None:
    name = market.articles[0].names["en"][1]
    plain = Draft("quote", "en", f"what do {mark('N', 1)} of your {name} cost", ("quote",))
    lesson = play(plain, market, Random(1), Recall())
    assert lesson is not None
    assert lesson.planning.call == "quote P0 N0"
    other = Draft("quote", "en", f"{mark('P', 1)}, no {name}", ("quote", mark("P", 1)))
    assert play(other, market, Random(2), Recall()) is None


def test_the_last_call_carries_over_in_this_turns_handles(market: Market) -> None:
    old, new, goods = mark("N", 1), mark("N", 2), mark("P", 1)
    last = ("quote", goods, old, mark("L", 1), mark("CIF"))
    change = Draft("follow", "en", f"and {new}?", ("quote", goods, new, *last[3:]), last, "quoted")
    lesson = play(change, market, Random(6), Recall())
    assert lesson is not None
    assert lesson.planning.view.last == "quote P0 N1 L0 CIF"
    assert lesson.planning.call == "quote P0 N0 L0 CIF"


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_of_a_message_differ(market: Market, language: str) -> None:
    surface = Surface(market, language, Random(9))
    values = [surface.value(mark(kind, number)) for kind in "PNL" for number in range(5)]
    goods = [value.candidates[0].sku for value in values if isinstance(value, ProductValue)]
    amounts = [value.amount for value in values if isinstance(value, QuantityValue)]
    places = [value.candidates[0].locode for value in values if isinstance(value, PlaceValue)]
    assert len(set(goods)) == len(set(amounts)) == len(set(places)) == 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("term", Term)
def test_every_term_is_written_so_that_it_is_read(market: Market, language: str, term: Term) -> None:
    for seed in range(6):
        word = Surface(market, language, Random(seed)).word(mark(term.value))
        assert market.read(f"200 ctn {word}", TODAY).terms == (term,)
