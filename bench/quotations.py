"""`python -m bench.quotations --port FOLDER`: is the quotation engine right, robust and quick?

`--vectors FILE` compares a file of requests with results, key by key. `--requests N` answers N random ones,
sensible and not: each has to end in a named outcome or a clear refusal, and add up. `--time` gives the
median and the 95th percentile of three-line quotations in ms, in one process. Exit status 1 when a check
fails.
"""

import argparse
import json
import random
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

from core.trade import Mode, PortBook, Term
from core.turns import JsonObject
from tools.catalogue.folder import read_port_folder
from tools.quotation import Tariff, answer_request, caller_of, index_book, parse_request, quote
from tools.quotation.charges import ENDS_AT_POL
from tools.quotation.explanation import explain, explanation_json
from tools.quotation.outcome import Quoted
from tools.quotation.requests import UNITS

COMPARED = (
    "outcome",
    "currency",
    "term",
    "place",
    "lines",
    "goods",
    "cbm",
    "gross_kg",
    "shipments",
    "charges",
    "freight",
    "insurance",
    "total",
    "valid_until",
    "customs_1039",
    "fx",
)
NAMED = frozenset(
    {
        "quoted",
        "incomplete",
        "below_moq",
        "price_expired",
        "no_price",
        "rate_expired",
        "unserved_lane",
        "ambiguous_place",
        "ambiguous_product",
        "needs_review",
        "not_permitted",
    }
)
ODD: tuple[Any, ...] = (
    "",
    " ",
    "0",
    "-1",
    "1e3",
    "NaN",
    "Infinity",
    "1/2",
    "9" * 30,
    None,
    True,
    [],
    {},
    3.5,
    "三百",
)
TIMED = 2000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--port", type=Path, required=True)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--requests", type=int, default=0)
    parser.add_argument("--time", action="store_true")
    parser.add_argument("--date", type=date.fromisoformat, default=date(2026, 11, 1))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    tariff = index_book(read_port_folder(asked.port).book)
    failed = False
    if asked.vectors:
        failed |= _compare(asked.vectors, tariff)
    if asked.requests:
        failed |= _endure(tariff, asked.requests, asked.date, random.Random(asked.seed))
    if asked.time:
        _time(tariff, asked.date, random.Random(asked.seed))
    sys.exit(int(failed))


def _compare(path: Path, tariff: Tariff) -> bool:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    told = list(differences(rows, tariff))
    for difference in told:
        print(json.dumps(difference))
    print(json.dumps({"vectors": len(rows), "equal": len(rows) - len(told)}))
    return bool(told)


def differences(rows: Iterable[JsonObject], tariff: Tariff) -> Iterator[JsonObject]:
    """What the engine answers otherwise. A key that a vector does not have is not compared."""
    for number, row in enumerate(rows, start=1):
        got, expected = answer_request(json.dumps(row["request"]), tariff), row["result"]
        differing = {
            key: {"expected": expected[key], "got": got.get(key)}
            for key in COMPARED
            if key in expected and not _equal(expected[key], got.get(key))
        }
        if differing:
            yield {"line": number, "covers": row.get("covers", ""), "differs": differing}


def _equal(expected: Any, got: Any) -> bool:
    """Whether `got` holds what `expected` does; it may hold more. The order of charges is free."""
    if isinstance(expected, dict) and isinstance(got, dict):
        words = {"reason"}
        return all(key in words or _equal(value, got.get(key)) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(_equal, _sorted(expected), _sorted(got)))
    return bool(expected == got)


def _sorted(items: list[Any]) -> list[Any]:
    coded = all(isinstance(item, dict) and "code" in item for item in items)
    return sorted(items, key=lambda item: (item["group"], item["code"])) if coded else items


def _endure(tariff: Tariff, count: int, day: date, rng: random.Random) -> bool:
    outcomes: Counter[str] = Counter()
    broken = []
    for request in _requests(tariff.book, count, day, rng):
        try:
            answer = answer_request(request, tariff)
        except Exception as error:
            broken.append({"request": request, "error": repr(error)})
            continue
        outcome = answer["outcome"]
        outcomes[outcome or "refused"] += 1
        if outcome is None and not answer.get("error"):
            broken.append({"request": request, "error": "refused without a word"})
        if outcome is not None and outcome not in NAMED:
            broken.append({"request": request, "error": f"unnamed outcome {outcome!r}"})
        if outcome == "quoted" and not _adds_up(answer):
            broken.append({"request": request, "error": "the total is not the sum of its parts"})
    for problem in broken[:10]:
        print(json.dumps(problem))
    print(json.dumps({"requests": count, "broken": len(broken), "outcomes": dict(outcomes.most_common())}))
    return bool(broken)


