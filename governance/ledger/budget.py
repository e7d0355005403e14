"""Token budgets of conversations: reserved before an inference runs, settled with what it used."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from core.errors import BudgetSpent

REMEMBERED = 10_000
"""Conversations kept in memory; an older one is loaded again when it comes back."""


class SpentTokens(Protocol):
    def tokens_used(self, conversation_id: str) -> int:
        """Input and output tokens that the ledger holds for a conversation."""
        ...


@dataclass(slots=True)
class _Account:
    spent: int
    reserved: int = 0


class Budget:
    """`limit` tokens a conversation, of which one turn holds `turn_tokens` while it runs. Thread-safe."""

    def __init__(self, ledger: SpentTokens, limit: int, turn_tokens: int = 8192) -> None:
        self._ledger = ledger
        self._limit = limit
        self._turn_tokens = turn_tokens
        self._accounts: OrderedDict[str, _Account] = OrderedDict()
        self._lock = threading.Lock()

    def reserve(self, conversation_id: str, tokens: int) -> None:
        """Set `tokens` aside, or raise BudgetSpent when they would go beyond the limit."""
        with self._lock:
            account = self._account(conversation_id)
            left = self._limit - account.spent - account.reserved
            if tokens > left:
                raise _spent(conversation_id, tokens, left, self._limit)
            account.reserved += tokens

    def settle(self, conversation_id: str, reserved: int, used: int) -> None:
        """Give back what was reserved and count what was used, which may be more."""
        with self._lock:
            account = self._account(conversation_id)
            account.reserved = max(0, account.reserved - reserved)
            account.spent += used

    @contextmanager
    def hold(self, conversation_id: str) -> Iterator[None]:
        """A turn's tokens while it runs, or what is left of them. Raises BudgetSpent when nothing is."""
        held = self._reserve_turn(conversation_id)
        try:
            yield
        finally:
            self.settle(conversation_id, held, 0)

    def spend(self, conversation_id: str, tokens: int) -> None:
        """Count what a turn used."""
        self.settle(conversation_id, 0, tokens)

    def _reserve_turn(self, conversation_id: str) -> int:
        with self._lock:
            account = self._account(conversation_id)
            left = self._limit - account.spent - account.reserved
            if left <= 0:
                raise _spent(conversation_id, self._turn_tokens, left, self._limit)
            held = min(self._turn_tokens, left)
            account.reserved += held
            return held

    def _account(self, conversation_id: str) -> _Account:
        account = self._accounts.get(conversation_id)
        if account is None:
            self._forget_idle()
            account = _Account(self._ledger.tokens_used(conversation_id))
            self._accounts[conversation_id] = account
        self._accounts.move_to_end(conversation_id)
        return account

    def _forget_idle(self) -> None:
        if len(self._accounts) < REMEMBERED:
            return
        oldest = next((name for name, account in self._accounts.items() if not account.reserved), None)
        if oldest is not None:
            del self._accounts[oldest]


def _spent(conversation_id: str, tokens: int, left: int, limit: int) -> BudgetSpent:
    return BudgetSpent(
        f"Conversation {conversation_id!r} needs {tokens} tokens and has {max(0, left)} of {limit} left.",
        hint="Open a new conversation, or raise QUAYSIDE_BUDGET__CONVERSATION_TOKENS.",
    )
