"""The manifest of a check: its units with their error bounds, as everybody derives them from a release's entries.

The error bound u of a station is the most that a wrong reading of it can take from any margin, as a part of that
margin: u = max over forms of (f(settled) + cap·worst)/f(total), from the cap and never from the reported votes. It is
kept as a whole number of 10^-18, rounded up: what is above a bound is a bound as well, and whole numbers are drawn from
exactly.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from tallyproof.compare.audit.assertions import Assertion, Untested, assertions_of
from tallyproof.compare.statement import ceiling
from tallyproof.errors import UsageError
from tallyproof.model import Grade, Rereading, StationResult
from tallyproof.tally import Results

SCALE = 10**18
SCOPES = ("all", "pictures")


@dataclass(frozen=True, slots=True)
class Unit:
    """One station: its settled figures, and its error bound `weight` in units of 10^-18.

    `has_picture` says that its figures were read from a sheet; without one it counts as maximum error when drawn.
    """

    station: str
    place: str
    area: str
    form: str
    has_picture: bool
    cap: int
    votes: Mapping[str, int]
    lines: Mapping[str, int] | None
    weight: int

    @property
    def sheet(self) -> str:
        """What is written on its sheet: votes by 'lines' or by 'candidates'; '' without a picture."""
        return "" if not self.has_picture else "candidates" if self.lines is None else "lines"


@dataclass(frozen=True)
class Manifest:
    """The units of a check in the order of their ids, and what it tests.

    `outside` are counted stations that the scope leaves out: their figures are taken as they are.
    """

    contest: str
    stage: str
    scope: str
    assertions: tuple[Assertion, ...]
    untested: tuple[Untested, ...]
    units: tuple[Unit, ...]
    outside: int

    @cached_property
    def by_station(self) -> Mapping[str, Unit]:
        return {one.station: one for one in self.units}

    @cached_property
    def total_weight(self) -> int:
        """The sum of all weights: U times 10^18."""
        return sum(one.weight for one in self.units)

    @property
    def total(self) -> Fraction:
        """U, the sum of the error bounds."""
        return Fraction(self.total_weight, SCALE)

    @cached_property
    def without_picture(self) -> tuple[int, int]:
        """How many units have no picture, and their weight together."""
        bare = [one.weight for one in self.units if not one.has_picture]
        return len(bare), sum(bare)

    @cached_property
    def data(self) -> bytes:
        """The manifest as CSV: station, weight, what its sheet gives, cap, settled votes by candidate."""
        text = io.StringIO(newline="")
        rows = csv.writer(text, lineterminator="\n")
        names = sorted({name for one in self.units for name in one.votes})
        rows.writerow(("station", "weight", "sheet", "cap", *names))
        for one in self.units:
            rows.writerow((one.station, one.weight, one.sheet, one.cap, *(one.votes.get(name, 0) for name in names)))
        return text.getvalue().encode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def overstatement(self, unit: Unit, found: Mapping[str, int]) -> Fraction:
        """Return e, the most by which a station's settled figures overstate any margin, as a part of it.

        If reading errors changed the outcome, the e of all stations add up to 1 or more (the maximum over pairs is at
        least each pair's own), so that one test is valid for all pairs and conditions at once (Stark 2009).
        """
        return max(one.overstatement(unit.votes, found) for one in self.assertions)

    def taint(self, unit: Unit, found: Mapping[str, int] | None) -> Fraction:
        """Return t = e/u, at most 1; None, a sheet that could not be read, is 1."""
        if found is None:
            return Fraction(1)
        over = self.overstatement(unit, found) * SCALE
        # Only figures above the cap can err by more than the bound.
        return over / unit.weight if over < unit.weight else Fraction(1)


def manifest_of(results: Results, contest: str, scope: str) -> Manifest:
    """Return the manifest of a contest; UsageError where there is nothing to test or a cap is not known."""
    definition = results.definition
    if contest not in definition.contests:
        raise UsageError(f"contest: expected one of {', '.join(definition.contests)}, got {contest!r}")
    if scope not in SCOPES:
        raise UsageError(f"scope: expected one of {', '.join(SCOPES)}, got {scope!r}")
    totals = results.tallies[contest][""].candidates
    assertions, untested = assertions_of(definition.contests[contest].outcome, totals)
    counted = [one for one in _counted(results, contest) if scope == "all" or one[1].grade is not Grade.C]
    units = tuple(_unit(results, station, result, assertions) for station, result in counted) if assertions else ()
    return Manifest(
        contest=contest,
        stage=definition.headline_stage,
        scope=scope,
        assertions=assertions,
        untested=untested,
        units=units,
        outside=results.tallies[contest][""].coverage.stations_counted - len(counted),
    )


def _counted(results: Results, contest: str) -> list[tuple[str, StationResult]]:
    """Return the stations of the main total in the order of their ids."""
    register = results.definition.register
    held = [(id, results.station(contest, id)) for id in sorted(register.stations if register else ())]
    return [
        (id, one)
        for id, one in held
        if one is not None and one.in_main_total and one.grade.is_counted and one.figures is not None
    ]


def _unit(results: Results, id: str, result: StationResult, assertions: tuple[Assertion, ...]) -> Unit:
    register = results.definition.register
    station = register.stations[id] if register else None
    if station is None or station.cap is None:
        raise UsageError(
            f"station {id}: expected a cap, the most votes it can have, found none; without it no error is bounded: "
            "declare [register] cap in election.toml"
        )
    # What was accepted above its cap may stand there with other names: the bound is never below that.
    cap = max(station.cap, sum(result.candidates.values()))
    bound = max((one.bound(result.candidates, cap) for one in assertions), default=Fraction(0))
    return Unit(
        station=id,
        place=station.place,
        area=station.areas[0] if station.areas else "",
        form=_form(results, result),
        has_picture=result.grade is not Grade.C,
        cap=cap,
        votes=dict(result.candidates),
        lines=None if result.figures is None else result.figures.lines,
        weight=max(0, ceiling(bound * SCALE)),
    )


def _form(results: Results, result: StationResult) -> str:
    """Return the layout of the sheet that a result rests on; '' for a table."""
    settlement = results.settlement
    for index in result.rests_on:
        reading = settlement.transcriptions.get(index)
        if reading is not None and reading.sheet is not None and reading.sheet in settlement.sheets:
            return settlement.sheets[reading.sheet].layout
    return ""


def votes_found(reading: Rereading, line_candidates: Mapping[str, str]) -> dict[str, int] | None:
    """Return the votes by candidate that a re-reading gives, summed over ballot lines; None where it was not read."""
    if reading.lines is not None:
        sums: dict[str, int] = {}
        for line, votes in reading.lines.items():
            candidate = line_candidates[line]
            sums[candidate] = sums.get(candidate, 0) + votes
        return sums
    return None if reading.candidates is None else dict(reading.candidates)
