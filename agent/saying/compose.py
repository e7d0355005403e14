"""Drafts in handle syntax made from phrases: the whole answer when the model fails, and what it left out.

A draft is text with `{F0}` for values and `[S0]` for passages; `agent.saying.speech` renders it.
"""

import re
from collections.abc import Collection, Iterable

from agent.saying.phrases import Phrases, Reply, roles_in
from agent.saying.roles import Roles

_HANDLE = re.compile(r"[{\[]([A-Z]\d+)[}\]]")


def lead(reply: Reply, roles: Roles) -> str:
    """The first lead clause that can be said."""
    return next((_fill(clause, roles.handles, roles.term) for clause in _sayable(reply.lead, roles)), "")


def rest(reply: Reply, roles: Roles, phrases: Phrases, shown: Collection[str]) -> list[str]:
    """The clauses that bring a value which is not `shown` yet, and the passages, each a draft."""
    parts = [
        _fill(part, roles.handles, roles.term)
        for part in reply.parts
        if set(roles_in(part)) <= set(roles.handles)
    ]
    joined = phrases.listing(parts)
    clauses = [
        *_each(reply, roles),
        reply.parts_frame.replace("{parts}", joined) if len(parts) > 1 else "",
        *(_fill(clause, roles.handles, roles.term) for clause in _sayable(reply.then, roles)),
    ]
    passages = [f"[{handle}]" for handle in roles.handles.get("passage", ())]
    return [clause for clause in (*clauses, *passages) if not handles_in(clause) <= set(shown)]


def handles_in(draft: str) -> set[str]:
    return set(_HANDLE.findall(draft))


def required(reply: Reply, roles: Roles) -> set[str]:
    """The tool's figures that a lead has to show."""
    return {handle for handle in handles_in(lead(reply, roles)) if handle[0] == "F"}


def _each(reply: Reply, roles: Roles) -> list[str]:
    if not reply.each:
        return []
    groups: Iterable[dict[str, tuple[str, ...]]] = roles.lines.values() or [roles.handles]
    needed = set(roles_in(reply.each))
    return [_fill(reply.each, group, roles.term) for group in groups if needed <= set(group)]


def _sayable(clauses: Iterable[str], roles: Roles) -> list[str]:
    known = {*roles.handles, *(("term",) if roles.term else ())}
    return [clause for clause in clauses if set(roles_in(clause)) <= known]


def _fill(clause: str, handles: dict[str, tuple[str, ...]], term: str) -> str:
    values = {role: ", ".join(f"{{{handle}}}" for handle in held) for role, held in handles.items()}
    return clause.format(**{**values, "term": term})
