"""What is held of an announcement's area, and what lies outside it by each declared roll."""

from __future__ import annotations

from dataclasses import dataclass

from tallyproof.model import Announcement, Grade, PollingStation, ResultKey, StationResult, Tally
from tallyproof.tally import Results, tally_areas


@dataclass(frozen=True, slots=True)
class HeldStation:
    """One station of the main total: votes by candidate, registered voters and the cap; None is not known."""

    id: str
    votes: dict[str, int]
    registered: int | None
    cap: int | None

    @property
    def valid(self) -> int:
        return sum(self.votes.values())


@dataclass(frozen=True, slots=True)
class Held:
    """The stations compared: `read` of them from pictures (grades A and B), `table` from a published table (C).

    Stations with a rival of unknown provenance are left out here and stand outside with their caps.
    """

    stations: tuple[HeldStation, ...]
    read: int
    table: int
    contested: tuple[PollingStation, ...]

    @property
    def kind(self) -> str:
        return "table" if not self.read else "mixed" if self.table else "sheets"

    def votes(self, members: frozenset[str]) -> int:
        return sum(votes for one in self.stations for name, votes in one.votes.items() if name in members)


@dataclass(frozen=True, slots=True)
class Roll:
    """One declared roll: how many stations and electors the area has, and the most votes outside what is held.

    `cap` None is 'no bound', for the stable code in `reason`.
    """

    id: str
    source: str
    cap: int | None
    reason: str
    cap_rule: str
    cap_source: str
    stations: int | None
    registered: int | None

    def values(self) -> dict[str, str | int]:
        """Return what a statement says about the roll and its cap."""
        known = {"roll_stations": self.stations, "roll_registered": self.registered, "cap": self.cap}
        return {
            "roll": self.id,
            "roll_source": self.source,
            "cap_rule": self.cap_rule,
            "cap_source": self.cap_source,
            **{name: "unknown" if value is None else value for name, value in known.items()},
        }


def held_of(results: Results, announcement: Announcement) -> Held:
    """Return the stations of the main total in the announcement's area, contest and stage."""
    definition = results.definition
    register = definition.register
    in_area = register.stations_of_area.get(announcement.area, []) if register else []
    stage = announcement.stage or definition.headline_stage
    round_ = definition.contests[announcement.contest].round
    stations: list[HeldStation] = []
    contested: list[PollingStation] = []
    read = table = 0
    for station in in_area:
        result = results.settlement.results.get(ResultKey(announcement.contest, round_, station.id, stage))
        if result is None or not _is_held(result):
            continue
        if result.contested:
            contested.append(station)
            continue
        read += result.grade is not Grade.C
        table += result.grade is Grade.C
        stations.append(HeldStation(station.id, dict(result.candidates), station.registered, station.cap))
    return Held(tuple(stations), read, table, tuple(contested))


def _is_held(result: StationResult) -> bool:
    return result.in_main_total and result.grade.is_counted and result.figures is not None


def rolls_of(results: Results, announcement: Announcement, held: Held) -> tuple[Roll, ...]:
    """Return every declared roll of the area, the default first; a complete register is one too."""
    definition, area = results.definition, announcement.area
    ids: list[str | None] = [roll.id for roll in definition.file.universe if roll.area == area]
    ids.sort(key=lambda one: one != definition.default_universe)
    stage = announcement.stage or definition.headline_stage
    return tuple(_roll(results, held, _tally(results, announcement, stage, universe)) for universe in (ids or [None]))


def _tally(results: Results, announcement: Announcement, stage: str, universe: str | None) -> Tally:
    definition = results.definition
    if universe in (None, definition.default_universe) and stage == definition.headline_stage:
        return results.tallies[announcement.contest][announcement.area]
    tallies = tally_areas(
        definition,
        results.settlement.results,
        contest=announcement.contest,
        stage=stage,
        universe=universe,
    )
    return tallies[announcement.area]


def _roll(results: Results, held: Held, tally: Tally) -> Roll:
    rule = results.definition.file.register_.cap
    coverage = tally.coverage
    outstanding, reason = tally.outstanding, _why_no_cap(rule is not None, tally)
    if outstanding is not None:
        for station in held.contested:
            outstanding = None if outstanding is None or station.cap is None else outstanding + station.cap
        reason = "" if outstanding is not None else "cap-unknown"
    return Roll(
        id=coverage.universe,
        source=coverage.source,
        cap=outstanding,
        reason=reason,
        cap_rule=rule.rule if rule else "",
        cap_source=rule.source if rule else "",
        stations=coverage.stations_expected,
        registered=coverage.registered_expected,
    )


def _why_no_cap(declared: bool, tally: Tally) -> str:
    coverage = tally.coverage
    if not declared:
        return "no-cap"
    if coverage.stations_expected is None:
        return "no-universe"
    if (coverage.stations_missing or 0) < 0 or (coverage.registered_missing or 0) < 0:
        return "roll-smaller-than-held"
    return "cap-unknown"
