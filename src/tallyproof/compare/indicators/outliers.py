"""Stations far from their parent area: median and MAD of its places, with the chance of few ballots taken off."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tallyproof.compare.indicators.areas import distinct, levels_up
from tallyproof.compare.indicators.chance import benjamini_hochberg, flagged, generator
from tallyproof.compare.indicators.counted import Counted, Floats, Ints, Truths

LEAST_VOTES = 10
# An area needs this many places: a median and a MAD of fewer say little.
LEAST_PLACES = 20
MAD_TO_SPREAD = 1.482602218505602
# The null is drawn until it has about this many stations, at least LEAST_DRAWS times.
DRAWN_STATIONS = 4_000_000
LEAST_DRAWS = 9
MOST_LISTED = 200
STEP, STEPS = 0.01, 6000
CLASSES = (50, 200)


@dataclass(frozen=True, slots=True)
class Far:
    """One station: its area, share and the area's in percent, votes it has above the area's share, z and adjusted p."""

    station: str
    area: str
    share: float
    area_share: float
    votes: int
    z: float
    adjusted: float


@dataclass(frozen=True, slots=True)
class Outliers:
    """Stations tested against the lowest area with LEAST_PLACES places; `p` is Simes' over all of them."""

    stations: int
    left_out: int
    areas: int
    draws: int
    p: Fraction
    flagged_stations: int
    votes: int
    largest: float
    listed: tuple[Far, ...]


@dataclass(frozen=True, slots=True)
class _Level:
    """The areas of a level: by tested station, their codes, and which of them stations are tested by."""

    area: Ints
    codes: tuple[str, ...]
    tests: Truths


@dataclass(frozen=True, slots=True)
class _Frame:
    """Tested stations, their place (`first` is a station of each) and the level of the area each is tested by."""

    used: Ints
    place: Ints
    first: Ints
    levels: tuple[_Level, ...]
    level_of: Ints
    votes: Ints
    valid: Ints


@dataclass(frozen=True, slots=True)
class _Fitted:
    """Median of every station's area, variance between its places below and above it, and inside places.

    Below and above apart: where a candidate is near 0 or 100% places lie further to one side.
    """

    middle: Floats
    below: Floats
    above: Floats
    within: float
    z: Floats


