"""Opening the house for a command. Bootstrap is imported only then: `quayside quote` stays quick."""

import logging
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

import typer
from pydantic import ValidationError

from core.clock import Clock
from core.errors import BadInput
from core.ports import Conversations, PortData, TurnRunner
from core.principal import VISITOR, Principal
from core.settings import Settings

if TYPE_CHECKING:
    from api.services import Services


class House(Protocol):
    """What the commands use of app.bootstrap.House."""

    @property
    def settings(self) -> Settings: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def runner(self) -> TurnRunner: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def port(self) -> PortData: ...
    @property
    def services(self) -> "Services": ...
    def calibrate(self) -> Mapping[str, float]: ...


class OpenHouse(Protocol):
    def __call__(
        self, settings: Settings, *, exclusive: bool = True, model: bool = True
    ) -> AbstractContextManager[House]: ...


def open_house(
    settings: Settings, *, exclusive: bool = True, model: bool = True
) -> AbstractContextManager[House]:
    from app.bootstrap import open_house as opened

    return opened(settings, exclusive=exclusive, model=model)


def enter(
    ctx: typer.Context, *, exclusive: bool = True, model: bool = True
) -> AbstractContextManager[House]:
    """The house of this command line: bootstrap's, or the one that a test hands in."""
    opener: OpenHouse = ctx.obj or open_house
    return opener(read_settings(), exclusive=exclusive, model=model)


def read_settings() -> Settings:
    """Settings of the environment; logging goes to standard error from here on."""
    try:
        settings = Settings()
    except ValidationError as error:
        problems = "; ".join(f"QUAYSIDE_{_name(item['loc'])}: {item['msg']}" for item in error.errors())
        raise BadInput(f"A setting makes no sense: {problems}.", hint="See docs/settings.md.") from error
    logging.basicConfig(
        level=settings.log_level,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    return settings


def user_of(house: House, user_id: str | None) -> Principal:
    """The port's user `user_id`; a visitor without one. Raises BadInput for a user that is not there."""
    if user_id is None:
        return VISITOR
    users = house.port.book().users
    user = next((user for user in users if user.user_id == user_id), None)
    if user is None:
        known = ", ".join(user.user_id for user in users)
        raise BadInput(
            f"The port has no user {user_id!r}.",
            hint=f"Use one of: {known}." if known else "Import a port folder first.",
        )
    return Principal(user.role, user.user_id, user.merchant_id, user.name, user.language, user.country)


def _name(location: tuple[int | str, ...]) -> str:
    return "__".join(str(part) for part in location).upper()
