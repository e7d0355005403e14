"""The desk for what is computed anew from a stored quotation: its files, its replay, its margin."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from api.services import PaperKind, QuotationFile
from app.desks.quotation_access import QuotationAccess
from app.desks.quotation_making import QuotationMaker
from app.desks.quotation_recomputing import agreed, recomputed
from app.desks.quotation_views import life_of
from core.clock import Clock
from core.errors import NotFound
from core.ports import PortData, Resource
from core.principal import Principal
from core.records import AuditLeaf
from core.turns import JsonObject
from store.quotations import SqlQuotations, StoredQuotation
from tools.quotation import Paper, index_book, to_json
from tools.quotation.fx import Exchange
from tools.quotation.margin import margin_json, margins

Render = Callable[[Paper, PaperKind, str], bytes]


@dataclass(frozen=True, slots=True)
class QuotationPaperDesk:
    """Implements api.services.QuotationPapers. `render` writes a paper in a language."""

    port: PortData
    quotations: SqlQuotations
    maker: QuotationMaker
    access: QuotationAccess
    clock: Clock
    render: Render

    def file(
        self, quotation_id: str, principal: Principal, *, kind: PaperKind, language: str, base_url: str
    ) -> QuotationFile:
        stored = self.quotations.get(quotation_id)
        self.access.see(principal, stored, whole=True)
        paper = _paper(stored, self.maker.today(), base_url)
        content = self.render(paper, kind, language)
        self.access.recorder.shown(principal, f"Quotation/{quotation_id}.{kind}")
        return QuotationFile(f"quotation-{stored.number}-r{stored.revision}.{kind}", kind, content)

    def replay(self, quotation_id: str) -> tuple[JsonObject, JsonObject]:
        stored = self.quotations.get(quotation_id)
        result, _ = recomputed(stored)
        leaf = AuditLeaf(
            at=self.clock.now(),
            actor="system",
            role="system",
            action="replay",
            resource=f"Quotation/{quotation_id}",
            decision="allow",
            rule="replayed on this machine",
        )
        self.access.recorder.trail.record(leaf)
        return stored.result, to_json(result)

    def margin(self, quotation_id: str, principal: Principal) -> JsonObject:
        stored = self.quotations.get(quotation_id)
        self.access.see(principal, stored)
        merchant_id = str(principal.merchant_id or "")
        own = Resource("Costs", merchant_id, {"merchant_id": merchant_id})
        is_seller = merchant_id in stored.merchant_ids
        if not is_seller or not self.access.policy.decide(principal, "read", own, {}).allowed:
            raise NotFound(f"There is no quotation {quotation_id!r}.", hint="Check the number.")
        result, book = agreed(stored)
        exchange = Exchange(index_book(book).fx, date.fromisoformat(stored.inputs["today"]))
        lines = margins(result, self.port.costs(merchant_id), merchant_id, exchange)
        self.access.recorder.shown(principal, f"Costs/{merchant_id} in Quotation/{quotation_id}")
        names = {"quotation_id": quotation_id, "number": stored.number, "revision": stored.revision}
        return names | margin_json(lines, result.currency)


def _paper(stored: StoredQuotation, today: date, base_url: str) -> Paper:
    result, book = agreed(stored)
    return Paper(
        quotation_id=stored.quotation_id,
        number=stored.number,
        revision=stored.revision,
        state=life_of(stored).state(today).value,
        issued=date.fromisoformat(stored.inputs["today"]),
        result=result,
        profile=book.profile,
        sellers=book.merchants,
        buyer=next((user for user in book.users if user.user_id == stored.owner), None),
        url=f"{base_url}/quotes/{stored.quotation_id}" if base_url else "",
    )
