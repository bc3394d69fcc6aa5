"""How the result and its bounds came about: the count at about a hundred steps, in the order of arrival."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tallyproof.compare.outcome.possible import Contested, Possible, is_counted
from tallyproof.election.schema import Condition
from tallyproof.model import OutcomeBound, Verdict
from tallyproof.tally import Results
from tallyproof.tally.bounds import BoundInputs, outcome_bounds

STEPS = 100
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One counted station as it arrived: `entry` is the journal's entry that first gave its accepted figures.

    `cap` None is not known; `from_table` says that the entry is somebody's table: all of its rows came at once.
    """

    entry: int
    votes: Sequence[int]
    cap: int | None
    contested: bool = False
    from_table: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The count when so many stations had arrived; `bounds` are those of that moment, by the caps known today."""

    counted: int
    possible: Possible
    bounds: tuple[OutcomeBound, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """The steps of one area's count. Without them nothing is said, for the stable code in `reason`.

    `since` gives, by condition that cannot change any more, after how many stations that was so for good.
    `from_tables` stations came as rows of a table, all rows of one table at the same moment.
    """

    steps: tuple[Step, ...]
    expected: int | None
    from_tables: int
    since: Mapping[str, int]
    reason: str = ""

    def coverage(self, step: Step) -> Fraction | None:
        """Return the share of the expected stations that had arrived; None where nobody knows how many there are."""
        return Fraction(step.counted, self.expected) if self.expected else None


def growth_of(results: Results, contest: str, area: str = "", *, steps: int = STEPS) -> Growth:
    """Return the count of an area, step by step, as the stations of today's main total arrived."""
    tally, shape = results.tallies[contest][area], results.definition.contests[contest]
    arrivals = arrivals_of(results, contest, area)
    if arrivals is None:
        return Growth((), tally.coverage.stations_expected, 0, {}, reason="no-entries")
    candidates = [one.id for one in shape.candidates]
    return growth(
        arrivals,
        candidates=candidates,
        conditions=shape.outcome,
        outside=tally.outstanding,
        expected=tally.coverage.stations_expected,
        steps=steps,
    )


def arrivals_of(results: Results, contest: str, area: str) -> list[Arrival] | None:
    """Return the counted stations of an area in order of arrival; None if some rest on no entry."""
    register = results.definition.register
    candidates = [one.id for one in results.definition.contests[contest].candidates]
    found: list[tuple[int, str, Arrival]] = []
    for station in register.stations_of_area.get(area, []) if register else ():
        result = results.station(contest, station.id)
        if result is None or not is_counted(result):
            continue
        if not result.rests_on:
            return None
        entry = min(result.rests_on)
        row = results.settlement.transcriptions.get(entry)
        votes = [result.candidates.get(one, 0) for one in candidates]
        from_table = row is not None and row.table is not None
        if row is not None and row.table is not None:
            entry = row.table
        found.append((entry, station.id, Arrival(entry, votes, station.cap, result.contested, from_table)))
    return [arrival for _, _, arrival in sorted(found, key=lambda one: one[:2])]


def growth(
    arrivals: Sequence[Arrival],
    *,
    candidates: Sequence[str],
    conditions: Sequence[Condition],
    outside: int | None,
    expected: int | None,
    steps: int = STEPS,
) -> Growth:
    """Return the count at about evenly spaced numbers of stations, the last step being all of them.

    Rows of one table are no moments of their own: their order is the table's, and all of them came at once.
    `outside` is the cap of what has not arrived today. At an earlier step the stations that arrived later are
    outstanding with their caps (with their votes where they have more).
    """
    if not arrivals:
        return Growth((), expected, 0, {}, reason="no-stations")
    ends = [place for place, (one, following) in enumerate(pairwise(arrivals), 1) if one.entry != following.entry]
    ends.append(len(arrivals))
    if len(ends) == 1 and arrivals[0].from_table:
        return Growth((), expected, len(arrivals), {}, reason="one-table")
    at = _count_at(arrivals, candidates, conditions, outside)
    wanted = {bisect_right(ends, len(arrivals) * step // steps) for step in range(1, steps + 1)} - {0}
    tables = {end for end in ends if arrivals[end - 1].from_table}
    made = tuple(at(end) for end in sorted({ends[place - 1] for place in wanted} | tables))
    return Growth(
        steps=made,
        expected=expected,
        from_tables=sum(one.from_table for one in arrivals),
        since=_since(made, ends, at),
    )


def _count_at(
    arrivals: Sequence[Arrival], candidates: Sequence[str], conditions: Sequence[Condition], outside: int | None
) -> Callable[[int], Step]:
    """Return a function from a number of stations to the count at that moment; sums are made once."""
    votes: Whole = np.array([one.votes for one in arrivals], dtype=np.int64).reshape(len(arrivals), len(candidates))
    sums = np.vstack([np.zeros((1, len(candidates)), np.int64), np.cumsum(votes, axis=0)])
    caps = np.array([max(one.cap or 0, sum(one.votes)) for one in arrivals], dtype=np.int64)
    later = caps.sum() - np.concatenate([[0], np.cumsum(caps)])
    unknown = max((place for place, one in enumerate(arrivals, 1) if one.cap is None), default=0)
    contested = [(place, one) for place, one in enumerate(arrivals, 1) if one.contested]

    def named(row: Sequence[int]) -> dict[str, int]:
        return {candidate: int(count) for candidate, count in zip(candidates, row, strict=True)}

    @cache
    def at(number: int) -> Step:
        outstanding = None if outside is None or number < unknown else outside + int(later[number])
        held = [(named(one.votes), one.cap) for place, one in contested if place <= number]
        now = named(sums[number].tolist())
        bounds = outcome_bounds(conditions, BoundInputs(now, outstanding, held, ()))
        return Step(number, Possible(now, outstanding, _sum_of(held)), bounds)

    return at


def _sum_of(held: Sequence[tuple[Mapping[str, int], int | None]]) -> Contested:
    votes: dict[str, int] = {}
    for of_station, _ in held:
        for candidate, count in of_station.items():
            votes[candidate] = votes.get(candidate, 0) + count
    caps = [None if cap is None else max(cap, sum(of_station.values())) for of_station, cap in held]
    known = [cap for cap in caps if cap is not None]
    return Contested(len(held), votes, sum(known) if len(known) == len(caps) else None)


def _since(steps: Sequence[Step], ends: Sequence[int], at: Callable[[int], Step]) -> dict[str, int]:
    """Return, by condition, the first number of stations from which its answer stood fast as it does today."""
    since: dict[str, int] = {}
    for place, final in enumerate(steps[-1].bounds):
        if final.verdict is not Verdict.CANNOT_CHANGE:
            continue

        def is_fast(number: int, place: int = place, final: OutcomeBound = final) -> bool:
            then = at(number).bounds[place]
            same = not final.holds or then.leader == final.leader
            return then.verdict is final.verdict and then.holds == final.holds and same

        last_open = next((n for n in range(len(steps) - 1, -1, -1) if not is_fast(steps[n].counted)), None)
        low = 0 if last_open is None else steps[last_open].counted
        high = steps[0 if last_open is None else last_open + 1].counted
        first, last = bisect_right(ends, low), bisect_left(ends, high)
        while first < last:
            middle = (first + last) // 2
            first, last = (first, middle) if is_fast(ends[middle]) else (middle + 1, last)
        since[final.condition] = ends[last]
    return since
