"""The tariff of the imported port, indexed once for each import and shared by all who quote."""

from core.ports import PortData
from tools.quotation.tariff import Tariff, index_book


class CurrentTariff:
    def __init__(self, port: PortData) -> None:
        self._port = port
        self._kept: tuple[str, Tariff] | None = None

    def __call__(self) -> tuple[str, Tariff]:
        """With the revision of the import. Raises NotFound before the first. Two threads may both index
        it, to the same end."""
        revision = self._port.revision()
        kept = self._kept
        if kept is None or kept[0] != revision:
            kept = self._kept = (revision, index_book(self._port.book()))
        return kept
