"""What to fetch: a name of the catalogue, a URL or a file becomes an address, a checksum and a name."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import BadInput, NotFound
from llm.library.registry import check_name

SHIPPED = Path(__file__).with_name("catalogue.toml")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`sha256` is empty only for a file of this machine (a `file:` URL)."""

    name: str
    url: str
    sha256: str

    @property
    def file(self) -> Path | None:
        """The file of this machine that it is, if it is one."""
        parts = urlsplit(self.url)
        return Path(unquote(parts.path)) if parts.scheme == "file" else None

    @property
    def shown(self) -> str:
        """The address without what may be secret in it: a password, a signature."""
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=host, query="", fragment="").geturl()


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(pattern=r"^(https?|file)://")
    sha256: str = Field(pattern=r"^[0-9a-fA-F]{64}$")


class _Catalogue(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    models: dict[str, _Entry] = {}


def resolve(asked: str, own_catalogue: Path, *, sha256: str = "", name: str = "") -> Wanted:
    """`asked` is a URL (with its `sha256`), a path, or a name of the catalogues, `own_catalogue` first.
    Without a `name` the file's own is taken. Raises BadInput, or NotFound for an unknown name."""
    if sha256 and not _SHA256.fullmatch(sha256):
        raise BadInput(f"{sha256!r} is no SHA-256.", hint="It has 64 hexadecimal digits.")
    url = urlsplit(asked)
    if url.scheme in {"http", "https", "file"}:
        wanted = Wanted(name or _name_of(url.path), asked, sha256)
    elif "/" in asked or asked.endswith(".gguf") or Path(asked).exists():
        wanted = Wanted(name or _name_of(asked), Path(asked).resolve().as_uri(), sha256)
    else:
        entry = _entry(asked, own_catalogue)
        wanted = Wanted(name or asked, entry.url, sha256 or entry.sha256)
    if not wanted.sha256 and wanted.file is None:
        raise BadInput(
            f"{wanted.shown!r} is fetched with its checksum only.",
            hint="Give --sha256 with the digits that its publisher shows.",
        )
    check_name(wanted.name)
    return wanted


def _entry(name: str, own_catalogue: Path) -> _Entry:
    entries = {**_read(SHIPPED), **_read(own_catalogue)}
    if name not in entries:
        known = ", ".join(sorted(entries)) or "nothing yet"
        raise NotFound(
            f"The catalogue has no model {name!r}; it has {known}.",
            hint="Give a URL with --sha256, or a file, or write an entry "
            f"[models.{name}] into {str(own_catalogue)!r}.",
        )
    return entries[name]


def _read(path: Path) -> dict[str, _Entry]:
    try:
        return _Catalogue.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).models
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"The catalogue {str(path)!r} cannot be read: {error}.", hint="Mend it.") from error
    except ValidationError as error:
        raise BadInput(
            f"The catalogue {str(path)!r} makes no sense: {'; '.join(_problems(error))}.",
            hint="An entry is [models.NAME] with url and sha256.",
        ) from error


def _problems(error: ValidationError) -> Iterable[str]:
    for item in error.errors():
        yield f"{'.'.join(map(str, item['loc']))}: {item['msg']}"


def _name_of(path: str) -> str:
    """The file's name as a model may be called."""
    return re.sub(r"[^a-z0-9._-]+", "-", Path(unquote(path)).stem.lower()).strip("-._")
