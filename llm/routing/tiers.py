"""Tiers and who of them may have an inference: this machine first, further away only what may go there.

Pure: states and capabilities come in, an order with reasons comes out. Asking them is llm.routing.router.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.ports import BackendState, Capability, Inference, ModelBackend

TierName = Literal["local", "nearby", "cloud"]
PATIENCE_S = 5.0
FIRST = "first in order"
CONFIDENTIAL = "confidential: stays on this machine"
_PLACES: tuple[TierName, ...] = ("local", "nearby", "cloud")


@dataclass(frozen=True, slots=True)
class Tier:
    """A backend and how far away it is. What `stays_here` may see everything and is paid for already."""

    name: TierName
    backend: ModelBackend
    stays_here: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A tier as it is when a request comes."""

    tier: Tier
    state: BackendState
    capabilities: frozenset[Capability]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tier that may have the request. `passed` says why each tier that stands before it in plain order
    is not asked before it."""

    tier: Tier
    passed: tuple[str, ...] = ()
    otherwise: str = FIRST

    def reason(self, failures: Sequence[str] = ()) -> str:
        """Why this one, once the candidates before it had `failures`."""
        return "; ".join((*self.passed, *failures)) or self.otherwise


@dataclass(frozen=True, slots=True)
class Choice:
    """`candidates` in the order to ask them; `struck` are the tiers that may not have it, each with why."""

    candidates: tuple[Candidate, ...]
    struck: tuple[tuple[Tier, str], ...]


def choose(
    inference: Inference,
    standings: Sequence[Standing],
    *,
    remote_allowed: bool = True,
    patience_s: float = PATIENCE_S,
) -> Choice:
    """Who may have `inference`, the one to ask first in front.

    Struck out: what does not stay here, when the inference is confidential or its conversation's money is
    spent (`remote_allowed` False), and what is unavailable. Plain order is by place: local, nearby, cloud;
    in the same place the tier that lacks fewer wishes (a grammar, thinking) comes first. No capability is
    required, since what a model says is verified anyway. Who would begin after more than `patience_s` goes
    behind those that begin sooner.
    """
    plain = sorted(standings, key=lambda one: (place(one.tier), _lacking(inference, one)))
    whys = [_why_not(inference, one, remote_allowed) for one in plain]
    able = [at for at, why in enumerate(whys) if not why]
    ranked = sorted(able, key=lambda at: _lateness(plain[at], patience_s))
    kept_here = inference.confidential and any(not one.tier.stays_here for one in plain)
    candidates = []
    for turn, at in enumerate(ranked):
        before = [n for n in range(at) if whys[n] or n in ranked[turn:]]
        passed = tuple(whys[n] or _late(plain[n]) for n in before)
        candidates.append(Candidate(plain[at].tier, passed, CONFIDENTIAL if kept_here else FIRST))
    struck = tuple((one.tier, why) for one, why in zip(plain, whys, strict=True) if why)
    return Choice(tuple(candidates), struck)


def place(tier: Tier) -> int:
    """Nearest first."""
    return _PLACES.index(tier.name)


def unavailable(tier: Tier, state: BackendState) -> str:
    return f"{tier.name} is unavailable ({state.reason or 'no reason given'})"


def _why_not(inference: Inference, standing: Standing, remote_allowed: bool) -> str:
    """Why this tier may not have it; empty when it may."""
    tier = standing.tier
    if inference.confidential and not tier.stays_here:
        return f"{tier.name} is not on this machine and the request is confidential"
    if not standing.state.available:
        return unavailable(tier, standing.state)
    if not (tier.stays_here or remote_allowed):
        return f"{tier.name} costs money and the conversation's budget is spent"
    return ""


def _lacking(inference: Inference, standing: Standing) -> int:
    wishes: set[Capability] = set()
    if inference.grammar is not None:
        wishes.add("grammar")
    if inference.thinking:
        wishes.add("thinking")
    return len(wishes - standing.capabilities)


def _lateness(standing: Standing, patience_s: float) -> float:
    wait_s = standing.state.wait_s
    return wait_s if wait_s > patience_s else 0.0


def _late(standing: Standing) -> str:
    return f"{standing.tier.name} would begin in {standing.state.wait_s:.0f} s"
