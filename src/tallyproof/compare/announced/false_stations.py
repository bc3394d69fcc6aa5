"""How many held stations would have to be false: three numbers with their names, exact, by the largest shifts.

Stations removed (each shifts w − l), two candidates swapped (2·(w − l)) and arbitrarily wrong (w − l + cap).
Only the last is a lower bound: whatever else is wrong with a sheet shifts no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tallyproof.compare.announced.columns import HeldStations, Whole, largest_first
from tallyproof.compare.announced.held import Held, Roll
from tallyproof.compare.announced.leaders import leaders_of
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


def stations_for_distance(held: Held, bound: Fraction, papers: Sequence[str] = ()) -> int | None:
    """Return the least number of arbitrarily wrong stations that can explain a distance.

    A station whose figures are replaced by any others moves the counts by its votes, the `papers` counted beside
    them, and its cap at most. None where the caps are not known or all stations do not suffice.
    """
    if not held.caps_known:
        return None
    stations = held.stations
    shifts = stations.valid + _most(stations)
    for name in papers:
        shifts = shifts + stations.column(name)
    return _least(shifts, bound)


def false_stations(held: Held, winner: str, loser: str, needed: int) -> FalseStations:
    """Return how many stations shift the margin of `winner` over `loser` by `needed` votes."""
    stations = held.stations
    leads = stations.column(winner) - stations.column(loser)
    return FalseStations(
        needed=needed,
        removed=_least(leads, Fraction(needed)),
        swapped=_least(2 * leads, Fraction(needed)),
        arbitrary=_least(leads + _most(stations), Fraction(needed)) if held.caps_known else None,
        caps_known=held.caps_known,
    )


def _most(stations: HeldStations) -> Whole:
    """Return the most votes of each station: its cap, or what it has where that was accepted above the cap."""
    most: Whole = np.maximum(stations.caps, stations.valid)
    return most


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
    leaders = leaders_of(announcement, held)
    if isinstance(leaders, str):
        yield statement("not-run", check="false-stations", reason=leaders)
        return
    wanted = {"lead": leaders.lead}
    if leaders.same:
        votes = held.votes(frozenset({leaders.winner}))
        yield statement("same-leader", f"figures-{held.kind}", **base, leader=leaders.winner, held=votes)
        wanted = {"own-lead": leaders.lead}
    elif all_held:
        wanted["margin"] = leaders.lead + leaders.margin
    else:
        yield statement("not-computed", check="false-stations-margin", reason="claimed-coverage-below-held")
    for target, needed in wanted.items():
        assumptions = [f"figures-{held.kind}", "cap-held", *(["all-held"] if target == "margin" else [])]
        common = dict(base, leader=leaders.winner, announced_leader=leaders.rival, lead=leaders.lead)
        common["announced_margin"] = leaders.margin
        alone = false_stations(held, leaders.winner, leaders.rival, needed)
        yield statement(f"false-stations-{target}", *assumptions, **common, **_values(alone))
        for roll in rolls:
            if roll.cap is not None and needed <= roll.cap:
                values = dict(common, **roll.values())
                yield statement(f"no-false-station-{target}", *assumptions, "cap", "universe", **values)
            elif roll.cap is not None:
                with_missing = false_stations(held, leaders.winner, leaders.rival, needed - roll.cap)
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
