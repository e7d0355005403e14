"""Drafts made from phrases: the whole answer when the model fails, and what it left out.

A draft is text with `{total}` for the values of a role, `{F0}` for one value and `[S0]` for a passage;
`agent.saying.speech` renders it.
"""

import re
from collections.abc import Collection, Iterable

from agent.saying.phrases import Phrases, Reply, roles_in
from agent.saying.roles import Roles

_SLOT = re.compile(r"\{(\w+)\}|\[(S\d+)\]")


def lead(reply: Reply, roles: Roles) -> str:
    """The first lead clause that can be said."""
    return next(iter(_sayable(reply.lead, roles)), "")


def rest(reply: Reply, roles: Roles, phrases: Phrases, said: str) -> list[str]:
    """The clauses that bring a value which the draft `said` does not show yet, and the passages."""
    parts = _sayable(reply.parts, roles)
    clauses = [
        *_each(reply, roles),
        reply.parts_frame.replace("{parts}", phrases.listing(parts)) if len(parts) > 1 else "",
        *_sayable(reply.then, roles),
        *(f"[{handle}]" for handle in roles.handles.get("passage", ())),
    ]
    shown = handles_in(said, roles)
    return [clause for clause in clauses if not handles_in(clause, roles) <= shown]


def handles_in(draft: str, roles: Roles) -> set[str]:
    """The handles that `draft` shows, by name or by role."""
    return {handle for slot in slots_in(draft) for handle in roles.behind(slot) if handle != "term"}


def slots_in(draft: str) -> set[str]:
    return {role or passage for role, passage in _SLOT.findall(draft)}


def required(reply: Reply, roles: Roles) -> set[str]:
    """What the tool brought that a lead has to show."""
    return slots_in(lead(reply, roles)) & roles.found


def _each(reply: Reply, roles: Roles) -> list[str]:
    """The clause for each line of goods, with that line's own handles."""
    if not reply.each:
        return []
    needed = set(roles_in(reply.each))
    groups: Collection[dict[str, tuple[str, ...]]] = roles.lines.values() or [roles.handles]
    return [
        reply.each.format(**{role: f"{{{group[role][0]}}}" for role in needed})
        for group in groups
        if needed <= set(group)
    ]


def _sayable(clauses: Iterable[str], roles: Roles) -> list[str]:
    known = set(roles.names)
    return [clause for clause in clauses if set(roles_in(clause)) <= known]
