"""Each side by itself: its own sums, and ballots against registered voters and caps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars

from tallyproof.compare.stations.side import REGISTERED, STATION, Side
from tallyproof.election.schema import Contest, Identity

SHOWN = 20


@dataclass(frozen=True, slots=True)
class SideCheck:
    """One check of one side: at how many stations it ran, at how many it failed, and the first of those.

    `id` is 'above-registered', 'above-cap' or an identity of the contest.
    """

    id: str
    ran: int
    failed: int
    stations: tuple[str, ...]


def checks_of(side: Side, contest: Contest, register: polars.DataFrame) -> list[SideCheck]:
    """Return the checks of one side by itself.

    Ballots are the ballots cast as written, or else valid votes (as calculated) with rejected and blank ones. They are
    held against the registered voters that the side gives, or else the register's, and against the register's cap.
    """
    frame = side.frame.join(register.select(STATION, "roll", "cap"), on=STATION, how="left")
    frame = frame.with_columns(
        _ballots(contest).alias("ballots"), polars.coalesce(REGISTERED, "roll").alias("voters")
    ).sort(STATION)
    found = [_check(frame, "above-registered", polars.col("ballots") - polars.col("voters"), above=0)]
    found.append(_check(frame, "above-cap", polars.col("ballots") - polars.col("cap"), above=0))
    for one in contest.identities:
        apart = _sum(contest, one.left) - _sum(contest, one.right)
        found.append(_check(frame, one.id, apart.abs(), above=one.tolerance))
    return found


def identity_text(identity: Identity) -> str:
    """Return an identity as a formula of ids: 'candidates = valid'."""
    return f"{' + '.join(identity.left)} = {' + '.join(identity.right)}"


def _check(frame: polars.DataFrame, id: str, apart: polars.Expr, *, above: int) -> SideCheck:
    tried = frame.with_columns(apart.alias("apart")).filter(polars.col("apart").is_not_null())
    failed = tried.filter(polars.col("apart") > above)
    return SideCheck(id, tried.height, failed.height, tuple(failed[STATION].head(SHOWN)))


def _term(contest: Contest, term: str) -> polars.Expr:
    if term == "candidates":
        # Null where one candidate's votes are not given: a sum with a hole in it is none.
        votes = [polars.col(f"candidate:{one.id}") for one in contest.candidates]
        return polars.sum_horizontal(votes, ignore_nulls=False)
    count = next(one for one in contest.counts if one.id == term)
    column = polars.col(f"count:{term}")
    return column.fill_null(0) if count.absent == "zero" else column


def _sum(contest: Contest, terms: Sequence[str]) -> polars.Expr:
    return polars.sum_horizontal([_term(contest, one) for one in terms], ignore_nulls=False)


def _ballots(contest: Contest) -> polars.Expr:
    beside = [one.id for one in contest.counts if one.role in ("rejected", "blank")]
    calculated = _sum(contest, ["candidates", *beside])
    written = contest.count_with_role("cast")
    return calculated if written is None else polars.coalesce(polars.col(f"count:{written}"), calculated)
