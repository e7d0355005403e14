"""The answer: the model's words around handles, checked as they stream, then whatever they left out.

Only whole sentences are shown. When the model breaks a rule, what was shown stands, the rest is said by
phrases; a reply that has to ask a question is held back until it is known to ask exactly one.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from agent.calls import Call
from agent.chat_prompts import say_chat
from agent.inference import Traces, infer, is_confidential, sampling
from agent.parts import Turn
from agent.prompts import SayView, say_prompt
from agent.saying.check import Checker, Unsayable
from agent.saying.claims import unvouched
from agent.saying.compose import lead, required, rest, slots_in
from agent.saying.phrases import Phrases, Reply
from agent.saying.roles import Roles
from agent.saying.speech import Speech
from core.errors import Busy, QuaysideError
from core.evidence import Evidence
from core.ports import Inference
from core.turns import ToolResult
from llm.grammar import say_grammar

_MAX_TOKENS = 120
_DEADLINE_S = 20.0
_ATTEMPTS = 2
_SENTENCE_END = re.compile(r"[.!?。！？؟](?=\s|$)|[。！？]")
_QUESTION = re.compile(r"[?？؟]")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Saying:
    """What an answer is made from. `show` gets each rendered piece, in order."""

    turn: Turn
    call: Call
    result: ToolResult
    evidence: Evidence
    roles: Roles
    phrases: Phrases
    text: str
    show: Callable[[str], None]

    @property
    def slots(self) -> frozenset[str]:
        """What the model may point at: roles, and passages by their handles."""
        passages = self.roles.handles.get("passage", ())
        return frozenset({*self.roles.for_model, *passages} - {"passage"})

    @property
    def is_for_model(self) -> bool:
        """A model words what the tool's values vouch for, and small talk; everything else is a phrase, so
        are goods that are only near to what was named."""
        vouched = required(self.reply, self.roles) - {"passage"}
        worded = self.reply.for_model and "near" not in self.roles.found
        return self.call.verb == "none" or (worded and bool(vouched))

    @property
    def tool(self) -> str:
        return "price_watch" if self.call.verb == "watch" else self.call.verb

    @property
    def reply(self) -> Reply:
        return self.phrases.reply(self.tool, self.result.outcome)


async def answer(saying: Saying, traces: Traces) -> Speech:
    """The whole answer, rendered. Never empty."""
    speech = Speech(saying.evidence, saying.roles, saying.phrases)
    said = await _model_draft(saying, speech, traces)
    if not _complete(saying, said):
        clause = lead(saying.reply, saying.roles)
        _show(saying, speech, clause)
        said += clause
    for number, clause in enumerate(rest(saying.reply, saying.roles, saying.phrases, said)):
        _show(saying, speech, clause, new_line=number == 0 or clause.startswith("["))
    return speech


async def _model_draft(saying: Saying, speech: Speech, traces: Traces) -> str:
    """What of the model's draft was shown, with its slots; nothing where no value can vouch for it."""
    if not saying.is_for_model:
        return ""
    inference = _inference(saying)
    for attempt in range(1, _ATTEMPTS + 1):
        sentences = _Sentences(saying, speech)
        asked = replace(inference, sampling=sampling(attempt))
        try:
            generation = await infer(saying.turn, asked, traces, sentences.take)
        except Busy:
            raise
        except QuaysideError as error:
            _log.warning("no words from the model: %s", error)
            return sentences.shown
        sentences.end(whole=generation.finish == "stop")
        if sentences.refused is None or sentences.shown:
            return sentences.shown
        _log.info("draft refused: %s", sentences.refused)
    return ""


class _Sentences:
    """Takes the stream, checks it, and shows it sentence by sentence until a rule is broken."""

    def __init__(self, saying: Saying, speech: Speech) -> None:
        self._saying, self._speech = saying, speech
        self._checker = Checker(saying.slots.__contains__)
        self._pending = ""
        self.shown = ""
        self.refused: Unsayable | None = None

    def take(self, piece: str) -> None:
        if self.refused is None:
            self._guarded(lambda: self._checker.feed(piece))
            self._flush(final=False)

    def end(self, *, whole: bool) -> None:
        """`whole`: the model came to its end; otherwise its last, cut sentence is left out."""
        if self.refused is None and whole:
            self._guarded(self._checker.finish)
            self._flush(final=self.refused is None)

    def _guarded(self, step: Callable[[], str]) -> None:
        try:
            self._pending += step()
        except Unsayable as error:
            self.refused = error

    def _flush(self, *, final: bool) -> None:
        if self._saying.result.ask:
            if final and _complete(self._saying, self._pending):
                self._say(len(self._pending))
            return
        ends = [match.end() for match in _SENTENCE_END.finditer(self._pending)]
        if final or ends:
            self._say(len(self._pending) if final else ends[-1])

    def _say(self, cut: int) -> None:
        sentence, self._pending = self._pending[:cut], self._pending[cut:]
        if self._saying.tool == "track" and (claim := unvouched(sentence, self._saying.phrases.claims)):
            self.refused = Unsayable(f"The answer claims {claim!r} without a value that says so.")
            return
        self.shown += sentence
        if sentence.strip():
            self._saying.show(self._speech.say(sentence))


def _complete(saying: Saying, draft: str) -> bool:
    """Whether `draft` can stand as the lead: it shows what it must, and asks if it has to."""
    if not draft.strip() or not required(saying.reply, saying.roles) <= slots_in(draft):
        return False
    return not saying.result.ask or len(_QUESTION.findall(draft)) == 1


def _show(saying: Saying, speech: Speech, draft: str, *, new_line: bool = False) -> None:
    gap = "\n" if new_line else saying.phrases.gap
    saying.show(speech.say(gap + draft if speech.text else draft))


def _inference(saying: Saying) -> Inference:
    view = SayView(
        language=saying.phrases.language,
        tool=saying.tool,
        outcome=saying.result.outcome,
        roles=saying.roles.for_model,
        text=saying.text,
    )
    passages = saying.roles.handles.get("passage", ())
    grammar = say_grammar(saying.slots - set(passages), passages)
    return Inference(
        purpose="say",
        prompt=say_prompt(view),
        chat=say_chat(view),
        thinking=saying.turn.parts.thinking,
        grammar=grammar,
        max_tokens=_MAX_TOKENS,
        deadline_s=_DEADLINE_S,
        confidential=is_confidential(saying.evidence),
    )
