"""Writes a port as a folder that reads back to the same rows: port.toml, the CSV files and the events."""

import csv
import json
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

from core.errors import BadInput
from core.trade import CostRow, PortBook, PortProfile
from core.turns import JsonObject
from tools.catalogue.folder import profile
from tools.catalogue.folder.tables import SHEETS, cell_text, tables_of

EVENTS_FILE = "events/events.json"


def write_port_folder(
    root: Path, book: PortBook, costs: Sequence[CostRow], events: Sequence[JsonObject]
) -> None:
    """`root` has to be new or empty: nothing is ever written over. Raises BadInput."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        if any(root.iterdir()):
            raise BadInput(f"The folder {str(root)!r} is not empty.", hint="Name a new folder.")
        (root / profile.FILE).write_text(_profile_text(book.profile), encoding="utf-8")
        for name, rows in tables_of(book, costs):
            _write_rows(root / SHEETS[name].file, [column.name for column in SHEETS[name].columns], rows)
        if events:
            (root / EVENTS_FILE).parent.mkdir()
            text = json.dumps(list(events), ensure_ascii=False, indent=1)
            (root / EVENTS_FILE).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"The folder {str(root)!r} cannot be written: {error.strerror}.", hint="Name another folder."
        ) from error


def _write_rows(path: Path, columns: Sequence[str], rows: Sequence[object]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell_text(getattr(row, column)) for column in columns] for row in rows)


def _profile_text(values: PortProfile) -> str:
    """Figures as strings, since a TOML float is not exact."""
    names = [field.name for field in fields(values) if field.name != "fallback_wm_ratio"]
    lines = [f"{name} = {_toml(getattr(values, name))}" for name in names]
    ratios = [f"{name} = {_toml(ratio)}" for name, ratio in values.fallback_wm_ratio.items()]
    return "\n".join([*lines, "[fallback_wm_ratio]", *ratios]) + "\n"


def _toml(value: object) -> str:
    """TOML 1.0: a basic string is a JSON string but for U+007F, which has to be escaped too."""
    match value:
        case tuple():
            return f"[{', '.join(_toml(part) for part in value)}]"
        case int():
            return str(value)
        case Decimal():
            return f'"{value:f}"'
        case _:
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
