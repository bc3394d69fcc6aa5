"""Guesses of where a form lies from its ruled lines alone, where marks and code are missing.

Long straight lines of the picture give its turn. In the turned picture the lines of each direction make a pattern of
positions; the form's own pattern is laid over it in every size and place, in four directions.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

# NumPy loads these when first asked for, and a confined process can load nothing any more.
from numpy.fft import irfft, rfft
from numpy.typing import NDArray

from tallyproof.layout.form import BoxForm
from tallyproof.read.boxes.mapping import Matrix, Points
from tallyproof.read.reading import Raster

_LONG_SIDE = 900
_SIZES = 72
_SMALLEST, _LARGEST = 0.3, 1.35
_KEPT_EACH = 3
_TURNS = ((1, 0, 1, 1), (0, 1, -1, 1), (1, 0, -1, -1), (0, 1, 1, -1))
"""For each quarter turn: which axis of the form lies across and which down, and the sign of either."""

Numbers = NDArray[np.float64]


def guesses_by_lines(picture: Raster, form: BoxForm) -> Iterator[Matrix]:
    """Give perspectives under which the longest lines of the picture are lines of the form."""
    factor = min(1.0, _LONG_SIDE / max(picture.shape))
    small = picture if factor == 1 else cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    segments = _segments(np.asarray(small, np.uint8))
    if len(segments) < 6:
        return
    angle = _common_turn(segments)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = segments.reshape(-1, 2) @ turn.T
    low = turned.min(axis=0) - 5
    extent = np.ceil(turned.max(axis=0) - low + 5).astype(np.int64)
    across, down = _patterns(turned.reshape(-1, 4) - np.tile(low, 2), extent)
    # From a point of the turned picture, moved by `low`, back to the picture.
    back = np.vstack([np.hstack([turn.T, (turn.T @ low)[:, None]]), [0, 0, 1]]) @ np.eye(3)
    grow = np.array([[1 / factor, 0, 0.5 / factor - 0.5], [0, 1 / factor, 0.5 / factor - 0.5], [0, 0, 1.0]])
    rated = sorted(_rated(form, across, down), key=lambda one: -one[0])
    yield from (grow @ back @ placed for _, placed in rated)


def _segments(picture: Raster) -> Points:
    """Return straight thin dark lines as (x, y, x, y), one a row."""
    thin = cv2.morphologyEx(picture, cv2.MORPH_BLACKHAT, np.ones((7, 7), np.uint8))
    strong = (thin > max(16.0, float(np.percentile(thin[::5, ::5], 93)))).astype(np.uint8)
    length = max(picture.shape) // 18
    found = cv2.HoughLinesP(strong, 1, np.pi / 360, length, minLineLength=length, maxLineGap=4)
    return np.zeros((0, 4)) if found is None else found.reshape(-1, 4).astype(float)


def _common_turn(segments: Points) -> float:
    """Return the turn, within an eighth, under which most of the lines' length is upright or level."""
    along = segments[:, 2:] - segments[:, :2]
    lengths = np.hypot(along[:, 0], along[:, 1])
    degrees = np.degrees(np.arctan2(along[:, 1], along[:, 0])) % 90
    votes = np.bincount(np.round(degrees * 4).astype(np.int64) % 360, weights=lengths, minlength=360)
    smooth = sum(np.roll(votes, step) for step in range(-4, 5))
    peak = int(np.argmax(smooth)) / 4
    off = (degrees - peak + 45) % 90 - 45
    near = np.abs(off) < 2
    best = peak + float((off[near] * lengths[near]).sum() / lengths[near].sum())
    return float(np.radians(best if best < 45 else best - 90))


