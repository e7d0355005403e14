"""Spans and metrics of turns, tools and inferences on OpenTelemetry. Figures and ids leave, texts never."""

from governance.telemetry.open_telemetry import OpenTelemetry
from governance.telemetry.opening import open_telemetry

__all__ = ["OpenTelemetry", "open_telemetry"]
