"""From finder patterns to soft readings, coarse pictures first: what is large is found at little cost."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from tallyproof.read.qr.aim import agreement, aimed, view_of
from tallyproof.read.qr.locate import Finder, Guess, apart, finders, guesses
from tallyproof.read.qr.soft import Decoded, read_code
from tallyproof.read.qr.symbol import size_of
from tallyproof.read.reading import Raster

METHOD = "soft"
_SHRINKINGS = ((8, 4), (2,), (1,))
"""How many times the raster is shrunk in each round; a round looks for modules of 1.8 to 3.1 pixels of these."""
_LEAST_SIDE = 40
_MOST_PIXELS = 3_000_000
_MOST_GUESSES = 12
_MOST_AIMED = 8
_MOST_READ = 3
_LEAST_AGREEMENT = 0.42


def soft_codes(raster: Raster) -> Iterator[tuple[str, Decoded]]:
    """What the soft-decision reader makes of every likely place, with the name of the way; asked for one at a time."""
    found: list[Finder] = []
    tried: list[tuple[float, float, int]] = []
    for shrinkings in _SHRINKINGS:
        for shrinking in shrinkings:
            found += _finders(raster, shrinking)
        for corners, version in _aimed(raster, guesses(apart(found))):
            middle = corners.mean(axis=0)
            if any(np.hypot(middle[0] - x, middle[1] - y) < 3 and version == v for x, y, v in tried):
                continue
            tried.append((float(middle[0]), float(middle[1]), version))
            decoded = read_code(raster, corners, version)
            if decoded is not None:
                yield METHOD, decoded


def _finders(raster: Raster, shrinking: int) -> list[Finder]:
    height, width = (side // shrinking for side in raster.shape)
    if min(height, width) < _LEAST_SIDE or height * width > _MOST_PIXELS:
        return []
    if shrinking == 1:
        return finders(raster, 1.0)
    whole = raster[: height * shrinking, : width * shrinking]
    shrunk = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
    return finders(np.asarray(shrunk, np.uint8), float(shrinking))


def _aimed(raster: Raster, likely: list[Guess]) -> list[tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], int]]:
    """The corners and versions with the best agreement of fixed modules, at most a few, the best first."""
    seen = []
    for guess in likely[:_MOST_GUESSES]:
        middle = len(guess.versions) // 2
        view = view_of(raster, guess.corners[middle], size_of(guess.versions[middle]))
        if view is None:
            continue
        for corners, version in zip(guess.corners, guess.versions, strict=True):
            seen.append((float(agreement(view, corners[None], version)[0]), view, corners, version))
    seen.sort(key=lambda one: -one[0])
    best = [(*aimed(view, corners, version), version) for _, view, corners, version in seen[:_MOST_AIMED]]
    best.sort(key=lambda one: -one[1])
    return [(corners, version) for corners, likeness, version in best[:_MOST_READ] if likeness >= _LEAST_AGREEMENT]
