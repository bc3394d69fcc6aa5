"""The regions of a layout drawn over a picture, for the eyes of whoever writes the layout."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.layout_check import ABSENT, BOX, CODE, LINE, MARK, LayoutCheck
from tallyproof.read.reading import Raster

_MOST_PIXELS = 8_000_000
_PALE = 0.55
"""How much of the picture's contrast is kept, so that thin lines show over it."""
_SUBPIXELS = 4

# Blue, green, red, as OpenCV has them.
COLOURS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {LINE: (60, 160, 0), ABSENT: (0, 0, 230), MARK: (0, 120, 240), CODE: (180, 0, 160), BOX: (210, 90, 0)}
)


def drawn(raster: Raster, check: LayoutCheck) -> NDArray[np.uint8]:
    """Return the picture in colour with the regions of the check over it; very large pictures are made smaller."""
    factor = min(1.0, (_MOST_PIXELS / raster.size) ** 0.5)
    if factor < 1:
        raster = np.asarray(cv2.resize(raster, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    pale = np.asarray(255 - (255 - raster.astype(np.float32)) * _PALE, np.uint8)
    canvas = np.ascontiguousarray(np.repeat(pale[:, :, None], 3, axis=2))
    size = max(1.0, min(raster.shape) / 1100)
    for region in check.regions:
        colour = COLOURS[region.kind]
        places = np.array(region.points).reshape(-1, 2) * factor
        fixed = np.round(places * 2**_SUBPIXELS).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(canvas, [fixed], False, colour, max(1, round(size)), cv2.LINE_AA, _SUBPIXELS)
        if region.name:
            x, y = places.min(axis=0)
            at = (round(float(x)), max(round(10 * size), round(float(y) - 3 * size)))
            cv2.putText(canvas, region.name, at, cv2.FONT_HERSHEY_SIMPLEX, 0.42 * size, colour, 1, cv2.LINE_AA)
    return canvas


def as_png(picture: NDArray[np.uint8]) -> bytes:
    """Return a picture as a PNG file."""
    _, encoded = cv2.imencode(".png", picture)
    return encoded.tobytes()
