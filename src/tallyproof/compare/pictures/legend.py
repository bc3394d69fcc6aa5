"""The lines over a picture that say which series and which mark is which."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Literal

from tallyproof.compare.part import Mark, Picture
from tallyproof.compare.pictures.canvas import LINE, Canvas, width_of, wrapped
from tallyproof.compare.pictures.labels import Labels
from tallyproof.compare.pictures.style import DASHES, FILLS, MARKS, SHAPES

Sample = Literal["bar", "curve", "point", "span"]
_SAMPLE = 30


def draw_legend(canvas: Canvas, picture: Picture, labels: Labels, samples: Sequence[Sample]) -> float:
    """Draw the legend and return where it ends: a line for each series where there are several, and for each mark."""
    y = 0.0
    many = len(picture.series) > 1
    for place, (series, sample) in enumerate(zip(picture.series, samples, strict=True)):
        if many:
            y = _entry(canvas, y, labels.series(series.name), place, sample)
    for place, mark in enumerate(picture.marks):
        y = _mark_entry(canvas, y, place, mark, picture, labels)
    return y + 6 if y else 0.0


def _entry(canvas: Canvas, y: float, name: str, place: int, sample: Sample) -> float:
    middle = y + LINE / 2 + 1
    if sample == "bar":
        canvas.rect(f"bar s{place % len(FILLS)}", 4, middle - 5, 22, 10, FILLS[place % len(FILLS)])
    elif sample == "span":
        draw_span(canvas, place, 4, 26, middle)
    elif sample == "point":
        canvas.dot(f"point s{place % 3}", 15, middle, 4)
    else:
        canvas.line(f"curve d{place % DASHES}", 2, middle, 28, middle)
        draw_shape(canvas, place, 15, middle)
    return _lines(canvas, y, name)


def _mark_entry(canvas: Canvas, y: float, place: int, mark: Mark, picture: Picture, labels: Labels) -> float:
    middle = y + LINE / 2 + 1
    canvas.line(f"mark m{place % MARKS}", 2, middle, 17, middle)
    canvas.text("bold", 20, y + 13, mark_letter(place))
    axis = picture.x if mark.axis == "x" else picture.y
    return _lines(canvas, y, f"{labels.mark(mark.name)}: {labels.at(axis, mark.at)}")


def _lines(canvas: Canvas, y: float, text: str) -> float:
    for line in wrapped(text, canvas.width - _SAMPLE - 6, most=2):
        y += LINE
        canvas.text("", _SAMPLE + 6, y - 4, line)
    return y


def mark_letter(place: int) -> str:
    """Return the letter by which a mark is known on the picture."""
    return "abcdefghijklmnopqrstuvwxyz"[place % 26]


def draw_span(canvas: Canvas, place: int, low: float, high: float, middle: float) -> None:
    """Draw a range of a series: the first solid, every further one with the pattern that its bars would have."""
    kind = place % len(FILLS)
    if kind == 0:
        canvas.line("span", low, middle, high, middle)
    else:
        canvas.rect(f"bar s{kind}", low, middle - 3.5, high - low, 7, FILLS[kind])


def draw_shape(canvas: Canvas, place: int, x: float, y: float) -> None:
    """Draw the sign of a series at a point."""
    kind, shape = f"shape s{min(place, 1)}", SHAPES[place % len(SHAPES)]
    if shape == "circle":
        canvas.dot(kind, x, y, 3.5)
    elif shape == "square":
        canvas.rect(kind, x - 3.2, y - 3.2, 6.4, 6.4)
    elif shape == "diamond":
        canvas.path(kind, [(x, y - 4.5), (x + 4.5, y), (x, y + 4.5), (x - 4.5, y)], closed=True)
    else:
        canvas.path(kind, [(x, y - 4.5), (x + 4.2, y + 3), (x - 4.2, y + 3)], closed=True)


def apart(places: Sequence[float], least: float) -> list[float]:
    """Return places, each at least so far from the one before it, in the order given by their size."""
    order = sorted(range(len(places)), key=lambda one: places[one])
    moved = list(places)
    for before, here in itertools.pairwise(order):
        moved[here] = max(moved[here], moved[before] + least)
    return moved


def widest(texts: Sequence[str], size: int = 13) -> float:
    """Return the width of the widest text."""
    return max((width_of(one, size) for one in texts), default=0.0)
