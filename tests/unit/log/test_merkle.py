from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.errors import InputError, VerificationError
from tallyproof.log.merkle import (
    EMPTY_ROOT,
    Proof,
    Tree,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves and the roots over the first 1 to 8 of them that implementations of RFC 6962 share.
RFC6962_LEAVES = [
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
RFC6962_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def entries_of(size: int) -> list[bytes]:
    return [f"entry {index}".encode() for index in range(size)]


def recursive_root(entries: list[bytes]) -> bytes:
    """The definition of RFC 6962, section 2.1, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    left, right = recursive_root(entries[:split]), recursive_root(entries[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def altered(data: bytes, position: int, mask: int) -> bytes:
    changed = bytearray(data)
    changed[position % len(data)] ^= mask
    return bytes(changed)


def altered_proof(proof: Proof, position: int, mask: int) -> Proof:
    whole = altered(b"".join(proof), position, mask)
    return tuple(whole[start : start + 32] for start in range(0, len(whole), 32))


def test_root_of_no_entries_is_the_hash_of_nothing() -> None:
    expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert EMPTY_ROOT.hex() == root_of([]).hex() == Tree.of_entries([]).root.hex() == expected


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_known_answers_of_rfc_6962(size: int) -> None:
    assert root_of(RFC6962_LEAVES[:size]).hex() == RFC6962_ROOTS[size - 1]
    assert Tree.of_entries(RFC6962_LEAVES[:size]).root.hex() == RFC6962_ROOTS[size - 1]


@pytest.mark.parametrize("size", [*range(40), 255, 256, 257, 513])
def test_root_is_the_one_of_the_recursive_definition(size: int) -> None:
    entries = entries_of(size)
    assert root_of(entries) == Tree.of_entries(entries).root == recursive_root(entries)


@pytest.mark.parametrize("size", range(1, 34))
def test_every_inclusion_proof_gives_the_root(size: int) -> None:
    tree = Tree.of_entries(entries_of(size))
    for index in range(size):
        proof = tree.inclusion_proof(index)
        leaf = tree.levels[0][index]
        assert verify_inclusion(leaf, index=index, size=size, proof=proof, root=tree.root) == tree.root


@pytest.mark.parametrize("size", range(34))
def test_every_consistency_proof_gives_the_root(size: int) -> None:
    entries = entries_of(size)
    tree = Tree.of_entries(entries)
    for old_size in range(size + 1):
        proof = tree.consistency_proof(old_size)
        old_root = root_of(entries[:old_size])
        assert (
            verify_consistency(old_size=old_size, old_root=old_root, size=size, root=tree.root, proof=proof)
            == tree.root
        )


@given(size=st.integers(2, 300), data=st.data(), position=st.integers(0, 2**16), mask=st.integers(1, 255))
def test_inclusion_proof_fails_after_any_one_byte_change(
    size: int, data: st.DataObject, position: int, mask: int
) -> None:
    index = data.draw(st.integers(0, size - 1))
    tree = Tree.of_entries(entries_of(size))
    proof = tree.inclusion_proof(index)
    leaf = leaf_hash(entries_of(size)[index])
    with pytest.raises(VerificationError):
        verify_inclusion(leaf, index=index, size=size, proof=altered_proof(proof, position, mask), root=tree.root)
    with pytest.raises(VerificationError):
        verify_inclusion(altered(leaf, position, mask), index=index, size=size, proof=proof, root=tree.root)
    with pytest.raises(VerificationError):
        verify_inclusion(leaf, index=index, size=size, proof=proof, root=altered(tree.root, position, mask))


@given(size=st.integers(2, 300), data=st.data(), position=st.integers(0, 2**16), mask=st.integers(1, 255))
def test_consistency_proof_fails_after_any_one_byte_change(
    size: int, data: st.DataObject, position: int, mask: int
) -> None:
    old_size = data.draw(st.integers(1, size - 1))
    entries = entries_of(size)
    tree, old_root = Tree.of_entries(entries), root_of(entries[:old_size])
    proof = tree.consistency_proof(old_size)
    for changed_proof, changed_old, changed_root in (
        (altered_proof(proof, position, mask), old_root, tree.root),
        (proof, altered(old_root, position, mask), tree.root),
        (proof, old_root, altered(tree.root, position, mask)),
    ):
        with pytest.raises(VerificationError):
            verify_consistency(
                old_size=old_size, old_root=changed_old, size=size, root=changed_root, proof=changed_proof
            )


@given(size=st.integers(2, 200), data=st.data())
def test_inclusion_proof_holds_for_no_other_index(size: int, data: st.DataObject) -> None:
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    tree = Tree.of_entries(entries_of(size))
    with pytest.raises(VerificationError):
        verify_inclusion(
            tree.levels[0][index],
            index=other,
            size=size,
            proof=tree.inclusion_proof(index),
            root=tree.root,
        )


@given(size=st.integers(2, 200), data=st.data())
def test_a_log_that_rewrote_an_entry_has_no_consistency_proof(size: int, data: st.DataObject) -> None:
    old_size = data.draw(st.integers(1, size - 1))
    rewritten = data.draw(st.integers(0, old_size - 1))
    entries = entries_of(size)
    old_root = root_of(entries[:old_size])
    entries[rewritten] = b"rewritten"
    tree = Tree.of_entries(entries)
    with pytest.raises(VerificationError):
        verify_consistency(
            old_size=old_size,
            old_root=old_root,
            size=size,
            root=tree.root,
            proof=tree.consistency_proof(old_size),
        )


@pytest.mark.parametrize("extra", [-1, 1])
@pytest.mark.parametrize(("index", "size"), [(0, 2), (4, 5), (6, 7), (5, 8)])
def test_inclusion_proof_with_a_hash_too_many_or_too_few_fails(index: int, size: int, extra: int) -> None:
    tree = Tree.of_entries(entries_of(size))
    proof = tree.inclusion_proof(index)
    changed = (*proof, bytes(32)) if extra > 0 else proof[:-1]
    with pytest.raises(VerificationError):
        verify_inclusion(tree.levels[0][index], index=index, size=size, proof=changed, root=tree.root)


def test_a_log_that_shrank_is_refused() -> None:
    entries = entries_of(5)
    with pytest.raises(VerificationError, match="did not shrink"):
        verify_consistency(old_size=5, old_root=root_of(entries), size=4, root=root_of(entries[:4]), proof=())


def test_same_size_with_another_root_is_refused() -> None:
    with pytest.raises(VerificationError, match="expected root"):
        verify_consistency(old_size=4, old_root=bytes(32), size=4, root=root_of(entries_of(4)), proof=())


@pytest.mark.parametrize("index", [-1, 3])
def test_proof_of_an_entry_that_is_not_there_cannot_be_made(index: int) -> None:
    with pytest.raises(InputError, match=f"got {index}"):
        Tree.of_entries(entries_of(3)).inclusion_proof(index)


def test_inclusion_at_an_index_beyond_the_log_is_refused() -> None:
    with pytest.raises(VerificationError, match="below the log's size"):
        verify_inclusion(bytes(32), index=1, size=1, proof=(), root=bytes(32))


def test_consistency_with_a_larger_old_log_cannot_be_made() -> None:
    with pytest.raises(InputError, match="up to 3"):
        Tree.of_entries(entries_of(3)).consistency_proof(4)


def test_an_inner_node_is_not_taken_for_a_leaf() -> None:
    tree = Tree.of_entries(entries_of(4))
    with pytest.raises(VerificationError, match="expected more hashes, got 1"):
        verify_inclusion(tree.levels[1][0], index=0, size=4, proof=[tree.levels[1][1]], root=tree.root)


def test_consistency_proof_that_stops_below_the_root_is_refused() -> None:
    tree = Tree.of_entries(entries_of(8))
    inner_root = tree.levels[2][0]
    proof = Tree.of_entries(entries_of(4)).consistency_proof(2)
    with pytest.raises(VerificationError, match="expected more hashes, got 1"):
        verify_consistency(old_size=2, old_root=root_of(entries_of(2)), size=8, root=inner_root, proof=proof)
