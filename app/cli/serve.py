"""`quayside serve`: the web page and the HTTP interface."""

from typing import Annotated

import typer

from app.cli.console import note, working
from app.cli.house import read_settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; else QUAYSIDE_WEB__HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Else QUAYSIDE_WEB__PORT.")] = None,
) -> None:
    """Serve Quayside. A data folder without a port gets the demo port."""
    import uvicorn

    from api.application import create_app
    from app.bootstrap import open_house
    from app.demo import load_demo_port

    settings = read_settings()
    address, number = host or settings.web.host, port or settings.web.port
    with open_house(settings) as house:
        with working("Getting ready") as progress:
            logins = load_demo_port(house, progress)
            house.warm_up()
        note(f"Quayside serves {house.port.book().profile.name} at http://{address}:{number}")
        for login in logins:
            note(f"  {login.role:<9} {login.user_id:<16} password {login.password}")
        uvicorn.run(create_app(house.services), host=address, port=number, log_level="warning")
