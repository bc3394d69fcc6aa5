"""Where a form lies in a picture: turned, in perspective, bent by a scanner, with a corner missing.

Black squares, the QR code and the ruled lines give guesses; the guess under which the printed lines of the layout
fall on lines of the picture is kept and improved until boxes lie within a pixel or two. Only the lines decide
whether a page is this form at all: squares and codes look alike on many.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.layout.form import CORNERS, Box, BoxForm, Rule
from tallyproof.read.boxes.lines import (
    Fit,
    Pieces,
    bent,
    common_shift,
    fit_of,
    offsets_of,
    pieces_of,
    profiles,
    row_shifts,
    shifted,
    straightened,
    support,
)
from tallyproof.read.boxes.mapping import Mapping, Points, sampled
from tallyproof.read.boxes.pose import guesses
from tallyproof.read.boxes.ruling import guesses_by_lines
from tallyproof.read.reading import CERTAIN, Corners, Raster

_WORK_SIDE = 1750
_MIN_SHARE = 0.85
_MAX_ABSENT, _FEW_ABSENT = 0.055, 0.034
_MAX_STRETCH, _USUAL_STRETCH = 0.055, 0.03
"""A row that is taken for the next one stretches the paper; real paper and scanners hardly do."""
_MIN_SHOWN = 0.25
_TRIED = 4
_CARRIED = 6
_CLEAR = 0.99
_FULL_SHARE = 0.94
_MIN_START = 0.55
_MIN_SLID = 0.66
_PROMISING, _HOPEFUL = 0.7, 0.22
_GOOD_SHARE = 0.9
_BLANK_CONTRAST = 40
_BESIDE = 20
_NEAR = 2.5
_MARK_REACH = 11
"""How far around a mark's place the picture is looked at, in eighths of its size: marks and table may be two prints."""


@dataclass(frozen=True, slots=True)
class Registered:
    """The form was found: `mapping` takes its units to pixels of the raster.

    `fit` is the share of printed lines found, in parts per million; `residual` their median distance from where the
    mapping puts them, in pixels of the raster, and `residual_high` the 95th percentile. `problems` are stable codes:
    'corner-missing:NAME' for a corner mark (or, on a form without marks, a corner of the page) that is not in the
    picture, 'fields-missing' when boxes lie outside of it. `loose` are the fields of which two printed edges could
    be seen, and are not where the mapping puts them: their boxes may lie off.
    """

    mapping: Mapping
    fit: int
    residual: float
    residual_high: float
    problems: tuple[str, ...]
    upright: Corners
    loose: tuple[str, ...] = ()

    def to_raster(self, points: Points) -> Points:
        """Return the pixels (x, y) of points in the form's units."""
        return self.mapping.to_picture(points)


@dataclass(frozen=True, slots=True)
class Unregistered:
    """The form was not found.

    `reason` is 'blank-page' (nothing is on it), 'form-not-found' (something else, or too little of the form), or
    'too-small' (a picture of so few pixels that no digit could be read), or 'place-uncertain' (rows are there, but
    not enough else to say which is the first). `fit` is that of the best guess, and `guess` where it puts the form.
    """

    reason: str
    fit: int = 0
    problems: tuple[str, ...] = ()
    guess: Mapping | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """The picture as it is worked on: of a bounded size, with the grey value of its paper."""

    picture: Raster
    white: float
    factor: float


def register_page(raster: Raster, form: BoxForm, *, qr: Corners | None = None) -> Registered | Unregistered:
    """Return where the form lies in the raster, or why it was not found.

    `qr` are the corners of the modules of its QR code, if that was read.
    """
    if min(raster.shape) < 200:
        return Unregistered("too-small")
    view = _view(raster)
    if view is None:
        return Unregistered("blank-page")
    pieces = _pieces(form)
    code = None if qr is None else _scaled_corners(qr, view.factor)
    best = _best(view, form, pieces, code)
    if best is None:
        return Unregistered("form-not-found")
    mapping, fit = best
    problems = (*_missing_corners(view, form, mapping), *_missing_fields(view, form, mapping))
    is_certain = fit.share < _MIN_SLID or _is_anchored(form, mapping, problems, code)
    if not is_certain:
        mapping, fit, is_certain = _slid(view, form, pieces, best)
        problems = (*_missing_corners(view, form, mapping), *_missing_fields(view, form, mapping))
    share = round(CERTAIN * fit.share)
    whole = mapping.scaled(1 / view.factor)
    if not _is_form(mapping, fit):
        return Unregistered("form-not-found", share, problems, whole)
    if not is_certain:
        return Unregistered("place-uncertain", share, problems, whole)
    corners = whole.to_picture(np.array(form.corners))
    return Registered(
        mapping=whole,
        fit=share,
        residual=fit.residual / view.factor,
        residual_high=fit.residual_high / view.factor,
        problems=problems,
        upright=_as_corners(corners),
        loose=_loose(form, fit),
    )


