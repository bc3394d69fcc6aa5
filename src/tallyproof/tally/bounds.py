"""Outcome bounds (statistics.md, B1): can votes still possible change a condition of the outcome rule?

Exact in integers and on the safe side: all outstanding votes are taken to be valid and to go where they hurt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    if condition.kind == "plurality":
        return _plurality(condition, leader, runner_up, inputs)
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


def _plurality(condition: Condition, leader: str, runner_up: str, inputs: BoundInputs) -> OutcomeBound:
    """First place: safe when the secure margin over every other is larger than all outstanding votes."""
    secure = _secure(inputs)
    margin = inputs.candidates[leader] - inputs.candidates.get(runner_up, 0)
    safe = secure.votes[leader] - secure.best_other(leader) > (secure.outstanding or 0)
    false = None
    if safe and secure.outstanding is not None:
        slacks = {
            one: secure.votes[leader] - votes - secure.outstanding
            for one, votes in secure.votes.items()
            if one != leader
        }
        false = _stations_false(slacks, leader, inputs.stations)
    return _answer(
        condition, secure, holds=margin > 0, changed=not safe, leader=leader, runner_up=runner_up,
        margin=margin, stations_false=false,
    )  # fmt: skip


def _stations_false(
    slacks: Mapping[str, int], leader: str, stations: Sequence[tuple[Mapping[str, int], int | None]]
) -> int | None:
    """Return the least number of stations that would have to be arbitrarily wrong to use up any slack.

    One false station shifts at most w − l + cap; None where a cap is unknown or all together do not suffice.
    """
    if not stations or any(cap is None for _, cap in stations):
        return None
    largest = max(votes[leader] + (cap or 0) for votes, cap in stations)
    least: int | None = None
    for other, slack in sorted(slacks.items(), key=lambda one: one[1]):
        if least is not None and slack > (least - 1) * largest:
            continue
        shifts = sorted((votes[leader] - votes[other] + (cap or 0) for votes, cap in stations), reverse=True)
        used = 0
        for number, shift in enumerate(shifts, 1):
            used += shift
            if used >= slack:
                least = number if least is None else min(least, number)
                break
    return least


def _threshold(condition: Condition, leader: str, inputs: BoundInputs) -> OutcomeBound:
    """A share of the valid votes, more than it or (inclusive) at least it."""
    share = percentage(condition.share or "50%")
    secure = _secure(inputs)

    def holds(votes: int, valid: int) -> bool:
        return votes >= share * valid if condition.inclusive else votes > share * valid

    now = holds(inputs.candidates[leader], sum(inputs.candidates.values()))
    outstanding, valid = secure.outstanding or 0, secure.most_valid
    if now:
        changed = not holds(secure.votes[leader], valid)
    else:
        changed = any(holds(votes + outstanding, valid) for votes in secure.votes.values())
    return _answer(condition, secure, holds=now, changed=changed, leader=leader)


def _lead(condition: Condition, leader: str, runner_up: str, inputs: BoundInputs) -> OutcomeBound:
    """A lead in percentage points of the valid votes, more than it or (inclusive) at least it."""
    points = percentage(condition.points or "0%")
    secure = _secure(inputs)

    def holds(lead: int, valid: int) -> bool:
        return lead >= points * valid if condition.inclusive else lead > points * valid

    margin = inputs.candidates[leader] - inputs.candidates.get(runner_up, 0)
    now = holds(margin, sum(inputs.candidates.values()))
    outstanding, valid = secure.outstanding or 0, secure.most_valid
    if now:
        changed = not holds(secure.votes[leader] - secure.best_other(leader) - outstanding, valid)
    else:
        changed = any(holds(votes + outstanding - secure.best_other(one), valid) for one, votes in secure.votes.items())
    return _answer(condition, secure, holds=now, changed=changed, leader=leader, runner_up=runner_up, margin=margin)
