from datetime import date

import pytest

from core.errors import BadInput
from core.filters import AllOf, Always, AnyOf, Eq, Never, RowFilter
from core.labels import Integrity, Label
from core.ports import Decision, Resource, Tool, ToolContext
from core.principal import VISITOR, Principal
from core.turns import JsonObject, SearchArgs, ToolName, TrackArgs
from core.values import PassageValue, ProductRef, ProductValue
from tests.fakes_knowledge import FakeKnowledge, passage
from tools.search import SearchTool
from tools.search.choice import MAX_OFFERED
from tools.search.question import read_question

CONTEXT = ToolContext(VISITOR, "turn-1", date(2026, 11, 1))
NAMES = {"M1": ("Plumfield Preserves", "梅田果酱"), "M2": ("Saltmarsh Fish",), "M3": ("Saltmarsh Tea",)}


class FakePolicy:
    def __init__(self, rule: RowFilter = Always()) -> None:
        self.rule = rule
        self.asked: list[tuple[Principal, str, str]] = []

    def decide(
        self, principal: Principal, action: str, resource: Resource, context: JsonObject
    ) -> Decision:
        return Decision(False, "unused")

    def filter(self, principal: Principal, action: str, resource_type: str) -> RowFilter:
        self.asked.append((principal, action, resource_type))
        return self.rule


def found(
    text: str, *passages: PassageValue, rule: RowFilter = Always(), **more: object
) -> list[PassageValue]:
    tool = SearchTool(FakeKnowledge(passages), FakePolicy(rule), lambda: NAMES)
    result = tool(SearchArgs.model_validate({"text": text, **more}), CONTEXT)
    assert (result.outcome == "found") == bool(result.facts)
    return [item.value for item in result.facts if isinstance(item.value, PassageValue)]


def jam(merchant_id: str = "M1") -> ProductValue:
    return ProductValue(
        asked="plum jam", candidates=(ProductRef(merchant_id=merchant_id, sku="J", name="Plum jam 500 g"),)
    )


def test_it_is_a_tool_that_asks_the_policy_for_its_scope() -> None:
    knowledge, policy = (
        FakeKnowledge([passage("The deposit is 40 %.")]),
        FakePolicy(Eq("audience", "public")),
    )
    tool: Tool = SearchTool(knowledge, policy)
    result = tool(SearchArgs(text="what deposit?"), CONTEXT)
    assert (tool.name, result.outcome, result.args) == (ToolName.SEARCH, "found", {})
    assert policy.asked == [(VISITOR, "read", "Document")]
    assert {(s.principal, s.rule, s.today) for _, s in knowledge.asked} == {
        (VISITOR, policy.rule, CONTEXT.today)
    }


def test_other_arguments_are_refused() -> None:
    with pytest.raises(BadInput, match="TrackArgs"):
        SearchTool(FakeKnowledge(), FakePolicy())(TrackArgs(), CONTEXT)


def test_a_policy_that_allows_nothing_finds_nothing() -> None:
    assert found("deposit", passage("The deposit is 40 %."), rule=Never()) == []
    private = passage("The deposit is 40 %.", audience="private", merchant_id="M2")
    rule = AnyOf((Eq("audience", "public"), AllOf((Eq("audience", "private"), Eq("merchant_id", "M1")))))
    assert found("deposit", private, rule=rule) == []


@pytest.mark.parametrize(
    ("audience", "merchant_id", "label"),
    [
        ("public", "_port", Label(integrity=Integrity.PORT)),
        ("public", "M1", Label(integrity=Integrity.MERCHANT)),
        ("registered", "M1", Label(readers=frozenset({"registered"}), integrity=Integrity.MERCHANT)),
        (
            "private",
            "M1",
            Label(readers=frozenset({"merchant:M1"}), integrity=Integrity.MERCHANT, confidential=True),
        ),
        (
            "surprise",
            "M1",
            Label(readers=frozenset({"merchant:M1"}), integrity=Integrity.MERCHANT, confidential=True),
        ),
    ],
)
def test_a_passage_carries_the_readers_of_its_document(
    audience: str, merchant_id: str, label: Label
) -> None:
    hit = passage("The deposit is 40 %.", audience=audience, merchant_id=merchant_id)
    result = SearchTool(FakeKnowledge([hit]), FakePolicy())(SearchArgs(text="deposit"), CONTEXT)
    assert [(item.label, item.source) for item in result.facts] == [(label, "doc-1")]


def test_weak_passages_are_not_an_answer() -> None:
    assert found("deposit", passage("The deposit is 40 %.", score=0.2)) == []


