"""Statements and assumptions on announcements in plain sentences, English and Spanish."""

from __future__ import annotations

from collections.abc import Mapping

from tallyproof.compare.announced import english, spanish
from tallyproof.compare.phrasing import Book
from tallyproof.compare.statement import Statement
from tallyproof.election.schema import Contest

BOOK = Book(
    {"en": english, "es": spanish},
    named=frozenset({"candidate", "leader", "announced_leader", "count_id"}),
    areas=frozenset({"area"}),
    worded=frozenset(
        {
            *("assumption", "base", "check", "claim_unit", "held_kind", "reading", "slip"),
            *("arbitrary", "cap", "removed", "roll_registered", "roll_stations", "swapped"),
        }
    ),
    untouched=frozenset(
        {
            *("cap_source", "earlier", "left", "right", "roll", "roll_source", "said_unit", "source", "title"),
            # As a decimal a share of compositions would read 0.
            *("adjusted", "probability"),
        }
    ),
)


def sentence(statement: Statement, lang: str, names: Mapping[str, str]) -> str:
    """Return what a statement says. `names` gives the names of candidates and, as 'count:<id>', of counts."""
    return BOOK.sentence(statement, lang, names)


def assumption_text(code: str, values: Mapping[str, str], lang: str) -> str:
    """Return what an assumption of a statement says, with the statement's values."""
    return BOOK.assumption(code, values, lang, {})


def names_of(contest: Contest, lang: str) -> dict[str, str]:
    """Return the names that sentences need: of candidates by id, of counts by 'count:<id>'."""
    counts = {f"count:{one.id}": one.name.get(lang) or next(iter(one.name.values())) for one in contest.counts}
    return {**{one.id: one.name for one in contest.candidates}, **counts}
