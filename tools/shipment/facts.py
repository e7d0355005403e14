"""A view as facts for evidence, in the order of their weight."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from core.evidence import Labelled
from core.labels import Integrity, Label
from core.trade import Shipment
from core.values import DateFact, NumberFact, TextFact, Value
from tools.shipment.harbours import port_name
from tools.shipment.lookup import readers, shows_house_bill_only
from tools.shipment.view import ShipmentView

SOURCE = "track"
NOT_REPORTED = "not_reported"


def view_facts(shipment: Shipment, view: ShipmentView) -> tuple[Labelled, ...]:
    """Labelled for the shipment's buyer, merchants and administrators; carriers' wording is untrusted."""
    port = Label(readers=readers(shipment))
    carrier = port.model_copy(update={"integrity": Integrity.UNTRUSTED})
    told = [(value, port) for value in _where(shipment, view)]
    told += [(value, port) for value in _when(view)]
    told += [(value, carrier if is_carriers else port) for value, is_carriers in _troubles(view)]
    told += [(value, port) for value in (*_numbers(shipment), *_free_time(view))]
    told += [(value, port) for value in _days({"reported_on": view.reported_on})]
    return tuple(Labelled(value=value, label=label, source=SOURCE) for value, label in told)


def text_fact(role: str, text: str, label: Label) -> Labelled:
    return Labelled(value=TextFact(role=role, text=text), label=label, source=SOURCE)


def _where(shipment: Shipment, view: ShipmentView) -> Iterator[Value]:
    now = view.now
    milestone = {"milestone": now.milestone.value} if now else {}
    if view.reported_on is None:
        milestone = {"not_reported": NOT_REPORTED}
    yield from _texts({"reference": shipment.reference} | milestone)
    yield from _days({"milestone_date": now.day if now else None, "not_reported_since": view.silent_since})
    yield from _texts({"not_reported": NOT_REPORTED if view.silent_since else ""})
    yield from _texts(
        {
            "milestone_place": port_name(now.locode) if now else "",
            "vessel": view.vessel,
            "voyage": view.voyage,
            "carrier": shipment.carrier,
            "pol": port_name(shipment.pol),
            "pod": port_name(shipment.pod),
        }
    )


def _when(view: ShipmentView) -> Iterator[Value]:
    """The expected arrival and every earlier date that was told; after arrival, the day of it if known.

    What was expected before a long silence has a role of its own: nobody may present it as fresh.
    """
    if view.is_there:
        yield from _days({"arrived_on": view.arrived_on})
        return
    yield from _days({"eta_last_told" if view.silent_since else "eta": view.eta})
    earlier = dict.fromkeys(version.day for version in view.eta_versions[:-1])
    yield from (DateFact(role="eta_before", day=day) for day in earlier if day != view.eta)
    if delta := view.eta_delta_days:
        yield _in_days("eta_days_later" if delta > 0 else "eta_days_earlier", abs(delta))
    yield from _days({"departure_planned": view.departure_planned})


def _troubles(view: ShipmentView) -> Iterator[tuple[Value, bool]]:
    """With whether the wording is the carrier's."""
    reason = view.eta_versions[-1].reason if view.eta_versions and not view.is_there else ""
    if reason:
        yield TextFact(role="eta_reason", text=reason), True
    if view.hold:
        yield TextFact(role="hold_reason", text=hold_text(view)), True
    if view.rollover:
        yield TextFact(role="rollover_reason", text=view.rollover.reason), view.rollover.stated
    if view.not_loaded:
        yield TextFact(role="not_loaded", text=view.not_loaded.to_fix), False
    if view.not_loaded and view.not_loaded.reason:
        yield TextFact(role="not_loaded_reason", text=view.not_loaded.reason), True


def hold_text(view: ShipmentView) -> str:
    """`customs: <the carrier's reason>`; empty without a hold."""
    return ": ".join(part for part in (view.hold.on, view.hold.reason) if part) if view.hold else ""


def shown_bill(shipment: Shipment) -> dict[str, str]:
    """The bill of lading that this shipment's people may see, under its role."""
    if shows_house_bill_only(shipment):
        return {"house_bl_no": shipment.house_bl_no}
    return {"bl_no": shipment.bl_no}


def _numbers(shipment: Shipment) -> Iterator[Value]:
    yield from _texts({"container_no": shipment.container_no} | shown_bill(shipment))
    if shipment.setpoint_c is not None:
        yield NumberFact(role="setpoint_c", amount=shipment.setpoint_c, unit="celsius")


def _free_time(view: ShipmentView) -> Iterator[Value]:
    """What follows from an expected discharge only is no fact."""
    free = view.free_time
    days = {"free_days_demurrage": free.demurrage_days, "free_days_detention": free.detention_days}
    yield from (_in_days(role, count) for role, count in days.items() if count is not None)
    over = {
        "demurrage_days_over": None if free.estimated else free.demurrage_days_over,
        "detention_days_over": free.detention_days_over,
    }
    yield from (_in_days(role, count) for role, count in over.items() if count)
    yield from _days(
        {
            "demurrage_last_free_day": None if free.estimated else free.demurrage_last_day,
            "detention_last_free_day": free.detention_last_day,
        }
    )


def _in_days(role: str, count: int) -> NumberFact:
    return NumberFact(role=role, amount=Decimal(count), unit="day")


def _texts(texts: dict[str, str]) -> Iterator[Value]:
    return (TextFact(role=role, text=text) for role, text in texts.items() if text)


def _days(days: dict[str, date | None]) -> Iterator[Value]:
    return (DateFact(role=role, day=day) for role, day in days.items() if day)
