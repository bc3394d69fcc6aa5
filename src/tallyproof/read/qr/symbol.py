"""The QR code symbol of ISO/IEC 18004: sizes, function modules, masks, format and version words, code-word blocks.

Modules are addressed by row and column from the top left; 1 is dark. Model 2 only, versions 1 to 40.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Modules = NDArray[np.uint8]
"""A square of modules, 1 dark."""

LEVELS = "LMQH"
VERSIONS = range(1, 41)
MASKS = 8
QUIET = 4
"""Modules of white that belong around the symbol."""

_LEVEL_BITS = {"L": 1, "M": 0, "Q": 3, "H": 2}
_FORMAT_GENERATOR, _FORMAT_XOR = 0b10100110111, 0b101010000010010
_VERSION_GENERATOR = 0b1111100100101
_FIRST_WITH_VERSION_WORD = 7


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(number) for number in written.split())


# ISO/IEC 18004, table 9, by version: error-correction code words in each block, and blocks.
_PARITY = {
    "L": _numbers(
        "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 "
        "28 28 30 30 26 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30"
    ),
    "M": _numbers(
        "10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 "
        "26 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28"
    ),
    "Q": _numbers(
        "13 22 18 26 18 24 18 22 20 24 28 26 24 20 30 24 28 28 26 30 "
        "28 30 30 30 30 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30"
    ),
    "H": _numbers(
        "17 28 22 16 22 28 26 26 24 28 24 28 22 24 24 30 28 28 26 28 "
        "30 24 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30"
    ),
}
_BLOCKS = {
    "L": _numbers("1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22 24 25"),
    "M": _numbers(
        "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 37 38 40 43 45 47 49"
    ),
    "Q": _numbers(
        "1 1 2 2 4 4 6 6 8 8 8 10 12 16 12 17 16 18 21 20 23 23 25 27 29 34 34 35 38 40 43 45 48 51 53 56 59 62 65 68"
    ),
    "H": _numbers(
        "1 1 2 4 4 4 5 6 8 8 11 11 16 16 18 16 19 21 25 25 25 34 30 32 35 37 40 42 45 48 51 54 57 60 63 66 70 74 77 81"
    ),
}


@dataclass(frozen=True, slots=True)
class Format:
    """What the format word says: error-correction level and mask."""

    level: str
    mask: int


@dataclass(frozen=True, slots=True)
class Block:
    """One Reed-Solomon block: where its code words stand in the stream read off the symbol, data words first."""

    places: tuple[int, ...]
    parity: int


@dataclass(frozen=True, eq=False, slots=True)
class Layout:
    """All that a version alone fixes about the symbol.

    `known` marks the modules whose colour is fixed by the version, `dark` gives that colour (False elsewhere).
    `bits` are flat module indices in reading order, eight for each code word. `format_places` are the two copies
    of the format word, most significant bit first.
    """

    version: int
    size: int
    known: NDArray[np.bool_]
    dark: NDArray[np.bool_]
    bits: NDArray[np.intp]
    format_places: NDArray[np.intp]

    @property
    def words(self) -> int:
        return len(self.bits) // 8


def size_of(version: int) -> int:
    """Modules along a side."""
    return 17 + 4 * version


@lru_cache(maxsize=len(VERSIONS))
def layout_of(version: int) -> Layout:
    """The function modules and the reading order of a version."""
    size = size_of(version)
    known = np.zeros((size, size), bool)
    dark = np.zeros((size, size), bool)
    for index in range(size):
        for row, column in ((6, index), (index, 6)):
            known[row, column], dark[row, column] = True, index % 2 == 0
    for row, column in alignment_centres(version):
        _draw_rings(known, dark, (row, column), reach=2)
    for row, column in ((3, 3), (3, size - 4), (size - 4, 3)):
        _draw_rings(known, dark, (row, column), reach=4)
    known[size - 8, 8] = dark[size - 8, 8] = True
    if version >= _FIRST_WITH_VERSION_WORD:
        word = version_word(version)
        for bit in range(18):
            near, far = bit // 3, size - 11 + bit % 3
            for row, column in ((near, far), (far, near)):
                known[row, column], dark[row, column] = True, bool(word >> bit & 1)
    places = _format_places(size)
    taken = known.copy()
    taken.flat[places.ravel()] = True
    bits = np.array([row * size + column for row, column in _zigzag(size) if not taken[row, column]], dtype=np.intp)
    return Layout(version, size, known, dark, bits[: len(bits) // 8 * 8], places)


def _draw_rings(known: NDArray[np.bool_], dark: NDArray[np.bool_], centre: tuple[int, int], *, reach: int) -> None:
    """Concentric squares: dark core and dark ring; reach 2 is an alignment pattern, 4 a finder with its separator."""
    size = len(known)
    for row in range(max(0, centre[0] - reach), min(size, centre[0] + reach + 1)):
        for column in range(max(0, centre[1] - reach), min(size, centre[1] + reach + 1)):
            ring = max(abs(row - centre[0]), abs(column - centre[1]))
            known[row, column] = True
            dark[row, column] = ring != 1 if reach == 2 else ring not in (2, 4)


def alignment_centres(version: int) -> tuple[tuple[int, int], ...]:
    """Rows and columns of the centres of the alignment patterns."""
    if version == 1:
        return ()
    count = version // 7 + 2
    size = size_of(version)
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    along = [6, *sorted(size - 7 - step * index for index in range(count - 1))]
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    return tuple((row, column) for row in along for column in along if (row, column) not in corners)


def _format_places(size: int) -> NDArray[np.intp]:
    # Bit 0 is the least significant; the words are turned around below.
    around = [*((row, 8) for row in (0, 1, 2, 3, 4, 5, 7, 8)), *((8, column) for column in (7, 5, 4, 3, 2, 1, 0))]
    apart = [*((8, size - 1 - index) for index in range(8)), *((size - 7 + index, 8) for index in range(7))]
    return np.array([[row * size + column for row, column in copy[::-1]] for copy in (around, apart)], dtype=np.intp)


def _zigzag(size: int) -> Iterator[tuple[int, int]]:
    right, upward = size - 1, True
    while right > 0:
        if right == 6:
            right -= 1
        for step in range(size):
            row = size - 1 - step if upward else step
            yield row, right
            yield row, right - 1
        right, upward = right - 2, not upward


def _remainder(value: int, generator: int) -> int:
    for shift in range(value.bit_length() - generator.bit_length(), -1, -1):
        if value >> (shift + generator.bit_length() - 1) & 1:
            value ^= generator << shift
    return value


def version_word(version: int) -> int:
    """The 18 bits that name a version from 7 on."""
    return version << 12 | _remainder(version << 12, _VERSION_GENERATOR)


def format_word(form: Format) -> int:
    """The 15 bits that stand beside the finder patterns."""
    data = _LEVEL_BITS[form.level] << 3 | form.mask
    return (data << 10 | _remainder(data << 10, _FORMAT_GENERATOR)) ^ _FORMAT_XOR


FORMATS = tuple(Format(level, mask) for level in LEVELS for mask in range(MASKS))
FORMAT_SIGNS = np.array([[1.0 if format_word(f) >> bit & 1 else -1.0 for bit in range(14, -1, -1)] for f in FORMATS])
"""One row for each of FORMATS: +1 for a dark module, most significant bit first."""


@lru_cache(maxsize=64)
def mask_of(version: int, mask: int) -> NDArray[np.bool_]:
    """The bits of the code-word stream that the mask turns over, in reading order."""
    layout = layout_of(version)
    row, column = np.divmod(layout.bits, layout.size)
    turned = (
        (row + column) % 2,
        row % 2,
        column % 3,
        (row + column) % 3,
        (row // 2 + column // 3) % 2,
        row * column % 2 + row * column % 3,
        (row * column % 2 + row * column % 3) % 2,
        ((row + column) % 2 + row * column % 3) % 2,
    )[mask]
    return np.asarray(turned == 0)


@lru_cache(maxsize=160)
def blocks_of(version: int, level: str) -> tuple[Block, ...]:
    """The interleaved blocks: shorter ones first, as the standard orders them."""
    words = layout_of(version).words
    count, parity = _BLOCKS[level][version - 1], _PARITY[level][version - 1]
    short = words // count - parity
    longer_from = count - words % count
    places: list[list[int]] = [[] for _ in range(count)]
    at = 0
    for word in range(short + 1):
        for block in range(longer_from if word == short else 0, count):
            places[block].append(at)
            at += 1
    for _ in range(parity):
        for block in range(count):
            places[block].append(at)
            at += 1
    return tuple(Block(tuple(block), parity) for block in places)
