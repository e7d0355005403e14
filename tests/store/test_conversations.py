"""A turn is written whole, once, or not at all."""

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine

from core.errors import NotFound
from core.principal import VISITOR, Principal, Role
from core.records import CancelWatch, RecordHandoff, SaveQuotation, SaveWatch
from core.turns import TurnReply
from store.audit_leaves import SqlLeafLog
from store.conversations import SqlConversations
from store.database import reading
from store.ledger import SqlLedger
from store.quotations import NewQuotation, SqlQuotations
from store.tables.conversations import handoffs
from store.watches import SqlWatchStore
from tests.store.rows import ANN, NOW, leaf, turn

QUOTATION = SaveQuotation(
    quotation_id="q-1",
    outcome="quoted",
    request={"term": "CIF"},
    result={"total": "19669.00"},
    inputs={"rows": [2, 3]},
    valid_until=date(2026, 11, 15),
)
WATCH = SaveWatch(watch_id="w-1", merchant_id="M1", sku="A-1", below=Decimal("11.50"), currency="USD")


def test_turn_leaves_messages_memory_evidence_leaves_and_ledger(
    engine: Engine, conversations: SqlConversations, thread: str
) -> None:
    record = turn(thread)
    assert conversations.commit_turn(record) == record.reply
    asked, answered = conversations.messages(thread)
    assert (asked.role, asked.text, asked.reply) == ("user", "How much?", None)
    assert (answered.role, answered.text, answered.reply) == ("assistant", "Yes.", record.reply)
    assert asked.at < answered.at
    assert conversations.memory(thread) == {"last": "m-1"}
    assert conversations.finished_turn(thread, "m-1") == record.reply
    assert SqlLeafLog(engine).leaves(0, 9) == [found.canonical() for found in record.leaves]
    assert SqlLedger(engine).tokens_used(thread) == 107


def test_same_message_again_gets_the_first_reply_and_writes_nothing(
    engine: Engine, conversations: SqlConversations, thread: str
) -> None:
    first = conversations.commit_turn(turn(thread, effects=(QUOTATION,)))
    again = conversations.commit_turn(turn(thread, effects=(QUOTATION,), answer="Another."))
    assert again == first
    assert len(conversations.messages(thread)) == 2
    assert SqlLeafLog(engine).size() == 2


def test_failing_effect_leaves_nothing_of_the_turn(
    engine: Engine, conversations: SqlConversations, thread: str
) -> None:
    record = turn(thread, effects=(QUOTATION, WATCH, CancelWatch(watch_id="w-nobody")))
    with pytest.raises(NotFound):
        conversations.commit_turn(record)
    assert conversations.messages(thread) == []
    assert conversations.finished_turn(thread, "m-1") is None
    assert conversations.memory(thread) == {}
    assert SqlLeafLog(engine).size() == 0
    assert SqlLedger(engine).tokens_used(thread) == 0
    assert SqlWatchStore(engine).active_watches(ANN) == []
    with pytest.raises(NotFound):
        SqlQuotations(engine).get("q-1")
    assert conversations.commit_turn(turn(thread, effects=(QUOTATION,))).answer == "Yes."


def test_two_commits_of_one_message_at_the_same_time_write_one_turn(
    engine: Engine, conversations: SqlConversations, thread: str
) -> None:
    barrier, replies = Barrier(2, timeout=20), list[TurnReply]()

    def commit(answer: str) -> None:
        barrier.wait()
        replies.append(conversations.commit_turn(turn(thread, answer=answer)))

    writers = [Thread(target=commit, args=(answer,)) for answer in ("One.", "Two.")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=20)
    assert len(replies) == 2
    assert replies[0] == replies[1]
    assert len(conversations.messages(thread)) == 2


def test_quotation_is_kept_for_its_owner(
    engine: Engine, conversations: SqlConversations, thread: str
) -> None:
    record = turn(thread, effects=(QUOTATION,))
    conversations.commit_turn(record)
    kept = SqlQuotations(engine).get("q-1")
    assert (kept.owner, kept.turn_id, kept.valid_until) == (ANN, record.reply.turn_id, date(2026, 11, 15))
    assert (kept.request, kept.result, kept.inputs) == (
        QUOTATION.request,
        QUOTATION.result,
        QUOTATION.inputs,
    )


def test_quotation_without_a_conversation_comes_with_its_leaves(engine: Engine) -> None:
    SqlQuotations(engine).save(NewQuotation(QUOTATION, "ann", NOW), [leaf("quotation/q-1")])
    assert SqlQuotations(engine).get("q-1").owner == "ann"
    assert SqlLeafLog(engine).size() == 1


def test_watches_are_set_newest_first_and_ended(
    engine: Engine, conversations: SqlConversations, thread: str
) -> None:
    newer = WATCH.model_copy(update={"watch_id": "w-2", "below": Decimal("11.00")})
    conversations.commit_turn(turn(thread, "m-1", effects=(WATCH, newer)))
    store = SqlWatchStore(engine)
    assert [(watch["watch_id"], watch["below"]) for watch in store.active_watches(ANN)] == [
        ("w-2", "11.00"),
        ("w-1", "11.50"),
    ]
    for message_id in ("m-2", "m-3"):
        conversations.commit_turn(turn(thread, message_id, effects=(CancelWatch(watch_id="w-2"),)))
    assert [watch["watch_id"] for watch in store.active_watches(ANN)] == ["w-1"]
    assert store.active_watches("ben") == []


def test_handoff_is_recorded_with_the_buyers_words(
    engine: Engine, conversations: SqlConversations, thread: str
) -> None:
    handoff = RecordHandoff(handoff_id="h-1", text="A person, please", merchant_id="M1")
    conversations.commit_turn(turn(thread, effects=(handoff,)))
    with reading(engine) as connection:
        row = connection.execute(handoffs.select()).one()
    assert (row.owner, row.conversation_id, row.text) == (ANN, thread, "A person, please")


def test_thread_belongs_to_its_opener(conversations: SqlConversations, thread: str) -> None:
    assert conversations.owner(thread) == ANN
    assert conversations.owner(conversations.open(VISITOR, "web")) == "visitor"
    with pytest.raises(NotFound):
        conversations.owner("c-unknown")


def test_turn_in_somebody_elses_thread_is_refused(conversations: SqlConversations, thread: str) -> None:
    foreign = conversations.open(Principal(role=Role.VISITOR), "web")
    with pytest.raises(NotFound):
        conversations.commit_turn(turn(foreign))
    assert conversations.messages(foreign) == []


def test_memory_is_that_of_the_last_turn(conversations: SqlConversations, thread: str) -> None:
    conversations.commit_turn(turn(thread, "m-2"))
    conversations.commit_turn(turn(thread, "m-1"))
    assert conversations.memory(thread) == {"last": "m-1"}
