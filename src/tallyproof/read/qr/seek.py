"""From finder patterns to soft readings, coarse pictures first: what is large is found at little cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.qr.aim import agreement, aimed, view_of
from tallyproof.read.qr.locate import Finder, Guess, apart, bold_guesses, finders, guesses, turn_of
from tallyproof.read.qr.soft import Decoded, read_code
from tallyproof.read.qr.symbol import size_of
from tallyproof.read.reading import Raster

METHOD = "soft"
_SHRINKINGS = ((8, 4), (2,), (1,))
"""How many times the raster is shrunk in each round; a round looks for modules of 1.8 to 3.1 pixels of these."""
_LEAST_SIDE = 40
_MOST_PIXELS = 3_000_000
_MOST_WHOLE_PIXELS = 1_600_000
_LEAST_TURN = 7.0
_MOST_GUESSES = 12
_MOST_BOLD_GUESSES = 40
_MOST_AIMED = 8
_MOST_READ = 4
_LEAST_AGREEMENT = 0.42
_SURE_AGREEMENT = 0.8
"""Where this is reached nothing better is looked for before reading."""
_SAME_PLACE = 0.02


def soft_codes(raster: Raster) -> Iterator[tuple[str, Decoded]]:
    """What the soft-decision reader makes of every likely place, with the name of the way; asked for one at a time."""
    search = _Search(raster)
    for shrinkings in _SHRINKINGS:
        for shrinking in shrinkings:
            search.look(shrinking)
        yield from search.read(guesses, _MOST_GUESSES)
    yield from search.read(bold_guesses, _MOST_BOLD_GUESSES)


class _Search:
    """What was found so far in one raster, and what was tried on it."""

    def __init__(self, raster: Raster) -> None:
        self.raster = raster
        self.found: list[Finder] = []
        self.tried: list[tuple[NDArray[np.float64], int]] = []
        turn = turn_of(_shrunk(raster, max(1, round(min(raster.shape) / 300))))
        self.turn = turn if abs(turn) > _LEAST_TURN else 0.0

    def look(self, shrinking: int) -> None:
        """Look for finder patterns in the raster shrunk so many times, if that leaves a fitting size."""
        height, width = (side // shrinking for side in self.raster.shape)
        most = _MOST_PIXELS if shrinking > 1 else _MOST_WHOLE_PIXELS
        if min(height, width) >= _LEAST_SIDE and height * width <= most:
            self.found += finders(_shrunk(self.raster, shrinking), float(shrinking), self.turn)

    def read(self, guess: Callable[[Sequence[Finder]], list[Guess]], most: int) -> Iterator[tuple[str, Decoded]]:
        """Read the places that these guesses lead to and that were not tried before."""
        for corners, version in _aimed(self.raster, guess(apart(self.found))[:most]):
            if _is_among(self.tried, corners, version):
                continue
            self.tried.append((corners, version))
            decoded = read_code(self.raster, corners, version)
            if decoded is not None:
                yield METHOD, decoded


def _shrunk(raster: Raster, times: int) -> Raster:
    if times == 1:
        return raster
    height, width = (side // times for side in raster.shape)
    whole = raster[: height * times, : width * times]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _aimed(raster: Raster, likely: Sequence[Guess]) -> list[tuple[NDArray[np.float64], int]]:
    """The corners and versions with the best agreement of fixed modules, at most a few, the best first."""
    seen = []
    for guess in likely:
        middle = len(guess.versions) // 2
        view = view_of(raster, guess.corners[middle], size_of(guess.versions[middle]))
        if view is None:
            continue
        for corners, version in zip(guess.corners, guess.versions, strict=True):
            seen.append((float(agreement(view, corners[None], version, near=True)[0]), view, corners, version))
    seen.sort(key=lambda one: -one[0])
    best = []
    for _, view, corners, version in seen[:_MOST_AIMED]:
        best.append((*aimed(view, corners, version), version))
        if best[-1][1] > _SURE_AGREEMENT:
            break
    best.sort(key=lambda one: -one[1])
    kept: list[tuple[NDArray[np.float64], int]] = []
    for corners, likeness, version in best:
        if likeness >= _LEAST_AGREEMENT and not _is_among(kept, corners, version):
            kept.append((corners, version))
    return kept[:_MOST_READ]


def _is_among(places: Sequence[tuple[NDArray[np.float64], int]], corners: NDArray[np.float64], version: int) -> bool:
    reach = _SAME_PLACE * float(np.ptp(corners))
    return any(v == version and np.abs(corners - other).max() < reach for other, v in places)
