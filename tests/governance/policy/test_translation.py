import pytest

from core.filters import AllOf, Always, AnyOf, Contains, Eq, Never, RowFilter
from governance.policy import CedarPolicy
from governance.policy.engine import POLICIES
from tests.governance.policy.people import STAFF

SCHEMA = (POLICIES / "quayside.cedarschema").read_text()


def filter_of(*conditions: str, resource_type: str = "Document", forbid: str = "") -> RowFilter:
    policies = [
        f"permit (principal, action, resource is {resource_type}) when {{ {condition} }};"
        for condition in conditions
    ]
    if forbid:
        policies.append(f"forbid (principal, action, resource is {resource_type}) when {{ {forbid} }};")
    engine = CedarPolicy("\n".join(policies), SCHEMA)
    assert engine.problems == ()
    return engine.filter(STAFF, "read", resource_type)


M1 = Eq("merchant_id", "M1")
PUBLIC = Eq("audience", "public")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("true", Always()),
        ("false", Never()),
        ("resource.merchant_id == principal.merchant_id", M1),
        ("principal.merchant_id == resource.merchant_id", M1),
        ('resource.merchant_id == "M1" && resource.audience == "public"', AllOf((PUBLIC, M1))),
        ('resource.merchant_id == "M1" || resource.audience == "public"', AnyOf((PUBLIC, M1))),
        ('["M1"].contains(resource.merchant_id)', M1),
        ('resource has audience && resource.audience == "public"', PUBLIC),
        ('resource.audience == "public" && !(resource.audience == "private")', PUBLIC),
        ('resource.audience == "public" && resource.audience != "private"', PUBLIC),
        ('resource.audience == "public" && resource.audience == "private"', Never()),
        (
            'resource.audience == "public" || (resource.audience == "public" && principal.registered)',
            PUBLIC,
        ),
    ],
)
def test_a_condition_becomes_its_filter(condition: str, expected: RowFilter) -> None:
    assert filter_of(condition) == expected


@pytest.mark.parametrize(
    "condition",
    [
        'resource.audience != "private"',
        'resource.audience like "pub*"',
        "resource has audience",
        "resource.audience == resource.merchant_id",
        'resource == Document::"d1"',
    ],
)
def test_what_has_no_exact_filter_shows_nothing(condition: str) -> None:
    assert filter_of(condition) == Never()
    assert filter_of(condition, 'resource.merchant_id == "M1"') == M1


def test_membership_of_a_list_becomes_contains() -> None:
    found = filter_of("resource.merchant_ids.contains(principal.merchant_id)", resource_type="Shipment")
    assert found == Contains("merchant_ids", "M1")


def test_a_forbid_that_might_apply_takes_the_alternative_away() -> None:
    forbid = 'resource.audience == "private"'
    assert filter_of('resource.merchant_id == "M1"', forbid=forbid) == Never()
    assert filter_of('resource.audience == "public"', forbid=forbid) == PUBLIC


def test_a_forbid_without_conditions_leaves_nothing() -> None:
    assert filter_of("true", forbid="true") == Never()


def test_policies_of_other_resource_types_do_not_count() -> None:
    engine = CedarPolicy("permit (principal, action, resource is Quotation);", SCHEMA)
    assert engine.filter(STAFF, "read", "Quotation") == Always()
    assert engine.filter(STAFF, "read", "Document") == Never()
