"""How many units each stratum gets: Neyman's allocation in whole numbers, and the size that a margin needs.

Sources: Cochran, *Sampling Techniques*, 3rd ed., 5.5 and 5.9; Wright, *The American Statistician* 66 (2012) 217, for
the exact allocation in whole numbers with minima and maxima.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt

from scipy.special import ndtri

from tallyproof.errors import UsageError


@dataclass(frozen=True, slots=True)
class Part:
    """A stratum as allocation sees it: `weight` is its part of all voters, `spread` that of one draw as a share."""

    code: str
    units: int
    weight: Fraction
    spread: Fraction


def allocate(parts: Sequence[Part], size: int, *, minimum: int, what: str) -> list[int]:
    """Return units by stratum, n_h in proportion to N_h·S_h: the whole numbers with the least variance.

    Every stratum gets at least the minimum and at most all its units; UsageError where that cannot be.
    """
    for part in parts:
        if part.units < minimum:
            raise UsageError(
                f"stratum {part.code or 'whole'!r}: expected at least {minimum} {what} to draw from, got {part.units}; "
                "choose larger strata, leave the area out, or set a lower minimum"
            )
    least, most = minimum * len(parts), sum(part.units for part in parts)
    if size > most:
        raise UsageError(f"size: expected at most {most:,}, all {what} there are, got {size:,}; set a smaller size")
    if size < least:
        raise UsageError(
            f"size: expected at least {least:,} ({minimum} {what} in each of {len(parts)} strata), got {size:,}; set a "
            "larger size, larger strata or a lower minimum"
        )
    counts = [minimum] * len(parts)
    queue = [(-_gain(part, minimum), place) for place, part in enumerate(parts) if part.units > minimum]
    heapq.heapify(queue)
    for _ in range(size - least):
        _, place = heapq.heappop(queue)
        counts[place] += 1
        if counts[place] < parts[place].units:
            heapq.heappush(queue, (-_gain(parts[place], counts[place]), place))
    return counts


def _gain(part: Part, count: int) -> Fraction:
    """Return by how much one more unit lessens the variance."""
    return (part.weight * part.spread) ** 2 / (count * (count + 1))


def variance(parts: Sequence[Part], counts: Sequence[int], *, finite: bool) -> Fraction:
    """Return the variance of the estimated share; `finite` where units are drawn without replacement."""
    return sum(
        (
            (part.weight * part.spread) ** 2 * (Fraction(1, count) - (Fraction(1, part.units) if finite else 0))
            for part, count in zip(parts, counts, strict=True)
        ),
        Fraction(0),
    )


def half_width(parts: Sequence[Part], counts: Sequence[int], *, confidence: Fraction, finite: bool) -> float:
    """Return half the width of the interval that these counts promise, as a share."""
    return _normal(confidence) * sqrt(variance(parts, counts, finite=finite))


def size_for(
    parts: Sequence[Part], *, margin: Fraction, confidence: Fraction, minimum: int, finite: bool, what: str
) -> int:
    """Return the least size (to 2%) whose interval is no wider than the margin to each side.

    n = (ΣW_h·S_h)² / (e²/z² + ΣW_h·S_h²·W_h/N_h), then up until whole numbers and minima allow it.
    """
    wanted = float(margin) / _normal(confidence)
    total = float(sum(part.weight * part.spread for part in parts))
    finite_part = sum(float((part.weight * part.spread) ** 2 / part.units) for part in parts) if finite else 0.0
    most = sum(part.units for part in parts)
    size = min(max(ceil(total**2 / (wanted**2 + finite_part)), minimum * len(parts)), most)
    while variance(parts, allocate(parts, size, minimum=minimum, what=what), finite=finite) > wanted**2:
        if size == most:
            raise UsageError(
                f"margin: expected one that a sample can reach, got {float(margin):.4%} where all {most:,} {what} "
                "promise no less; set a larger margin"
            )
        size = min(most, size + max(1, size // 50))
    return size


def _normal(confidence: Fraction) -> float:
    return float(ndtri(float((1 + confidence) / 2)))
