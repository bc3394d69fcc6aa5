"""What is held of a contest: the first question of every report (tier A)."""

from tallyproof.compare.coverage.book import BOOK, TRACES
from tallyproof.compare.coverage.parts import coverage_parts

__all__ = ["BOOK", "TRACES", "coverage_parts"]
