"""Two holders of one data folder cannot be."""

import os
from pathlib import Path

import pytest

from core.errors import DataFolderInUse, StoreUnavailable
from store.data_folder import hold_data_folder


def test_second_holder_is_told_the_process_of_the_first(tmp_path: Path) -> None:
    with hold_data_folder(tmp_path), pytest.raises(DataFolderInUse, match=f"Process {os.getpid()} "):
        hold_data_folder(tmp_path)


def test_released_folder_can_be_held_again(tmp_path: Path) -> None:
    first = hold_data_folder(tmp_path / "new")
    first.release()
    first.release()
    with hold_data_folder(tmp_path / "new"):
        assert (tmp_path / "new" / "quayside.lock").read_text() == f"{os.getpid()}\n"


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="QUAYSIDE_DATA_FOLDER"):
        hold_data_folder(tmp_path / "file" / "data")
