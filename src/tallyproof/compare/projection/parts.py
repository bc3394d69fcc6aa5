"""The projection of a contest and its back-test, as parts of a report: never the one without the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from tallyproof.compare.outcome import Possible, possible_by_area
from tallyproof.compare.part import Part, Picture, Table
from tallyproof.compare.phrasing import Book
from tallyproof.compare.projection import english, spanish
from tallyproof.compare.projection.back_test import RUNS, back_test
from tallyproof.compare.projection.ratio import Projection, project
from tallyproof.compare.projection.stations import Stations, stations_of
from tallyproof.compare.projection.strata import WHOLE, Strata, chosen, measure_of, strata_of
from tallyproof.compare.projection.tables import (
    Leads,
    areas_table,
    definitions_table,
    in_percent,
    lead_picture,
    leads_table,
    projected_table,
    ranges_table,
    strata_table,
)
from tallyproof.compare.projection.tested import back_test_part
from tallyproof.compare.projection.tilt import TILTS, lead_range
from tallyproof.compare.projection.traces import TRACES
from tallyproof.compare.statement import Statement
from tallyproof.election import Definition
from tallyproof.errors import UsageError
from tallyproof.tally import Results
from tallyproof.tally.figures import ranking_is_gated
from tallyproof.toml import unknown

BOOK = Book(
    {"en": english, "es": spanish},
    named=frozenset({"leader", "runner_up", "level"}),
    worded=frozenset({"strata", "measure", "range", "pattern"}),
    untouched=frozenset({"kind", "seed", "cap_source"}),
)


def projection_parts(
    results: Results, *, seed: str, contest: str = "", strata: str = "", runs: int = RUNS
) -> tuple[Part, ...]:
    """Return, for one contest or every one, the projection and the back-test of just that projection.

    `strata` is a level of areas, or 'whole', 'size' or 'place'; by default the smallest areas where missing stations
    are known by area, else the whole. The seed is public text. Raises UsageError for what is not defined.
    """
    contests = list(results.definition.contests)
    problems = list(unknown("contest", "a contest", contest, contests)) if contest else []
    problems += _unknown_strata(results.definition, strata)
    if problems:
        raise UsageError("\n".join(problems))
    wanted = [contest] if contest else contests
    return tuple(part for one in wanted for part in _contest_parts(results, one, seed, strata, runs))


def _unknown_strata(definition: Definition, strata: str) -> list[str]:
    known = [WHOLE, *(level.id for level in definition.file.levels), "size", "place"]
    return list(unknown("level", "a level of areas, or 'whole', 'size' or 'place',", strata, known)) if strata else []


def _contest_parts(results: Results, contest: str, seed: str, strata: str, runs: int) -> Sequence[Part]:
    gated = ranking_is_gated(results.definition, results.tallies[contest][""])
    stations = stations_of(results, contest)
    reason = "gate" if gated else stations.reason
    if reason:
        return [_part(contest, [Statement("not-computed", "B", {"reason": reason})])]
    definitions = strata_of(stations)
    wanted = strata or _default(stations)
    used = chosen(definitions, wanted) or definitions[0]
    projection = project(stations, used)
    if projection.missing is None:
        return [_part(contest, [Statement("not-computed", "B", {"reason": projection.reason})])]
    case = _Case(results, contest, stations, projection, definitions, possible_by_area(results, contest)[""], wanted)
    return [
        _projected(case),
        back_test_part(contest, back_test(stations, strata=used.id, seed=seed, runs=runs), BOOK),
    ]


def _default(stations: Stations) -> str:
    known_by_area = (stations.missing & stations.ordinary).any() or any(one.path for one in stations.unlisted)
    return stations.levels[-1] if known_by_area and stations.levels else WHOLE


@dataclass(frozen=True, slots=True)
class _Case:
    results: Results
    contest: str
    stations: Stations
    projection: Projection
    definitions: Sequence[Strata]
    possible: Possible
    wanted: str

    @property
    def listed(self) -> int:
        return int(self.stations.missing.sum())

    @property
    def unlisted(self) -> int:
        return sum(one.stations for one in self.stations.unlisted)


def _part(
    contest: str,
    statements: Sequence[Statement],
    tables: tuple[Table, ...] = (),
    pictures: tuple[Picture, ...] = (),
) -> Part:
    return Part(
        id=f"projection-{contest}",
        contest=contest,
        tier="B",
        methods=("projection",),
        book=BOOK,
        traces=TRACES,
        statements=tuple(statements),
        tables=tables,
        pictures=pictures,
        heading="projection",
    )


def _projected(case: _Case) -> Part:
    """Return everything that a projection says, each range beside it."""
    if not case.listed + case.unlisted:
        return _part(case.contest, [Statement("complete", "B")])
    ranked = _ranked(case.projection)
    found = [_missing(case)]
    if len(ranked) < 2:
        return _part(case.contest, [*found, _alone(case), *_notes(case)])
    first, second = ranked[:2]
    leads = _leads(case, first, second)
    found += [_base(case, first, second), *_spread(case, leads), *_tilted(case, leads), *_hard(case, leads)]
    found += [*_level(case, first, second), *_notes(case)]
    tables = [
        leads_table(leads),
        projected_table(case.projection, case.stations, ranked),
        ranges_table(case.projection, case.stations, case.possible, ranked),
        definitions_table(case.stations, case.definitions, first, second),
        strata_table(case.projection, case.stations, first, second),
        areas_table(case.projection, case.stations, first, second),
    ]
    return _part(
        case.contest,
        found,
        tables=tuple(one for one in tables if one.rows),
        pictures=(lead_picture(leads),),
    )


def _ranked(projection: Projection) -> list[int]:
    votes = projection.votes
    return sorted(range(len(votes)), key=lambda one: (-float(votes[one]), one))


def _leads(case: _Case, first: int, second: int) -> Leads:
    """Return the lead as counted, as projected, and in every range."""
    held, names = case.projection.held, case.stations.candidates
    others = [project(case.stations, one) for one in case.definitions]
    values = [one.lead(first, second) for one in others if one.missing is not None]
    return Leads(
        leader=names[first],
        runner_up=names[second],
        counted=float(held[first] - held[second]) / max(float(held.sum()), 1.0),
        projected=case.projection.lead(first, second),
        definitions=len(values),
        spread=(min(values), max(values)),
        tilts=tuple(lead_range(case.projection, first, second, tilt) for tilt in TILTS),
        bounds=_hard_range(case.possible, names[first], names[second]),
    )


def _hard_range(possible: Possible, first: str, second: str) -> tuple[float, float] | None:
    limits, outstanding = possible.lead_range(first, second), possible.outstanding
    valid = sum(possible.secure.values()) + (outstanding or 0)
    return None if limits is None or not valid else (limits[0] / valid, limits[1] / valid)


# --- sentences ------------------------------------------------------------------------------------------


def _counts(case: _Case) -> dict[str, str]:
    return {
        "missing": str(case.listed + case.unlisted),
        "listed": str(case.listed),
        "unlisted": str(case.unlisted),
    }


def _way(case: _Case) -> dict[str, str]:
    strata = case.projection.strata
    return {**_named(strata.id, case.stations), "measure": strata.measure}


def _named(strata: str, stations: Stations) -> dict[str, str]:
    by_level = strata in stations.levels
    return {"strata": "by-level" if by_level else strata, "level": f"level:{strata}" if by_level else ""}


def _two(case: _Case, first: int, second: int) -> dict[str, str]:
    return {"leader": case.stations.candidates[first], "runner_up": case.stations.candidates[second], **_way(case)}


def _missing(case: _Case) -> Statement:
    return Statement("missing", "B", _counts(case))


def _alone(case: _Case) -> Statement:
    votes = case.projection.votes
    values = {"leader": case.stations.candidates[0], "leader_votes": f"{votes[0]:.0f}", **_way(case), **_counts(case)}
    values["counted_leader_votes"] = str(int(case.projection.held[0]))
    return Statement("projected-alone", "B", values, ("like-held", "known-missing", "genuine"))


def _base(case: _Case, first: int, second: int) -> Statement:
    projection = case.projection
    votes, held, shares = projection.votes, projection.held, projection.shares()
    values = {
        **_counts(case),
        **_two(case, first, second),
        "counted_leader_votes": str(int(held[first])),
        "counted_runner_up_votes": str(int(held[second])),
        "counted_valid": str(int(held.sum())),
        "leader_votes": f"{votes[first]:.0f}",
        "runner_up_votes": f"{votes[second]:.0f}",
        "valid": f"{votes.sum():.0f}",
        "leader_percent": in_percent(float(shares[first])),
        "runner_up_percent": in_percent(float(shares[second])),
        "lead_percent": in_percent(projection.lead(first, second)),
        "counted_lead_percent": in_percent(float(held[first] - held[second]) / max(float(held.sum()), 1.0)),
    }
    return Statement("projected", "B", values, ("like-held", "known-missing", "genuine"))


def _spread(case: _Case, leads: Leads) -> list[Statement]:
    if leads.definitions < 2:
        return []
    values = {
        "leader": leads.leader,
        "runner_up": leads.runner_up,
        "definitions": str(leads.definitions - 1),
        "low_percent": in_percent(leads.spread[0]),
        "high_percent": in_percent(leads.spread[1]),
        **_way(case),
    }
    return [Statement("spread", "B", values, ("like-held", "known-missing"))]


def _tilted(case: _Case, leads: Leads) -> list[Statement]:
    return [
        Statement(
            "tilted",
            "B",
            {
                "leader": leads.leader,
                "runner_up": leads.runner_up,
                "tilt": str(one.tilt),
                "example_low_percent": in_percent(1 / (1 + exp(one.tilt))),
                "example_high_percent": in_percent(1 / (1 + exp(-one.tilt))),
                "low_percent": in_percent(one.low),
                "high_percent": in_percent(one.high),
                **_way(case),
            },
            ("tilt", "known-missing", "genuine"),
        )
        for one in leads.tilts
    ]


def _hard(case: _Case, leads: Leads) -> list[Statement]:
    cap = case.results.definition.file.register_.cap
    if leads.bounds is None or cap is None:
        return [Statement("hard-bounds-unknown", "B", {"reason": "register-incomplete"})]
    secure = case.possible.secure
    values = {
        "leader": leads.leader,
        "runner_up": leads.runner_up,
        "secure_lead": str(secure[leads.leader] - secure[leads.runner_up]),
        "secure_valid": str(sum(secure.values())),
        "outstanding": str(case.possible.outstanding),
        "low_percent": in_percent(leads.bounds[0]),
        "high_percent": in_percent(leads.bounds[1]),
        "cap_source": cap.source,
        **_way(case),
    }
    contested = case.possible.contested
    if contested.stations:
        values |= {"contested": str(contested.stations), "cap_contested": str(contested.cap)}
        return [Statement("hard-bounds-contested", "B", values, ("genuine", "cap", "known-missing"))]
    return [Statement("hard-bounds", "B", values, ("genuine", "cap", "known-missing"))]


def _level(case: _Case, first: int, second: int) -> list[Statement]:
    """Return what the second would need at the missing stations, seen from what is counted."""
    held, missing = case.projection.held, case.projection.missing
    by_candidate = [0.0] * len(held) if missing is None else missing.sum(axis=0).tolist()
    both, lead = by_candidate[first] + by_candidate[second], int(held[first] - held[second])
    values = {**_two(case, first, second), "counted_lead": str(lead), "both": f"{both:.0f}"}
    if lead >= both:
        return (
            [Statement("never-level", "B", values, ("projected-turnout", "known-missing", "genuine"))] if lead else []
        )
    values |= {
        "missing_runner_up": f"{by_candidate[second]:.0f}",
        "needed_percent": in_percent((1 + lead / both) / 2),
        "projected_percent": in_percent(by_candidate[second] / both),
    }
    return [Statement("level", "B", values, ("projected-turnout", "known-missing", "genuine"))]


def _notes(case: _Case) -> list[Statement]:
    """Return what a reader must know of the strata: which borrow, which measure, which units are apart."""
    found = []
    projection = case.projection
    listed = projection.groups >= 0
    thin = listed & (projection.borrowed > 0) if projection.strata.chain else listed & False
    if thin.any():
        values = {
            "rows": str(int(listed.sum())),
            "thin": str(int(thin.sum())),
            "least": str(projection.strata.least),
            "thin_stations": str(int(projection.stations[thin].sum())),
        }
        found.append(Statement("borrowed", "B", values))
    if case.unlisted:
        found.append(Statement("only-in-roll", "B", _counts(case)))
    if case.wanted != projection.strata.id:
        found.append(Statement("other-strata", "B", _named(case.wanted, case.stations)))
    measure, reason = measure_of(case.stations)
    if measure == "stations":
        found.append(Statement("by-stations", "B", {"reason": reason}))
    found += _doubts(case)
    for kind, stations, can in projection.specials:
        code = "special-projected" if can else "special-left-out"
        found.append(Statement(code, "B", {"kind": kind, "stations": str(stations)}))
    return found


def _doubts(case: _Case) -> list[Statement]:
    """Return where register and projection do not go together: no voters where votes may be, votes above the caps."""
    found, stations = [], case.stations
    zero = int((stations.missing & (stations.registered == 0)).sum())
    if zero and case.projection.strata.measure == "registered":
        found.append(Statement("zero-registered", "B", {"zero": str(zero)}))
    missing, outstanding = case.projection.missing, case.possible.outstanding
    projected = 0.0 if missing is None else float(missing.sum())
    if outstanding is not None and projected > outstanding:
        values = {"missing_votes": f"{projected:.0f}", "outstanding": str(outstanding)}
        found.append(Statement("above-caps", "B", values))
    return found
