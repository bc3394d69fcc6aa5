"""Where in their boxes people wrote: carbon copies shift a whole sheet's writing, and some write on the line.

The lines of a form are found to a pixel, but the pen came with another layer: on real copies all digits of a sheet
stand half a box lower, or across the line to the right. The shift is one for the sheet, and measured before cutting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tallyproof.layout.form import Box, BoxField, BoxForm, Point, Writing
from tallyproof.read.boxes.cut import SIDE, Patch, cut_boxes
from tallyproof.read.boxes.register import Registered
from tallyproof.read.reading import Raster

_LINE = 3
"""Pixels at a box's rim in which its own line is printed."""
_INK = 0.2
_ORDINARY_HEIGHT = 1.3
_FEWEST = 9
_STRIKING = 7
"""Pixels from the middle of a patch within which a printed line runs through the writing."""
_LOWEST_X, _LOWEST_Y = 0.1, 0.2
"""Middles of the writing from here to one box further are told apart, as shares of the box: writing goes astray to
the right and downwards more often than to the left and upwards, where the row above would be hit."""


def writing_shift(patches: Iterable[Patch], form: BoxForm) -> Point:
    """Return how far (x, y) the middle of the writing lies from the middle of its boxes, in the form's units.

    Told from all ordinary boxes of digits together; (0, 0) where there are too few of them or nothing in them.
    """
    digits = {one.id: one for one in form.fields if one.writing is Writing.DIGITS}
    ordinary = [one for one in patches if one.field in digits and _is_ordinary(digits[one.field].boxes[one.index])]
    if len(ordinary) < _FEWEST:
        return 0.0, 0.0
    first = ordinary[len(ordinary) // 2]
    box = digits[first.field].boxes[first.index]
    left, top, right, bottom = (round(side) for side in first.box)
    pixels = np.stack([one.pixels for one in ordinary])
    paper = np.percentile(pixels.reshape(len(pixels), -1), 80, axis=1)[:, None, None]
    ink = (pixels < (1 - _INK) * paper)[:, top + _LINE : bottom - _LINE, left + _LINE : right - _LINE]
    across, down = ink.mean(axis=(0, 1)), ink.mean(axis=(0, 2))
    middle_x, middle_y = _middle(across, right - left, _LOWEST_X), _middle(down, bottom - top, _LOWEST_Y)
    return (middle_x - 0.5) * box.width, (middle_y - 0.5) * box.height


def moved(form: BoxForm, shift: Point) -> BoxForm:
    """Return the form with the boxes of digits where their writing is."""
    return replace(form, fields=tuple(_moved(one, shift) for one in form.fields))


def _moved(field: BoxField, shift: Point) -> BoxField:
    if field.writing is not Writing.DIGITS:
        return field
    x, y = shift
    boxes: Sequence[Box] = field.boxes
    return replace(field, boxes=tuple(Box(one.left + x, one.top + y, one.right + x, one.bottom + y) for one in boxes))


def _is_ordinary(box: Box) -> bool:
    return box.height <= _ORDINARY_HEIGHT * box.width


def _middle(profile: NDArray[np.float64], length: int, lowest: float) -> float:
    """Return the middle of ink that repeats with every box, as a share of the box from `lowest` to `lowest` + 1."""
    ink = np.clip(profile - np.percentile(profile, 10), 0, None)
    if float(ink.sum()) <= 0:
        return 0.5
    turn = np.exp(2j * np.pi * (np.arange(len(ink)) + _LINE + 0.5) / length)
    share = float(np.angle((ink * turn).sum()) / (2 * np.pi)) % 1.0
    return share + 1 if share < lowest else share


def placed_patches(raster: Raster, registered: Registered, form: BoxForm) -> list[Patch]:
    """Return the patches of the form, cut where the writing is.

    Where the writing stands on a printed line, the line is taken out: it would look as if it struck the digit out.
    """
    shift = writing_shift(cut_boxes(raster, registered, form), form)
    patches = cut_boxes(raster, registered, moved(form, shift))
    return [_without_line(one, form.field(one.field).boxes[one.index], shift[1]) for one in patches]


def _without_line(patch: Patch, box: Box, down: float) -> Patch:
    if patch.writing is not Writing.DIGITS:
        return patch
    unit = box.width / (patch.box[2] - patch.box[0])
    pixels = patch.pixels
    for edge in (patch.box[1], patch.box[3]):
        line = edge - down / unit
        if abs(line - SIDE / 2) <= _STRIKING:
            pixels = _mended(pixels, round(line))
    return replace(patch, pixels=pixels)


def _mended(pixels: Raster, line: int) -> Raster:
    """Return the patch with the level line near this row replaced by what stands just above and below it."""
    rows = range(line - _LINE, line + _LINE + 1)
    darkest = min(rows, key=lambda row: float(np.median(pixels[row])))
    above, below = pixels[darkest - _LINE].astype(np.float64), pixels[darkest + _LINE].astype(np.float64)
    result = pixels.copy()
    for row in range(darkest - _LINE + 1, darkest + _LINE):
        share = (row - darkest + _LINE) / (2 * _LINE)
        result[row] = np.round((1 - share) * above + share * below)
    return result
