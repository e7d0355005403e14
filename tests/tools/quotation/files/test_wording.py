"""Labels in every language, and figures as readers of it write them."""

from decimal import Decimal

import pytest

from core.trade import ChargeGroup, PriceUnit, QuantityUnit, Storage, Term
from core.words import LANGUAGES
from tools.quotation.files.contents import TO_BE_AGREED, not_included
from tools.quotation.files.wording import clean, label_rows, wording_for
from tools.quotation.life import State


def test_no_label_is_missing_in_any_language() -> None:
    missing = [(row["key"], tag) for row in label_rows() for tag in LANGUAGES if not row[tag].strip()]
    assert missing == []


def test_every_label_is_said_once() -> None:
    keys = [row["key"] for row in label_rows()]
    assert sorted(set(keys)) == sorted(keys)


def test_every_word_of_ours_has_a_label() -> None:
    keys = {row["key"] for row in label_rows()}
    needed = {
        *(f"state_{state}" for state in State),
        *(f"unit_{unit}" for unit in QuantityUnit),
        *(f"per_{unit}" for unit in PriceUnit),
        *(f"storage_{storage}" for storage in Storage),
        *(f"group_{group}" for group in ChargeGroup),
        *TO_BE_AGREED,
        *(label for term in Term for label in not_included(term)),
    }
    assert needed - keys == set()


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "1,234,567.50"),
        ("zh", "1,234,567.50"),
        ("ar", "1,234,567.50"),
        ("es", "1.234.567,50"),
        ("ru", "1\u00a0234\u00a0567,50"),
        ("fr", "1\u202f234\u202f567,50"),
    ],
)
def test_amounts_have_separators_and_european_digits(language: str, shown: str) -> None:
    assert wording_for(language).amount(Decimal("1234567.5"), "USD") == shown


@pytest.mark.parametrize(
    ("currency", "shown"), [("JPY", "1,235"), ("KWD", "1,234.500"), ("USD", "1,234.50")]
)
def test_amounts_have_the_decimals_of_their_currency(currency: str, shown: str) -> None:
    assert wording_for("en").amount(Decimal("1234.5"), currency) == shown


def test_a_number_is_rounded_half_up() -> None:
    assert wording_for("en").number(Decimal("0.0005"), 3) == "0.001"


@pytest.mark.parametrize(
    ("tag", "language"), [("zh-CN", "zh"), ("PT-br", "en"), ("ar_EG", "ar"), ("", "en")]
)
def test_a_region_is_ignored_and_an_unknown_language_gives_english(tag: str, language: str) -> None:
    assert wording_for(tag).language == language


def test_figures_are_isolated_only_where_the_text_runs_right_to_left() -> None:
    assert wording_for("ar").isolated("2026-11-15") == "\u20662026-11-15\u2069"
    assert wording_for("en").isolated("2026-11-15") == "2026-11-15"


def test_text_from_outside_is_one_line_of_what_a_file_can_hold() -> None:
    assert clean(" dried\n mango\x00\x0b \u202eognam\ud800 ") == "dried mango ognam"
    assert clean("芒果条 – Манго, مانجو") == "芒果条 – Манго, مانجو"
