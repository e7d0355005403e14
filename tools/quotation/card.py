"""A quotation as the faces draw it: the JSON of contracts 3 with names, and where it stands in its life."""

from core.turns import JsonObject
from tools.quotation.life import State
from tools.quotation.outcome import Quoted
from tools.quotation.render import to_json


def card_of(
    result: Quoted,
    quotation_id: str,
    *,
    number: str = "",
    revision: int = 1,
    state: State = State.INDICATIVE,
) -> JsonObject:
    """`number` empty: this is the first revision. `payload_kg` stands on a shipment whose containers are
    full by weight before they are by volume."""
    document = to_json(result)
    for line, priced in zip(document["lines"], result.lines, strict=True):
        line["name"] = priced.order.product.name
    for charge, total in zip(document["charges"], result.charges, strict=True):
        charge["name"] = total.name
    for shipment, carriage in zip(document["shipments"], result.shipments, strict=True):
        if carriage.payload_kg is not None:
            shipment["payload_kg"] = f"{carriage.payload_kg:f}"
    life = {"number": number or quotation_id, "revision": revision, "state": state.value}
    place = {"place_name": result.place.name, "place_country": result.place.country}
    return {"quotation_id": quotation_id, **life, **document, **place}
