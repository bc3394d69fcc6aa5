"""Outcome bounds (statistics.md, B1): can votes still possible change a condition of the outcome rule?

Exact in integers and on the safe side: all outstanding votes are taken to be valid and to go where they hurt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def _without_contested(inputs: BoundInputs) -> tuple[dict[str, int], int | None]:
    """Return votes nobody contests, and the outstanding ones with the contested stations' caps among them."""
    secure, outstanding = dict(inputs.candidates), inputs.outstanding
    for votes, cap in inputs.contested:
        for candidate, count in votes.items():
            secure[candidate] -= count
        outstanding = None if outstanding is None or cap is None else outstanding + cap
    return secure, outstanding


def _plurality(condition: Condition, leader: str, runner_up: str, inputs: BoundInputs) -> OutcomeBound:
    """First place: safe when the secure margin over every other is larger than all outstanding votes."""
    margin = inputs.candidates[leader] - inputs.candidates.get(runner_up, 0)
    secure, outstanding = _without_contested(inputs)
    gap = secure[leader] - max((votes for one, votes in secure.items() if one != leader), default=0)
    if outstanding is None:
        return OutcomeBound(
            condition.id, margin > 0, Verdict.NOT_COMPUTED, leader, runner_up, margin, reason="register-incomplete"
        )
    safe = gap > outstanding
    false = _stations_false(gap - outstanding, leader, runner_up, inputs.stations) if safe and runner_up else None
    verdict = Verdict.CANNOT_CHANGE if safe else Verdict.CAN_CHANGE
    return OutcomeBound(condition.id, margin > 0, verdict, leader, runner_up, margin, outstanding, false)


def _stations_false(
    slack: int, leader: str, runner_up: str, stations: Sequence[tuple[Mapping[str, int], int | None]]
) -> int | None:
    """Return the least number of stations that would have to be arbitrarily wrong to use up the slack.

    One false station shifts at most w − l + cap; None where a cap is unknown or all together do not suffice.
    """
    if any(cap is None for _, cap in stations):
        return None
    shifts = sorted((votes[leader] - votes[runner_up] + (cap or 0) for votes, cap in stations), reverse=True)
    used = 0
    for number, shift in enumerate(shifts, 1):
        used += shift
        if used >= slack:
            return number
    return None


def _threshold(condition: Condition, leader: str, inputs: BoundInputs) -> OutcomeBound:
    """A share of the valid votes, more than it or (inclusive) at least it."""
    share = percentage(condition.share or "50%")
    secure, outstanding = _without_contested(inputs)

    def holds(votes: int, valid: int) -> bool:
        return votes >= share * valid if condition.inclusive else votes > share * valid

    now = holds(inputs.candidates[leader], sum(inputs.candidates.values()))
    if outstanding is None:
        return OutcomeBound(condition.id, now, Verdict.NOT_COMPUTED, leader, reason="register-incomplete")
    valid = sum(secure.values()) + outstanding
    changed = not holds(secure[leader], valid) if now else _any_could(secure, outstanding, holds)
    verdict = Verdict.CAN_CHANGE if changed else Verdict.CANNOT_CHANGE
    return OutcomeBound(condition.id, now, verdict, leader, outstanding=outstanding)


def _any_could(secure: Mapping[str, int], outstanding: int, holds: Callable[[int, int], bool]) -> bool:
    valid = sum(secure.values()) + outstanding
    return any(holds(votes + outstanding, valid) for votes in secure.values())


def _lead(condition: Condition, leader: str, runner_up: str, inputs: BoundInputs) -> OutcomeBound:
    """A lead in percentage points of the valid votes over the next candidate."""
    points = percentage(condition.points or "0%")
    margin = inputs.candidates[leader] - inputs.candidates.get(runner_up, 0)
    now = margin >= points * sum(inputs.candidates.values())
    secure, outstanding = _without_contested(inputs)
    if outstanding is None:
        return OutcomeBound(
            condition.id, now, Verdict.NOT_COMPUTED, leader, runner_up, margin, reason="register-incomplete"
        )
    needed = points * (sum(secure.values()) + outstanding)
    if now:
        gap = secure[leader] - max((votes for one, votes in secure.items() if one != leader), default=0)
        changed = gap - outstanding < needed
    else:
        changed = any(
            votes + outstanding - max((v for other, v in secure.items() if other != one), default=0) >= needed
            for one, votes in secure.items()
        )
    verdict = Verdict.CAN_CHANGE if changed else Verdict.CANNOT_CHANGE
    return OutcomeBound(condition.id, now, verdict, leader, runner_up, margin, outstanding)
