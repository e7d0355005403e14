"""The half of the composition root that makes a house's desks: what its faces and its feeds ask."""

from random import Random
from typing import TYPE_CHECKING

from api.services import Services
from app.desks.alerts import AlertDesk
from app.desks.audit import TrailDesk
from app.desks.catalogue import CatalogueDesk
from app.desks.event_intake import IntakeDesk
from app.desks.goods import GoodsDesk
from app.desks.knowledge import SearchDesk
from app.desks.operations import OperationsDesk
from app.desks.prices import PriceDesk
from app.desks.quotations import quotation_desks
from app.desks.records import Recorder
from app.desks.shipments import EventDesk, ShipmentDesk
from app.face import face_of
from store.feeds import SqlFeedStore
from store.notices import SqlNotices
from store.price_points import SqlPricePoints
from store.quotations import SqlQuotations
from tools.quotation.files import render
from tools.shipment.feeds import CarrierFeed

if TYPE_CHECKING:
    from app.bootstrap import House


def services_of(house: "House") -> Services:
    recorder = Recorder(house.trail, house.clock)
    quoting, life, papers = quotation_desks(
        house.port,
        SqlQuotations(house.database),
        house.policy,
        house.clock,
        recorder,
        render=render,
        tariff=house.tariff,
        beyond=house.gazetteer.places,
    )
    return Services(
        port=face_of(house.port.book()),
        clock=house.clock,
        web=house.settings.web,
        runner=house.runner,
        conversations=house.conversations,
        policy=house.policy,
        identity=house.accounts,
        quoting=quoting,
        quotation_life=life,
        quotation_papers=papers,
        alerts=AlertDesk(house.alerts, SqlNotices(house.database), house.port, house.policy, recorder),
        prices=PriceDesk(SqlPricePoints(house.database), house.tariff, house.policy, house.clock, recorder),
        shipments=ShipmentDesk(house.track, house.reader, house.clock, house.timezone, recorder),
        events_in=EventDesk(house.events),
        knowledge=SearchDesk(lambda: house.knowledge, house.policy, house.clock, house.timezone, recorder),
        goods=GoodsDesk(
            house.goods, house.tariff, house.policy, house.clock, recorder, warm_up=house.goods.warm_up
        ),
        catalogue=CatalogueDesk(house.catalogue, house.policy, recorder),
        audit=TrailDesk(house.trail),
        costs=house.ledger,
        operations=OperationsDesk(
            house.port,
            house.ledger,
            lambda: house.backend.model,
            lambda: house.hints.warm,
            engine_load=house.engine_load,
            telemetry=house.telemetry,
        ),
    )


def intake_of(house: "House") -> IntakeDesk:
    """The desk that keeps what files and feeds bring."""
    return IntakeDesk(
        house.events,
        SqlFeedStore(house.database),
        house.clock,
        lambda feed: CarrierFeed(feed, house.clock, Random()),
        house.settings.feeds,
    )
