"""Reads a whole port folder: every problem in it, or all of its rows, events and documents."""

from dataclasses import dataclass
from pathlib import Path

from core.trade import (
    Charge,
    CostRow,
    DocumentFile,
    Duty,
    FxRate,
    Lane,
    Merchant,
    PortBook,
    PortProfile,
    PriceRow,
    Product,
    Shipment,
    User,
)
from core.turns import JsonObject
from tools.catalogue.folder import references, sheets
from tools.catalogue.folder.cross_check import cross_check
from tools.catalogue.folder.document_files import read_documents
from tools.catalogue.folder.event_files import read_events
from tools.catalogue.folder.findings import Findings
from tools.catalogue.folder.profile import read_profile
from tools.catalogue.folder.rows import Rows, read_rows
from tools.catalogue.folder.tables import SHEETS, Tables, tables_of


@dataclass(frozen=True, slots=True)
class PortFolder:
    """A folder that was read without a problem. `events` are DCSA Track & Trace 2.2 as they came;
    `warnings` name what was ignored."""

    root: Path
    book: PortBook
    costs: tuple[CostRow, ...]
    events: tuple[JsonObject, ...]
    documents: tuple[DocumentFile, ...]
    warnings: tuple[str, ...]

    @property
    def tables(self) -> Tables:
        return tables_of(self.book, self.costs)

    def location(self, document: DocumentFile) -> Path:
        """The absolute path of a document's file."""
        return self.root / document.path


def read_port_folder(path: Path) -> PortFolder:
    """Raises PortFolderError with every problem found, each with file, row and column."""
    root, findings = path.resolve(), Findings()
    if not root.is_dir():
        findings.problem(str(path), "There is no such folder.")
        findings.settle()
    profile = read_profile(root, findings)
    tables = _read_tables(root, findings)
    events = read_events(root, findings)
    documents = read_documents(root, tables.merchants.keys, findings)
    _cross_check(tables, events, findings)
    warnings = findings.settle()
    assert profile is not None  # a missing profile is a problem, and settle() raised
    return PortFolder(root, _book(profile, tables), tables.costs.rows, events, documents, warnings)


@dataclass(frozen=True, slots=True)
class _Tables:
    merchants: Rows[Merchant]
    users: Rows[User]
    products: Rows[Product]
    prices: Rows[PriceRow]
    costs: Rows[CostRow]
    lanes: Rows[Lane]
    charges: Rows[Charge]
    duties: Rows[Duty]
    fx: Rows[FxRate]
    shipments: Rows[Shipment]


def _read_tables(root: Path, findings: Findings) -> _Tables:
    return _Tables(
        merchants=read_rows(root, sheets.MERCHANTS, findings),
        users=read_rows(root, sheets.USERS, findings),
        products=read_rows(root, sheets.PRODUCTS, findings),
        prices=read_rows(root, sheets.PRICES, findings),
        costs=read_rows(root, sheets.COSTS, findings),
        lanes=read_rows(root, sheets.LANES, findings),
        charges=read_rows(root, sheets.CHARGES, findings),
        duties=read_rows(root, sheets.DUTIES, findings),
        fx=read_rows(root, sheets.FX, findings),
        shipments=read_rows(root, sheets.SHIPMENTS, findings),
    )


def _cross_check(tables: _Tables, events: tuple[JsonObject, ...], findings: Findings) -> None:
    known = references.Known(tables.merchants.keys, tables.users.keys, tables.products.keys)
    rows = Tables(**{name: getattr(tables, name).rows for name in SHEETS})
    cross_check(rows, known, findings)
    references.warn_of_stray_events(events, tables.shipments.rows, findings)


def _book(profile: PortProfile, tables: _Tables) -> PortBook:
    return PortBook(
        profile=profile,
        merchants=tables.merchants.rows,
        users=tables.users.rows,
        products=tables.products.rows,
        prices=tables.prices.rows,
        lanes=tables.lanes.rows,
        charges=tables.charges.rows,
        duties=tables.duties.rows,
        fx=tables.fx.rows,
        shipments=tables.shipments.rows,
    )
