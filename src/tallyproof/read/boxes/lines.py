"""The printed lines of a form: how well a mapping puts them on dark lines of the picture, and a better mapping.

Each line is cut into short pieces. Across each piece a profile of the picture is taken, averaged along the piece, so
that a pen stroke that crosses the line weighs little. A line shows as a narrow dark place with paper on both sides:
the edge of a black area is none, and pieces within black areas or outside of the picture are not asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.layout.form import BoxForm
from tallyproof.read.boxes.mapping import (
    Mapping,
    Points,
    node_weights,
    perspective_through,
    projected,
    sampled,
)
from tallyproof.read.reading import Raster

_MAX_PIECES = 520
_SAMPLES = 6
_SIDE_NEAR, _SIDE_FAR = 3, 4
"""How far, in pixels, the paper beside a line is looked at."""
_CONTRAST = 0.055
"""How much darker than the paper beside it a line must be, as a share of white."""
_BLACK = 0.33
"""Pieces whose surroundings are darker than this share of white lie under something black."""
_THERE, _WHOLLY_THERE, _LONG = 0.6, 0.8, 12
"""Share of a line's pieces that must be found for the line to be there: print and writing look like some of them."""
_MATCH = 2.5
"""How near, in pixels, a line must lie to count as found."""
_NODES = (12, 6)
_FLOOR = 1e-6
_LEAST_GAP = 8.0


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The printed lines of a form in short pieces: middle, half the way along, way across (of length 1), line."""

    middles: Points
    halves: Points
    normals: Points
    rule: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.middles)

    def every(self, step: int) -> Pieces:
        """Return every so-manieth piece."""
        return self.where(np.arange(len(self)) % step == 0)

    def where(self, kept: NDArray[np.bool_]) -> Pieces:
        """Return the pieces that are kept."""
        return Pieces(self.middles[kept], self.halves[kept], self.normals[kept], self.rule[kept])


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """What the picture shows across each piece: `strength` of a line at each offset, as a share of white.

    Offsets are in pixels, `reach` to both sides; `shown` says which pieces can be seen at all.
    """

    strength: NDArray[np.float64]
    reach: int
    shown: NDArray[np.bool_]
    pixels_per_unit: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the printed lines of the form are found in the picture, by one mapping.

    `found` of `shown` pieces (of `pieces` in all) lie on a line; `residual` is the median distance of the lines
    found, `residual_high` the 95th percentile, in pixels. `absent` are the numbers of whole lines that can be seen and
    are not there, and `lines_absent` is their share of the lines that can be seen.
    """

    pieces: int
    shown: int
    found: int
    residual: float
    residual_high: float
    lines_absent: float
    absent: tuple[int, ...] = ()

    @property
    def share(self) -> float:
        return self.found / self.shown if self.shown else 0.0


def pieces_of(form: BoxForm) -> Pieces:
    """Return the printed lines of a form in short pieces."""
    starts = np.array([rule.start for rule in form.rules], float).reshape(-1, 2)
    ends = np.array([rule.end for rule in form.rules], float).reshape(-1, 2)
    lengths = np.hypot(*(ends - starts).T)
    piece = max(float(lengths.sum()) / _MAX_PIECES, min(form.width, form.height) / 40)
    middles, halves, normals, owners = [], [], [], []
    for index, (start, end, length) in enumerate(zip(starts, ends, lengths, strict=True)):
        count = max(1, round(length / piece))
        along = (end - start) / length
        places = (np.arange(count) + 0.5) / count
        middles.append(start + places[:, None] * (end - start))
        # The ends are left out: there other lines meet this one.
        halves.append(np.tile(along * (length / count) * 0.42, (count, 1)))
        normals.append(np.tile([-along[1], along[0]], (count, 1)))
        owners.append(np.full(count, index))
    if not middles:
        empty = np.zeros((0, 2))
        return Pieces(empty, empty, empty, np.zeros(0, np.int64))
    return Pieces(np.concatenate(middles), np.concatenate(halves), np.concatenate(normals), np.concatenate(owners))


