"""A port written as a folder reads back to the same rows."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import BadInput
from tests.tools.catalogue.small_port import write_port
from tools.catalogue.folder import PortFolder, read_port_folder
from tools.catalogue.folder.writing import write_port_folder

DEMO = Path(__file__).parents[3] / "demo" / "port"


def written(folder: PortFolder, root: Path) -> PortFolder:
    write_port_folder(root, folder.book, folder.costs, folder.events)
    return read_port_folder(root)


@pytest.mark.parametrize("demo", [True, False])
def test_what_was_written_reads_back_the_same(tmp_path: Path, demo: bool) -> None:
    folder = read_port_folder(DEMO if demo else write_port(tmp_path / "small"))
    again = written(folder, tmp_path / "out")
    assert again.book == folder.book
    assert (again.costs, again.events) == (folder.costs, folder.events)


def test_texts_that_csv_and_toml_have_to_quote_survive(tmp_path: Path) -> None:
    folder = read_port_folder(write_port(tmp_path / "small"))
    odd = 'He said "5, or 6"\nand left\x7f ✓ 😀'
    merchant = replace(folder.book.merchants[0], name=odd)
    profile = replace(folder.book.profile, name=odd)
    book = replace(folder.book, merchants=(merchant, *folder.book.merchants[1:]), profile=profile)
    again = written(replace(folder, book=book), tmp_path / "out").book
    assert (again.merchants[0].name, again.profile) == (odd, profile)


def test_a_folder_with_something_in_it_is_not_written_over(tmp_path: Path) -> None:
    folder = read_port_folder(write_port(tmp_path))
    with pytest.raises(BadInput, match="not empty"):
        write_port_folder(tmp_path, folder.book, folder.costs, folder.events)
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="cannot be written"):
        write_port_folder(tmp_path / "file", folder.book, folder.costs, folder.events)
