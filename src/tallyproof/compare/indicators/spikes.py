"""Turnout and share at whole percentages: more stations than the binomial chance of each station gives."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.special import betainc

from tallyproof.compare.indicators.chance import benjamini_hochberg, flagged, generator, monte_carlo_p, pieces
from tallyproof.compare.indicators.counted import Counted, Floats, Ints, Truths

# As in Kobak, Shpilkin and Pshenichnikov (2016): within 0.05 points of a whole percentage, stations of some size, and
# without the ends of the scale, which small and special stations fill honestly.
LEAST_SIZE = 100
FIRST, LAST = 1, 98
LEAST_STATIONS = 100
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Curve:
    """Stations at each whole percentage from 0 to 100, and what resampling gives: mean and 95% band.

    What resampling gives at a percentage is its part of the stations within half a point, times those seen there
    (`around`): resampling flattens a narrow peak of the whole distribution, and that must not look like a spike.
    """

    name: str
    seen: Ints
    around: Ints
    expected: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Spikes:
    """Stations whose turnout or leader's share is a whole percentage, and how many chance gives.

    `percentages` are those flagged: curve, percentage, seen, expected, adjusted p. `listed` are the stations at them.
    """

    stations: int
    seen: int
    expected: float
    most_by_chance: float
    p: Fraction
    curves: tuple[Curve, ...]
    percentages: tuple[tuple[str, int, int, float, float], ...]
    listed: tuple[tuple[str, str, int], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Rate:
    """One rate of the stations: `part` of `whole` where `used`."""

    name: str
    part: Ints
    whole: Ints
    used: Truths


def spikes_of(counted: Counted, *, seed: str, resamples: int) -> Spikes | None:
    """Return the stations at whole percentages, or None where fewer than LEAST_STATIONS are large enough.

    Resampled are ballots among registered voters and the leader's votes among valid votes, binomial with the
    station's own rate. Without registered voters the share alone is looked at.
    """
    rates = _rates(counted)
    used = np.logical_or.reduce([one.used for one in rates])
    if int(used.sum()) < LEAST_STATIONS:
        return None
    seen_at, seen_around, seen = _at_whole([(one, one.part) for one in rates], len(counted))
    drawn_at, drawn_around, drawn = _drawn(counted, rates, seed=seed, resamples=resamples)
    scale = seen_around / np.maximum(drawn_around, 1e-9)
    low, high = np.quantile(drawn_at, (0.025, 0.975), axis=0) * scale
    expected = drawn_at.mean(axis=0) * scale
    curves = tuple(
        Curve(one.name, seen_at[row], seen_around[row], expected[row], low[row], high[row])
        for row, one in enumerate(rates)
    )
    percentages = _percentages(curves)
    listed = _listed(counted, rates, {(name, whole) for name, whole, *_ in percentages})
    return Spikes(
        stations=int(used.sum()),
        seen=seen,
        expected=float(drawn.mean()),
        most_by_chance=float(np.quantile(drawn, 0.95)),
        p=monte_carlo_p(seen, drawn),
        curves=curves,
        percentages=percentages,
        listed=tuple(listed[:MOST_LISTED]),
        left_out=max(0, len(listed) - MOST_LISTED),
    )


def at_whole(part: Ints, whole: Ints) -> Ints:
    """Return the whole percentage that part/whole lies within 0.05 points of, or -1. Exact in integers."""
    shifted = 2000 * part + whole
    return np.where(shifted % (20 * whole) <= 2 * whole, shifted // (20 * whole), -1)


def _rates(counted: Counted) -> list[_Rate]:
    share = _Rate("share", counted.votes[:, counted.leader], counted.valid, counted.valid >= LEAST_SIZE)
    turnout = _Rate(
        "turnout", counted.ballots, counted.registered, counted.has_turnout & (counted.registered >= LEAST_SIZE)
    )
    return [turnout, share] if int(turnout.used.sum()) else [share]


def _at_whole(rates: list[tuple[_Rate, Ints]], stations: int) -> tuple[Ints, Ints, int]:
    """Return stations at and around each whole percentage by rate, and how many are at one by any rate."""
    at = np.zeros((len(rates), 101), dtype=np.int64)
    around = np.zeros((len(rates), 101), dtype=np.int64)
    either = np.zeros(stations, dtype=np.bool_)
    for row, (rate, part) in enumerate(rates):
        own, size = part[rate.used], rate.whole[rate.used]
        whole = at_whole(own, size)
        hit = (whole >= FIRST) & (whole <= LAST)
        at[row] = np.bincount(whole[hit], minlength=101)
        around[row] = np.bincount((200 * own + size) // (2 * size), minlength=101)
        either[np.flatnonzero(rate.used)[hit]] = True
    return at, around, int(either.sum())


def _drawn(counted: Counted, rates: list[_Rate], *, seed: str, resamples: int) -> tuple[Ints, Floats, Floats]:
    """Return by resample the stations at each whole percentage, the mean around it, by resample those at any."""
    rng = generator(seed, "whole percentages")
    drawn_at = np.zeros((resamples, len(rates), 101), dtype=np.int64)
    drawn_around = np.zeros((len(rates), 101))
    either = np.zeros(resamples)
    for piece in pieces(len(counted)):
        cut = [_Rate(one.name, one.part[piece], one.whole[piece], one.used[piece]) for one in rates]
        chances = [one.part[one.used] / one.whole[one.used] for one in cut]
        parts = [np.zeros(len(one.part), dtype=np.int64) for one in cut]
        for number in range(resamples):
            for one, chance, part in zip(cut, chances, parts, strict=True):
                part[one.used] = rng.binomial(one.whole[one.used], chance)
            at, around, stations = _at_whole(list(zip(cut, parts, strict=True)), len(parts[0]))
            drawn_at[number] += at
            drawn_around += around / resamples
            either[number] += stations
    return drawn_at, drawn_around, either


def _percentages(curves: tuple[Curve, ...]) -> tuple[tuple[str, int, int, float, float], ...]:
    """Return the percentages with more stations than chance gives, after Benjamini and Hochberg.

    The p-value is the exact binomial's: of the stations around a percentage so many or more are at it.
    """
    cells = [(curve, whole) for curve in curves for whole in range(FIRST, LAST + 1) if curve.expected[whole] > 0]
    seen = np.array([curve.seen[whole] for curve, whole in cells], dtype=np.float64)
    around = np.array([curve.around[whole] for curve, whole in cells], dtype=np.float64)
    chance = np.array([curve.expected[whole] for curve, whole in cells]) / np.maximum(around, 1)
    # P(X ≥ k) = I_p(k, n − k + 1).
    tails = betainc(np.maximum(seen, 1), np.maximum(around - seen, 0) + 1, np.clip(chance, 0, 1))
    values = np.where(seen > 0, tails, 1.0)
    adjusted = benjamini_hochberg(values)
    found = [
        (curve.name, whole, int(curve.seen[whole]), float(curve.expected[whole]), float(raised))
        for (curve, whole), raised, is_flagged in zip(cells, adjusted, flagged(adjusted), strict=True)
        if is_flagged
    ]
    return tuple(sorted(found, key=lambda one: (one[4], one[0], one[1])))


def _listed(counted: Counted, rates: list[_Rate], wanted: set[tuple[str, int]]) -> list[tuple[str, str, int]]:
    listed = []
    for rate in rates:
        places = np.flatnonzero(rate.used)
        for place, whole in zip(places, at_whole(rate.part[places], rate.whole[places]), strict=True):
            if (rate.name, int(whole)) in wanted:
                listed.append((counted.stations[place], rate.name, int(whole)))
    return sorted(listed, key=lambda one: (one[1], one[2], one[0]))
