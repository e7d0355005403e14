"""Ports in events: the same port under several codes, and a code's name for people."""

from functools import cache

from tools.places import load_ports, place_of


def same_port(one: str, other: str) -> bool:
    """Whether two UN/LOCODEs stand for one port: carriers write the airport's code or an older one too."""
    return bool(one) and (one == other or other in _codes().get(one, ()))


def main_code(locode: str) -> str:
    """One code for all of a port's; any other code is its own."""
    return min(_codes().get(locode, (locode,)))


def port_name(locode: str) -> str:
    """The port's name, or the code itself when nobody here knows it."""
    return place_of(locode).name if locode else ""


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    return {code: port.locodes for port in load_ports() for code in port.locodes}
