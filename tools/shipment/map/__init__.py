"""A small map of a shipment's route, drawn as SVG from data in this folder (SOURCE.md)."""

from tools.shipment.map.drawing import route_map
from tools.shipment.map.voyage import Stop, Voyage, map_of
from tools.shipment.map.words import MapWords

__all__ = ["MapWords", "Stop", "Voyage", "map_of", "route_map"]
