"""Guesses of where a form lies in a picture: from black squares, from its QR code, from its ruled lines.

Guesses are cheap and may be wrong; `register` tries them on the printed lines and keeps the one that holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, product

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.layout.form import BoxForm, Marks
from tallyproof.read.boxes.mapping import Matrix, Points, perspective_through, projected, similarity_through
from tallyproof.read.reading import Corners, Raster

_LONG_SIDE = 850
_MAX_SQUARES = 9
_MAX_GUESSES = 10
_SOLID = 0.8


@dataclass(frozen=True, slots=True)
class Square:
    """A black square in the picture, by its middle and the length of its sides, in pixels."""

    x: float
    y: float
    size: float


def black_squares(picture: Raster) -> list[Square]:
    """Return what looks like a black square on paper, the most square and largest first."""
    height, width = picture.shape
    factor = min(1.0, _LONG_SIDE / max(height, width))
    small = picture if factor == 1 else cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    paper = _paper(np.asarray(small, np.uint8))
    dark = (small.astype(np.uint16) * 100 < paper.astype(np.uint16) * 52).astype(np.uint8)
    side = max(small.shape)
    found: list[tuple[float, Square]] = []
    for kernel in (0, 5):
        # Specks of the scanner and thin lines join squares to other things; opening parts them again.
        mask = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((kernel, kernel), np.uint8)) if kernel else dark
        # A black table around the paper must not swallow what lies on the paper: two levels of outlines.
        outlines, order = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
        for index, outline in enumerate(outlines):
            if order[0][index][3] >= 0:
                continue
            (x, y), (across, down), _ = cv2.minAreaRect(outline)
            short, long = min(across, down), max(across, down)
            if not 0.008 * side < long < 0.09 * side or short < 0.7 * long:
                continue
            solid = cv2.contourArea(outline) / (short * long)
            if solid < _SOLID:
                continue
            place = ((x + 0.5) / factor - 0.5, (y + 0.5) / factor - 0.5)
            square = Square(*place, (short + long) / 2 / factor + 0.5 / factor)
            if all(np.hypot(one.x - square.x, one.y - square.y) > 0.3 * square.size for _, one in found):
                # The squares of a QR code are as square, but small.
                found.append((solid * short / long + min(0.3, 10 * long / side), square))
    found.sort(key=lambda one: -one[0])
    return [square for _, square in found[:_MAX_SQUARES]]


def _paper(picture: Raster) -> Raster:
    """Return how bright the paper is around each place: the brightest nearby, for squares are dark and small."""
    height, width = picture.shape
    coarse = cv2.resize(picture, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    bright = cv2.blur(cv2.dilate(coarse, np.ones((15, 15), np.uint8)), (9, 9))
    return np.asarray(cv2.resize(bright, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def guesses(picture: Raster, form: BoxForm, qr: Corners | None) -> Iterator[Matrix]:
    """Give perspectives that may put the form into the picture, the likeliest first."""
    squares = black_squares(picture) if form.marks else []
    if qr is not None and form.qr is not None:
        by_code = _from_code(form, np.array(qr, float))
        if by_code is not None:
            if form.marks and squares:
                yield from _with_squares(form, form.marks, by_code, squares, np.array(qr, float))
            yield by_code
    if form.marks:
        yield from _from_squares(form.marks, squares)


def _from_code(form: BoxForm, corners: Points) -> Matrix | None:
    """The QR code says how large and how turned the form is; so far from it, its perspective says nothing."""
    if form.qr is None:
        return None
    return similarity_through(np.array(form.qr.corners, float), corners)


def _with_squares(
    form: BoxForm, marks: Marks, by_code: Matrix, squares: list[Square], code: Points
) -> Iterator[Matrix]:
    """Give the perspective through the code and the squares that lie where the code lets one expect marks."""
    expected = projected(by_code, np.array(marks.centres))
    scale = _scale(by_code)
    reach = 0.09 * scale * float(np.hypot(form.width, form.height))
    picked_form, picked_picture = [], []
    for centre, place in zip(marks.centres, expected, strict=True):
        near = [
            one
            for one in squares
            if 0.6 < one.size / (marks.size * scale) < 1.6 and np.hypot(one.x - place[0], one.y - place[1]) < reach
        ]
        if near:
            best = min(near, key=lambda one: float(np.hypot(one.x - place[0], one.y - place[1])))
            picked_form.append(centre)
            picked_picture.append((best.x, best.y))
    if not picked_form or form.qr is None:
        return
    if len(picked_form) == 4:
        found = perspective_through(np.array(picked_form, float), np.array(picked_picture, float))
    else:
        # The code stands in for what is missing, by its middle: its corners are too near to each other to add much.
        picked_form.append(form.qr.centre)
        middle = code.mean(axis=0)
        picked_picture.append((float(middle[0]), float(middle[1])))
        places, shown = np.array(picked_form, float), np.array(picked_picture, float)
        found = perspective_through(places, shown) if len(places) > 4 else _affine(places, shown)
    if found is not None:
        yield found


def _affine(places: Points, shown: Points) -> Matrix | None:
    """An affine map through three points or more, a similarity through two."""
    if len(places) < 3 or _is_thin(places):
        return similarity_through(places, shown)
    terms = np.hstack([places, np.ones((len(places), 1))])
    solved, *_ = np.linalg.lstsq(terms, shown, rcond=None)
    return np.vstack([solved.T, [0, 0, 1]])


def _is_thin(places: Points) -> bool:
    spread = np.linalg.svd(places - places.mean(axis=0), compute_uv=False)
    return bool(spread[1] < 0.2 * spread[0])


def _from_squares(marks: Marks, squares: list[Square]) -> Iterator[Matrix]:
    """Give perspectives through squares that lie to each other as the marks do: through four, three or two."""
    centres = np.array(marks.centres, float)
    places = np.array([(one.x, one.y) for one in squares], float).reshape(-1, 2)
    sizes = np.array([one.size for one in squares])
    seen: set[tuple[int, ...]] = set()
    # Opposite marks say most; where they lead to all four, nothing else need be tried before.
    for pairs in (((0, 2), (1, 3)), ((0, 1), (1, 2), (2, 3), (0, 3))):
        rated: list[tuple[float, Matrix]] = []
        for named, picked in product(pairs, permutations(range(len(squares)), 2)):
            if not _fitting(sizes[list(picked[:1])], float(sizes[picked[1]])).all():
                continue
            rough = similarity_through(centres[list(named)], places[list(picked)])
            if rough is None or not _fitting(sizes[list(picked)], marks.size * _scale(rough)).all():
                continue
            taken = _completed(rough, centres, marks.size, places, sizes, dict(zip(named, picked, strict=True)))
            key = tuple(taken.get(index, -1) for index in range(4))
            if key in seen:
                continue
            seen.add(key)
            matrix = perspective_through(centres[list(taken)], places[list(taken.values())])
            if matrix is not None and _is_sound(matrix, centres):
                ratio = sizes[list(taken.values())] / (marks.size * _scale(_near_similarity(matrix, centres)))
                rated.append((4 - len(taken) + float(np.abs(np.log(ratio)).mean()), matrix))
        rated.sort(key=lambda one: one[0])
        yield from (matrix for _, matrix in rated[:_MAX_GUESSES])


def _completed(
    rough: Matrix,
    centres: Points,
    size: float,
    places: Points,
    sizes: NDArray[np.float64],
    taken: dict[int, int],
) -> dict[int, int]:
    """Return the squares (by mark) with those added that lie where two of them let one expect the others."""
    taken = dict(taken)
    scale = _scale(rough)
    reach = 0.14 * scale * float(np.hypot(*np.ptp(centres, axis=0)))
    expected = projected(rough, centres)
    for mark in range(4):
        if mark in taken:
            continue
        distance = np.hypot(*(places - expected[mark]).T)
        distance[~_fitting(sizes, size * scale)] = np.inf
        distance[list(taken.values())] = np.inf
        nearest = int(np.argmin(distance))
        if distance[nearest] < reach:
            taken[mark] = nearest
    return dict(sorted(taken.items()))


def _fitting(sizes: NDArray[np.float64], expected: float) -> NDArray[np.bool_]:
    ratio = sizes / expected
    fitting: NDArray[np.bool_] = (ratio > 0.6) & (ratio < 1.6)
    return fitting


def _is_sound(matrix: Matrix, centres: Points) -> bool:
    """A page is not seen from behind, nor in a picture where one side is many times as long as the other."""
    corners = projected(matrix, centres)
    sides = np.roll(corners, -1, axis=0) - corners
    after = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0]
    return bool((turns > 0).all()) and float(turns.max()) < 4 * float(turns.min())


def _near_similarity(matrix: Matrix, points: Points) -> Matrix:
    """Return the similarity nearest to a perspective over these points."""
    found = similarity_through(points, projected(matrix, points))
    return matrix if found is None else found


def _scale(matrix: Matrix) -> float:
    return float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
