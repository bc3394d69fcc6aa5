r"""Commitments to originals and their rasters, byte for byte, so that a third party can recompute them.

Notation: ‖ joins bytes; u32(n) is n in four bytes, big-endian; "..." is ASCII; \0 is one zero byte. All
hashes are SHA-256 and all salts, seeds and hashes have 32 bytes.

Derived values (only the holder of the election secret can make them):

    derive(secret, label, data) = HMAC-SHA-256(key = secret, message = label ‖ \0 ‖ data)

    The label is ASCII without zero bytes, so the first \0 ends it and no two (label, data) give the same
    message.

    evidence id       hex(derive(secret, "evidence-id-v1", original))
    salt of original  derive(secret, "original-salt-v1", original)
    seed of page n    derive(secret, "raster-seed-v1", evidence id as 32 bytes ‖ u32(n)), n from 1

Original:

    SHA-256("orig-v1\0" ‖ salt ‖ original)

    A plain hash of an original is kept nowhere: whoever seizes the phone that took the picture could compute
    it.

Raster: the canonical grey raster (one byte a pixel, rows from the top) is cut into tiles of 64 × 64 pixels,
row by row from the top left; tiles at the right and bottom edge are as small as what is left. Tile i (from 0)
gives the leaf

    leaf_i = SHA-256(0x00 ‖ header ‖ u32(i) ‖ salt_i ‖ pixels of the tile, row by row)
    header = "raster-v1\0" ‖ u32(width) ‖ u32(height) ‖ u32(tile side) ‖ "L\0"

and the root is that of the Merkle tree of RFC 6962 over these leaf hashes: SHA-256(0x01 ‖ left ‖ right), the
left part holding the largest power of two smaller than the number of leaves.

Salts come from the seed by a binary tree (Goldreich, Goldwasser and Micali): the seed is the top node, and

    left child  = SHA-256("ggm-v1\0" ‖ 0x00 ‖ node)
    right child = SHA-256("ggm-v1\0" ‖ 0x01 ‖ node)

to the smallest depth d with 2^d ≥ number of tiles; salt_i is the node reached by the d bits of i, highest
first, 0 for left. A complete subtree of tiles can so be revealed by one node, and the rest stays hidden.

A root proves "unchanged outside the hidden tiles since the time of the entry", not that the paper is genuine.
"""

from __future__ import annotations

import hashlib
import hmac
import struct

from tallyproof.errors import UsageError

TILE_SIDE = 64
HASH_BYTES = 32
_U32 = struct.Struct(">I")
_RASTER_HEADER = struct.Struct(">10sIII2s")
_GGM = b"ggm-v1\0"


def derive(secret: bytes, label: str, data: bytes) -> bytes:
    r"""32 bytes that only the holder of the secret can make: HMAC-SHA-256(secret, label ‖ \0 ‖ data)."""
    if len(secret) < HASH_BYTES:
        raise UsageError(
            f"election secret: expected at least {HASH_BYTES} bytes, got {len(secret)}; make it anew with `init`"
        )
    if not label or not label.isascii() or "\0" in label:
        raise UsageError(f"label of a derived value: expected ASCII without zero bytes, got {label!r}; correct it")
    return hmac.digest(secret, label.encode("ascii") + b"\0" + data, "sha256")


def evidence_id(secret: bytes, original: bytes) -> str:
    """The name of an original in the evidence folder: the same bytes give the same name, to us alone."""
    return derive(secret, "evidence-id-v1", original).hex()


def original_salt(secret: bytes, original: bytes) -> bytes:
    """The salt for `original_commitment` of these bytes."""
    return derive(secret, "original-salt-v1", original)


def raster_seed(secret: bytes, evidence: str, page_number: int) -> bytes:
    """The seed for `raster_root` of a page (from 1) of the original with this evidence id."""
    return derive(secret, "raster-seed-v1", bytes.fromhex(evidence) + _U32.pack(page_number))


def original_commitment(salt: bytes, data: bytes) -> bytes:
    r"""The public commitment to an original: SHA-256("orig-v1\0" ‖ salt ‖ original)."""
    _check_32(salt, "salt of an original")
    digest = hashlib.sha256(b"orig-v1\0" + salt)
    digest.update(data)
    return digest.digest()


def raster_root(pixels: bytes, width: int, height: int, seed: bytes, tile: int = TILE_SIDE) -> bytes:
    """The public commitment to a canonical grey raster, from which tiles can later be revealed one by one."""
    _check_32(seed, "seed of a raster")
    if width < 1 or height < 1 or tile < 1 or len(pixels) != width * height:
        raise UsageError(
            f"raster: expected {width} x {height} grey pixels and a tile of at least 1, got {len(pixels)} "
            "bytes and "
            f"tile {tile}; pass a page of the sandbox as it is"
        )
    columns, rows = -(-width // tile), -(-height // tile)
    salts = ggm_salts(seed, columns * rows)
    header = _RASTER_HEADER.pack(b"raster-v1\0", width, height, tile, b"L\0")
    view = memoryview(pixels)
    leaves: list[bytes] = []
    for top in range(0, height, tile):
        band = [view[row * width : (row + 1) * width] for row in range(top, min(top + tile, height))]
        for left in range(0, width, tile):
            index = len(leaves)
            digest = hashlib.sha256(b"\x00" + header + _U32.pack(index) + salts[index])
            digest.update(b"".join([line[left : left + tile] for line in band]))
            leaves.append(digest.digest())
    return _merkle_root(leaves)


def ggm_salts(seed: bytes, count: int) -> list[bytes]:
    """The salts of `count` tiles, from the seed by the binary tree described above."""
    level = [seed]
    while len(level) < count:
        level = [hashlib.sha256(_GGM + side + node).digest() for node in level for side in (b"\x00", b"\x01")]
    return level[:count]


def _merkle_root(hashes: list[bytes]) -> bytes:
    """The root of RFC 6962 over leaf hashes; pairing level by level gives the same tree as the split."""
    while len(hashes) > 1:
        paired = [hashlib.sha256(b"\x01" + hashes[at] + hashes[at + 1]).digest() for at in range(0, len(hashes) - 1, 2)]
        hashes = paired + hashes[len(paired) * 2 :]
    return hashes[0]


def _check_32(value: bytes, what: str) -> None:
    if len(value) != HASH_BYTES:
        raise UsageError(f"{what}: expected {HASH_BYTES} bytes, got {len(value)}; derive it from the secret")
