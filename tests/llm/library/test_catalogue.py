"""What is asked for becomes an address with its checksum, or a sentence that says what is missing."""

from pathlib import Path

import pytest

from core.errors import BadInput, NotFound
from llm.library.catalogue import SHIPPED, Wanted, resolve

SUM = "ab" * 32
URL = "https://example.org/models/Small%20Model.Q8_0.gguf"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.toml"
    path.write_text(f'[models.small]\nurl = "{URL}"\nsha256 = "{SUM}"\n')
    return path


def test_a_name_is_looked_up(own: Path) -> None:
    assert resolve("small", own) == Wanted("small", URL, SUM)
    assert resolve("small", own, name="mine").name == "mine"


def test_an_unknown_name_says_where_to_write_it(own: Path) -> None:
    with pytest.raises(NotFound, match="no model 'large'; it has small") as error:
        resolve("large", own)
    assert "models.large" in error.value.hint
    with pytest.raises(NotFound, match="nothing yet"):
        resolve("large", own.with_name("missing.toml"))


def test_a_url_needs_its_checksum(own: Path) -> None:
    assert resolve(URL, own, sha256=SUM) == Wanted("small-model.q8_0", URL, SUM)
    with pytest.raises(BadInput, match="checksum") as error:
        resolve(URL, own)
    assert "--sha256" in error.value.hint


@pytest.mark.parametrize("sha256", ["ab", "g" * 64, SUM + "a", SUM + "\n"])
def test_what_is_no_checksum_is_refused(sha256: str, own: Path) -> None:
    with pytest.raises(BadInput, match="no SHA-256"):
        resolve(URL, own, sha256=sha256)


def test_a_file_of_this_machine_needs_none(own: Path, tmp_path: Path) -> None:
    file = tmp_path / "My model.gguf"
    for asked in (str(file), file.as_uri()):
        wanted = resolve(asked, own)
        assert (wanted.name, wanted.file, wanted.sha256) == ("my-model", file, "")
    assert resolve("small.gguf", own).file == Path("small.gguf").resolve()


def test_what_may_be_secret_in_an_address_is_not_shown() -> None:
    wanted = Wanted("m", "https://me:secret@example.org:8443/m.gguf?signature=secret#part", SUM)
    assert wanted.shown == "https://example.org:8443/m.gguf"


def test_a_url_whose_name_is_no_name_needs_one(own: Path) -> None:
    with pytest.raises(BadInput, match="called ''"):
        resolve("https://example.org/", own, sha256=SUM)


@pytest.mark.parametrize(
    "content",
    [
        "models = 3",
        "[models.small]\nurl = 'https://example.org/m.gguf'",
        f"[models.small]\nurl = 'ftp://example.org/m.gguf'\nsha256 = '{SUM}'",
        "[models.small]\nurl = 'https://example.org/m.gguf'\nsha256 = 'ab'",
        f"[models.small]\nurl = 'https://example.org/m.gguf'\nsha265 = '{SUM}'",
        "[models",
        "\udcff",
    ],
)
def test_a_catalogue_that_makes_no_sense_is_named(content: str, own: Path) -> None:
    own.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadInput, match=r"catalogue\.toml"):
        resolve("small", own)


def test_the_catalogue_that_is_shipped_can_be_read() -> None:
    assert SHIPPED.is_file()
    with pytest.raises(NotFound):
        resolve("none-such", SHIPPED)
