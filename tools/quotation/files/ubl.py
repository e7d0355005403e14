"""The quotation as UBL 2.1 XML (OASIS, os-UBL-2.1, UBL-Quotation-2.1.xsd), for the buyer's own system.

Who sells: one merchant sells in their own name. Goods of several merchants are sold by the port, as a
consolidator does whose one quotation, one set of documents and one contract stand for many suppliers; each
line's SKU then names the merchant who gave it (SellersItemIdentification, IssuerParty).
Duty and VAT of DDP are charges, not TaxTotal: the seller pays them abroad and they are an estimate.
"""

from collections.abc import Iterator

from core.trade import User
from tools.quotation.charges import ENDS_AT_POL
from tools.quotation.files import contents, ubl_goods
from tools.quotation.files.elements import (
    LOCODE,
    Element,
    amount,
    document,
    group,
    place,
    text,
    written,
)
from tools.quotation.files.wording import Wording, clean, wording_for
from tools.quotation.outcome import Quoted
from tools.quotation.paper import Paper


def ubl_of(paper: Paper, language: str) -> bytes:
    """UTF-8. `language` is that of the notes and reasons; all else is names and codes."""
    words, result = wording_for(language), paper.result
    root = document("Quotation")
    text(root, "UBLVersionID", "2.1")
    text(root, "ID", contents.reference(paper))
    text(root, "IssueDate", paper.issued.isoformat())
    for note in _notes(paper, words):
        text(root, "Note", note, languageID=words.language)
    text(root, "PricingCurrencyCode", _pricing_currency(result))
    text(root, "LineCountNumeric", str(len(result.lines)))
    validity = group(root, "ValidityPeriod")
    text(validity, "StartDate", paper.issued.isoformat())
    text(validity, "EndDate", result.valid_until.isoformat())
    _link(root, paper)
    _seller(root, paper)
    if paper.buyer is not None:
        _buyer(root, paper.buyer)
    for at, carriage in enumerate(result.shipments, 1):
        ubl_goods.add_delivery(root, result, carriage, at)
    _terms(root, result)
    _charges(root, paper, words)
    if result.term not in ENDS_AT_POL:
        text(group(root, "DestinationCountry"), "IdentificationCode", result.place.locode[:2])
    _totals(root, result)
    for at, line in enumerate(result.lines, 1):
        ubl_goods.add_line(root, paper, line, at, words)
    return written(root)


def _notes(paper: Paper, words: Wording) -> Iterator[str]:
    yield words["ai_line"]
    yield f"{contents.title(paper, words)}. {contents.warning(paper, words)}"
    yield words.pair(words["state"], contents.state_text(paper, words))
    customs = words.listed(contents.customs_text(paper, words), contents.customs_source(paper, words))
    yield words.pair(words["customs_1039"], customs)
    yield words.pair(words["not_included"], contents.left_out(paper, words))
    yield words.pair(words["price_lists"], contents.price_lists(paper))
    if paper.result.landed:
        yield words["landed"]
    for rate in paper.result.fx:
        told = f"1 {rate.base} = {rate.rate:f} {rate.quote}, {rate.date}, {rate.source}"
        yield words.pair(words["rates"], told)


def _pricing_currency(result: Quoted) -> str:
    """UBL's is the currency of all prices; empty where lists differ, and each price names its own."""
    currencies = {line.price.currency for line in result.lines}
    return currencies.pop() if len(currencies) == 1 else ""


def _link(root: Element, paper: Paper) -> None:
    if not clean(paper.url):
        return
    reference = group(root, "AdditionalDocumentReference")
    text(reference, "ID", paper.quotation_id)
    external = group(group(reference, "Attachment"), "ExternalReference")
    text(external, "URI", paper.url)


def _seller(root: Element, paper: Paper) -> None:
    party = group(group(root, "SellerSupplierParty"), "Party")
    if len(paper.sellers) == 1:
        ubl_goods.add_merchant(party, paper.sellers[0])
        return
    text(group(party, "PartyName"), "Name", paper.profile.name)
    location = group(party, "PhysicalLocation")
    text(location, "ID", paper.profile.locode, **LOCODE)


def _buyer(root: Element, buyer: User) -> None:
    party = group(group(root, "BuyerCustomerParty"), "Party")
    name = clean(buyer.company) or clean(buyer.name) or str(buyer.user_id)
    text(group(party, "PartyName"), "Name", name)
    if clean(buyer.country):
        address = group(party, "PostalAddress")
        text(group(address, "Country"), "IdentificationCode", buyer.country)
    if clean(buyer.company) and clean(buyer.name):
        text(group(party, "Contact"), "Name", buyer.name)


def _terms(root: Element, result: Quoted) -> None:
    terms, where = group(root, "DeliveryTerms"), result.place
    text(terms, "ID", result.term.value, schemeID="Incoterms", schemeVersionID="2020")
    text(terms, "SpecialTerms", f"{result.term.value} {contents.place_name(result)}, Incoterms® 2020")
    place(terms, "DeliveryLocation", where.locode, where.name, where.locode[:2])


def _charges(root: Element, paper: Paper, words: Wording) -> None:
    result = paper.result

    def charge(code: str, reason: str) -> Element:
        added = group(root, "AllowanceCharge")
        text(added, "ID", code)
        text(added, "ChargeIndicator", "true")
        text(added, "AllowanceChargeReason", reason)
        return added

    for due in result.charges:
        amount(charge(due.code, contents.charge_name(due, words)), "Amount", due.amount, result.currency)
    if result.freight:
        amount(charge("FREIGHT", words["freight"]), "Amount", result.freight, result.currency)
    insured = contents.insured_sum(paper)
    if insured is not None:
        clause = contents.CLAUSES[result.term]
        added = charge("INSURANCE", words.listed(words["insurance"], clause))
        amount(added, "Amount", result.insurance, result.currency)
        amount(added, "BaseAmount", insured, result.currency)


def _totals(root: Element, result: Quoted) -> None:
    total = group(root, "QuotedMonetaryTotal")
    amount(total, "LineExtensionAmount", result.goods, result.currency)
    amount(total, "ChargeTotalAmount", result.total - result.goods, result.currency)
    amount(total, "PayableAmount", result.total, result.currency)
