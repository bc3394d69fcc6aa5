"""How many held stations would have to be false: three numbers with their names, exact, by the largest shifts.

Stations removed (each shifts w − l), two candidates swapped (2·(w − l)) and arbitrarily wrong (w − l + cap).
Only the last is a lower bound: whatever else is wrong with a sheet shifts no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tallyproof.compare.announced.columns import Whole, largest_first
from tallyproof.compare.announced.held import Held, Roll
from tallyproof.compare.statement import Statement, ceiling, statement
from tallyproof.model import Announcement


@dataclass(frozen=True, slots=True)
class FalseStations:
    """Numbers of stations for one shift needed; None where all held stations do not suffice, or caps are unknown."""

    needed: int
    removed: int | None
    swapped: int | None
    arbitrary: int | None
    caps_known: bool


def stations_for_distance(held: Held, bound: Fraction) -> int | None:
    """Return the least number of arbitrarily wrong stations that can explain a distance.

    A station whose figures are replaced by any others moves the counts by its votes and its cap at most.
    """
    stations = held.stations
    return _least(stations.valid + stations.caps, bound) if held.caps_known else None


def false_stations(held: Held, winner: str, loser: str, needed: int) -> FalseStations:
    """Return how many stations shift the margin of `winner` over `loser` by `needed` votes."""
    stations = held.stations
    leads = stations.column(winner) - stations.column(loser)
    return FalseStations(
        needed=needed,
        removed=_least(leads, Fraction(needed)),
        swapped=_least(2 * leads, Fraction(needed)),
        arbitrary=_least(leads + stations.caps, Fraction(needed)) if held.caps_known else None,
        caps_known=held.caps_known,
    )


def _least(shifts: Whole, needed: Fraction) -> int | None:
    """Return how many of the largest shifts add up to what is needed."""
    if needed <= 0:
        return 0
    sums = np.cumsum(largest_first(shifts[shifts > 0]))
    number = int(np.searchsorted(sums, ceiling(needed))) + 1
    return number if number <= len(sums) else None


def lead_statements(
    held: Held,
    announcement: Announcement,
    rolls: Iterable[Roll],
    base: dict[str, str | int],
    *,
    all_held: bool,
) -> Iterable[Statement]:
    """Return what the announced lead would need of false stations, for every roll.

    The announced margin itself is asked for only where every held station may be in the announced count.
    """
    announced = announcement.candidates
    if len(announced) < 2:
        yield statement("not-run", check="false-stations", reason="fewer-than-two-counts")
        return
    ranked = sorted(announced, key=lambda one: (-announced[one], one))
    votes = {one: held.votes(frozenset({one})) for one in announced}
    winner = max(sorted(votes), key=lambda one: votes[one])
    loser = ranked[0]
    if winner == loser:
        yield statement("same-leader", f"figures-{held.kind}", **base, leader=winner, held=votes[winner])
        return
    lead = votes[winner] - votes[loser]
    wanted = {"lead": lead}
    if all_held:
        wanted["margin"] = lead + announced[loser] - announced[winner]
    for target, needed in wanted.items():
        assumptions = [f"figures-{held.kind}", *(["all-held"] if target == "margin" else [])]
        common = dict(base, leader=winner, announced_leader=loser, lead=lead)
        common["announced_margin"] = announced[loser] - announced[winner]
        alone = false_stations(held, winner, loser, needed)
        yield statement(f"false-stations-{target}", *assumptions, **common, **_values(alone))
        for roll in rolls:
            if roll.cap is not None:
                with_missing = false_stations(held, winner, loser, needed - roll.cap)
                yield statement(
                    f"false-stations-{target}-with-missing",
                    *assumptions,
                    "cap",
                    "universe",
                    **dict(common, **roll.values()),
                    **_values(with_missing),
                )


def _values(numbers: FalseStations) -> dict[str, str | int]:
    names = {"removed": numbers.removed, "swapped": numbers.swapped, "arbitrary": numbers.arbitrary}
    texts = {name: "not-enough" if value is None else value for name, value in names.items()}
    if not numbers.caps_known:
        texts["arbitrary"] = "unknown"
    return {"needed": numbers.needed, **texts}
