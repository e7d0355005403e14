import logging
from pathlib import Path

import pytest

from core.errors import SystemFault
from core.filters import Never
from core.ports import Resource
from core.principal import VISITOR, Principal
from core.turns import ToolName
from governance.policy import CedarPolicy, load_policy
from governance.policy.engine import POLICIES
from tests.governance.policy.people import (
    ADMIN,
    AUDITOR,
    BUYER,
    EVERYONE,
    INTRUDER,
    LOST_STAFF,
    NAMELESS_BUYER,
    ODD_BUYER,
    OTHER_BUYER,
    OTHER_STAFF,
    STAFF,
)

ENGINE = load_policy()
SCHEMA = (POLICIES / "quayside.cedarschema").read_text()


def may(principal: Principal, action: str, type_: str, id_: str = "x", **attributes: object) -> bool:
    return ENGINE.decide(principal, action, Resource(type_, id_, attributes), {}).allowed


def who_may(action: str, type_: str, id_: str = "x", **attributes: object) -> set[Principal]:
    return {person for person in EVERYONE if may(person, action, type_, id_, **attributes)}


@pytest.mark.parametrize(
    ("principal", "tools"),
    [
        (VISITOR, "quote search handoff"),
        (BUYER, "quote track search price_watch handoff"),
        (STAFF, "quote track search handoff"),
        (ADMIN, "quote track search price_watch handoff"),
        (AUDITOR, "search"),
        (NAMELESS_BUYER, ""),
        (LOST_STAFF, ""),
        (INTRUDER, ""),
    ],
)
def test_each_role_has_its_tools(principal: Principal, tools: str) -> None:
    allowed = {tool.value for tool in ToolName if may(principal, "use", "Tool", tool.value)}
    assert allowed == set(tools.split())


def test_every_tool_of_the_house_is_in_the_schema() -> None:
    assert all(may(BUYER, "use", "Tool", tool.value) for tool in ToolName)
    assert not may(BUYER, "use", "Tool", "shell")


def test_public_documents_are_for_every_known_role() -> None:
    assert who_may("read", "Document", merchant_id="M1", audience="public") == set(EVERYONE) - {INTRUDER}


def test_registered_documents_need_a_sign_in() -> None:
    readers = who_may("read", "Document", merchant_id="M1", audience="registered")
    assert {BUYER, OTHER_STAFF, ADMIN, AUDITOR} <= readers
    assert not {VISITOR, NAMELESS_BUYER, INTRUDER} & readers


def test_private_documents_are_for_that_merchants_staff_alone() -> None:
    assert who_may("read", "Document", merchant_id="M1", audience="private") == {STAFF}
    assert who_may("manage", "Document", merchant_id="M1", audience="private") == {STAFF}


def test_documents_are_managed_by_their_merchant_and_the_ports_by_an_administrator() -> None:
    assert who_may("manage", "Document", merchant_id="M1", audience="public") == {STAFF}
    assert who_may("ingest", "Document", merchant_id="M1", audience="registered") == {STAFF}
    assert who_may("manage", "Document", merchant_id="_port", audience="public") == {ADMIN}


def test_an_unknown_audience_is_read_by_its_merchant_only() -> None:
    assert who_may("read", "Document", merchant_id="M1", audience="secret") == {STAFF}


def test_costs_are_for_that_merchants_staff_alone() -> None:
    assert who_may("read", "Costs", merchant_id="M1") == {STAFF}


def test_no_empty_field_opens_a_row() -> None:
    assert who_may("read", "Costs", merchant_id="") == set()
    assert who_may("read", "Shipment", buyer_id="", merchant_ids=[""]) == {ADMIN}
    assert who_may("read", "Quotation", owner="", merchant_ids=[""]) == {ADMIN}


