"""The quoting desk: structured quotations without a conversation and without a model."""

import json
from uuid import uuid4

from app.desks.records import Recorder
from core.clock import Clock, today
from core.errors import NotFound, NotPermitted
from core.ids import derived_id
from core.ports import PolicyEngine, PortData, Resource
from core.principal import Principal
from core.records import SaveQuotation
from core.turns import JsonObject, ToolName
from store.quotations import SqlQuotations
from tools.quotation import index_book, inputs_of, parse_request, quote, to_json
from tools.quotation.outcome import Quoted


class QuotationDesk:
    """Implements api.services.Quoting."""

    def __init__(
        self,
        port: PortData,
        quotations: SqlQuotations,
        policy: PolicyEngine,
        clock: Clock,
        recorder: Recorder,
    ) -> None:
        self._port, self._quotations, self._policy = port, quotations, policy
        self._clock, self._recorder = clock, recorder

    def quote(self, request: JsonObject, principal: Principal) -> JsonObject:
        tool = Resource("Tool", ToolName.QUOTE.value)
        decision = self._policy.decide(principal, "use", tool, {})
        if not decision.allowed:
            leaf = self._recorder.leaf(principal, "use", "Tool/quote", rule=decision.rule, allowed=False)
            self._recorder.trail.record(leaf)
            raise NotPermitted("This account may not make quotations.", hint="Sign in as a buyer.")
        tariff = index_book(self._port.book())
        day = today(self._clock, tariff.book.profile.timezone)
        asked = parse_request(request, tariff)
        result = quote(asked, tariff, principal, day)
        answer = to_json(result)
        if not isinstance(result, Quoted):
            return answer
        saved = SaveQuotation(
            quotation_id=derived_id("Q", uuid4().hex),
            outcome="quoted",
            request=json.loads(json.dumps(request, default=str)),
            result=answer,
            inputs=inputs_of(result, asked, tariff, principal, day, revision=self._port.revision()),
            valid_until=result.valid_until,
        )
        leaf = self._recorder.leaf(principal, "use", f"Quotation/{saved.quotation_id}", rule=decision.rule)
        self._quotations.save(principal.reader, saved, [leaf])
        return {**answer, "quotation_id": saved.quotation_id}

    def quotation(self, quotation_id: str, principal: Principal) -> JsonObject:
        stored = self._quotations.get(quotation_id)
        resource = Resource("Quotation", quotation_id, {"owner": stored.owner})
        if not self._policy.decide(principal, "read", resource, {}).allowed:
            raise NotFound(f"There is no quotation {quotation_id!r}.", hint="Check the number.")
        self._recorder.shown(principal, f"Quotation/{quotation_id}")
        return {**stored.result, "quotation_id": quotation_id}
