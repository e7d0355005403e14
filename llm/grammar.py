"""The grammars of a turn, as GBNF text built from the turn's evidence.

`plan_grammar` allows one call with the verbs and handles of this turn, `say_grammar` words without
figures, roles or handles in braces and passages in brackets, `choose_grammar` passages or none. Equal sets
give equal text, so it can be cached.
GBNF: llama.cpp, `grammars/README.md`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from itertools import chain, groupby

from core.errors import BadInput

MAX_LINES = 8
MAX_SAY_ITEMS = 400
MAX_CHOSEN = 3
_KINDS = {
    "product": "P",
    "quantity": "N",
    "place": "L",
    "mode": "M",
    "currency": "C",
    "amount": "A",
    "reference": "R",
}
_VERBS = ("quote", "track", "search", "watch", "handoff", "refuse", "none")
_HANDLE = re.compile(r"[A-Z][0-9]{1,6}")
_SLOT = re.compile(r"[A-RT-Z][0-9]{1,6}|[a-z][a-z0-9_]{0,40}")
_PASSAGE = re.compile(r"S[0-9]{1,6}")
_TERM = re.compile(r"[A-Z]{3}")
_UNSAID = frozenset(("Nd", "Nl", "No", "Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
_JOINERS = "\u200c\u200d"  # Persian, Hindi and emoji are written with them
# The first plane; emoji; Chinese beyond the first plane. The rest of plane 1 is scripts of scholars,
# with numerals of their own, and a class of few ranges is matched faster.
_PLANES = ((0x0, 0xFFFF), (0x1F300, 0x1FAFF), (0x20000, 0x323AF))


def plan_grammar(verbs: Collection[str], handles: Collection[str], terms: Collection[str]) -> str:
    """One call: a permitted verb and, in this order, what it takes of `handles` and `terms`.

    `quote P1 N0 P2 L0 CIF M0 C0`, `track R0`, `watch P0 A0`, `watch cancel`, or a verb alone.
    Raises BadInput for an unknown verb, none at all, and a malformed handle or term.
    """
    odd = sorted(set(verbs) - set(_VERBS))
    if odd or not verbs:
        raise BadInput(f"A plan cannot begin with {odd!r}.", hint=f"Permit some of {', '.join(_VERBS)}.")
    _refuse_odd(handles, _HANDLE)
    _refuse_odd(terms, _TERM)
    words = {name: [handle for handle in handles if handle[0] == letter] for name, letter in _KINDS.items()}
    known = {name: choice for name, choice in {**words, "term": list(terms)}.items() if choice}
    line = f' (" " product{_optional("quantity", known)}){{0,{MAX_LINES}}}' if words["product"] else ""
    around = "".join(_optional(name, known) for name in ("place", "term", "mode", "currency"))
    watched = "".join(_optional(name, known) for name in ("product", "amount"))
    calls = {
        "quote": f'"quote"{line}{around}',
        "track": f'"track"{_optional("reference", known)}',
        "watch": f'"watch" ({watched.strip()} | " cancel")' if watched else '"watch" " cancel"?',
    }
    rules = {"root": " | ".join(verb if verb in calls else f'"{verb}"' for verb in _VERBS if verb in verbs)}
    rules |= {verb: calls[verb] for verb in calls if verb in verbs}
    return _text(rules | {name: _one_of(choice) for name, choice in known.items()})


def say_grammar(slots: Collection[str], passages: Collection[str]) -> str:
    """Words, `{total}` or `{F2}` for the roles and handles in `slots`, `[S1]` for those in `passages`.

    No digit or numeral sign of any script, no other brackets, single line breaks inside the text
    only, at most MAX_SAY_ITEMS characters and handles. Raises BadInput for a malformed handle.
    """
    _refuse_odd(slots, _SLOT)
    _refuse_odd(passages, _PASSAGE)
    rules = {"root": f"item (item | break){{0,{MAX_SAY_ITEMS - 1}}}", "item": "letter"}
    if slots:
        rules["item"] += ' | "{" slot "}"'
        rules["slot"] = _one_of(slots)
    if passages:
        rules["item"] += ' | "[" passage "]"'
        rules["passage"] = _one_of(passages)
    rules["break"] = r'"\n" item'
    rules["letter"] = f"[{_letters()}]"
    return _text(rules)


def _text(rules: dict[str, str]) -> str:
    return "".join(f"{name} ::= {body}\n" for name, body in rules.items())


def _optional(name: str, known: Collection[str]) -> str:
    return f' (" " {name})?' if name in known else ""


def choose_grammar(passages: Collection[str]) -> str:
    """One to MAX_CHOSEN of `passages`, such as `S1 S3`, or `none`. Raises BadInput for a bad handle."""
    _refuse_odd(passages, _PASSAGE)
    if not passages:
        raise BadInput("There are no passages to choose from.", hint="Ask only when some were found.")
    more = f'(" " passage){{0,{MAX_CHOSEN - 1}}}'
    return _text({"root": f'"none" | passage {more}', "passage": _one_of(passages)})


def _one_of(words: Collection[str]) -> str:
    """A choice of `words` by their letters, so that llama.cpp follows a handful of branches at a time
    however many words there are."""
    tails: dict[str, list[str]] = defaultdict(list)
    for word in sorted(set(words)):
        if word:
            tails[word[0]].append(word[1:])
    branches = [f'"{head}" {_one_of(rest)}'.rstrip() for head, rest in tails.items()]
    choice = " | ".join(branches)
    if branches and "" in words:
        return f"({choice})?"
    return f"({choice})" if len(branches) > 1 else choice


@cache
def _letters() -> str:
    """A character class of all that may be said as it is, by ranges, in the order of Unicode.

    It names what is allowed because llama.cpp matches a token that ends inside a character against a
    negated class as if every character beginning so were excluded: no Arabic, with its own digits,
    could then be written by a model that spells it in bytes.
    """
    codes = chain.from_iterable(range(first, last + 1) for first, last in _PLANES)
    said = [code for code in codes if _can_be_said(chr(code))]
    runs = [
        list(run) for _, run in groupby(enumerate(said), key=lambda numbered: numbered[1] - numbered[0])
    ]
    return "".join(f"\\U{run[0][1]:08X}-\\U{run[-1][1]:08X}" for run in runs)


def _can_be_said(letter: str) -> bool:
    """No numeral (general categories Nd, Nl, No), control, format character, separator of lines or
    unpaired surrogate, and no bracket that a handle or a special token is written with."""
    return (letter not in "{}[]<>|" and unicodedata.category(letter) not in _UNSAID) or letter in _JOINERS


def _refuse_odd(words: Iterable[str], form: re.Pattern[str]) -> None:
    for word in words:
        if not form.fullmatch(word):
            raise BadInput(f"{word!r} cannot stand in a grammar.", hint=f"Use words like {form.pattern}.")
