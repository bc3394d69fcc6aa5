"""The smallest failure of each assumption that would dissolve a contradiction, each with a proof file where solved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from tallyproof.compare.announced.certificate import Certificate, CoverageRange, Programme
from tallyproof.compare.announced.claims import AnyClaim, RegisteredClaim, TurnoutClaim
from tallyproof.compare.announced.false_stations import stations_for_distance
from tallyproof.compare.announced.held import Held, Roll
from tallyproof.compare.statement import Statement, ceiling, statement

Prove = Callable[[Programme], Certificate | None]
Values = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Failure:
    """The smallest failure of one assumption that would dissolve a contradiction; a proof file where solved."""

    statement: Statement
    certificate: Certificate | None = None


def cap_failures(programme: Programme, roll: Roll, values: Values, prove: Prove) -> Iterable[Failure]:
    """Return how many more votes outside, and how large a roll, would dissolve it."""
    uncapped = prove(replace(programme, cap=None))
    if uncapped is not None and uncapped.bound > 0:
        yield Failure(statement("failure-cap-never", **values, distance_uncapped=ceiling(uncapped.bound)), uncapped)
        return
    extra = prove(replace(programme, question="extra-votes"))
    if extra is None or extra.bound <= 0:
        yield Failure(_not_computed(values, "cap", "solver-failed"))
        return
    votes = ceiling(extra.bound)
    yield Failure(statement("failure-cap", **values, extra=votes), extra)
    if programme.coverage is None:
        yield Failure(_universe_failure(roll, votes, values))


def _universe_failure(roll: Roll, votes: int, values: Values) -> Statement:
    if roll.per_elector == 1 and roll.per_station == 0:
        return statement("failure-universe-electors", **values, extra=votes)
    if roll.per_elector == 0 and roll.per_station:
        more = ceiling(Fraction(votes, roll.per_station))
        return statement("failure-universe-stations", **values, extra=votes, more=more, per_station=roll.per_station)
    return _not_computed(values, "universe", "cap-not-by-roll")


def coverage_failure(
    claim: AnyClaim | None, programme: Programme, held: Held, values: Values, prove: Prove
) -> Iterable[Failure]:
    """Return what else the count would have had to cover; `programme` may fix all held stations as counted."""
    number = len(held.stations)
    everything = CoverageRange("stations", Fraction(number), Fraction(number), 0)
    coverage = programme.coverage or everything
    kind = "electors" if isinstance(claim, TurnoutClaim | RegisteredClaim) else "coverage"
    gap = prove(replace(programme, question="coverage-gap", all_held=False, coverage=coverage))
    if gap is None or gap.bound <= 0 or not gap.coverage_multiplier:
        yield Failure(_not_computed(values, str(values["reading"]), "solver-failed"))
    elif gap.coverage_multiplier > 0:
        most = max(0, (coverage.low - gap.bound / gap.coverage_multiplier).__floor__())
        if programme.all_held:
            yield Failure(statement("failure-all-held", **values, left_out=number - most), gap)
        else:
            yield Failure(statement(f"failure-{kind}-lower", **values, at_most=most), gap)
    else:
        least = ceiling(coverage.high - gap.bound / gap.coverage_multiplier)
        yield Failure(statement(f"failure-{kind}-higher", **values, at_least=least), gap)


def figure_failures(held: Held, certificate: Certificate, values: Values) -> Iterable[Failure]:
    """Return how many held stations, and how many announced votes, would have to be wrong."""
    papers = [name for count in certificate.programme.counts for name in count.members if name.startswith("count:")]
    number = stations_for_distance(held, certificate.bound, papers)
    if number is None and held.caps_known:
        yield Failure(statement("failure-figures-never", **values))
    elif number is None:
        yield Failure(_not_computed(values, f"figures-{held.kind}", "cap-unknown"))
    else:
        yield Failure(statement("failure-figures", "cap-held", **values, false_stations=number))
    yield Failure(statement("failure-as-printed", **values))


def _not_computed(values: Values, assumption: str, reason: str) -> Statement:
    return statement("failure-not-computed", **values, assumption=f"assumption-{assumption}", reason=reason)
