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


@dataclass(frozen=True, eq=False, slots=True)
class View:
    """The neighbourhood of a code, about PIXELS to a module, levelled: dark positive, 0 in the middle.

    A pixel of the raster is `scale` times itself less `origin`.
    """

    level: NDArray[np.float32]
    scale: float
    origin: NDArray[np.float64]


@lru_cache(maxsize=40)
def _fixed(version: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Places of the modules whose colour is fixed, with a ring of white around, and their colours less the mean."""
    layout = layout_of(version)
    row, column = np.nonzero(layout.known)
    values = np.where(layout.dark[row, column], 1.0, -1.0)
    ring = np.arange(-1, layout.size + 1)
    ring_rows = np.concatenate([np.full(len(ring), -1), np.full(len(ring), layout.size), ring[1:-1], ring[1:-1]])
    ring_columns = np.concatenate([ring, ring, np.full(len(ring) - 2, -1), np.full(len(ring) - 2, layout.size)])
    rows = np.concatenate([row, ring_rows])
    columns = np.concatenate([column, ring_columns])
    values = np.concatenate([values, np.full(len(ring_rows), -1.0)])
    return np.stack([columns + 0.5, rows + 0.5], axis=1).astype(np.float32), values.astype(np.float32)


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


def agreement(view: View, corners: NDArray[np.float64], version: int) -> NDArray[np.float64]:
    """The correlation of fixed modules and picture for each of many sets of corners (count, 4, 2)."""
    places, values = _fixed(version)
    size = layout_of(version).size
    local = ((corners - view.origin) * view.scale).astype(np.float32)
    homographies = _homographies(local, size)
    x = (
        homographies[:, 0, 0, None] * places[:, 0]
        + homographies[:, 0, 1, None] * places[:, 1]
        + homographies[:, 0, 2, None]
    )
    y = (
        homographies[:, 1, 0, None] * places[:, 0]
        + homographies[:, 1, 1, None] * places[:, 1]
        + homographies[:, 1, 2, None]
    )
    below = homographies[:, 2, 0, None] * places[:, 0] + homographies[:, 2, 1, None] * places[:, 1] + 1
    x, y = (x / below - 0.5).astype(np.float32), (y / below - 0.5).astype(np.float32)
    sampled = cv2.remap(view.level, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    sampled = np.clip(sampled, -2, 2)
    sampled = sampled - sampled.mean(axis=1, keepdims=True)
    centred = values - values.mean()
    spread = np.sqrt((sampled * sampled).sum(axis=1) * float((centred * centred).sum())) + 1e-6
    return np.asarray((sampled @ centred) / spread, float)


def _homographies(corners: NDArray[np.float32], size: int) -> NDArray[np.float64]:
    """From the square (0,0)..(size,size) to each set of corners (Heckbert's closed form)."""
    c = corners.astype(float)
    p0, p1, p2, p3 = c[:, 0], c[:, 1], c[:, 2], c[:, 3]
    sigma = p0 - p1 + p2 - p3
    d1, d2 = p1 - p2, p3 - p2
    det = d1[:, 0] * d2[:, 1] - d1[:, 1] * d2[:, 0]
    det = np.where(np.abs(det) < 1e-9, 1e-9, det)
    g = (sigma[:, 0] * d2[:, 1] - sigma[:, 1] * d2[:, 0]) / det
    h = (d1[:, 0] * sigma[:, 1] - d1[:, 1] * sigma[:, 0]) / det
    out = np.empty((len(c), 3, 3))
    out[:, :2, 0] = (p1 - p0 + g[:, None] * p1) / size
    out[:, :2, 1] = (p3 - p0 + h[:, None] * p3) / size
    out[:, :2, 2] = p0
    out[:, 2, 0], out[:, 2, 1], out[:, 2, 2] = g / size, h / size, 1
    return out


_FAR = np.stack(np.meshgrid(np.arange(-4.5, 4.6, 0.75), np.arange(-4.5, 4.6, 0.75)), axis=-1).reshape(-1, 2)


def aimed(view: View, corners: Corners4, version: int) -> tuple[Corners4, float]:
    """The corners nearby with the best agreement, and that agreement."""
    size = layout_of(version).size
    module = float(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).mean()) / size
    best, score = corners, float(agreement(view, corners[None], version)[0])
    # The corner without a finder pattern is the least sure.
    tries = np.repeat(best[None], len(_FAR), axis=0)
    tries[:, 2] += _FAR * module
    best, score = _better(view, tries, version, best, score)
    for step in (0.8, 0.4, 0.4, 0.2):
        for _ in range(2):
            before = score
            best, score = _better(view, _nearby(best, step * module), version, best, score)
            if score <= before:
                break
    return best, score


def _nearby(corners: Corners4, step: float) -> NDArray[np.float64]:
    moves = np.array([[-step, 0], [step, 0], [0, -step], [0, step]])
    tries = np.repeat(corners[None], 16 + 16, axis=0)
    for corner in range(4):
        tries[4 * corner : 4 * corner + 4, corner] += moves
        # A whole side moves at once, too.
        tries[16 + 4 * corner : 20 + 4 * corner, [corner, (corner + 1) % 4]] += moves[:, None]
    return tries


def _better(
    view: View, tries: NDArray[np.float64], version: int, best: Corners4, score: float
) -> tuple[Corners4, float]:
    scores = agreement(view, tries, version)
    top = int(scores.argmax())
    return (tries[top], float(scores[top])) if scores[top] > score else (best, score)