def profiles(picture: Raster, white: float, pieces: Pieces, mapping: Mapping, reach: int) -> Profiles:
    """Return what the picture shows across each piece where the mapping puts it."""
    count = len(pieces)
    spots = np.concatenate(
        [
            pieces.middles - pieces.halves,
            pieces.middles + pieces.halves,
            pieces.middles,
            pieces.middles + pieces.normals,
        ]
    )
    start, end, middle, across = mapping.to_picture(spots).reshape(4, count, 2)
    along = end - start
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), _FLOOR)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None]
    step = across - middle
    # The way across follows the form's normal, so that offsets have one sign on the whole form.
    side = np.where((step * normal).sum(axis=1) < 0, -1.0, 1.0)
    normal *= side[:, None]
    per_unit = np.maximum(np.abs((step * normal).sum(axis=1)), _FLOOR)
    wide = reach + _SIDE_FAR
    offsets = np.arange(-wide, wide + 1, dtype=np.float32)
    part = np.linspace(0, 1, _SAMPLES, dtype=np.float32)
    # Far outside is outside; numbers beyond these would overflow in the sampling.
    first, way, out = (np.clip(one, -1e5, 1e5).astype(np.float32) for one in (start, along, normal))
    maps = []
    for axis in (0, 1):
        places = first[:, axis, None] + way[:, axis, None] * part[None, :]
        maps.append(places[:, :, None] + (out[:, axis, None] * offsets[None, :])[:, None, :])
    shape = (count * _SAMPLES, len(offsets))
    values = sampled(picture, maps[0].reshape(shape), maps[1].reshape(shape), outside=0)
    across_piece = values.reshape(count, _SAMPLES, len(offsets)).sum(axis=1, dtype=np.float64)
    profile = across_piece / (_SAMPLES * max(white, 1.0))
    height, width = picture.shape
    inside = (middle >= 0).all(axis=1) & (middle[:, 0] < width) & (middle[:, 1] < height)
    left, right = profile[:, reach : reach + 2], profile[:, -reach - 2 : profile.shape[1] - reach]
    # Beside a black area no line can be told from its edge.
    shown = inside & (left.mean(axis=1) > _BLACK) & (right.mean(axis=1) > _BLACK)
    near = slice(_SIDE_FAR, _SIDE_FAR + 2 * reach + 1)
    before = (profile[:, : 2 * reach + 1] + profile[:, 1 : 2 * reach + 2]) / 2
    after = (profile[:, _SIDE_FAR + _SIDE_NEAR : -1] + profile[:, 2 * _SIDE_FAR :]) / 2
    strength = np.minimum(before, after) - profile[:, near]
    return Profiles(np.maximum(strength, 0), reach, shown, per_unit)


def support(seen: Profiles) -> float:
    """Return how much line lies where the mapping puts lines, between 0 and about 1: a quick score of a mapping."""
    if not seen.shown.any():
        return 0.0
    middle = seen.reach
    at = seen.strength[seen.shown, max(0, middle - 3) : middle + 4].max(axis=1)
    return float((at > _CONTRAST).mean())


def common_shift(seen: Profiles, pieces: Pieces) -> Points:
    """Return the shift of the whole form, in its units, under which most lines fall on lines."""
    shift = np.zeros(2)
    weight = np.minimum(seen.strength, 3 * _CONTRAST)
    for axis in (0, 1):
        mine = (np.abs(pieces.normals[:, axis]) > 0.9) & seen.shown
        if mine.sum() < 3:
            continue
        sign = np.sign(pieces.normals[mine, axis])
        turned = np.where(sign[:, None] > 0, weight[mine], weight[mine][:, ::-1])
        # Lines of one direction vote together; a vote is blurred since the form may be turned a little.
        votes = cv2.GaussianBlur(turned.sum(axis=0)[None, :], (0, 0), 1.5).ravel()
        best = int(np.argmax(votes))
        shift[axis] = (best - seen.reach) / float(np.median(seen.pixels_per_unit[mine]))
    return shift


