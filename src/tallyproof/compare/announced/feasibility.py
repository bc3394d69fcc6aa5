"""A2 (statistics.md): can the announcement and what is held both be right? Under assumptions, all printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tallyproof.compare.announced.certificate import AnnouncedCount, Certificate, CoverageRange, Programme
from tallyproof.compare.announced.claims import AnyClaim, Claim, claims_of
from tallyproof.compare.announced.failures import Failure, cap_failures, coverage_failure, figure_failures
from tallyproof.compare.announced.false_stations import lead_statements
from tallyproof.compare.announced.held import BESIDE, Held, Roll
from tallyproof.compare.announced.missing import Missing, missing_of
from tallyproof.compare.announced.printed import announced_counts, counts_are_complete, others_are_clear
from tallyproof.compare.announced.solve import Solver, highs, prove
from tallyproof.compare.announced.station import REST
from tallyproof.compare.statement import OTHERS, Statement, ceiling, statement
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement

FREE, ALL_HELD = "any-subset", "all-held"
PAPERS = {"papers-any-subset": FREE, "papers-all-held": ALL_HELD}
"""Readings with the ballots beside the votes as further counts, and those that they are without them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the announcement against one roll: `certificate` None is 'not computed'."""

    id: str
    roll: Roll
    claim: AnyClaim | None
    certificate: Certificate | None
    statement: Statement
    failures: tuple[Failure, ...] = ()

    @property
    def contradicts(self) -> bool:
        return self.certificate is not None and self.certificate.bound > 0


@dataclass(frozen=True, slots=True)
class Feasibility:
    """All readings against all rolls, and what else the held figures say of the announcement."""

    counts: tuple[AnnouncedCount, ...]
    readings: tuple[Reading, ...]
    before: tuple[Statement, ...]
    after: tuple[Statement, ...]
    missing: tuple[Missing, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        middle = [
            one for reading in self.readings for one in (reading.statement, *(f.statement for f in reading.failures))
        ]
        return (*self.before, *middle, *self.after)


def feasibility(
    announcement: Announcement, contest: Contest, held: Held, rolls: Sequence[Roll], *, solver: Solver = highs
) -> Feasibility:
    """Return what the held figures prove about an announcement, by every declared roll and reading."""
    counts, aside = announced_parts(announcement, contest), tuple(_set_aside(held))
    if not counts or not held.stations:
        reason = "no-stations-held" if counts else "no-counts"
        return Feasibility(counts, (), (statement("not-computed", check="feasibility", reason=reason), *aside), ())
    question = _Question(announcement, contest, held, counts, solver)
    readings = [one for roll in rolls for one in question.readings(roll)]
    over = [one for roll in rolls for one in _above_roll(announcement, contest, roll)]
    all_held = bool(rolls) and all(question.may_hold_all(roll) for roll in rolls)
    after = list(lead_statements(held, announcement, rolls, question.base, all_held=all_held))
    missing = tuple(
        missing_of(announcement, held, counts, roll, question.base, all_held=question.may_hold_all(roll))
        for roll in rolls
    )
    after += [one for of_roll in missing for one in of_roll.statements]
    if any(one.contradicts and isinstance(one.claim, Claim) for one in readings):
        assumption = "assumption-universe"
        after.append(statement("failure-not-computed", assumption=assumption, reason="each-roll-apart"))
    before = (*aside, *question.held_above_announced(), *over)
    return Feasibility(counts, tuple(readings), before, tuple(after), missing)


def announced_parts(announcement: Announcement, contest: Contest) -> tuple[AnnouncedCount, ...]:
    """Return the announced counts with the candidates in each; a candidate not announced is unknown, not zero."""
    parts = [AnnouncedCount(name, (name,), votes) for name, votes in announcement.candidates.items()]
    rest = tuple(one.id for one in contest.candidates if one.id not in announcement.candidates)
    if announcement.others is not None and rest and others_are_clear(announcement):
        parts.append(AnnouncedCount(OTHERS, rest, announcement.others))
    return tuple(parts)


def paper_parts(announcement: Announcement, contest: Contest) -> tuple[AnnouncedCount, ...]:
    """Return the announced ballots beside the votes: by count, or all that are for no candidate together."""
    parts = tuple(
        AnnouncedCount(f"count:{one.id}", (f"count:{one.id}",), announcement.counts[one.id])
        for one in contest.counts
        if one.role in BESIDE and one.id in announcement.counts
    )
    cast = announcement.counts.get(contest.count_with_role("cast") or "")
    if parts or cast is None or not counts_are_complete(announcement, contest):
        return parts
    rest = cast - sum(announced_counts(announcement).values())
    return (AnnouncedCount(REST, (REST,), rest),) if rest >= 0 else ()


def _set_aside(held: Held) -> Iterable[Statement]:
    """Say which stations are not compared, since a tally counts some of them."""
    if held.contested:
        yield statement("contested-set-aside", contested=held.contested, contested_votes=held.contested_votes)
    annulled = len(held.set_aside) - held.contested
    if annulled:
        yield statement("annulled-set-aside", annulled=annulled)


def _above_roll(announcement: Announcement, contest: Contest, roll: Roll) -> Iterable[Statement]:
    """More votes announced than electors on the roll; no ceiling where the cap lets a station exceed its roll."""
    valid = contest.count_with_role("valid")
    announced = sum(announcement.candidates.values()) + (announcement.others or 0)
    announced = max(announced, announcement.counts.get(valid, 0) if valid else 0)
    electors = announcement.counts.get("registered", 0)
    if roll.registered is None:
        return
    limits = {
        "announced-above-roll": announced if roll.cap_rule == "registered" else 0,
        "electors-above-roll": electors,
    }
    for code, number in limits.items():
        if number > roll.registered:
            difference = number - roll.registered
            yield statement(code, "universe", "as-printed", **roll.values(), announced=number, difference=difference)


@dataclass(frozen=True, slots=True)
class _Question:
    announcement: Announcement
    contest: Contest
    held: Held
    counts: tuple[AnnouncedCount, ...]
    solver: Solver
    proved: dict[Programme, Certificate | None] = field(default_factory=dict)

    def prove(self, programme: Programme) -> Certificate | None:
        """Return the programme's certificate; several rolls ask some of the same questions."""
        if programme not in self.proved:
            self.proved[programme] = prove(programme, self.held.stations, self.solver)
        return self.proved[programme]

    @property
    def base(self) -> dict[str, str | int]:
        return {
            "held_kind": self.held.kind,
            "stations": len(self.held.stations),
            "read": self.held.read,
            "table": self.held.table,
            "source": self.announcement.source,
        }

    def held_above_announced(self) -> Iterable[Statement]:
        for part in (*self.counts, *self.papers):
            papers = part.name.startswith("count:")
            votes = self.held.votes(frozenset(part.members))
            if votes > part.votes and (not papers or self.held.stations.knows(part.name)):
                yield statement(
                    "held-papers-above-announced" if papers else "held-above-announced",
                    f"figures-{self.held.kind}",
                    "as-printed",
                    **self.base,
                    candidate=part.name,
                    held=votes,
                    announced=part.votes,
                    difference=votes - part.votes,
                )

    @property
    def papers(self) -> tuple[AnnouncedCount, ...]:
        return paper_parts(self.announcement, self.contest)

    def may_hold_all(self, roll: Roll) -> bool:
        """Whether the claimed coverage, read as it was said, leaves room for every held station."""
        said = [one for one in claims_of(self.announcement, self.contest) if isinstance(one, Claim) and one.as_said]
        known = {"stations": len(self.held.stations), "electors": self.held.registered or 0}
        ranges = [one.range_of(roll, self.held) for one in said]
        return all(isinstance(one, str) or one.high >= known[one.unit] for one in ranges)

    def readings(self, roll: Roll) -> Iterable[Reading]:
        if roll.cap is None:
            yield self._not_computed(FREE, roll, None, roll.reason)
            return
        free = Programme("distance", self.counts, roll.cap, all_held=False)
        weakest = self._solved(FREE, roll, None, free, dissolved_by_coverage=True)
        yield weakest
        for claim in claims_of(self.announcement, self.contest):
            coverage = claim.range_of(roll, self.held)
            if isinstance(coverage, str):
                yield self._not_computed(claim.reading, roll, claim, coverage)
                continue
            programme = replace(free, coverage=coverage)
            can = not weakest.contradicts
            yield self._solved(claim.reading, roll, claim, programme, dissolved_by_coverage=can)
        all_held = self.may_hold_all(roll)
        if all_held:
            programme = replace(free, all_held=True)
            yield self._solved(ALL_HELD, roll, None, programme, dissolved_by_coverage=not weakest.contradicts)
        else:
            yield self._not_computed(ALL_HELD, roll, None, "claimed-coverage-below-held")
        yield from self._with_papers(free, roll, all_held=all_held)

    def _with_papers(self, free: Programme, roll: Roll, *, all_held: bool) -> Iterable[Reading]:
        """The same with the announced ballots beside the votes, which lie in the box under the same cap."""
        if not self.papers:
            return
        if not all(self.held.stations.knows(one.name) for one in self.papers):
            yield self._not_computed("papers-any-subset", roll, None, "papers-unknown")
            return
        with_papers = replace(free, counts=(*self.counts, *self.papers))
        weakest = self._solved("papers-any-subset", roll, None, with_papers, dissolved_by_coverage=True)
        yield weakest
        if all_held:
            programme, can = replace(with_papers, all_held=True), not weakest.contradicts
            yield self._solved("papers-all-held", roll, None, programme, dissolved_by_coverage=can)

    def _values(self, reading: str, roll: Roll, claim: AnyClaim | None) -> dict[str, str | int]:
        values = {**self.base, **roll.values(), "reading": reading}
        if claim is not None:
            values.update(claim.values())
            coverage = claim.range_of(roll, self.held)
            if isinstance(coverage, CoverageRange):
                values.update(low=ceiling(coverage.low), high=coverage.high.__floor__())
        return values

    def _not_computed(self, reading: str, roll: Roll, claim: AnyClaim | None, reason: str) -> Reading:
        values = {**self._values(reading, roll, claim), "check": "feasibility", "reason": reason}
        return Reading(reading, roll, claim, None, statement("reading-not-computed", **values))

    def _assumptions(self, reading: str) -> tuple[str, ...]:
        basis = (PAPERS[reading], "papers") if reading in PAPERS else (reading,)
        return (*basis, "cap", "universe", f"figures-{self.held.kind}", "as-printed")

    def _solved(
        self,
        reading: str,
        roll: Roll,
        claim: AnyClaim | None,
        programme: Programme,
        *,
        dissolved_by_coverage: bool,
    ) -> Reading:
        certificate = self.prove(programme)
        if certificate is None:
            return self._not_computed(reading, roll, claim, "solver-failed")
        values = self._values(reading, roll, claim)
        if certificate.bound <= 0:
            said = statement("no-contradiction", *self._assumptions(reading), **values)
            return Reading(reading, roll, claim, certificate, said)
        values.update(distance=ceiling(certificate.bound), moved=ceiling(certificate.bound / 2))
        said = statement("cannot-both-be-right", *self._assumptions(reading), **values, bound=certificate.bound)
        failures = (
            *cap_failures(programme, roll, values, self.prove),
            *self._coverage_failure(reading, claim, programme, values, dissolved_by_coverage),
            *figure_failures(self.held, certificate, values),
        )
        return Reading(reading, roll, claim, certificate, said, failures)

    def _coverage_failure(
        self,
        reading: str,
        claim: AnyClaim | None,
        programme: Programme,
        values: dict[str, str | int],
        can_dissolve: bool,
    ) -> Iterable[Failure]:
        if PAPERS.get(reading, reading) == FREE:
            return
        if can_dissolve:
            yield from coverage_failure(claim, programme, self.held, values, self.prove)
        else:
            code = "failure-all-held-never" if programme.all_held else "failure-coverage-never"
            yield Failure(statement(code, **values))