@pytest.mark.parametrize(
    ("audience", "buyers_and_office"),
    [
        ("public", {VISITOR, BUYER, OTHER_BUYER, ODD_BUYER, NAMELESS_BUYER, ADMIN}),
        ("registered", {BUYER, OTHER_BUYER, ODD_BUYER, ADMIN}),
        ("buyer:zola", {BUYER}),
        ("buyer:", set()),
    ],
)
def test_price_audiences(audience: str, buyers_and_office: set[Principal]) -> None:
    staff = {STAFF} if audience in {"public", "registered"} else set()
    readers = who_may("read", "Price", merchant_id="M1", audience=audience)
    assert readers - {EVERYONE[10]} == buyers_and_office | staff


def test_a_shipment_is_for_its_buyer_its_merchants_and_the_office() -> None:
    readers = who_may("read", "Shipment", buyer_id="zola", merchant_ids=("M1", "M3"))
    assert readers == {BUYER, STAFF, ADMIN}


def test_a_quotation_is_for_its_owner_its_merchants_and_the_office() -> None:
    assert who_may("read", "Quotation", owner="zola", merchant_ids=["M1"]) == {BUYER, STAFF, ADMIN}
    assert VISITOR not in who_may("read", "Quotation", owner="visitor", merchant_ids=["M1"])


def test_one_of_several_merchants_reads_a_quotation_but_not_the_whole() -> None:
    shared = ["M1", "M3"]
    assert who_may("read", "Quotation", owner="zola", merchant_ids=shared) == {BUYER, STAFF, ADMIN}
    assert who_may("read_whole", "Quotation", owner="zola", merchant_ids=shared) == {BUYER, ADMIN}
    assert who_may("read_whole", "Quotation", owner="zola", merchant_ids=["M1"]) == {BUYER, STAFF, ADMIN}


@pytest.mark.parametrize(
    ("action", "alone", "shared"),
    [
        ("release", {STAFF}, {STAFF}),
        ("accept", {BUYER}, {BUYER}),
        ("decline", {BUYER, STAFF}, {BUYER, STAFF}),
        ("issue", {STAFF}, set()),
        ("revise", {BUYER, STAFF}, {BUYER}),
    ],
)
def test_each_side_makes_its_own_moves(action: str, alone: set[Principal], shared: set[Principal]) -> None:
    assert who_may(action, "Quotation", owner="zola", merchant_ids=["M1"]) == alone
    assert who_may(action, "Quotation", owner="zola", merchant_ids=["M1", "M3"]) == shared


@pytest.mark.parametrize("action", ["read", "read_whole", "release", "decline", "issue", "revise"])
def test_a_draft_without_an_owner_is_its_merchants(action: str) -> None:
    assert who_may(action, "Quotation", owner="", merchant_ids=["M1"]) - {ADMIN} == {STAFF}
    assert who_may(action, "Quotation", owner="", merchant_ids=[]) <= {ADMIN}


def test_nobody_accepts_what_staff_made_for_themselves() -> None:
    assert who_may("accept", "Quotation", owner="lin", merchant_ids=["M1"]) == set()


def test_a_conversation_is_for_its_owner_and_visitors_cannot_list() -> None:
    assert who_may("read", "Conversation", owner="zola") == {BUYER}
    assert may(VISITOR, "read", "Conversation", owner="visitor")
    assert not may(VISITOR, "list", "Conversation", owner="visitor")
    assert ENGINE.filter(VISITOR, "list", "Conversation") == Never()


@pytest.mark.parametrize(
    ("action", "resource_type"),
    [
        ("read", "AuditLog"),
        ("export", "AuditLog"),
        ("read_audit", "AuditLog"),
        ("read", "Ledger"),
        ("export", "Ledger"),
        ("read_costs", "Ledger"),
    ],
)
def test_log_and_ledger_are_for_oversight(action: str, resource_type: str) -> None:
    assert who_may(action, resource_type) == {ADMIN, AUDITOR}


@pytest.mark.parametrize("action", ["ingest", "add_events"])
def test_events_come_from_the_office(action: str) -> None:
    assert who_may(action, "EventFeed") == {ADMIN}


