"""Quotations and their moves: one state at a time, one transaction each, and no row is ever changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from core.errors import BadInput, NotFound
from core.filters import AllOf, Always, AnyOf, Contains, Eq, Never, RowFilter
from core.records import QuotationMove, SaveQuotation
from store.audit_leaves import SqlLeafLog
from store.conversations import SqlConversations
from store.database import writing
from store.migrations import migrate
from store.quotations import Change, NewQuotation, SqlQuotations, StoredQuotation
from tests.store.rows import ANN, NOW, leaf, turn
from tests.store.test_migrations import migrate_to

HASH = "a" * 64


def quotation(
    quotation_id: str = "Q-1", *merchants: str, number: str = "", revision: int = 1
) -> SaveQuotation:
    return SaveQuotation(
        quotation_id=quotation_id,
        outcome="quoted",
        request={"term": "CIF"},
        result={"total": "10.00", "lines": [{"merchant_id": merchant} for merchant in merchants]},
        inputs={"today": "2026-11-01"},
        valid_until=date(2026, 11, 15),
        number=number,
        revision=revision,
    )


def new(saved: SaveQuotation, owner: str = "ann", minutes: int = 0) -> NewQuotation:
    return NewQuotation(saved, owner, NOW + timedelta(minutes=minutes))


def move(name: str, merchant_id: str = "") -> QuotationMove:
    return QuotationMove(NOW, "ann", "buyer", name, HASH, merchant_id, "a note")


def saying(*names: str, successor: NewQuotation | None = None) -> Callable[[StoredQuotation], Change]:
    return lambda _: Change(move(names[0]), (leaf(f"Quotation/{names[0]}"),), successor)


@pytest.fixture
def quotations(engine: Engine) -> SqlQuotations:
    return SqlQuotations(engine)


def test_a_turns_quotation_is_a_first_revision_of_its_merchants(
    quotations: SqlQuotations, conversations: SqlConversations, thread: str
) -> None:
    conversations.commit_turn(turn(thread, effects=(quotation("Q-1", "M1", "M2", "M1"),)))
    kept = quotations.get("Q-1")
    assert (kept.owner, kept.number, kept.revision, kept.made_at) == (ANN, "Q-1", 1, NOW)
    assert (kept.merchant_ids, kept.moves) == (("M1", "M2"), ())


def test_moves_are_kept_in_their_order_with_their_leaves(engine: Engine, quotations: SqlQuotations) -> None:
    quotations.save(new(quotation()))
    for name in ("release", "accept"):
        stored, revised = quotations.change("Q-1", saying(name))
        assert revised is None
    assert stored.moves == (move("release"), move("accept"))
    assert quotations.get("Q-1") == stored
    assert SqlLeafLog(engine).size() == 2


def test_nobody_looks_while_another_decides(quotations: SqlQuotations) -> None:
    """The second one is called while the first is still deciding: it must see what the first one did."""
    quotations.save(new(quotation()))
    calling, looked = Event(), Event()
    seen: list[int] = []

    def first(stored: StoredQuotation) -> Change:
        other.start()
        assert calling.wait(timeout=20)
        looked.wait(timeout=0.3)  # long enough for a look that nothing holds up
        return Change(move("accept"), ())

    def second(stored: StoredQuotation) -> Change:
        looked.set()
        seen.append(len(stored.moves))
        return Change(move("decline"), ())

    def call_second() -> None:
        calling.set()
        quotations.change("Q-1", second)

    other = Thread(target=call_second)
    quotations.change("Q-1", first)
    other.join(timeout=20)
    assert seen == [1]


def test_a_refused_move_leaves_nothing(engine: Engine, quotations: SqlQuotations) -> None:
    quotations.save(new(quotation()))
    kept = quotations.get("Q-1")

    def refuse(_: StoredQuotation) -> Change:
        raise BadInput("Too late.")

    with pytest.raises(BadInput):
        quotations.change("Q-1", refuse)
    with pytest.raises(NotFound):
        quotations.change("Q-9", saying("accept"))
    with pytest.raises(IntegrityError):  # a revision by a number that is taken
        quotations.change("Q-1", saying("supersede", successor=new(quotation("Q-2", number="Q-1"))))
    assert quotations.get("Q-1") == kept
    assert SqlLeafLog(engine).size() == 0


def test_a_revision_comes_with_the_end_of_the_former(quotations: SqlQuotations) -> None:
    quotations.save(new(quotation()))
    next_one = replace(new(quotation("Q-2", number="Q-1", revision=2)), moves=(move("draft", "M1"),))
    former, revised = quotations.change("Q-1", saying("supersede", successor=next_one))
    assert former.moves == (move("supersede"),)
    assert revised is not None
    assert (revised.number, revised.revision, revised.moves) == ("Q-1", 2, (move("draft", "M1"),))


@pytest.mark.parametrize(
    ("reach", "found"),
    [
        (Always(), ["Q-4", "Q-3", "Q-2", "Q-1"]),
        (Never(), []),
        (Eq("owner", "ann"), ["Q-3", "Q-1"]),
        (Contains("merchant_ids", "M1"), ["Q-2", "Q-1"]),
        (Contains("merchant_ids", "M_"), []),
        (AnyOf((Eq("owner", "ann"), Contains("merchant_ids", "M1"))), ["Q-3", "Q-2", "Q-1"]),
        (AllOf((Eq("owner", "ann"), Contains("merchant_ids", "M1"))), ["Q-1"]),
        (Eq("total", "10.00"), []),
        (AnyOf(()), []),
    ],
)
def test_lists_reach_as_far_as_the_rule_newest_first(
    quotations: SqlQuotations, reach: RowFilter, found: list[str]
) -> None:
    quotations.save(new(quotation("Q-1", "M1"), minutes=1))
    quotations.save(new(quotation("Q-2", "M2", "M1"), "ben", minutes=2))
    quotations.save(new(quotation("Q-3", "M2"), minutes=3))
    quotations.save(new(quotation("Q-4", "M10"), "ben", minutes=4))
    quotations.change("Q-1", saying("release"))
    listed = quotations.newest(reach, 9, lambda _: True)
    assert [row.quotation_id for row in listed] == found
    assert all(len(row.moves) == (row.quotation_id == "Q-1") for row in listed)


def test_a_list_goes_on_until_it_has_what_is_wanted(quotations: SqlQuotations) -> None:
    for number in range(205):
        quotations.save(new(quotation(f"Q-{number}"), minutes=number))
    wanted = quotations.newest(Always(), 2, lambda row: row.quotation_id in {"Q-0", "Q-3", "Q-104"})
    assert [row.quotation_id for row in wanted] == ["Q-104", "Q-3"]


def test_quotations_from_before_revisions_are_first_ones(engine: Engine) -> None:
    migrate_to(engine, "0004")
    with writing(engine) as connection:
        for statement in OLD_ROWS:
            connection.execute(text(statement))
    migrate(engine)
    kept = SqlQuotations(engine)
    spoken, written = kept.get("Q-old"), kept.get("Q-desk")
    assert (spoken.number, spoken.revision, spoken.moves) == ("Q-old", 1, ())
    assert spoken.merchant_ids == ("M2", "M1")
    assert spoken.made_at.isoformat() == "2026-10-01T08:30:00+00:00"
    assert written.made_at.isoformat() == "2026-10-02T00:00:00+00:00"
    assert (written.result, written.inputs) == ({"total": "1.00"}, {"today": "2026-10-02"})
    stored, _ = kept.change("Q-old", saying("release"))
    assert stored.moves == (move("release"),)


OLD_ROWS = (
    "INSERT INTO conversations (conversation_id, owner, channel, opened_at) "
    "VALUES ('c', 'ann', 'web', '2026-10-01T08:00:00.000000+00:00')",
    "INSERT INTO turns (turn_id, conversation_id, message_id, actor, received_at, reply, evidence, memory) "
    "VALUES ('t', 'c', 'm', 'ann', '2026-10-01T08:30:00.000000+00:00', '{}', '{}', '{}')",
    "INSERT INTO quotations (quotation_id, owner, turn_id, outcome, request, result, inputs, valid_until) "
    """VALUES ('Q-old', 'ann', 't', 'quoted', '{}', '{"lines": [{"merchant_id": "M2"}, """
    """{"merchant_id": "M1"}, {"merchant_id": "M2"}]}', '{"today": "2026-10-01"}', '2026-10-15')""",
    "INSERT INTO quotations (quotation_id, owner, turn_id, outcome, request, result, inputs, valid_until) "
    """VALUES ('Q-desk', 'ann', '', 'quoted', '{}', '{"total": "1.00"}', """
    """'{"today": "2026-10-02"}', NULL)""",
)
