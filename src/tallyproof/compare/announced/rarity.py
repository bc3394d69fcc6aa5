"""How rare it is that all counts lie on a percentage grid: a model, kept apart from the arithmetic.

The model: all compositions of N votes into k counts are equally likely. It says nothing about causes.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb

import numpy as np

LARGEST_EXACT_GRID = 10_000
LARGEST_EXACT_TOTAL = 10**13


@dataclass(frozen=True, slots=True)
class Rarity:
    """The share of compositions that lie on the grid: `exact`, or an upper bound on it."""

    exact: bool
    probability: Fraction


@lru_cache(maxsize=64)
def grid_rarity(total: int, counts: int, decimals: int) -> Rarity:
    """Return the share of compositions of `total` into `counts` counts that lie on the grid.

    Exact up to three counts and two decimals. Beyond, bounded above: grid counts that add up to N have
    indices that add up to 10^(decimals+2) wherever the step is wider than all roundings together.
    """
    marks = 10 ** (decimals + 2)
    step = Fraction(total, marks)
    every = comb(total + counts - 1, counts - 1)
    if counts == 1 or step <= 1:
        return Rarity(True, Fraction(1))
    small = marks <= LARGEST_EXACT_GRID and total <= LARGEST_EXACT_TOTAL
    if small and counts == 2:
        return Rarity(True, Fraction(int(_grid(total, marks)[1].sum()), every))
    if small and counts == 3 and step > Fraction(3, 2):
        return Rarity(True, Fraction(_triples(total, marks), every))
    if step > Fraction(counts, 2):
        return Rarity(False, min(Fraction(1), Fraction(comb(marks + counts - 1, counts - 1), every)))
    return Rarity(False, min(Fraction(1), Fraction((marks + 1) ** (counts - 1), every)))


def _grid(total: int, marks: int) -> tuple[np.ndarray, np.ndarray]:
    """Return round(j·N/marks) for each j, and whether a count within less than half a vote exists there."""
    twice = 2 * total * np.arange(marks + 1, dtype=np.int64)
    return (twice + marks) // (2 * marks), (twice + marks) % (2 * marks) != 0


def _triples(total: int, marks: int) -> int:
    counts, exists = _grid(total, marks)
    found = 0
    for first in range(marks + 1):
        if exists[first]:
            second = slice(0, marks + 1 - first)
            both = slice(first, marks + 1)
            fits = counts[first] + counts[second] == counts[both]
            found += int((fits & exists[second] & exists[both]).sum())
    return found
