"""`quayside products`: the goods that words may mean, among those that USER may see."""

from typing import Annotated

import typer

from app.cli.console import emit, note, table, working
from app.cli.house import enter, user_of
from app.cli.options import AsUser, Json
from core.turns import JsonObject


def products(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(help="A name, an alias, an article number, a pack size.")],
    user: AsUser = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many at most.")] = 8,
    *,
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Leave meaning out: no embedding model is loaded.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Find products by WORDS as USER may see them."""
    with enter(ctx, exclusive=False, model=False) as house:
        asker, desk = user_of(house, user), house.services.goods
        if not words_only:
            with working("Reading the catalogue"):
                desk.warm_up()
        found = desk.search(" ".join(words), asker, limit)
    if as_json:
        emit(found)
        return
    typer.echo(described(found))
    if found["by_meaning"] != "ready":
        note(f"by meaning: {found['by_meaning']}")


def described(found: JsonObject) -> str:
    """A candidate a line, or a sentence that there is none."""
    if not found["candidates"]:
        return "No product is like that."
    rows = [
        {
            "score": f"{one['score']:.2f}",
            "by": one["by"],
            "product": f"{one['merchant_id']}/{one['sku']}",
            "name": one["name"],
        }
        for one in found["candidates"]
    ]
    return table(("score", "by", "product", "name"), rows)