def row_shifts(form: BoxForm) -> list[Points]:
    """Return the shifts by which one line of a regular table falls on the next, to all sides, the commonest first."""
    shifts = []
    for axis in (0, 1):
        places = sorted({rule.start[axis] for rule in form.rules if abs(rule.start[axis] - rule.end[axis]) < _FLOOR})
        gaps = Counter(round(after - before, 1) for before, after in pairwise(places) if after - before > _LEAST_GAP)
        for gap, _ in gaps.most_common(3):
            for times in (-2, -1, 1, 2):
                shift = np.zeros(2)
                shift[axis] = times * gap
                shifts.append(shift)
    return shifts


def offsets_of(seen: Profiles, width: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each piece how far its line lies off, in pixels, and how surely (0 to 1); near lines come first.

    `width` is how far off, in pixels, a line is expected at most.
    """
    offsets = np.arange(-seen.reach, seen.reach + 1)
    score = np.minimum(seen.strength, 4 * _CONTRAST) * np.exp(-((offsets / (1.5 * width)) ** 2))[None, :]
    best = np.clip(np.argmax(score, axis=1), 1, 2 * seen.reach - 1)
    rows = np.arange(len(best))
    left, middle, right = (seen.strength[rows, best + step] for step in (-1, 0, 1))
    bow = left - 2 * middle + right
    part = np.where(bow < -_FLOOR, 0.5 * (left - right) / np.where(bow < -_FLOOR, bow, 1), 0)
    weight = np.clip(middle / (3 * _CONTRAST), 0, 1) * (middle > _CONTRAST) * seen.shown
    return offsets[best] + np.clip(part, -0.5, 0.5), weight


def shifted(mapping: Mapping, shift: Points) -> Mapping:
    """Return the mapping with the form shifted by so many of its units before it is put into the picture."""
    matrix = mapping.perspective @ np.array([[1, 0, shift[0]], [0, 1, shift[1]], [0, 0, 1.0]])
    return Mapping(matrix, mapping.size, mapping.bend)


def straightened(
    mapping: Mapping, pieces: Pieces, off: NDArray[np.float64], weight: NDArray[np.float64], *, with_depth: bool
) -> Mapping:
    """Return the mapping with the perspective (or without `with_depth` only its affine part) fitted to offsets.

    `off` are offsets in the form's units. Unequal lines pull little; what no line holds stays as it was.
    """
    if not weight.any():
        return mapping
    width, height = mapping.size
    x, y = pieces.middles[:, 0] / width - 0.5, pieces.middles[:, 1] / height - 0.5
    one, zero = np.ones_like(x), np.zeros_like(x)
    # A perspective near the identity: shift, linear part, and two terms of the second degree that both axes share.
    across = [one, x, y, zero, zero, zero, x * x * width, x * y * width]
    down = [zero, zero, zero, one, x, y, x * y * height, y * y * height]
    count = 8 if with_depth else 6
    terms = (
        pieces.normals[:, :1] * np.stack(across, axis=1)[:, :count]
        + pieces.normals[:, 1:] * np.stack(down, axis=1)[:, :count]
    )
    scale = np.array([1.0] * 6 + [1 / width, 1 / height])[:count]
    held = np.array([1e-4] + [0.02] * 2 + [1e-4] + [0.02] * 2 + [0.5] * 2)[:count]
    solved = _robust(terms * scale, off, weight, np.diag(held), 0.3)
    solved = solved * scale
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    u, v = corners[:, 0] / width - 0.5, corners[:, 1] / height - 0.5
    g, h = (solved[6], solved[7]) if with_depth else (0.0, 0.0)
    moved = corners + np.stack(
        [
            solved[0] + solved[1] * u + solved[2] * v + (g * u * u + h * u * v) * width,
            solved[3] + solved[4] * u + solved[5] * v + (g * u * v + h * v * v) * height,
        ],
        axis=1,
    )
    found = perspective_through(corners, projected(mapping.perspective, moved))
    return mapping if found is None else Mapping(found, mapping.size, mapping.bend)


def bent(
    mapping: Mapping, pieces: Pieces, off: NDArray[np.float64], weight: NDArray[np.float64], *, doubt: float
) -> Mapping:
    """Return the mapping with its bend corrected by offsets in the form's units: smooth, and none where no line is.

    Offsets that lie further than about `doubt` from the smooth bend pull little.
    """
    if not weight.any():
        return mapping
    rows, columns = _NODES
    column, row, part = node_weights(pieces.middles, mapping.size, _NODES)
    nodes = np.zeros((len(pieces), rows * columns))
    index = np.arange(len(pieces))
    for down in (0, 1):
        for across in (0, 1):
            share = (part[:, 0] if across else 1 - part[:, 0]) * (part[:, 1] if down else 1 - part[:, 1])
            nodes[index, (row + down) * columns + column + across] += share
    terms = np.hstack([nodes * pieces.normals[:, :1], nodes * pieces.normals[:, 1:]])
    smooth = _smoothness(rows, columns)
    empty = np.zeros_like(smooth)
    held = np.block([[smooth, empty], [empty, smooth]])
    solved = _robust(terms, off, weight, held, doubt)
    grid = np.stack([solved[: rows * columns], solved[rows * columns :]], axis=1).reshape(rows, columns, 2)
    # The shift at a place is asked after the earlier bend, which is small against the distance of nodes.
    return Mapping(mapping.perspective, mapping.size, grid if mapping.bend is None else grid + mapping.bend)


def fit_of(seen: Profiles, pieces: Pieces) -> Fit:
    """Return how well a mapping fits, from the profiles taken by it."""
    off, weight = offsets_of(seen, _MATCH)
    found = (weight > 0) & (np.abs(off) <= _MATCH)
    shown = seen.shown
    distances = np.abs(off[found])
    lines = int(pieces.rule.max()) + 1 if len(pieces) else 0
    shown_on = np.bincount(pieces.rule[shown], minlength=lines)
    found_on = np.bincount(pieces.rule[found], minlength=lines)
    asked = shown_on >= 2
    # A long line of which an end is lost says that the mapping leaves it there.
    wanted = np.where(shown_on >= _LONG, _WHOLLY_THERE, _THERE)
    absent = asked & (found_on < wanted * shown_on)
    return Fit(
        pieces=len(pieces),
        shown=int(shown.sum()),
        found=int(found.sum()),
        residual=float(np.median(distances)) if distances.size else 0.0,
        residual_high=float(np.percentile(distances, 95)) if distances.size else 0.0,
        lines_absent=float(absent.sum() / asked.sum()) if asked.any() else 1.0,
        absent=tuple(int(index) for index in np.flatnonzero(absent)),
    )


def _robust(
    terms: NDArray[np.float64],
    off: NDArray[np.float64],
    weight: NDArray[np.float64],
    held: NDArray[np.float64],
    doubt: float,
) -> NDArray[np.float64]:
    """Least squares in which what lies far from the rest weighs little; `held` ties the unknowns to nothing."""
    current: NDArray[np.float64] = weight
    solved: NDArray[np.float64] = np.zeros(terms.shape[1])
    for _ in range(4):
        weighted = terms * current[:, None]
        solved = np.asarray(np.linalg.solve(weighted.T @ terms + held, weighted.T @ off), np.float64)
        rest = np.abs(off - terms @ solved)
        spread = max(1.5 * float(np.median(rest[weight > 0])), doubt)
        current = np.asarray(weight / (1 + (rest / spread) ** 2) ** 2, np.float64)
    return solved


def _smoothness(rows: int, columns: int) -> NDArray[np.float64]:
    """Return the price of bends that are not even, and a small one of any bend."""
    place = np.arange(rows * columns).reshape(rows, columns)
    triples = [
        *zip(place[:-2].ravel(), place[1:-1].ravel(), place[2:].ravel(), strict=True),
        *zip(place[:, :-2].ravel(), place[:, 1:-1].ravel(), place[:, 2:].ravel(), strict=True),
    ]
    price = np.zeros((len(triples), rows * columns))
    for index, (before, middle, after) in enumerate(triples):
        price[index, [before, middle, after]] = (1, -2, 1)
    return 0.4 * price.T @ price + 0.01 * np.eye(rows * columns)
