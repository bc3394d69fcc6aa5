"""Where codes may stand: finder patterns by their concentric squares, and squares put up on three of them.

Blur does not matter much here: sums over boxes of 3, 5, 7 and 9 modules are compared, not runs of black and white.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from math import hypot

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.qr.symbol import VERSIONS, size_of
from tallyproof.read.reading import Raster

SCALES = (1.8, 2.15, 2.6, 3.1)
"""Sizes of a module, in pixels, that are looked for in a raster; smaller and larger ones in a scaled raster."""
_LEAST_LIKENESS = 0.45
_MOST_AT_SCALE = 40
_MOST_FINDERS = 10
_MOST_UNLIKE_MODULES = 1.7
_MOST_UNLIKE_SIDES = 1.5
_LEAST_SINE = 0.75


_Way = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Finder:
    """Something like a finder pattern: its middle and module in pixels, its likeness from 0 to 1."""

    x: float
    y: float
    module: float
    likeness: float


@dataclass(frozen=True, eq=False, slots=True)
class Guess:
    """Four corners, in the order of Corners, between which a code may stand: one set for each version it may have."""

    versions: tuple[int, ...]
    corners: NDArray[np.float64]
    weight: float


def turn_of(raster: Raster) -> float:
    """How far the lines of the picture are turned from the upright, in degrees from -45 to 45, clockwise.

    Print, paper edges and codes have edges in two directions at right angles: four times their angle is the same.
    """
    across = cv2.Sobel(raster, cv2.CV_32F, 1, 0, ksize=3)
    down = cv2.Sobel(raster, cv2.CV_32F, 0, 1, ksize=3)
    squared_x, squared_y = across * across - down * down, 2 * across * down
    length = np.maximum(across * across + down * down, 1.0)
    fourth_x = float(((squared_x * squared_x - squared_y * squared_y) / length).sum())
    fourth_y = float((2 * squared_x * squared_y / length).sum())
    return float(np.degrees(np.arctan2(fourth_y, fourth_x))) / 4


def finders(raster: Raster, shrunk: float, turn: float = 0.0) -> list[Finder]:
    """What looks like finder patterns in a raster that was shrunk so many times, in pixels before shrinking.

    They are looked for within some 20 degrees of the upright, or of `turn` degrees clockwise from it.
    """
    back = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    if turn:
        raster, back = _upright(raster, turn)
    found: list[Finder] = []
    for scale in SCALES:
        likeness = _likeness(raster, scale)
        rows, columns = np.nonzero(likeness >= _LEAST_LIKENESS)
        if not len(rows):
            continue
        reach = int(2 * scale) * 2 + 1
        highest = cv2.dilate(likeness, np.ones((reach, reach), np.uint8))
        is_top = likeness[rows, columns] == highest[rows, columns]
        rows, columns = rows[is_top], columns[is_top]
        if len(rows) > _MOST_AT_SCALE:
            best = np.argsort(-likeness[rows, columns], kind="stable")[:_MOST_AT_SCALE]
            rows, columns = rows[best], columns[best]
        places = (np.stack([columns, rows, np.ones(len(rows))], axis=1) @ back.T + 0.5) * shrunk
        found += [
            Finder(x, y, scale * shrunk, value)
            for (x, y), value in zip(places.tolist(), likeness[rows, columns].tolist(), strict=True)
        ]
    return found


def _upright(raster: Raster, turn: float) -> tuple[Raster, NDArray[np.float64]]:
    """The whole raster turned upright, and the way back for its pixels."""
    height, width = raster.shape
    there = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
    cosine, sine = abs(float(there[0, 0])), abs(float(there[0, 1]))
    size = (round(width * cosine + height * sine), round(width * sine + height * cosine))
    there[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    turned = cv2.warpAffine(raster, there, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8), np.asarray(cv2.invertAffineTransform(there), float)


def _likeness(raster: Raster, scale: float) -> NDArray[np.float32]:
    """The correlation of each pixel's neighbourhood with a finder pattern with its white border."""
    sides = [round(modules * scale / 2 - 0.5) * 2 + 1 for modules in (3, 5, 7, 9)]
    core, gap, ring, border = (
        cv2.boxFilter(raster, cv2.CV_32F, (side, side), normalize=False, borderType=cv2.BORDER_REPLICATE)
        for side in sides
    )
    area = float(sides[3] ** 2)
    square = cv2.sqrBoxFilter(raster, cv2.CV_32F, (sides[3],) * 2, normalize=False, borderType=cv2.BORDER_REPLICATE)
    share = (sides[0] ** 2 + sides[2] ** 2 - sides[1] ** 2) / area
    # In sums instead of means: covariance over the root of both variances.
    variance = cv2.addWeighted(square, area, cv2.multiply(border, border), -1.0, 0.0)
    deviation = cv2.sqrt(np.maximum(variance, np.float32(16.0 * area * area)))
    dark = cv2.add(core, cv2.subtract(ring, gap))
    covariance = cv2.addWeighted(border, share, dark, -1.0, 0.0)
    return np.asarray(cv2.divide(covariance, deviation, scale=1 / float(np.sqrt(share * (1 - share)))), np.float32)


