"""Soft module values off a flattened code: grey levelled, blur undone by a filter learnt on modules that are known."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.qr.straighten import CELL, MARGIN, Canvas

Soft = NDArray[np.float64]
"""Module by module: positive is dark, +1 and -1 the typical values."""

_REACH = 2
"""Modules on each side of a module that the filter sees."""
_PARTS = 2
"""Averages along a module."""
_RIDGE = 0.001
_MIDDLING_BLUR = 0.45
"""Of a module: the deviation of the blur that a target is drawn with."""


def levelled(canvas: Canvas) -> Canvas:
    """The canvas with dark positive, mean 0 and deviation 1 in every neighbourhood of a few modules."""
    side = len(canvas) // CELL
    small = cv2.resize(canvas, (side, side), interpolation=cv2.INTER_AREA)
    squares = cv2.resize(canvas * canvas, (side, side), interpolation=cv2.INTER_AREA)
    window = (9, 9)
    mean = cv2.blur(cv2.blur(small, window, borderType=cv2.BORDER_REFLECT), window, borderType=cv2.BORDER_REFLECT)
    square = cv2.blur(cv2.blur(squares, window, borderType=cv2.BORDER_REFLECT), window, borderType=cv2.BORDER_REFLECT)
    deviation = np.sqrt(np.maximum(square - mean * mean, 0))
    deviation = np.maximum(deviation, max(2.0, 0.25 * float(np.median(deviation))))
    full = (len(canvas), len(canvas))
    mean = cv2.resize(mean, full, interpolation=cv2.INTER_LINEAR)
    deviation = cv2.resize(deviation, full, interpolation=cv2.INTER_LINEAR)
    return np.asarray((mean - canvas) / deviation, np.float32)


def blurred(colours: Canvas) -> Canvas:
    """Colours as a middling lens shows them."""
    return np.asarray(cv2.GaussianBlur(colours, (0, 0), _MIDDLING_BLUR * CELL), np.float32)


def believed_level(level: Canvas, colours: Canvas, weight: Canvas) -> Canvas:
    """The colours brought to the scale of the level, by least squares."""
    total = float(weight.sum()) + 1e-6
    mean, colour_mean = float((level * weight).sum()) / total, float((colours * weight).sum()) / total
    colours = colours - colour_mean
    gain = float((colours * (level - mean) * weight).sum()) / (float((colours * colours * weight).sum()) + 1e-6)
    return np.asarray(colours * gain + mean, np.float32)


def features(level: Canvas) -> NDArray[np.float64]:
    """A row for each module of the symbol: the averages around it, each with the one opposite, and a constant.

    Blur spreads a dot alike to opposite sides, whether it comes from the lens or from a moving hand.
    """
    size = len(level) // CELL - 2 * MARGIN
    cells = cv2.resize(level, None, fx=_PARTS / CELL, fy=_PARTS / CELL, interpolation=cv2.INTER_AREA)
    windows = np.lib.stride_tricks.sliding_window_view(cells, ((2 * _REACH + 1) * _PARTS,) * 2)
    start = (MARGIN - _REACH) * _PARTS
    taken = windows[start::_PARTS, start::_PARTS][:size, :size].reshape(size * size, -1).astype(float)
    half = taken.shape[1] // 2
    return np.hstack([taken[:, :half] + taken[:, : half - 1 : -1], np.ones((size * size, 1))])


def learn(rows: NDArray[np.float64], values: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The filter that gives these values best, by ridge regression."""
    weighted = rows * weight[:, None]
    gram = weighted.T @ rows
    ridge = _RIDGE * float(np.trace(gram)) / len(gram) + 1e-6
    gram[np.diag_indices_from(gram)] += ridge
    return np.asarray(np.linalg.solve(gram, weighted.T @ values))
