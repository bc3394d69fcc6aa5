"""Indicators (statistics.md, C): places to look, each with a calibrated null, never proof."""

from tallyproof.compare.indicators.book import BOOK
from tallyproof.compare.indicators.chance import RESAMPLES
from tallyproof.compare.indicators.counted import Counted, counted_stations
from tallyproof.compare.indicators.judged import FAMILIES, Judged, judged
from tallyproof.compare.indicators.parts import default_seed, indicator_parts
from tallyproof.compare.indicators.traces import TRACES

__all__ = [
    "BOOK",
    "FAMILIES",
    "RESAMPLES",
    "TRACES",
    "Counted",
    "Judged",
    "counted_stations",
    "default_seed",
    "indicator_parts",
    "judged",
]
