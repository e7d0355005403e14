from core.principal import Principal
from tests.governance.policy.people import ADMIN, STAFF
from tests.governance.policy.test_engine import who_may


def editors(merchant_id: str) -> set[Principal]:
    return who_may("manage", "Catalogue", merchant_id=merchant_id)


def test_the_catalogue_is_edited_by_its_merchants_staff_and_the_office() -> None:
    assert editors("M1") == {STAFF, ADMIN}
    assert editors("M9") == {ADMIN}


def test_the_whole_catalogue_is_the_offices_alone() -> None:
    assert editors("") == {ADMIN}


def test_the_office_that_edits_the_catalogue_still_sees_no_costs() -> None:
    assert ADMIN not in who_may("read", "Costs", merchant_id="M1")
    assert ADMIN not in who_may("read", "Costs", merchant_id="")
