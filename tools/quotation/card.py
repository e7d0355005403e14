"""A quotation as the faces draw it: the JSON of contracts 3 with names, and the id to find it by."""

from core.turns import JsonObject
from tools.quotation.outcome import Quoted
from tools.quotation.render import to_json

REVISION = 1


def card_of(result: Quoted, quotation_id: str) -> JsonObject:
    """`payload_kg` stands on a shipment whose containers are full by weight before they are by volume."""
    document = to_json(result)
    for line, priced in zip(document["lines"], result.lines, strict=True):
        line["name"] = priced.order.product.name
    for charge, total in zip(document["charges"], result.charges, strict=True):
        charge["name"] = total.name
    for shipment, carriage in zip(document["shipments"], result.shipments, strict=True):
        if carriage.payload_kg is not None:
            shipment["payload_kg"] = f"{carriage.payload_kg:f}"
    place = {"place_name": result.place.name, "place_country": result.place.country}
    return {"quotation_id": quotation_id, "revision": REVISION, **document, **place}
