"""A2 (statistics.md): can the announcement and what is held both be right? Under assumptions, all printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tallyproof.compare.announced.arithmetic import decimals_of
from tallyproof.compare.announced.certificate import AnnouncedCount, Certificate, CoverageRange, Programme
from tallyproof.compare.announced.false_stations import lead_statements, stations_for_distance
from tallyproof.compare.announced.held import Held, Roll
from tallyproof.compare.announced.solve import Solver, highs, prove
from tallyproof.compare.statement import OTHERS, Statement, ceiling, statement
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement

UNITS = {"sheets": "stations", "stations": "stations", "electors": "electors", "registered": "electors"}


@dataclass(frozen=True, slots=True)
class Claim:
    """One reading of a coverage claim: the percentage as printed, the unit read into it, and the unit said."""

    printed: str
    unit: str
    said_unit: str

    @property
    def as_said(self) -> bool:
        return UNITS.get(self.said_unit) == self.unit

    def range_of(self, roll: Roll, held: Held) -> CoverageRange | str:
        """Return what the claim says in stations or electors, rounding allowed for; a reason where nobody can say."""
        if self.unit == "stations":
            expected, known = roll.stations, len(held.stations)
        else:
            expected = roll.registered
            if held.registered is None:
                return "registered-unknown"
            known = held.registered
        if expected is None:
            return "no-universe"
        if expected < known:
            return "roll-smaller-than-held"
        half = Fraction(1, 2) / 10 ** decimals_of(self.printed)
        share = Fraction(self.printed)
        low, high = max(Fraction(0), share - half), min(Fraction(100), share + half)
        return CoverageRange(self.unit, low * expected / 100, high * expected / 100, expected - known)


@dataclass(frozen=True, slots=True)
class Failure:
    """The smallest failure of one assumption that would dissolve a contradiction; a proof file where solved."""

    statement: Statement
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the announcement against one roll: `certificate` None is 'not computed'."""

    id: str
    roll: Roll
    claim: Claim | None
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
    question = _Question(announcement, held, counts, solver)
    readings = [one for roll in rolls for one in question.readings(roll)]
    over = [one for roll in rolls for one in _above_roll(announcement, contest, roll)]
    all_held = bool(rolls) and all(question.may_hold_all(roll) for roll in rolls)
    after = list(lead_statements(held, announcement, rolls, question.base, all_held=all_held))
    if any(one.contradicts for one in readings):
        after.append(statement("failure-not-computed", assumption="assumption-universe", reason="each-roll-apart"))
    return Feasibility(counts, tuple(readings), (*aside, *question.held_above_announced(), *over), tuple(after))


def announced_parts(announcement: Announcement, contest: Contest) -> tuple[AnnouncedCount, ...]:
    """Return the announced counts with the candidates in each; a candidate not announced is unknown, not zero."""
    parts = [AnnouncedCount(name, (name,), votes) for name, votes in announcement.candidates.items()]
    named = {*announcement.candidates, *announcement.percentages}
    rest = tuple(one.id for one in contest.candidates if one.id not in named)
    if announcement.others is not None and rest:
        parts.append(AnnouncedCount(OTHERS, rest, announcement.others))
    return tuple(parts)


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
    if roll.registered is not None and roll.cap_rule == "registered" and announced > roll.registered:
        yield statement(
            "announced-above-roll",
            "universe",
            "as-printed",
            **roll.values(),
            announced=announced,
            difference=announced - roll.registered,
        )


