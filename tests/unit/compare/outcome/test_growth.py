"""How the count grew: every moment is the tally that would have been published then."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallyproof.compare.outcome import Arrival, growth, growth_of, possible_by_area
from tallyproof.compare.outcome.growth_part import growth_part
from tallyproof.compare.outcome.parts import BOOK
from tallyproof.compare.statement import Statement
from tallyproof.election.schema import Condition
from tallyproof.model import Verdict
from tallyproof.tally import Results

FIRST = [Condition(id="first", kind="plurality")]
ROWS = st.lists(
    st.tuples(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 4)), st.integers(0, 3), st.booleans()),
    min_size=1,
    max_size=8,
)


@settings(max_examples=50)
@given(made=ROWS, outside=st.integers(0, 5), steps=st.integers(1, 9))
def test_each_moment_is_the_tally_of_what_had_arrived(
    country: Callable[..., Results],
    made: list[tuple[tuple[int, int, int], int, bool]],
    outside: int,
    steps: int,
) -> None:
    rows = [(f"{n}", "N", "p", sum(votes) + spare, votes) for n, (votes, spare, _) in enumerate(made)]
    contested = [f"{n}" for n, one in enumerate(made) if one[2]]
    late = ("late", "S", "q", outside, None)
    found = growth_of(country([*rows, late], contested=contested), "vote", steps=steps)
    assert found.steps[-1].counted == len(rows)
    assert found.expected == len(rows) + 1
    for step in found.steps:
        then = [row if place < step.counted else (*row[:4], None) for place, row in enumerate(rows)]
        results = country([*then, late], contested=contested)
        assert step.possible == possible_by_area(results, "vote")[""]
        published = results.tallies["vote"][""].outcome
        assert [(one.verdict, one.holds, one.outstanding) for one in step.bounds] == [
            (one.verdict, one.holds, one.outstanding) for one in published
        ]


def arrivals(*votes: tuple[int, int], cap: int = 10) -> list[Arrival]:
    return [Arrival(entry, one, cap) for entry, one in enumerate(votes)]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=30), st.integers(0, 20))
def test_fast_since_is_the_first_station_after_which_the_answer_never_changed(
    votes: list[tuple[int, int]], outside: int
) -> None:
    common = {"candidates": "ab", "conditions": FIRST, "outside": outside, "expected": None}
    every = growth(arrivals(*votes), steps=len(votes), **common)  # type: ignore[arg-type]
    final = every.steps[-1].bounds[0]
    coarse = growth(arrivals(*votes), steps=3, **common)  # type: ignore[arg-type]
    assert coarse.since == every.since
    if final.verdict is not Verdict.CANNOT_CHANGE:
        assert not every.since
        return
    open_steps = [
        step.counted
        for step in every.steps
        if (step.bounds[0].verdict, step.bounds[0].leader) != (final.verdict, final.leader)
    ]
    assert every.since == {"first": max(open_steps, default=0) + 1}


def test_a_count_by_hand() -> None:
    found = growth(arrivals((8, 1), (7, 2), (1, 1)), candidates="ab", conditions=FIRST, outside=2, expected=4, steps=3)
    assert [step.possible.outstanding for step in found.steps] == [22, 12, 2]
    assert [step.possible.lead_range("a", "b") for step in found.steps] == [(-15, 29), (0, 24), (10, 14)]
    assert [step.bounds[0].verdict for step in found.steps] == [
        Verdict.CAN_CHANGE,
        Verdict.CAN_CHANGE,
        Verdict.CANNOT_CHANGE,
    ]
    assert found.since == {"first": 3}
    assert found.coverage(found.steps[-1]) == Fraction(3, 4)


def test_stations_arrive_with_the_first_entry_that_their_figures_rest_on(country: Callable[..., Results]) -> None:
    rows = [("1", "N", "p", 10, (6, 0, 0)), ("2", "N", "p", 10, (0, 7, 0))]
    found = growth_of(country(rows, order=["2", "1"]), "vote", steps=2)
    assert [dict(step.possible.votes) for step in found.steps] == [
        {"a": 0, "b": 7, "c": 0},
        {"a": 6, "b": 7, "c": 0},
    ]


def test_the_rows_of_one_table_arrive_at_the_same_moment() -> None:
    rows = [Arrival(3, one, 10, from_table=True) for one in ((9, 0), (0, 9), (9, 0))]
    found = growth(
        [*arrivals((8, 1), (7, 2)), *rows, Arrival(9, (9, 0), 10)],
        candidates="ab",
        conditions=FIRST,
        outside=0,
        expected=6,
        steps=6,
    )
    assert [step.counted for step in found.steps] == [1, 2, 5, 6]
    assert (found.from_tables, found.since) == (3, {"first": 5})


def test_the_arrival_of_a_table_is_a_moment_however_few_stations_follow() -> None:
    rows = [Arrival(3, (5, 1), 10, from_table=True) for _ in range(400)]
    late = [Arrival(entry, (5, 1), 10) for entry in (8, 9)]
    found = growth([*rows, *late], candidates="ab", conditions=FIRST, outside=0, expected=402)
    assert [step.counted for step in found.steps] == [400, 402]


def test_a_count_that_is_one_table_has_no_order_of_arrival() -> None:
    rows = [Arrival(3, (5, 1), 10, from_table=True) for _ in range(4)]
    found = growth(rows, candidates="ab", conditions=FIRST, outside=0, expected=4)
    assert (found.reason, found.steps, found.since) == ("one-table", (), {})


def test_an_unknown_cap_of_what_came_later_leaves_the_earlier_moments_unbounded() -> None:
    late = Arrival(2, (1, 0), None)
    found = growth([*arrivals((5, 0)), late], candidates="ab", conditions=FIRST, outside=0, expected=2, steps=2)
    assert [step.possible.outstanding for step in found.steps] == [None, 0]
    assert found.steps[0].bounds[0].verdict is Verdict.NOT_COMPUTED


@pytest.mark.parametrize(("stations", "pictures"), [(2, 0), (3, 2)])
def test_fewer_than_three_moments_are_no_curve(stations: int, pictures: int) -> None:
    found = growth(
        arrivals(*[(3, 1)] * stations), candidates=["a", "b"], conditions=FIRST, outside=4, expected=stations + 1
    )
    assert len(growth_part("vote", found, BOOK).pictures) == pictures


def test_nothing_counted_has_no_growth() -> None:
    assert growth([], candidates="ab", conditions=FIRST, outside=0, expected=2).reason == "no-stations"


@pytest.mark.parametrize(("lang", "said"), [("en", "shown at one moment."), ("es", "mostrado en un momento.")])
def test_one_moment_is_said_in_the_singular(lang: str, said: str) -> None:
    growth = Statement("growth", "B", {"stations": "5", "steps": "1"})
    assert said in BOOK.sentence(growth, lang, {})
