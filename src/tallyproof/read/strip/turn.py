"""A page turned so that its print stands upright, and the way back to the picture as it came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.reading import Corners, Raster
from tallyproof.read.strip.crop import Ink, lift_ink
from tallyproof.read.strip.segments import Segment, capital_height, find_segments

_LEVEL = 0.012
"""Slopes of lines up to this are followed, steeper ones are turned level first."""
_STEEPEST = 0.3
_TALLEST_CAPITAL = 24.0
_WANTED_CAPITAL = 15.0
_LEAST_LINES = 5


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
    """Yield the page in the ways it may lie, likeliest first: as it came and upside down, or as its QR code says."""
    for quarter in _quarters(raster, qr):
        yield _level(*_quarter_turn(raster, quarter))


def _quarters(raster: Raster, qr: Corners | None) -> tuple[int, ...]:
    if qr is not None:
        (left, top), (right, bottom) = qr[0], qr[1]
        angle = np.degrees(np.arctan2(bottom - top, right - left))
        return (round(-angle / 90) % 4,)
    height, width = raster.shape
    return (0, 2) if height >= width else (0, 1, 3, 2)


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
    if not _LEVEL < abs(slope) < _STEEPEST:
        slope = 0.0
    if not slope and scale == 1.0:
        return Turned(ink, segments, to_given)
    raster, inverse = _warped(raster, np.arctan(slope), scale)
    ink = lift_ink(raster)
    capital = capital_height(ink)
    outer = np.vstack([to_given, [0, 0, 1]])
    way_back = (outer @ np.vstack([inverse, [0, 0, 1]]))[:2]
    return Turned(ink, find_segments(ink, capital) if capital else (), way_back)


def _warped(raster: Raster, angle: float, scale: float) -> tuple[Raster, NDArray[np.float64]]:
    """Return the page turned back by an angle and scaled, and the way back."""
    height, width = raster.shape
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    new_width = round(scale * (width * cos + height * abs(sin)))
    new_height = round(scale * (height * cos + width * abs(sin)))
    linear = np.array([[cos, -sin], [sin, cos]]) / scale
    middle = np.array([(width - 1) / 2, (height - 1) / 2]) - linear @ ((new_width - 1) / 2, (new_height - 1) / 2)
    inverse = np.column_stack([linear, middle])
    source = cv2.GaussianBlur(raster, (0, 0), 0.4 / scale) if scale < 0.7 else raster
    level = cv2.warpAffine(
        source, inverse, (new_width, new_height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(level, dtype=np.uint8), inverse
