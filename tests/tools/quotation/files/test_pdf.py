"""The quotation as a PDF, read back."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from core.trade import Term
from core.words import LANGUAGES
from tests.books import book, fx, price, product
from tests.tools.quotation.files.papers import TEA_HOUSE, paper_of, tea_and_fish
from tools.quotation import Paper
from tools.quotation.files import render
from tools.quotation.files.wording import wording_for

AI_LINE = (
    "This document was prepared by an AI system (Quayside); its figures were computed by code from the "
    "price lists, rates and charges named in it."
)


def reader_of(paper: Paper, language: str = "en") -> PdfReader:
    return PdfReader(io.BytesIO(render(paper, "pdf", language)))


def text_of(paper: Paper, language: str = "en") -> str:
    """All pages, every run of white space as one blank."""
    pages = (page.extract_text() for page in reader_of(paper, language).pages)
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def with_name(name: str) -> Paper:
    return paper_of(tea_and_fish(products=(product("TEA", name=name),)), "TEA=10ctn")


def test_it_says_who_sells_what_to_whom_and_for_how_much() -> None:
    text = text_of(paper_of())
    for told in (
        *("Q-2026-0007", "2026-11-01", "2026-11-15", "indicative", "Lanhai Wholesale Port"),
        *("Silver Heron Tea", "银鹭茶行", "北埠冷库", "desk@heron.example"),
        *("Оксана Ветрова", "Тёплый берег", "Kazakhstan"),
        *("茉莉花茶", "鱿鱼圈", "090210", "030743", "China"),
        *("20 pcs/ctn", "Asked: 1,010 kg net", "CNY 21.5000", "per kg net"),
        *("501", "5,010.00", "5,511.00", "25.050", "16,152.68"),
        *("1 × 20RF", "frozen, -18 °C", "29", "26", "Export customs declaration (EXPORT)", "98.60"),
        *("CIF Mombasa (KEMBA)", "Incoterms® 2020", "registered trademark", "ICC(C), 110 %", "22,109.02"),
        *("USD 20,099.11", "1 USD = 7.1 CNY", "2026-10-31", "treasury", "[1039-ok]", "冷库 2026"),
        *("Payment terms", "Bank details", "to be agreed", AI_LINE, "Page 1 / 1"),
    ):
        assert told in text, told


@pytest.mark.parametrize(
    ("state", "told", "untold"),
    [
        ("indicative", "not binding until released by the seller", "Proforma"),
        ("draft", "not binding until released by the seller", "Proforma"),
        ("released", "Proforma invoice", "not binding"),
        ("accepted", "Proforma invoice", "not binding"),
        ("expired", "No longer valid", "until released"),
    ],
)
def test_the_state_makes_it_a_quotation_or_a_proforma_invoice(state: str, told: str, untold: str) -> None:
    text = text_of(paper_of(state=state))
    assert told in text
    assert untold not in text


def test_what_was_asked_is_told_where_it_is_not_the_cartons_quoted() -> None:
    assert "Asked" not in text_of(paper_of(asked="TEA=10ctn"))
    assert "Asked: 9.5 cartons" in text_of(paper_of(asked="TEA=9.5ctn"))


def test_cip_is_insured_by_clauses_a() -> None:
    assert "ICC(A), 110 %" in text_of(paper_of(term=Term.CIP))


def test_duty_and_vat_are_an_estimate_with_source_and_day() -> None:
    text = text_of(paper_of(term=Term.DDP))
    for told in (
        "an estimate, to be confirmed",
        "Import duty, estimate",
        "tariff desk",
        "2026-09-15",
        "25 %",
    ):
        assert told in text, told
    assert "ICC(" not in text


def test_a_term_that_ends_at_the_port_of_loading_has_no_freight() -> None:
    text = text_of(paper_of(term=Term.EXW, place="CNNBG"))
    assert "Port of discharge" not in text
    assert "Not included in the price loading, export clearance" in text


@pytest.mark.parametrize(
    "name",
    [
        '#panic("stop")',
        "*bold* _slanted_ $x^2$",
        "= Heading",
        '"quoted" \\ #sys.inputs',
        "#image(bytes(1))",
        "<label> @ref // no comment",
    ],
)
def test_typst_markup_in_a_name_stays_text(name: str) -> None:
    assert "".join(name.split()) in "".join(text_of(with_name(name)).split())


def test_signs_that_turn_text_or_break_files_are_left_out() -> None:
    assert "tea ylno" in text_of(with_name("tea\u202e\x00 ylno"))


def test_a_name_without_end_is_broken_into_lines() -> None:
    assert "Tea" * 100 in text_of(with_name("Tea" * 100)).replace(" ", "")


def test_without_an_address_there_is_no_code_to_scan() -> None:
    assert "Scan to open" in text_of(paper_of())
    assert "Scan to open" not in text_of(paper_of(url=""))


def test_a_visitor_is_not_named() -> None:
    assert "To be named by the buyer" in text_of(paper_of(buyer=None))


@pytest.mark.parametrize(
    ("currency", "rate", "total"), [("JPY", "150", "JPY 600,000"), ("KWD", "0.3", "KWD 1,200.000")]
)
def test_amounts_have_the_decimals_of_their_currency(currency: str, rate: str, total: str) -> None:
    port = book(fx=(fx("USD", currency, rate),))
    paper = paper_of(port, "TEA=100ctn", term=Term.EXW, place="CNNBG", currency=currency)
    assert total in text_of(paper)


def test_sixty_lines_make_several_pages_with_the_head_on_each() -> None:
    skus = [f"T{at:02}" for at in range(60)]
    port = book(
        merchants=(TEA_HOUSE,),
        products=tuple(product(sku, row=at) for at, sku in enumerate(skus, 2)),
        prices=tuple(price(sku, row=at) for at, sku in enumerate(skus, 2)),
    )
    reader = reader_of(paper_of(port, " ".join(f"{sku}=10ctn" for sku in skus)))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert len(pages) > 2
    with_lines = [text for text in pages if "Product T" in text]
    assert len(with_lines) > 1
    assert all("Net kg Gross kg" in text for text in with_lines)
    assert f"Page {len(pages)} / {len(pages)}" in pages[-1]
    assert all(f"Product {sku}" in " ".join(pages) for sku in skus)


def fonts_of(reader: PdfReader) -> set[str]:
    """Names of the fonts inside the file, without the tag of the subset."""
    size = int(str(reader.trailer["/Size"]))
    objects = (reader.get_object(number) for number in range(1, size))
    dictionaries = (found for found in objects if isinstance(found, DictionaryObject))
    names = (str(found.get("/BaseFont", "")) for found in dictionaries)
    return {name.partition("+")[2] for name in names if name}


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_set_in_the_fonts_of_this_folder(language: str) -> None:
    fonts = fonts_of(reader_of(paper_of(term=Term.DDP), language))
    own = ("NotoSans-", "NotoSansArabic-", "DroidSansFallback")
    assert [font for font in fonts if not font.startswith(own)] == []
    assert any(font.startswith("NotoSansArabic") for font in fonts) == (language == "ar")
    assert {"NotoSans-Regular", "DroidSansFallback"} <= fonts


@pytest.mark.parametrize("language", ["en", "zh", "ru", "es", "fr"])
def test_every_language_tells_title_and_total(language: str) -> None:
    paper, words = paper_of(term=Term.DDP, state="released"), wording_for(language)
    text = plain(text_of(paper, language))
    assert words["title_proforma"] in text
    assert plain(words.money(paper.result.total, "USD")) in text


def test_arabic_tells_its_figures_from_left_to_right() -> None:
    """Words of a line are read back from left to right, so that only their letters can be compared."""
    text = text_of(paper_of(), "ar")
    assert set(wording_for("ar")["title_quotation"].split()) <= set(text.split())
    for told in ("USD 20,099.11", "2026-11-15", "1 USD = 7.1 CNY", "CIF Mombasa (KEMBA)"):
        assert told in text, told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_paper_gives_the_same_bytes(language: str) -> None:
    paper = paper_of()
    assert render(paper, "pdf", language) == render(replace(paper), "pdf", language)


def test_it_is_dated_by_the_day_of_issue() -> None:
    metadata = reader_of(paper_of()).metadata
    assert metadata is not None
    assert metadata.creation_date is not None
    assert metadata.creation_date.date().isoformat() == "2026-11-01"
    assert metadata.title == "Quotation Q-2026-0007-2"


def test_a_price_finer_than_the_currency_is_shown_whole() -> None:
    port = book(prices=(price(unit_price="0.03125"),))
    assert "USD 0.03125" in text_of(paper_of(port, "TEA=1000ctn"))
    assert Decimal("0.03125") == paper_of(port, "TEA=1000ctn").result.lines[0].price.unit_price
