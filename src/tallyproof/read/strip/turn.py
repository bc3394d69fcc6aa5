"""A page turned so that its print stands upright, and the way back to the picture as it came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.reading import Corners, Raster
from tallyproof.read.strip.crop import Ink, lift_ink
from tallyproof.read.strip.segments import Segment, capital_height, find_segments

_LEVEL = 0.012
"""Slopes of lines up to this are followed, steeper ones are turned level first."""
_UPRIGHT = 0.04
"""How far columns may lean against their lines before they are set upright."""
_STEEPEST = 0.4
_TALLEST_CAPITAL = 24.0
_WANTED_CAPITAL = 15.0
_LEAST_LINES = 5
_LEAST_COLUMN = 12
_LEVEL_RUNS = 40
"""So many long runs of signs are on a page whose lines run level: strips and forms have 45 to 110, on their side 33."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A page, its ink and print, and the affine map from its pixels to those of the picture as it came."""

    ink: Ink
    segments: tuple[Segment, ...]
    to_given: NDArray[np.float64]

    def back(self, corners: Corners) -> Corners:
        moved = [self.to_given @ (x, y, 1.0) for x, y in corners]
        top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in moved)
        return top_left, top_right, bottom_right, bottom_left


def turns(raster: Raster, qr: Corners | None) -> Iterator[Turned]:
    """Yield the page in the ways it may lie, likeliest first: as its QR code says, or as its lines of print run."""
    if qr is not None:
        (left, top), (right, bottom) = qr[0], qr[1]
        angle = np.degrees(np.arctan2(bottom - top, right - left))
        yield _level(*_quarter_turn(raster, round(-angle / 90) % 4))
        return
    given = _level(*_quarter_turn(raster, 0))
    yield given
    for quarter in _other_quarters(raster, given):
        yield _level(*_quarter_turn(raster, quarter))


def _other_quarters(raster: Raster, given: Turned) -> tuple[int, ...]:
    """Return how else the page may lie; print that runs level can only be upside down, but for a sheet beside it."""
    height, width = raster.shape
    long = [one for one in given.segments if one.is_long]
    if len(long) < _LEVEL_RUNS:
        return 1, 3, 2
    return (2,) if height >= width else (2, 1, 3)


def _quarter_turn(raster: Raster, quarter: int) -> tuple[Raster, NDArray[np.float64]]:
    """Return the picture turned clockwise by quarters, and the way back."""
    height, width = raster.shape
    to_given = {
        0: [[1, 0, 0], [0, 1, 0]],
        1: [[0, 1, 0], [-1, 0, height - 1]],
        2: [[-1, 0, width - 1], [0, -1, height - 1]],
        3: [[0, -1, width - 1], [1, 0, 0]],
    }[quarter]
    return np.ascontiguousarray(np.rot90(raster, -quarter)), np.array(to_given, dtype=np.float64)


def _level(raster: Raster, to_given: NDArray[np.float64]) -> Turned:
    """Return the page with its lines level and its print no larger than it need be."""
    ink = lift_ink(raster)
    capital = capital_height(ink)
    segments = find_segments(ink, capital) if capital else ()
    slopes = [one.slope for one in segments if one.right - one.left > 7 * one.capital]
    slope = float(np.median(slopes)) if len(slopes) >= _LEAST_LINES else 0.0
    scale = _WANTED_CAPITAL / capital if capital > _TALLEST_CAPITAL else 1.0
    if abs(slope) > _STEEPEST:
        slope = 0.0
    lean = _lean(segments, slope) if len(slopes) >= _LEAST_LINES else 0.0
    if abs(slope) < _LEVEL and abs(lean + slope) < _UPRIGHT and scale == 1.0:
        return Turned(ink, segments, to_given)
    raster, inverse = _warped(raster, slope, lean, scale)
    ink = lift_ink(raster)
    capital = capital_height(ink)
    outer = np.vstack([to_given, [0, 0, 1]])
    way_back = (outer @ np.vstack([inverse, [0, 0, 1]]))[:2]
    return Turned(ink, find_segments(ink, capital) if capital else (), way_back)


def _lean(segments: Sequence[Segment], slope: float) -> float:
    """Return how far columns go to the right for each step down: most runs have their middle under another's.

    Lines of a page photographed askew rise while its columns stand; where that cannot be told they are taken to be
    square to each other.
    """
    long = [one for one in segments if one.right - one.left > 7 * one.capital]
    x, y = np.array([one.middle for one in long]), np.array([one.y for one in long])
    if len(long) < _LEAST_COLUMN:
        return -slope
    bin_width = float(np.median([one.capital for one in long])) / 2
    best, lean = 0, -slope
    for tried in sorted(np.linspace(-_STEEPEST, _STEEPEST, 161), key=lambda one: abs(one + slope)):
        level = np.round((x - tried * y) / bin_width).astype(int)
        counts = np.bincount(level - level.min())
        together = int((counts[:-1] + counts[1:]).max()) if len(counts) > 1 else len(long)
        if together > best * 1.05:
            best, lean = together, float(tried)
    return lean


def _warped(raster: Raster, slope: float, lean: float, scale: float) -> tuple[Raster, NDArray[np.float64]]:
    """Return the page with its lines level and its columns upright, scaled, and the way back."""
    height, width = raster.shape
    linear = np.array([[1, lean], [slope, 1]]) / (np.hypot([1, lean], [slope, 1]) * scale)
    outward = np.linalg.inv(linear) @ np.array([[0, width, 0, width], [0, 0, height, height]])
    corner = outward.min(axis=1)
    new_width, new_height = (int(size) for size in np.ceil(np.ptp(outward, axis=1)))
    inverse = np.column_stack([linear, linear @ corner])
    source = cv2.GaussianBlur(raster, (0, 0), 0.4 / scale) if scale < 0.7 else raster
    level = cv2.warpAffine(
        source, inverse, (new_width, new_height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(level, dtype=np.uint8), inverse
