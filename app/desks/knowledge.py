"""The knowledge desk: a search outside a conversation, by the same policy, with each passage recorded."""

from collections.abc import Callable

from app.desks.records import Recorder
from core.clock import Clock, today
from core.ports import KnowledgeSearch, PolicyEngine, RetrievalFilters, RetrievalScope
from core.principal import Principal
from core.values import PassageValue


class SearchDesk:
    """Implements api.services.KnowledgeDesk."""

    def __init__(
        self,
        knowledge: Callable[[], KnowledgeSearch],
        policy: PolicyEngine,
        clock: Clock,
        timezone: Callable[[], str],
        recorder: Recorder,
    ) -> None:
        self._knowledge, self._policy = knowledge, policy
        self._clock, self._timezone, self._recorder = clock, timezone, recorder

    def search(
        self,
        text: str,
        principal: Principal,
        *,
        merchant_ids: tuple[str, ...] = (),
        languages: tuple[str, ...] = (),
        limit: int = 6,
    ) -> list[PassageValue]:
        scope = RetrievalScope(
            principal=principal,
            rule=self._policy.filter(principal, "read", "Document"),
            today=today(self._clock, self._timezone()),
        )
        found = self._knowledge().search(text, scope, RetrievalFilters(merchant_ids, languages), limit)
        for passage in found:
            self._recorder.shown(principal, f"Document/{passage.document_id}@{passage.version}")
        return found
