"""Reading a carrier's DCSA Track & Trace 2.2 API: pages, tries, and where the reading stopped last."""

from tools.shipment.feeds.client import CarrierFeed, Page

__all__ = ["CarrierFeed", "Page"]
