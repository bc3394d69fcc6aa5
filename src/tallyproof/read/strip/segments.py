"""Where print stands on a page: runs of letters that belong together, with their line and their size."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.strip.crop import Ink

_SMALLEST, _TALLEST = 3, 60
"""Heights in pixels of what may be a sign."""
_SAMPLE = 200_000
_MOST = 3000
"""More runs than this are noise, not print."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of signs: its left and right end, the middle of its capitals at both, and their height."""

    left: float
    right: float
    y_left: float
    y_right: float
    capital: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return (self.y_left + self.y_right) / 2

    @property
    def is_long(self) -> bool:
        """Whether it can be a number in words."""
        return 5 * self.capital <= self.right - self.left <= 26 * self.capital

    @property
    def slope(self) -> float:
        return (self.y_right - self.y_left) / max(self.right - self.left, 1.0)


def find_segments(ink: Ink, capital: float) -> tuple[Segment, ...]:
    """Return the runs of signs on a page whose body is printed with capitals of about this height, from the top."""
    marks = mark_ink(ink)
    signs = _without_rules(marks, capital)
    # An odd reach: closing with an even one moves what it closes.
    reach = 2 * round(0.47 * capital) + 1
    joined = cv2.morphologyEx(signs, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    count, labels = cv2.connectedComponents(joined, connectivity=8)
    if count > _MOST:
        return ()
    pieces = _pieces_by_run(signs, np.asarray(labels, dtype=np.int32), capital)
    found = [_segment(pieces.get(index)) for index in range(1, count)]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.y))


def mark_ink(ink: Ink) -> NDArray[np.uint8]:
    """Return where there is ink: 1 where a place is darker than its paper by a good part of the print's own black."""
    soft = cv2.blur(ink, (3, 3))
    some = soft[soft > 1]
    # The paper around a place is taken at its lightest, so that noise alone looks a little dark everywhere.
    paper = float(np.median(some[:: 1 + some.size // _SAMPLE])) if some.size else 0.0
    dark = soft[soft > paper + 20]
    if dark.size < 50:
        return np.zeros(ink.shape, np.uint8)
    black = float(np.percentile(dark[:: 1 + dark.size // _SAMPLE], 80))
    return np.asarray(soft > paper + max(14.0, 0.38 * (black - paper)), dtype=np.uint8)


def capital_height(ink: Ink) -> float:
    """Return the usual height of capitals on the page in pixels, 0 where there is nothing like print."""
    marks = mark_ink(ink)
    count, _, pieces, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    if count > 40 * _MOST:
        return 0.0
    height, width = pieces[1:, cv2.CC_STAT_HEIGHT], pieces[1:, cv2.CC_STAT_WIDTH]
    fit = (height >= 5) & (height <= _TALLEST) & (width <= 1.6 * height) & (width * 6 >= height)
    heights = height[fit]
    if heights.size < 20:
        return 0.0
    # Small letters and capitals make two peaks a quarter apart; the upper one is wanted.
    return float(np.percentile(heights[heights >= 0.7 * np.median(heights)], 70))


def _without_rules(marks: NDArray[np.uint8], capital: float) -> NDArray[np.uint8]:
    across = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((1, round(4 * capital)), np.uint8))
    down = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((round(2.6 * capital), 1), np.uint8))
    # A rule that runs a little askew leaves a thin edge, which would tie the texts beside it together.
    rules = np.maximum(cv2.dilate(across, np.ones((3, 1), np.uint8)), cv2.dilate(down, np.ones((1, 3), np.uint8)))
    return np.asarray(np.where(rules, 0, marks), dtype=np.uint8)


def _pieces_by_run(
    signs: NDArray[np.uint8], labels: NDArray[np.int32], capital: float
) -> dict[int, list[tuple[float, float, float, float]]]:
    """Return the connected pieces (left, top, right, bottom) of each run."""
    count, inner, stats, _ = cv2.connectedComponentsWithStats(signs, connectivity=8)
    pieces: dict[int, list[tuple[float, float, float, float]]] = {}
    first = np.zeros(count, np.int64)
    flat = inner.ravel()
    places = np.flatnonzero(flat)
    first[flat[places][::-1]] = places[::-1]
    runs = labels.ravel()[first]
    for index in range(1, count):
        left, top, width, height, _ = stats[index]
        if _SMALLEST <= height <= 2.2 * capital:
            pieces.setdefault(int(runs[index]), []).append((left, top, left + width, top + height))
    return pieces


def _segment(pieces: list[tuple[float, float, float, float]] | None) -> Segment | None:
    if not pieces:
        return None
    boxes = np.array(pieces, dtype=np.float64)
    tall = boxes[boxes[:, 3] - boxes[:, 1] >= 0.5 * np.max(boxes[:, 3] - boxes[:, 1])]
    left, right = float(tall[:, 0].min()), float(tall[:, 2].max())
    slope, base = _baseline(tall)
    middle = (tall[:, 0] + tall[:, 2]) / 2
    capital = float(np.percentile(base + slope * middle - tall[:, 1], 85))
    if not _SMALLEST < capital <= _TALLEST:
        return None
    at = [base + slope * x - capital / 2 for x in (left, right)]
    return Segment(left, right, at[0], at[1], capital)


def _baseline(boxes: NDArray[np.float64]) -> tuple[float, float]:
    """Return slope and height at x = 0 of the line that most signs stand on."""
    middle, bottom = (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]
    if len(boxes) < 5 or np.ptp(middle) < 30:
        return 0.0, float(np.median(bottom))
    slope, base = np.polyfit(middle, bottom, 1)
    for _ in range(2):
        off = np.abs(bottom - base - slope * middle)
        near = off <= max(1.5, 2 * float(np.median(off)))
        if near.sum() < 4:
            break
        slope, base = np.polyfit(middle[near], bottom[near], 1)
    return float(slope), float(base)