def test_the_decision_names_the_policies_that_made_it() -> None:
    document = {"merchant_id": "M1", "audience": "private"}
    assert (
        ENGINE.decide(STAFF, "read", Resource("Document", "d", document), {}).rule
        == "document-own-merchant"
    )
    refused = ENGINE.decide(ADMIN, "read", Resource("Document", "d", document), {})
    assert refused.rule == "document-private-stays"
    assert ENGINE.decide(VISITOR, "use", Resource("Tool", "track"), {}).rule == "nothing permits it"


@pytest.mark.parametrize(
    "resource",
    [
        Resource("Document", "d", {"audience": "public"}),
        Resource("Document", "d", {"audience": "public", "merchant_id": None}),
        Resource("Document", "d", {"audience": "public", "merchant_id": 7}),
        Resource("Document", "d", {"audience": "public", "merchant_id": object()}),
        Resource("Document", "d", {"audience": "public", "merchant_id": "M1", "owner": "zola"}),
        Resource("Shipment", "s", {"buyer_id": "zola", "merchant_ids": "M1"}),
        Resource("Treasure", "t"),
        Resource('Docu"ment', "t"),
    ],
)
def test_a_resource_that_does_not_fit_the_schema_is_denied(resource: Resource) -> None:
    decision = ENGINE.decide(BUYER, "read", resource, {})
    assert (decision.allowed, decision.rule) == (False, "a policy error denies")


@pytest.mark.parametrize("action", ["fly", "", 're"ad', "read\n"])
def test_an_unknown_action_is_denied_and_filters_everything_out(action: str) -> None:
    resource = Resource("Document", "d", {"merchant_id": "M1", "audience": "public"})
    assert not ENGINE.decide(BUYER, action, resource, {}).allowed
    assert ENGINE.filter(BUYER, action, "Document") == Never()


def test_unexpected_context_is_denied() -> None:
    assert not ENGINE.decide(BUYER, "use", Resource("Tool", "quote"), {"admin": True}).allowed


@pytest.mark.parametrize("user_id", ['x"; permit', "a\nb", "名", "\ud800", 'User::"zola"'])
def test_strange_ids_get_no_more_than_their_own(user_id: str) -> None:
    stranger = Principal(BUYER.role, user_id)  # type: ignore[arg-type]  # ids are plain strings
    assert not may(stranger, "read", "Quotation", owner="zola", merchant_ids=[])


def test_policy_errors_are_logged_without_the_caller(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        may(BUYER, "read", "Document", audience="public")
    assert "merchant_id" in caplog.text
    assert "zola" not in caplog.text


@pytest.mark.parametrize(
    "policies",
    [
        "permit (principal, action, resource) when {",
        "permit (principal, action, resource) when { principal.rank == 1 };",
        "permit (principal, action, resource is Treasure);",
        "anything at all",
    ],
)
def test_broken_policies_deny_everything(policies: str) -> None:
    engine = CedarPolicy(policies, SCHEMA)
    assert engine.problems
    assert not engine.decide(ADMIN, "use", Resource("Tool", "quote"), {}).allowed
    assert engine.filter(ADMIN, "read", "Document") == Never()


def test_a_broken_schema_denies_everything() -> None:
    engine = CedarPolicy("permit (principal, action, resource);", "entity User = {")
    assert not engine.decide(ADMIN, "use", Resource("Tool", "quote"), {}).allowed


def test_no_policies_permit_nothing() -> None:
    engine = CedarPolicy("", SCHEMA)
    assert not engine.decide(ADMIN, "use", Resource("Tool", "quote"), {}).allowed
    assert engine.filter(ADMIN, "read", "Document") == Never()


def test_loading_a_folder_with_an_unsound_policy_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.cedarschema").write_text(SCHEMA)
    (tmp_path / "a.cedar").write_text("permit (principal, action, resource) when { principal.rank == 1 };")
    with pytest.raises(SystemFault, match="rank"):
        load_policy(tmp_path)
