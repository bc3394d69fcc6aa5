"""Outcome bounds: exact, and always with the truth inside, by brute force over small elections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.election.schema import Condition, percentage
from tallyproof.model import Verdict
from tallyproof.tally.bounds import BoundInputs, outcome_bounds

Votes = tuple[int, ...]
NAMES = ("a", "b", "c")

CONDITIONS = [
    Condition(id="one", kind="plurality"),
    *(
        Condition(id="one", kind="threshold", share=share, inclusive=i)
        for share in ("40%", "50%")
        for i in (True, False)
    ),
    *(Condition(id="one", kind="lead", points=points, inclusive=i) for points in ("0%", "10%") for i in (True, False)),
]
STATIONS = st.lists(
    st.tuples(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)), st.integers(0, 3)),
    min_size=1,
    max_size=4,
)
CAPS = st.lists(st.integers(0, 4), max_size=2)


def vectors(most: int) -> list[Votes]:
    """Every way in which at most so many voters can vote for three candidates."""
    return [one for one in product(range(most + 1), repeat=3) if sum(one) <= most]


def added(*parts: Iterable[Votes]) -> set[Votes]:
    sums: set[Votes] = {(0, 0, 0)}
    for part in parts:
        choices = list(part)
        sums = {(s[0] + v[0], s[1] + v[1], s[2] + v[2]) for s in sums for v in choices}
    return sums


def holds_for(condition: Condition, votes: Votes, one: int) -> bool:
    """Does the condition hold for this candidate, in plain words of the law?"""
    valid, lead = sum(votes), votes[one] - max(v for n, v in enumerate(votes) if n != one)
    if condition.kind == "plurality":
        return lead > 0
    left = Fraction(votes[one]) if condition.kind == "threshold" else Fraction(lead)
    right = percentage((condition.share if condition.kind == "threshold" else condition.points) or "") * valid
    return left >= right if condition.inclusive else left > right


def answer(condition: Condition, votes: Votes, leader: int, *, now: bool) -> bool:
    """The answer that is watched: for the leader if it holds now, for anybody if it does not."""
    return holds_for(condition, votes, leader) if now else any(holds_for(condition, votes, n) for n in range(3))


def named(votes: Votes) -> dict[str, int]:
    return dict(zip(NAMES, votes, strict=True))


def inputs(
    stations: Sequence[tuple[Votes, int]], contested: Sequence[tuple[Votes, int]], outstanding: int | None
) -> BoundInputs:
    total = [sum(votes[n] for votes, _ in (*stations, *contested)) for n in range(3)]

    def capped(part: Sequence[tuple[Votes, int]]) -> list[tuple[Mapping[str, int], int | None]]:
        return [(named(votes), sum(votes) + spare) for votes, spare in part]

    return BoundInputs(named(tuple(total)), outstanding, capped(contested), capped(stations))


@given(st.sampled_from(CONDITIONS), STATIONS, st.lists(STATIONS.map(lambda s: s[0]), max_size=1), CAPS)
def test_the_bounds_contain_the_truth_and_are_exact(
    condition: Condition, stations: list[tuple[Votes, int]], contested: list[tuple[Votes, int]], caps: list[int]
) -> None:
    given_inputs = inputs(stations, contested, sum(caps))
    (bound,) = outcome_bounds([condition], given_inputs)
    if bound.holds is None:
        assert max(given_inputs.candidates.values()) == 0
        return
    leader = NAMES.index(bound.leader)
    now = tuple(given_inputs.candidates.values())
    assert now[leader] == max(now)
    assert bound.holds == answer(condition, now, leader, now=True)
    truths = added(
        *([votes] for votes, _ in stations),
        *(vectors(sum(votes) + spare) for votes, spare in contested),
        *(vectors(cap) for cap in caps),
    )
    answers = {answer(condition, votes, leader, now=bound.holds) for votes in truths}
    assert (bound.verdict is Verdict.CANNOT_CHANGE) == (answers == {bound.holds})
    assert bound.outstanding == sum(caps) + sum(sum(votes) + spare for votes, spare in contested)


@given(st.sampled_from(CONDITIONS), STATIONS.filter(lambda made: len(made) < 4), CAPS)
def test_no_fewer_stations_than_said_could_be_false_and_change_the_answer(
    condition: Condition, stations: list[tuple[Votes, int]], caps: list[int]
) -> None:
    (bound,) = outcome_bounds([condition], inputs(stations, [], sum(caps)))
    if bound.verdict is not Verdict.CANNOT_CHANGE:
        assert bound.stations_false is None
        return
    leader, now = NAMES.index(bound.leader), bool(bound.holds)

    def can_change(false: tuple[int, ...]) -> bool:
        truths = added(
            *(vectors(sum(votes) + spare) if n in false else [votes] for n, (votes, spare) in enumerate(stations)),
            *(vectors(cap) for cap in caps),
        )
        return any(answer(condition, votes, leader, now=now) != now for votes in truths)

    everyone = range(len(stations))
    least = next((k for k in range(len(stations) + 1) if any(map(can_change, combinations(everyone, k)))), None)
    if now or condition.kind == "threshold":
        assert bound.stations_false == least
    elif least is not None:
        # Whoever takes the lead must pass every rival at once: what is said then is a lower bound.
        assert bound.stations_false is not None
        assert bound.stations_false <= least


def test_the_only_candidate_stays_first_whatever_is_outstanding() -> None:
    (first,) = outcome_bounds([CONDITIONS[0]], BoundInputs({"a": 5}, 100, [], [({"a": 5}, 50)]))
    assert (first.holds, first.verdict, first.runner_up, first.stations_false) == (
        True,
        Verdict.CANNOT_CHANGE,
        "",
        None,
    )


SAFE = inputs([((60, 30, 10), 0)], [], 0)


def test_a_margin_equal_to_the_votes_outstanding_can_change() -> None:
    first = [Condition(id="first", kind="plurality")]
    assert outcome_bounds(first, inputs([((9, 4, 0), 0)], [], 5))[0].verdict is Verdict.CAN_CHANGE
    assert outcome_bounds(first, inputs([((9, 4, 0), 0)], [], 4))[0].verdict is Verdict.CANNOT_CHANGE


def test_a_tie_with_nothing_outstanding_cannot_change() -> None:
    (bound,) = outcome_bounds([Condition(id="first", kind="plurality")], inputs([((4, 4, 0), 0)], [], 0))
    assert (bound.holds, bound.verdict, bound.margin) == (False, Verdict.CANNOT_CHANGE, 0)


def test_first_place_can_be_safe_while_the_ten_point_lead_is_not() -> None:
    conditions = [Condition(id="first", kind="plurality"), Condition(id="lead", kind="lead", points="10%")]
    first, lead = outcome_bounds(conditions, inputs([((55, 44, 0), 0)], [], 5))
    assert (first.holds, first.verdict) == (True, Verdict.CANNOT_CHANGE)
    assert (lead.holds, lead.verdict) == (True, Verdict.CAN_CHANGE)


@pytest.mark.parametrize(
    ("kind", "votes", "strict", "inclusive"),
    [
        ("threshold", (50, 30, 20), False, True),
        ("threshold", (51, 29, 20), True, True),
        ("lead", (40, 30, 30), False, True),
    ],
)
def test_inclusive_is_at_least_and_otherwise_more_than(kind: str, votes: Votes, strict: bool, inclusive: bool) -> None:
    for wanted, answered in ((False, strict), (True, inclusive)):
        limits = {"share": "50%"} if kind == "threshold" else {"points": "10%"}
        condition = Condition.model_validate({"id": "x", "kind": kind, "inclusive": wanted, **limits})
        assert outcome_bounds([condition], inputs([(votes, 0)], [], 0))[0].holds is answered


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: f"{one.kind}-{one.inclusive}")
def test_without_a_cap_nothing_is_settled(condition: Condition) -> None:
    (bound,) = outcome_bounds([condition], inputs([((60, 30, 10), 0)], [], None))
    assert (bound.verdict, bound.reason, bound.stations_false) == (Verdict.NOT_COMPUTED, "register-incomplete", None)


def test_a_contested_station_without_cap_settles_nothing() -> None:
    unknown = BoundInputs({"a": 10, "b": 0, "c": 0}, 0, [({"a": 1, "b": 0, "c": 0}, None)], [])
    assert outcome_bounds([Condition(id="first", kind="plurality")], unknown)[0].verdict is Verdict.NOT_COMPUTED


def test_an_unsupported_rule_and_an_empty_count_give_no_sentence() -> None:
    rule = Condition(id="x", kind="unsupported")
    (bound,) = outcome_bounds([rule], SAFE)
    assert (bound.holds, bound.verdict, bound.reason) == (None, Verdict.NOT_COMPUTED, "unsupported-rule")
    (bound,) = outcome_bounds([CONDITIONS[0]], inputs([((0, 0, 0), 0)], [], 10))
    assert (bound.holds, bound.verdict, bound.reason) == (None, Verdict.NOT_COMPUTED, "no-votes-counted")


def test_a_station_accepted_above_its_cap_may_have_as_many_false_votes_as_it_has() -> None:
    # 9 votes where the cap is 5: all 9 may be the other's, which takes 18 off the lead; with 5 it would be 14.
    stations = [({"a": 9, "b": 0}, 5), ({"a": 3, "b": 0}, 5), ({"a": 4, "b": 0}, 0)]
    (bound,) = outcome_bounds([CONDITIONS[0]], BoundInputs({"a": 16, "b": 0}, 0, (), stations))
    assert bound.stations_false == 1
