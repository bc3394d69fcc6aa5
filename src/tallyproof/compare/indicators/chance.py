"""Chance from a public seed, and what is made of it: Monte-Carlo p-values and corrections for their number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from tallyproof.compare.indicators.counted import Floats, Ints, Truths
from tallyproof.errors import UsageError

RESAMPLES = 999
LEAST_RESAMPLES = 19
MOST_RESAMPLES = 99_999
LEVEL = Fraction(1, 20)
# Stations are drawn in pieces of this many, so that memory does not grow with resamples times stations.
PIECE = 1 << 15


def generator(seed: str, label: str) -> np.random.Generator:
    """Return the stream of a label: Philox keyed by the first 128 bits of SHA-256 of `seed LF label`.

    The same seed and label give the same draws with the same version of NumPy.
    """
    digest = hashlib.sha256(f"{seed}\n{label}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "big")))


def checked_seed(seed: str) -> str:
    """Return a seed of one line without spaces at its ends; raises UsageError for an empty one."""
    if not seed.strip() or "\n" in seed.strip():
        raise UsageError(f"seed: expected public text of one line, such as the faces of dice, got {seed!r:.60}")
    return seed.strip()


def checked_resamples(resamples: int) -> int:
    """Return a number of resamples; raises UsageError for one that is too small or too large."""
    if not LEAST_RESAMPLES <= resamples <= MOST_RESAMPLES:
        raise UsageError(
            f"resamples: expected from {LEAST_RESAMPLES} to {MOST_RESAMPLES}, got {resamples}; {RESAMPLES} is usual"
        )
    return resamples


def pieces(length: int) -> Iterator[slice]:
    """Return the pieces that stations are drawn in, one after the other."""
    for start in range(0, length, PIECE):
        yield slice(start, min(length, start + PIECE))


def monte_carlo_p(observed: float, drawn: Floats) -> Fraction:
    """Return (1 + b)/(1 + n): b of n draws reach what was observed (Davison and Hinkley 1997, 4.2). Never zero."""
    # Sums of the same numbers in another order may differ in the last bits: such a draw has reached it.
    reached = drawn >= observed - 1e-9 * max(1.0, abs(observed))
    return Fraction(1 + int(np.count_nonzero(reached)), 1 + len(drawn))


def benjamini_hochberg(values: Floats) -> Floats:
    """Return p-values adjusted by Benjamini and Hochberg (1995), in the same order."""
    if not len(values):
        return values
    order = np.argsort(values, kind="stable")
    raised = values[order] * len(values) / np.arange(1, len(values) + 1)
    adjusted = np.minimum.accumulate(raised[::-1])[::-1].clip(max=1.0)
    result = np.empty_like(adjusted)
    result[order] = adjusted
    return result


def flagged(adjusted: Floats) -> Truths:
    """Return which adjusted p-values are at most the level of 5%."""
    return adjusted <= float(LEVEL)


def ranks_within(groups: Ints) -> Ints:
    """Return for sorted group numbers the position of each member in its group: 0, 1, 2, …"""
    if not len(groups):
        return groups
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    lengths = np.diff(np.r_[starts, len(groups)])
    return (np.arange(len(groups)) - np.repeat(starts, lengths)).astype(np.int64)
