"""When to try a carrier's server again: exponential back-off with full jitter, or what the server says.

Full jitter (Brooker, "Exponential Backoff And Jitter", AWS 2015): a wait drawn evenly from nothing up to a
bound that doubles, so that clients which failed together do not come back together.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from random import Random

TRIES = 6
FIRST_S, LONGEST_S = 1.0, 60.0
# A server that wants to be left alone for longer is asked again in another round.
LONGEST_PATIENCE_S = 120.0
# However long a server asks to be left alone, it is asked again within the working day.
LONGEST_REST_S = 6 * 3600.0
_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


def may_pass(status: int) -> bool:
    """Whether the same request may succeed later: faults of the server, and 408, 425 and 429."""
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _PASSING


def wait_s(failures: int, rng: Random, asked_s: float | None = None) -> float:
    """Seconds before the next try, after `failures` (at least 1) in a row; never less than `asked_s`."""
    bound = min(LONGEST_S, FIRST_S * 2.0 ** (failures - 1))
    return rng.uniform(0.0, bound) + (asked_s or 0.0)


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """`Retry-After` in seconds, at most LONGEST_REST_S: a number of them or an HTTP date (RFC 9110,
    10.2.3); None without sense."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return min(LONGEST_REST_S, float(text[:9]))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(LONGEST_REST_S, max(0.0, (aware - now).total_seconds()))
