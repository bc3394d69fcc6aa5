"""The Merkle tree of RFC 6962: its root, and proofs of inclusion and consistency, made and verified.

Verifiers return the root that was proved, or raise `VerificationError`; they never return a boolean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tallyproof.errors import InputError, VerificationError

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Proof = tuple[bytes, ...]


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry as a leaf of the tree."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two hashes."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Tree:
    """All hashes of a log, for its root and for any number of proofs.

    `levels[0]` are the leaves. A last node without a sibling is carried up unchanged, which gives the tree of
    RFC 6962.
    """

    levels: tuple[tuple[bytes, ...], ...]

    @classmethod
    def of_leaves(cls, leaves: Iterable[bytes]) -> Tree:
        """Return the tree over leaf hashes, in order."""
        level = tuple(leaves)
        levels = [level]
        while len(level) > 1:
            level = _level_above(level)
            levels.append(level)
        return cls(tuple(levels))

    @classmethod
    def of_entries(cls, entries: Iterable[bytes]) -> Tree:
        """Return the tree over the entries' bytes, in order."""
        return cls.of_leaves(map(leaf_hash, entries))

    @property
    def size(self) -> int:
        """The number of entries."""
        return len(self.levels[0])

    @property
    def root(self) -> bytes:
        """The root hash."""
        return self.levels[-1][0] if self.size else EMPTY_ROOT

    def inclusion_proof(self, index: int) -> Proof:
        """Return the hashes that lead from entry `index` to the root, from the leaf's sibling upwards."""
        if not 0 <= index < self.size:
            raise InputError(f"inclusion proof: expected an index below the log's size {self.size}, got {index}")
        proof = []
        for level in self.levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                proof.append(level[sibling])
            index >>= 1
        return tuple(proof)

    def consistency_proof(self, old_size: int) -> Proof:
        """Return the hashes that show this tree to begin with the first `old_size` entries."""
        if not 0 <= old_size <= self.size:
            raise InputError(f"consistency proof: expected an old size up to {self.size}, got {old_size}")
        if old_size in (0, self.size):
            return ()
        proof: list[bytes] = []
        low, high, known = 0, self.size, True
        while high != old_size:
            split = low + (1 << ((high - low - 1).bit_length() - 1))
            if old_size <= split:
                proof.append(self._subtree(split, high))
                high = split
            else:
                proof.append(self._subtree(low, split))
                low, known = split, False
        # The verifier holds the old root already when the old tree is a whole left subtree.
        if not known:
            proof.append(self._subtree(low, high))
        return tuple(reversed(proof))

    def _subtree(self, low: int, high: int) -> bytes:
        """Return the hash over entries low to high-1: a whole subtree, or one that ends with the log."""
        height = (high - low - 1).bit_length()
        return self.levels[height][low >> height]


def root_of(entries: Iterable[bytes]) -> bytes:
    """Return the root hash over the entries' bytes, in order."""
    return root_of_leaves(map(leaf_hash, entries))


def root_of_leaves(leaves: Iterable[bytes]) -> bytes:
    """Return the root hash over leaf hashes, in order."""
    level = tuple(leaves)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        level = _level_above(level)
    return level[0]


def verify_inclusion(leaf: bytes, *, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bytes:
    """Return the root if the leaf hash stands at `index` in the log of that size (RFC 9162, 2.1.3.2)."""
    place = f"inclusion proof of entry {index} in {size}"
    if not 0 <= index < size:
        raise VerificationError("expected an index below the log's size", place=place)
    computed, node, last = leaf, index, size - 1
    for step in proof:
        if last == 0:
            raise VerificationError(f"expected fewer hashes, got {len(proof)}", place=place)
        if node & 1 or node == last:
            computed = node_hash(step, computed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            computed = node_hash(computed, step)
        node, last = node >> 1, last >> 1
    if last:
        raise VerificationError(f"expected more hashes, got {len(proof)}", place=place)
    return _same_root(computed, root, place=place)


def verify_consistency(*, old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bytes:
    """Return the root if that log begins with all entries of the old one (RFC 9162, 2.1.4.2)."""
    place = f"consistency proof from {old_size} to {size} entries"
    if not 0 <= old_size <= size:
        raise VerificationError("expected a log that did not shrink", place=place)
    if old_size in (0, size):
        if proof:
            raise VerificationError(f"expected no hashes, got {len(proof)}", place=place)
        _same_root(EMPTY_ROOT if old_size == 0 else root, old_root, place=place)
        return root
    whole = old_size & (old_size - 1) == 0
    path = [old_root, *proof] if whole else list(proof)
    if not path:
        raise VerificationError("expected hashes, got none", place=place)
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old_computed = computed = path[0]
    for step in path[1:]:
        if last == 0:
            raise VerificationError(f"expected fewer hashes, got {len(proof)}", place=place)
        if node & 1 or node == last:
            old_computed = node_hash(step, old_computed)
            computed = node_hash(step, computed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            computed = node_hash(computed, step)
        node, last = node >> 1, last >> 1
    if last:
        raise VerificationError(f"expected more hashes, got {len(proof)}", place=place)
    _same_root(old_computed, old_root, place=f"{place}, old root")
    return _same_root(computed, root, place=place)


def _level_above(level: tuple[bytes, ...]) -> tuple[bytes, ...]:
    above = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
    if len(level) & 1:
        above.append(level[-1])
    return tuple(above)


def _same_root(computed: bytes, root: bytes, *, place: str) -> bytes:
    if computed != root:
        raise VerificationError(f"expected root {root.hex()}, got {computed.hex()}", place=place)
    return root
