"""Lines of print cut out of a page and laid straight, all of one height and one size of letters."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.reading import Raster

HEIGHT = 24
"""Height of a line's picture in pixels; its letters are centred in it."""
CAPITAL = 12.0
"""Height of a capital letter or a digit in a line's picture."""
_PAPER_REACH = 21
_FAINTEST = 25.0
"""Grey levels between paper and ink below which noise is not stretched to look like letters."""

Ink = NDArray[np.float32]
"""How dark a place is against the paper around it, in grey levels."""
Line = NDArray[np.float32]
"""A line's picture: `HEIGHT` rows, 0 paper and 1 ink."""


def lift_ink(raster: Raster) -> Ink:
    """Return the page without its light and shade: the paper around each place minus the place."""
    reach = cv2.getStructuringElement(cv2.MORPH_RECT, (_PAPER_REACH, _PAPER_REACH))
    soft = cv2.blur(raster, (3, 3))
    paper = cv2.blur(cv2.dilate(soft, reach), (_PAPER_REACH, _PAPER_REACH))
    return np.subtract(paper, raster, dtype=np.float32)


def cut_line(ink: Ink, start: tuple[float, float], end: tuple[float, float], capital: float) -> Line:
    """Return the line of letters whose middle runs from `start` to `end`, `capital` pixels high on the page."""
    scale = CAPITAL / capital
    along = np.array([end[0] - start[0], end[1] - start[1]], dtype=np.float64)
    length = max(float(np.hypot(*along)), 1.0)
    along /= length
    width = max(8, round(length * scale))
    down = np.array([-along[1], along[0]])
    step, fall = along / scale, down / scale
    origin = np.array(start) - fall * (HEIGHT - 1) / 2
    source, corner = _around(ink, origin, origin + width * step, HEIGHT * fall)
    if scale < 0.75:
        source = np.asarray(cv2.GaussianBlur(source, (0, 0), 0.4 / scale), dtype=np.float32)
    origin -= corner
    place = np.array([[step[0], fall[0], origin[0]], [step[1], fall[1], origin[1]]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return normalise(np.asarray(cv2.warpAffine(source, place, (width, HEIGHT), flags=flags), dtype=np.float32))


def _around(
    ink: Ink, start: NDArray[np.float64], end: NDArray[np.float64], down: NDArray[np.float64]
) -> tuple[Ink, NDArray[np.float64]]:
    """Return the part of the page that a line lies in, with a little around it, and where its corner is."""
    points = np.stack([start, end, start + down, end + down])
    left, top = np.maximum(np.floor(points.min(axis=0)).astype(int) - 6, 0)
    right, bottom = np.maximum(np.ceil(points.max(axis=0)).astype(int) + 7, (left + 1, top + 1))
    part = ink[top:bottom, left:right]
    if not part.size:
        part = np.zeros((1, 1), np.float32)
    return part, np.array([left, top], dtype=np.float64)


def normalise(cut: Ink) -> Line:
    """Return a cut with paper at 0 and its darkest ink at 1, however faint the print is."""
    paper, dark = np.percentile(cut, (35, 99.5))
    level = (cut - paper) / max(dark - paper, _FAINTEST)
    return np.asarray(np.clip(level, 0, 1.2), dtype=np.float32)
