"""How surely the outcome stands after some draws: Kaplan–Markov and ALPHA, exact in whole numbers.

Under the hypothesis that errors changed the outcome, the errors add up to at least 1, so a draw with probability u/U
has a mean taint of at least 1/U and Y = 1 − t a mean of at most μ = 1 − 1/U. Both methods multiply, draw by draw, a
factor whose mean is then at most 1, so by Ville's inequality the chance that 1/P ever reaches 1/limit is at most the
limit: P may be looked at after every draw.

    Kaplan–Markov   P = Π (1 − 1/U)/(1 − t)                                                  (Stark, SSRN 1443314)
    ALPHA           1/P = Π [Y/μ·(η − μ) + 1 − η]/(1 − μ), Y in [0, 1], μ ≤ η ≤ 1 chosen before the draw
                                                                                             (Stark, arXiv 2201.02707)
With η = 1 ALPHA is Kaplan–Markov without its gains from understatements.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat

METHODS = ("kaplan-markov", "alpha")
DECIMALS = 10
MOST_EXPECTED = 1_000_000
_GRID = 10**12
# How many draws the expected taint weighs in η, and the part of the room above μ that η leaves free: a sheet with
# maximum error then costs a factor of 1/50 and not everything.
_PRIOR_DRAWS = 100
_ROOM = 50


@dataclass(frozen=True, slots=True)
class Risk:
    """A p-value as an exact fraction `over`/`under` that is not reduced; `under` 0 is infinite."""

    over: int
    under: int

    @property
    def value(self) -> Fraction | None:
        """The p-value, which may be above 1; None is infinite."""
        return Fraction(self.over, self.under) if self.under else None

    @property
    def text(self) -> str:
        """The p-value to ten decimals, rounded up and at most 1: never below the exact value."""
        if self.under == 0 or self.over >= self.under:
            return "1"
        scaled = -(-self.over * 10**DECIMALS // self.under)
        return "1" if scaled >= 10**DECIMALS else f"0.{scaled:0{DECIMALS}}"

    def is_within(self, limit: Fraction) -> bool:
        """Return whether the p-value is at most the limit."""
        return self.under > 0 and self.over * limit.denominator <= limit.numerator * self.under


def risk(method: str, total: Fraction, taints: Sequence[Fraction], expected: Fraction = Fraction(0)) -> Risk:
    """Return the p-value after draws with these taints, by the method's name."""
    *_, last = risks(method, total, taints, expected)
    return last


def risks(method: str, total: Fraction, taints: Sequence[Fraction], expected: Fraction = Fraction(0)) -> Iterator[Risk]:
    """Give the p-value before the first draw and after each.

    With U below 1 no errors within the bounds can change the outcome: 0. With U = 1 only errors that are all at their
    bound can, which is Kaplan–Markov's case by any method.
    """
    if total < 1:
        return repeat(Risk(0, 1), len(taints) + 1)
    return _kaplan_markov(total, taints) if method == "kaplan-markov" or total == 1 else _alpha(total, taints, expected)


def kaplan_markov(total: Fraction, taints: Sequence[Fraction]) -> Risk:
    """Return Π (1 − 1/U)/(1 − t); one taint of 1 makes it infinite for good."""
    return risk("kaplan-markov", total, taints)


def alpha(total: Fraction, taints: Sequence[Fraction], expected: Fraction = Fraction(0)) -> Risk:
    """Return 1/T of ALPHA with Stark's truncated shrinkage towards the taint that was expected.

    η before draw j: (d·(1 − expected) + ΣY)/(d + j − 1), at least μ + ε_j and at most 1 − (1 − μ)/50, where d = 100 and
    ε_j = (1 − μ)/(2·√(d + j − 1)); it is rounded to 10^-12 and so is Y, downwards, which only makes P larger.
    """
    return risk("alpha", total, taints, expected)


def _kaplan_markov(total: Fraction, taints: Sequence[Fraction]) -> Iterator[Risk]:
    over = under = 1
    yield Risk(over, under)
    for taint in taints:
        over *= (total.numerator - total.denominator) * taint.denominator
        under *= total.numerator * (taint.denominator - taint.numerator)
        # 0/0 is a draw at its bound with U = 1, and as infinite as any other of these.
        yield Risk(over, under) if under else Risk(1, 0)


