"""From station results to totals, always with what is missing, and every public figure by its reference."""

from tallyproof.tally.figures import Results, figure, results_of
from tallyproof.tally.tables import data_tables
from tallyproof.tally.totals import tally_areas

__all__ = ["Results", "data_tables", "figure", "results_of", "tally_areas"]
