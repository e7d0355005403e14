from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from core.settings import Settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def variables(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str]]:
    """(environment variable, default) of each setting."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from variables(kind, f"{prefix}{name}__".upper())
        else:
            default = "" if field.default is None else str(field.default)
            yield f"{prefix}{name}".upper(), default


def test_every_setting_stands_in_the_docs_with_its_default() -> None:
    text = DOCS.read_text(encoding="utf-8")
    rows = [f"| `{name}` | `{default}` |" for name, default in variables(Settings, "QUAYSIDE_")]
    assert [row for row in rows if row not in text] == []
