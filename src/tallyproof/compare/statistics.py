"""Statistics that several families of methods use: exact limits of rates, and p-values adjusted for their number."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

from scipy.special import betaincinv

CONFIDENCE = 0.95

_Test = TypeVar("_Test", str, tuple[str, int])


def upper_limit(hits: int, trials: int, confidence: float = CONFIDENCE) -> float:
    """Return the exact one-sided upper limit of a rate (Clopper and Pearson); 1 where nothing was tried."""
    return 1.0 if hits >= trials else float(betaincinv(hits + 1, trials - hits, confidence))


def holm(values: Mapping[_Test, Fraction]) -> dict[_Test, Fraction]:
    """Return p-values adjusted for their number by Holm (1979), by the same keys in the same order."""
    adjusted: dict[_Test, Fraction] = {}
    largest = Fraction(0)
    for place, key in enumerate(sorted(values, key=lambda one: (values[one], one))):
        largest = max(largest, min(Fraction(1), values[key] * (len(values) - place)))
        adjusted[key] = largest
    return {key: adjusted[key] for key in values}
