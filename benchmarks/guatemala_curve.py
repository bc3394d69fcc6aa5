"""The curve of sheets accepted against wrong figures, drawn as SVG without any library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 860, 500
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 24, 46, 66
_LOWEST, _HIGHEST = 1e-4, 3e-2
_TYPE = 'font-family="sans-serif" font-size="13" role="img"'
_COLOURS = ("#1f5fa8", "#b3541e")


@dataclass(frozen=True, slots=True)
class Point:
    """One setting: the limit, the share of sheets accepted, and of wrong figures among those with its interval."""

    limit: float
    accepted: float
    wrong: float
    low: float
    high: float


def draw(curves: Sequence[tuple[str, Sequence[Point]]], goal: tuple[float, float], title: str) -> str:
    """Return an SVG of the curves; the upright axis is logarithmic and 0 stands at its foot."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" {_TYPE}>',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="24" font-size="15" fill="#222222">{escape(title)}</text>',
        *_goal(*goal),
        *_axes(),
    ]
    for index, (name, points) in enumerate(curves):
        parts += _curve(name, points, _COLOURS[index % len(_COLOURS)], index)
    return "\n".join([*parts, "</svg>", ""])


def _x(accepted: float) -> float:
    return _LEFT + accepted * (_WIDTH - _LEFT - _RIGHT)


def _y(wrong: float) -> float:
    share = (math.log10(max(wrong, _LOWEST)) - math.log10(_LOWEST)) / math.log10(_HIGHEST / _LOWEST)
    return _HEIGHT - _BOTTOM - min(share, 1.0) * (_HEIGHT - _TOP - _BOTTOM)


def _goal(accepted: float, wrong: float) -> list[str]:
    left, top = _x(accepted), _y(wrong)
    wide, high = _x(1) - left, _y(_LOWEST) - top
    return [
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="#e4efe0"/>',
        f'<text x="{left + 8:.1f}" y="{top + 18:.1f}" fill="#41663a">goal</text>',
    ]


def _axes() -> list[str]:
    foot = _HEIGHT - _BOTTOM
    parts = []
    for tenth in range(0, 11, 2):
        x = _x(tenth / 10)
        parts.append(f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{foot}" stroke="#dddddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{foot + 20}" text-anchor="middle" fill="#444444">{tenth * 10}%</text>')
    for wrong, name in ((1e-4, "0"), (5e-4, "1 in 2,000"), (1e-3, "1 in 1,000"), (1e-2, "1 in 100")):
        y = _y(wrong)
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_x(1):.1f}" y2="{y:.1f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#444444">{name}</text>')
    parts.append(
        f'<text x="{(_LEFT + _x(1)) / 2:.1f}" y="{_HEIGHT - 14}" text-anchor="middle" fill="#222222">'
        "sheets accepted without a person</text>"
    )
    parts.append(f'<text x="{_LEFT}" y="{_TOP - 6}" fill="#222222">wrong figures among the accepted</text>')
    return parts


def _curve(name: str, points: Sequence[Point], colour: str, index: int) -> list[str]:
    drawn = sorted((one for one in points if one.accepted > 0), key=lambda one: (one.accepted, one.wrong))
    way = " ".join(f"{_x(one.accepted):.1f},{_y(one.wrong):.1f}" for one in drawn)
    parts = [f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>']
    for one in drawn:
        tip = f"limit {one.limit:g}: {one.accepted:.1%} accepted, {one.wrong:.3%} wrong"
        parts.append(
            f'<circle cx="{_x(one.accepted):.1f}" cy="{_y(one.wrong):.1f}" r="3.5" fill="{colour}">'
            f"<title>{escape(tip)}</title></circle>"
        )
    y = _TOP + 16 + 20 * index
    parts.append(f'<rect x="{_LEFT + 14}" y="{y - 9}" width="18" height="4" fill="{colour}"/>')
    parts.append(f'<text x="{_LEFT + 40}" y="{y - 3}" fill="#222222">{escape(name)}</text>')
    return parts
