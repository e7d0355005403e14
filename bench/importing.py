"""`python -m bench.importing --rows 200000`: how long a port folder of many prices takes to import.

Three imports into a fresh data folder (new, a tenth of the prices changed, unchanged), then the first
reading and the first quotation. Exit status 1 when one import took longer than it may.
"""

import argparse
import csv
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.bootstrap import House, open_house
from app.importing import import_folder
from app.port_reader import PortReader
from core.ids import UserId
from core.ports import ToolContext
from core.principal import Principal, Role
from core.settings import Settings
from core.trade import QuantityUnit, Term
from core.turns import QuoteArgs, QuoteLine
from core.values import PlaceRef, PlaceValue, ProductRef, ProductValue, QuantityValue
from tools.quotation import CurrentTariff, QuoteTool

Result = dict[str, object]
MOST_SECONDS = 60.0
TODAY = date(2026, 11, 1)
TIERS = (10, 50, 200, 500, 1000, 2000)
SMALL_FILES = {
    "port.toml": (
        'name = "Synthetic Port"\nlocode = "CNNBG"\ncurrency = "USD"\ntimezone = "Asia/Shanghai"\n'
        'languages = ["en"]\ninsurance_rate = "0.0030"\ninsured_share = "1.10"\nquote_validity_days = 14\n'
        'customs_cap_1039_usd = "150000.00"\n[fallback_wm_ratio]\nsea = 1000\n'
    ),
    "users.csv": "user_id,name,role\nzola,Zola,buyer\n",
    "lanes.csv": (
        "pol,pod,mode,currency,rate,basis,valid_from,valid_until,minimum_wm\n"
        "CNNBG,KEMBA,LCL,USD,98.00,per_wm,2026-01-01,2026-12-31,1\n"
    ),
    "charges.csv": "code,name,group,basis,amount,currency\n",
    "duties.csv": "country,hs_prefix,duty_rate,vat_rate,duty_basis,source,source_date\n",
    "fx.csv": "date,base,quote,rate,source\n2026-10-31,USD,CNY,7.0800,desk\n",
    "shipments.csv": "reference,kind,buyer_id\n",
}
HEADERS = {
    "merchants.csv": "merchant_id,name",
    "products.csv": (
        "merchant_id,sku,name,category,pcs_per_carton,carton_l_cm,carton_w_cm,carton_h_cm,carton_nw_kg,"
        "carton_gw_kg,storage,moq_cartons,aliases,hs_code"
    ),
    "prices.csv": (
        "merchant_id,sku,price_list,currency,price_unit,min_cartons,unit_price,valid_from,valid_until,"
        "audience,note"
    ),
    "costs.csv": "merchant_id,sku,unit_cost,currency",
}
QUALITIES = ("green", "dried", "folding", "steel", "cotton", "glazed", "small", "large", "woven", "black")
GOODS = ("tea", "mango", "lamp", "kettle", "chair", "towel", "rope", "tile", "apron", "basket")


def main() -> int:
    asked = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "port"
        write_port(folder, asked.rows, asked.merchants, asked.products, asked.seed)
        settings = Settings(data_folder=Path(scratch) / "data", database_url=asked.database_url)
        with open_house(settings, model=False) as house:
            slowest = max(measured_imports(house, folder, asked.rows, asked.seed))
            measured_answers(house)
    return int(slowest > MOST_SECONDS)


def measured_imports(house: House, folder: Path, rows: int, seed: int) -> Iterator[float]:
    """Seconds of each import."""
    for number, name in enumerate(("first import", "a tenth changed", "unchanged")):
        if number == 1:
            change_prices(folder, seed)
        watch = _Watch()
        report = import_folder(house, folder)
        seconds = watch.seconds
        told = {"rows_per_s": round(rows / seconds), "prices": report["tables"]["prices"]}
        _tell(name, watch, told)
        yield seconds


def measured_answers(house: House) -> None:
    """The first answers after an import load the book and index it."""
    _timed("load the book", house.port.book)
    reader, tool = PortReader(house.port), QuoteTool(CurrentTariff(house.port))
    context = ToolContext(Principal(Role.BUYER, UserId("zola")), "t", TODAY)
    for name in ("first", "second"):
        _timed(
            f"{name} reading", lambda: reader.read("300 cartons of glazed tile 17 to Mombasa cif", TODAY)
        )
        _timed(f"{name} quotation", lambda: tool(_quote_args(), context))


