"""A change of a lead is arrivals, changes and withdrawals, and these add up for any figures."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import polars
from hypothesis import given, settings
from hypothesis import strategies as st

from tallyproof.compare.stations import Side, movement_part, side_of_frame
from tallyproof.compare.stations.movement import Piece, steps_of, where_of
from tallyproof.election.schema import Contest

Held = dict[str, tuple[int, ...]]
NIGHT: Held = {"1": (60, 40, 0), "4": (30, 70, 0)}
# Station 4 is taken out, Ben gains 10 at station 1, and stations 2 (north) and 5 (south) arrive.
MORNING: Held = {"1": (60, 50, 0), "2": (80, 20, 0), "5": (40, 60, 0)}


def test_a_step_counted_by_hand(side: Callable[..., Side], contest: Contest, register: polars.DataFrame) -> None:
    (step,) = steps_of([side(NIGHT), side(MORNING)], contest, register)
    assert (step.pair.first, step.pair.second) == ("ana", "ben")
    assert (step.before.margin, step.before.valid) == (-20, 200)
    assert (step.after.margin, step.after.valid) == (50, 310)
    assert step.arrived == Piece(2, 40, 200)
    assert step.changed == Piece(1, -10, 10)
    assert step.withdrawn == Piece(1, 40, -100)
    points = [piece.points(step.before, step.after) for _, piece in step.pieces]
    # M₀/V₀ = −1/10: arrivals (40 + 20)/310, changes (−10 + 1)/310, withdrawals (40 − 10)/310.
    assert points == [Fraction(6000, 310), Fraction(-900, 310), Fraction(3000, 310)]


def test_where_the_arrivals_lie_counted_by_hand(
    side: Callable[..., Side], contest: Contest, register: polars.DataFrame
) -> None:
    (step,) = steps_of([side(NIGHT), side(MORNING)], contest, register)
    where = where_of(step, "state")
    assert where is not None
    # Before: north +20% and south −40% with equal weights; arrived: north +60% and south −20% with equal weights.
    assert list(map(int, (where.difference, where.composition, where.within, where.new))) == [30, 0, 30, 0]


def test_an_area_from_which_nothing_had_been_there_stands_apart(
    side: Callable[..., Side], contest: Contest, register: polars.DataFrame
) -> None:
    (step,) = steps_of([side({"1": (60, 40, 0)}), side({"1": (60, 40, 0), "4": (30, 70, 0)})], contest, register)
    where = where_of(step, "state")
    assert where is not None
    assert list(map(int, (where.difference, where.composition, where.within, where.new))) == [-60, 0, 0, -60]


def test_the_picture_has_a_point_for_each_snapshot_in_the_order_of_coverage(
    side: Callable[..., Side], contest: Contest, register: polars.DataFrame
) -> None:
    part = movement_part([side(NIGHT), side(MORNING)], contest, register, expected=6, levels=["state"])
    (picture,) = part.pictures
    assert [(one.x, one.y) for one in picture.series[0].points] == [("33.333", "-10.000"), ("50.000", "16.129")]
    assert [(one.x, one.y) for one in picture.series[1].points] == [("50.000", "20.000")]


def test_the_events_of_a_step_add_up_in_the_table(
    side: Callable[..., Side], contest: Contest, register: polars.DataFrame
) -> None:
    part = movement_part([side(NIGHT), side(MORNING)], contest, register, expected=None)
    events = next(one for one in part.tables if one.id == "move-events")
    *pieces, whole = events.rows
    assert [row[1] for row in events.rows] == ["arrived", "changed", "withdrawn", "together"]
    assert [sum(int(row[place]) for row in pieces) for place in (3, 4)] == [int(whole[3]), int(whole[4])] == [70, 110]


def test_one_count_has_not_moved(side: Callable[..., Side], contest: Contest, register: polars.DataFrame) -> None:
    part = movement_part([side(NIGHT), side({})], contest, register, expected=6)
    assert [(one.code, one.values["reason"]) for one in part.statements] == [("not-compared", "one-stage")]


FIGURES = st.dictionaries(st.sampled_from("123456"), st.tuples(*[st.integers(0, 90)] * 3), min_size=1, max_size=6)


@settings(max_examples=40)
@given(st.lists(FIGURES, min_size=2, max_size=4))
def test_pieces_add_up_to_the_whole_change(contest: Contest, register: polars.DataFrame, snapshots: list[Held]) -> None:
    for step in steps_of([_side(one, contest) for one in snapshots], contest, register):
        assert step.after.margin - step.before.margin == sum(piece.margin for _, piece in step.pieces)
        assert step.after.valid - step.before.valid == sum(piece.valid for _, piece in step.pieces)
        before, after = step.before.share(step.before.margin), step.after.share(step.after.margin)
        if before is not None and after is not None:
            points = [piece.points(step.before, step.after) or 0 for _, piece in step.pieces]
            assert sum(points) == after - before
        where = where_of(step, "state")
        if where is not None:
            assert where.difference == where.composition + where.within + where.new


def _side(votes: Held, contest: Contest) -> Side:
    data = {
        f"candidate:{name}": [one[place] for one in votes.values()] for place, name in enumerate(("ana", "ben", "cai"))
    }
    return side_of_frame("table", "t", polars.DataFrame({"station": list(votes), **data}), contest)
