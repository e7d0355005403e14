"""What files and feeds send: sorted, with everything that is wrong named, and never raised."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.turns import JsonObject
from tests.tools.shipment.messages import equipment, papers, transport
from tests.tools.shipment.test_validate import JSON
from tools.shipment import sort_out
from tools.shipment.doubts import doubts_about

GOOD = transport("ARRI", "2026-11-14T06:00:00+03:00", "KEMBA")
PAPERS = papers("CONF", "BKG", "2026-10-05T10:00:00+08:00")


def without(event: JsonObject, field: str) -> JsonObject:
    return {key: value for key, value in event.items() if key != field}


def reasons(*messages: object) -> list[tuple[str, ...]]:
    return [rejected.reasons for rejected in sort_out(json.dumps(messages)).rejected]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([GOOD, PAPERS]),
        json.dumps([GOOD, PAPERS], indent=2),
        f"{json.dumps(GOOD)}\n{json.dumps(PAPERS)}\n",
        f"{json.dumps(GOOD)}\r\n\r\n{json.dumps(PAPERS)}",
    ],
)
def test_an_array_and_a_line_each_are_the_same_events(text: str) -> None:
    found = sort_out(text)
    assert (found.events, found.rejected) == ([GOOD, PAPERS], [])


def test_one_event_alone_is_a_file_too() -> None:
    assert sort_out(json.dumps(GOOD)).events == [GOOD]


def test_a_wrong_event_does_not_stop_the_right_ones() -> None:
    found = sort_out(json.dumps([GOOD, {"eventID": 7}, "no", PAPERS]))
    assert found.events == [GOOD, PAPERS]
    assert [json.loads(rejected.body) for rejected in found.rejected] == [{"eventID": 7}, "no"]
    assert found.received == 4


def test_a_broken_line_does_not_stop_the_others() -> None:
    found = sort_out(f"{json.dumps(GOOD)}\n{{broken\n{json.dumps(PAPERS)}")
    assert found.events == [GOOD, PAPERS]
    assert json.loads(found.rejected[0].body) == "{broken"


@pytest.mark.parametrize("text", ["", "  \n", "<html>busy</html>", "[{]", "[" * 100_000])
def test_what_is_no_json_is_kept_whole(text: str) -> None:
    found = sort_out(text)
    assert (found.events, found.received) == ([], 1)
    assert json.loads(found.rejected[0].body) == text
    assert found.rejected[0].reasons


# The kinds of faults that DCSA's own deliberately wrong responses have.


def test_events_inside_another_structure_are_no_events() -> None:
    (named,) = reasons({"someEvents": [GOOD]})
    fields = ("eventType", "eventClassifierCode", "eventCreatedDateTime", "eventDateTime", "eventID")
    assert [reason.split()[0] for reason in named] == list(fields)


@pytest.mark.parametrize(
    ("event", "named"),
    [
        (without(PAPERS, "eventID"), ["eventID"]),
        (without(without(PAPERS, "eventID"), "eventDateTime"), ["eventDateTime", "eventID"]),
        (without(PAPERS, "eventCreatedDateTime"), ["eventCreatedDateTime"]),
        (PAPERS | {"eventCreatedDateTime": "2021 01 01 14:12:56"}, ["eventCreatedDateTime"]),
        (PAPERS | {"eventDateTime": "2019/11/12 07:41:00 +08:30"}, ["eventDateTime"]),
        (PAPERS | {"eventCreatedDateTime": "1999-01-01T14:12:56Z"}, ["eventCreatedDateTime"]),
        (PAPERS | {"eventCreatedDateTime": "2099-01-01T14:12:56Z"}, ["eventCreatedDateTime"]),
        (PAPERS | {"eventID": 123456789}, ["eventID"]),
    ],
)
def test_every_fault_of_an_event_is_named(event: JsonObject, named: list[str]) -> None:
    assert [reason.split()[0] for reason in reasons(event)[0]] == named


@pytest.mark.parametrize(
    ("event", "named"),
    [
        (GOOD | {"eventID": "incorrect"}, ["eventID"]),
        (GOOD | {"transportCall": {"UNLocationCode": "XYABC"}}, ["transportCall.UNLocationCode"]),
        (
            GOOD | {"transportCall": {"location": {"UNLocationCode": "XYBCD"}}},
            ["transportCall.location.UNLocationCode"],
        ),
        (GOOD | {"eventLocation": {"UNLocationCode": "kemba"}}, ["eventLocation.UNLocationCode"]),
        (
            GOOD | {"transportCall": {"vessel": {"vesselIMONumber": "9321484"}}},
            ["transportCall.vessel.vesselIMONumber"],
        ),
        (GOOD | {"transportCall": {"vessel": {"vesselIMONumber": "9321483"}}}, []),
        (equipment("LOAD", "2026-10-20T14:00:00+08:00", "CNNBG"), []),
        (
            equipment("LOAD", "2026-10-20T14:00:00+08:00", "CNNBG") | {"equipmentReference": "APZU2134567"},
            ["equipmentReference"],
        ),
    ],
)
def test_what_is_odd_is_told_and_the_event_taken(event: JsonObject, named: list[str]) -> None:
    assert [doubt.split()[0] for doubt in doubts_about(event)] == named
    found = sort_out(json.dumps([event]))
    assert found.events == [event]
    assert found.doubtful == bool(named)


@pytest.mark.parametrize("text", ["half \ud800 a character", "nul \x00"])
def test_text_that_no_database_takes_is_kept_apart(text: str) -> None:
    found = sort_out(json.dumps([PAPERS | {"reason": text}, PAPERS | {"documentID": text}, GOOD]))
    assert found.events == [GOOD]
    assert len(found.rejected) == 2


def test_a_number_that_json_does_not_have_is_kept_apart() -> None:
    found = sort_out(json.dumps([GOOD | {"x": float("nan")}, PAPERS]).replace("NaN", "1e999"))
    assert found.events == [PAPERS]
    assert "Infinity" in found.rejected[0].body


def test_a_backslash_before_u0000_is_no_nul() -> None:
    assert len(sort_out(json.dumps([PAPERS | {"reason": "C:\\u0000"}])).events) == 1


def test_a_long_value_does_not_make_a_long_reason() -> None:
    (named,) = reasons(GOOD | {"eventType": "X" * 100_000})
    assert max(map(len, named)) < 300


@given(st.lists(JSON | st.fixed_dictionaries(dict.fromkeys(GOOD, JSON)), max_size=4))
@settings(deadline=None)
def test_nothing_that_can_be_written_as_json_is_lost_or_raised(messages: list[object]) -> None:
    found = sort_out(json.dumps(messages))
    kept = [*found.events, *(json.loads(rejected.body) for rejected in found.rejected)]
    assert found.received == len(messages)
    assert sorted(map(json.dumps, kept)) == sorted(map(json.dumps, messages))
    assert all(rejected.reasons for rejected in found.rejected)


@given(st.text(max_size=200))
@settings(deadline=None)
def test_no_text_at_all_is_raised(text: str) -> None:
    assert sort_out(text).received
