"""Drafts made from phrases: the whole answer when the model fails, and what it left out.

A draft is text with `{total}` for the values of a role, `{F0}` for one value and `[S0]` for a passage;
`agent.saying.speech` renders it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from agent.saying.phrases import Phrases, Reply, roles_in
from agent.saying.roles import Roles

SLOT = re.compile(r"\{(\w+)\}|\[(S\d+)\]")
_CONDITION = re.compile(r"\{\?(\w+)\}")
_OPTIONAL = re.compile(r"<([^<>]*)>")
_QUESTION = re.compile(r"[?？؟]")


def lead(reply: Reply, roles: Roles) -> str:
    """The first lead clause that can be said."""
    return next(iter(_sayable(reply.lead, roles)), "")


def rest(reply: Reply, roles: Roles, phrases: Phrases, said: str) -> list[str]:
    """The clauses, and the passages, that bring a value which neither the draft `said` nor an earlier
    clause shows; of those without a value no question when `said` asks one."""
    shown, asked = handles_in(said, roles), bool(_QUESTION.search(said))
    kept: list[str] = []
    for clause in _clauses(reply, roles, phrases):
        brought = handles_in(clause, roles)
        if brought <= shown if brought else asked and _QUESTION.search(clause):
            continue
        kept.append(clause)
        shown |= brought
    return kept


def handles_in(draft: str, roles: Roles) -> set[str]:
    """The handles that `draft` shows, by name or by role."""
    return {handle for slot in slots_in(draft) for handle in roles.behind(slot) if handle != "term"}


def slots_in(draft: str) -> set[str]:
    return {role or passage for role, passage in SLOT.findall(draft)}


def required(reply: Reply, roles: Roles) -> set[str]:
    """What the tool brought that a lead has to show."""
    return slots_in(lead(reply, roles)) & roles.found


def _clauses(reply: Reply, roles: Roles, phrases: Phrases) -> Iterator[str]:
    """Everything that can be said after the lead, in order."""
    yield from _sayable((reply.one,), roles)
    yield from _by_line(reply.each, roles)
    parts = _sayable(reply.parts, roles)
    if len(parts) > 1:
        yield reply.parts_frame.replace("{parts}", phrases.listing(parts))
    ways = _whole_or_by_line(reply.way, roles)
    if ways:
        yield reply.ways_frame.replace("{ways}", phrases.listing(ways))
    for clause in reply.then:
        yield from _whole_or_by_line(clause, roles)
    yield from (f"[{handle}]" for handle in roles.handles.get("passage", ()))


def _sayable(clauses: Iterable[str], roles: Roles) -> list[str]:
    """Those of `clauses` that can be said by role."""
    slots = {role: f"{{{role}}}" for role in roles.names}
    return [text for clause in clauses if (text := _filled(clause, slots, roles))]


def _by_line(clause: str, roles: Roles) -> list[str]:
    """`clause` for each line or shipment that has all it names, with that one's own handles."""
    slots = ({role: f"{{{handle}}}" for role, handle in line.items()} for line in roles.lines)
    return [text for own in slots if (text := _filled(clause, own, roles))]


def _whole_or_by_line(clause: str, roles: Roles) -> list[str]:
    return _sayable((clause,), roles) or _by_line(clause, roles)


def _filled(clause: str, slots: Mapping[str, str], roles: Roles) -> str:
    """`clause` with its placeholders filled; empty when it cannot be said."""
    if not set(_CONDITION.findall(clause)) <= roles.handles.keys():
        return ""
    text = _OPTIONAL.sub(
        lambda part: part[1] if set(roles_in(part[1])) <= slots.keys() else "", _CONDITION.sub("", clause)
    )
    return text.format_map(slots) if set(roles_in(text)) <= slots.keys() else ""
