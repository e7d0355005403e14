"""A port folder into the house: its tables in one transaction, then its documents into the knowledge."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from app.bootstrap import House
from app.price_watch import check_alerts
from core.errors import BadInput
from core.turns import JsonObject
from knowledge.documents import IngestReport, SourceDocument
from store.port_import import import_port
from tools.catalogue.folder import PortFolder, read_port_folder

Progress = Callable[[str], None]
_LAST_FOLDER = "port_folder"
_log = logging.getLogger(__name__)


def import_folder(house: House, folder: Path, progress: Progress = lambda _: None) -> JsonObject:
    """The report: `revision`, `tables` with counts by file, `documents`, `warnings`. All or nothing for the
    tables; raises PortFolderError with every problem found."""
    progress("checking the folder")
    content = read_port_folder(folder)
    progress("writing the tables")
    report = import_port(house.database, content, at=house.clock.now())
    (house.settings.data_folder / _LAST_FOLDER).write_text(str(content.root), encoding="utf-8")
    documents = _ingest(house, content, progress)
    return {
        "revision": report.revision,
        "tables": {name: asdict(changes) for name, changes in report.tables.items()}
        | {"documents": _counts(documents)},
        "warnings": [*content.warnings, *_troubles(documents), *_look_at_alerts(house)],
    }


def ingest_documents(house: House, progress: Progress = lambda _: None) -> JsonObject:
    """The documents of the folder that was imported last, as they are now."""
    folder = last_folder(house)
    if folder is None:
        raise BadInput("No port folder has been imported.", hint="Run: quayside import FOLDER")
    documents = _ingest(house, read_port_folder(folder), progress)
    return {"tables": {"documents": _counts(documents)}, "warnings": _troubles(documents)}


def last_folder(house: House) -> Path | None:
    """The folder that was imported last, as it was named then; it may be gone."""
    note = house.settings.data_folder / _LAST_FOLDER
    return Path(note.read_text(encoding="utf-8")) if note.is_file() else None


def _ingest(house: House, content: PortFolder, progress: Progress) -> IngestReport:
    sources = [SourceDocument(file=file, root=content.root) for file in content.documents]
    return house.knowledge.ingest(
        sources,
        complete=True,
        progress=lambda done, count, path: progress(f"document {done} of {count}: {path}"),
    )


def _look_at_alerts(house: House) -> list[str]:
    """What went wrong: the import stands all the same."""
    try:
        check_alerts(house)
    except Exception as error:  # a fault of ours must not undo what is imported
        _log.exception("a look at the price alerts broke")
        return [f"The price alerts were not looked at: {error}. A running server does it again."]
    return []


def _counts(report: IngestReport) -> JsonObject:
    return {
        "added": len(report.added),
        "changed": len(report.replaced),
        "unchanged": len(report.unchanged),
        "removed": len(report.removed),
    }


def _troubles(report: IngestReport) -> list[str]:
    return [*report.warnings, *(f"{failure.path}: {failure.reason}" for failure in report.failed)]
