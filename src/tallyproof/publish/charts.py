"""Charts as SVG made on the server: lengths are proportional, baselines are zero, no colour says who is whose."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup


def share_bar(share: Fraction | None) -> Markup:
    """Return a bar from 0% to 100% with a tick at one half; the figure beside it says the same in digits."""
    width = _length(share or Fraction(0))
    return Markup(
        '<svg class="bar" aria-hidden="true" focusable="false">'
        '<rect class="track" width="100%" height="100%"/>'
        f'<rect class="fill" width="{width}" height="100%"/>'
        '<rect class="half" x="50%" width="1" height="100%"/></svg>'
    )


def length_bar(value: int, largest: int) -> Markup:
    """Return a bar from zero on a scale that ends with the largest of the values compared."""
    width = _length(Fraction(value, largest) if largest else Fraction(0))
    return Markup(
        '<svg class="bar tall" aria-hidden="true" focusable="false">'
        '<rect class="track" width="100%" height="100%"/>'
        f'<rect class="fill" width="{width}" height="100%"/></svg>'
    )


def strip(parts: Sequence[tuple[str, int]]) -> Markup:
    """Return one strip divided in proportion to counts; `parts` are (kind, count), kinds are style classes."""
    total = sum(count for _, count in parts)
    pieces, before = [], 0
    for kind, count in parts:
        if count <= 0:
            continue
        start, end = _length(Fraction(before, total)), _length(Fraction(before + count, total))
        before += count
        width = _difference(end, start)
        pieces.append(f'<rect class="part {kind}"{_pattern(kind)} x="{start}" width="{width}" height="100%"/>')
    return Markup(
        '<svg class="strip" aria-hidden="true" focusable="false">'
        '<rect class="part missing" width="100%" height="100%"/>' + "".join(pieces) + "</svg>"
    )


def swatch(kind: str) -> Markup:
    """Return the square that explains one kind of a strip."""
    return Markup(
        '<svg class="swatch" aria-hidden="true" focusable="false">'
        f'<rect class="part {kind}"{_pattern(kind)} width="100%" height="100%"/></svg>'
    )


def patterns() -> Markup:
    """Return the hatchings that strips and swatches of a page refer to: differences that do not need colour."""
    return Markup(
        '<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
        '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="ground" width="6" height="6"/><rect class="ink" width="2" height="6"/></pattern>'
        '<pattern id="cross" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect class="ground" width="6" height="6"/><rect class="ink" width="2" height="6"/>'
        '<rect class="ink" width="6" height="2"/></pattern>'
        '<pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<rect class="ground" width="5" height="5"/><circle class="ink" cx="2.5" cy="2.5" r="1.2"/></pattern>'
        "</defs></svg>"
    )


def _pattern(kind: str) -> str:
    name = {"quarantined": "hatch", "disputed": "cross", "unknown": "dots"}.get(kind)
    return f' fill="url(#{name})"' if name else ""


def _length(part: Fraction) -> str:
    """Return a part of the whole in percent with three decimals, rounded: the same text on every machine."""
    thousandths = round(part * 100_000)
    return f"{thousandths // 1000}.{thousandths % 1000:03}%"


def _difference(end: str, start: str) -> str:
    thousandths = _thousandths(end) - _thousandths(start)
    return f"{thousandths // 1000}.{thousandths % 1000:03}%"


def _thousandths(length: str) -> int:
    return int(length.removesuffix("%").replace(".", ""))
