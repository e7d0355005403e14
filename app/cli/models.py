"""`quayside models`: the language models of this installation, also while a server runs.

Nothing here opens the house; a running server sees by itself that another model is active.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.console import Progress as Told
from app.cli.console import emit, note, table, working
from app.cli.house import read_settings
from app.cli.options import Json
from core.clock import SystemClock
from core.settings import Settings
from llm.library.model_files import Progress
from llm.library.registry import Activation, KnownModel, Registry

COLUMNS = ("active", "name", "MiB", "sha256", "added", "source")
_STEP_PERCENT, _STEP_BYTES = 5, 64 * 2**20
_Name = Annotated[str, typer.Option("--name", help="What to call it here; else its file's name.")]
_Sha256 = Annotated[str, typer.Option("--sha256", help="The checksum that its publisher shows.")]

models = typer.Typer(help="List, fetch, add and activate language models.", no_args_is_help=True)


@models.command("list")
def list_models(as_json: Json = False) -> None:
    """The models that are here, and which one is active."""
    registry = _registry(read_settings())
    known, activation = registry.models(), registry.activation()
    active = activation.model.name
    if as_json:
        rows = [_document(model) | {"active": model.name == active} for model in known]
        emit({"active": active, "previous": activation.previous or None, "models": rows})
    else:
        typer.echo(table(COLUMNS, [_row(model, model.name == active) for model in known]))


@models.command()
def fetch(
    what: Annotated[str, typer.Argument(help="A name of the catalogue, a URL, or a file.")],
    sha256: _Sha256 = "",
    name: _Name = "",
    as_json: Json = False,
) -> None:
    """Download a model and check it; a download that broke off goes on where it was."""
    from llm.library.catalogue import resolve
    from llm.library.fetching import fetch as fetched

    registry = _registry(read_settings())
    wanted = resolve(what, registry.folder / "catalogue.toml", sha256=sha256, name=name)
    with working(f"Fetching {wanted.name}") as told:
        model = fetched(wanted, registry, progress=_steps(told))
    _show(model, as_json)


@models.command()
def add(
    file: Annotated[Path, typer.Argument(help="A GGUF file of this machine.")],
    sha256: _Sha256 = "",
    name: _Name = "",
    as_json: Json = False,
) -> None:
    """Take in a model that is already on this machine."""
    from llm.library.catalogue import resolve

    registry = _registry(read_settings())
    wanted = resolve(str(file.absolute()), registry.folder / "catalogue.toml", sha256=sha256, name=name)
    with working(f"Adding {wanted.name}") as told:
        model = registry.add(file, wanted.name, sha256=sha256, progress=_steps(told))
    _show(model, as_json)


@models.command()
def activate(
    name: Annotated[str, typer.Argument(help="A model of `quayside models list`.")], as_json: Json = False
) -> None:
    """Use a model from now on, if it loads; a running server changes over without a pause."""
    settings = read_settings()
    with working(f"Trying {name}"):
        activation = _registry(settings).activate(name, _try)
    _show_active(activation, settings, as_json)


@models.command("roll-back")
def roll_back(as_json: Json = False) -> None:
    """Use the model that was active before; doing so twice comes back."""
    settings = read_settings()
    with working("Trying the model before"):
        activation = _registry(settings).roll_back(_try)
    _show_active(activation, settings, as_json)


def _registry(settings: Settings) -> Registry:
    from app.model_registry import registry_of

    return registry_of(settings, SystemClock())


def _try(path: Path) -> None:
    """Load it once, in a child process first: damage that ends llama.cpp ends nothing else."""
    from llm.model import Model

    Model(path).close()


def _steps(told: Told) -> Progress:
    """Tells every few percent of a transfer."""
    last = -1

    def progress(done: int, total: int | None) -> None:
        nonlocal last
        step = done * 100 // total // _STEP_PERCENT if total else done // _STEP_BYTES
        if step != last:
            last = step
            told(f"{done / 2**20:.0f} of {total / 2**20:.0f} MiB" if total else f"{done / 2**20:.0f} MiB")

    return progress


def _document(model: KnownModel) -> dict[str, Any]:
    return {
        "name": model.name,
        "file": str(model.path),
        "sha256": model.sha256 or None,
        "size": model.size,
        "source": model.source,
        "added_at": model.added_at.isoformat() if model.added_at else None,
    }


def _row(model: KnownModel, active: bool) -> dict[str, str]:
    return {
        "active": "*" if active else "",
        "name": model.name,
        "MiB": f"{model.size / 2**20:.1f}",
        "sha256": model.sha256[:12] or "-",
        "added": f"{model.added_at:%Y-%m-%d}" if model.added_at else "-",
        "source": model.source,
    }


def _show(model: KnownModel, as_json: bool) -> None:
    if as_json:
        emit(_document(model))
    else:
        typer.echo(f"{model.name} is here. Use it: quayside models activate {model.name}")


def _show_active(activation: Activation, settings: Settings, as_json: bool) -> None:
    path = settings.model.path
    if as_json:
        emit(
            {
                "active": activation.model.name,
                "previous": activation.previous or None,
                "overridden_by": str(path) if path else None,
            }
        )
    else:
        typer.echo(f"{activation.model.name} is active; before it, {activation.previous or 'none'}.")
    if path:
        note(f"QUAYSIDE_MODEL__PATH is set: {str(path)!r} is used instead for as long as it is.")
