"""What a planner, its hints and the readers are worth on an evaluation file:

    python -m bench.planning --port FOLDER FILE.jsonl [--planner model|right|rules] [--without-hints]

`model` plans with the configured model. `right` plans what the file expects, in the handles that the
readers gave: the ceiling of everything but the planner, and, value by value, whether the readers found it
and whether at the first place of its candidates. `rules` plans without any model. With `--without-hints`
the planner gets none. The report is that of `quayside eval`, with `readers` for `right`.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from agent import planning
from agent.calls import TERMS, TOOL_OF, Call, Verb
from agent.fallback import fallback
from agent.hints import Hints
from agent.inference import Traces
from agent.parts import Turn
from agent.understanding import Understanding
from app.evaluation.run import evaluate, read_conversations
from core.evidence import Evidence
from core.settings import Settings
from core.trade import PortBook, Product
from core.values import (
    AmountValue,
    CurrencyValue,
    ModeValue,
    PlaceValue,
    ProductValue,
    QuantityValue,
    ReferenceValue,
)
from llm.scripted import ScriptedBackend
from models.orders import SELLER_TERMS
from tools.catalogue.folder import read_port_folder
from tools.quotation.cartons import lacks_pallet_size, order_line

_VERBS: dict[str, Verb] = {tool.value: verb for verb, tool in TOOL_OF.items() if tool}


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Measure planners, hints and readers on an evaluation file."
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--port", type=Path, required=True)
    parser.add_argument("--planner", choices=("model", "right", "rules"), default="model")
    parser.add_argument("--without-hints", action="store_true")
    parser.add_argument("--failed", action="store_true", help="name what failed")
    chosen = parser.parse_args()
    right = RightPlanner(chosen.port, chosen.file)
    with _planner(chosen.planner, right), _hints(given=not chosen.without_hints):
        report = evaluate(chosen.port, chosen.file, Settings())
    if chosen.planner == "right":
        report["readers"] = right.report()
    if not chosen.failed:
        report["failed"] = len(report["failed"])
    print(json.dumps(report, ensure_ascii=False, indent=1))


class RightPlanner:
    """Plans what an evaluation file expects of a turn. `expected` is what it expects of the latest one."""

    def __init__(self, port: Path, file: Path) -> None:
        self._book: PortBook = read_port_folder(port).book
        self._expected: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for conversation in read_conversations(file):
            for number, turn in enumerate(conversation["turns"], start=1):
                self._expected[turn["say"], str(number)].append(turn["expect"])
        self.expected: dict[str, Any] = {}
        self._needed: defaultdict[str, int] = defaultdict(int)
        self._found: defaultdict[str, list[int]] = defaultdict(list)
        self._plan = planning.plan

    async def __call__(
        self, turn: Turn, seen: Understanding, language: str, hints: tuple[str, ...], traces: Traces
    ) -> Call:
        """The product's own planning, with a script that says the right line."""
        self.expected = self._expected[turn.message.text, turn.message.message_id].pop(0)
        line = self.line(self.expected, seen, hints, turn)
        parts = replace(turn.parts, backend=ScriptedBackend({"plan": [line]}))
        return await self._plan(replace(turn, parts=parts), seen, language, hints, traces)

    def line(self, expect: dict[str, Any], seen: Understanding, hints: Sequence[str], turn: Turn) -> str:
        """What the file leaves open is planned by the rules."""
        verb = _verb(expect)
        verbs = planning.permitted_verbs(turn)
        ranked = (*((verb,) if verb else ()), *(hint for hint in hints if hint != verb))
        if verb is None or verb not in verbs:
            return str(fallback(seen, ranked, verbs))
        args = expect.get("args", {})
        match verb:
            case "quote" if "lines" in args or seen.last.startswith("quote"):
                return " ".join(("quote", *self._quote(args, seen)))
            case "quote":
                call = fallback(seen, ranked, verbs)
                return str(call) if call.verb == "quote" else "quote"
            case "watch" if not args:
                call = fallback(seen, ranked, verbs)
                return str(call) if call.verb == "watch" else "watch cancel"
            case "track":
                return " ".join(("track", *self._reference(args, seen)))
            case "watch":
                return " ".join(("watch", *self._watch(args, seen)))
            case _:
                return verb

    def report(self) -> dict[str, str]:
        """By kind of value: of how many how many were found, and how many at first place."""
        return {
            kind: f"{len(self._found[kind])} of {needed} found, {self._found[kind].count(0)} first"
            for kind, needed in sorted(self._needed.items())
        }

    def _quote(self, args: dict[str, Any], seen: Understanding) -> Iterator[str]:
        """What `args` names; of what it leaves open, what was said or else stood in the last quotation."""
        for line in args.get("lines", ()):
            product = self._product(line, seen.evidence)
            yield from product
            if product and "cartons" in line:
                yield from self._quantity(line, seen.evidence)
            elif product:
                yield from _standing("N", seen)
        if not args.get("lines"):
            yield from (word for word in seen.last.split()[1:] if word[0] in "PN" and word[1:].isdigit())
        places = _ranks(seen.evidence, PlaceValue, lambda place: [ref.locode for ref in place.candidates])
        if "to" in args or args.get("term") not in SELLER_TERMS:
            yield from self._named("to", "L", args, seen, places)
        terms = [(term, [term]) for term in seen.terms]
        yield from self._named("term", "T", args, seen, terms)
        modes = _ranks(seen.evidence, ModeValue, lambda mode: [mode.mode.value])
        yield from self._named("mode", "M", args, seen, modes)
        currencies = _ranks(seen.evidence, CurrencyValue, lambda value: [value.currency])
        yield from self._named("currency", "C", args, seen, currencies)

    def _named(
        self,
        key: str,
        kind: str,
        args: dict[str, Any],
        seen: Understanding,
        ranks: list[tuple[str, list[Any]]],
    ) -> list[str]:
        return self._best(key, ranks, args[key]) if key in args else _standing(kind, seen)

    def _product(self, line: dict[str, Any], evidence: Evidence) -> list[str]:
        owner = line.get("merchant_id")
        ranks = _ranks(
            evidence,
            ProductValue,
            lambda product: [
                ref.sku if owner in (None, ref.merchant_id) else "" for ref in product.candidates
            ],
        )
        return self._best("product", ranks, line["sku"])

    def _quantity(self, line: dict[str, Any], evidence: Evidence) -> list[str]:
        goods = [product for product in self._book.products if product.sku == line["sku"]]
        ranks = _ranks(evidence, QuantityValue, lambda value: [_cartons(value, goods[0])] if goods else [])
        return self._best("quantity", ranks, line["cartons"])

    def _reference(self, args: dict[str, Any], seen: Understanding) -> list[str]:
        if "reference" not in args:
            said = [handle for handle in (*seen.said, *seen.last.split()) if handle[0] == "R"]
            return said[:1]
        wanted = _plain(args["reference"])
        ranks = _ranks(seen.evidence, ReferenceValue, lambda value: [_plain(value.number)])
        names = self._names(wanted)
        best = next((handle for handle, held in ranks if set(held) & names), None)
        return self._best("reference", ranks, wanted) if best is None else self._hit("reference", best)

    def _names(self, number: str) -> set[str]:
        """Everything that the shipment of that number is called by."""
        for shipment in self._book.shipments:
            names = {
                _plain(name)
                for name in (
                    shipment.reference,
                    shipment.container_no,
                    shipment.booking_no,
                    shipment.bl_no,
                    shipment.house_bl_no,
                )
                if name
            }
            if number in names:
                return names
        return {number}

    def _watch(self, args: dict[str, Any], seen: Understanding) -> Iterator[str]:
        if args.get("cancel"):
            yield "cancel"
            return
        if "sku" in args:
            yield from self._product({"sku": args["sku"]}, seen.evidence)
        if "below" in args:
            amounts = _ranks(seen.evidence, AmountValue, lambda value: [float(value.amount)])
            yield from self._best("amount", amounts, float(args["below"]))

    def _best(self, kind: str, ranks: list[tuple[str, list[Any]]], wanted: Any) -> list[str]:
        self._needed[kind] += 1
        held = [(values.index(wanted), handle) for handle, values in ranks if wanted in values]
        if not held:
            return []
        place, handle = min(held)
        self._found[kind].append(place)
        return [handle]

    def _hit(self, kind: str, handle: str) -> list[str]:
        self._needed[kind] += 1
        self._found[kind].append(0)
        return [handle]


