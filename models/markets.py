"""Random ports, behind the product's own readers: goods, lanes and shipment numbers that no port has."""

import csv
import random
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from core.ids import MerchantId, UserId
from core.trade import (
    Lane,
    LaneBasis,
    Merchant,
    Mode,
    PortBook,
    PortProfile,
    Product,
    Shipment,
    ShipmentKind,
    Storage,
)
from core.values import ProductRef, ProductValue
from core.words import LANGUAGES
from tools.places import Port, find_places, load_ports
from tools.reading import Lexicon, Reading, read, resolve_choice
from tools.reading.references import check_digit

_PRODUCTS, _LANES, _SHIPMENTS = 48, 12, 10
_SIZES = (
    "250 g",
    "400 g",
    "500 g",
    "1 kg",
    "5 kg",
    "10 kg",
    "20 kg",
    "500 ml",
    "1 l",
    "12 pcs",
    "24 cm",
    "",
)
_DAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Article:
    """A product and what buyers call it, by language."""

    product: Product
    names: dict[str, tuple[str, ...]]

    @property
    def ref(self) -> ProductRef:
        return ProductRef(
            merchant_id=self.product.merchant_id, sku=self.product.sku, name=self.product.name
        )


@dataclass(frozen=True, slots=True)
class Market:
    """Implements agent.parts.Reader over a random port. `ports` are those that its lanes serve."""

    articles: tuple[Article, ...]
    ports: tuple[Port, ...]
    numbers: tuple[str, ...]
    lexicon: Lexicon

    def read(self, text: str, today: date) -> Reading:
        return read(text, self.lexicon, today)

    def choose(self, text: str, candidates: Sequence[ProductRef]) -> ProductValue | None:
        return resolve_choice(text, candidates, self.lexicon)


def a_market(rng: random.Random) -> Market:
    """A port of forty-eight products with a dozen lanes; names are words of the trade's glossary."""
    articles = tuple(_article(number, rng) for number in range(_PRODUCTS))
    ports = tuple(rng.sample(load_ports(), _LANES))
    shipments = _shipments(rng)
    book = PortBook(
        profile=_profile(rng),
        merchants=tuple(
            Merchant(row=at, merchant_id=MerchantId(f"M{at}"), name=_name(rng)) for at in range(6)
        ),
        users=(),
        products=tuple(article.product for article in articles),
        prices=(),
        lanes=tuple(_lane(at, port, rng) for at, port in enumerate(ports)),
        charges=(),
        duties=(),
        fx=(),
        shipments=shipments,
    )
    numbers = [number for shipment in shipments for number in _numbers(shipment)]
    return Market(articles, ports, tuple(numbers), Lexicon.from_book(book, find_places))


