"""Commitments, against a second writing of their definition."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.errors import UsageError
from tallyproof.safety.commit import (
    derive,
    evidence_id,
    ggm_salts,
    original_commitment,
    original_salt,
    raster_root,
    raster_seed,
)

SECRET = bytes(range(32))
KNOWN_ROOT = "5d7756036f16093ebcc2af0a5033d0febe6e2450e3d66582f53a76605e9c20d2"
KNOWN_ID = "4ab001983b857e2439062fa1ac6f983a29fe49a06fae80e3c2d82e1d25eaa714"
"""Both computed by the functions below and by hmac alone, not by the code under test."""


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def salt_by_bits(seed: bytes, index: int, depth: int) -> bytes:
    node = seed
    for bit in reversed(range(depth)):
        node = sha(b"ggm-v1\0", bytes([index >> bit & 1]), node)
    return node


def root_by_split(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    left = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\x01", root_by_split(hashes[:left]), root_by_split(hashes[left:]))


def root_by_definition(pixels: bytes, width: int, height: int, seed: bytes, tile: int) -> bytes:
    corners = [(left, top) for top in range(0, height, tile) for left in range(0, width, tile)]
    depth = (len(corners) - 1).bit_length()
    leaves = []
    for index, (left, top) in enumerate(corners):
        inside = bytes(
            pixels[y * width + x]
            for y in range(top, min(top + tile, height))
            for x in range(left, min(left + tile, width))
        )
        header = b"raster-v1\0" + b"".join(n.to_bytes(4, "big") for n in (width, height, tile)) + b"L\0"
        leaves.append(sha(b"\0", header, index.to_bytes(4, "big"), salt_by_bits(seed, index, depth), inside))
    return root_by_split(leaves)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 12))
def test_a_raster_root_is_what_the_definition_gives(width: int, height: int, tile: int) -> None:
    pixels = bytes((x * 31 + width) % 256 for x in range(width * height))
    expected = root_by_definition(pixels, width, height, SECRET, tile)
    assert raster_root(pixels, width, height, SECRET, tile) == expected


def test_known_answers_do_not_change() -> None:
    pixels = bytes(n % 256 for n in range(130 * 70))
    assert derive(SECRET, "label", b"data").hex() == hmac.digest(SECRET, b"label\0data", "sha256").hex()
    assert original_commitment(SECRET, b"bytes") == sha(b"orig-v1\0", SECRET, b"bytes")
    assert raster_root(pixels, 130, 70, SECRET).hex() == KNOWN_ROOT
    assert evidence_id(SECRET, b"bytes") == KNOWN_ID


def test_one_changed_pixel_or_side_changes_the_root() -> None:
    pixels = bytes(100 * 60)
    roots = {
        raster_root(pixels, 100, 60, SECRET),
        raster_root(pixels[:-1] + b"\x01", 100, 60, SECRET),
        raster_root(pixels, 60, 100, SECRET),
        raster_root(pixels, 100, 60, SECRET, tile=32),
        raster_root(pixels, 100, 60, bytes(32)),
    }
    assert len(roots) == 5


def test_salts_of_a_complete_subtree_follow_from_its_node() -> None:
    salts = ggm_salts(SECRET, 7)
    node = sha(b"ggm-v1\0", b"\x01", SECRET)
    assert salts[4:6] == ggm_salts(node, 4)[:2]


def test_label_and_data_cannot_be_shifted_into_each_other() -> None:
    assert derive(SECRET, "ab", b"c") != derive(SECRET, "a", b"bc")


def test_derived_values_of_an_original_differ_from_each_other() -> None:
    identity = evidence_id(SECRET, b"x")
    values = {
        bytes.fromhex(identity),
        original_salt(SECRET, b"x"),
        *(raster_seed(SECRET, identity, n) for n in (1, 2)),
    }
    assert len(values) == 4


@pytest.mark.parametrize("label", ["", "a\0b", "día"])
def test_a_label_that_could_be_ambiguous_is_refused(label: str) -> None:
    with pytest.raises(UsageError, match="label"):
        derive(SECRET, label, b"")


def test_short_secrets_salts_and_wrong_rasters_are_refused() -> None:
    with pytest.raises(UsageError, match="election secret"):
        derive(b"short", "label", b"")
    with pytest.raises(UsageError, match="salt"):
        original_commitment(b"short", b"")
    with pytest.raises(UsageError, match="seed"):
        raster_root(b"x", 1, 1, b"short")
    with pytest.raises(UsageError, match="raster"):
        raster_root(b"xx", 1, 1, SECRET)
