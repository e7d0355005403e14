"""The quotation as UBL 2.1, checked by the schemas of the standard (ubl-2.1/SOURCE.md)."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from core.trade import Term
from core.words import LANGUAGES
from tests.books import BUYER, book, charge, fx, price, product
from tests.tools.quotation.files.papers import BUYER_ROW, COLD_STORE, TEA_HOUSE, paper_of, tea_and_fish
from tools.quotation import Paper
from tools.quotation.charges import ENDS_AT_POL
from tools.quotation.files import render

SCHEMA = Path(__file__).parent / "ubl-2.1" / "maindoc" / "UBL-Quotation-2.1.xsd"
UBL = "urn:oasis:names:specification:ubl:schema:xsd"
NAMES = {
    "q": f"{UBL}:Quotation-2",
    "cac": f"{UBL}:CommonAggregateComponents-2",
    "cbc": f"{UBL}:CommonBasicComponents-2",
}


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def errors(written: bytes) -> list[str]:
    checked = schema()
    checked.validate(etree.fromstring(written))
    return [str(error) for error in checked.error_log]


def tree_of(paper: Paper, language: str = "en") -> ET.Element:
    """Valid by the schema, or the test fails here."""
    written = render(paper, "xml", language)
    assert errors(written) == []
    return ET.fromstring(written)


def texts(root: ET.Element, path: str) -> list[str]:
    return [found.text or "" for found in root.findall(path, NAMES)]


@pytest.mark.parametrize("term", list(Term))
def test_every_term_is_valid_by_the_schema(term: Term) -> None:
    place = "CNNBG" if term in ENDS_AT_POL else "KEMBA"
    root = tree_of(paper_of(term=term, place=place))
    assert texts(root, "cac:DeliveryTerms/cbc:ID") == [term.value]
    assert texts(root, "cac:DeliveryTerms/cac:DeliveryLocation/cbc:ID") == [place]


def test_the_schema_refuses_what_is_out_of_order() -> None:
    written = render(paper_of(), "xml")
    root = etree.fromstring(written)
    root.append(root[0])
    assert errors(etree.tostring(root)) != []


def test_head_says_number_days_and_currency() -> None:
    root = tree_of(paper_of())
    assert texts(root, "cbc:ID") == ["Q-2026-0007-2"]
    assert texts(root, "cbc:IssueDate") == ["2026-11-01"]
    assert texts(root, "cac:ValidityPeriod/cbc:EndDate") == ["2026-11-15"]
    assert texts(root, "cbc:LineCountNumeric") == ["2"]
    notes = texts(root, "cbc:Note")
    assert "prepared by an AI system (Quayside)" in notes[0]
    assert any("[1039-ok]" in note for note in notes)


def test_prices_of_one_currency_name_it_and_mixed_ones_do_not() -> None:
    assert texts(tree_of(paper_of()), "cbc:PricingCurrencyCode") == []
    assert texts(tree_of(paper_of(asked="TEA=10ctn")), "cbc:PricingCurrencyCode") == ["USD"]


@pytest.mark.parametrize("term", [Term.CIF, Term.DDP, Term.DAP])
def test_amounts_add_up(term: Term) -> None:
    root = tree_of(paper_of(term=term))
    lines = texts(root, "cac:QuotationLine/cac:LineItem/cbc:LineExtensionAmount")
    charges = texts(root, "cac:AllowanceCharge/cbc:Amount")
    goods, added, payable = (
        Decimal(texts(root, f"cac:QuotedMonetaryTotal/cbc:{name}")[0])
        for name in ("LineExtensionAmount", "ChargeTotalAmount", "PayableAmount")
    )
    assert sum(map(Decimal, lines)) == goods
    assert sum(map(Decimal, charges)) == added
    assert goods + added == payable


def test_quantity_times_price_is_the_amount_in_the_currency_of_the_price() -> None:
    root = tree_of(paper_of())
    amounts = []
    for line in root.findall("cac:QuotationLine/cac:LineItem", NAMES):
        quantity, unit_price = texts(line, "cbc:Quantity") + texts(line, "cac:Price/cbc:PriceAmount")
        amounts.append(Decimal(quantity) * Decimal(unit_price))
    assert amounts == [Decimal("4040.00"), Decimal("86000.0000")]
    units = [found.get("unitCode") for found in root.findall(".//cac:LineItem/cbc:Quantity", NAMES)]
    assert units == ["XCT", "KGM"]


def test_a_converted_price_carries_its_rate() -> None:
    root = tree_of(paper_of())
    (rate,) = root.findall(".//cac:PricingExchangeRate", NAMES)
    assert [child.text for child in rate] == ["CNY", "USD", "7.1", "Divide", "2026-10-31"]


def test_a_direct_rate_is_named_before_its_inverse() -> None:
    rates = (fx("USD", "CNY", "7.1"), fx("CNY", "USD", "0.14", row=3))
    root = tree_of(paper_of(tea_and_fish(fx=rates)))
    (rate,) = root.findall(".//cac:PricingExchangeRate", NAMES)
    assert [child.text for child in rate][2:4] == ["0.14", "Multiply"]


def test_one_merchant_sells_in_their_own_name() -> None:
    root = tree_of(paper_of(asked="TEA=10ctn"))
    assert texts(root, "cac:SellerSupplierParty//cbc:Name") == [TEA_HOUSE.name, TEA_HOUSE.name_zh]
    assert texts(root, "cac:SellerSupplierParty//cbc:ElectronicMail") == [TEA_HOUSE.contact]


def test_goods_of_several_merchants_are_sold_by_the_port() -> None:
    root = tree_of(paper_of())
    assert texts(root, "cac:SellerSupplierParty//cbc:Name") == ["Lanhai Wholesale Port"]
    issuers = texts(root, ".//cac:IssuerParty/cac:PartyIdentification/cbc:ID")
    assert issuers == [TEA_HOUSE.merchant_id, COLD_STORE.merchant_id]


def test_the_buyer_is_the_company_and_its_person_the_contact() -> None:
    root = tree_of(paper_of())
    assert texts(root, "cac:BuyerCustomerParty//cac:PartyName/cbc:Name") == [BUYER_ROW.company]
    assert texts(root, "cac:BuyerCustomerParty//cac:Contact/cbc:Name") == [BUYER_ROW.name]
    alone = tree_of(paper_of(buyer=replace(BUYER_ROW, company="")))
    assert texts(alone, "cac:BuyerCustomerParty//cac:PartyName/cbc:Name") == [BUYER_ROW.name]
    assert tree_of(paper_of(buyer=None)).find("cac:BuyerCustomerParty", NAMES) is None


def test_goods_are_classified_and_weighed() -> None:
    root = tree_of(paper_of(asked="TEA=10ctn"))
    item = "cac:QuotationLine/cac:LineItem"
    assert texts(root, f"{item}/cac:Item/cac:CommodityClassification/cbc:CommodityCode") == ["090210"]
    assert texts(root, f"{item}/cac:Item/cac:OriginCountry/cbc:IdentificationCode") == ["CN"]
    assert texts(root, f"{item}/cac:Delivery/cac:Shipment/cbc:GrossWeightMeasure") == ["110.000"]
    assert texts(root, f"{item}/cac:Delivery/cac:Shipment/cbc:GrossVolumeMeasure") == ["0.500"]
    assert texts(root, f"{item}/cac:Item/cac:SellersItemIdentification/cbc:ID") == ["TEA"]


def test_a_full_container_is_named_by_its_iso_type_and_setpoint() -> None:
    root = tree_of(paper_of())
    assert texts(root, ".//cac:TransportEquipment/cbc:SizeTypeCode") == ["22R1"]
    assert texts(root, ".//cac:MinimumTemperature/cbc:Measure") == ["-18"]
    assert texts(root, ".//cac:TransitPeriod/cbc:DurationMeasure") == ["29", "26"]


@pytest.mark.parametrize(
    ("currency", "rate", "total"), [("JPY", "150", "600000"), ("KWD", "0.3", "1200.000")]
)
def test_amounts_have_the_decimals_of_their_currency(currency: str, rate: str, total: str) -> None:
    port = book(fx=(fx("USD", currency, rate),))
    root = tree_of(paper_of(port, "TEA=100ctn", term=Term.EXW, place="CNNBG", currency=currency))
    assert texts(root, "cac:QuotedMonetaryTotal/cbc:PayableAmount") == [total]


@settings(max_examples=50, deadline=None)
@given(name=st.text(), company=st.text())
def test_any_name_gives_a_valid_document(name: str, company: str) -> None:
    port = tea_and_fish(
        merchants=(replace(TEA_HOUSE, name=name, name_zh=name, city=name, contact=name),),
        products=(product("TEA", name=name, name_zh=name),),
        charges=(charge(name=name),),
    )
    buyer = replace(BUYER_ROW, name=name, company=company)
    tree_of(paper_of(port, "TEA=10ctn", buyer=buyer, url=name))


def test_markup_in_a_name_stays_text() -> None:
    name = "<b>tea</b> &amp; ]]> co"
    root = tree_of(paper_of(tea_and_fish(products=(product("TEA", name=name),)), "TEA=10ctn"))
    assert texts(root, ".//cac:Item/cbc:Name") == [name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_are_in_the_language_asked_for(language: str) -> None:
    root = tree_of(paper_of(term=Term.DDP), language)
    notes = root.findall("cbc:Note", NAMES)
    assert {note.get("languageID") for note in notes} == {language}
    assert render(paper_of(), "xml", language) == render(paper_of(), "xml", language)


def test_a_price_for_one_buyer_is_no_one_elses_business() -> None:
    own = book(prices=(price(audience=f"buyer:{BUYER.user_id}"),))
    assert b"buyer:" not in render(paper_of(own, "TEA=10ctn"), "xml")
