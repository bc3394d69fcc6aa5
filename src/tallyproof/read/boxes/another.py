"""Whether another sheet of the same form lies in the picture, beside the one that was found."""

from __future__ import annotations

import math

import cv2
import numpy as np

from tallyproof.layout.form import BoxForm
from tallyproof.read.boxes.register import Registered, Unregistered, register_page
from tallyproof.read.paper import find_paper
from tallyproof.read.reading import Raster

_ROOM = 0.6
"""Part of the picture above which the form that was found leaves no room for another one."""
_AS_LARGE = 0.35
"""Paper outside of the form, in parts of the form's own size, from which on another one is looked for."""
_OVERVIEW_PIXELS = 100_000
_PLACE_UNCERTAIN = "place-uncertain"


def has_another(raster: Raster, form: BoxForm, found: Registered) -> bool:
    """Return whether the form stands a second time in the picture; looked for only where there is paper for it."""
    corners = np.array(found.upright, np.float32)
    own = float(cv2.contourArea(corners))
    if own > _ROOM * raster.size or _paper_outside(raster, corners) < _AS_LARGE * own:
        return False
    rest = raster.copy()
    cv2.fillConvexPoly(rest, np.round(corners).astype(np.int32), (int(np.median(raster)),))
    second = register_page(rest, form)
    return not isinstance(second, Unregistered) or second.reason == _PLACE_UNCERTAIN


def _paper_outside(raster: Raster, corners: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
    """Return how many pixels of the picture show paper that is not the form's."""
    factor = min(1.0, math.sqrt(_OVERVIEW_PIXELS / raster.size))
    size = (max(16, round(raster.shape[1] * factor)), max(16, round(raster.shape[0] * factor)))
    overview = np.asarray(cv2.resize(raster, size, interpolation=cv2.INTER_AREA), np.uint8)
    scale = np.array([size[0] / raster.shape[1], size[1] / raster.shape[0]], np.float32)
    # Another sheet may be darker than this one, or have no edge of its own: whatever is as light as paper counts.
    form = np.zeros(overview.shape, np.uint8)
    cv2.fillConvexPoly(form, np.round(corners * scale).astype(np.int32), (1,))
    inside = overview[form > 0]
    paper = find_paper(overview).covered | (overview > 0.6 * (float(np.median(inside)) if inside.size else 255.0))
    return float((paper & (form == 0)).sum()) / float(scale[0] * scale[1])