def test_a_document_that_knows_the_goods_but_not_what_was_asked_is_not_an_answer() -> None:
    hit = passage("Plum jam is packed in tins.")
    other = passage("Some teas hold caffeine.", document_id="doc-2", score=0.1)
    assert found("how much caffeine is in the plum jam", hit, other, products=[jam()]) == []
    assert found("is the plum jam packed in tins", hit, other, products=[jam()]) == [hit]


def test_at_most_three_passages_are_shown_and_none_repeats_another() -> None:
    hits = [passage(f"Deposit rule {n}.", score=0.8 - n / 100) for n in range(6)]
    repeated = passage("Deposit rule 0. Deposit more.", score=0.8)
    shown = found("deposit rule", *hits, repeated)
    assert len(shown) == 3
    assert repeated not in shown


def test_a_second_document_is_shown_only_when_about_as_good() -> None:
    best = passage("The deposit is 40 %.", score=0.8)
    near = passage("A deposit of 30 %.", document_id="doc-2", score=0.79)
    far = passage("No deposit at all.", document_id="doc-3", score=0.7)
    assert found("deposit", best, near, far) == [best, near]


def test_documents_of_the_merchant_named_come_first() -> None:
    own = passage("Plumfield takes a deposit of 40 %.", merchant_id="M1", score=0.5)
    other = passage("The deposit is 25 %.", merchant_id="M2", document_id="doc-2", score=0.8)
    assert found("What deposit does plumfield want?", own, other) == [own]
    assert found("梅田果酱 deposit", own, other) == [own]
    assert found("what deposit do they want", own, other, merchant_ids=["M1"]) == [own]


def test_a_first_word_that_two_merchants_share_names_neither() -> None:
    assert read_question(SearchArgs(text="saltmarsh deposit"), NAMES).merchant_ids == frozenset()
    assert read_question(SearchArgs(text="Saltmarsh Tea deposit"), NAMES).merchant_ids == {"M3"}


def test_passages_that_name_the_product_come_first_and_rows_of_other_goods_are_left_out() -> None:
    row = passage("product: Plum jam; halal: yes", score=0.7)
    other = passage("product: Fish paste; halal: no", score=0.74)
    assert found("is the plum jam halal", row, other, products=[jam()]) == [row]


def test_each_of_several_questions_gets_its_passage() -> None:
    review = passage("A person checks power banks first, which takes 3 days.", score=0.8)
    send = passage("You need to send the data sheet and papers.", score=0.4)
    rows = [passage(f"Papers {n}.", document_id=f"doc-{n}", score=0.1) for n in range(2, 4)]
    shown = found(
        "what papers must I send, and how long does the check for power banks take", review, send, *rows
    )
    assert shown == [review, send]


def test_each_part_of_a_question_is_asked_without_names_where_enough_is_left() -> None:
    own = read_question(
        SearchArgs(
            text="our own printed label design on the plum jam, time for printing?",
            products=(jam(),),
        ),
        NAMES,
    )
    assert own.parts == ("our own printed label design on the", "time for printing")
    papers = read_question(
        SearchArgs(text="what papers for plum jam, and how long does that take", products=(jam(),)), NAMES
    )
    assert papers.parts[0] == "what papers for plum jam"


def test_goods_that_nobody_has_stay_in_the_question() -> None:
    unknown = ProductValue(asked="plum soup", candidates=())
    question = read_question(SearchArgs(text="do you sell plum soup?", products=(unknown,)), NAMES)
    assert question.asked == "do you sell plum soup?"


def test_the_question_is_read_without_greetings_and_names() -> None:
    text = "Good morning! We love Plumfield. How long is the plum jam good?"
    question = read_question(SearchArgs(text=text, products=(jam(),)), NAMES)
    assert question.asked == "How long is the good?"
    assert question.merchant_ids == {"M1"}
    assert question.products == (frozenset({"plum", "jam"}),)


def test_what_was_not_chosen_is_offered_apart() -> None:
    texts = [
        f"The deposit is {share} % for goods of kind {share}." for share in (10, 20, 30, 40, 50, 60, 70, 80)
    ]
    tool = SearchTool(FakeKnowledge([passage(text) for text in texts]), FakePolicy(), lambda: NAMES)
    result = tool(SearchArgs(text="what deposit?"), CONTEXT)
    chosen, others = list(result.facts), list(result.others)
    assert len(chosen) + len(others) == MAX_OFFERED
    assert not [item for item in others if item in chosen]
    assert {item.label for item in others} == {item.label for item in chosen}
