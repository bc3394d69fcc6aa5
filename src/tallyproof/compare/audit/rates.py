"""How many sheets are read wrongly: the count among those re-read, and a 95% upper bound for all units."""

from __future__ import annotations

from collections.abc import Sequence

from tallyproof.compare.statistics import CONFIDENCE, upper_limit


def wrong_units_bound(wrong: int, draws: int, weights: Sequence[int], confidence: float = CONFIDENCE) -> int:
    """Return the upper bound of the number of wrong units when units are drawn with probability ∝ weight.

    Any k wrong units are drawn at least as often as the k of least weight, so with more wrong units than those that fit
    under the bound of the chance of a draw, so few wrong draws would have had a chance below 5%.
    """
    total = sum(weights)
    most, running = upper_limit(wrong, draws, confidence) * total * (1 + 1e-9), 0
    for count, weight in enumerate(sorted(weights)):
        running += weight
        if running > most:
            return count
    return len(weights)
