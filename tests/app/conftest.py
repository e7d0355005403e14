"""A command line over a fake house, and a small port folder on disk."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from api.services import Services
from app.cli.house import OpenHouse
from core.clock import Clock, FixedClock
from core.ids import UserId
from core.ports import Conversations, TurnRunner
from core.principal import Role
from core.settings import Settings
from core.trade import User
from tests.books import FakePort, book
from tests.fakes_api import NOON, fake_services

FILES = {
    "port.toml": """
name = "Selvhaven Port"
locode = "CNNBG"
currency = "USD"
timezone = "Asia/Shanghai"
languages = ["en"]
insurance_rate = "0.0030"
insured_share = "1.10"
quote_validity_days = 14
customs_cap_1039_usd = "150000.00"
[fallback_wm_ratio]
sea = 1000
""",
    "merchants.csv": "merchant_id,name\nM1,Harrow Dried Goods\n",
    "users.csv": "user_id,name,role\nzola,Zola,buyer\n",
    "products.csv": (
        "merchant_id,sku,name,category,pcs_per_carton,carton_l_cm,carton_w_cm,carton_h_cm,"
        "carton_nw_kg,carton_gw_kg,storage,moq_cartons\n"
        "M1,MNG,Dried mango,fruit,20,40,30,20,10,11,ambient,10\n"
    ),
    "prices.csv": (
        "merchant_id,sku,price_list,currency,price_unit,min_cartons,unit_price,valid_from,valid_until,audience\n"
        "M1,MNG,L1,USD,carton,10,20.00,2026-01-01,2026-12-31,public\n"
        "M1,MNG,L2,USD,carton,10,18.00,2026-01-01,2026-12-31,registered\n"
    ),
    "costs.csv": "merchant_id,sku,unit_cost,currency\nM1,MNG,9.00,USD\n",
    "lanes.csv": "pol,pod,mode,currency,rate,basis,valid_from,valid_until\n",
    "charges.csv": "code,name,group,basis,amount,currency\n",
    "duties.csv": "country,hs_prefix,duty_rate,vat_rate,duty_basis,source,source_date\n",
    "fx.csv": "date,base,quote,rate,source\n",
    "shipments.csv": "reference,kind,buyer_id\n",
}


BOOK = book(users=(User(row=2, user_id=UserId("zola"), name="Zola", role=Role.BUYER, country="KE"),))


@dataclass
class FakeHouse:
    services: Services
    settings: Settings = field(default_factory=Settings)
    clock: Clock = field(default_factory=lambda: FixedClock(NOON))
    port: FakePort = field(default_factory=lambda: FakePort(BOOK))

    def calibrate(self) -> Mapping[str, float]:
        return {}

    @property
    def runner(self) -> TurnRunner:
        return self.services.runner

    @property
    def conversations(self) -> Conversations:
        return self.services.conversations


def opener(services: Services | None = None, error: Exception | None = None) -> OpenHouse:
    """Opens a fake house, or raises `error` as a house does that cannot be opened."""

    @contextmanager
    def opened(settings: Settings, *, exclusive: bool = True, model: bool = True) -> Iterator[FakeHouse]:
        if error:
            raise error
        yield FakeHouse(services or fake_services())

    return opened


@pytest.fixture
def port_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "port"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings are read from the environment; no test may touch the data folder of a real house."""
    monkeypatch.setenv("QUAYSIDE_DATA_FOLDER", str(tmp_path / "data"))
