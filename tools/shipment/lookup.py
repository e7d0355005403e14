"""Finding a shipment by any of its numbers, among those that the caller may see and no others."""

import re
import unicodedata
from collections.abc import Iterable

from core.filters import RowFilter, matches
from core.trade import Shipment, ShipmentKind


def visible(shipments: Iterable[Shipment], rule: RowFilter) -> list[Shipment]:
    """The shipments that pass the policy's `rule`, in the order of the port's list."""
    return [shipment for shipment in shipments if matches(rule, _row(shipment))]


def numbered(shipments: Iterable[Shipment], number: str) -> list[Shipment]:
    """Those of `shipments` that `number` names: by reference, container, booking, B/L or house B/L."""
    wanted = without_marks(number)
    return [one for one in shipments if wanted and wanted in map(without_marks, numbers_of(one))]


def numbers_of(shipment: Shipment) -> tuple[str, ...]:
    """Reference, container, booking, B/L and house B/L; those it lacks are empty."""
    return (
        shipment.reference,
        shipment.container_no,
        shipment.booking_no,
        shipment.bl_no,
        shipment.house_bl_no,
    )


def without_marks(number: str) -> str:
    """Letters and digits alone: one spelling for all of a number's."""
    return re.sub(r"[\W_]", "", in_plain_letters(number)).casefold()


def in_plain_letters(text: str) -> str:
    """Full-width letters as the usual ones (Unicode NFKC), the digits of any script as 0 to 9."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit.group())), plain)


def shows_house_bill_only(shipment: Shipment) -> bool:
    """Whether its buyer holds a house bill: the master bill then names the forwarder's business."""
    return shipment.kind is not ShipmentKind.FCL or bool(shipment.house_bl_no)


def readers(shipment: Shipment) -> frozenset[str]:
    """The reader ids (core.labels) that may see what is known of `shipment`."""
    merchants = (f"merchant:{merchant_id}" for merchant_id in shipment.merchant_ids)
    return frozenset({str(shipment.buyer_id), "admin", *merchants})


def _row(shipment: Shipment) -> dict[str, object]:
    """The attributes that the policy's schema gives a Shipment."""
    return {
        "reference": shipment.reference,
        "buyer_id": str(shipment.buyer_id),
        "merchant_ids": [str(merchant_id) for merchant_id in shipment.merchant_ids],
    }
