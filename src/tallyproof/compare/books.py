"""All phrase books with the traces of their statements: what the methods appendix and docs/methods.md are made from."""

from __future__ import annotations

from collections.abc import Mapping

from tallyproof.compare import announced, audit, coverage, indicators, outcome, projection, quick_count, stations
from tallyproof.compare.part import Trace
from tallyproof.compare.phrasing import Book

BOOKS: Mapping[str, tuple[Book, Mapping[str, Mapping[str, Trace]]]] = {
    "coverage": (coverage.BOOK, coverage.TRACES),
    "outcome": (outcome.BOOK, outcome.TRACES),
    "announced": (announced.BOOK, announced.TRACES),
    "stations": (stations.BOOK, stations.TRACES),
    "projection": (projection.BOOK, projection.TRACES),
    "quick-count": (quick_count.BOOK, quick_count.TRACES),
    "audit": (audit.BOOK, audit.TRACES),
    "indicators": (indicators.BOOK, indicators.TRACES),
}
"""By family, in the order of a report's questions."""
