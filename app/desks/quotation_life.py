"""The desk that moves quotations through their life: each move is one transaction with its audit leaf."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from app.desks.quotation_access import QuotationAccess, move_by, party_of
from app.desks.quotation_making import Identified, Made, QuotationMaker, hash_of, revision_id
from app.desks.quotation_views import life_of
from core.clock import Clock
from core.errors import NotPermitted
from core.principal import Principal
from core.records import SaveQuotation
from core.turns import JsonObject
from store.quotations import Change, NewQuotation, SqlQuotations, StoredQuotation
from store.standings import DRAFTED, NEW, Standing
from tools.quotation.life import Move, Party, check_move


@dataclass(frozen=True, slots=True)
class _Step:
    """Who wants which move, on a day at the port; `looked_at` is the content hash they saw."""

    move: Move
    principal: Principal
    day: date
    looked_at: str | None = None
    note: str = ""

    @property
    def action(self) -> str:
        """The policy's word for it."""
        return "revise" if self.move is Move.SUPERSEDE else self.move.value


@dataclass(frozen=True, slots=True)
class QuotationLifeDesk:
    """Implements api.services.QuotationLife."""

    quotations: SqlQuotations
    maker: QuotationMaker
    access: QuotationAccess
    clock: Clock

    def release(
        self, quotation_id: str, principal: Principal, *, content_hash: str, note: str = ""
    ) -> JsonObject:
        return self._moved(quotation_id, Move.RELEASE, principal, content_hash, note)

    def accept(
        self, quotation_id: str, principal: Principal, *, content_hash: str, note: str = ""
    ) -> JsonObject:
        return self._moved(quotation_id, Move.ACCEPT, principal, content_hash, note)

    def decline(
        self, quotation_id: str, principal: Principal, *, content_hash: str | None = None, note: str = ""
    ) -> JsonObject:
        return self._moved(quotation_id, Move.DECLINE, principal, content_hash, note)

    def issue(
        self, quotation_id: str, principal: Principal, *, content_hash: str | None = None, note: str = ""
    ) -> JsonObject:
        return self._moved(quotation_id, Move.ISSUE, principal, content_hash, note)

    def revise(
        self, quotation_id: str, principal: Principal, *, request: JsonObject | None = None
    ) -> JsonObject:
        step = _Step(Move.SUPERSEDE, principal, self.maker.today())
        former = self.quotations.get(quotation_id)
        with self._denials_recorded(quotation_id, step):
            self._allowed(former, step)
        made = self._recomputed(former, request, principal)
        if (saved := made.saved) is None:
            return made.answer

        def decide(stored: StoredQuotation) -> Change:
            change = self._change(stored, step)
            return replace(change, successor=self._successor(stored, saved, principal))

        _, revised = self.quotations.change(quotation_id, decide)
        assert revised is not None, "the change has a successor"
        return self.access.view(principal, revised, step.day)

    def _moved(
        self, quotation_id: str, move: Move, principal: Principal, looked_at: str | None, note: str
    ) -> JsonObject:
        step = _Step(move, principal, self.maker.today(), looked_at, note)
        with self._denials_recorded(quotation_id, step):
            stored, _ = self.quotations.change(quotation_id, lambda stored: self._change(stored, step))
        return self.access.view(principal, stored, step.day)

    def _allowed(self, stored: StoredQuotation, step: _Step) -> str:
        """The rule that allows it. Raises NotFound, NotPermitted and, when it is too late, MoveRefused."""
        rule = self.access.permit(step.principal, step.action, stored)
        check_move(
            life_of(stored),
            step.move,
            party_of(step.principal, stored),
            step.day,
            looked_at=step.looked_at,
            merchant_id=step.principal.merchant_id or "",
        )
        return rule

    def _change(self, stored: StoredQuotation, step: _Step) -> Change:
        """Called with the state as it is while nobody else can change it."""
        rule, life = self._allowed(stored, step), life_of(stored)
        made = move_by(step.principal, step.move, life.content_hash, self.clock.now(), step.note)
        after = replace(life, moves=(*life.moves, made))
        leaf = self.access.recorder.leaf(
            step.principal, step.action, f"Quotation/{stored.quotation_id}", rule=rule
        )
        detail = {"content_hash": life.content_hash, "state": after.state(step.day).value}
        standing = Standing(after.standing.value, after.is_offered)
        return Change(made, standing, (replace(leaf, detail=detail),))

    def _recomputed(
        self, former: StoredQuotation, request: JsonObject | None, principal: Principal
    ) -> Made:
        revision = former.revision + 1
        name = Identified(revision_id(former.number, revision), former.number, revision)
        seller = principal if party_of(principal, former) is Party.MERCHANT else None
        owner = self.maker.owner(former)
        if request is None:
            return self.maker.again(former, owner, name, seller=seller)
        return self.maker.make(request, owner, name, seller=seller, part_of=former)

    def _successor(
        self, former: StoredQuotation, saved: SaveQuotation, principal: Principal
    ) -> NewQuotation:
        """A draft that its buyer has not seen stays one."""
        at, is_draft = self.clock.now(), not life_of(former).is_offered
        moves = (move_by(principal, Move.DRAFT, hash_of(saved), at),) if is_draft else ()
        return NewQuotation(saved, former.owner, at, moves, DRAFTED if is_draft else NEW)

    @contextmanager
    def _denials_recorded(self, quotation_id: str, step: _Step) -> Iterator[None]:
        """Outside of the transaction, which a denial rolls back."""
        try:
            yield
        except NotPermitted:
            self.access.deny(step.principal, step.action, f"Quotation/{quotation_id}")
            raise
