"""A page on which a strip was found: its frame, its rows, and which row of the form each of them is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tallyproof.layout.strip import Span, StripForm, StripPart
from tallyproof.read.reading import Corners
from tallyproof.read.strip.crop import Ink, Line, cut_line
from tallyproof.read.strip.ctc import DIGITS, best_columns, log_chances
from tallyproof.read.strip.figures import Vocabulary
from tallyproof.read.strip.frame import Anchor, Frame, fit_frame
from tallyproof.read.strip.recogniser import Chances, recognise
from tallyproof.read.strip.rows import Match, match_rows
from tallyproof.read.strip.segments import Segment
from tallyproof.read.strip.turn import Turned

_LEAST_ROWS = 3
"""Fewer rows with a code of the form and words beside it are chance."""
_MOST_LINES = 160
_MOST_ROWS = 400
_NEAR = 45
"""How far from rows that were surely found, in capitals, others may be: beyond are signatures and the code."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row that was found: the height of its line where the words have their middle, and its slope."""

    y: float
    slope: float
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class StripPage:
    """A page on which rows of the form were found."""

    turned: Turned
    form: StripForm
    frame: Frame
    anchors: tuple[Anchor, ...]
    has_another: bool = False
    """Whether rows of the form stand on the page twice, so that another strip lies beside or below this one."""

    def rows(self) -> tuple[FoundRow, ...]:
        """Return what looks like rows, from the top down: print on one line in the columns of codes and figures."""
        columns = {c for part in self.form.parts for c in (part.code, part.digits, part.words) if c is not None}
        inside = sorted(
            ((self.frame.height_at_words(one), one) for one in self.turned.segments if self._stands_in(one, columns)),
            key=lambda pair: pair[0],
        )
        groups: list[list[tuple[float, Segment]]] = []
        for pair in inside:
            if groups and pair[0] - groups[-1][-1][0] <= 0.7 * self.frame.capital:
                groups[-1].append(pair)
            else:
                groups.append([pair])
        capital = self.frame.capital
        heights = [anchor.words.y for anchor in self.anchors]
        near = min(heights) - _NEAR * capital, max(heights) + _NEAR * capital
        rows = [
            _row(group, self.frame)
            for group in groups
            if near[0] < group[0][0] < near[1] and _may_be_row(group, capital)
        ]
        return tuple(rows[:_MOST_ROWS])

    def matched(self) -> Iterator[tuple[FoundRow, Match]]:
        """Yield the rows that are known to be rows of the form, from the top down."""
        rows = self.rows()
        coded = coded_part(self.form)
        label = (0.0, max((part.label[1] for part in self.form.parts if part.code is None), default=coded.label[1]))
        column = coded.code or coded.label
        shown = recognise([self.cell(row, column) for row in rows])
        codes = [None if self._runs_into(row, column) else one for row, one in zip(rows, shown, strict=True)]

        def labels_of(numbers: Sequence[int]) -> tuple[Sequence[Chances], Sequence[Chances]]:
            shown = recognise([self.cell(rows[at], column) for column in (coded.label, label) for at in numbers])
            return shown[: len(numbers)], shown[len(numbers) :]

        matches = match_rows(self.form, codes, labels_of)
        for row, match in zip(rows, matches, strict=True):
            if match is not None:
                yield row, match

    def cell(self, row: FoundRow, column: Span) -> Line:
        """Return the picture of a cell."""
        start, end = self.cell_ends(row, column)
        return cut_line(self.turned.ink, start, end, self.frame.capital)

    def cell_ends(self, row: FoundRow, column: Span) -> tuple[Point, Point]:
        """Return the ends of the middle line of a cell; height and width make room for the print that stands in it."""
        left, right = self.frame.span(column, row.y)
        middle = (left + right) / 2
        y = row.y + row.slope * (middle - self.frame.words_at.at(row.y))
        capital = self.frame.capital
        own = [
            one
            for one in row.segments
            if left <= one.middle <= right
            and one.right - one.left < 1.3 * (right - left)
            and 0.8 < one.capital / capital < 1.25
            and abs(one.y - y) < 0.5 * capital
        ]
        if own:
            y = float(np.average([one.y for one in own], weights=[one.right - one.left for one in own]))
        # Half a number is another number: what stands across the edge of the cell belongs to it.
        first = min([left, *(one.left - 0.3 * capital for one in own)])
        last = max([right, *(one.right + 0.3 * capital for one in own)])
        return (first, y + row.slope * (first - middle)), (last, y + row.slope * (last - middle))

    def corners(self, rows: Sequence[FoundRow]) -> Corners:
        """Return the corners of these rows in the picture as it came."""
        heights = [row.y for row in rows] or [anchor.words.y for anchor in self.anchors]
        top, bottom = min(heights), max(heights)
        frame = self.frame
        return self.turned.back(
            ((frame.x(0, top), top), (frame.x(1, top), top), (frame.x(1, bottom), bottom), (frame.x(0, bottom), bottom))
        )

    def _runs_into(self, row: FoundRow, column: Span) -> bool:
        """Whether print that stands beside a column reaches into it, so that a part of it could be taken for all."""
        left, right = self.frame.span(column, row.y)
        spare = 0.2 * self.frame.capital
        return any(
            not left <= one.middle <= right and one.right > left + spare and one.left < right - spare
            for one in row.segments
        )

    def _stands_in(self, one: Segment, columns: set[Span]) -> bool:
        capital = self.frame.capital
        if not 0.6 * capital <= one.capital <= 1.5 * capital or one.right - one.left < 0.2 * capital:
            return False
        spans = (self.frame.span(column, one.y) for column in columns)
        return any(left <= one.middle <= right for left, right in spans)


