"""Digits of counts against what binomial resampling of each station gives, not against a uniform law."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from scipy.special import chdtrc

from tallyproof.compare.indicators.areas import top_areas
from tallyproof.compare.indicators.chance import (
    benjamini_hochberg,
    generator,
    monte_carlo_p,
    pieces,
)
from tallyproof.compare.indicators.counted import Counted, Floats, Ints, Truths

Which = Literal["last", "second"]
LEAST_COUNT: dict[Which, int] = {"last": 100, "second": 10}
LEAST_COUNTS = 200
MOST_AREAS = 400
AREA_COUNTS = 100


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits of all counts from `least` on: how often each was seen, and what resampling gives.

    `expected` has the mean of the resamples scaled to the number of counts, `low` and `high` hold 95% of them. `moved`
    counts would have to have another digit to match `expected`; `moved_by_chance` is that of the mean resample.
    `uniform_p` is what the test against equal digits would say, which is not used. `areas` are those whose own test
    is flagged: code, counts, moved, p and adjusted p.
    """

    least: int
    counts: int
    seen: tuple[int, ...]
    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    p: Fraction
    moved: float
    moved_by_chance: float
    uniform_p: float
    areas: tuple[tuple[str, int, float, Fraction, float], ...]
    areas_tested: int


def digits_of(counted: Counted, which: Which, *, seed: str, resamples: int) -> Digits | None:
    """Return the digits of all candidates' counts, or None where fewer than LEAST_COUNTS are large enough.

    Resampled are the votes of a station for the candidates with large counts, multinomial with the station's own
    shares and its valid votes fixed. Resampled counts pass the same limit as the true ones.
    """
    least = LEAST_COUNT[which]
    if int((counted.votes >= least).sum()) < LEAST_COUNTS:
        return None
    area, codes = top_areas(counted)
    if len(codes) > MOST_AREAS:
        area, codes = np.zeros(len(counted), dtype=np.int64), ("",)
    drawn = _drawn(counted, which, area, len(codes), seed=seed, resamples=resamples)
    seen = np.zeros((len(codes), 10), dtype=np.int64)
    for column in range(counted.votes.shape[1]):
        _add(seen, counted.votes[:, column], area, which)
    whole = seen.sum(axis=0)
    statistic, statistics, _, moved_drawn = _distances(whole, drawn.sum(axis=1))
    shares = drawn.sum(axis=1) / drawn.sum(axis=(1, 2))[:, None]
    expected = shares.mean(axis=0) * whole.sum()
    low, high = np.quantile(shares, (0.025, 0.975), axis=0) * whole.sum()
    uniform = float(((whole - whole.sum() / 10) ** 2 / (whole.sum() / 10)).sum())
    areas, tested = _areas(seen, drawn, codes)
    return Digits(
        least=least,
        counts=int(whole.sum()),
        seen=tuple(int(one) for one in whole),
        expected=tuple(float(one) for one in expected),
        low=tuple(float(one) for one in low),
        high=tuple(float(one) for one in high),
        p=monte_carlo_p(statistic, statistics),
        moved=float(np.abs(whole - expected).sum()) / 2,
        moved_by_chance=float(moved_drawn.mean()),
        uniform_p=float(chdtrc(9, uniform)),
        areas=areas,
        areas_tested=tested,
    )


def digit(counts: Ints, which: Which) -> Ints:
    """Return the last or the second digit of counts that have it."""
    if which == "last":
        return counts % 10
    powers = np.array([10**power for power in range(1, 18)], dtype=np.int64)
    size = powers[np.searchsorted(powers, counts, side="right") - 1]
    return counts // (size // 10) % 10


def _add(into: Ints, counts: Ints, area: Ints, which: Which) -> None:
    large = counts >= LEAST_COUNT[which]
    cells = area[large] * 10 + digit(counts[large], which)
    into += np.bincount(cells, minlength=into.size).reshape(into.shape)


def _drawn(counted: Counted, which: Which, area: Ints, areas: int, *, seed: str, resamples: int) -> Ints:
    """Return digits of resampled counts: by resample, area and digit."""
    rng = generator(seed, f"{which} digit")
    # Counts this far below the limit do not reach it.
    near = LEAST_COUNT[which] // 2
    order = [one for one in np.argsort(-counted.votes.sum(axis=0), kind="stable") if _reaches(counted, one, near)]
    drawn = np.zeros((resamples, areas, 10), dtype=np.int64)
    for piece in pieces(len(counted)):
        votes, valid = counted.votes[piece], counted.valid[piece]
        columns: list[tuple[Truths, Floats]] = []
        earlier = np.zeros(len(valid), dtype=np.int64)
        for one in order:
            enough = votes[:, one] >= near
            columns.append((enough, votes[enough, one] / (valid - earlier)[enough]))
            earlier += np.where(enough, votes[:, one], 0)
        for number in range(resamples):
            left = valid.copy()
            for enough, share in columns:
                counts = rng.binomial(left[enough], share)
                _add(drawn[number], counts, area[piece][enough], which)
                left[enough] -= counts
    return drawn


def _reaches(counted: Counted, column: np.intp, near: int) -> bool:
    return bool((counted.votes[:, column] >= near).any())


def _distances(seen: Ints, drawn: Ints) -> tuple[float, Floats, float, Floats]:
    """Return the chi-squared distance from the mean and the counts moved: seen, and by resample.

    The mean is that of the resamples and of what was seen, so that under the null each of them stands to it alike.
    """
    totals = drawn.sum(axis=1)
    every = np.vstack([seen[None, :] / max(int(seen.sum()), 1), drawn / np.maximum(totals, 1)[:, None]])
    share = every.mean(axis=0)
    safe = np.where(share > 0, share, 1.0)

    def both(counts: Ints, total: Ints) -> tuple[Floats, Floats]:
        gap = counts - total[:, None] * share
        size = np.maximum(total, 1)
        return (gap**2 / safe).sum(axis=1) / size, np.abs(gap).sum(axis=1) / 2

    one, moved = both(seen[None, :], np.array([seen.sum()]))
    many, moved_drawn = both(drawn, totals)
    return float(one[0]), many, float(moved[0]), moved_drawn


def _areas(
    seen: Ints, drawn: Ints, codes: tuple[str, ...]
) -> tuple[tuple[tuple[str, int, float, Fraction, float], ...], int]:
    """Return the areas whose own digits stand out after Benjamini and Hochberg, and how many were tested."""
    tested = [one for one in range(len(codes)) if seen[one].sum() >= AREA_COUNTS] if len(codes) > 1 else []
    found = [(one, *_area(seen[one], drawn[:, one])) for one in tested]
    adjusted = benjamini_hochberg(np.array([float(p) for _, _, p in found]))
    flagged = [
        (codes[one], int(seen[one].sum()), moved, p, float(raised))
        for (one, moved, p), raised in zip(found, adjusted, strict=True)
        if raised <= 0.05
    ]
    return tuple(sorted(flagged, key=lambda area: (area[4], area[0]))), len(tested)


def _area(seen: Ints, drawn: Ints) -> tuple[float, Fraction]:
    statistic, statistics, moved, _ = _distances(seen, drawn)
    return moved, monte_carlo_p(statistic, statistics)
