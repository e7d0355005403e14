"""What every form of the paper says: names, weights, what is sold with the goods and what is not."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from core.money import round_minor
from core.trade import ChargeGroup, Customs1039, Mode, Product, Term
from tools.quotation.charges import ENDS_AT_POL, INSURED, TO_DOOR
from tools.quotation.consolidate import PricedLine
from tools.quotation.customs_1039 import rule_on
from tools.quotation.files.wording import Wording, clean
from tools.quotation.freight import Carriage
from tools.quotation.life import State
from tools.quotation.outcome import ChargeTotal, Quoted
from tools.quotation.paper import Paper

FIRM = frozenset({State.RELEASED, State.ACCEPTED})
OVER = frozenset({State.DECLINED, State.EXPIRED, State.SUPERSEDED})
TO_BE_AGREED = ("payment_terms", "lead_time", "partial_shipment", "transhipment", "bank_details")
# Institute Cargo Clauses that the seller owes at least, Incoterms 2020, CIF and CIP A5.
CLAUSES = {Term.CIF: "ICC(C)", Term.CIP: "ICC(A)"}
_ZERO = Decimal(0)


def title(paper: Paper, words: Wording) -> str:
    return words["title_proforma" if paper.state in FIRM else "title_quotation"]


def warning(paper: Paper, words: Wording) -> str:
    """Empty while the seller stands to the paper."""
    if paper.state in OVER:
        return words["not_valid"]
    return "" if paper.state in FIRM else words["not_binding"]


def reference(paper: Paper) -> str:
    return f"{clean(paper.number)}-{paper.revision}"


def state_text(paper: Paper, words: Wording) -> str:
    return words.get(f"state_{paper.state}", paper.state.replace("_", " "))


def merchant_name(paper: Paper, line: PricedLine) -> str:
    merchant_id = line.order.product.merchant_id
    names = (seller.name for seller in paper.sellers if seller.merchant_id == merchant_id)
    return clean(next(names, str(merchant_id)))


def net_kg(line: PricedLine) -> Decimal:
    return line.order.product.carton_nw_kg * line.order.cartons


def net_total(lines: Iterable[PricedLine]) -> Decimal:
    return sum((net_kg(line) for line in lines), _ZERO)


def carton_total(lines: Iterable[PricedLine]) -> int:
    return sum(line.order.cartons for line in lines)


def asked_text(line: PricedLine, words: Wording) -> str:
    return f"{words.number(line.order.asked)} {words[f'unit_{line.order.unit.value}']}"


def charges_in(result: Quoted, group: ChargeGroup) -> list[ChargeTotal]:
    return [charge for charge in result.charges if charge.group is group]


def charge_name(charge: ChargeTotal, words: Wording) -> str:
    return words.get(f"charge_{charge.code}", clean(charge.name))


def country_name(result: Quoted, words: Wording) -> str:
    place = result.place
    return words.country(place.locode[:2]) if place.locode else clean(place.country)


def place_name(result: Quoted) -> str:
    return f"{clean(result.place.name)} ({result.place.locode})"


def loading_ports(result: Quoted) -> list[str]:
    return list(dict.fromkeys(clean(carriage.pol) for carriage in result.shipments if carriage.pol))


def has_discharge_port(result: Quoted) -> bool:
    return result.term not in ENDS_AT_POL


def carriage_text(carriage: Carriage, words: Wording) -> str:
    if carriage.mode is None:
        return words["carriage_open"]
    return Mode.LCL.value if carriage.mode is Mode.LCL else f"{carriage.containers} × {carriage.mode.value}"


def storage_text(carriage: Carriage, words: Wording) -> str:
    storage = words[f"storage_{carriage.consignment.storage.value}"]
    setpoint = carriage.consignment.setpoint_c
    if setpoint is None:
        return storage
    return words.listed(storage, words.isolated(f"{words.number(setpoint)} °C"))


def insured_sum(paper: Paper) -> Decimal | None:
    """The value times the insured share (contracts 2, step 8); None where no insurance is sold."""
    result = paper.result
    if result.term not in INSURED:
        return None
    return round_minor(result.total * paper.profile.insured_share, result.currency)


def not_included(term: Term) -> list[str]:
    """Labels of what the buyer still pays for; the mirror of the engine's steps 7 to 9."""
    return [
        label
        for label, left_out in (
            ("ex_loading", term is Term.EXW),
            ("ex_terminal", term is Term.FCA),
            ("ex_freight", term in ENDS_AT_POL),
            ("ex_insurance", term not in INSURED),
            ("ex_destination", term not in TO_DOOR),
            ("ex_unloading", term in (Term.DAP, Term.DDP)),
            ("ex_customs", term is not Term.DDP),
        )
        if left_out
    ]


def left_out(paper: Paper, words: Wording) -> str:
    return words.phrases(*(words[label] for label in not_included(paper.result.term)))


def customs_text(paper: Paper, words: Wording) -> str:
    """The verdict, its rule, and the SKUs or the cap that it turns on."""
    verdict = paper.result.customs_1039
    match verdict.rule:
        case "1039-excluded":
            told = _skus(paper, lambda goods: goods.customs_1039 is Customs1039.EXCLUDED)
        case "1039-review":
            told = _skus(paper, lambda goods: goods.customs_1039 is not Customs1039.ALLOWED)
        case _:
            told = words.money(paper.profile.customs_cap_1039_usd, "USD")
    rule = words.get(f"rule_{verdict.rule}", verdict.reason)
    said = words.pair(words[f"verdict_{verdict.verdict}"], f"{rule} ({told})" if told else rule)
    return f"{said} {words.isolated(f'[{verdict.rule}]')}"


def customs_source(paper: Paper, words: Wording) -> str:
    """Where the rule behind the verdict stands, and from when on; empty where none is known."""
    rule = rule_on(paper.result.customs_1039.rule, paper.issued)
    return "" if rule is None else words.isolated(f"{rule.source}, {rule.valid_from}")


def _skus(paper: Paper, is_meant: Callable[[Product], bool]) -> str:
    products = (line.order.product for line in paper.result.lines)
    return ", ".join(dict.fromkeys(clean(product.sku) for product in products if is_meant(product)))


def price_lists(paper: Paper) -> str:
    named = (
        f"{clean(line.price.price_list)} ({merchant_name(paper, line)})" for line in paper.result.lines
    )
    return ", ".join(dict.fromkeys(named))
