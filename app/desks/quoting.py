"""The quoting desk: structured quotations without a conversation and without a model, and their list."""

from dataclasses import dataclass, replace
from uuid import uuid4

from app.desks.quotation_access import QuotationAccess, attributes_of, move_by
from app.desks.quotation_detail import detailed
from app.desks.quotation_making import Identified, Made, QuotationMaker, hash_of
from app.desks.quotation_views import summary_of, whole_view
from core.clock import Clock
from core.errors import BadInput, NotPermitted
from core.filters import matches
from core.ids import derived_id
from core.ports import Resource
from core.principal import Principal
from core.turns import JsonObject, ToolName
from store.quotations import NewQuotation, SqlQuotations, StoredQuotation
from tools.quotation.life import Move, State


@dataclass(frozen=True, slots=True)
class QuotationDesk:
    """Implements api.services.Quoting."""

    quotations: SqlQuotations
    maker: QuotationMaker
    access: QuotationAccess
    clock: Clock

    def quote(
        self, request: JsonObject, principal: Principal, *, buyer: str | None = None, draft: bool = False
    ) -> JsonObject:
        rule = self._may_quote(principal)
        name = Identified(derived_id("Q", uuid4().hex))
        if buyer is not None:
            rule = self._may_issue(principal)
            owner = self.maker.buyer(buyer)
            made = self.maker.make(request, owner, name, seller=principal)
        elif draft:
            raise BadInput("A draft is for a buyer.", hint="Name the buyer in `for`.")
        else:
            owner, made = principal, self.maker.make(request, principal, name)
        return self._saved(made, owner, principal, rule, draft=draft)

    def quotation(self, quotation_id: str, principal: Principal) -> JsonObject:
        stored = self.quotations.get(quotation_id)
        today = self.maker.today()
        view = self.access.view(principal, stored, today)
        self.access.recorder.shown(principal, f"Quotation/{quotation_id}")
        return detailed(view, stored, principal, self.access, today)

    def list_quotations(
        self, principal: Principal, *, state: str | None = None, limit: int = 100
    ) -> list[JsonObject]:
        wanted = None if state is None else _state(state)
        day, reach = self.maker.today(), self.access.listed(principal)
        views: list[JsonObject] = []

        def shown(stored: StoredQuotation) -> bool:
            if not matches(reach, attributes_of(stored)):
                return False
            view = self.access.view(principal, stored, day)
            if wanted is not None and view["state"] != wanted:
                return False
            views.append(summary_of(view))
            return True

        self.quotations.newest(reach, limit, shown)
        recorder = self.access.recorder
        leaf = recorder.leaf(principal, "list", "Quotation", rule="shown outside a conversation")
        recorder.trail.record(replace(leaf, detail={"quotations": [v["quotation_id"] for v in views]}))
        return views

    def _saved(
        self, made: Made, owner: Principal, principal: Principal, rule: str, *, draft: bool
    ) -> JsonObject:
        saved, at = made.saved, self.clock.now()
        if saved is None:
            return made.answer
        moves = (move_by(principal, Move.DRAFT, hash_of(saved), at),) if draft else ()
        leaf = self.access.recorder.leaf(
            principal, "draft" if draft else "use", f"Quotation/{saved.quotation_id}", rule=rule
        )
        stored = self.quotations.save(NewQuotation(saved, owner.reader, at, moves), [leaf])
        today = self.maker.today()
        return detailed(whole_view(stored, today), stored, principal, self.access, today)

    def _may_quote(self, principal: Principal) -> str:
        tool = Resource("Tool", ToolName.QUOTE.value)
        decision = self.access.policy.decide(principal, "use", tool, {})
        if not decision.allowed:
            self.access.deny(principal, "use", "Tool/quote", decision.rule)
            raise NotPermitted("This account may not make quotations.", hint="Sign in as a buyer.")
        return decision.rule

    def _may_issue(self, principal: Principal) -> str:
        """Whether `principal` speaks for a merchant; the maker sees to it that the goods are theirs."""
        own = {"owner": "", "merchant_ids": [principal.merchant_id or ""]}
        decision = self.access.policy.decide(principal, "issue", Resource("Quotation", "new", own), {})
        if not decision.allowed:
            self.access.deny(principal, "issue", "Quotation/new", decision.rule)
            raise NotPermitted(
                "Only a merchant's staff make quotations for others.", hint="Leave out `for` and `draft`."
            )
        return decision.rule


def _state(text: str) -> State:
    try:
        return State(text)
    except ValueError:
        raise BadInput(f"{text!r} is no state.", hint=f"Use one of: {', '.join(State)}.") from None
