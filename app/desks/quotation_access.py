"""Who may see a stored quotation and do what with it: the policy decides, here it is asked."""

from dataclasses import dataclass
from datetime import date, datetime

from app.desks.quotation_views import life_of, partial_view, row_of, whole_view
from app.desks.records import Recorder
from core.errors import NotFound, NotPermitted
from core.filters import RowFilter
from core.ports import Decision, PolicyEngine, Resource
from core.principal import Principal, Role
from core.records import QuotationMove
from core.turns import JsonObject
from store.quotations import StoredQuotation
from store.standings import ListedQuotation
from tools.quotation.life import Move, Party


@dataclass(frozen=True, slots=True)
class QuotationAccess:
    policy: PolicyEngine
    recorder: Recorder

    def may(self, principal: Principal, action: str, stored: StoredQuotation) -> bool:
        return self._decide(principal, action, stored).allowed

    def see(self, principal: Principal, stored: StoredQuotation, *, whole: bool = False) -> None:
        """Raises NotFound, in the words for a quotation that is not there, for whoever may not see it;
        with `whole` also for staff who may see their own lines only."""
        if not self.may(principal, "read_whole" if whole else "read", stored):
            raise NotFound(f"There is no quotation {stored.quotation_id!r}.", hint="Check the number.")

    def permit(self, principal: Principal, action: str, stored: StoredQuotation) -> str:
        """The rule that allows `action`. Raises NotFound, or NotPermitted for what can be seen only."""
        self.see(principal, stored)
        decision = self._decide(principal, action, stored)
        if not decision.allowed:
            raise NotPermitted(
                f"This account may not {action} the quotation {stored.quotation_id!r}.",
                hint="Its buyer accepts and a merchant in it releases; both may decline.",
            )
        return decision.rule

    def deny(
        self, principal: Principal, action: str, resource: str, rule: str = "nothing permits it"
    ) -> None:
        """Puts a refused action into the audit log."""
        leaf = self.recorder.leaf(principal, action, resource, rule=rule, allowed=False)
        self.recorder.trail.record(leaf)

    def listed(self, principal: Principal) -> RowFilter:
        return self.policy.filter(principal, "list", "Quotation")

    def row(self, principal: Principal, listed: ListedQuotation, today: date) -> JsonObject:
        """Of a list that `listed` has narrowed already: one decision, on how much of it is shown."""
        resource = Resource("Quotation", listed.quotation_id, attributes_in_list(listed))
        is_whole = self.policy.decide(principal, "read_whole", resource, {}).allowed
        return row_of(listed, today, None if is_whole else principal.merchant_id or "")

    def view(self, principal: Principal, stored: StoredQuotation, today: date) -> JsonObject:
        """Raises NotFound."""
        self.see(principal, stored)
        if self.may(principal, "read_whole", stored):
            return whole_view(stored, today)
        return partial_view(stored, today, principal.merchant_id or "")

    def _decide(self, principal: Principal, action: str, stored: StoredQuotation) -> Decision:
        resource = Resource("Quotation", stored.quotation_id, attributes_of(stored))
        return self.policy.decide(principal, action, resource, {})


def attributes_of(stored: StoredQuotation) -> JsonObject:
    """Of the policy's schema: a draft that its buyer has not been offered has no owner yet."""
    was_draft = any(move.move == Move.DRAFT for move in stored.moves)
    owner = "" if was_draft and not life_of(stored).is_offered else stored.owner
    return {"owner": owner, "merchant_ids": list(stored.merchant_ids)}


def attributes_in_list(listed: ListedQuotation) -> JsonObject:
    return {
        "owner": listed.owner if listed.standing.offered else "",
        "merchant_ids": list(listed.merchant_ids),
    }


def move_by(principal: Principal, move: Move, digest: str, at: datetime, note: str = "") -> QuotationMove:
    """`digest` is the content hash that `principal` looked at."""
    return QuotationMove(
        at=at,
        actor=principal.reader,
        role=principal.role.value,
        move=move.value,
        content_hash=digest,
        merchant_id=principal.merchant_id or "",
        note=note,
    )


def party_of(principal: Principal, stored: StoredQuotation) -> Party:
    """On which side somebody stands who may act on a quotation."""
    is_seller = principal.role is Role.MERCHANT and principal.merchant_id in stored.merchant_ids
    return Party.MERCHANT if is_seller else Party.BUYER
