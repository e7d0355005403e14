"""Houses over the demo port for tests: everything is real but the two models."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.bootstrap import House, open_house
from app.demo import DEMO_PORT
from app.importing import import_folder
from core.clock import FixedClock
from core.ports import ModelBackend
from core.principal import VISITOR, Principal
from core.settings import Settings
from core.turns import BuyerMessage, TurnReply
from tests.fakes_knowledge import HashEmbedder

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@contextmanager
def demo_house(folder: Path, backend: ModelBackend) -> Iterator[House]:
    """The demo port, imported into `folder`, on its first day."""
    settings = Settings(data_folder=folder, database_url="")
    with open_house(settings, clock=FixedClock(NOON), backend=backend, embedder=HashEmbedder()) as house:
        import_folder(house, DEMO_PORT)
        yield house


def person(house: House, user_id: str | None) -> Principal:
    return VISITOR if user_id is None else house.principal(user_id)


async def ask(house: House, user_id: str | None, *texts: str) -> list[TurnReply]:
    """One conversation of `user_id`; a reply for each text."""
    principal = person(house, user_id)
    conversation = house.conversations.open(principal, "test")
    return [
        await house.runner.run(
            principal,
            BuyerMessage(conversation_id=conversation, message_id=str(number), text=text, received_at=NOON),
        )
        for number, text in enumerate(texts)
    ]
