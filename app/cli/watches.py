"""`quayside watches`: a look at the price alerts, as the server makes it at its start and once a day."""

import typer

from app.cli.console import emit
from app.cli.house import read_settings
from app.cli.options import Json

watches = typer.Typer(help="Price alerts of buyers.", no_args_is_help=True)


@watches.callback()
def group() -> None:
    """Keeps `check` a command of its own while it is the only one."""


@watches.command("check")
def check(as_json: Json = False) -> None:
    """Tell whose price alerts fire today. Doing it again tells nobody twice."""
    from app.bootstrap import open_house
    from app.price_watch import check_alerts

    with open_house(read_settings(), exclusive=False, model=False) as house:
        report = check_alerts(house)
    if as_json:
        emit(report)
        return
    typer.echo(
        f"{report['checked']} alerts looked at: {report['fired']} fired, {report['expired']} expired, "
        f"{report['without_price']} without a valid price."
    )
