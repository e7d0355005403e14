"""The demo port: loaded into an empty house, with logins that are made anew at each start."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.bootstrap import House
from app.importing import import_folder
from core.errors import NotFound

DEMO_PORT = Path(__file__).resolve().parents[1] / "demo" / "port"
DEMO_USERS = (("buyer", "amina"), ("merchant", "sunwillow"), ("admin", "port-admin"))
DEMO_CONVERSATIONS: tuple[tuple[str | None, tuple[str, ...]], ...] = (
    (
        "amina",
        (
            "how much for 300 cartons of dried mango to Mombasa CIF",
            "do you have a halal certificate for it?",
        ),
    ),
    ("amina", ("where is my container LNZU5174065?", "how many free days do I have?")),
    (None, ("hello, who are you?", "what papers do you need for customs mode 1039?")),
)


@dataclass(frozen=True, slots=True)
class Login:
    role: str
    user_id: str
    password: str


def load_demo_port(house: House, progress: Callable[[str], None]) -> list[Login]:
    """Import the demo port where no port is yet. Fresh logins if this house serves the demo port."""
    if not _has_port(house):
        import_folder(house, DEMO_PORT, progress)
        (house.settings.data_folder / "demo").touch()
    if not (house.settings.data_folder / "demo").is_file():
        return []
    known = {user.user_id for user in house.port.book().users}
    roles = {user: role for role, user in DEMO_USERS if user in known}
    passwords = house.accounts.demo_logins(roles)
    return [Login(roles[user], user, password) for user, password in passwords.items()]


def _has_port(house: House) -> bool:
    try:
        house.port.revision()
    except NotFound:
        return False
    return True
