"""The imported port beside a folder: what importing one would change, and the port written as one."""

import shutil
from dataclasses import fields, replace
from pathlib import Path

from app.bootstrap import House
from app.desks.catalogue import tables_in
from app.importing import last_folder
from core.errors import NotFound
from core.trade import PortBook
from core.turns import JsonObject
from store.catalogue import StoredCatalogue
from tools.catalogue.folder import read_port_folder
from tools.catalogue.folder.document_files import META, read_documents
from tools.catalogue.folder.findings import Findings
from tools.catalogue.folder.tables import SHEETS, Tables
from tools.catalogue.folder.writing import write_port_folder
from tools.catalogue.preview import preview_of, to_json


def preview_folder(house: House | None, folder: Path) -> JsonObject:
    """What importing `folder` would change in the tables, as tools.catalogue.preview tells it; nothing is
    written. `house` None: there is none yet. Raises PortFolderError. Documents, events and port.toml are
    not compared."""
    content = read_port_folder(folder)
    stored = _stored(house)
    present = Tables(**dict.fromkeys(SHEETS, ())) if stored is None else tables_in(stored)
    preview = preview_of(present, content.tables)
    return to_json(replace(preview, warnings=(*content.warnings, *preview.warnings)))


def export_folder(house: House, folder: Path) -> JsonObject:
    """Writes the port as a folder, with the documents of the folder that was imported last. The report:
    `tables` with their rows, `warnings`. Raises NotFound before an import, BadInput for a folder with
    something in it."""
    profile = house.port.book().profile
    rows = dict(house.catalogue.read(SHEETS).rows)
    costs = rows.pop("costs")
    names = [field.name for field in fields(PortBook) if field.name != "profile"]
    book = PortBook(profile, **{name: rows[name] for name in names})  # type: ignore[arg-type]
    events = house.events.all_events()
    write_port_folder(folder, book, costs, events)  # type: ignore[arg-type]  # the rows of costs.csv
    documents, warnings = _copy_documents(last_folder(house), folder)
    counts = {name: len(found) for name, found in (*rows.items(), ("costs", costs), ("events", events))}
    return {"tables": counts | {"documents": documents}, "warnings": warnings}


def _stored(house: House | None) -> StoredCatalogue | None:
    if house is None:
        return None
    try:
        return house.catalogue.read(SHEETS)
    except NotFound:
        return None


def _copy_documents(source: Path | None, target: Path) -> tuple[int, list[str]]:
    """How many were copied. The import of a folder without documents takes them out of the knowledge, so a
    folder that is gone is told."""
    if source is None:
        return 0, []
    if not source.is_dir():
        return 0, [
            f"The documents were in {str(source)!r}, which is gone: put them under documents/ before "
            "importing this folder, or they leave the knowledge."
        ]
    documents = read_documents(source, None, Findings())
    for document in documents:
        for path in (document.path, document.path + META):
            if (source / path).is_file():
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source / path, target / path)
    return len(documents), []