def _alpha(total: Fraction, taints: Sequence[Fraction], expected: Fraction) -> Iterator[Risk]:
    shrinkage = Shrinkage(total, expected)
    over = under = 1
    gap = 1 / total
    yield Risk(over, under)
    for taint in taints:
        y = max(0, (1 - max(taint, Fraction(0))) * _GRID // 1)
        # T grows by [Y/μ·(η − μ) + 1 − η]/(1 − μ).
        eta, mean = shrinkage.eta(), 1 - gap
        factor = (Fraction(y, _GRID) / mean * (eta - mean) + 1 - eta) / gap
        over *= factor.denominator
        under *= factor.numerator
        shrinkage.add(y)
        yield Risk(over, under)


class Shrinkage:
    """The estimate η of the mean of Y before each draw, from the draws before it alone."""

    def __init__(self, total: Fraction, expected: Fraction) -> None:
        gap = 1 / total
        self._mean, self._gap = 1 - gap, gap
        self._highest = 1 - gap / _ROOM
        self._sum = (1 - expected) * _PRIOR_DRAWS
        self._weight = _PRIOR_DRAWS

    def eta(self) -> Fraction:
        """Return η for the next draw."""
        root = Fraction(math.isqrt(self._weight * _GRID), 10**6)
        least = self._mean + self._gap / (2 * root)
        wanted = min(max(self._sum / self._weight, least), self._highest)
        return min(Fraction(-(-wanted * _GRID // 1), _GRID), self._highest)

    def add(self, y: int) -> None:
        """Take in Y of a draw, in units of 10^-12."""
        self._sum += Fraction(y, _GRID)
        self._weight += 1


def draws_needed(method: str, total: Fraction, limit: Fraction, expected: Fraction) -> int | None:
    """Return how many draws it takes when every one has the expected taint; None where no number does.

    The method's own steps, so the number is a plan and no promise: single large errors cost more than many small ones.
    """
    return _count(method, total, limit, expected, expected, [])


def more_if_clean(
    method: str, total: Fraction, limit: Fraction, expected: Fraction, taints: Sequence[Fraction]
) -> int | None:
    """Return how many further draws without any error it takes; None where no number does."""
    return _count(method, total, limit, expected, Fraction(0), taints)


def _count(
    method: str, total: Fraction, limit: Fraction, expected: Fraction, taint: Fraction, before: Sequence[Fraction]
) -> int | None:
    now = risk(method, total, before, expected)
    if now.is_within(limit):
        return 0
    if now.under == 0 or taint >= 1 / total:
        return None
    goal = math.log(now.over) - math.log(now.under) - math.log(limit)
    step = _step(method, total, expected, taint, before)
    gained, count = 0.0, 0
    while gained < goal:
        gained += step()
        count += 1
        if count > MOST_EXPECTED:
            return None
    return count


def _step(
    method: str, total: Fraction, expected: Fraction, taint: Fraction, before: Sequence[Fraction]
) -> Callable[[], float]:
    """Return what gives the logarithm of the next factor when every further draw has the same taint."""
    mean, y = 1 - 1 / total, max(0, (1 - taint) * _GRID // 1)
    if method == "kaplan-markov" or total <= 1:
        each = math.log(float((1 - taint) / mean)) if mean else math.inf
        return lambda: each
    weight = _PRIOR_DRAWS + len(before)
    seen = float((1 - expected) * _PRIOR_DRAWS) + sum(float(1 - max(one, Fraction(0))) for one in before)
    gap, middle, value = float(1 / total), float(mean), y / _GRID

    def next_step() -> float:
        nonlocal weight, seen
        eta = min(max(seen / weight, middle + gap / (2 * math.sqrt(weight))), 1 - gap / _ROOM)
        weight += 1
        seen += value
        return math.log((value / middle * (eta - middle) + 1 - eta) / gap)

    return next_step
