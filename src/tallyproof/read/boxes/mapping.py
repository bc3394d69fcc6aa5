"""Where a place of the form lies in the picture: a perspective, and a smooth bend that paper and scanner add."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.reading import Raster

Points = NDArray[np.float64]
"""Points (x, y), one a row."""

Matrix = NDArray[np.float64]
"""A perspective as 3 × 3 numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """From the form's units to pixels: `bend` shifts a point within the form, `perspective` puts it into the picture.

    `bend` holds a shift (dx, dy) in the form's units at each node of an even grid over the page of `size`
    (width, height); between the nodes it is interpolated.
    """

    perspective: Matrix
    size: tuple[float, float]
    bend: NDArray[np.float64] | None = field(default=None, repr=False)

    def to_picture(self, points: Points) -> Points:
        """Return the pixels of points of the form."""
        if self.bend is not None:
            points = points + bilinear(self.bend, points, self.size)
        return projected(self.perspective, points)

    @property
    def stretch(self) -> float:
        """The most by which the bend makes a part of the form longer or shorter, as a share of its length."""
        if self.bend is None:
            return 0.0
        rows, columns = self.bend.shape[:2]
        across = np.abs(np.diff(self.bend[:, :, 0], axis=1)).max() / (self.size[0] / (columns - 1))
        down = np.abs(np.diff(self.bend[:, :, 1], axis=0)).max() / (self.size[1] / (rows - 1))
        return float(max(across, down))

    def scaled(self, factor: float) -> Mapping:
        """Return the mapping to a picture of which each side is `factor` times as long."""
        # Pixel centres lie at whole numbers, so a picture's edge is at -0.5 and stays there.
        shift = (factor - 1) / 2
        change = np.array([[factor, 0, shift], [0, factor, shift], [0, 0, 1.0]])
        return Mapping(change @ self.perspective, self.size, self.bend)


def projected(matrix: Matrix, points: Points) -> Points:
    """Return points moved by a perspective."""
    moved = points @ matrix[:, :2].T + matrix[:, 2]
    # What lies behind the camera has no place; it must not divide by zero either.
    depth = np.where(np.abs(moved[:, 2]) < 1e-9, 1e-9, moved[:, 2])
    result: Points = moved[:, :2] / depth[:, None]
    return result


def sampled(picture: Raster, x: NDArray[np.float32], y: NDArray[np.float32], *, outside: float) -> Raster:
    """Return the picture's values between its pixels, at places of any two-dimensional shape."""
    values = cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=outside)
    return np.asarray(values, np.uint8)


def node_weights(
    points: Points, size: tuple[float, float], shape: tuple[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Points]:
    """Return (column, row, fractions) of points in a grid of `shape` (rows, columns) over the page."""
    rows, columns = shape
    place = np.stack([points[:, 0] / size[0] * (columns - 1), points[:, 1] / size[1] * (rows - 1)], axis=1)
    place = np.clip(place, 0, [columns - 1, rows - 1])
    cell = np.minimum(np.floor(place), [columns - 2, rows - 2]).astype(np.int64)
    return cell[:, 0], cell[:, 1], place - cell


def bilinear(grid: NDArray[np.float64], points: Points, size: tuple[float, float]) -> Points:
    """Return the grid's values at points of the page; beyond its edge those of the edge."""
    column, row, part = node_weights(points, size, (grid.shape[0], grid.shape[1]))
    across, down = part[:, :1], part[:, 1:]
    upper = grid[row, column] * (1 - across) + grid[row, column + 1] * across
    lower = grid[row + 1, column] * (1 - across) + grid[row + 1, column + 1] * across
    result: Points = upper * (1 - down) + lower * down
    return result


def perspective_through(form: Points, picture: Points) -> Matrix | None:
    """Return the perspective that takes points of the form to those of the picture, by least squares; None if none.

    Two points give a turn, a scale and a shift; three an affine map; four and more a perspective.
    """
    if len(form) < 2:
        return None
    if len(form) == 2:
        found = _similarity(form, picture)
    elif len(form) == 3:
        affine = cv2.getAffineTransform(form.astype(np.float32), picture.astype(np.float32))
        found = np.vstack([np.asarray(affine, np.float64), [0, 0, 1]])
    else:
        # OpenCV gives None where points lie on one line, whatever its types say.
        found = np.asarray(cv2.findHomography(form, picture, 0)[0], np.float64)
    if found.shape != (3, 3) or not np.isfinite(found).all() or abs(np.linalg.det(found)) < 1e-12:
        return None
    return found


def similarity_through(form: Points, picture: Points) -> Matrix | None:
    """Return the turn, scale and shift that fit best; None if the points are all one."""
    found = _similarity(form, picture)
    return found if abs(np.linalg.det(found)) > 1e-12 else None


def _similarity(form: Points, picture: Points) -> Matrix:
    """Least squares over complex numbers: picture = a · form + b."""
    before = form[:, 0] + 1j * form[:, 1]
    after = picture[:, 0] + 1j * picture[:, 1]
    centred = before - before.mean()
    spread = float((np.abs(centred) ** 2).sum())
    turn = (np.conj(centred) * (after - after.mean())).sum() / spread if spread else 0j
    shift = after.mean() - turn * before.mean()
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag], [0, 0, 1.0]])
