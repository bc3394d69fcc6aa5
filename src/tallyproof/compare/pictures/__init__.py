"""Pictures as SVG text: no dependency, the same data gives the same bytes, differences that need no colour."""

from tallyproof.compare.pictures.drawn import NARROW, WIDE, svg_of
from tallyproof.compare.pictures.plot import Plot
from tallyproof.compare.pictures.style import PATTERNS, STYLE

__all__ = ["NARROW", "PATTERNS", "STYLE", "WIDE", "Plot", "svg_of"]
