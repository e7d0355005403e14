"""Standing in for the language model in commands that never ask it."""

from collections.abc import Callable

from core.errors import ModelUnavailable
from core.ports import BackendState, Capability, Generation, Inference


class NoModel:
    """A ModelBackend that has no model and says so."""

    model = "none"
    capabilities: frozenset[Capability] = frozenset()

    def state(self) -> BackendState:
        return BackendState(available=False, reason="no model is loaded")

    async def generate(
        self, inference: Inference, on_text: Callable[[str], None] | None = None
    ) -> Generation:
        raise ModelUnavailable(
            "The house was opened without its language model.", hint="Open it with `model=True`."
        )

    async def forget(self, conversation_id: str) -> None:
        """Nothing is kept."""

    async def close(self) -> None:
        """Nothing to close."""
