"""The whole house on the demo port, with a scripted model."""

from pathlib import Path

import pytest

from app.bootstrap import open_house
from app.demo import DEMO_PORT, load_demo_port
from app.importing import import_folder, ingest_documents
from app.model_registry import EMBEDDED_MODEL
from core.errors import BadInput, DataFolderInUse, ModelUnavailable, NotFound, PortFolderError
from core.settings import ModelSettings, Settings
from llm.scripted import ScriptedBackend
from tests.app.houses import ask, demo_house
from tests.fakes_knowledge import HashEmbedder


def script(*plans: str) -> ScriptedBackend:
    return ScriptedBackend({"plan": plans, "say": ["Here it is."] * len(plans)})


async def test_the_demo_questions_are_answered_with_figures_events_and_sources(tmp_path: Path) -> None:
    with demo_house(tmp_path, script("quote P0 N0 L0 CIF", "search", "track R0")) as house:
        quote, halal, track = await ask(
            house,
            "amina",
            "how much for 300 cartons of dried mango to Mombasa CIF",
            "do you have a halal certificate for it?",
            "where is my container LNZU5174065",
        )
        assert (quote.outcome, quote.tool_calls[0].args["to"]) == ("quoted", "KEMBA")
        assert "14679.25" in {figure.value for figure in quote.figures}
        assert "halal-certificate-dried-mango.md" in {citation.file_name for citation in halal.citations}
        assert track.outcome == "found"
        assert track.shipment is not None
        assert house.ledger.summary("actor")[0]["inferences"] == 5
        assert house.trail.verify().ok


async def test_every_access_of_a_turn_is_a_leaf_of_the_audit_log(tmp_path: Path) -> None:
    with demo_house(tmp_path, script("search")) as house:
        [reply] = await ask(house, "amina", "do you have a halal certificate for dried mango?")
        leaves = b"\n".join(house.trail.leaves(0, house.trail.size())).decode()
        assert "Tool/search" in leaves
        for citation in reply.citations:
            assert f"@{citation.version}" in leaves


async def test_a_quotation_is_stored_for_its_buyer_only(tmp_path: Path) -> None:
    with demo_house(tmp_path, script("quote P0 N0 L0 CIF")) as house:
        [reply] = await ask(house, "amina", "300 cartons dried mango to Mombasa CIF")
        assert reply.quote is not None
        number = reply.quote["quotation_id"]
        desk = house.services.quoting
        assert desk.quotation(number, house.principal("amina"))["total"] == "14679.25"
        with pytest.raises(NotFound):
            desk.quotation(number, house.principal("lucia"))


def test_importing_the_same_folder_again_changes_nothing(tmp_path: Path) -> None:
    with demo_house(tmp_path, script()) as house:
        report = import_folder(house, DEMO_PORT)
        changed = {name: counts for name, counts in report["tables"].items() if _moved(counts)}
        assert changed == {}
        assert not _moved(ingest_documents(house)["tables"]["documents"])


def test_a_folder_with_a_bad_row_changes_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    for file in DEMO_PORT.glob("*.*"):
        (bad / file.name).write_bytes(file.read_bytes())
    prices = bad / "prices.csv"
    prices.write_text(prices.read_text(encoding="utf-8").replace("USD", "USX", 1), encoding="utf-8")
    with demo_house(tmp_path / "data", script()) as house:
        before = house.port.revision()
        with pytest.raises(PortFolderError, match=r"prices\.csv, row 2, column currency"):
            import_folder(house, bad)
        assert house.port.revision() == before


def test_a_second_process_on_the_data_folder_is_refused(tmp_path: Path) -> None:
    second = open_house(Settings(data_folder=tmp_path), model=False)
    with demo_house(tmp_path, script()), pytest.raises(DataFolderInUse, match="process"), second:
        pass


@pytest.mark.parametrize("content", [None, b"not a model at all"])
def test_a_missing_or_broken_model_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    settings = Settings(data_folder=tmp_path / "data", model=ModelSettings(path=path))
    with pytest.raises(ModelUnavailable, match=r"model\.gguf"), open_house(settings):
        pass


def test_the_demo_port_comes_into_an_empty_house_with_three_logins(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path)
    with open_house(settings, backend=script(), embedder=HashEmbedder()) as house:
        logins = load_demo_port(house, lambda _: None)
        assert [login.role for login in logins] == ["buyer", "merchant", "admin"]
        token = house.accounts.sign_in(logins[0].user_id, logins[0].password)
        assert house.accounts.principal_of(token) == house.principal("amina")


def test_ingest_before_any_import_says_what_to_do(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path)
    opened = open_house(settings, backend=script(), embedder=HashEmbedder())
    with opened as house, pytest.raises(BadInput, match="quayside import"):
        ingest_documents(house)


def test_the_embedded_model_is_in_the_house() -> None:
    assert EMBEDDED_MODEL.is_file()


def _moved(counts: dict[str, int]) -> bool:
    return any(counts[name] for name in ("added", "changed", "removed"))
