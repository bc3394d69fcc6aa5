"""Bars and ranges of words, areas and candidates: lying, from zero, each under its whole name."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tallyproof.compare.part import Axis, Picture, Point, Series
from tallyproof.compare.phrasing import even_decimals
from tallyproof.compare.pictures.canvas import LINE, Canvas, width_of, wrapped
from tallyproof.compare.pictures.labels import Labels
from tallyproof.compare.pictures.legend import Sample, apart, draw_legend, draw_span, mark_letter, widest
from tallyproof.compare.pictures.scale import Scale, scale_of, tick_text, value_of
from tallyproof.compare.pictures.style import FILLS, MARKS

MOST_BARS = 40
_BAR, _BETWEEN = 13, 9


def draw_bars(canvas: Canvas, picture: Picture, labels: Labels) -> float:
    """Draw a picture whose x is a word, an area or a candidate, and return where it ends."""
    ranged = picture.drawing == "ranges"
    sample: Sample = "span" if ranged else "bar"
    top = draw_legend(canvas, picture, labels, [sample] * len(picture.series))
    order = list(dict.fromkeys(point.x for series in picture.series for point in series.points))
    shown = order[:MOST_BARS]
    picture = _even_decimals(picture)
    values = _values(picture)
    texts = [_value(picture.y, point, labels, ranged) for series in picture.series for point in series.points]
    right = min(widest(texts) + 8, canvas.width * 0.45)
    scale = _scale(picture, values, canvas.width - right, from_zero=not ranged)
    head = 14 if any(one.axis == "y" for one in picture.marks) else 0
    y = top + head
    # The grid lies under the bars, the marks over them, and texts over everything.
    bars, texts_over = Canvas(canvas.width), Canvas(canvas.width)
    for x in shown:
        y = _group(bars, texts_over, picture, labels, scale, x, y, ranged)
    bottom = y - _BETWEEN + 5
    end = _axis(canvas, picture, labels, scale, top + head, bottom)
    canvas.elements += bars.elements
    _marks(canvas, picture, scale, top + head, bottom)
    canvas.elements += texts_over.elements
    if len(order) > len(shown):
        end += LINE
        canvas.text("quiet", 0, end, labels.own("more", count=len(order) - len(shown)))
    return end


def _even_decimals(picture: Picture) -> Picture:
    """Return the picture with its values written with as many decimals each, as in a column of figures."""
    points = [point for series in picture.series for point in series.points]
    texts = iter(even_decimals([text for point in points for text in (point.y, point.low, point.high)]))
    series = []
    for one in picture.series:
        even = tuple(Point(point.x, next(texts), next(texts), next(texts)) for point in one.points)
        series.append(Series(one.name, even))
    return replace(picture, series=tuple(series))


def _values(picture: Picture) -> list[Fraction]:
    at = f"picture {picture.id}"
    points = [point for series in picture.series for point in series.points]
    values = [value_of(text, at) for point in points for text in (point.y, point.low, point.high) if text]
    return values + [value_of(one.at, at) for one in picture.marks if one.axis == "y"]


def _scale(picture: Picture, values: list[Fraction], end: float, *, from_zero: bool) -> Scale:
    low, high = (value_of(text, "axis") if text is not None else None for text in (picture.y.low, picture.y.high))
    most = 4 if end < 400 else 6
    return scale_of(values, low=low, high=high, start=1, end=end, from_zero=from_zero, most=most)


def _group(
    canvas: Canvas,
    texts: Canvas,
    picture: Picture,
    labels: Labels,
    scale: Scale,
    x: str,
    y: float,
    ranged: bool,
) -> float:
    """Draw one word's bars under its name and return where the next begins."""
    for line in wrapped(labels.at(picture.x, x), canvas.width - 6, most=2):
        y += LINE
        texts.text("", 5, y - 4, line)
    for place, series in enumerate(picture.series):
        for point in series.points:
            if point.x == x:
                _bar(canvas, texts, picture, labels, scale, place, point, y, ranged)
                y += _BAR + 3
    return y + _BETWEEN


def _bar(
    canvas: Canvas,
    texts: Canvas,
    picture: Picture,
    labels: Labels,
    scale: Scale,
    place: int,
    point: Point,
    y: float,
    ranged: bool,
) -> None:
    at = f"picture {picture.id}"
    middle = y + _BAR / 2
    reach = [scale.place(value_of(text, at)) for text in (point.y, point.low, point.high) if text]
    zero = scale.place(Fraction(0))
    if ranged and point.low and point.high:
        low, high = scale.place(value_of(point.low, at)), scale.place(value_of(point.high, at))
        draw_span(canvas, place, low, max(high, low + 1), middle)
        if point.y:
            tick = scale.place(value_of(point.y, at))
            canvas.line("whisker", tick, y - 1, tick, y + _BAR + 1)
    elif point.y:
        end = scale.place(value_of(point.y, at))
        kind = place % len(FILLS)
        canvas.rect(f"bar s{kind}", min(zero, end), y, abs(end - zero), _BAR, FILLS[kind])
        reach.append(zero)
        if point.low and point.high:
            low, high = scale.place(value_of(point.low, at)), scale.place(value_of(point.high, at))
            canvas.line("whisker", low, middle, high, middle)
            for one in (low, high):
                canvas.line("whisker", one, middle - 4, one, middle + 4)
    text = _value(picture.y, point, labels, ranged)
    room = canvas.width - width_of(text)
    texts.text("", max(min(max(reach, default=0) + 6, room), 0), y + _BAR - 2, text)


def _value(axis: Axis, point: Point, labels: Labels, ranged: bool) -> str:
    if ranged and point.low and point.high:
        if point.low == point.high or (point.y in (point.low, point.high) and _touches_zero(point)):
            return labels.at(axis, point.y or point.low)
        return f"{labels.at(axis, point.low)} – {labels.at(axis, point.high)}"
    return labels.at(axis, point.y) if point.y else ""


def _axis(canvas: Canvas, picture: Picture, labels: Labels, scale: Scale, top: float, bottom: float) -> float:
    """Draw the grid with its numbers below and return where they end."""
    right = 0.0
    for tick in scale.ticks:
        x = scale.place(tick)
        text = labels.at(picture.y, tick_text(tick))
        canvas.line("axis" if tick == 0 else "grid", x, top, x, bottom)
        half = width_of(text) / 2
        place = min(max(x, half), canvas.width - half)
        if place - half > right or tick == scale.ticks[0]:
            canvas.text("quiet", place, bottom + 15, text, "middle")
            right = place + half + 8
    y = bottom + 18
    for line in wrapped(labels.axis(picture.y), canvas.width, most=2):
        y += LINE
        canvas.text("quiet", 0, y - 3, line)
    return y


def _marks(canvas: Canvas, picture: Picture, scale: Scale, top: float, bottom: float) -> None:
    marks = [(place, one) for place, one in enumerate(picture.marks) if one.axis == "y"]
    places = [scale.place(value_of(one.at, f"picture {picture.id}")) for _, one in marks]
    for (place, _), x, letter in zip(marks, places, apart(places, 11), strict=True):
        canvas.line(f"mark m{place % MARKS}", x, top, x, bottom)
        canvas.text("bold", min(max(letter, 5), canvas.width - 5), top - 3, mark_letter(place), "middle")


def _touches_zero(point: Point) -> bool:
    """Return whether a range goes from zero to its value: a bar, and not two limits."""
    return any(Fraction(text) == 0 for text in (point.low, point.high))
