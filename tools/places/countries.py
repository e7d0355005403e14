"""English country names as trade papers write them."""

from functools import cache

from babel import Locale

# Where CLDR's English name is longer than, or spelled apart from, what shippers write.
_SHORT = {"CI": "Côte d'Ivoire", "HK": "Hong Kong", "MM": "Myanmar", "MO": "Macau"}


def country_name(code: str) -> str:
    """The English name of an ISO 3166-1 alpha-2 `code` (CLDR); the code itself when there is none."""
    return _SHORT.get(code) or _territories().get(code, code)


@cache
def _territories() -> dict[str, str]:
    return dict(Locale("en").territories)