@dataclass(frozen=True, slots=True)
class RuleSeen:
    """How one printed line of a form fares on a page: pieces found of those that can be seen.

    `beside` is how many of the form's units below (or left of) its place a line was seen instead; None where there
    is none nearby, or the line itself was found.
    """

    found: int
    shown: int
    beside: float | None

    @property
    def is_absent(self) -> bool:
        return self.shown >= 2 and self.found < 0.6 * self.shown


def rules_seen(raster: Raster, form: BoxForm, mapping: Mapping) -> list[RuleSeen]:
    """Return how each printed line of the form fares where the mapping puts it, in the form's order."""
    view = _view(raster)
    if view is None:
        return [RuleSeen(0, 0, None) for _ in form.rules]
    pieces = _pieces(form)
    seen = profiles(view.picture, view.white, pieces, mapping.scaled(view.factor), _BESIDE)
    off, weight = offsets_of(seen, _BESIDE / 2)
    units = off / seen.pixels_per_unit
    rules = []
    for index in range(len(form.rules)):
        mine = pieces.rule == index
        held = mine & (weight > 0)
        found = held & (np.abs(off) <= _NEAR)
        rule = RuleSeen(int(found.sum()), int((mine & seen.shown).sum()), None)
        if rule.is_absent and held.sum() >= 2:
            middle = float(np.median(units[held]))
            agreeing = held & (np.abs(units - middle) < _NEAR)
            rule = replace(rule, beside=round(middle, 1) if agreeing.sum() > 0.5 * mine.sum() else None)
        rules.append(rule)
    return rules


@lru_cache(maxsize=32)
def _pieces(form: BoxForm) -> Pieces:
    return pieces_of(form)


def _view(raster: Raster) -> _View | None:
    """Return the picture in a size to work on, or None where nothing is drawn on it."""
    factor = min(1.0, _WORK_SIDE / max(raster.shape))
    picture = raster
    if factor < 1:
        size = (round(raster.shape[1] * factor), round(raster.shape[0] * factor))
        picture = np.asarray(cv2.resize(raster, size, interpolation=cv2.INTER_AREA), np.uint8)
        factor = picture.shape[1] / raster.shape[1]
    sample = picture[::7, ::7]
    # Large parts may be blacked out, or lie beside the paper: paper is the brighter part of what is there.
    below = np.cumsum(np.bincount(sample.ravel(), minlength=256)) / sample.size
    white, black = int(np.searchsorted(below, 0.8)), int(np.searchsorted(below, 0.005))
    if white - black < _BLANK_CONTRAST:
        return None
    return _View(picture, float(white), factor)


def _best(view: _View, form: BoxForm, pieces: Pieces, code: Corners | None) -> tuple[Mapping, Fit] | None:
    """Return the mapping under which most printed lines are found; the first that fits well ends the search."""
    best: tuple[Mapping, Fit] | None = None
    size = (form.width, form.height)
    for source in (guesses(view.picture, form, code), guesses_by_lines(view.picture, form)):
        tried: list[tuple[float, Mapping]] = []
        for matrix in source:
            rated = _shifted_guess(view, pieces, Mapping(matrix, size))
            if rated[0] > _PROMISING:
                found = _fitted(view, pieces, rated[1])
                if found[1].share > _GOOD_SHARE and _is_form(*found):
                    return found
            tried.append(rated)
        tried = sorted((one for one in tried if one[0] > _HOPEFUL), key=lambda one: -one[0])
        for _, mapping in tried[:_TRIED]:
            found = _fitted(view, pieces, mapping)
            if best is None or _merit(found[1]) > _merit(best[1]):
                best = found
        if best is not None and _is_form(*best):
            return best
    return best


def _fitted(view: _View, pieces: Pieces, guess: Mapping) -> tuple[Mapping, Fit]:
    """Return a guess improved, and how well it fits.

    Where the guess is right on a part of the page only (a corner was missing, and the page is seen askew), the lines
    further on would be taken for their neighbours. Then the fit is grown instead, from each side of the page.
    """
    best = _carried(view, pieces, _improved(view, pieces, guess))
    if best[1].share < _MIN_START or _is_sound(*best):
        return best
    for axis, turn in ((1, 1), (1, -1), (0, 1), (0, -1)):
        order = np.argsort(turn * pieces.middles[:, axis], kind="stable")
        found = _carried(view, pieces, _grown(view, pieces, guess, order))
        if (_is_sound(*found), found[1].found) > (_is_sound(*best), best[1].found):
            best = found
    return best


