"""What phrases say of real quotations, and that every language's clauses are sound."""

import re
from decimal import Decimal
from typing import Any

import pytest

from agent.calls import Call
from agent.saying.compose import lead, required, rest
from agent.saying.phrases import LANGUAGES, Reply, phrases
from agent.saying.roles import roles_of
from agent.saying.speech import Speech
from core.evidence import Evidence, Labelled
from core.ports import ToolContext
from core.trade import Lane, Mode, PortBook, PriceUnit, QuantityUnit, Storage, Term
from core.turns import QuoteArgs, QuoteLine
from core.values import (
    DateFact,
    NumberFact,
    PlaceRef,
    PlaceValue,
    ProductRef,
    ProductValue,
    QuantityValue,
    TextFact,
    Value,
)
from tests.books import BUYER, TODAY, FakePort, book, duty, fx, lane, price, product
from tools.quotation import CurrentTariff, QuoteTool

MOMBASA = PlaceValue(
    asked="mombasa", candidates=(PlaceRef(locode="KEMBA", name="Mombasa", country="Kenya"),)
)
QUESTION = re.compile(r"[?？؟]")
CARTON, PIECE, TONNE = QuantityUnit.CARTON, QuantityUnit.PIECE, QuantityUnit.TONNE


class Asked:
    """A quotation asked for; `said` is the whole answer by phrases, in sentences."""

    def __init__(
        self,
        *lines: tuple[str, str, QuantityUnit],
        port: PortBook | None = None,
        term: Term = Term.CIF,
        place: PlaceValue | None = MOMBASA,
        currency: str | None = None,
    ) -> None:
        spoken = [line(*each) for each in lines]
        args = QuoteArgs(lines=tuple(spoken), term=term, place=place, currency=currency)
        self.result = QuoteTool(CurrentTariff(FakePort(port or book())))(
            args, ToolContext(BUYER, "t1", TODAY)
        )
        evidence, words = Evidence(), []
        for value in [value for each in spoken for value in (each.product, each.quantity)] + [place]:
            if value is not None:
                evidence, handle = placed(evidence, value)
                words.append(handle)
        self.evidence, found = evidence.add_all(self.result.facts)
        self.roles = roles_of(Call("quote", (*words, term.value)), found, self.evidence)

    def reply(self, language: str = "en") -> Reply:
        return phrases(language).reply("quote", self.result.outcome)

    def said(self, language: str = "en", draft: str = "") -> str:
        book_of = phrases(language)
        speech = Speech(self.evidence, self.roles, book_of)
        draft = draft or lead(self.reply(language), self.roles)
        clauses = rest(self.reply(language), self.roles, book_of, draft)
        return book_of.gap.join(speech.say(each) for each in (draft, *clauses))


def line(sku: str, amount: str, unit: QuantityUnit) -> QuoteLine:
    ref = ProductRef(merchant_id="M1", sku=sku, name=sku.title())
    return QuoteLine(
        product=ProductValue(asked=sku, candidates=(ref,)),
        quantity=QuantityValue(amount=Decimal(amount), unit=unit, asked=amount),
    )


def placed(evidence: Evidence, value: Value) -> tuple[Evidence, str]:
    known = next((str(handle) for handle, held in evidence if held.value == value), None)
    return (evidence, known) if known else evidence.add(Labelled(value=value, source="message"))


def two_goods(*lanes: Lane, **rice: Any) -> PortBook:
    return book(
        products=(product("TEA"), product("RICE", **rice)),
        prices=(price("TEA"), price("RICE", "30.00")),
        lanes=lanes or (lane(),),
    )


def test_both_lines_of_one_product_are_said() -> None:
    said = Asked(("TEA", "300", CARTON), ("TEA", "2", TONNE)).said()
    assert "300 cartons of Tea at USD 40.00 a carton: USD 12,000.00." in said
    assert "200 cartons of Tea (2 tonnes net asked) at USD 40.00 a carton: USD 8,000.00." in said


def test_what_was_asked_is_said_at_its_own_line() -> None:
    said = Asked(("TEA", "100", CARTON), ("RICE", "2000", PIECE), port=two_goods()).said()
    assert "100 cartons of Tea at" in said
    assert "100 cartons of Rice (2,000 pieces asked) at" in said


@pytest.mark.parametrize(
    ("unit", "basis"),
    [(PriceUnit.PIECE, "a piece"), (PriceUnit.KG, "a kg"), (PriceUnit.CARTON, "a carton")],
)
def test_a_unit_price_says_of_what(unit: PriceUnit, basis: str) -> None:
    port = book(prices=(price(unit_price="0.85", price_unit=unit),))
    assert (
        f"150 cartons (3,000 pieces asked) at USD 0.85 {basis}."
        in Asked(("TEA", "3000", PIECE), port=port).said()
    )


