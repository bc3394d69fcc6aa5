"""What is held of an announcement's area, and what lies outside it by each declared roll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tallyproof.compare.announced.columns import UNKNOWN, HeldStations, exact_sum, whole
from tallyproof.compare.announced.station import REST
from tallyproof.election.schema import Cap, Contest, Count
from tallyproof.model import Announcement, Coverage, Grade, PollingStation, ResultKey, StationResult, Tally
from tallyproof.tally import Results, tally_areas

BESIDE = ("rejected", "blank")
"""Roles of the counts whose papers lie in the box beside the candidates' votes."""


@dataclass(frozen=True, slots=True)
class Held:
    """The stations compared: `read` of them from pictures (grades A and B), `table` from a published table (C).

    `set_aside` are stations with a rival of unknown provenance and annulled ones, which an earlier announcement
    may have counted: their figures are not used, they stand outside with their caps. `contested` of them are in
    the main total, with `contested_votes` votes for candidates.
    """

    stations: HeldStations
    read: int
    table: int
    set_aside: tuple[PollingStation, ...]
    contested: int = 0
    contested_votes: int = 0

    @property
    def kind(self) -> str:
        return "table" if not self.read else "mixed" if self.table else "sheets"

    @property
    def caps_known(self) -> bool:
        return not (self.stations.caps == UNKNOWN).any()

    @property
    def registered(self) -> int | None:
        """Return the registered voters of all these stations; None where one's are not known."""
        unknown = (self.stations.registered == UNKNOWN).any()
        return None if unknown else exact_sum(self.stations.registered)

    def votes(self, members: frozenset[str]) -> int:
        """Return the votes of candidates, or the papers of counts, taken together."""
        return sum(exact_sum(self.stations.column(name)) for name in members)


@dataclass(frozen=True, slots=True)
class Roll:
    """One declared roll: how many stations and electors the area has, and the most votes outside what is held.

    `cap` None is 'no bound', for the stable code in `reason`. `per_elector` and `per_station` are the votes that one
    more of them outside would allow; None where the rule does not say.
    """

    id: str
    source: str
    cap: int | None
    reason: str
    cap_rule: str
    cap_source: str
    stations: int | None
    registered: int | None
    per_elector: int | None = None
    per_station: int | None = None

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
    contest = definition.contests[announcement.contest]
    stations: list[tuple[PollingStation, StationResult]] = []
    set_aside: list[PollingStation] = []
    read = contested = contested_votes = 0
    for station in in_area:
        result = results.settlement.results.get(ResultKey(announcement.contest, contest.round, station.id, stage))
        if result is not None and result.grade is Grade.ANNULLED:
            set_aside.append(station)
        if result is not None and result.contested and _is_held(result):
            set_aside.append(station)
            contested += 1
            contested_votes += sum(result.candidates.values())
        if result is None or result.contested or not _is_held(result):
            continue
        read += result.grade is not Grade.C
        stations.append((station, result))
    held = _columns(contest, stations)
    return Held(held, read, len(stations) - read, tuple(set_aside), contested, contested_votes)


def _columns(contest: Contest, stations: Sequence[tuple[PollingStation, StationResult]]) -> HeldStations:
    return HeldStations(
        [station.id for station, _ in stations],
        {one.id: whole(result.candidates.get(one.id, 0) for _, result in stations) for one in contest.candidates},
        registered=whole(UNKNOWN if one.registered is None else one.registered for one, _ in stations),
        caps=whole(UNKNOWN if one.cap is None else one.cap for one, _ in stations),
        papers={
            **{
                f"count:{one.id}": whole(_papers(result, one) for _, result in stations)
                for one in contest.counts
                if one.role in BESIDE
            },
            REST: whole(_rest(result, contest) for _, result in stations),
        },
    )


def _papers(result: StationResult, count: Count) -> int:
    written = result.figures.counts.get(count.id) if result.figures else None
    if written is None:
        return 0 if count.absent == "zero" else UNKNOWN
    return written


def _rest(result: StationResult, contest: Contest) -> int:
    """Return the ballots in the box that are for no candidate; unknown also where more votes than ballots stand."""
    written = result.figures.counts.get(contest.count_with_role("cast") or "") if result.figures else None
    cast = result.calculated.get("cast") if written is None else written
    rest = UNKNOWN if cast is None else cast - sum(result.candidates.values())
    return max(rest, UNKNOWN)


def _is_held(result: StationResult) -> bool:
    return result.in_main_total and result.grade.is_counted and result.figures is not None


def rolls_of(results: Results, announcement: Announcement, held: Held) -> tuple[Roll, ...]:
    """Return every declared roll of the area, the default first; a complete register is one too."""
    definition, area = results.definition, announcement.area
    ids: list[str | None] = [roll.id for roll in definition.file.universe if roll.area == area]
    ids.sort(key=lambda one: one != definition.default_universe)
    stage = announcement.stage or definition.headline_stage
    return tuple(
        _roll(results, held, _tally(results, announcement, stage, universe), universe) for universe in (ids or [None])
    )


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


def _roll(results: Results, held: Held, tally: Tally, universe: str | None) -> Roll:
    rule = results.definition.file.register_.cap
    expected = _expected(results, tally.area, tally, universe)
    outside, reason = tally.outstanding, ""
    for station in held.set_aside:
        outside = None if outside is None or station.cap is None else outside + station.cap
    if outside is None:
        reason = _why_no_cap(results, expected, held)
    return Roll(
        id=expected.universe,
        source=expected.source,
        cap=outside,
        reason=reason,
        cap_rule=rule.rule if rule else "",
        cap_source=rule.source if rule else "",
        stations=expected.stations_expected,
        registered=expected.registered_expected,
        **_growth_of_cap(rule),
    )


def _growth_of_cap(rule: Cap | None) -> dict[str, int]:
    if rule is None or rule.rule == "column":
        return {}
    fixed = rule.rule == "fixed"
    return {"per_elector": 0 if fixed else 1, "per_station": rule.plus + (rule.votes if fixed else 0)}


def _why_no_cap(results: Results, expected: Coverage, held: Held) -> str:
    if results.definition.file.register_.cap is None:
        return "no-cap"
    if expected.stations_expected is None:
        return "no-universe"
    electors = held.stations.registered
    registered = exact_sum(electors[electors != UNKNOWN])
    fewer_voters = expected.registered_expected is not None and expected.registered_expected < registered
    if expected.stations_expected < len(held.stations) or fewer_voters:
        return "roll-smaller-than-held"
    return "cap-unknown"


def _expected(results: Results, area: str, tally: Tally, universe: str | None) -> Coverage:
    """Return the roll as declared: a tally leaves out one that is smaller than what it counts."""
    roll = results.definition.universe(area, universe)
    if roll is None:
        return tally.coverage
    return replace(
        tally.coverage,
        stations_expected=roll.stations,
        registered_expected=roll.registered,
        universe=roll.id,
        source=roll.source,
    )
