"""Making a quotation on today's rows, for whoever asks or, by a merchant's staff, for a named buyer."""

import json
from dataclasses import dataclass, replace
from datetime import date

from pydantic import TypeAdapter

from core.clock import Clock, today
from core.errors import BadInput
from core.ids import derived_id
from core.ports import PortData
from core.principal import Principal, Role
from core.records import SaveQuotation
from core.turns import JsonObject
from store.quotations import StoredQuotation
from tools.quotation import (
    CurrentTariff,
    QuoteRequest,
    caller_of,
    inputs_of,
    parse_request,
    quote,
    to_json,
)
from tools.quotation.life import content_hash
from tools.quotation.outcome import NotPermitted, Quoted
from tools.quotation.requests import Beyond
from tools.quotation.tariff import Tariff

_REQUEST = TypeAdapter(QuoteRequest)


@dataclass(frozen=True, slots=True)
class Identified:
    """What a new quotation is called. `number` empty: it is the first of its revisions."""

    quotation_id: str
    number: str = ""
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Made:
    """`answer` is the JSON of contracts 3; `saved` is None for every outcome but `quoted`."""

    answer: JsonObject
    saved: SaveQuotation | None = None


def revision_id(number: str, revision: int) -> str:
    """The first one's id is the number of all."""
    return number if revision == 1 else derived_id("Q", number, str(revision))


def hash_of(saved: SaveQuotation) -> str:
    number = saved.number or saved.quotation_id
    return content_hash(saved.quotation_id, number, saved.revision, saved.result, saved.inputs)


@dataclass(frozen=True, slots=True)
class QuotationMaker:
    """`beyond` knows places that neither the lanes nor the project's table name."""

    port: PortData
    clock: Clock
    tariff: CurrentTariff
    beyond: Beyond | None = None

    def today(self) -> date:
        """The day in the port's time zone."""
        return today(self.clock, self.port.book().profile.timezone)

    def buyer(self, user_id: str) -> Principal:
        """Raises BadInput for whoever is no buyer of this port."""
        found = caller_of(user_id, self.port.book())
        if found is None or found.role is not Role.BUYER:
            raise BadInput(
                f"{user_id!r} is no buyer of this port.", hint="Name the user id of a buyer in `for`."
            )
        return found

    def owner(self, stored: StoredQuotation) -> Principal:
        """Whom the next revision is computed for. Raises BadInput when that user is no longer there."""
        user_id = None if stored.owner == "visitor" else stored.owner
        found = caller_of(user_id, self.port.book())
        if found is None:
            raise BadInput(
                f"The port has no user {stored.owner!r} any more.", hint="Make a new quotation instead."
            )
        return found

    def make(
        self,
        request: JsonObject,
        caller: Principal,
        name: Identified,
        *,
        seller: Principal | None = None,
        part_of: StoredQuotation | None = None,
    ) -> Made:
        """The request of contracts 3, priced as `caller` sees the lists. With a `seller`, goods of other
        merchants are `not_permitted` before any price is looked at. What `part_of` is one part of stays one
        deal. Raises BadInput."""
        _, tariff = self.tariff()
        asked = parse_request(request, tariff, self.beyond)
        if part_of is not None:
            asked = replace(asked, rest=_REQUEST.validate_python(part_of.inputs["request"]).rest)
        plain: JsonObject = json.loads(json.dumps(request, default=str))
        return self._made(asked, plain, tariff, caller=caller, name=name, seller=seller)

    def again(
        self,
        former: StoredQuotation,
        caller: Principal,
        name: Identified,
        *,
        seller: Principal | None = None,
    ) -> Made:
        """The request of `former` on today's rows."""
        asked = _REQUEST.validate_python(former.inputs["request"])
        _, tariff = self.tariff()
        return self._made(asked, former.request, tariff, caller=caller, name=name, seller=seller)

    def _made(
        self,
        asked: QuoteRequest,
        request: JsonObject,
        tariff: Tariff,
        *,
        caller: Principal,
        name: Identified,
        seller: Principal | None,
    ) -> Made:
        day = today(self.clock, tariff.book.profile.timezone)
        if seller and isinstance(foreign := quote(asked, tariff, seller, day), NotPermitted):
            return Made(to_json(foreign))
        result = quote(asked, tariff, caller, day)
        answer = to_json(result)
        if not isinstance(result, Quoted):
            return Made(answer)
        saved = SaveQuotation(
            quotation_id=name.quotation_id,
            outcome="quoted",
            request=request,
            result=answer,
            inputs=inputs_of(result, asked, tariff, caller, day, revision=self.port.revision()),
            valid_until=result.valid_until,
            number=name.number or name.quotation_id,
            revision=name.revision,
        )
        return Made(answer, saved)