@pytest.mark.parametrize("term", [Term.EXW, Term.FCA, Term.FOB])
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_place_the_lead_still_names_the_goods(term: Term, language: str) -> None:
    one = Asked(("TEA", "100", CARTON), term=term, place=None)
    named = lead(one.reply(language), one.roles)
    assert {"{product}", "{quantity}", "{term}", "{total}"} <= set(re.findall(r"\{\w+\}", named))
    several = Asked(("TEA", "9", CARTON), ("RICE", "9", CARTON), port=two_goods(), term=term, place=None)
    assert "{product}" not in lead(several.reply(language), several.roles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_estimate_is_told_in_the_readers_language_alone(language: str) -> None:
    said = Asked(("TEA", "100", CARTON), term=Term.DDP, port=book(duties=(duty(),))).said(language)
    assert said.count("estimate") == (language == "en")
    plain = Asked(("TEA", "100", CARTON)).said(language)
    told = next(each for each in phrases(language).replies["quote.quoted"].then if "{?" in each)
    assert (told.partition("}")[2] in said, told.partition("}")[2] in plain) == (True, False)


def test_lcl_alone_says_mode_and_measures_once() -> None:
    said = Asked(("TEA", "51", CARTON)).said()
    assert "Shipped as LCL, 2.55 W/M. In all 2.55 CBM, 561 kg gross." in said
    assert said.count("CBM") == 1


def test_each_shipment_is_said_with_its_own_size() -> None:
    port = two_goods(lane(), lane(Mode.RF20, "1000.00"), storage=Storage.FROZEN, setpoint_c="-18")
    said = Asked(("TEA", "51", CARTON), ("RICE", "20", CARTON), port=port).said()
    assert "Shipped as LCL, 2.55 W/M; 1 container 20RF. In all 3.55 CBM, 781 kg gross." in said


def test_two_rates_are_two_sentences() -> None:
    rates = (fx("USD", "CNY", "7.0775"), fx("EUR", "USD", "1.16"))
    port = book(prices=(price(currency="CNY"),), fx=rates)
    said = Asked(("TEA", "100", CARTON), port=port, currency="EUR").said()
    assert "Exchange rate USD/CNY: 7.0775 of 2026-10-31." in said
    assert "Exchange rate EUR/USD: 1.16 of 2026-10-31." in said


def test_one_line_below_its_minimum_is_said_once() -> None:
    one = Asked(("TEA", "2", CARTON), port=book(products=(product(moq_cartons=5),)))
    assert one.said() == (
        "That is below the minimum for Tea: 2 cartons asked, the minimum is 5 cartons. "
        "At the minimum the price is USD 40.00 a carton. "
        "A smaller lot or a sample is for the merchant to agree; ask for a person and I pass it on. "
        "Shall I quote the minimum?"
    )


def test_one_of_two_lines_below_its_minimum_is_named() -> None:
    port = two_goods(moq_cartons=5)
    said = Asked(("TEA", "9", CARTON), ("RICE", "2", CARTON), port=port).said()
    assert said.startswith("That is below the minimum for Rice: 2 cartons asked")


def test_several_lines_below_their_minimum_keep_their_figures_apart() -> None:
    port = book(
        products=(product("TEA", moq_cartons=5), product("RICE", moq_cartons=9)),
        prices=(price("TEA"), price("RICE", "30.00")),
    )
    both = Asked(("TEA", "2", CARTON), ("RICE", "3", CARTON), port=port)
    assert both.said() == (
        "These quantities are below the minimum. "
        "Tea: 2 cartons asked, at least 5 cartons, at USD 40.00 a carton. "
        "Rice: 3 cartons asked, at least 9 cartons, at USD 30.00 a carton. "
        "A smaller lot or a sample is for the merchant to agree; ask for a person and I pass it on. "
        "Shall I quote the minimum?"
    )
    assert not {"asked", "moq", "unit_price"} & set(both.roles.names)


def test_a_question_is_not_added_to_a_draft_that_asks() -> None:
    one = Asked(("TEA", "2", CARTON), port=book(products=(product(moq_cartons=5),)))
    said = one.said(draft="{asked} is below {moq}. Shall I quote that?")
    assert len(QUESTION.findall(said)) == 1


def test_nothing_is_said_twice() -> None:
    reply = Reply(
        lead=("{total}.",), then=("Goods {goods}.", "{goods} and {total}.", "{goods}, {freight}.")
    )
    roles = roles_of(Call("quote"), *facts("total", "goods", "freight"))
    assert rest(reply, roles, phrases("en"), "{total}.") == ["Goods {goods}.", "{goods}, {freight}."]


def test_a_lead_shows_what_the_tool_brought() -> None:
    roles = roles_of(Call("quote", ("CIF",)), *facts("total", "goods"))
    assert required(Reply(lead=("{term}: {total} in all.",)), roles) == {"total"}


def facts(*named: str) -> tuple[list[str], Evidence]:
    items = [NumberFact(role=role, amount=Decimal(1), unit="USD") for role in named]
    evidence, found = Evidence().add_all(Labelled(value=item, source="quote") for item in items)
    return [str(handle) for handle in found], evidence


def test_two_expired_lists_are_told_by_product() -> None:
    days = [
        DateFact(role="expired_on", of=f"M1/{sku}", day=TODAY.replace(day=day))
        for sku, day in (("TEA", 2), ("RICE", 3))
    ]
    goods = [line(sku, "1", CARTON).product for sku in ("TEA", "RICE")]
    evidence, words = Evidence().add_all(Labelled(value=each, source="message") for each in goods)
    evidence, found = evidence.add_all(Labelled(value=day, source="quote") for day in days)
    roles = roles_of(Call("quote", tuple(words)), found, evidence)
    reply = phrases("en").reply("quote", "price_expired")
    first = lead(reply, roles)
    speech = Speech(evidence, roles, phrases("en"))
    said = [speech.say(each) for each in rest(reply, roles, phrases("en"), first)]
    assert "{" not in first
    assert said[:-1] == ["Tea: expired on 2026-11-02.", "Rice: expired on 2026-11-03."]
    assert said[-1] == "The merchant has been asked to renew it."


@pytest.mark.parametrize(("language", "mark"), [("en", "; "), ("fr", " ; "), ("zh", "；"), ("ar", "؛ ")])
def test_what_holds_commas_is_divided_by_semicolons(language: str, mark: str) -> None:
    places = ["Mombasa, Kenya", "Apapa, Nigeria"]
    assert phrases(language).listing(places) == mark.join(places)
    assert mark not in phrases(language).listing(["Tea", "Rice"])


@pytest.mark.parametrize(
    ("language", "amount", "text"),
    [
        ("en", "1", "# carton"),
        ("ru", "1", "# коробка"),
        ("ru", "22", "# коробки"),
        ("ru", "25.00", "# коробок"),
        ("ru", "1E+2", "# коробок"),
        ("ar", "3", "# كراتين"),
        ("ar", "11", "# كرتونًا"),
        ("ar", "100", "# كرتون"),
        ("zh", "2", "# 箱"),
    ],
)
def test_units_agree_with_their_number(language: str, amount: str, text: str) -> None:
    assert phrases(language).unit("#", "carton", Decimal(amount)) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_joined_as_the_language_does(language: str) -> None:
    assert phrases(language).gap == ("" if language == "zh" else " ")
    said = Asked(("TEA", "51", CARTON)).said(language)
    assert not re.search(r"[。！？] |\.\.", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clause_asks_at_most_once_and_at_its_end(language: str) -> None:
    clauses = [
        re.sub(r"\{\?\w+\}", "", clause)
        for reply in phrases(language).replies.values()
        for clause in (*reply.lead, reply.one, reply.each, *reply.then)
    ]
    asking = [clause for clause in clauses if QUESTION.search(clause)]
    assert asking
    assert [clause for clause in asking if not re.fullmatch(r"[^?？؟]*[?？؟]", clause)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_to_be_asked_is_a_question(language: str) -> None:
    book_of = phrases(language)
    asks = [
        *((tool, "incomplete") for tool in ("quote", "price_watch")),
        *((tool, "ambiguous_product") for tool in ("quote", "price_watch")),
        ("quote", "ambiguous_place"),
        ("track", "which"),
        ("track", "invalid_number"),
    ]
    statements = [
        c for tool, outcome in asks for c in book_of.reply(tool, outcome).lead if c[-1] not in "?？؟"
    ]
    assert statements == []


def test_a_condition_is_never_printed() -> None:
    value = TextFact(role="landed_estimate", text="estimate")
    evidence, found = Evidence().add_all([Labelled(value=value, source="quote")])
    roles = roles_of(Call("quote"), found, evidence)
    reply = Reply(then=("{?landed_estimate}It is one.", "{?other}It is not.", "{?landed_estimate}{goods}."))
    assert rest(reply, roles, phrases("en"), "") == ["It is one."]


def test_a_role_that_may_be_missing_is_left_out_with_its_words() -> None:
    roles = roles_of(Call("quote"), *facts("total", "goods"))
    reply = Reply(then=("{total}< (goods {goods})>< and freight {freight}>.",))
    assert rest(reply, roles, phrases("en"), "") == ["{total} (goods {goods})."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_outcome_without_a_reply_of_its_own_falls_back(language: str) -> None:
    book_of = phrases(language)
    assert book_of.reply("none", "reply") == book_of.reply("none", "other")
    doubles = [
        name
        for name, reply in book_of.replies.items()
        if not name.endswith(".other") and reply == book_of.replies.get(f"{name.split('.')[0]}.other")
    ]
    assert doubles == []


def test_a_denied_alert_tells_visitors_and_staff_alike_who_may_have_one() -> None:
    [said] = phrases("en").reply("price_watch", "not_permitted").lead
    assert "for buyers" in said
    assert "sign in" in said
