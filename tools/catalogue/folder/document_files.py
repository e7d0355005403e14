"""documents/MERCHANT_ID/AUDIENCE/*: which files there are and what their meta files say of them.

What is inside a document is not read here.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from core.ids import MerchantId
from core.trade import DocumentFile
from tools.catalogue.folder import cells
from tools.catalogue.folder.findings import Findings
from tools.catalogue.folder.rows import Column, Key
from tools.catalogue.folder.toml_tables import read_fields, read_table

PORT_FOLDER = "_port"
META = ".meta.toml"
SUFFIXES = frozenset(
    {".pdf", ".docx", ".xlsx", ".csv", ".html", ".htm", ".md", ".markdown", ".txt", ".png", ".jpg", ".jpeg"}
)
_META_KEYS = (
    Column("title", cells.text, required=False),
    Column("language", cells.text, required=False),
    Column("valid_from", cells.day, required=False),
    Column("valid_until", cells.day, required=False),
    Column("source", cells.text, required=False),
)


def read_documents(
    root: Path, merchants: frozenset[Key] | None, findings: Findings
) -> tuple[DocumentFile, ...]:
    """The documents by path. `merchants` None: merchants.csv could not be read, any folder name passes."""
    found: list[DocumentFile] = []
    for folder in _visible(root / "documents"):
        if not folder.is_dir() or (folder.name != PORT_FOLDER and not _is_merchant(folder.name, merchants)):
            findings.problem(f"documents/{folder.name}", "This is not a merchant's folder.")
            continue
        audiences = {"public"} if folder.name == PORT_FOLDER else {"public", "registered", "private"}
        for part in _visible(folder):
            if not part.is_dir() or part.name not in audiences:
                place = f"documents/{folder.name}/{part.name}"
                findings.problem(place, f"A document belongs in one of: {', '.join(sorted(audiences))}.")
                continue
            found += _documents(root, part, findings)
    return tuple(found)


def _is_merchant(name: str, merchants: frozenset[Key] | None) -> bool:
    return merchants is None or (name,) in merchants


def _visible(folder: Path) -> list[Path]:
    """What is in `folder`, by name, without hidden files; nothing when there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _documents(root: Path, folder: Path, findings: Findings) -> Iterator[DocumentFile]:
    for path in _visible(folder):
        file = path.relative_to(root).as_posix()
        if path.name.endswith(META):
            if not path.with_name(path.name.removesuffix(META)).is_file():
                findings.problem(file, "It describes a document that is not there.")
        elif path.is_symlink() or not path.is_file():
            findings.problem(file, "This is not a plain file; a document's folder holds only files.")
        elif path.suffix.lower() not in SUFFIXES:
            findings.warn(file, f"Documents of type {path.suffix!r} are not read; the file was ignored.")
        elif document := _document(root, file, findings):
            yield document


def _document(root: Path, file: str, findings: Findings) -> DocumentFile | None:
    _, merchant_id, audience, _ = file.split("/")
    try:
        digest = hashlib.sha256((root / file).read_bytes()).hexdigest()
    except OSError as error:
        findings.problem(file, f"The file cannot be read: {error.strerror}.")
        return None
    document = DocumentFile(
        path=file, merchant_id=MerchantId(merchant_id), audience=audience, sha256=digest
    )
    if not (root / (file + META)).exists():
        return document
    table = read_table(root, file + META, findings)
    fields = read_fields(table or {}, _META_KEYS, file + META, findings)
    # The keys of `fields` are fields of DocumentFile, each parsed to its type.
    return _check_dates(replace(document, **fields), findings)  # type: ignore[arg-type]


def _check_dates(document: DocumentFile, findings: Findings) -> DocumentFile:
    start, end = document.valid_from, document.valid_until
    if start and end and end < start:
        findings.problem(
            document.path + META, f"{end.isoformat()!r} is before valid_from.", column="valid_until"
        )
    return document
