"""The proof file of a feasibility bound: a dozen multipliers that any program can check with whole numbers.

Weak duality. For any multipliers λ (one for each announced count) and μ (coverage), and γ = max(0, λ),

    Σ λ·announced − γ·cap + (μ⁺·low − μ⁻·high) + outside·min(0, −μ) + Σ over stations of t

is a lower bound, with t = min(0, −Σ λ·votes − μ·weight) where a held station may be left out of the announced
count and t = −Σ λ·votes where all held stations are in it. What it bounds depends on the question:

    distance      Σ |announced − counted| over the announced counts      needs |λ| ≤ 1
    extra-votes   votes needed outside beyond the cap                    needs λ ≤ 1
    coverage-gap  how far the coverage would have to miss its claim      needs |μ| ≤ 1

Without a cap (`cap` None) λ ≤ 0 is needed besides. Nothing here needs a solver, a float or a table library.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Literal, TypeAlias

from tallyproof.compare.announced.station import HeldStation
from tallyproof.errors import InputError, VerificationError

Question: TypeAlias = Literal["distance", "extra-votes", "coverage-gap"]
QUESTIONS: tuple[Question, ...] = ("distance", "extra-votes", "coverage-gap")


@dataclass(frozen=True, slots=True)
class AnnouncedCount:
    """One announced count and the candidates whose votes it adds up."""

    name: str
    members: tuple[str, ...]
    votes: int


@dataclass(frozen=True, slots=True)
class CoverageRange:
    """How much the announced count covered, as claimed: from `low` to `high`, `outside` of it at most unheld.

    `unit` is 'stations' or 'electors'.
    """

    unit: str
    low: Fraction
    high: Fraction
    outside: int


@dataclass(frozen=True, slots=True)
class Programme:
    """One question about an announcement: everything of it but the stations' figures.

    `all_held` fixes every held station as counted; `cap` None leaves the votes outside without limit.
    """

    question: Question
    counts: tuple[AnnouncedCount, ...]
    cap: int | None
    all_held: bool
    coverage: CoverageRange | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A programme, its multipliers and the exact bound that they prove for `stations` held stations."""

    programme: Programme
    stations: int
    multipliers: Mapping[str, Fraction]
    coverage_multiplier: Fraction
    bound: Fraction


def verify_certificate(certificate: Certificate, stations: Sequence[HeldStation]) -> Fraction:
    """Return the bound recomputed from the stations' figures; raises VerificationError where it is not proved."""
    if len(stations) != certificate.stations:
        raise VerificationError(
            f"expected the figures of {certificate.stations:,} stations, got {len(stations):,}; "
            "use the release it names",
            place="proof file",
        )
    bound = exact_bound(certificate.programme, stations, certificate.multipliers, certificate.coverage_multiplier)
    if bound != certificate.bound:
        raise VerificationError(f"expected the bound {certificate.bound}, got {bound}", place="proof file")
    return bound


def exact_bound(
    programme: Programme,
    stations: Iterable[HeldStation],
    multipliers: Mapping[str, Fraction],
    coverage_multiplier: Fraction,
) -> Fraction:
    """Return what the multipliers prove; raises VerificationError where they break the rules of the question."""
    scaled = scaled_multipliers(programme, multipliers, coverage_multiplier)
    electors = programme.coverage is not None and programme.coverage.unit == "electors"
    total = 0
    for station in stations:
        worth = sum(value * _figure(station, name) for name, value in scaled.worths)
        weight = _registered(station) if electors else 1
        total += -worth if programme.all_held else min(0, -worth - scaled.coverage * weight)
    return bound_of(programme, scaled, total)


@dataclass(frozen=True, slots=True)
class Scaled:
    """Multipliers as whole numbers of 1/`unit`: of the counts, of each member with one that is not 0, of coverage."""

    unit: int
    counts: Mapping[str, int]
    worths: tuple[tuple[str, int], ...]
    coverage: int


def scaled_multipliers(
    programme: Programme, multipliers: Mapping[str, Fraction], coverage_multiplier: Fraction
) -> Scaled:
    """Return the multipliers over their common denominator; raises VerificationError where they break the rules."""
    _check_multipliers(programme, multipliers, coverage_multiplier)
    unit = lcm(coverage_multiplier.denominator, *(one.denominator for one in multipliers.values()))
    counts = {count.name: int(multipliers[count.name] * unit) for count in programme.counts}
    worths = tuple((name, counts[count.name]) for count in programme.counts for name in count.members)
    return Scaled(unit, counts, tuple(one for one in worths if one[1]), int(coverage_multiplier * unit))


