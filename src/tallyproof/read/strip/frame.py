"""The printed frame of a strip, bent as the paper is: where a place across it lies at any height of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallyproof.layout.strip import Span
from tallyproof.read.strip.segments import Segment

_NEIGHBOURS = 7


@dataclass(frozen=True, slots=True)
class Anchor:
    """A row whose code and words were found: two known places across the frame on one line."""

    code: Segment
    words: Segment

    @property
    def slope(self) -> float:
        return (self.words.y - self.code.y) / max(self.words.middle - self.code.middle, 1.0)


@dataclass(frozen=True, slots=True)
class Bend:
    """A quantity that changes slowly down the page: a straight line, and what nearby rows say beyond it."""

    line: tuple[float, float]
    heights: NDArray[np.float64]
    beyond: NDArray[np.float64]

    def at(self, y: float) -> float:
        return self.line[0] * y + self.line[1] + float(np.interp(y, self.heights, self.beyond))


def fit_bend(heights: Sequence[float], values: Sequence[float]) -> Bend:
    """Return the bend through values at heights, few of which may be far off."""
    x, y = np.asarray(heights, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if len(x) < 6:
        line = (0.0, float(np.median(y)))
    else:
        # Theil and Sen's line: a few wrong anchors do not turn it.
        first, second = np.triu_indices(len(x), 1)
        apart = np.abs(x[second] - x[first]) > np.ptp(x) / 8
        slopes = (y[second] - y[first])[apart] / (x[second] - x[first])[apart]
        slope = float(np.median(slopes)) if slopes.size else 0.0
        line = (slope, float(np.median(y - slope * x)))
    order = np.argsort(x)
    beyond = (y - line[0] * x - line[1])[order]
    reach = _NEIGHBOURS // 2
    smooth = [float(np.median(beyond[max(0, at - reach) : at + reach + 1])) for at in range(len(beyond))]
    return Bend(line, x[order], np.array(smooth))


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the frame lies: at a height y (taken at the middle of the words) place u is at x = left + u * width."""

    width: Bend
    words_at: Bend
    words_place: float
    slope: Bend
    capital: float

    def x(self, place: float, y: float) -> float:
        return self.words_at.at(y) + (place - self.words_place) * self.width.at(y)

    def span(self, span: Span, y: float) -> tuple[float, float]:
        return self.x(span[0], y), self.x(span[1], y)

    def height_at_words(self, segment: Segment) -> float:
        """Return the height that a segment's line has at the middle of the words."""
        slope = self.slope.at(segment.y)
        return segment.y + slope * (self.words_at.at(segment.y) - segment.middle)


def fit_frame(anchors: Sequence[Anchor], code: Span, words: Span, capital: float) -> Frame:
    """Return the frame that these rows show; the middles of the two columns are where their texts have theirs."""
    code_place, words_place = (code[0] + code[1]) / 2, (words[0] + words[1]) / 2
    heights = [anchor.words.y for anchor in anchors]
    widths = [(a.words.middle - a.code.middle) / (words_place - code_place) for a in anchors]
    return Frame(
        width=fit_bend(heights, widths),
        words_at=fit_bend(heights, [anchor.words.middle for anchor in anchors]),
        words_place=words_place,
        slope=fit_bend(heights, [anchor.slope for anchor in anchors]),
        capital=capital,
    )
