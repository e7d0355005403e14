"""The catalogue desk: a merchant's staff edit their own rows in a workbook, the port's office all."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from threading import BoundedSemaphore

from app.desks.records import Recorder
from core.errors import BadInput, Busy, NotPermitted
from core.ports import PolicyEngine, Resource
from core.principal import Principal
from core.records import AuditLeaf
from core.turns import JsonObject
from store.catalogue import SqlCatalogue, StoredCatalogue
from tools.catalogue.changes import merged, token_of
from tools.catalogue.edit_checks import Surroundings, check_references, check_scope, reference_problems
from tools.catalogue.folder.tables import SHEETS, STAFF_TABLES, Tables
from tools.catalogue.preview import preview_of, to_json
from tools.catalogue.workbook import Workbook, read_workbook, template

MOST_READ_AT_ONCE = 2
RETRY_AFTER_S = 30


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody may edit: the tables, of one merchant or, with None, of all. `rule` allowed it."""

    merchant_id: str | None
    tables: tuple[str, ...]
    rule: str

    @property
    def resource(self) -> str:
        return f"Catalogue/{self.merchant_id or 'port'}"


class CatalogueDesk:
    """Implements api.services.CatalogueDesk."""

    def __init__(self, catalogue: SqlCatalogue, policy: PolicyEngine, recorder: Recorder) -> None:
        self._catalogue, self._policy, self._recorder = catalogue, policy, recorder
        self._reads = BoundedSemaphore(MOST_READ_AT_ONCE)

    def authorize(self, principal: Principal) -> None:
        self._scope(principal)

    def workbook(self, principal: Principal) -> bytes:
        scope = self._scope(principal)
        stored = self._read(scope)
        resource = f"{scope.resource}@{stored.revision}"
        leaf = self._recorder.leaf(principal, "read", resource, rule=scope.rule)
        self._recorder.trail.record(leaf)
        return template(scope.tables, tables_in(stored))

    def preview(self, content: bytes, principal: Principal) -> JsonObject:
        scope = self._scope(principal)
        with self._reading():
            return self._preview(content, principal, scope)

    def apply(self, content: bytes, principal: Principal, *, token: str, remove: bool) -> JsonObject:
        scope = self._scope(principal)
        with self._reading():
            return self._apply(content, principal, scope, token=token, remove=remove)

    def _preview(self, content: bytes, principal: Principal, scope: Scope) -> JsonObject:
        workbook = _opened(content, scope)
        stored = self._read(scope)
        present, around = tables_in(stored), _around(stored, scope, principal)
        check_references(present, workbook, around, remove=False)
        preview = preview_of(present, workbook.tables)
        refused = reference_problems(present, workbook, around, remove=True)
        told = [f"Removal would be refused: {problem.message}" for problem in refused]
        warnings = (*workbook.warnings, *preview.warnings, *dict.fromkeys(told))
        return to_json(replace(preview, warnings=warnings))

    def _apply(
        self, content: bytes, principal: Principal, scope: Scope, *, token: str, remove: bool
    ) -> JsonObject:
        workbook = _opened(content, scope)
        stored = self._read(scope)
        present = tables_in(stored)
        if token_of(present, workbook.tables) != token:
            raise BadInput(
                "The catalogue or the workbook was changed since your preview.", hint="Preview again."
            )
        check_references(present, workbook, _around(stored, scope, principal), remove=remove)
        after = merged(present, workbook.tables, remove=remove)
        leaf = self._applied(principal, scope, content, remove)
        saved = self._catalogue.save(
            dict(after), leaf, revision=stored.revision, merchant_id=scope.merchant_id
        )
        tables = {name: asdict(changes.counts) for name, changes in saved.items()}
        return {"tables": tables, "warnings": list(workbook.warnings)}

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One of the few workbooks in memory: one at the limits fills hundreds of megabytes."""
        if not self._reads.acquire(blocking=False):
            raise Busy(
                f"{MOST_READ_AT_ONCE} workbooks are being read, which is as many as may be.",
                retry_after_s=RETRY_AFTER_S,
            )
        try:
            yield
        finally:
            self._reads.release()

    def _scope(self, principal: Principal) -> Scope:
        """Raises NotPermitted, and records that."""
        merchant_id = principal.merchant_id or ""
        resource = Resource("Catalogue", merchant_id or "port", {"merchant_id": merchant_id})
        decision = self._policy.decide(principal, "manage", resource, {})
        if not decision.allowed:
            name = f"Catalogue/{resource.id}"
            leaf = self._recorder.leaf(principal, "manage", name, rule=decision.rule, allowed=False)
            self._recorder.trail.record(leaf)
            raise NotPermitted(
                f"A {principal.role.value} may not edit the catalogue.",
                hint="Sign in as a merchant's staff or as the port's office.",
            )
        tables = tuple(STAFF_TABLES if merchant_id else SHEETS)
        costs = Resource("Costs", merchant_id or "port", {"merchant_id": merchant_id})
        if not self._policy.decide(principal, "read", costs, {}).allowed:
            tables = tuple(name for name in tables if name != "costs")
        return Scope(merchant_id or None, tables, decision.rule)

    def _read(self, scope: Scope) -> StoredCatalogue:
        return self._catalogue.read(scope.tables, scope.merchant_id)

    def _applied(self, principal: Principal, scope: Scope, content: bytes, remove: bool) -> AuditLeaf:
        leaf = self._recorder.leaf(principal, "manage", scope.resource, rule=scope.rule)
        digest = hashlib.sha256(content).hexdigest()
        return replace(leaf, detail={"workbook_sha256": digest, "remove": remove})


def _opened(content: bytes, scope: Scope) -> Workbook:
    workbook = read_workbook(content, scope.tables)
    if scope.merchant_id:
        check_scope(workbook, scope.merchant_id)
    return workbook


def tables_in(stored: StoredCatalogue) -> Tables:
    rows: Mapping[str, object] = stored.rows
    return Tables(**rows)  # type: ignore[arg-type]  # each table's rows under its own name


def _around(stored: StoredCatalogue, scope: Scope, editor: Principal) -> Surroundings:
    """To a merchant's staff all who do not buy are nobody. A price that is there may go on naming
    somebody who no longer buys, or the merchant could not edit at all."""
    if scope.merchant_id is None:
        return Surroundings(stored.merchant_ids, stored.user_ids, editor.reader)
    prices = tables_in(stored).prices or ()
    named = {row.audience.removeprefix("buyer:") for row in prices if row.audience.startswith("buyer:")}
    return Surroundings(
        frozenset({scope.merchant_id}),
        stored.buyer_ids | named,
        editor.reader,
        stranger="is no buyer of this port",
    )
