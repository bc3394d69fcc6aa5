"""From finder patterns to soft readings, coarse pictures first: what is large is found at little cost.

Most pages that come this far hold no code that can be read, so each stage is kept from working in vain: a guess is
aimed only if the fixed modules between its finder patterns agree with the picture, a place is read only if all fixed
modules do, and no place is tried twice. What is tried is counted, never timed: the same page gives the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.qr.aim import View, agreement, aimed, view_of
from tallyproof.read.qr.locate import Finder, Guess, apart, bold_guesses, finders, guesses, turn_of
from tallyproof.read.qr.soft import Decoded, read_code
from tallyproof.read.qr.symbol import size_of
from tallyproof.read.reading import Raster

_SHRINKINGS = ((8, 4), (2,), (1,))
"""How many times the raster is shrunk in each round; a round looks for modules of 1.8 to 3.1 pixels of these."""
_LEAST_SIDE = 40
_MOST_PIXELS = 3_000_000
_MOST_WHOLE_PIXELS = 1_600_000
_LEAST_TURN = 7.0
_MOST_AIMED = 5
_MOST_READ = 3
_LEAST_AGREEMENT = 0.52
_SURE_AGREEMENT = 0.8
"""Where this is reached nothing better is looked for before reading, and after reading in vain nothing nearby."""
_MOST_BEHIND = 0.1
_SAME_PLACE = 0.02


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to guess: how many guesses are looked at, and how well the modules between finder patterns must agree."""

    guess: Callable[[Sequence[Finder], int], list[Guess]]
    most: int
    least_near: float


_ON_THREE = _Way(guesses, 8, 0.27)
_ON_TWO = _Way(bold_guesses, 12, 0.4)


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """Where a code may well stand: corners and version, and how well its fixed modules agree with the picture."""

    corners: NDArray[np.float64]
    version: int
    likeness: float


class Search:
    """The search for codes in one raster; `places` are those that were read so far, whether or not they said anything.

    Nothing is done before codes are asked for.
    """

    def __init__(self, raster: Raster) -> None:
        self.places: list[Place] = []
        self._raster = raster
        self._found: list[Finder] = []
        self._begun: list[tuple[NDArray[np.float64], int]] = []

    def codes(self) -> Iterator[Decoded]:
        """What the soft-decision reader makes of every likely place; asked for one at a time."""
        turn = turn_of(_shrunk(self._raster, max(1, round(min(self._raster.shape) / 300))))
        if abs(turn) <= _LEAST_TURN:
            turn = 0.0
        for shrinkings in _SHRINKINGS:
            for shrinking in shrinkings:
                self._look(shrinking, turn)
            yield from self._read(_ON_THREE)
        yield from self._read(_ON_TWO)

    def _look(self, shrinking: int, turn: float) -> None:
        """Look for finder patterns in the raster shrunk so many times, if that leaves a fitting size."""
        height, width = (side // shrinking for side in self._raster.shape)
        most = _MOST_PIXELS if shrinking > 1 else _MOST_WHOLE_PIXELS
        if min(height, width) >= _LEAST_SIDE and height * width <= most:
            self._found += finders(_shrunk(self._raster, shrinking), float(shrinking), turn)

    def _read(self, way: _Way) -> Iterator[Decoded]:
        """Read the places that these guesses lead to and that were not tried before."""
        for place in self._aimed(way):
            if _is_among([(one.corners, one.version) for one in self.places], place.corners, place.version):
                continue
            self.places.append(place)
            decoded = read_code(self._raster, place.corners, place.version)
            if decoded is not None:
                yield decoded

    def _aimed(self, way: _Way) -> list[Place]:
        """The places with the best agreement of fixed modules, at most a few, the best first."""
        best: list[Place] = []
        for view, corners, version in self._worth_aiming(way):
            self._begun.append((corners, version))
            aim, likeness = aimed(view, corners, version)
            best.append(Place(aim, version, likeness))
            if best[-1].likeness > _SURE_AGREEMENT:
                break
        best.sort(key=lambda one: -one.likeness)
        kept: list[Place] = []
        for one in best:
            # Of the versions a place may have, one far behind another is never the right one.
            least = max([_LEAST_AGREEMENT, *(other.likeness - _MOST_BEHIND for other in kept if _holds(other, one))])
            known = [(other.corners, other.version) for other in kept]
            if one.likeness >= least and not _is_among(known, one.corners, one.version):
                kept.append(one)
        return kept[:_MOST_READ]

    def _worth_aiming(self, way: _Way) -> list[tuple[View, NDArray[np.float64], int]]:
        """The guesses whose modules between the finder patterns agree best; none from where a search begun before."""
        seen = []
        open_ones = [one for one in self._found if not self._is_settled(one)]
        for guess in way.guess(apart(open_ones), way.most):
            middle = len(guess.versions) // 2
            view = view_of(self._raster, guess.corners[middle], size_of(guess.versions[middle]))
            if view is None:
                continue
            for corners, version in zip(guess.corners, guess.versions, strict=True):
                near = float(agreement(view, corners[None], version, near=True)[0])
                if near >= way.least_near and not _is_among(self._begun, corners, version):
                    seen.append((near, view, corners, version))
        seen.sort(key=lambda one: -one[0])
        return [(view, corners, version) for _, view, corners, version in seen[:_MOST_AIMED]]

    def _is_settled(self, finder: Finder) -> bool:
        """Whether this finder pattern belongs to a code that was surely there when it was read."""
        return any(_is_inside(one, finder.x, finder.y) for one in self.places if one.likeness > _SURE_AGREEMENT)


def _is_inside(place: Place, x: float, y: float) -> bool:
    return cv2.pointPolygonTest(place.corners.astype(np.float32), (x, y), measureDist=False) >= 0


def _holds(place: Place, other: Place) -> bool:
    """Whether the middle of the other lies in this place."""
    x, y = other.corners.mean(axis=0).tolist()
    return _is_inside(place, x, y)


def _shrunk(raster: Raster, times: int) -> Raster:
    if times == 1:
        return raster
    height, width = (side // times for side in raster.shape)
    whole = raster[: height * times, : width * times]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _is_among(places: Sequence[tuple[NDArray[np.float64], int]], corners: NDArray[np.float64], version: int) -> bool:
    reach = _SAME_PLACE * float(np.ptp(corners))
    return any(v == version and np.abs(corners - other).max() < reach for other, v in places)