def _patterns(segments: Points, extent: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Return how much upright line stands at each place across, and how much level line at each place down."""
    along = np.abs(segments[:, 2:] - segments[:, :2])
    middles = (segments[:, 2:] + segments[:, :2]) / 2
    patterns = []
    for axis, size in ((0, int(extent[0])), (1, int(extent[1]))):
        mine = along[:, axis] < 0.2 * along[:, 1 - axis]
        places = np.clip(middles[mine, axis], 0, size - 1).astype(np.int64)
        lengths = np.bincount(places, weights=along[mine, 1 - axis], minlength=size)
        other = float(extent[1 - axis])
        pattern = cv2.GaussianBlur(np.minimum(lengths / (0.2 * other), 1.0)[None, :], (0, 0), 2.0).ravel()
        patterns.append(pattern - pattern.mean())
    return patterns[0], patterns[1]


def _rated(form: BoxForm, across: Numbers, down: Numbers) -> Iterator[tuple[float, Matrix]]:
    """Give places of the form in the turned picture, with how well its lines fall on lines there."""
    lines = _form_lines(form)
    largest = max(len(across), len(down)) / max(form.width, form.height)
    sizes = largest * np.geomspace(_SMALLEST, _LARGEST, _SIZES)
    for axis_across, axis_down, sign_across, sign_down in _TURNS:
        # Upright lines of the turned picture are those of the form at fixed places of the axis that lies across.
        at_x, score_x = _laid(across, *lines[1 - axis_across], sign_across * sizes)
        at_y, score_y = _laid(down, *lines[1 - axis_down], sign_down * sizes)
        score = score_x + score_y
        for index in _peaks(score):
            matrix = np.zeros((3, 3))
            matrix[0, 1 - axis_across], matrix[0, 2] = sign_across * sizes[index], at_x[index]
            matrix[1, 1 - axis_down], matrix[1, 2] = sign_down * sizes[index], at_y[index]
            matrix[2, 2] = 1
            yield float(score[index]), matrix


def _form_lines(form: BoxForm) -> tuple[tuple[Numbers, Numbers], tuple[Numbers, Numbers]]:
    """Return places and shares of the form's upright lines (by x), and of its level lines (by y)."""
    starts = np.array([rule.start for rule in form.rules], float).reshape(-1, 2)
    ends = np.array([rule.end for rule in form.rules], float).reshape(-1, 2)
    along, middles = np.abs(ends - starts), (starts + ends) / 2
    found = []
    for axis in (0, 1):
        mine = along[:, axis] < 0.1 * along[:, 1 - axis]
        weights = along[mine, 1 - axis]
        found.append((middles[mine, axis], weights / max(float(weights.sum()), 1e-9)))
    return found[0], found[1]


def _laid(pattern: Numbers, places: Numbers, weights: Numbers, scales: Numbers) -> tuple[Numbers, Numbers]:
    """Return for each scale where the form's lines lie best on the pattern, and how well."""
    at, score = np.zeros(len(scales)), np.zeros(len(scales))
    if not len(places):
        return at, score
    reach = int(np.ceil(np.abs(scales).max() * (places.max() - places.min()))) + 1
    size = 1 << int(np.ceil(np.log2(len(pattern) + 2 * reach)))
    spectrum = rfft(pattern, size)
    for index, scale in enumerate(scales):
        scaled = scale * places
        own = np.bincount(np.round(scaled - scaled.min()).astype(np.int64), weights=weights, minlength=reach + 1)
        # A correlation by way of the spectrum; the form may begin before the picture does.
        match = irfft(spectrum * np.conj(rfft(own, size)), size)
        best = int(np.argmax(match))
        score[index] = match[best]
        at[index] = (best if best < size - reach else best - size) - scaled.min()
    return at, score


def _peaks(score: Numbers) -> list[int]:
    """Return the best sizes, none beside a better one."""
    padded = np.concatenate([[-np.inf], score, [-np.inf]])
    tops = [index for index in range(len(score)) if padded[index + 1] >= max(padded[index], padded[index + 2])]
    return sorted(tops, key=lambda index: -score[index])[:_KEPT_EACH]
