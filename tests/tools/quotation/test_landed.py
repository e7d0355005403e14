"""Insurance, duty and import VAT."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.trade import DutyBasis
from tests.books import PROFILE, book, charge, duty, price, product
from tests.tools.quotation.asking import answer
from tools.quotation.insurance import premium
from tools.quotation.landed import largest_remainder

CENT = Decimal("0.01")


def test_the_premium_insures_the_total_it_is_part_of() -> None:
    profile = replace(PROFILE, insurance_rate=Decimal("0.0055"))
    assert premium(Decimal("19550.00"), profile, "USD") == Decimal("119.00")


@given(st.decimals(min_value=0, max_value=10**7, places=2))
def test_the_insured_value_is_exactly_its_share_of_the_total(value: Decimal) -> None:
    sold = premium(value, PROFILE, "USD")
    insured = (value + sold) * PROFILE.insured_share
    assert abs(insured * PROFILE.insurance_rate - sold) < CENT


def test_duty_is_on_the_insured_value_for_basis_cif_although_ddp_sells_no_insurance() -> None:
    result = answer(book(duties=(duty(),)), term="DDP", to="KEMBA")
    line = result["landed"]["lines"][0]
    assert result["landed"]["estimate"] is True
    assert (line["value"], line["duty"], line["vat"]) == ("4507.35", "1126.84", "901.47")
    assert result["insurance"] == "0.00"
    assert result["total"] == "6518.31"


def test_duty_is_on_goods_and_origin_charges_for_basis_fob() -> None:
    result = answer(
        book(duties=(duty(duty_basis=DutyBasis.FOB),), charges=(charge(),)), term="DDP", to="KEMBA"
    )
    assert result["landed"]["lines"][0]["value"] == "4045.00"


def test_the_longest_prefix_wins() -> None:
    rows = (duty(), duty(hs_prefix="0902", rate="0.10"), duty(hs_prefix="0909", rate="0.99"))
    result = answer(book(duties=rows), term="DDP", to="KEMBA")
    assert result["landed"]["lines"][0]["duty_rate"] == "0.10"


def test_goods_without_a_duty_rate_need_review() -> None:
    goods = (product("TEA"), product("ODD", hs_code=""))
    mixed = book(products=goods, prices=(price("TEA"), price("ODD")), duties=(duty(),))
    assert answer(mixed, "TEA=10carton ODD=10carton", term="DDP", to="KEMBA") == {
        "outcome": "needs_review",
        "reason": "no_duty_rate",
        "country": "KE",
        "lines": [{"merchant_id": "M1", "sku": "ODD"}],
    }


@given(
    st.integers(min_value=0, max_value=10**9),
    st.lists(st.decimals(min_value=0, max_value=10**6, places=2), min_size=1, max_size=8),
)
def test_a_split_adds_up_and_strays_less_than_one_step(cents: int, weights: list[Decimal]) -> None:
    total = cents * CENT
    parts = largest_remainder(total, weights, CENT)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        fair = [total * weight / whole for weight in weights]
        assert all(abs(part - share) < CENT for part, share in zip(parts, fair, strict=True))


def test_a_thousand_in_three_is_split_by_remainder() -> None:
    assert largest_remainder(Decimal("1000.00"), [Decimal(1)] * 3, CENT) == [
        Decimal("333.34"),
        Decimal("333.33"),
        Decimal("333.33"),
    ]
