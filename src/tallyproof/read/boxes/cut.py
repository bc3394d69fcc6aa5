"""The boxes of a registered form cut out of the picture, upright and of one size, with room around them.

People write below the line and across it: a patch shows the box in its middle and a margin on every side, with the
neighbours' ink that happens to be there.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.layout.form import Box, BoxField, BoxForm, Writing
from tallyproof.read.boxes.mapping import Mapping, projected
from tallyproof.read.boxes.register import Registered
from tallyproof.read.reading import Raster

SIDE = 64
"""The height of every patch, and the width of those of a digit or a tick, in pixels."""
BOX = 40
"""The width of a digit's box within its patch."""
STRIP_BOX = 32
"""The height of a number's place within its strip, half as much above and below."""
MAX_STRIP = 1024

_ORDINARY_HEIGHT = 1.3
_PAPER = 255


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """One box cut out, or the whole place of a number.

    `pixels` is SIDE high; SIDE wide for a digit or tick, as wide as the place for a number. `box` is where the
    printed box lies in it (left, top, right, bottom), which may be outside where a tall box was cut around its ink.
    `seen` is the share of the patch that lies in the picture: the rest is shown white.
    """

    field: str
    index: int
    writing: Writing
    pixels: Raster
    box: tuple[float, float, float, float]
    seen: float


@dataclass(frozen=True, slots=True)
class _Window:
    """A patch before it is cut: its centre in the form's units, units per pixel, and its size in pixels."""

    field: BoxField
    index: int
    unit: float
    width: int
    height: int


def cut_boxes(raster: Raster, registered: Registered, form: BoxForm) -> list[Patch]:
    """Return a patch for every box, field by field in the form's order and from left to right."""
    windows = [_window(field, index) for field in form.fields for index in range(len(field.boxes))]
    reduced, mapping = _reduced(raster, registered.mapping, windows)
    corners = mapping.to_picture(np.concatenate([_corners(window) for window in windows])).reshape(-1, 4, 2)
    return [_patch(reduced, window, places) for window, places in zip(windows, corners, strict=True)]


def _window(field: BoxField, index: int) -> _Window:
    box = field.boxes[index]
    if field.writing is Writing.NUMBER:
        unit = max(box.height / STRIP_BOX, box.width / (MAX_STRIP - SIDE))
        return _Window(field, index, unit, round(box.width / unit) + SIDE - STRIP_BOX, SIDE)
    if field.writing is Writing.TICK:
        return _Window(field, index, max(box.width, box.height) / BOX, SIDE, SIDE)
    # Digits stand side by side, so their size goes with the box's width. A tall box is cut whole, and then around
    # its ink.
    unit = box.width / BOX
    height = (
        SIDE if box.height <= _ORDINARY_HEIGHT * box.width else min(round(box.height / unit) + SIDE - BOX, 4 * SIDE)
    )
    return _Window(field, index, unit, SIDE, height)


def _corners(window: _Window) -> NDArray[np.float64]:
    """Return the middles of the patch's four corner pixels, in the form's units."""
    x, y = window.field.boxes[window.index].centre
    across, down = window.unit * (window.width - 1) / 2, window.unit * (window.height - 1) / 2
    return np.array([[x - across, y - down], [x + across, y - down], [x + across, y + down], [x - across, y + down]])


def _reduced(raster: Raster, mapping: Mapping, windows: list[_Window]) -> tuple[Raster, Mapping]:
    """Return the picture made smaller where its pixels are finer than those of the patches, so that none is skipped."""
    if not windows:
        return raster, mapping
    first = windows[len(windows) // 2]
    x, y = first.field.boxes[first.index].centre
    ends = mapping.to_picture(np.array([[x, y], [x + first.unit, y], [x, y + first.unit]]))
    step = float(min(np.hypot(*(ends[1] - ends[0])), np.hypot(*(ends[2] - ends[0]))))
    if step < 1.5:
        return raster, mapping
    height, width = raster.shape
    size = (max(1, round(width / step)), max(1, round(height / step)))
    factor = size[0] / width
    return np.asarray(cv2.resize(raster, size, interpolation=cv2.INTER_AREA), np.uint8), mapping.scaled(factor)


def _patch(raster: Raster, window: _Window, places: NDArray[np.float64]) -> Patch:
    """Return a patch; within one, the page is flat enough for a perspective through its corners."""
    width, height = window.width, window.height
    own = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(own, np.clip(places, -1e5, 1e5).astype(np.float32)), np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    pixels = np.asarray(
        cv2.warpPerspective(
            raster, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=(_PAPER,)
        ),
        np.uint8,
    )
    box = window.field.boxes[window.index]
    top = _ink_row(pixels, box, window.unit) if height > SIDE else 0
    half_width, half_height = box.width / window.unit / 2, box.height / window.unit / 2
    middle_x, middle_y = width / 2, height / 2 - top
    return Patch(
        field=window.field.id,
        index=window.index,
        writing=window.field.writing,
        pixels=np.ascontiguousarray(pixels[top : top + SIDE]),
        box=(middle_x - half_width, middle_y - half_height, middle_x + half_width, middle_y + half_height),
        seen=_seen(raster, matrix, places, width, top),
    )


def _seen(raster: Raster, matrix: NDArray[np.float64], places: NDArray[np.float64], width: int, top: int) -> float:
    """Return the share of a patch that lies in the picture."""
    right, bottom = raster.shape[1] - 0.5, raster.shape[0] - 0.5
    if (places >= -0.5).all() and (places <= [right, bottom]).all():
        return 1.0
    points = np.stack(np.meshgrid(np.arange(0, width, 2.0), np.arange(top, top + SIDE, 2.0)), axis=-1).reshape(-1, 2)
    points = projected(matrix, points)
    return float(((points >= -0.5).all(axis=1) & (points[:, 0] <= right) & (points[:, 1] <= bottom)).mean())


def _ink_row(pixels: Raster, box: Box, unit: float) -> int:
    """Return the first of the SIDE rows around the ink of a tall cut, or of the middle ones where there is none."""
    height = len(pixels)
    middle: int = (height - SIDE) // 2
    line = round(BOX * 0.12)
    edge = max(0, round((height - box.height / unit) / 2)) + line
    left = (SIDE - BOX) // 2 + line
    inner = pixels[edge : height - edge, left : SIDE - left].astype(np.int32)
    if inner.size == 0:
        return middle
    paper = int(np.partition(inner, 3 * inner.size // 4, axis=None)[3 * inner.size // 4])
    ink = np.maximum(paper - inner - 40, 0).sum(axis=1)
    total = int(ink.sum())
    if total < 40 * BOX:
        return middle
    centre = float((ink * np.arange(len(ink))).sum() / total) + edge
    return min(max(round(centre - SIDE / 2), 0), height - SIDE)
