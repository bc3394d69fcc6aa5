"""The sheet of paper in a small copy of a picture: where it lies, which corners are cut off, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.problems import CORNER_NAMES
from tallyproof.read.reading import Raster

_LEAST_STEP = 0.22
"""Between paper and table, in parts of the paper's grey; below it a table cannot be told from a shadow."""
UNKNOWN = 0.2
"""Grey, in parts of that of the paper, below which nobody knows what was there: a blacked-out name, the lid of a
scanner."""
_SECOND_SHEET = 0.3
"""Size of another sheet in parts of the largest one."""
_SECOND_OF_PICTURE = 0.08
_SOLID = 0.82
_SHARP = 0.5
"""Part of the step from paper to table that happens at the very edge: light fades slowly, paper ends at once."""
_TABLE_AT_EDGE = 0.15
"""Part of the picture's edge that must show the table before a corner is said to be missing."""
_TOUCH = 0.03
_DIAGONALS = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], dtype=np.float32)
"""From the middle to each corner, in the order of `CORNER_NAMES`."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Where the paper is; `covered` is true there."""

    covered: NDArray[np.bool_]
    share: float
    """Part of the picture that the paper covers."""
    missing: tuple[str, ...]
    """Names of the corners that lie beyond the edge of the picture."""
    sheets: int


def find_paper(overview: Raster) -> Paper:
    """Return the paper of a small grey picture; where nothing darker surrounds it, it is the whole picture."""
    height, width = overview.shape
    everything = Paper(np.ones((height, width), dtype=bool), 1.0, (), 1)
    if min(height, width) < 16:
        return everything
    # Print must not tear the paper apart: the brightest grey near by stands for its surface.
    reach = max(3, round(min(height, width) / 24) | 1)
    surface = np.asarray(cv2.morphologyEx(overview, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)), np.uint8)
    darkest = round(UNKNOWN * float(np.percentile(surface[::2, ::2], 90)))
    level = _level_between(surface, darkest)
    if level is None:
        return everything
    bright = (surface > level).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bright, connectivity=4)
    sizes = stats[1:count, cv2.CC_STAT_AREA]
    order = np.argsort(-sizes, kind="stable")[:3]
    covered = np.asarray(labels == order[0] + 1)
    if _step_at_edge(surface, covered) < _SHARP * _step_between(surface, covered):
        return everything
    least = max(_SECOND_SHEET * sizes[order[0]], _SECOND_OF_PICTURE * height * width)
    large = [at for at in order if sizes[at] >= least]
    sheets = 1
    if len(large) > 1:
        sheets = sum(_solidity(labels == at + 1) >= _SOLID for at in large)
    table = (surface <= level) & (surface >= darkest)
    return Paper(covered, float(covered.mean()), _missing_corners(covered, table), max(1, sheets))


def _level_between(surface: Raster, darkest: int) -> int | None:
    """Return the grey between table and paper, None where there are not two surfaces."""
    counts = cv2.calcHist([surface], [0], None, [256], [0, 256]).ravel().astype(np.float64)
    counts[:darkest] = 0
    below = np.cumsum(counts)
    weighted = np.cumsum(counts * np.arange(256))
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = weighted / below, (weighted[-1] - weighted) / above
        between = np.nan_to_num(below * above * (high - low) ** 2)
    level = int(np.argmax(between))
    if not between[level] or high[level] - low[level] < _LEAST_STEP * high[level]:
        return None
    return level


def _step_at_edge(surface: Raster, covered: NDArray[np.bool_]) -> float:
    """Return how much darker it is just outside than just inside."""
    mask, band = covered.astype(np.uint8), np.ones((7, 7), np.uint8)
    inside = covered & (cv2.erode(mask, band) == 0)
    outside = ~covered & (cv2.dilate(mask, band) > 0)
    if not inside.any() or not outside.any():
        return 0.0
    return float(np.median(surface[inside])) - float(np.median(surface[outside]))


def _step_between(surface: Raster, covered: NDArray[np.bool_]) -> float:
    return float(np.median(surface[covered])) - float(np.median(surface[~covered]))


def _solidity(mask: NDArray[np.bool_]) -> float:
    """Return the area in parts of that of its convex hull: a sheet has no bays."""
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(np.concatenate(outlines))
    return float(mask.sum()) / max(1.0, float(cv2.contourArea(hull)))


def _missing_corners(covered: NDArray[np.bool_], table: NDArray[np.bool_]) -> tuple[str, ...]:
    """Name the corners of the paper that lie beyond the picture; none where no table is seen beside the paper."""
    if np.concatenate(_edges(table)).mean() < _TABLE_AT_EDGE:
        return ()
    height, width = covered.shape
    touched = [float(edge.mean()) for edge in _edges(covered)]
    xs, ys = np.arange(width, dtype=np.float32) / width, np.arange(height, dtype=np.float32)[:, None] / height
    missing = []
    for name, (right, down) in zip(CORNER_NAMES, _DIAGONALS, strict=True):
        outward = np.where(covered, right * xs + down * ys, np.float32(-9))
        y, x = divmod(int(np.argmax(outward)), width)
        at_edge = (y == 0, x == width - 1, y == height - 1, x == 0)
        if any(is_there and share > _TOUCH for is_there, share in zip(at_edge, touched, strict=True)):
            missing.append(f"corner-missing:{name}")
    return tuple(missing)


def _edges(mask: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], ...]:
    """Return the mask along the upper, right, lower and left edge of the picture."""
    return mask[0], mask[:, -1], mask[-1], mask[:, 0]


def shading(overview: Raster, paper: Paper) -> float:
    """Return how much the grey differs within the paper, over the breadth of a column of print, in grey levels.

    The rim of the paper is left out, and light that changes slowly across it does not count.
    """
    shorter = min(overview.shape)
    reach = max(3, round(shorter / 12) | 1)
    covered = paper.covered.astype(np.uint8)
    inner = cv2.erode(covered, np.ones((reach, reach), np.uint8), borderValue=0) > 0
    if not inner.any():
        return 0.0
    weight, spread = covered.astype(np.float32), shorter / 16
    around = cv2.GaussianBlur(overview * weight, (0, 0), spread) / np.maximum(
        cv2.GaussianBlur(weight, (0, 0), spread), 1e-3
    )
    return float((overview - around)[inner].std())
