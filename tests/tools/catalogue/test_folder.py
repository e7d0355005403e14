"""A right folder is read whole; every wrong cell is named by file, row and column."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import PortFolderError, RowProblem
from core.trade import Mode, Storage
from tests.tools.catalogue.small_port import FILES, put, write_port
from tools.catalogue.folder import read_port_folder


def problems(root: Path) -> list[RowProblem]:
    with pytest.raises(PortFolderError) as raised:
        read_port_folder(root)
    return list(raised.value.problems)


def places(root: Path) -> list[tuple[str, int | None, str | None]]:
    return [(found.file, found.row, found.column) for found in problems(root)]


def test_right_folder_is_read_with_exact_values(tmp_path: Path) -> None:
    folder = read_port_folder(write_port(tmp_path))
    apples, beans = folder.book.products
    assert folder.warnings == ()
    assert apples.aliases == ("red apples", "big apples")
    assert (apples.setpoint_c, beans.setpoint_c) == (Decimal("-1.5"), None)
    assert (apples.row, beans.row, apples.storage) == (2, 3, Storage.CHILLED)
    assert str(folder.book.prices[0].unit_price) == "12.50"
    assert folder.book.lanes[0].mode is Mode.LCL
    assert folder.book.merchants[0].verified_since == date(2024, 5, 1)
    assert folder.book.shipments[0].merchant_ids == ("M1", "M2")
    assert folder.book.profile.insurance_rate == Decimal("0.0030")
    assert folder.book.profile.fallback_wm_ratio == {"sea": Decimal(1000)}
    assert [event["eventID"] for event in folder.events] == ["e1"]


def test_documents_carry_their_meta_file_and_can_be_located(tmp_path: Path) -> None:
    folder = read_port_folder(write_port(tmp_path))
    apples, terms = folder.documents
    assert (apples.title, apples.valid_from, apples.audience) == ("Apples", date(2026, 1, 1), "public")
    assert terms.merchant_id == "_port"
    assert folder.location(apples).read_text() == "# Apples\n"


def test_byte_order_mark_crlf_and_quoted_newlines_are_taken(tmp_path: Path) -> None:
    rows = 'merchant_id,name\r\nM1,"First\nand only"\r\nM2,Second\r\nM3,Third\r\n'
    write_port(tmp_path)
    put(tmp_path, "merchants.csv", b"\xef\xbb\xbf" + rows.encode())
    merchants = read_port_folder(tmp_path).book.merchants
    assert [(merchant.row, merchant.name) for merchant in merchants] == [
        (2, "First\nand only"),
        (4, "Second"),
        (5, "Third"),
    ]


def test_unknown_columns_and_keys_are_warnings(tmp_path: Path) -> None:
    write_port(tmp_path, fx_csv="date,base,quote,rate,source,mood\n2026-10-31,USD,CNY,7.08,desk,calm\n")
    put(tmp_path, "port.toml", 'motto = "onward"\n' + FILES["port.toml"])
    warnings = read_port_folder(tmp_path).warnings
    assert len(warnings) == 2
    assert "'motto'" in warnings[0]
    assert "fx.csv, row 1, column mood" in warnings[1]


def test_missing_folder_is_told(tmp_path: Path) -> None:
    assert "no such folder" in problems(tmp_path / "nowhere")[0].message


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".csv", "port.toml"))])
def test_missing_file_is_a_problem_and_makes_no_reference_dangle(tmp_path: Path, name: str) -> None:
    write_port(tmp_path)
    (tmp_path / name).unlink()
    assert places(tmp_path) == [(name, None, None)]


def test_missing_required_column_is_named(tmp_path: Path) -> None:
    write_port(tmp_path, costs_csv="merchant_id,sku,currency\nM1,A-1,USD\n")
    assert places(tmp_path) == [("costs.csv", 1, "unit_cost")]


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("users.csv", "ann,Ann,buyer", "ann,Ann,boss", (2, "role")),
        ("users.csv", "ann,Ann,buyer,,KE", "ann,Ann,buyer,,KX", (2, "country")),
        ("users.csv", "ben,Ben,merchant,M1", "ben,Ben,merchant,M9", (3, "merchant_id")),
        ("users.csv", "ben,Ben,merchant,M1", "ben,Ben,merchant,", (3, "merchant_id")),
        ("users.csv", "admin,Office,admin", "admin,Office,buyer", (4, "user_id")),
        ("products.csv", "B-1,Beans,grain,1", "B-1,Beans,grain,0", (3, "pcs_per_carton")),
        ("products.csv", "B-1,Beans,grain,1", "B-1,Beans,grain,1.5", (3, "pcs_per_carton")),
        ("products.csv", "60,40,20", "60,-40,20", (3, "carton_w_cm")),
        ("products.csv", ",ambient", ",warm", (3, "storage")),
        ("products.csv", "M2,B-1", "M9,B-1", (3, "merchant_id")),
        ("products.csv", "M2,B-1", "M1,A-1", (3, "merchant_id")),
        ("prices.csv", "12.50", "12,50", (2, None)),
        ("prices.csv", "12.50", "1e3", (2, "unit_price")),
        ("prices.csv", "12.50", "NaN", (2, "unit_price")),
        ("prices.csv", "12.50", "１２", (2, "unit_price")),
        ("prices.csv", "12.50", "-1", (2, "unit_price")),
        ("prices.csv", "12.50", "", (2, "unit_price")),
        ("prices.csv", "2026-12-31,public", "2025-12-31,public", (2, "valid_until")),
        ("prices.csv", "2026-12-31,public", "2026-02-30,public", (2, "valid_until")),
        ("prices.csv", "2026-12-31,public", "20261231,public", (2, "valid_until")),
        ("prices.csv", "buyer:ann", "buyer:zoe", (3, "audience")),
        ("prices.csv", "buyer:ann", "friends", (3, "audience")),
        ("prices.csv", "M1,A-1,L1,USD,carton,10,12", "M1,X,L1,USD,carton,10,12", (2, "sku")),
        (
            "prices.csv",
            "11.90,2026-01-01,2026-12-31,buyer:ann",
            "12.50,2026-01-01,2026-12-31,public",
            (3, None),
        ),
        ("costs.csv", "7.10,USD", "7.10,USB", (2, "currency")),
        ("lanes.csv", "CNNBG,KEMBA", "CNNBG,MOMBASA", (2, "pod")),
        ("lanes.csv", "LCL", "45HQ", (2, "mode")),
        ("charges.csv", "USD,,,", "USD,20,10,", (2, "maximum")),
        ("duties.csv", "KE,08", "KE,08.1", (2, "hs_prefix")),
        ("fx.csv", "7.0800", "0", (2, "rate")),
        ("shipments.csv", "FCL,ann", "FCL,zoe", (2, "buyer_id")),
        ("shipments.csv", "M1;M2", "M1;M9", (2, "merchant_ids")),
        ("port.toml", "CNNBG", "Ningbo", (None, "locode")),
        ("port.toml", '"0.0030"', '"three"', (None, "insurance_rate")),
        ("port.toml", '"0.0030"', '"0.95"', (None, "insurance_rate")),
        ("port.toml", "Asia/Shanghai", "Asia/Nowhere", (None, "timezone")),
        ("port.toml", "sea = 1000", "sea = 0", (None, "fallback_wm_ratio.sea")),
        ("port.toml", "quote_validity_days = 14\n", "", (None, "quote_validity_days")),
    ],
)
def test_bad_cell_is_named(
    tmp_path: Path, file: str, old: str, new: str, place: tuple[int | None, str | None]
) -> None:
    assert old in FILES[file]
    write_port(tmp_path)
    put(tmp_path, file, FILES[file].replace(old, new, 1))
    assert (file, *place) in places(tmp_path)


def test_all_problems_are_told_at_once_and_none_twice(tmp_path: Path) -> None:
    write_port(
        tmp_path, fx_csv=None, costs_csv="merchant_id,sku,unit_cost,currency\nM1,A-1,x,USD\nM1,A-1,2,XX\n"
    )
    put(tmp_path, "products.csv", FILES["products.csv"].replace("Apples,fruit,1", "Apples,fruit,none"))
    assert places(tmp_path) == [
        ("costs.csv", 2, "unit_cost"),
        ("costs.csv", 3, "currency"),
        ("costs.csv", 3, "merchant_id"),
        ("fx.csv", None, None),
        ("products.csv", 2, "pcs_per_carton"),
    ]


def test_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    put(write_port(tmp_path), "merchants.csv", "merchant_id,name\nM1,First\nM2,王\n".encode("gb18030"))
    assert places(tmp_path) == [("merchants.csv", 3, None)]


def test_unclosed_quote_is_a_problem(tmp_path: Path) -> None:
    put(write_port(tmp_path), "fx.csv", 'date,base,quote,rate,source\n2026-10-31,USD,CNY,7.08,"desk\n')
    assert places(tmp_path)[0][0] == "fx.csv"


@pytest.mark.parametrize(
    ("events", "row", "column"),
    [
        ("{}", None, None),
        ("[{", None, None),
        ("[1]", 1, None),
        ('[{"eventID": "x", "eventType": "SHIPMENT"}, {"eventType": "SHIPMENT"}]', 2, "eventID"),
        ('[{"eventID": "x", "eventType": "PARTY"}]', 1, "eventType"),
        ('[{"eventID": "x", "eventType": "SHIPMENT", "eventDateTime": "Monday"}]', 1, "eventDateTime"),
        (
            '[{"eventID": "x", "eventType": "SHIPMENT"}, {"eventID": "x", "eventType": "EQUIPMENT"}]',
            2,
            "eventID",
        ),
    ],
)
def test_bad_events_are_named_by_their_place(
    tmp_path: Path, events: str, row: int | None, column: str | None
) -> None:
    put(write_port(tmp_path), "events/S-1.json", events)
    assert places(tmp_path) == [("events/S-1.json", row, column)]


def test_event_of_no_known_shipment_is_kept_with_a_warning(tmp_path: Path) -> None:
    put(write_port(tmp_path), "events/late.json", '[{"eventID": "e9", "eventType": "SHIPMENT"}]')
    folder = read_port_folder(tmp_path)
    assert [event["eventID"] for event in folder.events] == ["e1", "e9"]
    assert "'e9'" in folder.warnings[0]


@pytest.mark.parametrize(
    "file",
    [
        "documents/M9/public/a.md",
        "documents/M1/secret/a.md",
        "documents/_port/private/a.md",
        "documents/M1/public/deep/a.md",
        "documents/M1/public/gone.md.meta.toml",
    ],
)
def test_document_out_of_place_is_a_problem(tmp_path: Path, file: str) -> None:
    put(write_port(tmp_path), file, "text")
    (found,) = problems(tmp_path)
    assert file.startswith(found.file)


def test_document_that_is_a_link_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("not for sharing")
    root = write_port(tmp_path / "port")
    (root / "documents/M1/public/link.md").symlink_to(outside)
    assert places(root) == [("documents/M1/public/link.md", None, None)]


def test_document_of_an_unread_type_is_ignored_with_a_warning(tmp_path: Path) -> None:
    put(write_port(tmp_path), "documents/M1/public/song.mp3", b"\x00")
    folder = read_port_folder(tmp_path)
    assert "song.mp3" not in [document.path for document in folder.documents]
    assert "'.mp3'" in folder.warnings[0]