def find_page(turned: Turned, form: StripForm, vocabulary: Vocabulary) -> StripPage | None:
    """Return the strip on a page that lies upright, or None where there is no strip of this form."""
    ink, segments = turned.ink, turned.segments
    long = [one for one in segments if one.is_long][:_MOST_LINES]
    if len(long) < _LEAST_ROWS:
        return None
    shown = recognise([cut_segment(ink, one) for one in long])
    words = [one for one, chances in zip(long, shown, strict=True) if vocabulary.shows_words(chances)]
    if len(words) < _LEAST_ROWS:
        return None
    part = coded_part(form)
    coded = _anchors(ink, segments, words, part)
    anchors = [anchor for anchor, _ in coded]
    if len(anchors) < _LEAST_ROWS or part.code is None:
        return None
    frame = fit_frame(anchors, part.code, part.words, float(np.median([one.capital for one in words])))
    return StripPage(turned, form, frame, tuple(anchors), _repeated(coded) >= _LEAST_ROWS)


def cut_segment(ink: Ink, one: Segment) -> Line:
    """Return the picture of a run of signs with a little paper at both ends."""
    pad = 0.5 * one.capital
    fall = pad * one.slope
    return cut_line(ink, (one.left - pad, one.y_left - fall), (one.right + pad, one.y_right + fall), one.capital)


def coded_part(form: StripForm) -> StripPart:
    """Return the part whose rows print a code; a form has exactly one."""
    return next(part for part in form.parts if part.code is not None)


def _anchors(
    ink: Ink, segments: Sequence[Segment], words: Sequence[Segment], part: StripPart
) -> list[tuple[Anchor, tuple[int, ...]]]:
    """Return the rows that show a code of the form at the usual distance left of words, each with its code."""
    slope = float(np.median([one.slope for one in words]))
    pairs = [
        (one, left)
        for one in words
        for left in segments
        if left.right < one.left
        and one.middle - left.middle < 30 * one.capital
        and left.right - left.left < 6 * one.capital
        and abs(left.y + slope * (one.middle - left.middle) - one.y) < 0.7 * one.capital
        and 0.6 < left.capital / one.capital < 1.5
    ]
    codes = {DIGITS.spell(row.code) for row in part.rows}
    shown = recognise([cut_segment(ink, left) for _, left in pairs])
    anchors = []
    for (one, left), chances in zip(pairs, shown, strict=True):
        folded = DIGITS.fold(chances)
        columns = best_columns(folded)
        if columns in codes and log_chances(folded, [columns])[0] > -1.0:
            anchors.append((Anchor(left, one), columns))
    return _at_usual_distance(anchors)


def _at_usual_distance(coded: list[tuple[Anchor, tuple[int, ...]]]) -> list[tuple[Anchor, tuple[int, ...]]]:
    """Return the anchors whose codes stand in one column: a count can look like a code."""
    if not coded:
        return []
    apart = np.array([(one.words.middle - one.code.middle) / one.words.capital for one, _ in coded])
    near = np.abs(apart[:, None] - apart[None, :]) < 1.2
    usual = near[int(near.sum(axis=1).argmax())]
    return [one for one, is_usual in zip(coded, usual, strict=True) if is_usual]


def _repeated(coded: Sequence[tuple[Anchor, tuple[int, ...]]]) -> int:
    """Return how many codes of the form stand beside words in two rows."""
    rows: dict[tuple[int, ...], set[tuple[float, float]]] = {}
    for anchor, code in coded:
        rows.setdefault(code, set()).add((anchor.words.middle, anchor.words.y))
    return sum(len(places) > 1 for places in rows.values())


def _may_be_row(group: Sequence[tuple[float, Segment]], capital: float) -> bool:
    """Whether there is a code beside a count, or words alone (digits that touch words make one run with them)."""
    widths = sorted(one.right - one.left for _, one in group)
    return widths[-1] >= 6 * capital or (len(group) > 1 and widths[-1] >= 0.8 * capital and sum(widths) >= 2 * capital)


def _row(group: Sequence[tuple[float, Segment]], frame: Frame) -> FoundRow:
    weights = [min(one.right - one.left, 4 * frame.capital) for _, one in group]
    y = float(np.average([height for height, _ in group], weights=weights))
    return FoundRow(y, frame.slope.at(y), tuple(one for _, one in group))
