"""The phrase book of what is held, and where each of its values comes from."""

from __future__ import annotations

from collections.abc import Mapping

from tallyproof.compare.coverage import english, spanish
from tallyproof.compare.part import Trace
from tallyproof.compare.phrasing import Book

BOOK = Book(
    {"en": english, "es": spanish},
    named=frozenset({"leader", "runner_up", "source"}),
    areas=frozenset({"low_area", "high_area"}),
    worded=frozenset({"provenance"}),
    untouched=frozenset({"universe_source"}),
)

_SETTLED = Trace(source="settled")
_DEFINITION = Trace(source="definition")
_REGISTER = Trace(source="register")


def _formula(text: str) -> Trace:
    return Trace(formula=text, method="held")


_COVERED = {
    "counted": _SETTLED,
    "missing": _formula("missing = expected − counted"),
    "coverage_percent": _formula("coverage = 100 · counted / expected"),
}

TRACES: Mapping[str, Mapping[str, Trace]] = {
    "coverage": {**_COVERED, "expected": _DEFINITION, "universe_source": _DEFINITION},
    "coverage-register": {**_COVERED, "expected": _REGISTER},
    "coverage-unknown": {"counted": _SETTLED},
    "no-station": {},
    "voters": {
        "registered": _formula("registered = Σ over counted stations of registered voters (stations.csv)"),
        "registered_expected": _DEFINITION,
        "registered_percent": _formula("registered_percent = 100 · registered / registered_expected"),
    },
    "votes": {"valid": _formula("valid = Σ over counted stations and candidates of votes (stations.csv)")},
    "turnout": {
        "cast": _formula("cast = Σ over counted stations of ballots cast (stations.csv)"),
        "registered": _formula("registered = Σ over counted stations of registered voters (stations.csv)"),
        "turnout_percent": _formula("turnout = 100 · cast / registered"),
    },
    "grades": {"grade_a": _SETTLED, "grade_b": _SETTLED, "grade_c": _SETTLED},
    "grades-table": {"grade_c": _SETTLED},
    "source-pictures": {"stations": _SETTLED, "source": Trace(source="entries"), "provenance": _DEFINITION},
    "source-table": {"stations": _SETTLED, "source": Trace(source="entries"), "provenance": _DEFINITION},
    "held-back": {"quarantined": _SETTLED, "disputed": _SETTLED, "unknown": _SETTLED, "annulled": _SETTLED},
    "contested": {"contested": _SETTLED},
    "inconsistent": {"inconsistent": _SETTLED},
    "gated": {"threshold_percent": _DEFINITION},
    "uneven": {
        "low_percent": _formula("low = min over areas of 100 · counted / in_register"),
        "high_percent": _formula("high = max over areas of 100 · counted / in_register"),
        "low_area": _formula("low_area = the area of low"),
        "high_area": _formula("high_area = the area of high"),
    },
}
