"""The fingerprint of Klimek et al. (2012): its model fitted, against places of like size that exchange shares.

Their model mixes three kinds of stations, with turnout a and share v normal around the modes: as voted, w = a·v;
'incremental', w = a·v + x·(1 − a) + x^α·(1 − v)·a with x the absolute value of a normal with mean 0; 'extreme', the
same with 1 − |normal(0, 0.075)| for x. w is the leader's votes over registered voters; f_i and f_e are the fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.special import ndtr, ndtri

from tallyproof.compare.indicators.areas import NONE, pooled_groups
from tallyproof.compare.indicators.chance import generator, monte_carlo_p, ranks_within
from tallyproof.compare.indicators.counted import Counted, Floats, Ints

LEAST_SIZE = 100
LEAST_STATIONS = 200
# Places of an area that stand next to each other in size exchange their shares: this many in a group.
EXCHANGED = 10
BINS = 100
ALPHAS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
EXTREME_SPREAD = 0.075
DRAWS = 1 << 16
# Differences below half a point of the voters are finer than the model can mean: they count as none.
STEP = 0.005


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The fitted fractions, what exchanging places gives, and the curve of w in percent of registered voters.

    `added` is what the two parts bring the leader over stations as voted, as a part of registered voters: f_i and f_e
    by themselves do not tell many small additions from few large ones. `by_chance` and `most_by_chance` are its mean
    and 95% point over exchanges. `seen`, `fitted` are shares of stations by bin of w; `low`, `high` hold 95% of them.
    """

    stations: int
    incremental: float
    extreme: float
    alpha: float
    added: float
    by_chance: float
    most_by_chance: float
    p: Fraction
    turnout_mode: float
    share_mode: float
    groups: int
    seen: Floats
    fitted: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class _Fit:
    incremental: float
    extreme: float
    alpha: float
    distance: float
    added: float


def fingerprint_of(counted: Counted, *, seed: str, resamples: int) -> Fingerprint | None:
    """Return the fitted model, or None where fewer than LEAST_STATIONS have a turnout and LEAST_SIZE electors.

    The null keeps every station's turnout and every place's share, and breaks what links them: places of like size in
    the same area exchange their shares, and their stations their distances from their places. The model is fitted to
    every exchange as to the figures.
    """
    among = counted.has_turnout & (counted.registered >= LEAST_SIZE)
    used = np.flatnonzero(among)
    if len(used) < LEAST_STATIONS:
        return None
    turnout = counted.valid[used] / counted.registered[used]
    share = counted.votes[used, counted.leader] / counted.valid[used]
    kinds = _kinds(turnout, share, generator(seed, "fingerprint model"))
    seen = _density(turnout * share)
    fit = _best(seen, kinds, len(used))
    fits, curves, groups = _exchanges(counted, used, turnout, share, kinds, seed=seed, resamples=resamples)
    low, high = np.quantile(curves, (0.025, 0.975), axis=0)
    honest, incremental, extreme = kinds[0], kinds[1 + ALPHAS.index(fit.alpha)], kinds[-1]
    total = fit.incremental + fit.extreme
    return Fingerprint(
        stations=len(used),
        incremental=fit.incremental,
        extreme=fit.extreme,
        alpha=fit.alpha,
        added=fit.added,
        by_chance=float(fits.mean()),
        most_by_chance=float(np.quantile(fits, 0.95)),
        p=monte_carlo_p(round(fit.added / STEP), np.round(fits / STEP)),
        turnout_mode=mode(turnout),
        share_mode=mode(share),
        groups=groups,
        seen=seen,
        fitted=(1 - total) * honest + fit.incremental * incremental + fit.extreme * extreme,
        low=low,
        high=high,
    )


def mode(values: Floats) -> float:
    """Return the highest place of the distribution.

    The paper takes the highest bin, which chance moves by points; this is the top of the parabola through the
    logarithms of the smoothed bins of at least half that height.
    """
    counts = np.convolve(_density(values), np.array([1, 2, 3, 2, 1]) / 9, mode="same")
    top = int(counts.argmax())
    high = counts >= counts[top] / 2
    # The peak itself: what lies beyond the next low bin is another one.
    first = top - int(np.argmin(np.r_[high[: top + 1][::-1], False])) + 1
    last = top + int(np.argmin(np.r_[high[top:], False]))
    middles = (np.arange(first, last) + 0.5) / BINS
    if len(middles) >= 3:
        # numpy.polyfit multiplies by its weights before squaring; a logged count varies as one over the count.
        bend, slope, _ = np.polyfit(
            middles - middles.mean(), np.log(counts[first:last]), 2, w=np.sqrt(counts[first:last])
        )
        if bend < 0:
            return float(np.clip(middles.mean() - slope / (2 * bend), middles[0], middles[-1]))
    return (top + 0.5) / BINS


def _density(values: Floats) -> Floats:
    cells = np.clip((values * BINS).astype(np.int64), 0, BINS - 1)
    return np.bincount(cells, minlength=BINS) / max(len(values), 1)


def _kinds(turnout: Floats, share: Floats, rng: np.random.Generator) -> list[Floats]:
    """Return the density of w of each kind: as voted, incremental for each α, extreme.

    As in the paper the spread below the mode is taken for what was voted, and that above the mode of the share for x.
    """
    uniform = rng.random((4, DRAWS))
    a_mode, v_mode = mode(turnout), mode(share)
    a = _truncated(a_mode, _spread(turnout[turnout <= a_mode] - a_mode), uniform[0])
    v = _truncated(v_mode, _spread(share[share <= v_mode] - v_mode), uniform[1])
    x = _half_normal(_spread(share[share >= v_mode] - v_mode), uniform[2])
    y = 1 - _half_normal(EXTREME_SPREAD, uniform[3])
    kinds = [_density(a * v)]
    kinds += [_density(a * v + x * (1 - a) + x**alpha * (1 - v) * a) for alpha in ALPHAS]
    # The exponent hardly matters where x is near one.
    return [*kinds, _density(a * v + y * (1 - a) + y * (1 - v) * a)]


