"""The three desks over one store of quotations: making and showing, moving, and what is computed anew."""

from app.desks.quotation_access import QuotationAccess
from app.desks.quotation_life import QuotationLifeDesk
from app.desks.quotation_making import QuotationMaker
from app.desks.quotation_papers import QuotationPaperDesk, Render
from app.desks.quoting import QuotationDesk
from app.desks.records import Recorder
from core.clock import Clock
from core.ports import PolicyEngine, PortData
from store.quotations import SqlQuotations
from tools.quotation import CurrentTariff
from tools.quotation.requests import Beyond


def quotation_desks(
    port: PortData,
    quotations: SqlQuotations,
    policy: PolicyEngine,
    clock: Clock,
    recorder: Recorder,
    *,
    render: Render,
    tariff: CurrentTariff,
    beyond: Beyond | None = None,
) -> tuple[QuotationDesk, QuotationLifeDesk, QuotationPaperDesk]:
    maker = QuotationMaker(port, clock, tariff, beyond)
    access = QuotationAccess(policy, recorder)
    return (
        QuotationDesk(quotations, maker, access, clock),
        QuotationLifeDesk(quotations, maker, access, clock),
        QuotationPaperDesk(port, quotations, maker, access, clock, render),
    )
