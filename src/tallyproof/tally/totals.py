"""Totals of every area in one pass over the stations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tallyproof.election import Definition
from tallyproof.election.schema import Contest
from tallyproof.errors import DefinitionError
from tallyproof.model import Coverage, Figures, Grade, PollingStation, ResultKey, StationResult, Tally
from tallyproof.tally.bounds import BoundInputs, outcome_bounds


@dataclass(slots=True)
class _Sum:
    """What is added up for one area while passing over its stations."""

    candidates: dict[str, int]
    lines: Counter[str] = field(default_factory=Counter)
    line_stations: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    count_stations: Counter[str] = field(default_factory=Counter)
    registered: int = 0
    cast: int = 0
    cast_incomplete: bool = False
    by_grade: Counter[str] = field(default_factory=Counter)
    by_provenance: Counter[str] = field(default_factory=Counter)
    inconsistent: int = 0
    counted: int = 0
    outside: int = 0
    annulled: int = 0
    annulled_registered: int = 0
    missing_stations: int = 0
    missing_registered: int = 0
    registered_unknown: int = 0
    held_stations: int = 0
    held_registered: int = 0
    held_cap: int = 0
    missing_cap: int = 0
    cap_unknown: bool = False
    contested: list[tuple[Mapping[str, int], int | None]] = field(default_factory=list)
    shifts: list[tuple[Mapping[str, int], int | None]] = field(default_factory=list)

    def merge(self, part: _Sum) -> None:
        """Add the sum of a part of this area."""
        for name in self.__slots__:
            mine, other = getattr(self, name), getattr(part, name)
            if isinstance(mine, dict):
                for key, value in other.items():
                    mine[key] = mine.get(key, 0) + value
            elif isinstance(mine, list):
                mine += other
            else:
                setattr(self, name, mine | other if isinstance(mine, bool) else mine + other)


def tally_areas(
    definition: Definition,
    results: Mapping[ResultKey, StationResult],
    *,
    contest: str,
    stage: str | None = None,
    universe: str | None = None,
) -> dict[str, Tally]:
    """Return the tally of the whole ('') and of every area of the register, by area code.

    Only results in the main total are added. `universe` names the roll to measure coverage against.
    """
    if definition.register is None:
        raise DefinitionError(
            "stations.csv: expected the register, found none yet; import the table it is derived from"
        )
    wanted, stage = definition.contests[contest], stage or definition.headline_stage
    empty = {candidate.id: 0 for candidate in wanted.candidates}
    cast = wanted.count_with_role("cast") or ""
    parts: dict[tuple[str, ...], _Sum] = {}
    for station in definition.register.stations.values():
        result = results.get(ResultKey(contest, wanted.round, station.id, stage))
        part = parts.get(station.areas) or parts.setdefault(station.areas, _Sum(dict(empty)))
        _add(station, result, part, written_cast=cast)
    sums = {code: _Sum(dict(empty)) for code in ("", *definition.register.areas)}
    for areas, part in parts.items():
        for code in ("", *areas):
            sums[code].merge(part)
    return {code: _tally(definition, wanted, stage, code, total, universe) for code, total in sums.items()}


def _add(station: PollingStation, result: StationResult | None, total: _Sum, *, written_cast: str) -> None:
    """Add one station to the sum of its lowest area."""
    if result is None:
        total.by_grade[Grade.MISSING.value] += 1
        _add_outstanding(total, station, held=False)
        return
    counted = result.in_main_total and result.grade.is_counted
    if result.grade.is_counted and not counted:
        total.outside += 1
    else:
        total.by_grade[result.grade.value] += 1
    if result.grade is Grade.ANNULLED:
        total.annulled += 1
        total.annulled_registered += station.registered or 0
    elif not counted or result.figures is None:
        _add_outstanding(total, station, held=result.grade is not Grade.MISSING)
    else:
        _add_counted(total, station, result, result.figures, written_cast)


def _add_counted(
    total: _Sum, station: PollingStation, result: StationResult, figures: Figures, written_cast: str
) -> None:
    total.counted += 1
    total.by_provenance[result.provenance.value] += 1
    total.inconsistent += result.inconsistent
    total.registered += station.registered or 0
    total.registered_unknown += station.registered is None
    cast = figures.counts.get(written_cast, result.calculated.get("cast"))
    if cast is None or station.registered is None:
        total.cast_incomplete = True
    else:
        total.cast += cast
    for candidate, votes in result.candidates.items():
        total.candidates[candidate] += votes
    if figures.lines is not None:
        total.line_stations += 1
        for line, votes in figures.lines.items():
            total.lines[line] += votes
    for count, papers in figures.counts.items():
        total.counts[count] += papers
        total.count_stations[count] += 1
    (total.contested if result.contested else total.shifts).append((result.candidates, station.cap))


def _add_outstanding(total: _Sum, station: PollingStation, *, held: bool) -> None:
    total.cap_unknown |= station.cap is None
    if held:
        total.held_stations += 1
        total.held_registered += station.registered or 0
        total.held_cap += station.cap or 0
    else:
        total.missing_stations += 1
        total.missing_registered += station.registered or 0
        total.missing_cap += station.cap or 0


def _tally(definition: Definition, contest: Contest, stage: str, area: str, total: _Sum, universe: str | None) -> Tally:
    coverage = _coverage(definition, area, total, universe)
    outstanding = _outstanding(definition, area, total, universe)
    bounds = outcome_bounds(
        contest.outcome,
        BoundInputs(
            candidates=total.candidates,
            outstanding=outstanding,
            contested=total.contested,
            stations=total.shifts,
        ),
    )
    return Tally(
        contest=contest.id,
        round=contest.round,
        stage=stage,
        area=area,
        candidates=total.candidates,
        lines=dict(total.lines),
        line_stations=total.line_stations,
        counts=dict(total.counts),
        count_stations=dict(total.count_stations),
        registered=total.registered,
        ballots_cast=None if total.cast_incomplete else total.cast,
        by_grade=dict(total.by_grade),
        by_provenance=dict(total.by_provenance),
        inconsistent=total.inconsistent,
        coverage=coverage,
        outstanding=outstanding,
        outcome=bounds,
        outside=total.outside,
        registered_unknown=total.registered_unknown,
    )


def _coverage(definition: Definition, area: str, total: _Sum, universe: str | None) -> Coverage:
    """Return coverage against the declared universe, or a complete register, or with nothing to measure by.

    A universe with fewer stations or voters than are counted is wrong, so nothing is measured by it: never
    more than 100%.
    """
    stations, registered, name, source = _expected(definition, area, universe)
    if stations is not None and total.counted > stations:
        stations = registered = None
    if registered is not None and (total.registered > registered or total.registered_unknown):
        registered = None
    return Coverage(total.counted, stations, total.registered, registered, name, source)


def _expected(definition: Definition, area: str, universe: str | None) -> tuple[int | None, int | None, str, str]:
    """Return the stations and registered voters that an area has, with the name and source of the roll."""
    roll = definition.universe(area, universe)
    if roll is not None:
        return roll.stations, roll.registered, roll.id, roll.source
    register = definition.register
    if register is None or not register.complete:
        return None, None, "", ""
    known = [station.registered for station in register.stations_of_area[area]]
    registered = None if None in known else sum(one or 0 for one in known)
    return len(known), registered, "register", definition.file.register_.source


def _outstanding(definition: Definition, area: str, total: _Sum, universe: str | None) -> int | None:
    """Return the most votes that stations not in the total can still bring, or None where no cap bounds them.

    Stations in the register have their own caps; those that only the roll knows share what it leaves over.
    """
    cap = definition.file.register_.cap
    if cap is None or total.cap_unknown:
        return None
    known = total.held_cap + total.missing_cap
    roll = definition.universe(area, universe)
    if roll is None:
        return known if definition.register is not None and definition.register.complete else None
    stations = roll.stations - total.counted - total.held_stations - total.annulled - total.missing_stations
    registered = roll.registered - total.registered - total.held_registered - total.annulled_registered
    registered -= total.missing_registered
    if stations < 0 or registered < 0:
        return None
    if cap.rule == "fixed":
        return known + stations * (cap.votes + cap.plus)
    if cap.rule == "registered":
        return known + registered + stations * cap.plus
    return known if stations == 0 else None