def _spread(distances: Floats) -> float:
    return max(1e-3, float(np.sqrt((distances**2).mean()))) if len(distances) else 1e-3


def _truncated(mean: float, spread: float, uniform: Floats) -> Floats:
    """Return normal values kept between 0 and 1."""
    low, high = float(ndtr((0 - mean) / spread)), float(ndtr((1 - mean) / spread))
    drawn: Floats = mean + spread * ndtri(np.clip(low + uniform * (high - low), 1e-15, 1 - 1e-15))
    return drawn.clip(0, 1)


def _half_normal(spread: float, uniform: Floats) -> Floats:
    """Return absolute values of a normal around 0, kept below 1."""
    high = float(ndtr(1 / spread))
    drawn: Floats = spread * ndtri(np.clip(0.5 + uniform * (high - 0.5), 0.5, 1 - 1e-15))
    return drawn.clip(0, 1)


def _best(seen: Floats, kinds: list[Floats], stations: int) -> _Fit:
    """Return the fractions of least weighted squared distance over all α, exact on the triangle f_i + f_e <= 1."""
    weights = 1 / (seen + 1 / stations)
    honest, extreme = kinds[0], kinds[-1] - kinds[0]
    fits = []
    middles = (np.arange(BINS) + 0.5) / BINS
    for alpha, incremental in zip(ALPHAS, kinds[1:-1], strict=True):
        f, g, distance = _on_triangle(seen - honest, incremental - honest, extreme, weights)
        added = f * float(((incremental - honest) * middles).sum()) + g * float((extreme * middles).sum())
        fits.append(_Fit(f, g, alpha, distance, added))
    return min(fits, key=lambda one: one.distance)


def _on_triangle(target: Floats, first: Floats, second: Floats, weights: Floats) -> tuple[float, float, float]:
    """Return f, g >= 0 with f + g <= 1 that bring f·first + g·second nearest to the target, and their distance."""
    aa, bb, ab = ((one * other * weights).sum() for one, other in ((first, first), (second, second), (first, second)))
    at, bt = (first * target * weights).sum(), (second * target * weights).sum()
    points = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]
    determinant = aa * bb - ab * ab
    if determinant > 1e-12 * aa * bb:
        points.append(((at * bb - bt * ab) / determinant, (bt * aa - at * ab) / determinant))
    if aa > 0:
        points.append((at / aa, 0.0))
    if bb > 0:
        points.append((0.0, bt / bb))
    slope = aa + bb - 2 * ab
    if slope > 0:
        part = (at - bt + bb - ab) / slope
        points.append((part, 1 - part))
    inside = [(f, g) for f, g in points if -1e-12 <= f <= 1 + 1e-12 and g >= -1e-12 and f + g <= 1 + 1e-12]
    # The squared distance without its constant.
    graded = [(f * f * aa + g * g * bb + 2 * f * g * ab - 2 * f * at - 2 * g * bt, f, g) for f, g in inside]
    distance, f, g = min(graded)
    return max(0.0, float(f)), max(0.0, float(g)), float(distance)


def _exchanges(
    counted: Counted,
    used: Ints,
    turnout: Floats,
    share: Floats,
    kinds: list[Floats],
    *,
    seed: str,
    resamples: int,
) -> tuple[Floats, Floats, int]:
    """Return what the parts add and the density of w of each exchange, and the number of groups that exchange."""
    _, place = np.unique(counted.place[used], return_inverse=True)
    valid = counted.valid[used]
    size = np.bincount(place, valid).astype(np.float64)
    own = np.bincount(place, counted.votes[used, counted.leader]) / size
    block = _blocks(counted, used, place, size)
    rest = share - own[place]
    rng = generator(seed, "fingerprint exchange")
    fits, curves = np.zeros(resamples), np.zeros((resamples, BINS))
    of_station = block[place]
    for number in range(resamples):
        share_of_place = _shuffled(own, block, rng)[place]
        curves[number] = _density(turnout * (share_of_place + _shuffled(rest, of_station, rng)).clip(0, 1))
        fits[number] = _best(curves[number], kinds, len(used)).added
    return fits, curves, int(block.max()) + 1


def _shuffled(values: Floats, block: Ints, rng: np.random.Generator) -> Floats:
    """Return the values in a random order inside each block."""
    order = np.argsort(block, kind="stable")
    result = np.empty_like(values)
    # Sorting by a random key inside each block is a random order of the block.
    result[order] = values[np.lexsort((rng.random(len(values)), block))]
    return result


def _blocks(counted: Counted, used: Ints, place: Ints, size: Floats) -> Ints:
    """Return for each place the group it exchanges with: EXCHANGED neighbours by size in one area."""
    among = np.zeros(len(counted), dtype=np.bool_)
    among[used] = True
    groups, codes = pooled_groups(counted, among, counted.place, least=2)
    of_place = np.full(len(size), NONE, dtype=np.int64)
    of_place[place] = groups[used]
    order = np.lexsort((size, of_place))
    rank = np.empty(len(size), dtype=np.int64)
    rank[order] = ranks_within(of_place[order])
    # The last group of an area takes what is left over, so that none stands alone.
    full = np.maximum(np.bincount(of_place, minlength=len(codes)) // EXCHANGED, 1)
    number = np.minimum(rank // EXCHANGED, full[of_place] - 1)
    _, block = np.unique(of_place * (int(full.max()) + 1) + number, return_inverse=True)
    return block.astype(np.int64)
