"""Columns of shipments.csv that came later: a folder without them is as good as ever."""

from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import PortFolderError
from tests.tools.catalogue.small_port import FILES, write_port
from tools.catalogue.folder import read_port_folder

HEAD, ROW = FILES["shipments.csv"].splitlines()


def setpoint(tmp_path: Path, cell: str) -> Decimal | None:
    root = write_port(tmp_path, shipments_csv=f"{HEAD},setpoint_c\n{ROW},{cell}\n")
    return read_port_folder(root).book.shipments[0].setpoint_c


@pytest.mark.parametrize(("cell", "value"), [("-18.0", Decimal("-18.0")), ("0", Decimal(0)), ("", None)])
def test_a_setpoint_may_be_below_nothing_or_not_said(
    tmp_path: Path, cell: str, value: Decimal | None
) -> None:
    assert setpoint(tmp_path, cell) == value


def test_a_setpoint_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PortFolderError, match="setpoint_c"):
        setpoint(tmp_path, "cold")


def test_free_days_beyond_all_measure_are_refused(tmp_path: Path) -> None:
    root = write_port(tmp_path, shipments_csv=f"{HEAD},free_days_demurrage\n{ROW},999999999\n")
    with pytest.raises(PortFolderError, match="not be more than 3650"):
        read_port_folder(root)
