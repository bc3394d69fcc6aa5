"""Where each point of a strip stands in its picture: paper that curls and folds, seen by a camera at an angle."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.demo.grade_print import smooth_field
from tallyproof.demo.ink import Pixels

Points = NDArray[np.float64]
_GRID = 8
_STEP = 2.0


@dataclass(frozen=True, slots=True)
class Bend:
    """Paper bent along one direction: its slope, in radians, at every second dot from `start`."""

    start: float
    slope: Points

    def _tables(self) -> tuple[Points, Points, Points]:
        """Return place on the paper, place in the picture plane and height above the table."""
        paper: Points = self.start + _STEP * np.arange(len(self.slope), dtype=np.float64)
        plane: Points = np.concatenate([[0.0], np.cumsum(np.cos(self.slope[:-1]))]) * _STEP
        height: Points = np.concatenate([[0.0], np.cumsum(np.sin(self.slope[:-1]))]) * _STEP
        # The middle stays where it is, and no part of the paper lies below the table.
        return paper, plane - plane[len(plane) // 2] + paper[len(paper) // 2], height - height.min()

    def on_paper(self, plane: Points) -> Points:
        """Return places on the paper of places in the picture plane; beyond the paper they run on flat."""
        paper, flat, _ = self._tables()
        inside = np.interp(plane, flat, paper)
        return np.asarray(inside + np.minimum(plane - flat[0], 0) + np.maximum(plane - flat[-1], 0))

    def in_plane(self, paper: Points) -> Points:
        own, flat, _ = self._tables()
        inside = np.interp(paper, own, flat)
        return np.asarray(inside + np.minimum(paper - own[0], 0) + np.maximum(paper - own[-1], 0))

    def height_at(self, paper: Points) -> Points:
        own, _, height = self._tables()
        return np.asarray(np.interp(paper, own, height))

    def slope_at(self, paper: Points) -> Points:
        own = self.start + _STEP * np.arange(len(self.slope))
        return np.asarray(np.interp(paper, own, self.slope))


@dataclass(frozen=True, slots=True)
class Geometry:
    """The way from the strip, in dots, to its picture, in pixels, and back."""

    along: Bend
    """Bending along the strip: curl from the roll, folds across."""
    across: Bend
    """Bending from side to side."""
    camera: float
    """Height of the camera above the table, in dots: what is nearer to it is larger."""
    middle: tuple[float, float]
    """The dot straight below the camera."""
    crumple: tuple[NDArray[np.float32], NDArray[np.float32]]
    """Small displacements of the paper, right and down, at every eighth dot."""
    plane_to_picture: Points
    """Homography from the picture plane to pixels."""
    size: tuple[int, int]
    """Width and height of the picture."""

    def to_picture(self, points: Points) -> Points:
        """Return pixels (x, y) of points (x, y) on the strip."""
        x, y = points[:, 0], points[:, 1]
        shift_x, shift_y = self._crumpled(x, y)
        x, y = x - shift_x, y - shift_y
        plane_x, plane_y = self.across.in_plane(x), self.along.in_plane(y)
        lift = self._lift(x, y)
        plane = np.stack(
            [
                self.middle[0] + (plane_x - self.middle[0]) * lift,
                self.middle[1] + (plane_y - self.middle[1]) * lift,
                np.ones_like(x),
            ]
        )
        picture = self.plane_to_picture @ plane
        return np.asarray((picture[:2] / picture[2]).T)

    def to_strip(self, points: Points) -> Points:
        """Return points (x, y) on the strip of pixels (x, y)."""
        plane = np.linalg.inv(self.plane_to_picture) @ np.vstack([points.T, np.ones(len(points))])
        seen_x, seen_y = plane[:2] / plane[2]
        lift = np.ones_like(seen_x)
        for _ in range(4):
            x = self.across.on_paper(self.middle[0] + (seen_x - self.middle[0]) / lift)
            y = self.along.on_paper(self.middle[1] + (seen_y - self.middle[1]) / lift)
            lift = self._lift(x, y)
        x = self.across.on_paper(self.middle[0] + (seen_x - self.middle[0]) / lift)
        y = self.along.on_paper(self.middle[1] + (seen_y - self.middle[1]) / lift)
        shift_x, shift_y = self._crumpled(x, y)
        return np.stack([x + shift_x, y + shift_y], axis=1)

    def _lift(self, x: Points, y: Points) -> Points:
        height = self.across.height_at(x) + self.along.height_at(y)
        return np.asarray(self.camera / (self.camera - np.minimum(height, 0.7 * self.camera)))

    def _crumpled(self, x: Points, y: Points) -> tuple[Points, Points]:
        rows, columns = self.crumple[0].shape
        # A map of one row would not be allowed to be as long as some strips have points.
        map_x = np.clip(x / _GRID, 0, columns - 1).astype(np.float32).reshape(-1, 1)
        map_y = np.clip(y / _GRID, 0, rows - 1).astype(np.float32).reshape(-1, 1)
        width = 1024
        missing = -len(x) % width
        map_x, map_y = (np.pad(one, ((0, missing), (0, 0))).reshape(-1, width) for one in (map_x, map_y))
        shifts = (cv2.remap(one, map_x, map_y, cv2.INTER_LINEAR) for one in self.crumple)
        right, down = (np.asarray(one, dtype=np.float64).reshape(-1)[: len(x)] for one in shifts)
        return right, down


def crumpled(
    shape: tuple[int, ...], strength: float, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return small displacements for paper of this height and width, in dots."""
    grid = (shape[0] // _GRID + 2, shape[1] // _GRID + 2)
    right, down = (smooth_field(grid, 12, rng) * np.float32(strength) for _ in range(2))
    return right, down


def photographed(page: Pixels, geometry: Geometry, surface: Pixels) -> tuple[Pixels, NDArray[np.float32]]:
    """Return the picture before light and lens, and the slope of the paper at each pixel (0 beside the paper)."""
    width, height = geometry.size
    columns, rows = -(-width // _GRID), -(-height // _GRID)
    # Sampled coarsely and enlarged: paper bends slowly.
    xs, ys = np.meshgrid((np.arange(columns) + 0.5) * _GRID - 0.5, (np.arange(rows) + 0.5) * _GRID - 0.5)
    strip = geometry.to_strip(np.stack([xs.ravel(), ys.ravel()], axis=1))
    slope = geometry.along.slope_at(strip[:, 1]) + 0.6 * geometry.across.slope_at(strip[:, 0])
    maps = [_enlarged(values.reshape(rows, columns), (width, height)) for values in (strip[:, 0], strip[:, 1], slope)]
    # Less than one pixel to a dot: the page is shrunk by areas first, or thin lines would drop out.
    scale = min(1.0, _pixels_per_dot(geometry))
    source = page
    if scale < 1:
        size = (max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale)))
        source = np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    to_source_x, to_source_y = source.shape[1] / page.shape[1], source.shape[0] / page.shape[0]
    map_x = (maps[0] + np.float32(0.5)) * np.float32(to_source_x) - np.float32(0.5)
    map_y = (maps[1] + np.float32(0.5)) * np.float32(to_source_y) - np.float32(0.5)
    picture = surface.copy()
    cv2.remap(source, map_x, map_y, cv2.INTER_LINEAR, dst=picture, borderMode=cv2.BORDER_TRANSPARENT)
    inside = (maps[0] > 0) & (maps[0] < page.shape[1]) & (maps[1] > 0) & (maps[1] < page.shape[0])
    return picture, np.where(inside, maps[2], np.float32(0))


def _enlarged(values: Points, size: tuple[int, int]) -> NDArray[np.float32]:
    rows, columns = values.shape
    large = cv2.resize(values.astype(np.float32), (columns * _GRID, rows * _GRID), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large[: size[1], : size[0]], dtype=np.float32)


def _pixels_per_dot(geometry: Geometry) -> float:
    x, y = geometry.middle
    ends = geometry.to_picture(np.array([[x - 50, y], [x + 50, y], [x, y - 50], [x, y + 50]]))
    return float(max(np.linalg.norm(ends[1] - ends[0]), np.linalg.norm(ends[3] - ends[2])) / 100)
