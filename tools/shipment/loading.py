"""Not loaded: the vessel left without a container whose papers, weight or seal were not in order.

That is no rollover: a new booking does not help before it is put right ("no VGM, no load", SOLAS VI/2).
Document and event codes: DCSA Track & Trace 2.2.
"""

from collections.abc import Iterable, Sequence

from tools.shipment.events import TrackEvent
from tools.shipment.view import NotLoaded

_TO_FIX = {
    "VGM": "vgm",
    "CUS": "customs",
    "CUC": "customs",
    "DGD": "dangerous_goods",
    "OOG": "out_of_gauge",
    "CAS": "cargo_survey",
    "SHI": "documents",
    "SRM": "documents",
    "TRD": "documents",
}
_BLOCKING = frozenset({"HOLD", "REJE", "PENU"})
# For each check of the container, what ends it: a seal taken off is put on again, customs let go.
_CHECKS = {"RMVD": ("seal", ("RSEA",)), "CUSI": ("customs", ("CUSR",)), "CUSS": ("customs", ("CUSR",))}


def left_unready(events: Sequence[TrackEvent], left: TrackEvent) -> NotLoaded | None:
    """What kept the container off the vessel that `left`; None when nothing is reported that would."""
    before = sorted((e for e in events if e.is_actual and e.at <= left.at), key=lambda e: (e.at, e.created))
    open_since = {**_papers(before), **_checks(before)}
    if not open_since:
        return None
    to_fix, event = max(open_since.items(), key=lambda row: row[1].at)
    return NotLoaded(left.vessel, left.voyage, to_fix, event.reason or event.remark, event.at.date())


def _papers(events: Iterable[TrackEvent]) -> dict[str, TrackEvent]:
    """What the last word on each document leaves open."""
    newest = {event.document: event for event in events if event.document in _TO_FIX}
    return {_TO_FIX[doc]: event for doc, event in newest.items() if event.code in _BLOCKING}


def _checks(events: Iterable[TrackEvent]) -> dict[str, TrackEvent]:
    found: dict[str, TrackEvent] = {}
    for event in events:
        if event.code in _CHECKS:
            found[_CHECKS[event.code][0]] = event
        for to_fix, ends in _CHECKS.values():
            if event.code in ends:
                found.pop(to_fix, None)
    return found
