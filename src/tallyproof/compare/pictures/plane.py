"""Lines, steps, bands, dots and histograms over a numeric axis."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from tallyproof.compare.part import Picture, Point, Series
from tallyproof.compare.pictures.canvas import LINE, Canvas, width_of, wrapped
from tallyproof.compare.pictures.labels import Labels
from tallyproof.compare.pictures.legend import Sample, apart, draw_legend, draw_shape, mark_letter, widest
from tallyproof.compare.pictures.scale import Scale, scale_of, tick_text, value_of
from tallyproof.compare.pictures.style import DASHES, FILLS, MARKS

MOST_DOTS = 1_500
MOST_SHAPES = 24
_CELL = 7


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where a picture lies between its axes; `bin` and `row` are half the size of bins and cells, in values."""

    x: Scale
    y: Scale
    at: str
    bin: Fraction = Fraction(0)
    row: Fraction = Fraction(0)

    def points(self, series: Series) -> list[tuple[float, float]]:
        return [
            (self.x.place(value_of(one.x, self.at)), self.y.place(value_of(one.y, self.at)))
            for one in series.points
            if one.y
        ]

    def band(self, points: list[Point]) -> list[tuple[float, float]]:
        """Return the outline of what lies between low and high."""
        xs = [self.x.place(value_of(one.x, self.at)) for one in points]
        lows = [self.y.place(value_of(one.low, self.at)) for one in points]
        highs = [self.y.place(value_of(one.high, self.at)) for one in points]
        return [*zip(xs, highs, strict=True), *reversed(list(zip(xs, lows, strict=True)))]


def draw_plane(canvas: Canvas, picture: Picture, labels: Labels) -> float:
    """Draw a picture whose x is a number, and return where it ends."""
    top = draw_legend(canvas, picture, labels, _samples(picture))
    for line in wrapped(labels.axis(picture.y), canvas.width, most=2):
        top += LINE
        canvas.text("quiet", 0, top - 4, line)
    top += 20 if any(one.axis == "x" for one in picture.marks) else 10
    bottom = top + (260 if canvas.width >= 500 else 210)
    plane = _plane(canvas, picture, labels, top, bottom)
    end = _axes(canvas, picture, labels, plane, bottom)
    count = 1
    # No line lies under the band of another series.
    for place, series in enumerate(picture.series):
        _band(canvas, picture, plane, place, series)
    for place, series in enumerate(picture.series):
        count = max(count, _series(canvas, picture, plane, place, series))
    _marks(canvas, picture, plane, top, bottom)
    if count > 1:
        for line in wrapped(labels.own("cells", most=count), canvas.width, most=2):
            end += LINE
            canvas.text("quiet", 0, end - 3, line)
    return end


def _samples(picture: Picture) -> list[Sample]:
    first: dict[str, Sample] = {"histogram": "bar", "bars": "bar", "dots": "point", "ranges": "span", "heat": "point"}
    kind = first.get(picture.drawing, "curve")
    if kind == "bar":
        curves: list[Sample] = ["curve"] * (len(picture.series) - 1)
        return ["bar", *curves]
    return [kind] * len(picture.series)


def _plane(canvas: Canvas, picture: Picture, labels: Labels, top: float, bottom: float) -> _Plane:
    at = f"picture {picture.id}"
    points = [point for series in picture.series for point in series.points]
    xs = [value_of(one.x, at) for one in points]
    ys = [value_of(text, at) for one in points for text in _heights(picture, one) if text]
    xs += [value_of(one.at, at) for one in picture.marks if one.axis == "x"]
    ys += [value_of(one.at, at) for one in picture.marks if one.axis == "y"]
    limits = [value_of(text, "axis") if text is not None else None for text in
              (picture.x.low, picture.x.high, picture.y.low, picture.y.high)]  # fmt: skip
    standing = picture.drawing in ("histogram", "bars")
    y = scale_of(ys, low=limits[2], high=limits[3], start=bottom, end=top, from_zero=standing)
    left = widest([labels.at(picture.y, tick_text(one)) for one in y.ticks]) + 10
    right = canvas.width - (16 if any(one.axis == "y" for one in picture.marks) else 8)
    binned = standing or picture.drawing == "heat"
    half = _half_bin(xs) if binned else Fraction(0)
    row = _half_bin(ys) if picture.drawing == "heat" else Fraction(0)
    low = min(xs) - half if binned and limits[0] is None else limits[0]
    high = max(xs) + half if binned and limits[1] is None else limits[1]
    most = 4 if canvas.width < 500 else 8
    return _Plane(scale_of(xs, low=low, high=high, start=left, end=right, most=most), y, at, half, row)


def _heights(picture: Picture, point: Point) -> tuple[str, ...]:
    """Return the texts of a point that lie on the y axis."""
    return (point.y,) if picture.drawing == "heat" else (point.y, point.low, point.high)


def _half_bin(xs: list[Fraction]) -> Fraction:
    """Return half the least distance between two bins."""
    known = sorted(set(xs))
    gaps = [b - a for a, b in itertools.pairwise(known)]
    return min(gaps) / 2 if gaps else Fraction(1, 2)


