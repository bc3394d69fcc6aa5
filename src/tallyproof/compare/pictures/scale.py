"""From values to places on a picture, with ticks that are round numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

from tallyproof.errors import UsageError

_STEPS = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))
# An axis that begins a little above zero is drawn from zero: what is cut off would be less than this part of it.
_FROM_ZERO = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Scale:
    """A range of values laid on a range of pixels."""

    low: Fraction
    high: Fraction
    start: float
    end: float
    ticks: tuple[Fraction, ...]

    def place(self, value: Fraction | float) -> float:
        """Return where a value lies; one outside the range lies on its edge."""
        part = (float(value) - float(self.low)) / (float(self.high) - float(self.low))
        return self.start + min(max(part, 0.0), 1.0) * (self.end - self.start)


def value_of(text: str, place: str) -> Fraction:
    """Return the number in a text: '12', '-3.5' or 'a/b'."""
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise UsageError(f"{place}: expected a number to draw, got {text!r:.40}") from None


def scale_of(
    values: Iterable[Fraction],
    *,
    low: Fraction | None,
    high: Fraction | None,
    start: float,
    end: float,
    from_zero: bool = False,
    most: int = 5,
) -> Scale:
    """Return a scale for values, `low` and `high` fixed where given, with at most about `most` ticks."""
    known = list(values)
    least = min(known, default=Fraction(0)) if low is None else low
    largest = max(known, default=Fraction(1)) if high is None else high
    if low is None and (from_zero or 0 < least <= largest * _FROM_ZERO):
        least = min(least, Fraction(0))
    if high is None and from_zero:
        largest = max(largest, Fraction(0))
    if least >= largest:
        # One value, or limits the wrong way round: a range about it.
        half = abs(largest) / 2 or Fraction(1)
        least, largest = largest - half if low is None else least, max(least, largest) + half
    whole = all(one.denominator == 1 for one in (*known, least, largest))
    step = _step((largest - least) / most, whole=whole)
    first = floor(least / step) * step if low is None else least
    ticks, at = [], (-(-first // step)) * step
    while at <= largest:
        ticks.append(at)
        at += step
    if high is None and (not ticks or ticks[-1] < largest):
        ticks.append(at)
        largest = at
    return Scale(first, largest, start, end, tuple(ticks))


def _step(rough: Fraction, *, whole: bool) -> Fraction:
    """Return the round number that is nearest above; a whole one for whole values."""
    power = Fraction(10) ** floor(log10(float(rough)))
    steps = [power * one for one in _STEPS if power * one >= rough * Fraction(999, 1000)]
    return next((one for one in steps if one.denominator == 1), Fraction(1)) if whole else steps[0]


def tick_text(value: Fraction) -> str:
    """Return a tick as decimal text without closing zeros."""
    if value.denominator == 1:
        return str(value.numerator)
    for decimals in range(1, 12):
        scaled = value * 10**decimals
        if scaled.denominator == 1:
            digits = f"{abs(scaled.numerator):0{decimals + 1}}"
            sign = "-" if value < 0 else ""
            return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"
    return f"{float(value):.6f}"
