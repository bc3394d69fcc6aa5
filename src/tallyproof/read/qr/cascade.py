"""Named ways to prepare a raster for a quick decoder, from the cheapest to the last resort."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from tallyproof.read.reading import Raster

MAX_ENLARGED_PIXELS = 60_000_000
_BOTTOM_SHARE = 0.3

Step = tuple[str, Callable[[Raster], Raster | None]]
"""A name, and the lower part of the raster, scaled; None where the step does not fit."""


def _whole(raster: Raster) -> Raster | None:
    return raster


def _bottom(raster: Raster) -> Raster | None:
    return np.ascontiguousarray(raster[int(raster.shape[0] * (1 - _BOTTOM_SHARE)) :])


def _scaled(raster: Raster, factor: float) -> Raster | None:
    height, width = (max(1, round(side * factor)) for side in raster.shape)
    if factor > 1 and height * width > MAX_ENLARGED_PIXELS:
        return None
    shrinking = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return _bytes(cv2.resize(raster, (width, height), interpolation=shrinking))


def _half(raster: Raster) -> Raster | None:
    return _scaled(raster, 0.5)


def _one_and_a_half(raster: Raster) -> Raster | None:
    return _scaled(raster, 1.5)


def _double(raster: Raster) -> Raster | None:
    return _scaled(raster, 2.0)


def _local_contrast(raster: Raster) -> Raster | None:
    return _bytes(cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(raster))


def _smoothed_double(raster: Raster) -> Raster | None:
    """Against the moiré and the noise of photographs of thermal paper."""
    doubled = _scaled(raster, 2.0)
    return None if doubled is None else _bytes(cv2.GaussianBlur(doubled, (5, 5), 0))


def _otsu(raster: Raster) -> Raster | None:
    return _bytes(cv2.threshold(raster, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1])


def _adaptive(raster: Raster) -> Raster | None:
    smooth = cv2.GaussianBlur(raster, (3, 3), 0)
    return _bytes(cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 51, 10))


def _bytes(raster: object) -> Raster:
    return np.asarray(raster, dtype=np.uint8)


FIRST_STEPS: tuple[Step, ...] = (("whole", _whole), ("bottom", _bottom), ("half-size", _half))
LAST_STEPS: tuple[Step, ...] = (
    ("one-and-a-half-size", _one_and_a_half),
    ("local-contrast", _local_contrast),
    ("otsu", _otsu),
    ("adaptive", _adaptive),
    ("double-size", _double),
    ("smoothed-double-size", _smoothed_double),
)
STEPS: tuple[Step, ...] = FIRST_STEPS + LAST_STEPS