def bound_of(programme: Programme, scaled: Scaled, of_stations: int) -> Fraction:
    """Return the bound, given what the stations add to it in units of 1/`unit`."""
    total = of_stations + sum(scaled.counts[count.name] * count.votes for count in programme.counts)
    if programme.cap is not None:
        total -= max(0, *scaled.counts.values()) * programme.cap
    coverage = programme.coverage
    if coverage is None:
        return Fraction(total, scaled.unit)
    total += min(0, -scaled.coverage) * coverage.outside
    limit = coverage.low if scaled.coverage > 0 else coverage.high
    return Fraction(total, scaled.unit) + Fraction(scaled.coverage, scaled.unit) * limit


def _figure(station: HeldStation, name: str) -> int:
    if not name.startswith("count:"):
        return station.votes.get(name, 0)
    if name not in station.papers:
        raise VerificationError(f"expected a number for {name!r}, found none", place=station.id)
    return station.papers[name]


def _registered(station: HeldStation) -> int:
    if station.registered is None:
        raise VerificationError(
            "expected a number of registered voters for a coverage in electors, found none", place=station.id
        )
    return station.registered


def _check_multipliers(programme: Programme, multipliers: Mapping[str, Fraction], coverage: Fraction) -> None:
    if set(multipliers) != {count.name for count in programme.counts} or not multipliers:
        raise VerificationError("expected one multiplier for each announced count", place="proof file")
    members = [name for count in programme.counts for name in count.members]
    if len(set(members)) != len(members):
        raise VerificationError("expected every candidate in one announced count at most", place="proof file")
    values = list(multipliers.values())
    wrong = {
        "distance": any(abs(one) > 1 for one in values),
        "extra-votes": any(one > 1 for one in values) or programme.cap is None,
        "coverage-gap": abs(coverage) > 1 or programme.coverage is None,
    }[programme.question]
    if wrong or (programme.cap is None and any(one > 0 for one in values)):
        raise VerificationError(
            f"expected multipliers within the limits of the question {programme.question!r}",
            place="proof file",
        )
    if coverage and (programme.coverage is None or programme.all_held):
        raise VerificationError("expected no multiplier for a coverage that is not claimed", place="proof file")


def certificate_record(certificate: Certificate) -> dict[str, Any]:
    """Return a certificate as JSON values: whole numbers, and fractions as 'a/b'."""
    programme = certificate.programme
    coverage = programme.coverage
    return {
        "kind": "feasibility-bound",
        "v": 1,
        "question": programme.question,
        "counts": [{"name": one.name, "members": list(one.members), "votes": one.votes} for one in programme.counts],
        "cap": programme.cap,
        "all_held": programme.all_held,
        "coverage": None
        if coverage is None
        else {
            "unit": coverage.unit,
            "low": str(coverage.low),
            "high": str(coverage.high),
            "outside": coverage.outside,
        },
        "stations": certificate.stations,
        "multipliers": {name: str(value) for name, value in certificate.multipliers.items()},
        "coverage_multiplier": str(certificate.coverage_multiplier),
        "bound": str(certificate.bound),
    }


def certificate_of(record: Mapping[str, Any]) -> Certificate:
    """Return the certificate in a record; raises InputError for a malformed one."""
    try:
        if record["kind"] != "feasibility-bound" or record["v"] != 1 or record["question"] not in QUESTIONS:
            raise ValueError(f"got kind {record['kind']!r}, version {record['v']!r}")
        coverage = record["coverage"]
        programme = Programme(
            question=record["question"],
            counts=tuple(
                AnnouncedCount(str(one["name"]), tuple(map(str, one["members"])), _whole(one["votes"]))
                for one in record["counts"]
            ),
            cap=None if record["cap"] is None else _whole(record["cap"]),
            all_held=bool(record["all_held"]),
            coverage=None
            if coverage is None
            else CoverageRange(
                str(coverage["unit"]),
                Fraction(coverage["low"]),
                Fraction(coverage["high"]),
                _whole(coverage["outside"]),
            ),
        )
        return Certificate(
            programme=programme,
            stations=_whole(record["stations"]),
            multipliers={str(name): Fraction(value) for name, value in record["multipliers"].items()},
            coverage_multiplier=Fraction(record["coverage_multiplier"]),
            bound=Fraction(record["bound"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise InputError(
            f"proof file: expected a feasibility bound (version 1), got a malformed one: {error!r}"
        ) from error


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"expected a whole number from 0, got {value!r}")
    return value
