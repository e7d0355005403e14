"""Grammars as llama.cpp has parsed them, kept by their text: a shape that comes again is only copied."""

from collections import OrderedDict
from typing import Any

from core.errors import BadInput
from llm.model import Model
from llm.native import llama_cpp, take_native_errors

_KEPT = 128


class Grammars:
    """The parsed grammars of one model. `close` frees them."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._parsed: OrderedDict[str, Any] = OrderedDict()

    def start(self, text: str) -> Any:
        """A native sampler at the beginning of grammar `text` (GBNF, root rule `root`), the caller's to
        free. Raises BadInput for a grammar that llama.cpp refuses."""
        parsed = self._parsed.get(text)
        if parsed is None:
            parsed = self._parsed[text] = self._parse(text)
            if len(self._parsed) > _KEPT:
                llama_cpp.llama_sampler_free(self._parsed.popitem(last=False)[1])
        self._parsed.move_to_end(text)
        return llama_cpp.llama_sampler_clone(parsed)

    def close(self) -> None:
        while self._parsed:
            llama_cpp.llama_sampler_free(self._parsed.popitem()[1])

    def _parse(self, text: str) -> Any:
        take_native_errors()
        made: Any = None
        gbnf = text.encode("utf-8", "ignore")
        # llama.cpp takes an empty grammar and then allows everything; half a surrogate pair is no text
        if gbnf and "\0" not in text and gbnf.decode() == text:
            made = llama_cpp.llama_sampler_init_grammar(self._model.vocabulary, gbnf, b"root")
        if not made:  # a null pointer is a falsy object, never None
            reason = take_native_errors() or "no reason given"
            raise BadInput(
                f"llama.cpp refuses the grammar {text[:200]!r}: {reason}.",
                hint="Check it against the GBNF guide of llama.cpp; the first rule is named `root`.",
            )
        return made
