"""`filter` and `decide` agree exactly on the shipped policies; on others `filter` is never wider."""

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.filters import matches
from core.ids import MerchantId, UserId
from core.ports import Resource
from core.principal import Principal, Role
from core.turns import JsonObject
from governance.policy import CedarPolicy, load_policy
from governance.policy.engine import POLICIES
from tests.governance.policy.people import EVERYONE

ENGINE = load_policy()
SCHEMA = (POLICIES / "quayside.cedarschema").read_text()
USERS = ("zola", "bram", "lin", "", "visitor")
MERCHANTS = ("M1", "M2", "M3", "_port", "")
AUDIENCES = ("public", "registered", "private", "buyer:zola", "buyer:", "odd")


def _people(rng: random.Random) -> list[Principal]:
    drawn = [
        Principal(
            rng.choice(list(Role)),
            UserId(rng.choice(USERS)) or None,
            MerchantId(rng.choice(MERCHANTS)) or None,
        )
        for _ in range(40)
    ]
    return [*EVERYONE, *drawn]


def _rows(resource_type: str) -> list[JsonObject]:
    if resource_type in {"Document", "Price"}:
        return [{"merchant_id": m, "audience": a} for m, a in product(MERCHANTS, AUDIENCES)]
    if resource_type == "Costs":
        return [{"merchant_id": merchant} for merchant in MERCHANTS]
    several = ((), ("M1",), ("M1", "M2"), ("M3", ""), ("_port",))
    if resource_type == "Shipment":
        return [{"buyer_id": user, "merchant_ids": list(ids)} for user, ids in product(USERS, several)]
    if resource_type == "Quotation":
        return [{"owner": user, "merchant_ids": list(ids)} for user, ids in product(USERS, several)]
    return [{"owner": user} for user in USERS]


@pytest.mark.parametrize(
    ("action", "resource_type"),
    [
        ("read", "Document"),
        ("list", "Document"),
        ("manage", "Document"),
        ("ingest", "Document"),
        ("read", "Price"),
        ("read", "Costs"),
        ("read", "Shipment"),
        ("list", "Shipment"),
        ("read", "Quotation"),
        ("list", "Quotation"),
        ("read", "Conversation"),
        ("list", "Conversation"),
    ],
)
def test_filter_and_decide_agree_on_every_row(action: str, resource_type: str) -> None:
    rng = random.Random(f"{action} {resource_type}")
    rows = _rows(resource_type)
    allowed = 0
    for principal in _people(rng):
        rule = ENGINE.filter(principal, action, resource_type)
        for row in rows:
            decided = ENGINE.decide(principal, action, Resource(resource_type, "r", row), {}).allowed
            assert matches(rule, row) == decided, (principal, row, rule)
            allowed += decided
    assert allowed > 0


_VALUES = st.sampled_from(["M1", "M2", "public", "private"])
_FIELDS = st.sampled_from(["merchant_id", "audience"])
_CALLER = st.sampled_from(["principal.merchant_id", "principal.role", '"M1"', '"public"'])
_EQUAL = st.builds('resource.{} == "{}"'.format, _FIELDS, _VALUES)
_TESTS = st.one_of(
    _EQUAL,
    _EQUAL,
    _EQUAL,
    _EQUAL,
    st.builds('resource.{} != "{}"'.format, _FIELDS, _VALUES),
    st.builds("{} == resource.{}".format, _CALLER, _FIELDS),
    st.builds("resource has {}".format, _FIELDS),
    st.builds('["{}", "{}"].contains(resource.{})'.format, _VALUES, _VALUES, _FIELDS),
    st.builds('resource.{} like "p*"'.format, _FIELDS),
    st.just("principal.registered"),
    st.just("resource.merchant_id == resource.audience"),
)
_CONDITIONS = st.recursive(
    _TESTS,
    lambda inner: st.one_of(
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("!({})".format, inner),
        st.builds("(if {} then {} else {})".format, inner, inner, inner),
    ),
    max_leaves=4,
)
_POLICIES = st.lists(
    st.builds(
        "{} (principal, action, resource is Document) {} {{ {} }};".format,
        st.sampled_from(["permit", "permit", "permit", "forbid"]),
        st.sampled_from(["when", "when", "when", "unless"]),
        _CONDITIONS,
    ),
    min_size=1,
    max_size=4,
).map("\n".join)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(_POLICIES)
def test_whatever_the_policies_a_filter_is_never_wider_than_the_decisions(policies: str) -> None:
    engine = CedarPolicy(policies, SCHEMA)
    for principal in EVERYONE[:4]:
        rule = engine.filter(principal, "read", "Document")
        for merchant_id, audience in product(("M1", "M2", "public"), ("M1", "public", "private")):
            row: JsonObject = {"merchant_id": merchant_id, "audience": audience}
            if matches(rule, row):
                assert engine.decide(principal, "read", Resource("Document", "d", row), {}).allowed
