"""The quoting desk: structured quotations without a conversation and without a model, and their list."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from app.desks.quotation_access import QuotationAccess, attributes_in_list, move_by
from app.desks.quotation_detail import detailed, revisions_of
from app.desks.quotation_making import Identified, Made, QuotationMaker, hash_of
from app.desks.quotation_views import whole_view
from core.clock import Clock
from core.errors import BadInput, NotFound, NotPermitted
from core.filters import matches
from core.ids import derived_id
from core.ports import Resource
from core.principal import Principal, Role
from core.turns import JsonObject, ToolName
from store.quotations import NewQuotation, SqlQuotations
from store.standings import DRAFTED, NEW, Narrowing
from tools.quotation.life import LIVING, Move, State


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
        shown = detailed(view, stored, principal, self.access, today)
        return shown | revisions_of(stored, view, lambda other: self._may_read(other, principal))

    def list_quotations(
        self, principal: Principal, *, state: str | None = None, limit: int = 100
    ) -> list[JsonObject]:
        return self._listed(principal, _of_state(state, self.maker.today()), limit)

    def waiting(self, principal: Principal, *, limit: int = 100) -> list[JsonObject]:
        if principal.role is not Role.MERCHANT or not principal.merchant_id:
            raise NotPermitted("Quotations wait for a merchant's staff.", hint="Sign in as one of them.")
        narrowing = Narrowing(
            frozenset({State.DRAFT.value, State.INDICATIVE.value}),
            valid_on=self.maker.today(),
            unreleased_by=principal.merchant_id,
        )
        return self._listed(principal, narrowing, limit)

    def _listed(self, principal: Principal, narrowing: Narrowing, limit: int) -> list[JsonObject]:
        """Nobody can accept a visitor's quotation, and anybody can make any number of them: merchants open
        one by its id."""
        day, reach = self.maker.today(), self.access.listed(principal)
        named = replace(narrowing, named=principal.role is Role.MERCHANT)
        found = self.quotations.newest(reach, limit, named)
        rows = [
            self.access.row(principal, listed, day)
            for listed in found
            if matches(reach, attributes_in_list(listed))
        ]
        recorder = self.access.recorder
        leaf = recorder.leaf(principal, "list", "Quotation", rule="shown outside a conversation")
        recorder.trail.record(replace(leaf, detail={"quotations": [row["quotation_id"] for row in rows]}))
        return rows

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
        new = NewQuotation(saved, owner.reader, at, moves, DRAFTED if draft else NEW)
        stored, today = self.quotations.save(new, [leaf]), self.maker.today()
        return detailed(whole_view(stored, today), stored, principal, self.access, today)

    def _may_read(self, quotation_id: str, principal: Principal) -> bool:
        try:
            return self.access.may(principal, "read", self.quotations.get(quotation_id))
        except NotFound:
            return False

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


def _of_state(text: str | None, day: date) -> Narrowing:
    """Raises BadInput."""
    if text is None:
        return Narrowing()
    try:
        state = State(text)
    except ValueError:
        raise BadInput(f"{text!r} is no state.", hint=f"Use one of: {', '.join(State)}.") from None
    if state is State.EXPIRED:
        return Narrowing(frozenset(living.value for living in LIVING), over_on=day)
    return Narrowing(frozenset({state.value}), valid_on=day if state in LIVING else None)
