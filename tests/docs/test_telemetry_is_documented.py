from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine

from app.desks.operations import OperationsDesk
from core.telemetry import About
from governance.telemetry import names, open_telemetry
from store.ledger import SqlLedger
from store.tables import metadata
from tests.books import FakePort
from tests.fakes_telemetry import GENERATION, row
from tests.store.rows import ledger_row

DOCS = Path(__file__).parents[2] / "docs" / "telemetry.md"


def test_every_name_that_leaves_the_process_stands_in_the_docs() -> None:
    text = DOCS.read_text(encoding="utf-8")
    known = [metric.name for metric in names.METRICS]
    known += [figure.name for figure in names.ENGINE.values()]
    assert [name for name in (*known, *names.ATTRIBUTES) if f"`{name}`" not in text] == []


def test_every_series_of_a_scrape_stands_in_the_docs() -> None:
    text = DOCS.read_text(encoding="utf-8")
    found = {line.split()[2] for line in scrape().splitlines() if line.startswith("# TYPE ")}
    assert len(found) > 20
    assert [name for name in sorted(found) if f"`{name}`" not in text] == []


def scrape() -> str:
    """/metrics with every metric there is."""
    database = create_engine("sqlite://")
    metadata.create_all(database)
    ledger = SqlLedger(database)
    ledger.add([ledger_row()])
    telemetry = open_telemetry({"OTEL_SEMCONV_STABILITY_OPT_IN": "gen_ai_latest_experimental"})
    desk = OperationsDesk(
        FakePort(),
        ledger,
        lambda: "m",
        lambda: True,
        engine_load=lambda: dict.fromkeys(names.ENGINE, 1.0),
        telemetry=telemetry,
    )
    for operation in names.SUBJECT:
        with telemetry.span(operation, "it", About("c")), telemetry.inference("m", About("c")) as inferred:
            inferred(GENERATION, row())
    text = desk.metrics()
    telemetry.close()
    database.dispose()
    assert list(text_string_to_metric_families(text))
    return text