@cache
def _goods() -> tuple[tuple[dict[str, tuple[str, ...]], ...], tuple[dict[str, tuple[str, ...]], ...]]:
    """(things, how they are): the words of the glossary by language."""
    text = files("core").joinpath("glossary.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["kind"] == "goods"]
    words = [
        {tag: tuple(word for word in row[tag].split(";") if word) for tag in LANGUAGES} for row in rows
    ]
    kinds = csv.DictReader(
        files("tools.reading.glossary").joinpath("plain_words.csv").read_text(encoding="utf-8").splitlines()
    )
    plain = {word for row in kinds for word in row["words"].split(";")}
    return (
        tuple(row for row in words if row["en"][0] not in plain),
        tuple(row for row in words if row["en"][0] in plain),
    )


def _article(number: int, rng: random.Random) -> Article:
    things, ways = _goods()
    thing, way = rng.choice(things), rng.choice(ways)
    second = rng.choice(things) if rng.random() < 0.25 else None
    size, is_dressed = rng.choice(_SIZES), rng.random() < 0.6
    names = {tag: _named(tag, thing, way if is_dressed else None, second, size) for tag in LANGUAGES}
    english = names["en"][0]
    sku = f"{''.join(rng.choices(string.ascii_uppercase, k=2))}-{english[:4].upper().strip()}-{number}"
    product = Product(
        row=number,
        merchant_id=MerchantId(f"M{rng.randrange(6)}"),
        sku=sku.replace(" ", ""),
        name=english.capitalize(),
        category="goods",
        pcs_per_carton=12,
        carton_l_cm=Decimal(40),
        carton_w_cm=Decimal(30),
        carton_h_cm=Decimal(25),
        carton_nw_kg=Decimal(10),
        carton_gw_kg=Decimal(11),
        storage=rng.choice((Storage.AMBIENT, Storage.AMBIENT, Storage.CHILLED, Storage.FROZEN)),
        moq_cartons=20,
        name_zh=names["zh"][0],
        aliases=names["en"][1:2],
    )
    return Article(product, {tag: (*called, product.sku.lower()) for tag, called in names.items()})


def _named(
    tag: str,
    thing: dict[str, tuple[str, ...]],
    way: dict[str, tuple[str, ...]] | None,
    second: dict[str, tuple[str, ...]] | None,
    size: str,
) -> tuple[str, ...]:
    """Whole name first, then without its size, then the bare thing in its other words."""
    noun = thing[tag] or thing["en"]
    how = ((way[tag] or way["en"])[0],) if way else ()
    more = ((second[tag] or second["en"])[0],) if second else ()
    order = (*how, *more, noun[0]) if tag in {"en", "ru", "zh"} else (noun[0], *more, *how)
    gap = "" if tag == "zh" else " "
    whole = gap.join(order)
    return (f"{whole} {size}".strip(), whole, *noun)


def _lane(at: int, port: Port, rng: random.Random) -> Lane:
    return Lane(
        row=at,
        pol="CNNBG",
        pod=port.locode,
        mode=rng.choice(tuple(Mode)),
        currency="USD",
        rate=Decimal(100),
        basis=LaneBasis.PER_CONTAINER,
        valid_from=_DAY,
        valid_until=_DAY,
        pod_name=port.name,
    )


def _profile(rng: random.Random) -> PortProfile:
    return PortProfile(
        name=_name(rng),
        locode="CNNBG",
        currency="USD",
        timezone="UTC",
        languages=LANGUAGES,
        insurance_rate=Decimal("0.003"),
        insured_share=Decimal("1.1"),
        quote_validity_days=14,
        customs_cap_1039_usd=Decimal(150_000),
    )


def _shipments(rng: random.Random) -> tuple[Shipment, ...]:
    port, carrier = _letters(rng, 2), _letters(rng, 2)
    return tuple(
        Shipment(
            row=at,
            reference=f"{port}-{rng.randrange(24, 28)}-{rng.randrange(1000, 9999)}",
            kind=ShipmentKind.FCL,
            buyer_id=UserId("buyer"),
            container_no=_container(rng),
            booking_no=f"{carrier}{rng.randrange(10**6, 10**7)}",
            bl_no=f"{carrier}{_letters(rng, 2)}{rng.randrange(10**6, 10**7)}",
            house_bl_no=f"{port}X{rng.randrange(10**6, 10**7)}",
        )
        for at in range(_SHIPMENTS)
    )


def _numbers(shipment: Shipment) -> tuple[str, ...]:
    return (
        shipment.reference,
        shipment.reference,
        shipment.container_no,
        shipment.container_no,
        shipment.booking_no,
        shipment.bl_no,
        shipment.house_bl_no,
    )


def _container(rng: random.Random) -> str:
    """A number whose check digit may be wrong: buyers mistype, and readers ask."""
    code = f"{_letters(rng, 3)}U{rng.randrange(10**5, 10**6)}"
    return code + str(check_digit(code) if rng.random() < 0.85 else rng.randrange(10))


def _letters(rng: random.Random, number: int) -> str:
    return "".join(rng.choices("ABCDEFGHKLMNPRSTVWXYZ", k=number))


def _name(rng: random.Random) -> str:
    syllables = ("lan", "hai", "mor", "tes", "ka", "vor", "sil", "ban", "dru", "pe", "qui", "zan")
    return "".join(rng.sample(syllables, 3)).capitalize()
