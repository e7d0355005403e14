"""`quayside track` prints what is known of a shipment, what has to be fixed and what is not fresh."""

from app.cli.track import described
from core.turns import JsonObject

CARD: JsonObject = {
    "reference": "HY-1",
    "milestone": "departed",
    "eta": "2026-12-05",
    "eta_before": "2026-12-02",
    "eta_delta_days": 3,
    "not_reported_since": "2026-11-20",
    "setpoint_c": "-18",
    "demurrage_days_over": 0,
    "detention_days_over": 2,
    "detention_last_free_day": "2026-11-30",
    "demurrage_last_free_day_expected": "2026-12-12",
    "overdue": True,
    "holidays_known": False,
}


def test_what_has_not_been_reported_since_comes_before_the_dates() -> None:
    lines = described(CARD).splitlines()
    assert lines[1] == "  not reported since: 2026-11-20"
    assert lines.index("  eta: 2026-12-05") > 1


def test_every_known_fact_is_a_line_zero_too() -> None:
    shown = described(CARD)
    for line in (
        "eta delta days: 3",
        "setpoint c: -18",
        "demurrage days over: 0",
        "detention days over: 2",
        "detention last free day: 2026-11-30",
        "demurrage last free day expected: 2026-12-12",
        "overdue: yes",
    ):
        assert f"  {line}\n" in shown + "\n"


def test_what_is_not_known_is_left_out() -> None:
    assert described({"reference": "HY-1", "vessel": "", "eta_delta_days": None}) == "HY-1"


def test_not_loaded_says_what_to_fix_first() -> None:
    found = {"vessel": "AURORA", "to_fix": "cargo_survey", "reason": "No slot.", "since": "2026-11-18"}
    assert "not loaded: AURORA left without it; to fix: cargo survey, open since 2026-11-18, No slot." in (
        described(CARD | {"not_loaded": found})
    )
    bare = found | {"vessel": "", "reason": ""}
    assert "not loaded: the vessel left without it; to fix: cargo survey, open since 2026-11-18\n" in (
        described(CARD | {"not_loaded": bare}) + "\n"
    )


def test_legs_are_read_from_port_to_port() -> None:
    legs = [
        {
            "from": {"locode": "CNNSA", "name": "Nansha"},
            "to": {"locode": "SGSIN", "name": "Singapore"},
            "vessel": "AURORA",
            "voyage": "114W",
            "departed": {"day": "2026-11-14", "classifier": "ACT"},
            "arrived": {"day": "2026-11-19", "classifier": "EST"},
        },
        {"from": {"locode": "SGSIN", "name": "Singapore"}, "to": None, "vessel": "", "voyage": ""},
    ]
    shown = described(CARD | {"legs": legs}).splitlines()
    assert (
        "  leg 1: Nansha -> Singapore, AURORA / 114W, departed 2026-11-14, arrived 2026-11-19 (estimated)"
        in (shown)
    )
    assert "  leg 2: Singapore -> ?" in shown


def test_the_timeline_comes_last() -> None:
    step = {"milestone": "gate_in", "date": "2026-11-10", "place": {"name": "Nansha"}}
    assert described(CARD | {"timeline": [step]}).splitlines()[-1] == "  2026-11-10  gate in  Nansha"
