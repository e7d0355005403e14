"""Desks of quotations for the faces: `Q-1`, whose moves are answered by what was said, and a shelf."""

from collections.abc import Mapping, Sequence

from api.services import PaperKind, QuotationFile
from core.errors import NotFound
from core.principal import Principal
from core.turns import JsonObject
from tools.quotation.life import MoveRefused

HASH = "5" * 64


def document(quotation_id: str = "Q-1", **changes: object) -> JsonObject:
    """A quotation as its desk shows it to somebody who may see all of it."""
    line = {"merchant_id": "M1", "sku": "TEA", "name": "Green tea", "cartons": 100, "unit_price": "40.00"}
    life = {"number": quotation_id, "revision": 1, "state": "indicative", "content_hash": HASH}
    shown: JsonObject = {
        "outcome": "quoted",
        "quotation_id": quotation_id,
        **life,
        "made_at": "2026-11-01T04:00:00+00:00",
        "term": "CIF",
        "place": "KEMBA",
        "place_name": "Mombasa",
        "place_country": "Kenya",
        "currency": "USD",
        "lines": [line | {"price_unit": "carton", "amount": "4000.00"}],
        "goods": "4000.00",
        "total": "14679.25",
        "valid_until": "2026-11-15",
        "moves": [],
        "approvals": [],
        "actions": [],
    }
    return shown | changes


class FakeShelf:
    """Implements api.services.Quoting over documents by reader; a list has them whole."""

    def __init__(self, documents: Mapping[str, Sequence[JsonObject]]) -> None:
        self.documents = documents

    def quote(
        self, request: JsonObject, principal: Principal, *, buyer: str | None = None, draft: bool = False
    ) -> JsonObject:
        return document()

    def list_quotations(
        self, principal: Principal, *, state: str | None = None, limit: int = 100
    ) -> list[JsonObject]:
        own = self.documents.get(principal.reader, ())
        return [row for row in own if state in (None, row["state"])][:limit]

    def waiting(self, principal: Principal, *, limit: int = 100) -> list[JsonObject]:
        own = self.documents.get(principal.reader, ())
        open_ones = [row for row in own if row["state"] in {"draft", "indicative"} and not row["approvals"]]
        return sorted(open_ones, key=lambda row: str(row["made_at"]), reverse=True)[:limit]

    def quotation(self, quotation_id: str, principal: Principal) -> JsonObject:
        for found in self.documents.get(principal.reader, ()):
            if found["quotation_id"] == quotation_id:
                return found
        raise NotFound(f"There is no quotation {quotation_id!r}.")


class FakeQuotationLife:
    """The caller may do everything with `Q-1` if it looked at HASH."""

    def release(
        self, quotation_id: str, principal: Principal, *, content_hash: str, note: str = ""
    ) -> JsonObject:
        return _moved(quotation_id, "released", content_hash)

    def accept(
        self, quotation_id: str, principal: Principal, *, content_hash: str, note: str = ""
    ) -> JsonObject:
        return _moved(quotation_id, "accepted", content_hash)

    def decline(
        self, quotation_id: str, principal: Principal, *, content_hash: str | None = None, note: str = ""
    ) -> JsonObject:
        return _moved(quotation_id, "declined", content_hash or HASH)

    def issue(
        self, quotation_id: str, principal: Principal, *, content_hash: str | None = None, note: str = ""
    ) -> JsonObject:
        return _moved(quotation_id, "indicative", content_hash or HASH)

    def revise(
        self, quotation_id: str, principal: Principal, *, request: JsonObject | None = None
    ) -> JsonObject:
        return _moved(quotation_id, "indicative", HASH) | {"quotation_id": "Q-2", "request": request}


class FakeQuotationPapers:
    def file(
        self, quotation_id: str, principal: Principal, *, kind: PaperKind, language: str, base_url: str
    ) -> QuotationFile:
        _find(quotation_id)
        content = f"{kind} {language} {base_url}".encode()
        return QuotationFile(f"quotation-{quotation_id}-r1.{kind}", kind, content)

    def replay(self, quotation_id: str) -> tuple[JsonObject, JsonObject]:
        _find(quotation_id)
        return {"total": "10.00"}, {"total": "10.00"}

    def margin(self, quotation_id: str, principal: Principal) -> JsonObject:
        _find(quotation_id)
        return {"lines": [], "sum": None}


def _moved(quotation_id: str, state: str, content_hash: str) -> JsonObject:
    _find(quotation_id)
    if content_hash != HASH:
        raise MoveRefused("The content hash is another one.", hint="It changed; look at it again.")
    return {"quotation_id": quotation_id, "state": state, "content_hash": content_hash}


def _find(quotation_id: str) -> None:
    if quotation_id != "Q-1":
        raise NotFound(f"There is no quotation {quotation_id!r}.")
