"""Four corners brought to where the fixed modules of a code agree best with the picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.qr.symbol import layout_of
from tallyproof.read.reading import Raster

Corners4 = NDArray[np.float64]

_MOST_CONTRAST = 2.0
_WHOLE_ENOUGH = 0.75


@dataclass(frozen=True, eq=False, slots=True)
class View:
    """The neighbourhood of a code, about PIXELS to a module, levelled: dark positive, 0 in the middle.

    A pixel of the raster is `scale` times itself less `origin`.
    """

    level: NDArray[np.float32]
    scale: float
    origin: NDArray[np.float64]


@lru_cache(maxsize=80)
def _fixed(version: int, *, near: bool) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Places of the modules whose colour is fixed, with a ring of white around, and their colours.

    `near` leaves out the half of the symbol that lies beyond the diagonal from top right to bottom left.
    """
    layout = layout_of(version)
    row, column = np.nonzero(layout.known)
    values = np.where(layout.dark[row, column], 1.0, -1.0)
    ring = np.arange(-1, layout.size + 1)
    ring_rows = np.concatenate([np.full(len(ring), -1), np.full(len(ring), layout.size), ring[1:-1], ring[1:-1]])
    ring_columns = np.concatenate([ring, ring, np.full(len(ring) - 2, -1), np.full(len(ring) - 2, layout.size)])
    rows = np.concatenate([row, ring_rows])
    columns = np.concatenate([column, ring_columns])
    values = np.concatenate([values, np.full(len(ring_rows), -1.0)])
    places = np.stack([columns + 0.5, rows + 0.5], axis=1)
    chosen = places.sum(axis=1) < layout.size if near else np.ones(len(places), bool)
    return places[chosen].astype(np.float32), values[chosen].astype(np.float32)


def view_of(raster: Raster, corners: Corners4, size: int, *, pixels: float = 3.0, margin: float = 8.0) -> View | None:
    """The levelled neighbourhood of a guess; None if it is hardly on the raster."""
    module = float(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).mean()) / size
    low = np.floor(corners.min(axis=0) - margin * module).astype(int)
    high = np.ceil(corners.max(axis=0) + margin * module).astype(int)
    low, high = np.maximum(low, 0), np.minimum(high, [raster.shape[1], raster.shape[0]])
    if (high - low).min() < 8 * module or module < 1:
        return None
    part = raster[low[1] : high[1], low[0] : high[0]]
    scale = min(1.0, pixels / module)
    if scale < 1:
        part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    grey = part.astype(np.float32)
    window = int(6 * module * scale) * 2 + 1
    mean = cv2.blur(grey, (window, window), borderType=cv2.BORDER_REFLECT)
    deviation = np.sqrt(
        np.maximum(cv2.blur(grey * grey, (window, window), borderType=cv2.BORDER_REFLECT) - mean * mean, 9.0)
    )
    level = cv2.GaussianBlur((mean - grey) / deviation, (0, 0), max(0.3, 0.3 * module * scale))
    return View(np.asarray(level, np.float32), scale, low.astype(float))


def agreement(view: View, corners: NDArray[np.float64], version: int, *, near: bool = False) -> NDArray[np.float64]:
    """The correlation of fixed modules and picture for each of many sets of corners (count, 4, 2).

    With `near`, of those modules only that lie between the three finder patterns.
    """
    places, values = _fixed(version, near=near)
    size = layout_of(version).size
    homographies = _homographies((corners - view.origin) * view.scale, size)
    x, y, below = (
        row[:, 0, None] * places[:, 0] + row[:, 1, None] * places[:, 1] + row[:, 2, None]
        for row in homographies.transpose(1, 0, 2)
    )
    x, y = x / below - np.float32(0.5), y / below - np.float32(0.5)
    sampled = cv2.remap(view.level, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    sampled = np.clip(sampled, -_MOST_CONTRAST, _MOST_CONTRAST)
    height, width = view.level.shape
    inside = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)
    if inside.all():
        sampled = sampled - sampled.mean(axis=1, keepdims=True)
        centred = values - values.mean()
        spread = np.sqrt((sampled * sampled).sum(axis=1) * float((centred * centred).sum())) + 1e-6
        return np.asarray((sampled @ centred) / spread, float)
    # What is cut off says neither yes nor no; it lets less be trusted.
    share = inside.mean(axis=1)
    count = np.maximum(inside.sum(axis=1), 1)[:, None]
    colours = np.where(inside, values, 0)
    sampled = np.where(inside, sampled - sampled.sum(axis=1, keepdims=True) / count, 0)
    colours = np.where(inside, colours - colours.sum(axis=1, keepdims=True) / count, 0)
    spread = np.sqrt((sampled * sampled).sum(axis=1) * (colours * colours).sum(axis=1)) + 1e-6
    return np.asarray((sampled * colours).sum(axis=1) / spread * np.minimum(1.0, share / _WHOLE_ENOUGH), float)