def _is_sound(mapping: Mapping, fit: Fit) -> bool:
    """Whether a fit is beyond doubt: no rows are skipped, and none stretched until they met the next line."""
    return fit.lines_absent < _FEW_ABSENT and mapping.stretch < _USUAL_STRETCH


def _grown(view: _View, pieces: Pieces, guess: Mapping, order: NDArray[np.int64]) -> Mapping:
    """Return a guess fitted to the first pieces of an order, then to more and more of them."""
    mapping = guess
    for share in (0.3, 0.45, 0.6, 0.75, 0.9, 1.0):
        chosen = np.zeros(len(pieces), bool)
        chosen[order[: max(8, round(share * len(order)))]] = True
        some = pieces.where(chosen)
        if share < 0.4:
            seen = profiles(view.picture, view.white, some, mapping, 24)
            mapping = shifted(mapping, common_shift(seen, some))
        for reach, with_depth in ((12, False), (9, share > 0.5)):
            seen = profiles(view.picture, view.white, some, mapping, reach)
            off, weight = offsets_of(seen, reach / 2)
            mapping = straightened(mapping, some, off / seen.pixels_per_unit, weight, with_depth=with_depth)
    for reach in (8, 6):
        mapping = _bent_once(view, pieces, mapping, reach)
    return mapping


def _carried(view: _View, pieces: Pieces, mapping: Mapping) -> tuple[Mapping, Fit]:
    """Return a mapping carried on from where it is right, line by line, as long as that finds more lines.

    Paper that turned in the scanner is bent by many pixels.
    """
    fit = fit_of(profiles(view.picture, view.white, pieces, mapping, 5), pieces)
    for _ in range(_CARRIED):
        if fit.share < _MIN_START or (fit.share > _FULL_SHARE and not fit.lines_absent):
            break
        further = mapping
        for reach in (14, 10, 6):
            further = _bent_once(view, pieces, further, reach)
        found = fit_of(profiles(view.picture, view.white, pieces, further, 5), pieces)
        if found.found <= fit.found or (further.stretch > _MAX_STRETCH and mapping.stretch <= _MAX_STRETCH):
            break
        mapping, fit = further, found
    return mapping, fit


def _merit(fit: Fit) -> float:
    return fit.share * min(1.0, 2 * fit.shown / max(1, fit.pieces))


def _is_form(mapping: Mapping, fit: Fit) -> bool:
    return (
        fit.shown >= max(8, _MIN_SHOWN * fit.pieces)
        and fit.share >= _MIN_SHARE
        and fit.lines_absent <= _MAX_ABSENT
        and mapping.stretch <= _MAX_STRETCH
    )


def _shifted_guess(view: _View, pieces: Pieces, mapping: Mapping) -> tuple[float, Mapping]:
    """Return a guess shifted to where most lines fall on lines, and how many do."""
    some = pieces.every(3)
    seen = profiles(view.picture, view.white, some, mapping, 24)
    moved = shifted(mapping, common_shift(seen, some))
    return support(profiles(view.picture, view.white, some, moved, 6)), moved


def _improved(view: _View, pieces: Pieces, mapping: Mapping) -> Mapping:
    """Return the mapping fitted to the lines: affine, then perspective, then the bend that is left."""
    some = pieces.every(2)
    for reach, with_depth in ((16, False), (11, True)):
        seen = profiles(view.picture, view.white, some, mapping, reach)
        off, weight = offsets_of(seen, reach / 2)
        mapping = straightened(mapping, some, off / seen.pixels_per_unit, weight, with_depth=with_depth)
    for reach in (8, 6):
        mapping = _bent_once(view, pieces, mapping, reach)
    return mapping


def _bent_once(view: _View, pieces: Pieces, mapping: Mapping, reach: int) -> Mapping:
    seen = profiles(view.picture, view.white, pieces, mapping, reach)
    off, weight = offsets_of(seen, reach / 2)
    return bent(mapping, pieces, off / seen.pixels_per_unit, weight, doubt=reach / 10)


def _is_anchored(form: BoxForm, mapping: Mapping, problems: tuple[str, ...], code: Corners | None) -> bool:
    """Whether a mark or the code stands where the lines say: rows alone look the same one row further on."""
    if form.marks and sum(problem.startswith("corner-missing:") for problem in problems) <= 2:
        return True
    if code is None or form.qr is None:
        return False
    expected = mapping.to_picture(np.array(form.qr.corners))
    size = float(np.hypot(*(expected[2] - expected[0])))
    return float(np.abs(expected - np.array(code)).max()) < 0.2 * size


