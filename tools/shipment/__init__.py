"""Where a shipment is: DCSA Track & Trace 2.2 events read into a view, and the tool that tells it."""

from tools.shipment.engine import follow
from tools.shipment.intake import Rejected, Sorted, sort_out
from tools.shipment.tool import TrackTool
from tools.shipment.validate import validate_event
from tools.shipment.view import EtaVersion, ShipmentView, Step

__all__ = [
    "EtaVersion",
    "Rejected",
    "ShipmentView",
    "Sorted",
    "Step",
    "TrackTool",
    "follow",
    "sort_out",
    "validate_event",
]