def _adds_up(answer: dict[str, Any]) -> bool:
    parts = [answer["goods"], answer["freight"], answer["insurance"]]
    parts += [charge["amount"] for charge in answer["charges"]]
    return sum(map(Decimal, parts)) == Decimal(answer["total"])


def _requests(book: PortBook, count: int, day: date, rng: random.Random) -> Iterator[str]:
    """Mostly what buyers of the port may ask; a tenth has something odd in it, a hundredth is cut short."""
    buyers = [user.user_id for user in book.users if user.role == "buyer"]
    users = [None, "nobody", *(user.user_id for user in book.users)]
    pods = sorted({lane.pod for lane in book.lanes})
    odd_places = ["Tripoli", "Atlantis", "XXXXX", book.profile.locode, *pods]
    for _ in range(count):
        term = rng.choice([*Term])
        place = book.profile.locode if term in ENDS_AT_POL else rng.choice(pods)
        request: dict[str, Any] = {
            "as": rng.choice(buyers if rng.random() < 0.7 else users),
            "date": (day if rng.random() < 0.8 else day.replace(month=rng.randint(1, 12))).isoformat(),
            "term": term,
            "to": place if rng.random() < 0.9 else rng.choice(odd_places),
            "currency": rng.choice([None, None, None, "USD", "EUR", "CNY", "JPY", "KWD", "XYZ"]),
            "mode": rng.choice([*Mode]) if rng.random() < 0.2 else None,
            "lines": [_line(book, rng) for _ in range(rng.randint(1, 4))],
        }
        if rng.random() < 0.07:
            request[rng.choice([*request])] = rng.choice(ODD)
        elif rng.random() < 0.05:
            request["lines"][0][rng.choice(["sku", "qty", "unit"])] = rng.choice(ODD)
        text = json.dumps(request)
        yield text[: rng.randrange(len(text))] if rng.random() < 0.01 else text


def _line(book: PortBook, rng: random.Random) -> dict[str, Any]:
    product = rng.choice(book.products)
    odd = rng.random() < 0.05
    name = rng.choice([product.sku, product.name, "no such goods"]) if odd else product.key
    quantity = rng.choice([rng.randint(1, 5000), rng.randint(100, 900), round(rng.uniform(1, 90), 3)])
    return {"sku": name, "qty": str(quantity), "unit": rng.choice(["carton"] * len(UNITS) + [*UNITS])}


def _time(tariff: Tariff, day: date, rng: random.Random) -> None:
    """Three lines of the first buyer's, CIF to a place of the lanes; only quotations that succeed count."""
    caller = caller_of(
        next(user.user_id for user in tariff.book.users if user.role == "buyer"), tariff.book
    )
    assert caller is not None, "the user was taken from the port"
    pods = sorted({lane.pod for lane in tariff.book.lanes})
    quoting: list[float] = []
    explaining: list[float] = []
    while len(quoting) < TIMED:
        lines = [
            {"sku": product.key, "qty": rng.randint(100, 900), "unit": "carton"}
            for product in rng.sample(tariff.book.products, 3)
        ]
        request = parse_request({"term": "CIF", "to": rng.choice(pods), "lines": lines}, tariff)
        begun = perf_counter()
        result = quote(request, tariff, caller, day)
        quoted = perf_counter()
        if isinstance(result, Quoted):
            explanation_json(explain(result, tariff, caller, day), result.currency)
            quoting.append((quoted - begun) * 1000)
            explaining.append((perf_counter() - quoted) * 1000)
    print(json.dumps({"three_lines_ms": _spread(quoting), "explanation_ms": _spread(explaining)}))


def _spread(times: list[float]) -> dict[str, float]:
    quantiles = statistics.quantiles(times, n=100, method="inclusive")
    return {"p50": round(quantiles[49], 2), "p95": round(quantiles[94], 2)}


if __name__ == "__main__":
    main()
