"""Papers made by the engine from small port books."""

from dataclasses import replace
from typing import Any

from core.ids import MerchantId, UserId
from core.principal import Role
from core.trade import (
    ChargeBasis,
    ChargeGroup,
    Merchant,
    Mode,
    PortBook,
    PriceUnit,
    Storage,
    Term,
    User,
)
from core.values import PlaceRef, PlaceValue
from tests.books import BUYER, PROFILE, TODAY, book, charge, duty, fx, lane, price, product
from tools.quotation import Line, Paper, QuoteRequest, index_book, parse_line, quote
from tools.quotation.outcome import Quoted

URL = "https://port.example/q/q-1"
BUYER_ROW = User(
    row=2,
    user_id=UserId("ana"),
    name="Оксана Ветрова",
    role=Role.BUYER,
    language="ru",
    company="Тёплый берег",
    country="KZ",
)
TEA_HOUSE = Merchant(
    row=2,
    merchant_id=MerchantId("M1"),
    name="Silver Heron Tea",
    name_zh="银鹭茶行",
    contact="desk@heron.example",
    city="Ningbo",
)
COLD_STORE = Merchant(
    row=3, merchant_id=MerchantId("M2"), name="North Quay Cold Store", name_zh="北埠冷库", city="Ningbo"
)
PLACES = {
    "KEMBA": PlaceRef(locode="KEMBA", name="Mombasa", country="Kenya"),
    "CNNBG": PlaceRef(locode="CNNBG", name="Ningbo", country="China"),
}


def tea_and_fish(**changes: Any) -> PortBook:
    """Two merchants, two temperatures, prices in two currencies, charges of all groups, duties."""
    whole = book(
        profile=replace(PROFILE, name="Lanhai Wholesale Port"),
        merchants=(TEA_HOUSE, COLD_STORE),
        products=(
            product("TEA", name="Jasmine tea 250 g", name_zh="茉莉花茶 250克", origin="CN"),
            product(
                "FISH",
                "M2",
                name="Frozen squid rings",
                name_zh="鱿鱼圈",
                origin="CN",
                hs_code="030743",
                storage=Storage.FROZEN,
                setpoint_c="-18",
                row=3,
            ),
        ),
        prices=(
            price("TEA"),
            price("FISH", "21.5", "M2", currency="CNY", price_unit=PriceUnit.KG, price_list="冷库 2026"),
        ),
        lanes=(
            lane(transit_days=29, carrier="Lanternis Line"),
            lane(Mode.RF20, "3000.00", transit_days=26, carrier="Lanternis Line", row=3),
        ),
        charges=(
            charge("EXPORT", "350.00", name="Export customs declaration", currency="CNY"),
            charge("OCFS", "11.00", name="Origin warehouse handling", basis=ChargeBasis.PER_WM, row=3),
            charge("DTHC", "210.00", name="Terminal handling", group=ChargeGroup.DESTINATION, row=4),
            charge("BROKER", "95.00", name="Customs broker", group=ChargeGroup.CUSTOMS, row=5),
        ),
        duties=(duty(), duty(hs_prefix="03", rate="0.10", row=3)),
        fx=(fx("USD", "CNY", "7.1"),),
    )
    return replace(whole, **changes)


def paper_of(
    port: PortBook | None = None,
    asked: str = "TEA=1010kg FISH=4t",
    *,
    term: Term = Term.CIF,
    currency: str = "USD",
    place: str = "KEMBA",
    **changes: Any,
) -> Paper:
    """The paper of a quotation of `asked`, `SKU=AMOUNTunit` divided by spaces."""
    port = port or tea_and_fish()
    lines: tuple[Line, ...] = tuple(parse_line(text) for text in asked.split())
    where = PlaceValue(asked=place, candidates=(PLACES[place],))
    request = QuoteRequest(lines=lines, term=term, place=where, currency=currency)
    result = quote(request, index_book(port), BUYER, TODAY)
    assert isinstance(result, Quoted), result
    whole = Paper(
        quotation_id="q-1",
        number="Q-2026-0007",
        revision=2,
        state="indicative",
        issued=TODAY,
        result=result,
        profile=port.profile,
        sellers=tuple(
            merchant
            for merchant in port.merchants
            if any(line.order.product.merchant_id == merchant.merchant_id for line in result.lines)
        ),
        buyer=BUYER_ROW,
        url=URL,
    )
    return replace(whole, **changes)
