"""One picture as SVG: the data of a part, the words of its book, and a line that says what it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tallyproof.compare.part import Picture
from tallyproof.compare.phrasing import Book
from tallyproof.compare.pictures.bars import draw_bars
from tallyproof.compare.pictures.canvas import LINE, Canvas, wrapped
from tallyproof.compare.pictures.labels import Labels
from tallyproof.compare.pictures.plane import draw_plane
from tallyproof.compare.pictures.style import PATTERNS, STYLE

WIDE, NARROW = 720, 340
"""Widths in pixels: for a desk and paper, and for a telephone."""
_WORDED = ("word", "area", "candidate")


def svg_of(
    picture: Picture,
    book: Book,
    language: str,
    names: Mapping[str, str],
    *,
    width: int = WIDE,
    note: str = "",
    alone: bool = False,
) -> str:
    """Return a picture as SVG. `note` travels with it: as of when, how much is counted, that it is provisional.

    `alone` puts style and patterns into it, for a place that has none, such as a notebook; elsewhere the page gives
    STYLE and, once, PATTERNS. `kind` of its class is 'wide' or 'narrow'.
    """
    labels = Labels(book, language, names)
    canvas = Canvas(width)
    shown = replace(picture, series=tuple(one for one in picture.series if one.points))
    if not shown.series:
        canvas.text("quiet", 0, LINE, labels.own("nothing"))
        height = float(LINE + 8)
    elif shown.x.kind in _WORDED:
        height = draw_bars(canvas, shown, labels)
    else:
        height = draw_plane(canvas, shown, labels)
    for line in wrapped(note, width, most=4, size=11) if note else []:
        height += 14
        canvas.text("small", 0, height, line)
    title = book.heading(f"picture-{picture.id}", picture.values, language, names)
    caption = book.heading(f"caption-{picture.id}", picture.values, language, names)
    before = f"<style>{STYLE}</style><defs>{PATTERNS}</defs>" if alone else ""
    if alone:
        before += f'<rect class="back" width="{width}" height="{height + 6:.0f}"/>'
    return canvas.svg(height + 6, f"{title}. {caption}", before, "narrow" if width < WIDE else "wide")
