"""The evidence of one turn: every value behind a short handle, labelled, in the order it came."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict

from core.errors import BadInput
from core.ids import Handle
from core.labels import PUBLIC, Label
from core.principal import Principal
from core.values import LETTERS, Value


class Labelled(BaseModel):
    """A value with its label and `source`: where it came from (a reader, a tool, a document)."""

    model_config = ConfigDict(frozen=True)

    value: Value
    label: Label = PUBLIC
    source: str


class Evidence(BaseModel):
    """Handles to labelled values. Immutable: `add` gives a new Evidence."""

    model_config = ConfigDict(frozen=True)

    items: dict[str, Labelled] = {}

    def add(self, item: Labelled) -> tuple["Evidence", Handle]:
        """With `item` behind the next free handle of its kind."""
        letter = LETTERS[item.value.kind]
        handle = Handle(f"{letter}{sum(1 for known in self.items if known[0] == letter)}")
        return Evidence(items={**self.items, handle: item}), handle

    def add_all(self, items: Iterable[Labelled]) -> tuple["Evidence", list[Handle]]:
        evidence, handles = self, []
        for item in items:
            evidence, handle = evidence.add(item)
            handles.append(handle)
        return evidence, handles

    def get(self, handle: str) -> Labelled:
        try:
            return self.items[handle]
        except KeyError:
            raise BadInput(
                f"No value of this turn stands behind {handle!r}.",
                hint=f"Use one of: {', '.join(self.items) or 'none'}.",
            ) from None

    def handles(self, letter: str) -> list[Handle]:
        """The handles that begin with `letter`, in the order they were added."""
        return [Handle(handle) for handle in self.items if handle[0] == letter]

    def readable_by(self, principal: Principal) -> "Evidence":
        """Only what `principal` may read; the handles keep their names."""
        return Evidence(items={h: item for h, item in self.items.items() if item.label.may_read(principal)})

    def __iter__(self) -> Iterator[tuple[Handle, Labelled]]:  # type: ignore[override]
        return ((Handle(handle), item) for handle, item in self.items.items())

    def __contains__(self, handle: object) -> bool:
        return handle in self.items

    def __len__(self) -> int:
        return len(self.items)
