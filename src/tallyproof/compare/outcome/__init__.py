"""Outcome bounds (statistics.md, B1): what is missing, what can still change, how the count grew."""

from tallyproof.compare.outcome.growth import Arrival, Growth, Step, arrivals_of, growth, growth_of
from tallyproof.compare.outcome.missing import REASONS, Missing, missing_by_area
from tallyproof.compare.outcome.parts import BOOK, outcome_parts
from tallyproof.compare.outcome.possible import Contested, Possible, possible_by_area
from tallyproof.compare.outcome.traces import TRACES

__all__ = [
    "BOOK",
    "REASONS",
    "TRACES",
    "Arrival",
    "Contested",
    "Growth",
    "Missing",
    "Possible",
    "Step",
    "arrivals_of",
    "growth",
    "growth_of",
    "missing_by_area",
    "outcome_parts",
    "possible_by_area",
]