def _slid(view: _View, form: BoxForm, pieces: Pieces, best: tuple[Mapping, Fit]) -> tuple[Mapping, Fit, bool]:
    """Return the best fit among those some rows or columns further on, and whether no other is about as good."""
    rivals = [best[1].found]
    for shift in row_shifts(form):
        moved = shifted(best[0], shift)
        found = fit_of(profiles(view.picture, view.white, pieces, moved, 5), pieces).found
        if found > 0.9 * rivals[0]:
            fitted = _fitted(view, pieces, moved)
            rivals.append(fitted[1].found)
            if fitted[1].found > best[1].found:
                best = fitted
    # The same place may have been found twice: a slide that snapped back.
    apart = [one for one in rivals if one < best[1].found]
    return *best, not apart or max(apart) <= _CLEAR * best[1].found


def _missing_corners(view: _View, form: BoxForm, mapping: Mapping) -> tuple[str, ...]:
    """Name the corners whose mark is not where it should be, or lies outside of the picture."""
    if form.marks is None:
        corners = np.array(form.corners)
        # Nobody needs the last millimetres of a page without marks.
        middle = np.array([form.width, form.height]) / 2
        places = mapping.to_picture(middle + 0.94 * (corners - middle))
        height, width = view.picture.shape
        inside = (places >= 0).all(axis=1) & (places[:, 0] < width) & (places[:, 1] < height)
        return tuple(f"corner-missing:{name}" for name, seen in zip(CORNERS, inside, strict=True) if not seen)
    missing = []
    for name, centre in zip(CORNERS, form.marks.centres, strict=True):
        if not _mark_seen(view, mapping, centre, form.marks.size):
            missing.append(f"corner-missing:{name}")
    return tuple(missing)


def _mark_seen(view: _View, mapping: Mapping, middle: tuple[float, float], size: float) -> bool:
    """Whether a black square with paper around it stands near this place of the form."""
    step = size / 8
    reach = np.arange(-_MARK_REACH, _MARK_REACH + 1) * step
    grid = np.stack(np.meshgrid(middle[0] + reach, middle[1] + reach), axis=-1).reshape(-1, 2)
    places = np.clip(mapping.to_picture(grid), -9, 1e5).astype(np.float32).reshape(len(reach), len(reach), 2)
    # Beyond the picture nothing is known: grey, neither black nor paper.
    x, y = np.ascontiguousarray(places[..., 0]), np.ascontiguousarray(places[..., 1])
    values = sampled(view.picture, x, y, outside=0.6 * view.white)
    dark = (values < 0.5 * view.white).astype(np.float32)
    light = (values > 0.62 * view.white).astype(np.float32)
    inner = cv2.filter2D(dark, -1, np.ones((7, 7), np.float32) / 49)[6:-6, 6:-6]
    sides = np.zeros((4, 13, 13), np.float32)
    sides[0, 0:2, 3:-3], sides[1, -2:, 3:-3], sides[2, 3:-3, 0:2], sides[3, 3:-3, -2:] = (1 / 14,) * 4
    seen = sorted((cv2.filter2D(light, -1, side)[6:-6, 6:-6] for side in sides), key=lambda one: float(one.sum()))
    around = np.sort(np.stack(seen), axis=0)
    # Two sides may be joined to something black or cut off; the two others make it a corner's square.
    return bool(((inner > 0.7) & (around[2] > 0.7)).any())


def _loose(form: BoxForm, fit: Fit) -> tuple[str, ...]:
    absent = [form.rules[index] for index in fit.absent]
    return tuple(
        field.id for field in form.fields if sum(any(_is_edge(rule, box) for box in field.boxes) for rule in absent) > 1
    )


def _is_edge(rule: Rule, box: Box) -> bool:
    """Whether a line runs along an edge of a box."""
    (from_x, from_y), (to_x, to_y) = rule.start, rule.end
    left, right, top, bottom = min(from_x, to_x), max(from_x, to_x), min(from_y, to_y), max(from_y, to_y)
    if right - left > bottom - top:
        return min(abs(top - box.top), abs(top - box.bottom)) < 1 and left < box.centre[0] < right
    return min(abs(left - box.left), abs(left - box.right)) < 1 and top < box.centre[1] < bottom


def _missing_fields(view: _View, form: BoxForm, mapping: Mapping) -> tuple[str, ...]:
    boxes = [box for field in form.fields for box in field.boxes]
    places = mapping.to_picture(np.array([box.centre for box in boxes]))
    height, width = view.picture.shape
    inside = (places >= 0).all(axis=1) & (places[:, 0] < width) & (places[:, 1] < height)
    return () if inside.all() else ("fields-missing",)


def _scaled_corners(corners: Corners, factor: float) -> Corners:
    return _as_corners((np.array(corners, float) + 0.5) * factor - 0.5)


def _as_corners(points: Points) -> Corners:
    first, second, third, fourth = ((float(x), float(y)) for x, y in points)
    return first, second, third, fourth