def _standing(kind: str, seen: Understanding) -> list[str]:
    """The first word of a kind that was said, or that stands in the last quotation."""
    last = seen.last.split()[1:] if seen.last.startswith("quote") else []
    words = (word for word in (*seen.said, *last))
    return [word for word in words if ("T" if word in TERMS else word[0]) == kind][:1]


def _verb(expect: dict[str, Any]) -> Verb | None:
    tool, outcome = expect.get("tool"), expect.get("outcome")
    if outcome == "not_permitted" and tool in (None, "none"):
        return "refuse"
    return "none" if tool == "none" else _VERBS.get(str(tool))


def _ranks(evidence: Evidence, kind: type[Any], values: Any) -> list[tuple[str, list[Any]]]:
    return [(handle, values(item.value)) for handle, item in evidence if isinstance(item.value, kind)]


def _cartons(value: QuantityValue, product: Product) -> int:
    if lacks_pallet_size(value.unit, product):
        return -1
    return order_line(product, value.amount, value.unit).cartons


def _plain(number: str) -> str:
    return "".join(filter(str.isalnum, number)).upper()


@contextmanager
def _planner(name: str, right: RightPlanner) -> Iterator[None]:
    if name == "model":
        yield
        return

    async def rules(
        turn: Turn, seen: Understanding, language: str, hints: tuple[str, ...], traces: Traces
    ) -> Call:
        verbs = planning.permitted_verbs(turn)
        return planning.closed_call(seen, hints, verbs) or fallback(seen, hints, verbs)

    with mock.patch.object(planning, "plan", right if name == "right" else rules):
        yield


@contextmanager
def _hints(*, given: bool) -> Iterator[None]:
    if given:
        yield
        return
    with mock.patch.object(Hints, "rank", return_value=()):
        yield


if __name__ == "__main__":
    main()