def write_port(folder: Path, rows: int, merchants: int, products: int, seed: int) -> None:
    """The same folder for the same arguments: `rows` prices over `products` goods of `merchants`."""
    chance = random.Random(seed)
    folder.mkdir(parents=True)
    for name, text in SMALL_FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    goods = [(f"M{number % merchants:03}", f"SKU-{number:05}") for number in range(products)]
    _write(folder, "merchants.csv", ((f"M{n:03}", f"Merchant {n:03}") for n in range(merchants)))
    _write(folder, "products.csv", (_product(*key, n, chance) for n, key in enumerate(goods)))
    _write(folder, "prices.csv", (_price(*goods[n % products], n // products, chance) for n in range(rows)))
    _write(folder, "costs.csv", ((*key, f"{chance.uniform(1, 9):.2f}", "USD") for key in goods))


def change_prices(folder: Path, seed: int) -> None:
    """Another price in a tenth of the rows."""
    chance = random.Random(seed + 1)
    path = folder / "prices.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    for number in range(1, len(lines), 10):
        cells = lines[number].split(",")
        cells[6] = f"{chance.uniform(10, 99):.4f}"
        lines[number] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _product(merchant_id: str, sku: str, number: int, chance: random.Random) -> tuple[object, ...]:
    name = f"{chance.choice(QUALITIES)} {chance.choice(GOODS)} {number}"
    size = (chance.randint(20, 60), chance.randint(20, 60), chance.randint(20, 60))
    net = chance.randint(5, 20)
    return (
        merchant_id,
        sku,
        name,
        "goods",
        20,
        *size,
        net,
        net + 1,
        "ambient",
        10,
        f"{name} export",
        "090210",
    )


def _price(merchant_id: str, sku: str, tier: int, chance: random.Random) -> tuple[object, ...]:
    dates = ("2026-01-01", "2026-12-31")
    price = f"{chance.uniform(10, 99):.2f}"
    return (
        merchant_id,
        sku,
        f"L{tier // 6}",
        "USD",
        "carton",
        TIERS[tier % 6],
        price,
        *dates,
        "public",
        "",
    )


def _write(folder: Path, name: str, rows: Iterable[Iterable[object]]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        file.write(HEADERS[name] + "\n")
        csv.writer(file, lineterminator="\n").writerows(rows)


def _quote_args() -> QuoteArgs:
    goods = ProductRef(merchant_id="M001", sku="SKU-00001", name="goods")
    mombasa = PlaceRef(locode="KEMBA", name="Mombasa", country="Kenya")
    cartons = QuantityValue(amount=Decimal(300), unit=QuantityUnit.CARTON, asked="300 cartons")
    line = QuoteLine(product=ProductValue(asked="goods", candidates=(goods,)), quantity=cartons)
    place = PlaceValue(asked="Mombasa", candidates=(mombasa,))
    return QuoteArgs(lines=(line,), term=Term.CIF, place=place)


class _Watch:
    """Runs from when it was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.monotonic(), time.process_time()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._wall

    @property
    def cpu_seconds(self) -> float:
        return time.process_time() - self._cpu


def _timed(name: str, work: Callable[[], object]) -> None:
    watch = _Watch()
    outcome = getattr(work(), "outcome", None)
    _tell(name, watch, {"outcome": outcome} if outcome else {})


def _tell(name: str, watch: _Watch, more: Result) -> None:
    """Processor seconds tell more than seconds on a machine that does other work; the peak of memory is
    the process's so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told: Result = {"step": name, "seconds": round(watch.seconds, 2), "cpu_s": round(watch.cpu_seconds, 2)}
    print(json.dumps(told | {"peak_mib": peak} | more), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000, help="rows of prices.csv")
    parser.add_argument("--merchants", type=int, default=568)
    parser.add_argument("--products", type=int, default=35_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database-url", default="", help="PostgreSQL instead of a SQLite file")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
