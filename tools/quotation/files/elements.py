"""Elements of UBL 2.1 in the standard library's tree: how values are written, not what a quotation is.

Names carry the usual prefixes `cac:` and `cbc:`; the root declares them.
"""

from decimal import Decimal
from xml.etree import ElementTree as ET

from tools.quotation.files.wording import clean
from tools.quotation.render import amount_text, thousandths_text

Element = ET.Element
_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
LOCODE = {"schemeID": "UN/LOCODE", "schemeAgencyID": "6"}
# UN/ECE Recommendation 20; packages of Recommendation 21 stand in it with an X before them (XCT: carton).
CARTON, PIECE, KILOGRAM, CUBIC_METRE, DAY, CELSIUS = "XCT", "H87", "KGM", "MTQ", "DAY", "CEL"


def document(name: str) -> Element:
    return ET.Element(
        name,
        {
            "xmlns": f"{_UBL}:{name}-2",
            "xmlns:cac": f"{_UBL}:CommonAggregateComponents-2",
            "xmlns:cbc": f"{_UBL}:CommonBasicComponents-2",
        },
    )


def group(parent: Element, name: str) -> Element:
    return ET.SubElement(parent, f"cac:{name}")


def text(parent: Element, name: str, value: str, **attributes: str) -> None:
    """Nothing is written for an empty value: UBL forbids empty elements (IND5)."""
    shown = clean(value)
    if shown:
        ET.SubElement(parent, f"cbc:{name}", attributes).text = shown


def amount(parent: Element, name: str, value: Decimal, currency: str) -> None:
    text(parent, name, amount_text(value, currency), currencyID=currency)


def quantity(parent: Element, name: str, value: Decimal | int, unit: str) -> None:
    text(parent, name, f"{Decimal(value).normalize():f}", unitCode=unit)


def measure(parent: Element, name: str, value: Decimal, unit: str) -> None:
    text(parent, name, thousandths_text(value), unitCode=unit)


def place(parent: Element, name: str, locode: str, called: str = "", country: str = "") -> None:
    if not locode:
        return
    location = group(parent, name)
    text(location, "ID", locode, **LOCODE)
    text(location, "Name", called)
    if country:
        text(group(group(location, "Address"), "Country"), "IdentificationCode", country)


def written(root: Element) -> bytes:
    ET.indent(root)
    document_bytes: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return document_bytes + b"\n"
