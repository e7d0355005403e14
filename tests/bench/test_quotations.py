"""The engine against quotations that were computed by another reading of the contract."""

import json
from pathlib import Path

import pytest

from bench.quotations import differences
from tools.catalogue.folder import read_port_folder
from tools.quotation import index_book

EVALS = Path(__file__).resolve().parents[2] / "evals"


@pytest.mark.parametrize("port", ["mersin", "saigon"])
def test_every_quotation_of_the_other_reading_is_the_engines_own(port: str) -> None:
    tariff = index_book(read_port_folder(EVALS / port).book)
    vectors = (EVALS / f"{port}_quotes.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(vectors) > 250
    assert list(differences(map(json.loads, vectors), tariff)) == []


def test_a_result_that_differs_is_told_with_both_values() -> None:
    tariff = index_book(read_port_folder(EVALS / "mersin").book)
    first = json.loads((EVALS / "mersin_quotes.jsonl").read_text(encoding="utf-8").splitlines()[0])
    first["result"]["outcome"] = "sold"
    [told] = differences([first], tariff)
    assert told["differs"]["outcome"]["expected"] == "sold"
