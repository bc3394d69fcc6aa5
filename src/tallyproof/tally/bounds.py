"""Outcome bounds (statistics.md, B1): can votes still possible change a condition of the outcome rule?

Exact in integers and on the safe side: all outstanding votes are taken to be valid and to go where they hurt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tallyproof.election.schema import Condition, percentage
from tallyproof.model import OutcomeBound, Verdict


@dataclass(frozen=True, slots=True)
class BoundInputs:
    """Votes of the main total; `outstanding` None is 'no cap known'.

    `contested` and `stations` are (votes by candidate, cap) of the counted stations, those with a rival of
    unknown provenance apart: the bounds do without them.
    """

    candidates: Mapping[str, int]
    outstanding: int | None
    contested: Sequence[tuple[Mapping[str, int], int | None]]
    stations: Sequence[tuple[Mapping[str, int], int | None]]


def outcome_bounds(conditions: Sequence[Condition], inputs: BoundInputs) -> tuple[OutcomeBound, ...]:
    """Return the answer for each condition, in the order of the definition."""
    return tuple(_bound(condition, inputs) for condition in conditions)


def _bound(condition: Condition, inputs: BoundInputs) -> OutcomeBound:
    if condition.kind == "unsupported":
        return OutcomeBound(condition.id, None, Verdict.NOT_COMPUTED, reason="unsupported-rule")
    ranked = sorted(inputs.candidates, key=lambda one: (-inputs.candidates[one], one))
    if not ranked or inputs.candidates[ranked[0]] == 0:
        return OutcomeBound(condition.id, None, Verdict.NOT_COMPUTED, reason="no-votes-counted")
    leader, runner_up = ranked[0], ranked[1] if len(ranked) > 1 else ""
    if condition.kind == "threshold":
        return _threshold(condition, leader, inputs)
    return _lead(condition, leader, runner_up, inputs)


@dataclass(frozen=True, slots=True)
class _Secure:
    """Votes that nobody contests; `outstanding` holds what the contested stations can bring instead."""

    votes: Mapping[str, int]
    outstanding: int | None
    unchangeable: bool

    def best_other(self, candidate: str) -> int:
        return max((votes for one, votes in self.votes.items() if one != candidate), default=0)

    @property
    def most_valid(self) -> int:
        return sum(self.votes.values()) + (self.outstanding or 0)


def _secure(inputs: BoundInputs) -> _Secure:
    """Set the contested stations apart; one may bring its cap, or what was accepted though it is above that."""
    votes, outstanding = dict(inputs.candidates), inputs.outstanding
    for of_station, cap in inputs.contested:
        for candidate, count in of_station.items():
            votes[candidate] -= count
        if outstanding is not None:
            outstanding = None if cap is None else outstanding + max(cap, sum(of_station.values()))
    return _Secure(votes, outstanding, unchangeable=outstanding == 0 and not inputs.contested)


def _answer(
    condition: Condition,
    secure: _Secure,
    *,
    holds: bool,
    changed: bool,
    leader: str,
    runner_up: str = "",
    margin: int | None = None,
    stations_false: int | None = None,
) -> OutcomeBound:
    """Return the bound of a condition that holds or not now; without a cap nothing is said about change."""
    if secure.outstanding is None:
        verdict, reason, false = Verdict.NOT_COMPUTED, "register-incomplete", None
    elif changed and not secure.unchangeable:
        verdict, reason, false = Verdict.CAN_CHANGE, "", None
    else:
        verdict, reason, false = Verdict.CANNOT_CHANGE, "", stations_false
    return OutcomeBound(condition.id, holds, verdict, leader, runner_up, margin, secure.outstanding, false, reason)


def _threshold(condition: Condition, leader: str, inputs: BoundInputs) -> OutcomeBound:
    """A share of the valid votes, more than it or (inclusive) at least it."""
    share = percentage(condition.share or "50%")
    secure = _secure(inputs)

    def holds(votes: int, valid: int) -> bool:
        return votes >= share * valid if condition.inclusive else votes > share * valid

    now = holds(inputs.candidates[leader], sum(inputs.candidates.values()))
    outstanding, valid = secure.outstanding or 0, secure.most_valid
    if len(inputs.candidates) == 1:
        # Nobody else can receive a vote: the share is 100% of whatever is cast.
        changed = now and secure.votes[leader] == 0
    elif now:
        changed = not holds(secure.votes[leader], valid)
    else:
        changed = any(holds(votes + outstanding, valid) for votes in secure.votes.values())
    false = None
    if not changed and secure.outstanding is not None and len(inputs.candidates) > 1:
        part, whole = share.numerator, share.denominator
        gaps = [
            _Gap(
                (whole * secure.votes[leader] - part * valid) + condition.inclusive,
                lambda votes, cap: whole * votes[leader] + part * (cap - sum(votes.values())),
            )
        ]
        if not now:
            gaps = [_to_reach_share(one, share, secure, inclusive=condition.inclusive) for one in secure.votes]
        false = _least_of_any(gaps, inputs.stations)
    return _answer(condition, secure, holds=now, changed=changed, leader=leader, stations_false=false)


def _to_reach_share(one: str, share: Fraction, secure: _Secure, *, inclusive: bool) -> _Gap:
    part, whole, outstanding = share.numerator, share.denominator, secure.outstanding or 0
    reached = whole * (secure.votes[one] + outstanding) - part * secure.most_valid
    return _Gap(
        -reached + (not inclusive),
        lambda votes, cap: whole * (cap - votes[one]) - part * (cap - sum(votes.values())),
    )


def _lead(condition: Condition, leader: str, runner_up: str, inputs: BoundInputs) -> OutcomeBound:
    """A lead in percentage points of the valid votes, more than it or (inclusive) at least it.

    First place (plurality) is a lead of more than nothing.
    """
    points = percentage("0%" if condition.kind == "plurality" else condition.points or "0%")
    inclusive = condition.inclusive and condition.kind == "lead"
    secure = _secure(inputs)

    def holds(lead: int, valid: int) -> bool:
        return lead >= points * valid if inclusive else lead > points * valid

    margin = inputs.candidates[leader] - inputs.candidates.get(runner_up, 0)
    now = holds(margin, sum(inputs.candidates.values()))
    outstanding, valid = secure.outstanding or 0, secure.most_valid
    if not runner_up:
        # Nobody else can receive a vote: the lead is whatever is cast.
        changed = now and secure.votes[leader] == 0
    elif now:
        changed = not holds(secure.votes[leader] - secure.best_other(leader) - outstanding, valid)
    else:
        changed = any(holds(votes + outstanding - secure.best_other(one), valid) for one, votes in secure.votes.items())
    false = None
    if not changed and secure.outstanding is not None and runner_up:
        others = [one for one in secure.votes if one != leader]
        if now:
            gaps = [_to_lose_lead(leader, other, points, secure, inclusive=inclusive) for other in others]
        else:
            # Against the strongest rival alone: passing all of them needs at least as many stations.
            rivals = {
                one: max((name for name in secure.votes if name != one), key=secure.votes.__getitem__)
                for one in secure.votes
            }
            gaps = [_to_take_lead(one, rival, points, secure, inclusive=inclusive) for one, rival in rivals.items()]
        false = _least_of_any(gaps, inputs.stations)
    return _answer(
        condition, secure, holds=now, changed=changed, leader=leader, runner_up=runner_up,
        margin=margin, stations_false=false,
    )  # fmt: skip


def _to_lose_lead(leader: str, other: str, points: Fraction, secure: _Secure, *, inclusive: bool) -> _Gap:
    part, whole, outstanding = points.numerator, points.denominator, secure.outstanding or 0
    lead = secure.votes[leader] - secure.votes[other] - outstanding
    return _Gap(
        whole * lead - part * secure.most_valid + inclusive,
        lambda votes, cap: whole * (votes[leader] - votes[other] + cap) + part * (cap - sum(votes.values())),
    )


def _to_take_lead(one: str, other: str, points: Fraction, secure: _Secure, *, inclusive: bool) -> _Gap:
    part, whole, outstanding = points.numerator, points.denominator, secure.outstanding or 0
    lead = secure.votes[one] + outstanding - secure.votes[other]
    return _Gap(
        part * secure.most_valid - whole * lead + (not inclusive),
        lambda votes, cap: whole * (cap - votes[one] + votes[other]) - part * (cap - sum(votes.values())),
    )


@dataclass(frozen=True, slots=True)
class _Gap:
    """How far the votes are from another answer, and the most that one arbitrarily wrong station can close of it."""

    size: int
    shift: Callable[[Mapping[str, int], int], int]


def _least_of_any(gaps: Sequence[_Gap], stations: Sequence[tuple[Mapping[str, int], int | None]]) -> int | None:
    """Return the least number of stations that would have to be arbitrarily wrong to close any one of the gaps.

    None where a cap is unknown or all stations together do not suffice.
    """
    # What was accepted above its cap may stand there with other names.
    known = [(votes, max(cap, sum(votes.values()))) for votes, cap in stations if cap is not None]
    if not stations or len(known) < len(stations):
        return None
    least: int | None = None
    for gap in sorted(gaps, key=lambda one: one.size):
        shifts = [gap.shift(*one) for one in known]
        if least is not None and gap.size > (least - 1) * max(shifts):
            continue
        used, number = 0, 0
        for number, shift in enumerate(sorted(shifts, reverse=True), 1):
            used += shift
            if shift <= 0 or used >= gap.size or number == least:
                break
        if used >= gap.size:
            least = number if least is None else min(least, number)
    return least