def _axes(canvas: Canvas, picture: Picture, labels: Labels, plane: _Plane, bottom: float) -> float:
    left = plane.x.start
    for tick in plane.y.ticks:
        y = plane.y.place(tick)
        canvas.line("axis" if tick == 0 else "grid", left, y, plane.x.end, y)
        canvas.text("quiet", left - 5, y + 4, labels.at(picture.y, tick_text(tick)), "end")
    canvas.line("axis", left, bottom, plane.x.end, bottom)
    right = 0.0
    for tick in plane.x.ticks:
        x = plane.x.place(tick)
        text = labels.at(picture.x, tick_text(tick))
        half = width_of(text) / 2
        place = min(max(x, half), canvas.width - half)
        canvas.line("axis", x, bottom, x, bottom + 4)
        if place - half > right:
            canvas.text("quiet", place, bottom + 17, text, "middle")
            right = place + half + 8
    end = bottom + 20
    for line in wrapped(labels.axis(picture.x), canvas.width - left, most=2):
        end += LINE
        canvas.text("quiet", left, end - 3, line)
    return end


def _band(canvas: Canvas, picture: Picture, plane: _Plane, place: int, series: Series) -> None:
    banded = [one for one in series.points if one.low and one.high]
    columns = picture.drawing in ("histogram", "bars") and place == 0
    if not banded or columns or picture.drawing in ("dots", "heat"):
        return
    outline = plane.band(banded)
    edge = f"edge d{place % DASHES}"
    canvas.path(f"band s{place}", outline, closed=True)
    canvas.path(edge, outline[: len(banded)])
    canvas.path(edge, outline[len(banded) :])


def _series(canvas: Canvas, picture: Picture, plane: _Plane, place: int, series: Series) -> int:
    """Draw one series; the answer is how many points the fullest square holds, 1 where each has its own dot."""
    if picture.drawing == "dots":
        return _dots(canvas, plane, place, series)
    if picture.drawing == "heat":
        return _cells(canvas, plane, series)
    if picture.drawing in ("histogram", "bars") and place == 0:
        _columns(canvas, plane, series)
        return 1
    points = plane.points(series)
    line = _stepped(points) if picture.drawing == "steps" else points
    canvas.path(f"curve d{place % DASHES}", line)
    if len(points) <= MOST_SHAPES:
        for x, y in points:
            draw_shape(canvas, place, x, y)
    elif points:
        draw_shape(canvas, place, *points[-1])
    return 1


def _stepped(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    line = points[:1]
    for (_, before), (x, y) in itertools.pairwise(points):
        line += [(x, before), (x, y)]
    return line


def _columns(canvas: Canvas, plane: _Plane, series: Series) -> None:
    zero = plane.y.place(Fraction(0))
    for one in series.points:
        if not one.y:
            continue
        x = value_of(one.x, plane.at)
        left, right = plane.x.place(x - plane.bin), plane.x.place(x + plane.bin)
        gap = 1 if right - left > 5 else 0
        y = plane.y.place(value_of(one.y, plane.at))
        canvas.rect("bar s0", left + gap, min(y, zero), right - left - 2 * gap, abs(zero - y), FILLS[0])
        if one.low and one.high:
            middle = (left + right) / 2
            low, high = (plane.y.place(value_of(text, plane.at)) for text in (one.low, one.high))
            canvas.line("whisker", middle, low, middle, high)


def _dots(canvas: Canvas, plane: _Plane, place: int, series: Series) -> int:
    points = plane.points(series)
    if len(points) <= MOST_DOTS:
        for x, y in points:
            canvas.dot(f"point s{place % 3}", x, y, 2.6)
        return 1
    cells = Counter((int(x // _CELL), int(y // _CELL)) for x, y in points)
    most = max(cells.values())
    for (column, row), count in sorted(cells.items()):
        side = max(1.2, (_CELL - 0.6) * (count / most) ** 0.5)
        inset = (_CELL - side) / 2
        canvas.rect("cell", column * _CELL + inset, row * _CELL + inset, side, side)
    return most


def _cells(canvas: Canvas, plane: _Plane, series: Series) -> int:
    """Draw a mark in each cell, its area in proportion to what lies in it."""
    counts = [value_of(one.high, plane.at) for one in series.points]
    most = max(counts)
    width = plane.x.place(plane.x.low + 2 * plane.bin) - plane.x.start
    height = plane.y.start - plane.y.place(plane.y.low + 2 * plane.row)
    for (x, y), count in zip(plane.points(series), counts, strict=True):
        part = float(count / most) ** 0.5 if most else 0.0
        own = max(1.2, width * part), max(1.2, height * part)
        canvas.rect("cell", x - own[0] / 2, y - own[1] / 2, *own)
    return max(1, int(most))


def _marks(canvas: Canvas, picture: Picture, plane: _Plane, top: float, bottom: float) -> None:
    for name, scale, least in (("x", plane.x, 11.0), ("y", plane.y, 13.0)):
        marks = [(place, one) for place, one in enumerate(picture.marks) if one.axis == name]
        places = [scale.place(value_of(one.at, plane.at)) for _, one in marks]
        for (place, _), here, letter in zip(marks, places, apart(places, least), strict=True):
            kind = f"mark m{place % MARKS}"
            if name == "x":
                canvas.line(kind, here, top, here, bottom)
                canvas.text("bold", min(max(letter, 5), canvas.width - 5), top - 3, mark_letter(place), "middle")
            else:
                canvas.line(kind, plane.x.start, here, plane.x.end, here)
                canvas.text("bold", plane.x.end + 4, min(letter + 4, bottom), mark_letter(place))
