"""A query in the words of documents: buyers type "L/C" and ask in Russian, documents say "letter of
credit" in English."""

import re

from knowledge.glossary import in_english

_LONG_FORMS = {
    "l/c": "letter of credit",
    "lc": "letter of credit",
    "t/t": "bank transfer",
    "tt": "bank transfer",
    "b/l": "bill of lading",
    "bl": "bill of lading",
    "hbl": "house bill of lading",
    "mbl": "master bill of lading",
    "c/o": "certificate of origin",
    "coo": "certificate of origin",
    "coa": "certificate of analysis",
    "moq": "minimum order quantity",
    "vgm": "verified gross mass",
    "sds": "safety data sheet",
    "msds": "safety data sheet",
    "dg": "dangerous goods",
    "ctn": "carton",
    "ctns": "cartons",
    "pcs": "pieces",
    "dem": "demurrage",
    "det": "detention",
    "etd": "departure",
    "eta": "arrival",
    "psi": "pre-shipment inspection",
    "fcl": "full container",
    "lcl": "less than container load",
    "oem": "buyer's own label",
    "paperwork": "documents, certificates, data sheets",
    "papers": "documents, certificates, data sheets",
}
_SHORT_FORM = re.compile(
    r"(?<![\w/])(?:" + "|".join(sorted(map(re.escape, _LONG_FORMS), key=len, reverse=True)) + r")(?![\w/])",
    re.IGNORECASE,
)
_PARTIAL_SHIPMENTS = re.compile(
    r"\b(?:half|part|some|one) (?:of (?:it|them) )?(?:now|first|later)\b|\bthe rest (?:later|next)\b"
    r"|\bin (?:two|three|several) (?:parts|lots|deliveries|shipments|batches)\b"
    r"|\bsplit (?:the|my|our|this) (?:order|delivery|shipment)\b",
    re.IGNORECASE,
)


def phrasings(text: str) -> list[str]:
    """`text` with the long form after each short one; and, when it is not in English, its trade words in
    English. A passage may answer either."""
    spelled = _SHORT_FORM.sub(lambda match: f"{match.group()} ({_LONG_FORMS[match.group().lower()]})", text)
    if _PARTIAL_SHIPMENTS.search(text):
        spelled += " partial shipments"
    english = in_english(text)
    return [spelled, english] if english else [spelled]