def _homographies(corners: NDArray[np.float64], size: int) -> NDArray[np.float32]:
    """From the square (0,0)..(size,size) to each set of corners (Heckbert's closed form)."""
    p0, p1, p2, p3 = corners[:, 0], corners[:, 1], corners[:, 2], corners[:, 3]
    sigma = p0 - p1 + p2 - p3
    d1, d2 = p1 - p2, p3 - p2
    det = d1[:, 0] * d2[:, 1] - d1[:, 1] * d2[:, 0]
    det = np.where(np.abs(det) < 1e-9, 1e-9, det)
    g = (sigma[:, 0] * d2[:, 1] - sigma[:, 1] * d2[:, 0]) / det
    h = (d1[:, 0] * sigma[:, 1] - d1[:, 1] * sigma[:, 0]) / det
    out = np.empty((len(corners), 3, 3), np.float32)
    out[:, :2, 0] = (p1 - p0 + g[:, None] * p1) / size
    out[:, :2, 1] = (p3 - p0 + h[:, None] * p3) / size
    out[:, :2, 2] = p0
    out[:, 2, 0], out[:, 2, 1], out[:, 2, 2] = g / size, h / size, 1
    return out


_ROUNDS = (1.0, 0.8, 0.6, 0.45, 0.32, 0.22, 0.15)
"""How far corners are moved in each round, as a share of the first."""
_FIRST_MOVES = np.array([0.7, 1.2, 1.8, 1.2])
"""Typical first moves in modules: the corner without a finder pattern is the least sure."""
_MOVES = np.random.default_rng(1).normal(0, 1, (len(_ROUNDS), 56, 4, 2))
_BEST_KEPT = 7
_FAR = np.stack(np.meshgrid(np.arange(-6.0, 6.1, 1.2), np.arange(-6.0, 6.1, 1.2)), axis=-1).reshape(-1, 2)
"""Moves in modules of the corner without a finder pattern, tried before all others."""
_HOPELESS = (0.27, 0.33, 0.38, 0.43)
"""After the moves of that corner, and after each of the first rounds, less agreement than this is given up."""


def aimed(view: View, corners: Corners4, version: int) -> tuple[Corners4, float]:
    """The corners nearby with the best agreement, and that agreement.

    All corners are moved at once, always by the same pattern of chance; the mean of the best is where the next round
    begins (the cross-entropy method).
    """
    size = layout_of(version).size
    module = float(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).mean()) / size
    best, score = corners, float(agreement(view, corners[None], version)[0])
    far = np.repeat(corners[None], len(_FAR), axis=0)
    far[:, 2] += _FAR * module
    scores = agreement(view, far, version)
    if scores.max() > score:
        best, score = far[int(scores.argmax())], float(scores.max())
    start = best
    for index, share in enumerate(_ROUNDS):
        if index < len(_HOPELESS) and score < _HOPELESS[index]:
            break
        reach = np.maximum(_FIRST_MOVES * share, 0.12) * module
        tries = start + _MOVES[index] * reach[:, None]
        scores = agreement(view, tries, version)
        order = np.argsort(-scores, kind="stable")[:_BEST_KEPT]
        if scores[order[0]] > score:
            best, score = tries[order[0]], float(scores[order[0]])
        start = (tries[order].mean(axis=0) + best) / 2
    return best, score