def outliers_of(counted: Counted, *, seed: str, resamples: int) -> Outliers | None:
    """Return the stations far from their area, or None where no area has LEAST_PLACES places.

    Shares are compared as angles, g = arcsin √((y + 3/8)/(N + 3/4)), whose binomial variance 1/(4N + 2) does not
    depend on the share (Anscombe 1948). The null is drawn from the fitted medians and spreads, and passes through the
    same estimation.
    """
    frame = _frame(counted)
    if frame is None:
        return None
    fitted = _fit(frame, frame.votes)
    draws = max(LEAST_DRAWS, min(resamples, -(-DRAWN_STATIONS // len(frame.used))))
    classes = _classes(frame)
    drawn = _null(frame, fitted, classes, draws, seed=seed)
    values = _tail(drawn, classes, np.abs(fitted.z))
    floats = values[:, 0] / values[:, 1]
    adjusted = benjamini_hochberg(floats)
    rank = np.searchsorted(np.sort(floats), floats, side="right")
    least = int((floats / rank).argmin())
    simes = Fraction(int(values[least, 0]), int(values[least, 1])) * len(floats) / int(rank[least])
    chosen = np.flatnonzero(flagged(adjusted))
    far = _far(counted, frame, fitted, adjusted, chosen)
    return Outliers(
        stations=len(frame.used),
        left_out=len(counted) - len(frame.used),
        areas=sum(int(level.tests.sum()) for level in frame.levels),
        draws=draws,
        p=min(Fraction(1), simes),
        flagged_stations=len(far),
        votes=sum(one.votes for one in far),
        largest=float(np.abs(fitted.z).max()),
        listed=tuple(far[:MOST_LISTED]),
    )


def _frame(counted: Counted) -> _Frame | None:
    among = counted.valid >= LEAST_VOTES
    level_of = np.full(len(counted), -1, dtype=np.int64)
    found: list[tuple[Ints, tuple[str, ...], Truths]] = []
    for area, codes in levels_up(counted):
        good = distinct(area[among], counted.place[among], len(codes)) >= LEAST_PLACES
        new = among & (level_of < 0) & good[area]
        if new.any():
            level_of[new] = len(found)
            tests = np.zeros(len(codes), dtype=np.bool_)
            tests[area[new]] = True
            found.append((area, codes, tests))
    used = np.flatnonzero(level_of >= 0)
    if not len(used):
        return None
    _, first, place = np.unique(counted.place[used], return_index=True, return_inverse=True)
    return _Frame(
        used=used,
        place=place.astype(np.int64),
        first=first.astype(np.int64),
        levels=tuple(_Level(area[used], codes, tests) for area, codes, tests in found),
        level_of=level_of[used],
        votes=counted.votes[used, counted.leader],
        valid=counted.valid[used],
    )


def angle(votes: Ints | Floats, valid: Ints | Floats) -> Floats:
    """Return the share as an angle (Anscombe 1948)."""
    result: Floats = np.arcsin(np.sqrt((votes + 0.375) / (valid + 0.75)))
    return result


def _fit(frame: _Frame, votes: Ints) -> _Fitted:
    """Return medians and spreads; a reference area holds all its places, also those tested by a smaller area."""
    places = len(frame.first)
    own = angle(votes, frame.valid)
    noise = 1 / (4 * frame.valid + 2)
    valid = np.bincount(frame.place, frame.valid, minlength=places)
    of_place = angle(np.bincount(frame.place, votes, minlength=places), valid)
    stations = np.bincount(frame.place, minlength=places)
    within = _within(own - of_place[frame.place], noise, stations[frame.place])
    place_noise = 1 / (4 * valid + 2) + within / stations
    middle, below, above = np.zeros(len(own)), np.zeros(len(own)), np.zeros(len(own))
    for number, level in enumerate(frame.levels):
        here = frame.level_of == number
        of, size = level.area[frame.first], len(level.codes)
        medians = _medians(of_place, of, size)
        away = of_place - medians[of]
        spread = (MAD_TO_SPREAD * _medians(np.abs(away), 2 * of + (away > 0), 2 * size).reshape(size, 2)) ** 2
        variance = np.maximum(0, spread - _medians(place_noise, of, size)[:, None])
        area = level.area[here]
        middle[here], below[here], above[here] = medians[area], variance[area, 0], variance[area, 1]
    between = np.where(own > middle, above, below)
    return _Fitted(middle, below, above, within, (own - middle) / np.sqrt(between + within + noise))


def _within(rest: Floats, noise: Floats, stations: Ints) -> float:
    """Return how far stations of one place lie apart beyond the chance of few ballots, as a variance."""
    several = stations >= 2
    if not several.any():
        return 0.0
    scaled = np.abs(rest[several]) * np.sqrt(stations[several] / (stations[several] - 1))
    return max(0.0, float((MAD_TO_SPREAD * np.median(scaled)) ** 2 - np.median(noise[several])))


def _medians(values: Floats, groups: Ints, number: int) -> Floats:
    """Return the median of each group; 0 for an empty one."""
    ordered = values[np.lexsort((values, groups))]
    counts = np.bincount(groups, minlength=number)
    starts = np.cumsum(counts) - counts
    some = counts > 0
    result = np.zeros(number)
    low, high = starts + (counts - 1) // 2, starts + counts // 2
    result[some] = (ordered[low[some]] + ordered[high[some]]) / 2
    return result


def _classes(frame: _Frame) -> Ints:
    """Return the class of each station by the number of places of its area: tails differ with it."""
    result = np.zeros(len(frame.used), dtype=np.int64)
    for number, level in enumerate(frame.levels):
        here = frame.level_of == number
        places = np.bincount(level.area[frame.first], minlength=len(level.codes))
        result[here] = np.searchsorted(CLASSES, places[level.area[here]], side="right")
    return result


def _null(frame: _Frame, fitted: _Fitted, classes: Ints, draws: int, *, seed: str) -> Ints:
    """Return how often the drawn |z| fell into each step, by class."""
    rng = generator(seed, "far from the area")
    counts = np.zeros((len(CLASSES) + 1, STEPS), dtype=np.int64)
    for _ in range(draws):
        place = rng.standard_normal(len(frame.first))[frame.place]
        station = rng.standard_normal(len(frame.used))
        between = np.sqrt(np.where(place > 0, fitted.above, fitted.below))
        angles = fitted.middle + between * place + np.sqrt(fitted.within) * station
        votes = rng.binomial(frame.valid, np.sin(np.clip(angles, 0, np.pi / 2)) ** 2)
        z = np.abs(_fit(frame, votes).z)
        cells = classes * STEPS + np.minimum((z / STEP).astype(np.int64), STEPS - 1)
        counts += np.bincount(cells, minlength=counts.size).reshape(counts.shape)
    return counts


def _tail(drawn: Ints, classes: Ints, z: Floats) -> Ints:
    """Return (1 + b, 1 + n) of each station: b of the n drawn in its class lie in its step or further out."""
    beyond = drawn[:, ::-1].cumsum(axis=1)[:, ::-1]
    cells = np.minimum((z / STEP).astype(np.int64), STEPS - 1)
    return np.stack([1 + beyond[classes, cells], 1 + beyond[classes, 0]], axis=1)


def _far(counted: Counted, frame: _Frame, fitted: _Fitted, adjusted: Floats, chosen: Ints) -> list[Far]:
    found = []
    for one in chosen:
        level = frame.levels[int(frame.level_of[one])]
        area_share = float(np.sin(fitted.middle[one]) ** 2)
        votes, valid = int(frame.votes[one]), int(frame.valid[one])
        found.append(
            Far(
                station=counted.stations[frame.used[one]],
                area=level.codes[int(level.area[one])],
                share=votes / valid,
                area_share=area_share,
                votes=abs(round(votes - valid * area_share)),
                z=float(fitted.z[one]),
                adjusted=float(adjusted[one]),
            )
        )
    return sorted(found, key=lambda far: (far.adjusted, -abs(far.z), far.station))
