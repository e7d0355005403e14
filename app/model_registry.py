"""Where this installation keeps its language models, and the one that came with it."""

from pathlib import Path

from core.clock import Clock
from core.settings import Settings
from llm.library.registry import Registry

EMBEDDED_MODEL = Path(__file__).resolve().parents[1] / "models" / "quayside-embedded.gguf"


def registry_of(settings: Settings, clock: Clock) -> Registry:
    return Registry(settings.data_folder / "models", EMBEDDED_MODEL, clock)
