"""A real house over the small port folder, with a price alert of Zola's on mango below 15 dollars."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from app.bootstrap import House, open_house
from app.importing import import_folder
from core.clock import SettableClock
from core.prices import ListRow
from core.records import SaveWatch
from core.settings import Settings
from core.trade import PriceUnit
from store.database import writing
from store.watches import insert_watch
from tests.app.conftest import FILES
from tests.fakes_knowledge import HashEmbedder

NOW = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
SEEN = ListRow(
    price_list="L2",
    audience="registered",
    min_cartons=10,
    price_unit=PriceUnit.CARTON,
    currency="USD",
    unit_price=Decimal("18.00"),
)


@contextmanager
def alert_house(folder: Path, clock: SettableClock) -> Iterator[House]:
    """`folder` is imported; the alert W-1 saw the price that it has there."""
    settings = Settings(data_folder=folder.parent / "data", database_url="")
    with open_house(settings, clock=clock, model=False, embedder=HashEmbedder()) as house:
        import_folder(house, folder)
        set_alert(house)
        yield house


def set_alert(house: House, watch_id: str = "W-1", owner: str = "zola") -> None:
    watch = SaveWatch(
        watch_id=watch_id,
        merchant_id="M1",
        sku="MNG",
        below=Decimal("15.00"),
        currency="USD",
        unit=PriceUnit.CARTON,
        expires=date(2027, 4, 30),
        seen=SEEN,
    )
    with writing(house.database) as connection:
        insert_watch(connection, watch, owner, "t-1", NOW)


def list_at(folder: Path, price: str, valid_from: str = "2026-01-01") -> None:
    """The registered list now has `price`; with another `valid_from` it is a list of its own."""
    old = "M1,MNG,L2,USD,carton,10,18.00,2026-01-01,2026-12-31,registered\n"
    new = f"M1,MNG,L2,USD,carton,10,{price},{valid_from},2026-12-31,registered\n"
    rows = FILES["prices.csv"]
    changed = rows.replace(old, new) if valid_from == "2026-01-01" else rows + new
    (folder / "prices.csv").write_text(changed, encoding="utf-8")
