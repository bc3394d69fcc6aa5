"""Weights of the stations that arrived, and the variance of what they estimate.

Every station weighs the inverse of its inclusion probability. Where some of a stratum's stations are missing, those
that arrived carry the weight of all that were drawn there. A stratum with fewer than two units has no variance of its
own: its missing weight is carried by its parent, and its one unit is compared with the parent's mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

LEAST_UNITS = 2

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SampledStation:
    """One drawn station as weighting sees it; `unit` is what was drawn: the station itself or its centre."""

    stratum: str
    unit: str
    probability: Fraction
    has_arrived: bool


@dataclass(frozen=True, slots=True)
class SampledStratum:
    """How many units the stratum has in all, and the areas above it, the nearest first.

    `without_replacement` is for stations drawn one by one, whose variance ends when all are in the sample.
    """

    code: str
    parents: tuple[str, ...]
    units: int
    without_replacement: bool


@dataclass(frozen=True, slots=True)
class Weighted:
    """The arrived stations' weights, in their order, and the units they belong to.

    `unit` is each station's unit, `stratum` each unit's stratum, `open` is 1 − f by stratum. `lonely` are units that
    have no stratum of their own (`stratum` -1), each with the units of the parent it is compared with. `borrowed`
    names the parent by stratum.
    """

    weights: Floats
    unit: Ints
    stratum: Ints
    open: Floats
    lonely: tuple[tuple[int, Ints], ...]
    borrowed: Mapping[str, str]

    @property
    def degrees(self) -> int:
        """Degrees of freedom: units less strata, at least one."""
        own = self.stratum[self.stratum >= 0]
        return max(1, len(own) - len(np.unique(own)))


def weigh(stations: Sequence[SampledStation], strata: Sequence[SampledStratum]) -> Weighted | None:
    """Return the weights of the arrived stations, or None where fewer than two units arrived and some are missing."""
    by_code = {one.code: one for one in strata}
    drawn, arrived = dict.fromkeys(by_code, 0.0), dict.fromkeys(by_code, 0.0)
    units: dict[tuple[str, str], int] = {}
    whole = dict.fromkeys(by_code, True)
    here = [one for one in stations if one.has_arrived]
    for one in stations:
        drawn[one.stratum] += float(1 / one.probability)
        whole[one.stratum] &= one.has_arrived and one.probability == 1
    for one in here:
        arrived[one.stratum] += float(1 / one.probability)
        units.setdefault((one.stratum, one.unit), len(units))
    counts = dict.fromkeys(by_code, 0)
    for stratum, _ in units:
        counts[stratum] += 1
    thin = [code for code in by_code if counts[code] < LEAST_UNITS and not (whole[code] and counts[code])]
    borrowed = _parents_of_thin(thin, by_code, counts)
    if borrowed is None:
        return None
    weights = np.array(
        [
            float(1 / one.probability) * (1.0 if one.stratum in borrowed else drawn[one.stratum] / arrived[one.stratum])
            for one in here
        ],
        dtype=np.float64,
    )
    _carry(weights, here, borrowed, by_code, drawn)
    return _weighted(weights, here, units, by_code, counts, whole, borrowed)


def ratio(sample: Weighted, y: Floats, x: Floats) -> tuple[float, float]:
    """Return R = Σwy/Σwx and its standard error by linearisation (z = y − R·x). Σwx must be above zero."""
    total = float(sample.weights @ x)
    estimate = float(sample.weights @ y) / total
    return estimate, float(np.sqrt(_variance(sample, y - estimate * x))) / total


def _variance(sample: Weighted, z: Floats) -> float:
    """Return Σ_h (1−f_h)·n_h/(n_h−1)·Σ(u−ū)² over the units' weighted sums u.

    For stations drawn one by one that is ΣN_h²(1−f_h)s²_zh/n_h.
    """
    sums = np.bincount(sample.unit, weights=sample.weights * z, minlength=len(sample.stratum))
    own = sample.stratum >= 0
    stratum, inside = sample.stratum[own], sums[own]
    number = np.bincount(stratum, minlength=len(sample.open))
    means = np.bincount(stratum, weights=inside, minlength=len(sample.open)) / np.maximum(number, 1)
    squares = np.bincount(stratum, weights=(inside - means[stratum]) ** 2, minlength=len(sample.open))
    total = float((sample.open * number / np.maximum(number - 1, 1) * squares).sum())
    return total + sum(float((sums[unit] - sums[others].mean()) ** 2) for unit, others in sample.lonely)


def _parents_of_thin(
    thin: Sequence[str], by_code: Mapping[str, SampledStratum], counts: Mapping[str, int]
) -> dict[str, str] | None:
    """Return the nearest area above each thin stratum in which at least two units arrived."""
    borrowed: dict[str, str] = {}
    for code in thin:
        for parent in by_code[code].parents:
            if sum(counts[one] for one in _under(parent, by_code)) >= LEAST_UNITS:
                borrowed[code] = parent
                break
        else:
            return None
    return borrowed


def _under(parent: str, by_code: Mapping[str, SampledStratum]) -> list[str]:
    return [code for code, one in by_code.items() if parent in one.parents]


def _carry(
    weights: Floats,
    here: Sequence[SampledStation],
    borrowed: Mapping[str, str],
    by_code: Mapping[str, SampledStratum],
    drawn: Mapping[str, float],
) -> None:
    """Spread the weight of thin strata over all that arrived in their parent, the lowest parents first."""
    depth = {
        parent: len(by_code[code].parents) - by_code[code].parents.index(parent) for code, parent in borrowed.items()
    }
    for parent in sorted(depth, key=lambda one: -depth[one]):
        under = set(_under(parent, by_code))
        inside = np.array([one.stratum in under for one in here])
        weights[inside] *= sum(drawn[code] for code in under) / weights[inside].sum()


def _weighted(
    weights: Floats,
    here: Sequence[SampledStation],
    units: Mapping[tuple[str, str], int],
    by_code: Mapping[str, SampledStratum],
    counts: Mapping[str, int],
    whole: Mapping[str, bool],
    borrowed: Mapping[str, str],
) -> Weighted:
    place = {code: number for number, code in enumerate(by_code)}
    stratum = np.array([-1 if code in borrowed else place[code] for code, _ in units], dtype=np.int64)
    lonely = []
    for (code, _), number in units.items():
        if code in borrowed:
            under = set(_under(borrowed[code], by_code))
            lonely.append((number, np.array([at for (other, _), at in units.items() if other in under])))
    open_ = np.ones(len(by_code))
    for code, one in by_code.items():
        if whole[code]:
            open_[place[code]] = 0.0
        elif one.without_replacement:
            open_[place[code]] = 1 - counts[code] / one.units
    unit = np.array([units[one.stratum, one.unit] for one in here], dtype=np.int64)
    return Weighted(weights, unit, stratum, open_, tuple(lonely), borrowed)
