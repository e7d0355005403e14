"""The synthetic port of the import's measurement is a sound one, and the same one for a seed."""

from pathlib import Path

from bench.importing import change_prices, write_port
from tools.catalogue.folder import read_port_folder


def test_the_synthetic_port_reads_without_a_problem_and_is_the_same_for_a_seed(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        write_port(tmp_path / name, rows=50, merchants=3, products=20, seed=seed)
    first, again, other = (read_port_folder(tmp_path / name) for name in "abc")
    assert (len(first.book.prices), len(first.book.products), first.warnings) == (50, 20, ())
    assert first.book == again.book != other.book


def test_a_tenth_of_the_prices_changes(tmp_path: Path) -> None:
    write_port(tmp_path / "a", rows=50, merchants=3, products=20, seed=7)
    before = read_port_folder(tmp_path / "a").book.prices
    change_prices(tmp_path / "a", seed=7)
    after = read_port_folder(tmp_path / "a").book.prices
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 5
