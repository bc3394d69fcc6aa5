"""What a quick count says: shares, turnout and the lead, each with its interval, what is missing, and hard bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from scipy.special import stdtrit

from tallyproof.compare.quick_count.design import Design
from tallyproof.compare.quick_count.plan import share_of
from tallyproof.compare.quick_count.sampling import Drawn
from tallyproof.compare.quick_count.settled import StationFigures
from tallyproof.compare.quick_count.weighting import (
    Floats,
    SampledStation,
    SampledStratum,
    Weighted,
    ratio,
    weigh,
)


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate as a share, its standard error, and the interval at the plan's confidence."""

    value: float
    error: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Lead:
    """The first candidate's share less the second's; `bounds` if all missing drawn stations went to one of them."""

    leader: str
    runner_up: str
    interval: Interval
    bounds: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Response:
    """How many of the stations drawn in one stratum arrived; `borrowed_from` is the parent that stands in for it."""

    code: str
    name: str
    drawn: int
    arrived: int
    borrowed_from: str | None

    @property
    def label(self) -> str:
        """Code and name: two provinces may each have a district of one name."""
        return self.name if self.name == self.code else f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One state of a quick count. Without `shares` there is no estimate, for the stable code in `reason`.

    `bounds` are each candidate's least and most share over all ways the missing drawn stations may have voted, None
    for `bounds_reason`. `mean_registered` compares stations arrived with stations drawn.
    """

    confidence: Fraction
    drawn: int
    arrived: int
    from_pictures: int
    with_reserve: bool
    responses: tuple[Response, ...]
    reason: str = ""
    shares: Mapping[str, Interval] | None = None
    turnout: Interval | None = None
    turnout_reason: str = ""
    lead: Lead | None = None
    bounds: Mapping[str, tuple[float, float]] | None = None
    bounds_reason: str = ""
    turnout_bounds: tuple[float, float] | None = None
    degrees: int = 0
    mean_registered: tuple[float, float] | None = None

    @property
    def share_arrived(self) -> Fraction:
        return Fraction(self.arrived, self.drawn)


def estimate(
    design: Design,
    drawn: Sequence[Drawn],
    figures: Mapping[str, StationFigures],
    *,
    candidates: Sequence[str],
    with_reserve: bool = False,
) -> Estimate:
    """Return what the arrived stations of a sample say. `with_reserve` takes the whole reserve into the sample.

    A missing station stays missing: its weight is carried by its stratum, and the bounds hold whatever it says.
    """
    rows = [one for one in drawn if with_reserve or not one.is_reserve]
    held = [figures.get(one.station) or StationFigures(None) for one in rows]
    sampled = [
        SampledStation(
            one.stratum,
            one.centre if design.plan.design == "centres" else one.station,
            one.with_reserve if with_reserve else one.probability,
            figure.votes is not None,
        )
        for one, figure in zip(rows, held, strict=True)
    ]
    weighted = weigh(sampled, _strata(design))
    here = [one for one in held if one.votes is not None]
    common = Estimate(
        confidence=share_of(design.plan.confidence),
        drawn=len(rows),
        arrived=len(here),
        from_pictures=sum(one.from_picture for one in here),
        with_reserve=with_reserve,
        responses=_responses(design, rows, held, weighted),
        mean_registered=_mean_registered(sampled, held),
    )
    needed = share_of(design.plan.report_from)
    if not here:
        return replace(common, reason="nothing-arrived")
    if common.share_arrived < needed:
        return replace(common, reason="below-report-from")
    if weighted is None:
        return replace(common, reason="fewer-than-two-units")
    if not any(one.valid for one in here):
        return replace(common, reason="no-votes")
    return _estimated(common, weighted, sampled, held, candidates)


def _strata(design: Design) -> list[SampledStratum]:
    alone = design.plan.design == "stations"
    return [SampledStratum(one.code, tuple(one.parents), one.units, alone) for one in design.strata]


def _responses(
    design: Design, rows: Sequence[Drawn], held: Sequence[StationFigures], weighted: Weighted | None
) -> tuple[Response, ...]:
    drawn = Counter(one.stratum for one in rows)
    arrived = Counter(one.stratum for one, figure in zip(rows, held, strict=True) if figure.votes is not None)
    borrowed = weighted.borrowed if weighted else {}
    return tuple(
        Response(one.code, one.name, drawn[one.code], arrived[one.code], borrowed.get(one.code))
        for one in design.strata
    )


def _mean_registered(sampled: Sequence[SampledStation], held: Sequence[StationFigures]) -> tuple[float, float] | None:
    """Return registered voters per station of those arrived and of all drawn, weighted as drawn; None if unknown."""
    if any(one.registered is None for one in held):
        return None
    weights = np.array([float(1 / one.probability) for one in sampled])
    registered = np.array([float(one.registered or 0) for one in held])
    arrived = np.array([one.has_arrived for one in sampled])
    if not arrived.any():
        return None
    own = float(weights[arrived] @ registered[arrived] / weights[arrived].sum())
    return own, float(weights @ registered / weights.sum())


def _estimated(
    common: Estimate,
    weighted: Weighted,
    sampled: Sequence[SampledStation],
    held: Sequence[StationFigures],
    candidates: Sequence[str],
) -> Estimate:
    here = [one for one in held if one.votes is not None]
    valid = np.array([float(one.valid) for one in here])
    votes = {name: np.array([float((one.votes or {}).get(name, 0)) for one in here]) for name in candidates}
    width = float(stdtrit(weighted.degrees, float((1 + common.confidence) / 2)))

    def interval(y: Floats, x: Floats) -> Interval:
        value, error = ratio(weighted, y, x)
        return Interval(value, error, value - width * error, value + width * error)

    missing = _Missing(sampled, held)
    shares = {name: _inside(interval(votes[name], valid)) for name in candidates}
    turnout, turnout_reason = None, _why_no_turnout(here)
    if not turnout_reason:
        cast, registered = (np.array([float(value or 0) for value in values]) for values in _cast_of(here))
        turnout = _inside(interval(cast, registered))
    ranked = sorted(candidates, key=lambda name: -shares[name].value)
    lead = None
    if len(ranked) > 1:
        first, second = ranked[:2]
        lead = Lead(
            first,
            second,
            interval(votes[first] - votes[second], valid),
            missing.bounds_of_lead(first, second),
        )
    return replace(
        common,
        shares=shares,
        turnout=turnout,
        turnout_reason=turnout_reason,
        lead=lead,
        bounds=missing.bounds(candidates),
        bounds_reason="" if missing.votes is not None else "cap-unknown",
        turnout_bounds=missing.bounds_of_turnout() if turnout is not None else None,
        degrees=weighted.degrees,
    )


def _inside(one: Interval) -> Interval:
    """Return an interval of a share, which is never below 0 nor above 1."""
    return replace(one, low=max(0.0, one.low), high=min(1.0, one.high))


def _why_no_turnout(here: Sequence[StationFigures]) -> str:
    if any(one.cast is None for one in here):
        return "cast-unknown"
    if any(one.registered is None for one in here):
        return "registered-unknown"
    return "" if any(one.registered for one in here) else "registered-zero"


def _cast_of(here: Sequence[StationFigures]) -> tuple[list[int | None], list[int | None]]:
    return [one.cast for one in here], [one.registered for one in here]


class _Missing:
    """The drawn stations that have not arrived, each able to bring all votes of its cap, weighted as drawn.

    `votes` None says that some cap is not known.
    """

    def __init__(self, sampled: Sequence[SampledStation], held: Sequence[StationFigures]) -> None:
        pairs = list(zip(sampled, held, strict=True))
        self._all = [(1 / one.probability, figure) for one, figure in pairs]
        self._here = [(1 / one.probability, figure) for one, figure in pairs if one.has_arrived]
        caps = [(1 / one.probability, figure.cap) for one, figure in pairs if not one.has_arrived]
        self.votes: Fraction | None = sum((weight * (cap or 0) for weight, cap in caps), Fraction(0))
        if any(cap is None for _, cap in caps):
            self.votes = None

    def _sum(self, name: str) -> Fraction:
        return sum((weight * (figure.votes or {}).get(name, 0) for weight, figure in self._here), Fraction(0))

    @property
    def _valid(self) -> Fraction:
        return sum((weight * figure.valid for weight, figure in self._here), Fraction(0))

    def bounds(self, candidates: Iterable[str]) -> dict[str, tuple[float, float]] | None:
        """Return each candidate's share if none, or all, of the missing votes were for that candidate."""
        if self.votes is None:
            return None
        most = self._valid + self.votes
        own = {name: self._sum(name) for name in candidates}
        return {name: (float(votes / most), float((votes + self.votes) / most)) for name, votes in own.items()}

    def bounds_of_turnout(self) -> tuple[float, float] | None:
        """Return turnout if nobody voted at the missing stations, and if all their possible votes were cast."""
        registered = sum((weight * (one.registered or 0) for weight, one in self._all), Fraction(0))
        if self.votes is None or not registered or any(one.registered is None for _, one in self._all):
            return None
        cast = sum((weight * (one.cast or 0) for weight, one in self._here), Fraction(0))
        return float(cast / registered), float((cast + self.votes) / registered)

    def bounds_of_lead(self, leader: str, runner_up: str) -> tuple[float, float] | None:
        """Return the lead in shares if all missing votes were for the runner-up, and if all for the leader."""
        if self.votes is None:
            return None
        lead, most = self._sum(leader) - self._sum(runner_up), self._valid + self.votes
        return float((lead - self.votes) / most), float((lead + self.votes) / most)
