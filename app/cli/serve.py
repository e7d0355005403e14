"""`quayside serve`: the web page and the HTTP interface."""

import socket
from random import Random
from typing import Annotated

import typer

from app.cli.console import note, working
from app.cli.house import read_settings
from core.errors import SystemFault


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; else QUAYSIDE_WEB__HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Else QUAYSIDE_WEB__PORT.")] = None,
) -> None:
    """Serve Quayside. A data folder without a port gets the demo port."""
    settings = read_settings()
    address, number = host or settings.web.host, port or settings.web.port
    # Taken first: a port that is not free shows at once, not after the model was loaded.
    with listen(address, number) as listening:
        import uvicorn

        from api.application import create_app
        from app.bootstrap import open_house
        from app.demo import load_demo_port
        from app.feed_watch import FeedWatch
        from app.price_watch import PriceWatch

        with open_house(settings) as house:
            with working("Getting ready") as progress:
                logins = load_demo_port(house, progress)
                house.warm_up()
            note(f"Quayside serves {house.port.book().profile.name} at http://{address}:{number}")
            for login in logins:
                note(f"  {login.role:<9} {login.user_id:<16} password {login.password}")
            config = uvicorn.Config(create_app(house.services), log_level="warning", server_header=False)
            with FeedWatch(house.intake, Random()), PriceWatch(house).watching():
                uvicorn.Server(config).run(sockets=[listening])


def listen(address: str, port: int) -> socket.socket:
    """Raises SystemFault when the address or the port cannot be had."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family)
    except OSError as error:
        raise SystemFault(
            f"Quayside cannot listen at {address}:{port}: {error.strerror}.",
            hint="Stop what holds it, or set QUAYSIDE_WEB__PORT to a free port.",
        ) from error
