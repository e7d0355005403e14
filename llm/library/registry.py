"""The models known to this installation: files in one folder, their checksums, and which one is active.

Only files are read and written here; nothing is loaded. A running server may read while a command writes.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.clock import Clock
from core.errors import BadInput, ModelUnavailable, NotFound
from llm.library.model_files import Progress, bring, is_gguf, no_progress, refused, sha256_of
from llm.library.registry_file import EMBEDDED, Entry, RegistryFile

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model file. The embedded model came with Quayside: without a checksum, and never added."""

    name: str
    path: Path
    sha256: str
    size: int
    source: str
    added_at: datetime | None


@dataclass(frozen=True, slots=True)
class Activation:
    """Which model is active, since when, and the name of the one before; nothing before at first."""

    model: KnownModel
    at: datetime | None
    previous: str


class Registry:
    """The models in `folder`, which is made when something is first added or activated."""

    def __init__(self, folder: Path, embedded: Path, clock: Clock) -> None:
        self.folder = folder
        self._embedded = embedded
        self._clock = clock
        self._file = RegistryFile(folder)

    def models(self) -> list[KnownModel]:
        """The embedded one first, then in the order in which they were added."""
        return [self._embedded_model(), *map(self._known, self._file.read().models)]

    def find(self, name: str) -> KnownModel:
        """Raises NotFound."""
        models = self.models()
        found = next((model for model in models if model.name == name), None)
        if found is None:
            known = ", ".join(model.name for model in models)
            raise NotFound(
                f"There is no model {name!r}.", hint=f"Use one of: {known}; or `quayside models add FILE`."
            )
        return found

    def activation(self) -> Activation:
        contents = self._file.read()
        return Activation(self.find(contents.active), contents.activated_at, contents.previous)

    def add(
        self,
        file: Path,
        name: str,
        *,
        source: str = "",
        sha256: str = "",
        own: bool = False,
        progress: Progress = no_progress,
    ) -> KnownModel:
        """Take in a GGUF file: linked or copied, or moved if it is our `own`, which is gone afterwards also
        when it is refused. Adding the same again only puts its file back. Raises BadInput."""
        check_name(name)
        if not file.is_file():
            raise BadInput(f"There is no file {str(file)!r}.", hint="Name a GGUF file.")
        with refused(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            incoming = bring(file, self.folder / f"{name}.{os.getpid()}.incoming", own=own)
            try:
                found = sha256_of(incoming, progress)
                _check(file, incoming, found, sha256)
                entry = Entry(
                    name=name,
                    file=f"{name}.gguf",
                    sha256=found,
                    size=incoming.stat().st_size,
                    source=source or file.resolve().as_uri(),
                    added_at=self._clock.now(),
                )
                return self._known(self._enter(entry, incoming))
            finally:
                incoming.unlink(missing_ok=True)

    def check(self, model: KnownModel) -> None:
        """Raises ModelUnavailable when the file is gone or is not what was added."""
        whose = f"The file {str(model.path)!r} of the model {model.name!r}"
        try:
            found = sha256_of(model.path) if model.sha256 else ""
            model.path.stat()
        except OSError as error:
            raise ModelUnavailable(
                f"{whose} cannot be read: {error.strerror}.",
                hint="Bring it back, or activate another model.",
            ) from error
        if found != model.sha256:
            raise ModelUnavailable(
                f"{whose} has changed since it was added: its SHA-256 is {found!r}.",
                hint="Add the right file again, or activate another model.",
            )

    def activate(self, name: str, trial: Callable[[Path], None] = lambda path: None) -> Activation:
        """Make `name` the active model, once its file was checked and `trial` raised nothing about it."""
        model = self.find(name)
        self.check(model)
        trial(model.path)
        with self._file.changing() as contents:
            self._file.write(contents.with_active(name, self._clock.now()))
        return self.activation()

    def roll_back(self, trial: Callable[[Path], None] = lambda path: None) -> Activation:
        """Activate the model before; doing so twice comes back. Raises BadInput when there was none."""
        previous = self._file.read().previous
        if not previous:
            raise BadInput(
                "No model was active before this one.",
                hint="Activate one: `quayside models activate NAME`.",
            )
        return self.activate(previous, trial)

    def _enter(self, entry: Entry, incoming: Path) -> Entry:
        """Put the file in its place and its entry into the registry, unless one is there."""
        with self._file.changing() as contents:
            known = contents.entry(entry.name)
            if known and known.sha256 != entry.sha256:
                raise taken(entry.name)
            incoming.replace(self.folder / entry.file)
            if not known:
                self._file.write(contents.with_entry(entry))
            return known or entry

    def _known(self, entry: Entry) -> KnownModel:
        path = self.folder / entry.file
        return KnownModel(entry.name, path, entry.sha256, entry.size, entry.source, entry.added_at)

    def _embedded_model(self) -> KnownModel:
        size = self._embedded.stat().st_size if self._embedded.exists() else 0
        return KnownModel(EMBEDDED, self._embedded, "", size, "came with Quayside", None)


def check_name(name: str) -> None:
    """Raises BadInput for what cannot be the name of an added model."""
    if name == EMBEDDED or not _NAME.fullmatch(name):
        raise BadInput(
            f"A model cannot be called {name!r}.",
            hint="Take up to 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit; "
            f"{EMBEDDED!r} is the model that came with Quayside.",
        )


def taken(name: str) -> BadInput:
    return BadInput(f"There is another model {name!r}.", hint="Give this one another --name.")


def _check(file: Path, incoming: Path, found: str, expected: str) -> None:
    """`found` is the checksum of `incoming`, which was `file`."""
    if expected and found != expected.lower():
        raise BadInput(
            f"The file {str(file)!r} has the SHA-256 {found!r}, not {expected!r}.",
            hint="It was cut off, changed, or is another file: compare it with what its publisher says.",
        )
    if not is_gguf(incoming):
        raise BadInput(f"The file {str(file)!r} is no GGUF file.", hint="Name a file in that format.")
