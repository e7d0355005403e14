"""Options that several commands share."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
AsUser = Annotated[str | None, typer.Option("--as", help="A user of the port; without it, a visitor.")]
