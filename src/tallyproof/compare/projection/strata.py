"""Ways to cut the stations into strata, each with the areas above that a thin stratum borrows from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from tallyproof.compare.projection.stations import UNKNOWN, Stations, Whole

LEAST: Final = 5
"""A stratum with fewer held stations is thin."""
WHOLE: Final = "whole"
PLACE: Final = "place"
SIZE: Final = "size"
BY_STATIONS: Final = "-by-stations"
CLASSES: Final = 3

Measure = Literal["registered", "stations"]


@dataclass(frozen=True)
class Strata:
    """One definition of strata. `chain` gives each station its stratum, then what that lies in, up to below the whole.

    `depths` says for each link of the chain how many levels of areas it fixes, so that missing stations known only by
    area find their place in it; `names` are the codes of each link's strata. With fewer than `least` held stations a
    stratum is thin.
    """

    id: str
    measure: Measure
    chain: tuple[Whole, ...]
    depths: tuple[int, ...]
    names: tuple[Sequence[str], ...] = ()
    least: int = LEAST


def measure_of(stations: Stations) -> tuple[Measure, str]:
    """Return by what stations are compared: registered voters where all are known, else their number; and why."""
    ordinary = stations.ordinary
    if (stations.registered[ordinary] == UNKNOWN).any():
        return "stations", "registered-unknown"
    if any(one.registered is None for one in stations.unlisted):
        return "stations", "roll-without-voters"
    if not stations.registered[ordinary & stations.held].sum():
        return "stations", "registered-zero"
    return "registered", ""


def strata_of(stations: Stations, *, least: int = LEAST) -> tuple[Strata, ...]:
    """Return every definition of strata that the stations allow, from the whole down to the polling place.

    All with the same measure, and the whole also by number of stations.
    """
    measure, _ = measure_of(stations)
    found = [Strata(WHOLE, measure, (), (), least=least)]
    if measure == "registered":
        found.append(Strata(WHOLE + BY_STATIONS, "stations", (), (), least=least))
    if not stations.missing.any() and not any(one.path for one in stations.unlisted):
        # All that is missing is known for the whole alone: any strata would give the same.
        return tuple(found)
    depths = tuple(range(len(stations.levels), 0, -1))
    above, names = stations.areas[::-1], stations.area_codes[::-1]
    for skip in range(len(depths) - 1, -1, -1):
        id = stations.levels[depths[skip] - 1]
        found.append(Strata(id, measure, above[skip:], depths[skip:], names[skip:], least))
    found.append(_by_size(stations, measure, least))
    inner = len(stations.levels) + 1
    found.append(Strata(PLACE, measure, (stations.place, *above), (inner, *depths), (stations.place_codes, *names), 1))
    return tuple(found)


def _by_size(stations: Stations, measure: Measure, least: int) -> Strata:
    """Return areas of the top level crossed with the size of the place."""
    classes = size_classes(stations)
    if not stations.areas:
        return Strata(SIZE, measure, (classes,), (1,), ([f"size {one + 1}" for one in range(CLASSES)],), least)
    pairs, codes = np.unique(stations.areas[0] * CLASSES + classes, return_inverse=True)
    tops = stations.area_codes[0]
    names = [f"{tops[pair // CLASSES]} size {pair % CLASSES + 1}" for pair in pairs.tolist()]
    crossed = codes.astype(np.int64).reshape(-1)
    return Strata(SIZE, measure, (crossed, stations.areas[0]), (len(stations.levels) + 1, 1), (names, tops), least)


def size_classes(stations: Stations) -> Whole:
    """Return for each station whether its place is of the smallest, middle or largest third of stations.

    A place's size is its registered voters where all are known, else its number of stations.
    """
    if not len(stations.place):
        return stations.place
    known = not (stations.registered == UNKNOWN).any()
    weight = stations.registered if known else np.ones_like(stations.place)
    of_place = np.bincount(stations.place, weights=weight)[stations.place]
    limits = np.quantile(of_place, [one / CLASSES for one in range(1, CLASSES)], method="lower")
    return np.searchsorted(limits, of_place, side="left").astype(np.int64)


def chosen(definitions: Sequence[Strata], id: str) -> Strata | None:
    """Return the definition with an id, or None where the stations do not allow it."""
    return next((one for one in definitions if one.id == id), None)
