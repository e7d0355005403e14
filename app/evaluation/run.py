"""Running an evaluation file: a fresh house, each conversation at its date and as its user."""

import asyncio
import json
import logging
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from zoneinfo import ZoneInfo

from agent.language import language_of
from app.bootstrap import House, open_house
from app.evaluation.checks import Failure, failures, unfounded_figures
from app.importing import import_folder
from core.clock import SettableClock
from core.errors import BadInput, QuaysideError
from core.principal import VISITOR, Principal
from core.settings import Settings
from core.turns import BuyerMessage, JsonObject

EXPECTATIONS = frozenset(
    ("tool", "args", "outcome", "figures", "cites", "says", "must_not_say", "ask", "handoff")
)
_log = logging.getLogger(__name__)


def evaluate(
    port_folder: Path,
    file: Path,
    settings: Settings,
    progress: Callable[[str], None] = lambda _: None,
) -> JsonObject:
    """The report of contracts, the evaluation file. Times are in ms."""
    conversations = read_conversations(file)
    clock = SettableClock(datetime.now(UTC))
    with tempfile.TemporaryDirectory(prefix="quayside-eval-") as folder:
        fresh = settings.model_copy(update={"data_folder": Path(folder), "database_url": ""})
        with open_house(fresh, clock=clock) as house:
            progress(f"importing {port_folder}")
            import_folder(house, port_folder, progress)
            house.warm_up().result()
            return asyncio.run(play_all(house, clock, conversations, progress))


def read_conversations(file: Path) -> list[JsonObject]:
    """The lines of an evaluation file. Raises BadInput naming the line."""
    found = []
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read {str(file)!r}: {error}.", hint="Name a JSON Lines file.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(_conversation(line))
        except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
            raise BadInput(
                f"Line {number} of {str(file)!r} is no conversation: {error!r}.",
                hint="See the evaluation file in the contracts.",
            ) from error
    if not found:
        raise BadInput(f"{str(file)!r} holds no conversation.", hint="Write one a line.")
    return found


def _conversation(line: str) -> JsonObject:
    """What `line` holds, complete enough to be played. An unknown expectation is warned of and ignored."""
    conversation: JsonObject = json.loads(line)
    date.fromisoformat(conversation["date"])
    name, _ = conversation["id"], conversation["as"]
    for turn in conversation["turns"]:
        expect = turn["expect"]
        if not turn["say"].strip():
            raise ValueError("an empty message")
        for figure in expect.get("figures", ()):
            Decimal(str(figure))
        if unknown := expect.keys() - EXPECTATIONS:
            _log.warning("%s expects what nothing checks: %s", name, ", ".join(sorted(unknown)))
    return conversation


async def play_all(
    house: House, clock: SettableClock, conversations: list[JsonObject], progress: Callable[[str], None]
) -> JsonObject:
    """The report on `conversations`, played in `house`; `clock` is the house's own."""
    tally = _Tally()
    for conversation in conversations:
        clock.instant = _noon(conversation["date"], house.port.book().profile.timezone)
        failed = len(tally.failed)
        await _play(house, conversation, tally)
        progress(f"{conversation['id']}: {'ok' if len(tally.failed) == failed else 'failed'}")
    return tally.report()


async def _play(house: House, conversation: JsonObject, tally: "_Tally") -> None:
    """A turn that ends in an error has failed; the conversation goes on."""
    principal = _principal(house, conversation["as"])
    thread = house.conversations.open(principal, "eval")
    for number, turn in enumerate(conversation["turns"], start=1):
        message = BuyerMessage(
            conversation_id=thread,
            message_id=str(number),
            text=turn["say"],
            channel="eval",
            received_at=house.clock.now(),
        )
        try:
            reply = await house.runner.run(principal, message)
        except QuaysideError as error:
            tally.add(conversation["id"], number, turn, [Failure("answer", "an answer", str(error))])
            continue
        unfounded = unfounded_figures(reply, house.evidence(reply.turn_id))
        found = list(failures(turn["expect"], reply))
        found += [Failure("wrong_figure", "a figure of the evidence", figure) for figure in unfounded]
        tally.add(conversation["id"], number, turn, found, reply.usage.ms)


def _principal(house: House, user: str | None) -> Principal:
    return VISITOR if user is None else house.principal(user)


def _noon(day: str, timezone: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(12), tzinfo=ZoneInfo(timezone))


class _Tally:
    def __init__(self) -> None:
        self.turns = self.passed = self.tool_expected = self.tool_right = 0
        self.args_expected = self.args_right = 0
        self.wrong_figures = self.forbidden_said = 0
        self.ms: list[int] = []
        self.by_language: dict[str, dict[str, int]] = defaultdict(
            lambda: {"turns": 0, "passed": 0, "tool_expected": 0, "tool_right": 0}
        )
        self.failed: list[JsonObject] = []

    def add(
        self, name: str, number: int, turn: JsonObject, found: list[Failure], ms: int | None = None
    ) -> None:
        """What `found` says of a turn; `ms` is None for one that got no answer."""
        checks = [failure.check for failure in found]
        self.turns += 1
        self.passed += not found
        expects_tool = "tool" in turn["expect"]
        has_tool = not {"tool", "answer"} & set(checks)
        self.tool_expected += expects_tool
        self.tool_right += expects_tool and has_tool
        self.args_expected += "args" in turn["expect"] and has_tool
        self.args_right += "args" in turn["expect"] and has_tool and "args" not in checks
        self.wrong_figures += checks.count("wrong_figure")
        self.forbidden_said += checks.count("must_not_say")
        self.ms += [ms] if ms is not None else []
        language = self.by_language[language_of(turn["say"], "en")]
        language["turns"] += 1
        language["passed"] += not found
        language["tool_expected"] += expects_tool
        language["tool_right"] += expects_tool and has_tool
        self.failed += [
            {"id": name, "turn": number, "check": f.check, "expected": f.expected, "got": f.got}
            for f in found
        ]

    def report(self) -> JsonObject:
        return {
            "totals": {
                "turns": self.turns,
                "passed": self.passed,
                "tool_expected": self.tool_expected,
                "tool_right": self.tool_right,
                "args_expected": self.args_expected,
                "args_right": self.args_right,
                "wrong_figures": self.wrong_figures,
                "forbidden_said": self.forbidden_said,
                "ms_p50": _percentile(self.ms, 50),
                "ms_p95": _percentile(self.ms, 95),
            },
            "by_language": dict(self.by_language),
            "failed": self.failed,
        }


def _percentile(values: list[int], percent: int) -> int:
    """The percentile between the nearest values, rounded; 0 of nothing."""
    if len(values) < 2:
        return values[0] if values else 0
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1])
