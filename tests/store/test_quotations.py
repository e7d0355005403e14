"""Quotations and their moves: one state at a time, one transaction each, and no row is ever changed."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError

from core.errors import BadInput, NotFound
from core.filters import AllOf, Always, AnyOf, Contains, Eq, Never, RowFilter
from core.records import QuotationMove, SaveQuotation
from store.audit_leaves import SqlLeafLog
from store.conversations import SqlConversations
from store.database import connect, writing
from store.migrations import migrate
from store.quotations import Change, NewQuotation, SqlQuotations, StoredQuotation
from store.standings import DRAFTED, Narrowing, Standing
from tests.store.rows import ANN, NOW, leaf, turn
from tests.store.test_migrations import migrate_to

DAY = date(2026, 11, 15)
HASH = "a" * 64
AFTER = {
    "issue": Standing("indicative", offered=True),
    "release": Standing("released", offered=True),
    "accept": Standing("accepted", offered=True),
    "decline": Standing("declined", offered=True),
    "supersede": Standing("superseded", offered=True),
}


def quotation(
    quotation_id: str = "Q-1", *merchants: str, number: str = "", revision: int = 1
) -> SaveQuotation:
    return SaveQuotation(
        quotation_id=quotation_id,
        outcome="quoted",
        request={"term": "CIF"},
        result={"total": "10.00", "lines": [{"merchant_id": merchant} for merchant in merchants]},
        inputs={"today": "2026-11-01", "request": {"place": {"name": "Mombasa"}}},
        valid_until=DAY,
        number=number,
        revision=revision,
    )


def new(saved: SaveQuotation, owner: str = "ann", minutes: int = 0) -> NewQuotation:
    return NewQuotation(saved, owner, NOW + timedelta(minutes=minutes))


def move(name: str, merchant_id: str = "") -> QuotationMove:
    return QuotationMove(NOW, "ann", "buyer", name, HASH, merchant_id, "a note")


def saying(
    name: str, *, successor: NewQuotation | None = None, merchant_id: str = ""
) -> Callable[[StoredQuotation], Change]:
    made, leaves = move(name, merchant_id), (leaf(f"Quotation/{name}"),)
    return lambda _: Change(made, AFTER[name], leaves, successor)


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
        return Change(move("accept"), AFTER["accept"], ())

    def second(stored: StoredQuotation) -> Change:
        looked.set()
        seen.append(len(stored.moves))
        return Change(move("decline"), AFTER["decline"], ())

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
    listed = quotations.newest(reach, 9)
    assert [row.quotation_id for row in listed] == found
    assert all(len(row.approvals) == (row.quotation_id == "Q-1") for row in listed)


@pytest.mark.parametrize(
    ("narrowing", "found"),
    [
        (Narrowing(), ["Q-5", "Q-4", "Q-3", "Q-2", "Q-1"]),
        (Narrowing(frozenset({"released"})), ["Q-4", "Q-1"]),
        (Narrowing(frozenset({"released"}), valid_on=DAY + timedelta(days=1)), ["Q-4"]),
        (Narrowing(frozenset({"released", "indicative"}), over_on=DAY + timedelta(days=1)), ["Q-5", "Q-1"]),
        (Narrowing(frozenset({"draft"}), valid_on=DAY), ["Q-3"]),
        (Narrowing(frozenset({"declined"})), ["Q-2"]),
        (Narrowing(named=True), ["Q-4", "Q-3", "Q-2", "Q-1"]),
        (Narrowing(unreleased_by="M1"), ["Q-5", "Q-4", "Q-3", "Q-2"]),
    ],
)
def test_lists_are_narrowed_by_where_quotations_stand(
    quotations: SqlQuotations, narrowing: Narrowing, found: list[str]
) -> None:
    quotations.save(new(quotation("Q-1", "M1"), minutes=1))
    quotations.save(new(quotation("Q-2", "M1"), minutes=2))
    drafted = replace(new(quotation("Q-3", "M1"), minutes=3), standing=DRAFTED)
    quotations.save(replace(drafted, moves=(move("draft", "M1"),)))
    unending = quotation("Q-4", "M1").model_copy(update={"valid_until": None})
    quotations.save(new(unending, minutes=4))
    quotations.save(new(quotation("Q-5", "M1"), "visitor", minutes=5))
    quotations.change("Q-1", saying("release", merchant_id="M1"))
    quotations.change("Q-4", saying("release", merchant_id="M2"))
    quotations.change("Q-2", saying("decline"))
    assert [row.quotation_id for row in quotations.newest(Always(), 9, narrowing)] == found


def test_a_draft_is_nobodys_until_it_was_offered(quotations: SqlQuotations) -> None:
    quotations.save(replace(new(quotation("Q-1", "M1")), standing=DRAFTED))
    own = Eq("owner", "ann")
    assert quotations.newest(own, 9) == []
    quotations.change("Q-1", saying("issue"))
    assert [row.standing for row in quotations.newest(own, 9)] == [Standing("indicative", offered=True)]


def test_a_merchant_by_another_letter_case_is_another_merchant(quotations: SqlQuotations) -> None:
    quotations.save(new(quotation("Q-1", "m1")))
    assert quotations.newest(Contains("merchant_ids", "M1"), 9) == []


def test_a_list_reads_no_more_quotations_than_it_shows_and_no_inputs(
    engine: Engine, quotations: SqlQuotations
) -> None:
    for number in range(205):
        quotations.save(new(quotation(f"Q-{number}", "M1"), minutes=number))
    for name in ("Q-3", "Q-104"):
        quotations.change(name, saying("accept"))
    with read_by(engine) as statements:
        listed = quotations.newest(Always(), 2, Narrowing(frozenset({"accepted"})))
    assert [row.quotation_id for row in listed] == ["Q-104", "Q-3"]
    assert listed[0].place == {"name": "Mombasa"}
    assert len(statements) == 3
    assert [
        words for words in statements if re.search(r"quotations\.inputs(?!\s*(,\s*%|,\s*\?|#>))", words)
    ] == []


def test_visitors_quotations_do_not_slow_the_lists_of_others(tmp_path: Path) -> None:
    """By the plan of SQLite, whichever database the other tests use."""
    engine = connect(f"sqlite:///{tmp_path / 'planned.db'}")
    migrate(engine)
    quotations = SqlQuotations(engine)
    staff, waiting = Contains("merchant_ids", "M1"), frozenset({"draft", "indicative"})
    with read_by(engine) as statements:
        quotations.newest(staff, 2, Narrowing(waiting, valid_on=DAY, named=True, unreleased_by="M1"))
        quotations.newest(staff, 2, Narrowing(frozenset({"accepted"}), named=True))
    plans = [found for words in statements for found in plan(engine, words) if "standings" in found]
    assert len(plans) == 2
    assert all("ix_quotation_standings_named" in found for found in plans)
    engine.dispose()


def plan(engine: Engine, words: str) -> list[str]:
    with engine.connect() as connection:
        unbound = text("EXPLAIN QUERY PLAN " + words.replace("?", "NULL"))
        return [str(row.detail) for row in connection.execute(unbound)]


@contextmanager
def read_by(engine: Engine) -> Iterator[list[str]]:
    """The statements of a block."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, words: str, *_rest: object) -> None:
        if words.startswith("SELECT"):
            said.append(words)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


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


