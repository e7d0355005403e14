"""Hashes and proofs against published vectors and against a second, slow implementation of RFC 6962."""

import hashlib
from itertools import pairwise

import pytest

from governance.audit.merkle import (
    EMPTY_ROOT,
    CompactRange,
    consistency_path,
    inclusion_path,
    is_consistent,
    leaf_hash,
    root_of_inclusion,
)
from governance.audit.tree import LogTree

# Leaves and roots of the Certificate Transparency reference implementation
# (github.com/google/certificate-transparency, merkle_tree_test.cc).
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    bytes.fromhex(root)
    for root in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
CONSISTENCY_2_TO_5 = [
    bytes.fromhex(sibling)
    for sibling in (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    )
]
CONSISTENCY_6_TO_8 = [
    bytes.fromhex(sibling)
    for sibling in (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    )
]
MOST = 40


def slow_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    left = next(2**power for power in range(64) if 2**power < len(leaves) <= 2 ** (power + 1))
    return hashlib.sha256(b"\1" + slow_root(leaves[:left]) + slow_root(leaves[left:])).digest()


def tree_of(leaves: list[bytes]) -> LogTree:
    tree = LogTree()
    for leaf in leaves:
        tree.add(leaf)
    return tree


MANY = [f"leaf {number}".encode() for number in range(MOST)]
TREE = tree_of(MANY)


def test_published_roots() -> None:
    grown = CompactRange()
    assert EMPTY_ROOT == grown.root() == tree_of([]).root() == ROOTS[0]
    for size, leaf in enumerate(LEAVES, start=1):
        grown.add([leaf_hash(leaf)])
        assert grown.root() == tree_of(LEAVES[:size]).root() == tree_of(LEAVES).root(size) == ROOTS[size]


def test_published_consistency_proofs() -> None:
    tree = tree_of(LEAVES)
    assert tree.consistency(2, 5) == CONSISTENCY_2_TO_5
    assert tree.consistency(6, 8) == CONSISTENCY_6_TO_8
    assert is_consistent(6, ROOTS[6], 8, ROOTS[8], CONSISTENCY_6_TO_8)


def test_every_root_equals_the_slow_one() -> None:
    grown = CompactRange()
    for size in range(MOST + 1):
        assert TREE.root(size) == grown.root() == slow_root(MANY[:size])
        grown.add([leaf_hash(leaf) for leaf in MANY[size : size + 1]])


def test_every_inclusion_proof_leads_to_the_root() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            path = inclusion_path(index, size, lambda start, end: slow_root(MANY[start:end]))
            assert path == TREE.inclusion(index, size)
            assert root_of_inclusion(index, size, leaf_hash(MANY[index]), path) == TREE.root(size)


def test_every_consistency_proof_holds() -> None:
    for size in range(1, MOST + 1):
        for old in range(1, size + 1):
            path = consistency_path(old, size, lambda start, end: slow_root(MANY[start:end]))
            assert path == TREE.consistency(old, size)
            assert is_consistent(old, TREE.root(old), size, TREE.root(size), path)


@pytest.mark.parametrize("size", [1, 2, 7, 8, 9, 40])
def test_no_altered_inclusion_proof_leads_to_the_root(size: int) -> None:
    root = TREE.root(size)
    for index in range(size):
        path, leaf = TREE.inclusion(index, size), leaf_hash(MANY[index])
        altered = [path[:-1], [*path, leaf], path[::-1], [hashlib.sha256(s).digest() for s in path]]
        wrong = [proof for proof in altered if proof != path]
        assert all(root_of_inclusion(index, size, leaf, proof) != root for proof in wrong)
        assert root_of_inclusion(index, size, leaf_hash(b"other"), path) != root
        assert size == 1 or root_of_inclusion((index + 1) % size, size, leaf, path) != root
    assert root_of_inclusion(size, size, leaf_hash(b""), []) is None


@pytest.mark.parametrize("size", [2, 7, 8, 9, 40])
def test_no_altered_consistency_proof_holds(size: int) -> None:
    root = TREE.root(size)
    for old in range(1, size):
        path, old_root = TREE.consistency(old, size), TREE.root(old)
        assert not is_consistent(old, leaf_hash(b"other"), size, root, path)
        assert not is_consistent(old, old_root, size, leaf_hash(b"other"), path)
        assert not is_consistent(old, old_root, size, root, path[:-1])
        assert not is_consistent(old, old_root, size, root, [*path, root])
    assert not is_consistent(0, EMPTY_ROOT, size, root, [])
    assert not is_consistent(size + 1, root, size, root, [])
    assert not is_consistent(size, TREE.root(size - 1), size, root, [])


def test_a_leaf_is_hashed_apart_from_a_node() -> None:
    children = [leaf_hash(b"a"), leaf_hash(b"b")]
    assert leaf_hash(b"".join(children)) != tree_of([b"a", b"b"]).root()
    assert all(a != b for a, b in pairwise(TREE.root(size) for size in range(MOST + 1)))
