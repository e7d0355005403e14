"""Checks across cells and files: dates in order, and no row that names what is not there."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from core.principal import Role
from core.trade import Charge, CostRow, PriceRow, Shipment, User
from core.turns import JsonObject
from tools.catalogue.folder.findings import Findings, shown
from tools.catalogue.folder.rows import Key


class _Dated(Protocol):
    @property
    def row(self) -> int: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_until(self) -> date | None: ...


class Known:
    """The keys that rows may name. A file that could not be read names everything. `stranger` is said of a
    user who is not among `users`."""

    def __init__(
        self,
        merchants: frozenset[Key] | None,
        users: frozenset[Key] | None,
        products: frozenset[Key] | None,
        stranger: str = "is none of the users",
    ) -> None:
        self._merchants, self._users, self._products = merchants, users, products
        self.stranger = stranger

    def merchant(self, merchant_id: str) -> bool:
        return self._merchants is None or (merchant_id,) in self._merchants

    def user(self, user_id: str) -> bool:
        return self._users is None or (user_id,) in self._users

    def product(self, merchant_id: str, sku: str) -> bool:
        return self._products is None or (merchant_id, sku) in self._products


def check_dates(file: str, rows: Iterable[_Dated], findings: Findings) -> None:
    for row in rows:
        if row.valid_from and row.valid_until and row.valid_until < row.valid_from:
            message = (
                f"{row.valid_until.isoformat()!r} is before valid_from, {row.valid_from.isoformat()!r}."
            )
            findings.problem(file, message, row=row.row, column="valid_until")


def check_charges(rows: Iterable[Charge], findings: Findings) -> None:
    for row in rows:
        if row.minimum is not None and row.maximum is not None and row.maximum < row.minimum:
            message = f"{str(row.maximum)!r} is less than the minimum, {str(row.minimum)!r}."
            findings.problem("charges.csv", message, row=row.row, column="maximum")


def check_users(rows: Iterable[User], known: Known, findings: Findings) -> None:
    for user in rows:
        if user.role is Role.MERCHANT and not user.merchant_id:
            message = f"The merchant user {user.user_id!r} belongs to no merchant."
            findings.problem("users.csv", message, row=user.row, column="merchant_id")
        if user.role is not Role.MERCHANT and user.merchant_id:
            message = f"{user.merchant_id!r}: only users with the role merchant belong to a merchant."
            findings.problem("users.csv", message, row=user.row, column="merchant_id")
        if user.user_id == "admin" and user.role is not Role.ADMIN:
            message = "'admin' also names all administrators as readers; give this user another id."
            findings.problem("users.csv", message, row=user.row, column="user_id")
        if user.merchant_id:
            check_merchant("users.csv", user.row, user.merchant_id, known, findings)


def check_merchant(
    file: str, row: int, merchant_id: str, known: Known, findings: Findings, *, column: str = "merchant_id"
) -> bool:
    if known.merchant(merchant_id):
        return True
    findings.problem(file, f"{shown(merchant_id)} is none of the merchants.", row=row, column=column)
    return False


def check_products(file: str, rows: Iterable[PriceRow | CostRow], known: Known, findings: Findings) -> None:
    """Each row names a merchant and one of its products."""
    for row in rows:
        if not check_merchant(file, row.row, row.merchant_id, known, findings):
            continue
        if not known.product(row.merchant_id, row.sku):
            message = f"{shown(row.sku)} of merchant {row.merchant_id!r} is none of the products."
            findings.problem(file, message, row=row.row, column="sku")


def check_audiences(rows: Iterable[PriceRow], known: Known, findings: Findings) -> None:
    for row in rows:
        kind, _, user_id = row.audience.partition(":")
        if kind == "buyer" and not known.user(user_id):
            message = f"{shown(user_id)} {known.stranger}."
            findings.problem("prices.csv", message, row=row.row, column="audience")


def check_shipments(rows: Iterable[Shipment], known: Known, findings: Findings) -> None:
    for row in rows:
        if not known.user(row.buyer_id):
            message = f"{shown(row.buyer_id)} {known.stranger}."
            findings.problem("shipments.csv", message, row=row.row, column="buyer_id")
        for merchant_id in row.merchant_ids:
            check_merchant("shipments.csv", row.row, merchant_id, known, findings, column="merchant_ids")


def warn_of_stray_events(
    events: Iterable[JsonObject], shipments: Iterable[Shipment], findings: Findings
) -> None:
    """An event that names no shipment of the folder is kept: its shipment may come later."""
    numbers = {
        number
        for row in shipments
        for number in (row.reference, row.container_no, row.booking_no, row.bl_no)
        if number
    }
    for event in events:
        if numbers.isdisjoint(_numbers(event)):
            findings.warn(
                "events", f"The event {event['eventID']!r} belongs to no shipment of shipments.csv."
            )


def _numbers(event: JsonObject) -> set[str]:
    """Every number in an event that may name a shipment (DCSA Track & Trace 2.2)."""
    lists = (("references", "referenceValue"), ("documentReferences", "documentReferenceValue"))
    items = [(event.get(name), value) for name, value in lists]
    named = [
        item.get(value)
        for found, value in items
        if isinstance(found, list)
        for item in found
        if isinstance(item, dict)
    ]
    named += [event.get("equipmentReference"), event.get("documentID")]
    return {number for number in named if isinstance(number, str)}
