import json
from pathlib import Path

import pytest

from core.errors import BadInput, SystemFault
from core.records import AuditLeaf
from governance.audit import AuditTrail, NoteSigner, export_jsonl, export_tiles
from governance.audit.export import tile_path
from governance.audit.merkle import CompactRange, leaf_hash
from tests.fakes_governance import NOON, MemoryLeafLog, leaf

SIGNER = NoteSigner("port.example/log", bytes(range(32)))


def exported(size: int, folder: Path) -> MemoryLeafLog:
    log = MemoryLeafLog([leaf(number) for number in range(size)])
    AuditTrail(log, SIGNER).checkpoint()
    export_tiles(log, SIGNER.verifier, folder)
    return log


def files(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()
    }


def test_small_logs_have_partial_tiles_only(tmp_path: Path) -> None:
    log = exported(3, tmp_path)
    entries = sum(2 + len(row) for row in log.rows)
    checkpoint = len(log.notes[0][1].encode())
    assert files(tmp_path) == {
        "checkpoint": checkpoint,
        "tile/0/000.p/3": 96,
        "tile/entries/000.p/3": entries,
    }


def test_a_full_tile_is_hashed_into_the_level_above(tmp_path: Path) -> None:
    exported(256, tmp_path)
    tiles = {
        name: size for name, size in files(tmp_path).items() if name.startswith("tile/") and "e" in name
    }
    hashes = {name: size for name, size in tiles.items() if "entries" not in name}
    assert hashes == {"tile/0/000": 8192, "tile/1/000.p/1": 32}
    full = (tmp_path / "tile/0/000").read_bytes()
    range_ = CompactRange()
    range_.add(full[start : start + 32] for start in range(0, len(full), 32))
    assert (tmp_path / "tile/1/000.p/1").read_bytes() == range_.root()


def test_entries_give_back_the_leaves_and_their_hashes(tmp_path: Path) -> None:
    log = exported(300, tmp_path)
    for name in ("000", "001.p/44"):
        bundle = (tmp_path / "tile/entries" / name).read_bytes()
        tile = (tmp_path / "tile/0" / name).read_bytes()
        start, read = 0, []
        while start < len(bundle):
            length = int.from_bytes(bundle[start : start + 2], "big")
            read.append(bundle[start + 2 : start + 2 + length])
            start += 2 + length
        first = 256 * int(name[:3])
        assert read == log.rows[first : first + 256]
        assert tile == b"".join(leaf_hash(row) for row in read)
    assert (tmp_path / "checkpoint").read_text() == log.notes[0][1]


@pytest.mark.parametrize(
    ("number", "place"), [(0, "000"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")]
)
def test_tile_numbers_become_paths(number: int, place: str) -> None:
    assert tile_path(number, 256) == place
    assert tile_path(number, 7) == f"{place}.p/7"


def test_an_empty_log_exports_its_checkpoint(tmp_path: Path) -> None:
    exported(0, tmp_path)
    assert list(files(tmp_path)) == ["checkpoint"]


def test_a_log_without_a_checkpoint_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no checkpoint"):
        export_tiles(MemoryLeafLog([leaf()]), SIGNER.verifier, tmp_path)


def test_an_altered_log_is_not_exported_as_sound(tmp_path: Path) -> None:
    log = exported(5, tmp_path / "before")
    log.rows[2] = leaf(9).canonical()
    with pytest.raises(SystemFault, match="do not give the root"):
        export_tiles(log, SIGNER.verifier, tmp_path / "after")
    assert not (tmp_path / "after" / "checkpoint").exists()


def test_a_leaf_beyond_the_formats_length_is_refused(tmp_path: Path) -> None:
    log = MemoryLeafLog([AuditLeaf(NOON, "zola", "buyer", "read", "x" * 70_000, "allow")])
    AuditTrail(log, SIGNER).checkpoint()
    with pytest.raises(SystemFault, match="65535"):
        export_tiles(log, SIGNER.verifier, tmp_path)


def test_json_lines_hold_each_leaf_as_it_was_hashed() -> None:
    log = MemoryLeafLog([leaf(0), leaf(1, actor="北海")])
    lines = list(export_jsonl(log))
    assert [json.loads(line)["index"] for line in lines] == [0, 1]
    assert lines[1] == '{"index":1,"leaf":' + log.rows[1].decode() + "}\n"
