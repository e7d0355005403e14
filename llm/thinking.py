"""What a model thinks before it answers: told to begin or to leave it by how its prompt ends, found by its
tags in the text as it streams, and never shown."""

from dataclasses import dataclass

THINKING_TOKENS = 1024
"""What a model may think, beside the tokens of its answer."""


@dataclass(frozen=True, slots=True)
class ThinkTags:
    """What opens and what closes a thought. In some vocabularies they are control tokens, which write no
    text of their own; whoever feeds a ThinkingFilter has to spell these out."""

    open: str = "<think>"
    close: str = "</think>"

    def leave_open(self, text: str) -> bool:
        """Whether `text` ends inside a thought."""
        return text.rfind(self.open) > text.rfind(self.close)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a family of models thinks. `begin` and `end` are what a prompt gets to open or to end a thought;
    `always`: an answer comes after a thought, if only an empty one."""

    tags: ThinkTags
    begin: str
    end: str
    always: bool = False

    def ending(self, prompt: str, *, thinks: bool) -> str:
        """What `prompt`, the last of a prompt, lacks to end inside a thought, or after one."""
        is_open = self.tags.leave_open(prompt)
        if thinks:
            return "" if is_open else self.begin
        if is_open:
            needs_line = self.end.startswith("\n") and not prompt.endswith("\n")
            return ("\n" if needs_line else "") + self.end
        return self.begin + self.end if self.always else ""


_ANALYSIS, _FINAL = "<|channel|>analysis<|message|>", "<|channel|>final<|message|>"
USUAL_HABIT = Habit(ThinkTags(), "<think>\n", "\n</think>\n\n")
_HABITS = (
    USUAL_HABIT,
    Habit(ThinkTags("[THINK]", "[/THINK]"), "[THINK]", "[/THINK]"),
    Habit(ThinkTags("<seed:think>", "</seed:think>"), "<seed:think>", "</seed:think>"),
    Habit(ThinkTags("<|channel>thought", "<channel|>"), "<|channel>thought\n", "<channel|>"),
    Habit(ThinkTags("<|START_THINKING|>", "<|END_THINKING|>"), "<|START_THINKING|>", "<|END_THINKING|>"),
    Habit(ThinkTags(_ANALYSIS, _FINAL), _ANALYSIS, f"<|end|><|start|>assistant{_FINAL}", always=True),
)


def habit_of(template: str) -> Habit | None:
    """The habit whose tags a chat template writes; None for a model that is not known to think."""
    known = (habit for habit in _HABITS if habit.tags.open in template or habit.tags.close in template)
    return next(known, None)


class ThinkingFilter:
    """Raw text in, visible text out, however it is cut into pieces.

    `opened`: the prompt ends inside a thought. `thinking`: what was fed does. `ended`: a thought was
    closed, so the answer may begin. Blank space between a thought and the answer goes with the thought,
    and a thought that is never closed stays hidden.
    """

    def __init__(self, tags: ThinkTags, *, opened: bool) -> None:
        self.thinking = opened
        self.ended = False
        self._tags = tags
        self._held = ""
        self._answer_begins = False

    def feed(self, text: str) -> str:
        """The visible text that is certain after `text`."""
        self._held += text
        shown = ""
        while (at := self._held.find(self._awaited)) >= 0:
            tag = self._awaited
            shown += self._take(at)
            self._held = self._held.removeprefix(tag)
            self._turn()
        return shown + self._take(len(self._held) - _beginning(self._awaited, self._held))

    def finish(self) -> str:
        """What was held back as the possible beginning of a tag, once no more can come."""
        return self._take(len(self._held))

    def tag(self, spelled: bytes) -> bytes:
        """`spelled`, what a control token is written as, where that is part of a tag; else nothing."""
        text = spelled.decode("utf-8", "replace")
        return spelled if text in self._tags.open or text in self._tags.close else b""

    @property
    def _awaited(self) -> str:
        return self._tags.close if self.thinking else self._tags.open

    def _turn(self) -> None:
        self.ended = self.ended or self.thinking
        self._answer_begins = self.thinking
        self.thinking = not self.thinking

    def _take(self, length: int) -> str:
        text, self._held = self._held[:length], self._held[length:]
        if self.thinking:
            return ""
        if self._answer_begins:
            text = text.lstrip()
            self._answer_begins = not text
        return text


def _beginning(tag: str, text: str) -> int:
    """Length of the longest tail of `text` that begins `tag`."""
    longest = min(len(tag) - 1, len(text))
    return next((length for length in range(longest, 0, -1) if tag.startswith(text[-length:])), 0)
