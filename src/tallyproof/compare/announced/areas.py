"""Announcements by area: each area held against its own stations, summed only over areas apart from each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tallyproof.compare.announced.feasibility import ALL_HELD, FREE, Feasibility, Reading, feasibility
from tallyproof.compare.announced.held import Held, held_of, rolls_of
from tallyproof.compare.announced.printed import announced_counts
from tallyproof.compare.announced.solve import Solver
from tallyproof.compare.statement import Statement, ceiling, statement
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement, Area
from tallyproof.tally import Results

READINGS = (FREE, ALL_HELD)


@dataclass(frozen=True, slots=True)
class AreaResult:
    """One announced area against its stations; `against` None where it is not in the register."""

    announcement: Announcement
    held: Held | None
    against: Feasibility | None

    @property
    def area(self) -> str:
        return self.announcement.area

    @property
    def readings(self) -> tuple[Reading, ...]:
        return self.against.readings if self.against else ()

    def bound(self, reading: str) -> Fraction | None:
        """Return the least bound over the area's rolls in this reading; None where one was not computed."""
        certificates = [one.certificate for one in self.readings if one.id == reading]
        bounds = [one.bound for one in certificates if one is not None]
        return max(Fraction(0), min(bounds)) if bounds and len(bounds) == len(certificates) else None


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of one announcement, in the order of their codes, and what they say together."""

    results: tuple[AreaResult, ...]
    apart: Mapping[str, tuple[str, ...]]
    statements: tuple[Statement, ...]


def areas_of(results: Results, announcement: Announcement, contest: Contest, *, solver: Solver) -> Areas | None:
    """Return what the figures by area inside one announcement say; None where there are none."""
    if not announcement.areas:
        return None
    found = [
        _result(results, part, contest, solver)
        for part in (_part(announcement, code) for code in sorted(announcement.areas))
    ]
    return summed(results, found, list(_sums(results, announcement)))


def _part(announcement: Announcement, code: str) -> Announcement:
    of_area = announcement.areas[code]
    return replace(
        announcement,
        area=code,
        candidates=of_area.candidates,
        others=of_area.others,
        counts=of_area.counts,
        percentages={},
        others_percentage=None,
        count_percentages={},
        coverage=(),
        turnout="",
        areas={},
    )


def _result(results: Results, part: Announcement, contest: Contest, solver: Solver) -> AreaResult:
    register = results.definition.register
    if register is None or part.area not in register.areas:
        return AreaResult(part, None, None)
    held = held_of(results, part)
    against = feasibility(part, contest, held, rolls_of(results, part, held), solver=solver)
    return AreaResult(part, held, against)


def summed(results: Results, found: Sequence[AreaResult], before: Sequence[Statement] = ()) -> Areas:
    """Return areas with what they say together: bounds are added over areas of which none lies in another."""
    said = list(before)
    apart: dict[str, tuple[str, ...]] = {}
    for one in found:
        if one.against is None:
            said.append(statement("area-not-computed", area=one.area, reason="area-unknown"))
    said += [*_held_above(found), *_without_bound(found)]
    for reading in READINGS:
        bounds = {one.area: bound for one in found if (bound := one.bound(reading)) is not None}
        if not bounds:
            continue
        chosen = _apart(bounds, _parents(results, bounds))
        apart[reading] = chosen
        said.append(_sum_statement(found, reading, bounds, chosen))
    return Areas(tuple(found), apart, tuple(said))


def _held_above(found: Sequence[AreaResult]) -> Iterable[Statement]:
    """Say in how many areas more is held of some count than was announced there."""
    over = [
        (one.area, said)
        for one in found
        if one.against is not None
        for said in one.against.before
        if said.code == "held-above-announced"
    ]
    if over:
        codes = {area for area, _ in over}
        base = _base([one for one in found if one.area in codes])
        votes = sum(int(said.values["difference"]) for _, said in over)
        yield statement(
            "areas-held-above-announced",
            f"figures-{base['held_kind']}",
            "as-printed",
            **base,
            areas=len(codes),
            number=len(over),
            difference=votes,
        )


def _without_bound(found: Sequence[AreaResult]) -> Iterable[Statement]:
    """Say for how many areas nothing was solved, by reason, with one of them as an example."""
    reasons: dict[str, list[str]] = {}
    for one in found:
        if one.against is not None and one.bound(FREE) is None:
            statements = [reading.statement for reading in one.readings] or list(one.against.before)
            reason = next((said.values["reason"] for said in statements if "reason" in said.values), "solver-failed")
            reasons.setdefault(reason, []).append(one.area)
    for reason, codes in sorted(reasons.items()):
        yield statement("areas-not-computed", areas=len(found), number=len(codes), area=codes[0], reason=reason)


def _parents(results: Results, bounds: Mapping[str, Fraction]) -> dict[str, str | None]:
    """Return for each area the nearest other one of these that it lies in."""
    areas: Mapping[str, Area] = results.definition.register.areas if results.definition.register else {}
    parents: dict[str, str | None] = {}
    for code in bounds:
        above = areas[code].parent if code in areas else ""
        while above and above not in bounds:
            above = areas[above].parent
        inside_whole = "" if "" in bounds and code else None
        parents[code] = above or inside_whole
    return parents


def _apart(bounds: Mapping[str, Fraction], parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return areas of which none lies in another and whose bounds add up to the most."""
    inside: dict[str | None, list[str]] = {}
    for code in sorted(bounds):
        inside.setdefault(parents[code], []).append(code)

    def best(code: str) -> tuple[Fraction, tuple[str, ...]]:
        parts = [best(one) for one in inside.get(code, [])]
        together = sum((one for one, _ in parts), Fraction(0))
        if parts and together >= bounds[code]:
            return together, tuple(area for _, areas in parts for area in areas)
        return bounds[code], (code,)

    return tuple(sorted(area for code in inside.get(None, []) for area in best(code)[1]))


