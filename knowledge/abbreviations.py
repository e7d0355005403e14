"""Short forms of the trade, spelled out for search: buyers type "L/C", documents say "letter of credit"."""

import re

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
    "paperwork": "documents",
    "papers": "documents",
}
_SHORT_FORM = re.compile(
    r"(?<![\w/])(?:" + "|".join(sorted(map(re.escape, _LONG_FORMS), key=len, reverse=True)) + r")(?![\w/])",
    re.IGNORECASE,
)


def spelled_out(text: str) -> str:
    """`text` with the long form after each short one."""
    return _SHORT_FORM.sub(lambda match: f"{match.group()} ({_LONG_FORMS[match.group().lower()]})", text)