def apart(found: Sequence[Finder]) -> list[Finder]:
    """The likeliest finders, best first, of those that lie on each other only one."""
    kept: list[Finder] = []
    for one in sorted(found, key=lambda finder: -finder.likeness):
        if all(abs(k.x - one.x) + abs(k.y - one.y) >= 4 * max(k.module, one.module) for k in kept):
            kept.append(one)
            if len(kept) == _MOST_FINDERS:
                break
    return kept


def guesses(found: Sequence[Finder], most: int) -> list[Guess]:
    """Squares on three finder patterns with the versions that their sizes allow, the likeliest first."""
    return _guesses(_on_three(found), most)


def bold_guesses(found: Sequence[Finder], most: int) -> list[Guess]:
    """Squares on two finder patterns, for codes whose third is hidden or cut off, the likeliest first."""
    return _guesses(_on_two(found), most)


@dataclass(frozen=True, slots=True)
class _Angle:
    """The middle of a code's first finder pattern, the ways to the one at its right and to the one below it."""

    corner: _Way
    across: _Way
    down: _Way
    module: float
    weight: float

    @property
    def versions(self) -> tuple[int, ...]:
        """The versions whose finder patterns may be so many modules apart."""
        between = (hypot(*self.across) + hypot(*self.down)) / 2 / self.module
        return tuple(v for v in VERSIONS if 0.78 < between / (size_of(v) - 7) < 1.28)


def _on_three(found: Sequence[Finder]) -> Iterator[_Angle]:
    for three in combinations(found, 3):
        modules = [one.module for one in three]
        if max(modules) > _MOST_UNLIKE_MODULES * min(modules):
            continue
        for corner, right, below in permutations(three):
            across, down = (right.x - corner.x, right.y - corner.y), (below.x - corner.x, below.y - corner.y)
            longer, shorter = sorted((hypot(*across), hypot(*down)), reverse=True)
            turn = across[0] * down[1] - across[1] * down[0]
            if turn < _LEAST_SINE * longer * shorter or longer > _MOST_UNLIKE_SIDES * shorter:
                continue
            weight = sum(one.likeness for one in three) * shorter / longer
            yield _Angle((corner.x, corner.y), across, down, sum(modules) / 3, weight)


def _on_two(found: Sequence[Finder]) -> Iterator[_Angle]:
    for first, second in permutations(found, 2):
        if max(first.module, second.module) > _MOST_UNLIKE_MODULES * min(first.module, second.module):
            continue
        x, y = second.x - first.x, second.y - first.y
        module, weight = (first.module + second.module) / 2, first.likeness + second.likeness
        # The second may be the right or the lower neighbour of the first, or the two stand on the diagonal.
        yield _Angle((first.x, first.y), (x, y), (-y, x), module, weight)
        yield _Angle((first.x, first.y), (y, -x), (x, y), module, weight)
        half, side = ((x - y) / 2, (y + x) / 2), ((x + y) / 2, (y - x) / 2)
        yield _Angle((first.x + half[0], first.y + half[1]), (-half[0], -half[1]), side, module, weight)


def _guesses(angles: Iterator[_Angle], most: int) -> list[Guess]:
    kept: list[Guess] = []
    for angle in sorted(angles, key=lambda one: -one.weight):
        if len(kept) == most:
            break
        versions = angle.versions
        if versions:
            kept.append(Guess(versions, _corners(angle, versions), angle.weight))
    return kept


def _corners(angle: _Angle, versions: Sequence[int]) -> NDArray[np.float64]:
    sizes = np.array([[size_of(version)] for version in versions])
    right, below = np.array([angle.across]) / (sizes - 7), np.array([angle.down]) / (sizes - 7)
    first = np.array([angle.corner]) - 3.5 * (right + below)
    return np.stack([first, first + sizes * right, first + sizes * (right + below), first + sizes * below], axis=1)
