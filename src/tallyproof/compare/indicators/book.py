"""The phrase book of the indicators, and how their values become texts."""

from __future__ import annotations

from fractions import Fraction

from tallyproof.compare.indicators import english, spanish
from tallyproof.compare.indicators.chance import LEVEL
from tallyproof.compare.part import Column, Kind, Trace
from tallyproof.compare.phrasing import Book, percent_text, rounded, trimmed

BOOK = Book(
    {"en": english, "es": spanish},
    named=frozenset({"leader"}),
    areas=frozenset({"area"}),
    worded=frozenset({"indicator", "digit", "rate", "rates", "ballots", "state"}),
    untouched=frozenset({"seed", "assigned_source", "station", "neighbour", "place"}),
)
LEVEL_PERCENT = percent_text(LEVEL)


def p_text(value: Fraction | float) -> str:
    """Return a p-value with up to four decimals, or two digits where it is smaller; never 0."""
    exact = Fraction(value)
    decimals = 4
    while decimals < 300 and 0 < exact < Fraction(10) ** (1 - decimals):
        decimals += 1
    if exact <= 0:
        # Below what a float can hold.
        return f"0.{'0' * 299}1"
    return trimmed(rounded(exact, decimals))


def decimal(value: float, decimals: int = 2) -> str:
    """Return a number rounded to some decimals, without closing zeros."""
    return trimmed(rounded(Fraction(value), decimals))


def reached(p: Fraction, resamples: int) -> int:
    """Return how many resamples reached what was seen, from p = (1 + b)/(1 + n)."""
    return int(p * (1 + resamples)) - 1


def column(key: str, kind: Kind, trace: Trace) -> Column:
    return Column(key, kind, trace)
