"""`quayside products`: candidates to read or as JSON, with or without meaning."""

import json

import pytest

from app.cli import run
from tests.app.conftest import opener
from tests.fakes_api import FakeGoods, fake_services

Capture = pytest.CaptureFixture[str]


def call(goods: FakeGoods, *arguments: str) -> int:
    return run(["products", *arguments], opener(fake_services(goods=goods)))


def test_candidates_are_read_by_people(capsys: Capture) -> None:
    assert call(FakeGoods(), "dried", "mango") == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header.split() == ["score", "by", "product", "name"]
    assert row.split() == ["0.90", "name", "M1/MNG", "On", "dried", "mango"]


def test_json_prints_one_document(capsys: Capture) -> None:
    assert call(FakeGoods(), "mango", "--as", "zola", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["by_meaning"] == "ready"
    assert found["candidates"][0]["sku"] == "MNG"


def test_by_words_only_no_vectors_are_made(capsys: Capture) -> None:
    goods = FakeGoods()
    assert call(goods, "mango", "--words-only") == 0
    assert goods.warmed == 0
    assert "by meaning: not ready" in capsys.readouterr().err


def test_an_unknown_user_is_exit_2(capsys: Capture) -> None:
    assert call(FakeGoods(), "mango", "--as", "nobody") == 2
    assert "nobody" in capsys.readouterr().err