@dataclass(frozen=True, slots=True)
class _Question:
    announcement: Announcement
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
        for part in self.counts:
            votes = self.held.votes(frozenset(part.members))
            if votes > part.votes:
                yield statement(
                    "held-above-announced",
                    f"figures-{self.held.kind}",
                    "as-printed",
                    **self.base,
                    candidate=part.name,
                    held=votes,
                    announced=part.votes,
                    difference=votes - part.votes,
                )

    def claims(self) -> list[Claim]:
        """Return every reading of every coverage claim, the one that was said first."""
        found = [
            Claim(printed, unit, said)
            for said, printed in self.announcement.coverage
            for unit in ("stations", "electors")
        ]
        return sorted(found, key=lambda one: not one.as_said)

    def may_hold_all(self, roll: Roll) -> bool:
        """Whether the claimed coverage, read as it was said, leaves room for every held station."""
        said = [one for one in self.claims() if one.as_said]
        ranges = [one.range_of(roll, self.held) for one in said]
        known = {
            "stations": len(self.held.stations),
            "electors": self.held.registered or 0,
        }
        return all(isinstance(one, str) or one.high >= known[one.unit] for one in ranges)

    def readings(self, roll: Roll) -> Iterable[Reading]:
        if roll.cap is None:
            yield self._not_computed("any-subset", roll, None, roll.reason)
            return
        free = Programme("distance", self.counts, roll.cap, all_held=False)
        weakest = self._solved("any-subset", roll, None, free, dissolved_by_coverage=True)
        yield weakest
        for claim in self.claims():
            coverage = claim.range_of(roll, self.held)
            if isinstance(coverage, str):
                yield self._not_computed(f"coverage-{claim.unit}", roll, claim, coverage)
                continue
            programme = replace(free, coverage=coverage)
            yield self._solved(
                f"coverage-{claim.unit}",
                roll,
                claim,
                programme,
                dissolved_by_coverage=not weakest.contradicts,
            )
        if self.may_hold_all(roll):
            programme = replace(free, all_held=True)
            yield self._solved("all-held", roll, None, programme, dissolved_by_coverage=not weakest.contradicts)
        else:
            yield self._not_computed("all-held", roll, None, "claimed-coverage-below-held")

    def _values(self, reading: str, roll: Roll, claim: Claim | None) -> dict[str, str | int]:
        values = {**self.base, **roll.values(), "reading": reading}
        if claim is not None:
            values.update(claimed_percent=claim.printed, said_unit=claim.said_unit, claim_unit=claim.unit)
            coverage = claim.range_of(roll, self.held)
            if isinstance(coverage, CoverageRange):
                values.update(low=ceiling(coverage.low), high=coverage.high.__floor__())
        return values

    def _not_computed(self, reading: str, roll: Roll, claim: Claim | None, reason: str) -> Reading:
        values = {**self._values(reading, roll, claim), "check": "feasibility", "reason": reason}
        return Reading(reading, roll, claim, None, statement("reading-not-computed", **values))

    def _assumptions(self, reading: str) -> tuple[str, ...]:
        return (reading, "cap", "universe", f"figures-{self.held.kind}", "as-printed")

    def _solved(
        self,
        reading: str,
        roll: Roll,
        claim: Claim | None,
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
            self._cap_failure(programme, values),
            *self._coverage_failure(reading, programme, values, dissolved_by_coverage),
            self._figures_failure(certificate, values),
        )
        return Reading(reading, roll, claim, certificate, said, failures)

    def _cap_failure(self, programme: Programme, values: dict[str, str | int]) -> Failure:
        uncapped = self.prove(replace(programme, cap=None))
        if uncapped is not None and uncapped.bound > 0:
            least = ceiling(uncapped.bound)
            return Failure(statement("failure-cap-never", **values, distance_uncapped=least), uncapped)
        extra = self.prove(replace(programme, question="extra-votes"))
        if extra is None or extra.bound <= 0:
            return Failure(
                statement("failure-not-computed", **values, assumption="assumption-cap", reason="solver-failed")
            )
        return Failure(statement("failure-cap", **values, extra=ceiling(extra.bound)), extra)

    def _coverage_failure(
        self, reading: str, programme: Programme, values: dict[str, str | int], can_dissolve: bool
    ) -> Iterable[Failure]:
        if reading == "any-subset":
            return
        if not can_dissolve:
            code = "failure-all-held-never" if programme.all_held else "failure-coverage-never"
            yield Failure(statement(code, **values))
            return
        number = len(self.held.stations)
        everything = CoverageRange("stations", Fraction(number), Fraction(number), 0)
        coverage = programme.coverage or everything
        asked = replace(programme, question="coverage-gap", all_held=False, coverage=coverage)
        gap = self.prove(asked)
        if gap is None or gap.bound <= 0 or not gap.coverage_multiplier:
            yield Failure(
                statement("failure-not-computed", **values, assumption=f"assumption-{reading}", reason="solver-failed")
            )
        elif gap.coverage_multiplier > 0:
            most = (coverage.low - gap.bound / gap.coverage_multiplier).__floor__()
            if programme.all_held:
                yield Failure(statement("failure-all-held", **values, left_out=number - most), gap)
            else:
                yield Failure(statement("failure-coverage-lower", **values, at_most=max(0, most)), gap)
        else:
            least = ceiling(coverage.high - gap.bound / gap.coverage_multiplier)
            yield Failure(statement("failure-coverage-higher", **values, at_least=least), gap)

    def _figures_failure(self, certificate: Certificate, values: dict[str, str | int]) -> Failure:
        number = stations_for_distance(self.held, certificate.bound)
        if number is None:
            return Failure(
                statement(
                    "failure-not-computed",
                    **values,
                    assumption=f"assumption-figures-{self.held.kind}",
                    reason="cap-unknown",
                )
            )
        return Failure(statement("failure-figures", **values, false_stations=number))