def test_where_old_quotations_stand_follows_from_their_moves(engine: Engine) -> None:
    migrate_to(engine, "0008")
    with writing(engine) as connection:
        for name, moves in OLD_LIVES.items():
            connection.execute(text(OLD_QUOTATION), {"id": name})
            for made in moves.split():
                word, _, merchant = made.partition(":")
                connection.execute(text(OLD_MOVE), {"id": name, "move": word, "merchant": merchant})
    migrate(engine)
    listed = SqlQuotations(engine).newest(Always(), 99)
    assert {row.quotation_id: (row.standing.state, row.standing.offered) for row in listed} == {
        "new": ("indicative", True),
        "draft": ("draft", False),
        "issued": ("indicative", True),
        "one": ("indicative", True),
        "all": ("released", True),
        "accepted": ("accepted", True),
        "declined": ("declined", True),
        "declined draft": ("declined", False),
        "revised draft": ("superseded", False),
        "released draft": ("superseded", True),
    }
    assert listed[0].merchant_ids == ("M1", "M2")


OLD_LIVES = {
    "new": "",
    "draft": "draft:M1",
    "issued": "draft:M1 issue:M1",
    "one": "release:M1",
    "all": "release:M1 release:M2",
    "accepted": "release:M1 release:M2 accept",
    "declined": "decline",
    "declined draft": "draft:M1 release:M1 decline:M1",
    "revised draft": "draft:M1 supersede:M1",
    "released draft": "draft:M1 release:M1 release:M2 supersede",
}
OLD_QUOTATION = (
    "INSERT INTO quotations (quotation_id, owner, turn_id, outcome, request, result, inputs, valid_until,"
    " number, revision, made_at, merchant_ids) VALUES (:id, 'ann', '', 'quoted', '{}', '{}', '{}',"
    """ '2026-11-15', :id, 1, '2026-11-01T08:00:00.000000+00:00', '["M1", "M2"]')"""
)
OLD_MOVE = (
    "INSERT INTO quotation_moves (quotation_id, at, actor, role, move, content_hash, merchant_id, note)"
    " VALUES (:id, '2026-11-01T08:30:00.000000+00:00', 'ann', 'buyer', :move, 'h', :merchant, '')"
)
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