def _base(found: Sequence[AreaResult]) -> dict[str, str | int]:
    """Return what a statement says about the stations of several areas."""
    held = [one.held for one in found if one.held is not None]
    stations, read = sum(len(one.stations) for one in held), sum(one.read for one in held)
    table = stations - read
    kind = "table" if not read else "mixed" if table else "sheets"
    return {
        "held_kind": kind,
        "stations": stations,
        "read": read,
        "table": table,
        "source": found[0].announcement.source,
    }


def _sum_statement(
    found: Sequence[AreaResult], reading: str, bounds: Mapping[str, Fraction], chosen: Sequence[str]
) -> Statement:
    base = _base([one for one in found if one.area in chosen])
    values = {**base, "reading": reading, "areas": len(chosen)}
    bound = sum((bounds[code] for code in chosen), Fraction(0))
    assumptions = (reading, "areas-apart", "cap-by-area", f"figures-{base['held_kind']}", "as-printed")
    if bound <= 0:
        return statement("areas-no-contradiction", *assumptions, **values)
    apart = sum(bounds[code] > 0 for code in chosen)
    return statement(
        "areas-cannot-both-be-right",
        *assumptions,
        **values,
        contradicted=apart,
        distance=ceiling(bound),
        moved=ceiling(bound / 2),
        bound=bound,
    )


def _sums(results: Results, announcement: Announcement) -> Iterable[Statement]:
    """Hold the areas' sums against the announcement's own counts, where they are all areas of one level."""
    whole = announced_counts(announcement)
    if not whole:
        return
    register = results.definition.register
    codes = set(announcement.areas)
    known = {one.code for one in register.children.get(announcement.area, [])} if register else set()
    if codes != known:
        yield statement("not-run", check="areas-sum", reason="areas-are-not-all")
        return
    of_areas = [announced_counts(_part(announcement, code)) for code in sorted(codes)]
    given = {name: votes for name, votes in whole.items() if all(name in one for one in of_areas)}
    if not given:
        yield statement("not-run", check="areas-sum", reason="nothing-common-with-areas")
        return
    sums = {name: sum(one[name] for one in of_areas) for name in given}
    for name, votes in given.items():
        if sums[name] != votes:
            difference = sums[name] - votes
            yield statement(
                "areas-do-not-sum",
                "as-printed",
                candidate=name,
                announced=votes,
                sum=sums[name],
                areas=len(codes),
                difference=difference,
            )
    if sums == given:
        yield statement("areas-sum", "as-printed", areas=len(codes), number=len(given))
