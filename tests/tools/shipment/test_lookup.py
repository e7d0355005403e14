"""A shipment is found by its numbers in whatever letters and digits they are typed."""

import pytest

from tests.tools.shipment.messages import SHIPMENT
from tools.shipment.lookup import numbered


@pytest.mark.parametrize("typed", ["csqu 305438-3", "ＣＳＱＵ３０５４３８３", "CSQU٣٠٥٤٣٨٣", "KLB-2610417"])
def test_another_spelling_of_a_number_finds_its_shipment(typed: str) -> None:
    assert numbered([SHIPMENT], typed) == [SHIPMENT]


@pytest.mark.parametrize("typed", ["", "--", "CSQU305438"])
def test_part_of_a_number_finds_nothing(typed: str) -> None:
    assert numbered([SHIPMENT], typed) == []
