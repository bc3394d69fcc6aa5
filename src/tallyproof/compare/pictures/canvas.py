"""SVG elements as text, everything that comes from outside escaped; how wide a text is, about."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from html import escape
from typing import Literal

SIZE = 13
LINE = 17
_NARROW_SIGNS = frozenset("iljtfrI.,:;'|!()[] -·")
_WIDE_SIGNS = frozenset("mwMWQO%@—&")

Anchor = Literal["start", "middle", "end"]


def width_of(text: str, size: int = SIZE) -> float:
    """Return about how wide a text is, rather too much than too little."""
    return sum(_width(sign) for sign in text) * size


def _width(sign: str) -> float:
    if sign in _NARROW_SIGNS:
        return 0.4
    if unicodedata.east_asian_width(sign) in ("W", "F"):
        return 1.1
    if unicodedata.combining(sign) or unicodedata.category(sign) == "Cf":
        return 0.0
    if sign in _WIDE_SIGNS:
        return 1.0
    return 0.75 if sign.isupper() else 0.635


def wrapped(text: str, width: float, *, most: int = 2, size: int = SIZE) -> list[str]:
    """Return a text in at most so many lines; what does not fit ends with an ellipsis."""
    lines: list[str] = []
    here = ""
    for word in text.split():
        tried = f"{here} {word}" if here else word
        if here and width_of(tried, size) > width:
            lines.append(here)
            here = word
        else:
            here = tried
    lines.append(here)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [_cut(line, width, size) for line in lines]


def _cut(text: str, width: float, size: int) -> str:
    if width_of(text, size) <= width:
        return text
    while text and width_of(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


@dataclass(slots=True)
class Canvas:
    """The elements of one picture, in the order in which they are drawn."""

    width: int
    elements: list[str] = field(default_factory=list)

    def rect(self, kind: str, x: float, y: float, width: float, height: float, fill: str = "") -> None:
        paint = f' fill="{fill}"' if fill else ""
        self.elements.append(
            f'<rect class="{kind}"{paint} x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" '
            f'height="{_n(max(height, 0))}"/>'
        )

    def line(self, kind: str, x1: float, y1: float, x2: float, y2: float) -> None:
        self.elements.append(f'<path class="{kind}" d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}"/>')

    def path(self, kind: str, points: list[tuple[float, float]], *, closed: bool = False, fill: str = "") -> None:
        if not points:
            return
        joined = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        paint = f' fill="{fill}"' if fill else ""
        self.elements.append(f'<path class="{kind}"{paint} d="M{joined}{"Z" if closed else ""}"/>')

    def dot(self, kind: str, x: float, y: float, radius: float) -> None:
        self.elements.append(f'<circle class="{kind}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>')

    def text(self, kind: str, x: float, y: float, text: str, anchor: Anchor = "start") -> None:
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.elements.append(f'<text class="{kind}" x="{_n(x)}" y="{_n(y)}"{place}>{escape(text)}</text>')

    def svg(self, height: float, label: str, before: str = "", kind: str = "") -> str:
        """Return the whole picture; `label` says in words what it shows."""
        shown = f"picture {kind}".strip()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{shown}" viewBox="0 0 {self.width} {_n(height)}" '
            f'width="{self.width}" height="{_n(height)}" role="img" aria-label="{escape(label)}">'
            f"{before}{''.join(self.elements)}</svg>"
        )


def _n(value: float) -> str:
    """Return a place with one decimal at most: the same text on every machine."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text
