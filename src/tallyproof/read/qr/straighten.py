"""A crooked code laid flat: a homography and a smooth field of small shifts, from the raster to a grid of modules.

Places on the symbol are in modules from its top left corner: (0, 0) to (size, size). The canvas is the symbol with a
margin of MARGIN modules, CELL pixels to a module.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.reading import Raster

Canvas = NDArray[np.float32]

MARGIN = 2
CELL = 4
_NODE_MODULES = 5.0
_MOST_NODES = 14
_STIFFNESS = 0.5
_LONGEST_STEP = 0.6


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """Where each place of the symbol lies in the raster.

    `homography` takes places to pixels after `shifts` were added: an array (nodes, nodes, 2) of shifts in modules at
    the middles of equal tiles of the canvas, across first.
    """

    size: int
    homography: NDArray[np.float64]
    shifts: NDArray[np.float32]

    @property
    def corners(self) -> NDArray[np.float64]:
        """The corners of the symbol in pixels, in the order of Corners."""
        last = len(self.shifts) - 1
        ends = np.array([[0, 0], [self.size, 0], [self.size, self.size], [0, self.size]], float)
        moved = ends + np.array(
            [self.shifts[row, column] for row, column in ((0, 0), (0, last), (last, last), (last, 0))]
        )
        return np.asarray(cv2.perspectiveTransform(moved[None], self.homography)[0], float)


def grid_from(corners: NDArray[np.float64], size: int) -> Grid:
    """The grid without shifts between four corners, in the order of Corners."""
    flat = np.array([[0, 0], [size, 0], [size, size], [0, size]], np.float32)
    homography = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    nodes = min(_MOST_NODES, round((size + 2 * MARGIN) / _NODE_MODULES))
    return Grid(size, np.asarray(homography, float), np.zeros((nodes, nodes, 2), np.float32))


def places_to_pixels(grid: Grid, across: NDArray[np.float32], down: NDArray[np.float32]) -> tuple[Canvas, Canvas]:
    """Pixels of places, without the shifts."""
    h = grid.homography.astype(np.float32)
    below = h[2, 0] * across + h[2, 1] * down + h[2, 2]
    x = (h[0, 0] * across + h[0, 1] * down + h[0, 2]) / below
    y = (h[1, 0] * across + h[1, 1] * down + h[1, 2]) / below
    return x, y


def flatten(raster: Raster, grid: Grid) -> tuple[Canvas, NDArray[np.bool_]]:
    """The canvas, and which of its pixels lie on the raster at all."""
    side = (grid.size + 2 * MARGIN) * CELL
    along = (np.arange(side, dtype=np.float32) + 0.5) / CELL - MARGIN
    shifts = cv2.resize(grid.shifts, (side, side), interpolation=cv2.INTER_CUBIC)
    x, y = places_to_pixels(
        grid,
        np.add(along[None, :], shifts[:, :, 0], dtype=np.float32),
        np.add(along[:, None], shifts[:, :, 1], dtype=np.float32),
    )
    # Pixel centres are at whole numbers for remap and at halves everywhere else.
    canvas = cv2.remap(raster, x - 0.5, y - 0.5, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    height, width = raster.shape
    inside = (x >= 0) & (y >= 0) & (x <= width) & (y <= height)
    return canvas.astype(np.float32), inside


def follow(grid: Grid, canvas: Canvas, target: Canvas, weight: Canvas, *, stiffness: float = _STIFFNESS) -> Grid:
    """The grid moved so that the canvas comes to lie on the target, in one step of least squares.

    The canvas and the target are on the same scale of grey; where the weight is 0 the neighbours decide.
    """
    nodes = len(grid.shifts)
    gx = cv2.Sobel(target, cv2.CV_32F, 1, 0, ksize=3, scale=0.125 * CELL)
    gy = cv2.Sobel(target, cv2.CV_32F, 0, 1, ksize=3, scale=0.125 * CELL)
    off = (target - canvas) * weight
    products = cv2.merge([gx * gx * weight, gx * gy * weight, gy * gy * weight, gx * off])
    tiles = cv2.resize(products, (nodes, nodes), interpolation=cv2.INTER_AREA)
    last = cv2.resize(gy * off, (nodes, nodes), interpolation=cv2.INTER_AREA)
    scale = float(tiles[:, :, 0].mean() + tiles[:, :, 2].mean()) / 2 + 1e-6
    smooth = _bending(nodes) * (stiffness * scale)
    count = nodes * nodes
    system = np.zeros((2 * count, 2 * count))
    diagonal = np.arange(count)
    system[:count, :count] = smooth
    system[count:, count:] = smooth
    flat = tiles.reshape(count, 4).astype(float)
    system[diagonal, diagonal] += flat[:, 0]
    system[count + diagonal, count + diagonal] += flat[:, 2]
    system[diagonal, count + diagonal] += flat[:, 1]
    system[count + diagonal, diagonal] += flat[:, 1]
    system[np.arange(2 * count), np.arange(2 * count)] += 1e-3 * scale
    # The bending of the whole field is what must stay small, not that of the step.
    old = grid.shifts.astype(float)
    right = np.concatenate([flat[:, 3] - smooth @ old[:, :, 0].ravel(), last.ravel() - smooth @ old[:, :, 1].ravel()])
    step = np.linalg.solve(system, right).reshape(2, nodes, nodes).transpose(1, 2, 0)
    step = np.clip(step, -_LONGEST_STEP, _LONGEST_STEP)
    return replace(grid, shifts=(grid.shifts + step).astype(np.float32))


_BENDINGS: dict[int, NDArray[np.float64]] = {}


def _bending(nodes: int) -> NDArray[np.float64]:
    """The quadratic form of second differences over a square of nodes; shearing and scaling cost nothing."""
    if nodes not in _BENDINGS:
        one = np.eye(nodes)
        second = np.diff(one, 2, axis=0)
        first = np.diff(one, axis=0)
        along = second.T @ second
        mixed = first.T @ first
        _BENDINGS[nodes] = np.kron(one, along) + np.kron(along, one) + 2 * np.kron(mixed, mixed)
    return _BENDINGS[nodes]
