"""A model's own chat template, made safe: messages become segments, and no message can leave its own.

A template is a Jinja program out of a file that nobody vouches for. It is rendered by another process
(`llm.rendering`) and never sees a message: it gets random marks, whose places the messages take
afterwards. So what it writes depends on the roles alone, is rendered once and kept, and nothing that
anyone typed is read as Jinja or as a control token. What remains: it chooses the words and control tokens
around the messages, as the model itself chooses what to make of them.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from secrets import token_hex
from typing import Any

from core.errors import BadInput, ModelUnavailable
from core.ports import ChatMessage, Segment
from llm.thinking import USUAL_HABIT, habit_of

MAX_SOURCE_CHARS = 200_000
_PROGRAM = Path(__file__).with_name("rendering.py")
_TIMEOUT_S = 30.0
_KEPT_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
_SOME_DAY = date(2025, 1, 1)  # templates write today's date; a fixed one keeps the public prefix the same
_USUAL_ROLES = ("system", "user")
_MOST_SHAPES = 32
_BETWEEN = "\n\n"
_HINT = (
    "Use a model whose chat template takes a system and a user message, "
    "or leave QUAYSIDE_MODEL__PATH empty for the embedded model."
)

_Layout = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Skeleton:
    """The template's own texts, and the numbers of the messages that stand between them."""

    texts: tuple[str, ...]
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the template makes of some roles, told not to think and told to."""

    silent: _Skeleton
    thinking: _Skeleton


class _Unfit(Exception):
    """A rendering that does not hold each message once."""


class ChatTemplate:
    """`adds_bos`: it writes the token that begins a text itself, so the tokeniser must not. `tags` stand
    around what this model thinks; `supports_thinking`: it can be told to think, and not to.

    With thinking, the prompt ends inside a thought; without, it never does.
    """

    def __init__(self, source: str, bos: str, eos: str, *, today: date = _SOME_DAY) -> None:
        """Raises ModelUnavailable for a template that makes no prompt of a system and a user message.

        `bos` and `eos` are the texts of these tokens, empty where there is none. Costs about 0.1 s, and so
        does the first chat of another sequence of roles.
        """
        if len(source) > MAX_SOURCE_CHARS:
            raise _unusable(f"it is {len(source)} characters long")
        variables = {"bos_token": bos, "eos_token": eos, "tools": None, "documents": None}
        self._order = {"source": source, "today": today.isoformat(), "variables": variables}
        self._drafts = lru_cache(maxsize=_MOST_SHAPES)(self._draft)
        known = habit_of(source)
        self._habit = known or USUAL_HABIT
        self.tags = self._habit.tags
        usual = self._drafts(_USUAL_ROLES)
        open_anyway = self.tags.leave_open(usual.silent.texts[-1])
        told = open_anyway or usual.thinking != usual.silent
        self.supports_thinking = known is not None and (told or known.always)
        self.adds_bos = bool(bos) and usual.silent.texts[0].startswith(bos)

    def render(self, chat: tuple[ChatMessage, ...], *, thinking: bool) -> tuple[Segment, ...]:
        """The prompt up to where the model answers. Only the template's own text is trusted; all that
        stands before the first message that is not public is public.

        Messages are joined where the template takes none of the system, or no two of one role in a row.
        `thinking` is for models that support it. Raises ModelUnavailable when it refuses these roles.
        """
        if not chat:
            raise BadInput("A chat without messages cannot be rendered.", hint="Give it one of the user.")
        draft = self._drafts(tuple(message.role for message in chat))
        thinks = thinking and self.supports_thinking
        skeleton = draft.thinking if thinks else draft.silent
        ending = self._habit.ending(skeleton.texts[-1], thinks=thinks)
        return _joined(_segments(skeleton, ending, chat))

    def _draft(self, roles: tuple[str, ...]) -> _Draft:
        """From the first of the layouts that brings each message once."""
        mark = f"m{token_hex(16)}n"
        jobs = [_job(messages, thinks) for messages in _layouts(roles, mark) for thinks in (False, True)]
        results = _rendered({**self._order, "jobs": jobs})
        reasons = []
        for silent, thinking in zip(results[::2], results[1::2], strict=True):
            try:
                return _Draft(_skeleton(silent, mark, len(roles)), _skeleton(thinking, mark, len(roles)))
            except _Unfit as unfit:
                reasons.append(str(unfit))
        raise _unusable(reasons[0])


def _segments(skeleton: _Skeleton, ending: str, chat: tuple[ChatMessage, ...]) -> Iterable[Segment]:
    public = True
    for text, number in zip(skeleton.texts, skeleton.order, strict=False):
        yield Segment(text, trusted=True, public=public)
        public = public and chat[number].public
        yield Segment(chat[number].text, trusted=False, public=public)
    yield Segment(skeleton.texts[-1] + ending, trusted=True, public=public)


def _joined(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    runs = groupby((one for one in segments if one.text), key=lambda one: (one.trusted, one.public))
    return tuple(
        Segment("".join(one.text for one in run), trusted=trusted, public=public)
        for (trusted, public), run in runs
    )


def _layouts(roles: tuple[str, ...], mark: str) -> list[list[dict[str, Any]]]:
    """The marks as messages, in the ways that templates take them, likeliest first: as they are, neighbours
    of one role joined, the system's joined to the user's; contents are text, then lists of parts."""
    plain = [(role, f"{mark}{number}z") for number, role in enumerate(roles)]
    merged = [("user" if role == "system" else role, content) for role, content in plain]
    ways: list[_Layout] = []
    for way in (plain, _neighbours_joined(plain), _neighbours_joined(merged)):
        ways += [way] if way not in ways else []
    texts = [[{"role": role, "content": content} for role, content in way] for way in ways]
    parts = [
        [{"role": role, "content": [{"type": "text", "text": content}]} for role, content in way]
        for way in ways
    ]
    return texts + parts


def _neighbours_joined(layout: _Layout) -> _Layout:
    runs = groupby(layout, key=lambda message: message[0])
    return [(role, _BETWEEN.join(content for _, content in run)) for role, run in runs]


def _job(messages: list[dict[str, Any]], thinks: bool) -> dict[str, Any]:
    """What a template gets for one prompt. Thinking goes by several names."""
    return {
        "messages": messages,
        "add_generation_prompt": True,
        "enable_thinking": thinks,
        "thinking": thinks,
    }


def _skeleton(result: dict[str, str], mark: str, count: int) -> _Skeleton:
    if "text" not in result:
        raise _Unfit(result["error"])
    parts: list[str] = re.split(rf"{mark}([0-9]{{1,4}})z", result["text"])
    order = tuple(int(number) for number in parts[1::2])
    if sorted(order) != list(range(count)):
        raise _Unfit("it leaves out a message, changes it or writes it twice")
    return _Skeleton(tuple(parts[::2]), order)


def _rendered(order: dict[str, Any]) -> list[dict[str, str]]:
    """The results of the order's jobs, from a process that may end over them. It gets no environment that
    could hold a secret."""
    command = [sys.executable, "-P", "-s", str(_PROGRAM)]
    environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    asked = json.dumps(order).encode()
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and program; the order is its input
            command, input=asked, env=environment, capture_output=True, timeout=_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise _unusable(f"it does not end within {_TIMEOUT_S:g} s") from None
    if done.returncode < 0:
        raise _unusable(f"it takes too much processor time or memory (signal {-done.returncode})")
    if done.returncode:
        raise _unusable(done.stderr.decode(errors="replace").strip()[-200:])
    results: list[dict[str, str]] = json.loads(done.stdout)
    return results


def _unusable(reason: str) -> ModelUnavailable:
    return ModelUnavailable(f"The model's chat template cannot be used: {reason!r}.", hint=_HINT)
