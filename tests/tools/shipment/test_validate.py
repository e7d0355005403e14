from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.turns import JsonObject
from tests.tools.shipment.messages import SHIPMENT, transport, until_discharged
from tools.shipment import follow, validate_event

GOOD = transport("ARRI", "2026-11-14T06:00:00+03:00", "KEMBA")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def test_good_messages_have_nothing_against_them() -> None:
    assert [validate_event(message) for message in until_discharged()] == [[]] * 9


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"eventID": None}, "eventID"),
        ({"eventID": 123456789}, "eventID"),
        ({"eventType": "OPERATIONS"}, "eventType"),
        ({"eventClassifierCode": "REQ"}, "eventClassifierCode"),
        ({"eventClassifierCode": ["ACT"]}, "eventClassifierCode"),
        ({"transportEventTypeCode": "GTIN"}, "transportEventTypeCode"),
        ({"transportEventTypeCode": None}, "transportEventTypeCode"),
        ({"eventDateTime": "2026/11/14 06:00"}, "eventDateTime"),
        ({"eventDateTime": "2026-11-14T06:00:00"}, "eventDateTime"),
        ({"eventDateTime": "2026-11-14"}, "eventDateTime"),
        ({"eventCreatedDateTime": "2099-01-01T00:00:00Z"}, "eventCreatedDateTime"),
        ({"eventCreatedDateTime": 0}, "eventCreatedDateTime"),
        ({"transportCall": "SGSIN"}, "transportCall"),
        ({"transportCall": {"vessel": []}}, "transportCall.vessel"),
    ],
)
def test_what_is_wrong_is_named(change: JsonObject, named: str) -> None:
    reasons = validate_event(GOOD | change)
    assert len(reasons) == 1
    assert reasons[0].startswith(named)


def test_a_shipment_event_needs_a_known_document() -> None:
    event = GOOD | {"eventType": "SHIPMENT", "shipmentEventTypeCode": "HOLD", "documentTypeCode": {}}
    assert any("documentTypeCode" in reason for reason in validate_event(event))


@given(st.sampled_from(sorted(GOOD)), JSON)
@settings(deadline=None)
def test_no_value_anywhere_makes_reading_fail(field: str, value: object) -> None:
    follow(SHIPMENT, [GOOD | {field: value}], datetime(2026, 11, 1).date())


@given(st.sampled_from(["UNLocationCode", "vessel", "transportCallSequenceNumber", "location"]), JSON)
@settings(deadline=None)
def test_no_value_inside_a_call_makes_reading_fail(field: str, value: object) -> None:
    call = {**GOOD["transportCall"], field: value}
    follow(SHIPMENT, [GOOD | {"transportCall": call}], datetime(2026, 11, 1).date())


@given(JSON)
@settings(deadline=None)
def test_anything_at_all_gets_an_answer(found: object) -> None:
    assert validate_event(found)
