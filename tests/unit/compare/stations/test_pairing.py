"""Two sides joined by station: cases counted by hand, and what holds for any figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallyproof.compare.stations import Side, pair_of, side_of_frame
from tallyproof.compare.stations.pairing import (
    LEFT,
    RIGHT,
    ItemDifference,
    by_area,
    directions,
    item_differences,
    largest,
    stretch,
)
from tallyproof.election.schema import Contest
from tallyproof.errors import InputError

# By hand: 1 is the same; 2 gives Ana 7 more and Ben 2 fewer; 3 gives Ben 4 more; 4 is left alone, 5 right alone.
WAS = {"1": (50, 30, 5), "2": (40, 35, 5), "3": (20, 30, 0), "4": (10, 20, 3)}
IS = {"1": (50, 30, 5), "2": (47, 33, 5), "3": (20, 34, 0), "5": (60, 10, 1)}
Sides = Callable[..., Side]
Held = dict[str, tuple[int, ...]]


def test_figures_counted_by_hand(side: Sides, contest: Contest, register: polars.DataFrame) -> None:
    pair = pair_of(side(WAS), side(IS), contest, register)
    assert (pair.matched.height, pair.only_left.height, pair.only_right.height) == (3, 1, 1)
    assert list(pair.differing["station"]) == ["2", "3"]
    assert item_differences(pair) == [
        ItemDifference("candidate:ana", 3, 110, 117, up=1, down=0, gained=7, lost=0),
        ItemDifference("candidate:ben", 3, 95, 97, up=1, down=1, gained=4, lost=2),
        ItemDifference("candidate:cai", 3, 10, 10, up=0, down=0, gained=0, lost=0),
    ]
    # Ana has 187 + 120 votes on both sides, Ben 115 + 107: the margin rises by 9 at station 2 and falls by 4 at 3.
    assert (pair.first, pair.second) == ("ana", "ben")
    found = directions(pair)
    assert (found.up, found.down, found.level, found.raised, found.lowered) == (1, 1, 0, 9, 4)
    assert found.one_sided == Fraction(5, 13)
    assert stretch(pair, pair.matched, LEFT).margin == 15
    assert stretch(pair, pair.matched, RIGHT).margin == 20
    assert list(largest(pair).select("station", "apart", "effect").iter_rows()) == [("2", 9, 9), ("3", 4, -4)]


def test_areas_add_up_to_the_whole(side: Sides, contest: Contest, register: polars.DataFrame) -> None:
    table = by_area(pair_of(side(WAS), side(IS), contest, register), "state")
    assert list(table["area"]) == ["north", "south"]
    assert list(table["differing"]) == [2, 0]
    assert list(table["effect"]) == [5, 0]
    assert list(table["only_right"]) == [0, 1]


def test_a_figure_that_one_side_lacks_is_not_compared(
    side: Sides, contest: Contest, register: polars.DataFrame
) -> None:
    left = side({"1": (1, 2, 3), "2": (1, 2, 3)}, count__null=[4, None])
    right = side({"1": (1, 2, 3), "2": (1, 2, 3)}, count__null=[5, 6])
    pair = pair_of(left, right, contest, register)
    assert list(pair.differing["station"]) == ["1"]
    (null,) = [one for one in item_differences(pair) if one.item == "count:null"]
    assert (null.compared, null.net) == (1, 1)
    assert not [one for one in item_differences(pair) if one.item == "count:valid"]


def test_registered_voters_alone_make_no_station_differ(
    side: Sides, contest: Contest, register: polars.DataFrame
) -> None:
    left, right = side({"1": (1, 2, 3)}, registered=[100]), side({"1": (1, 2, 3)}, registered=[120])
    pair = pair_of(left, right, contest, register)
    assert pair.differing.height == 0
    (registered,) = [one for one in item_differences(pair) if one.item == "registered"]
    assert (registered.up, registered.gained) == (1, 20)


def test_stations_that_one_side_gives_together_are_compared_by_their_sum(
    side: Sides, contest: Contest, register: polars.DataFrame
) -> None:
    left = side({"1": (10, 5, 0), "2": (20, 5, 1), "3": (7, 7, 7)})
    sums = side({"1+2": (30, 11, 1), "3": (7, 7, 7)})
    right = Side(sums.kind, sums.id, sums.frame, groups={"1+2": ("1", "2")})
    pair = pair_of(left, right, contest, register)
    assert pair.groups == 1
    assert list(pair.joined["station"]) == ["1+2", "3"]
    assert list(pair.differing["change:candidate:ben"]) == [1]
    assert list(pair.joined["area:state"]) == ["north", "north"]


def test_a_group_of_which_one_station_is_absent_stays_apart(
    side: Sides, contest: Contest, register: polars.DataFrame
) -> None:
    sums = side({"1+4": (30, 11, 1)})
    right = Side(sums.kind, sums.id, sums.frame, groups={"1+4": ("1", "4")})
    pair = pair_of(side({"1": (10, 5, 0)}), right, contest, register)
    assert (pair.matched.height, pair.groups) == (0, 0)
    assert list(pair.only_right["area:state"]) == [None]


def test_a_station_that_stands_twice_is_left_out_and_named(contest: Contest) -> None:
    frame = polars.DataFrame({"station": ["2", "1", "2"], "candidate:ana": [1, 2, 3]})
    found = side_of_frame("file", "board", frame, contest)
    assert (list(found.frame["station"]), found.repeated) == (["1"], ("2",))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([-1], "board, station 1, candidate:ana: expected a whole number from 0 to 10^12, got -1"),
        ([10**12 + 1], "expected a whole number from 0 to 10^12, got 1000000000001"),
        (["many"], "board: expected whole numbers in the columns of figures"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(values: list[object], message: str, contest: Contest) -> None:
    frame = polars.DataFrame({"station": ["1"], "candidate:ana": values})
    with pytest.raises(InputError) as caught:
        side_of_frame("file", "board", frame, contest)
    assert message in str(caught.value)


# --- for any figures ---------------------------------------------------------------------------------

FIGURES = st.dictionaries(st.sampled_from("123456"), st.tuples(*[st.integers(0, 90)] * 3), max_size=6)


def _side(votes: Held, contest: Contest, order: list[str] | None = None) -> Side:
    stations = order or sorted(votes)
    data = {
        f"candidate:{name}": [votes[one][place] for one in stations] for place, name in enumerate(("ana", "ben", "cai"))
    }
    schema = {"station": polars.String, **dict.fromkeys(data, polars.Int64)}
    return side_of_frame("table", "t", polars.DataFrame({"station": stations, **data}, schema=schema), contest)


@settings(max_examples=40)
@given(FIGURES, FIGURES, st.data())
def test_the_join_does_not_depend_on_the_order_of_rows(
    contest: Contest,
    register: polars.DataFrame,
    was: Held,
    now: Held,
    data: st.DataObject,
) -> None:
    shuffled = data.draw(st.permutations(sorted(was)))
    one = pair_of(_side(was, contest), _side(now, contest), contest, register)
    other = pair_of(_side(was, contest, shuffled), _side(now, contest), contest, register)
    assert one.joined.equals(other.joined)
    assert item_differences(one) == item_differences(other)


@settings(max_examples=40)
@given(FIGURES, FIGURES)
def test_swapping_the_sides_flips_signs_and_nothing_else(
    contest: Contest, register: polars.DataFrame, was: Held, now: Held
) -> None:
    one = pair_of(_side(was, contest), _side(now, contest), contest, register)
    back = pair_of(_side(now, contest), _side(was, contest), contest, register)
    assert (one.first, one.second) == (back.first, back.second)
    assert [item.net for item in item_differences(one)] == [-item.net for item in item_differences(back)]
    assert [item.gained for item in item_differences(one)] == [item.lost for item in item_differences(back)]
    there, again = directions(one), directions(back)
    assert (there.up, there.raised, there.one_sided) == (again.down, again.lowered, again.one_sided)
    assert list(one.differing["station"]) == list(back.differing["station"])


@settings(max_examples=40)
@given(FIGURES, FIGURES)
def test_every_station_is_in_both_or_in_one_and_areas_add_up(
    contest: Contest, register: polars.DataFrame, was: Held, now: Held
) -> None:
    pair = pair_of(_side(was, contest), _side(now, contest), contest, register)
    assert set(pair.matched["station"]) == was.keys() & now.keys()
    assert set(pair.only_left["station"]) == was.keys() - now.keys()
    assert set(pair.only_right["station"]) == now.keys() - was.keys()
    table = by_area(pair, "state")
    effect = stretch(pair, pair.matched, RIGHT).margin - stretch(pair, pair.matched, LEFT).margin
    assert int(table["effect"].sum()) == effect
    assert directions(pair).raised - directions(pair).lowered == effect


@settings(max_examples=40)
@given(st.fixed_dictionaries({one: st.tuples(*[st.integers(0, 90)] * 3) for one in "123456"}), st.data())
def test_comparing_by_groups_moves_no_vote(
    contest: Contest, register: polars.DataFrame, was: Held, data: st.DataObject
) -> None:
    now = data.draw(st.fixed_dictionaries({one: st.tuples(*[st.integers(0, 90)] * 3) for one in "123456"}))
    ours = tuple(data.draw(st.lists(st.sampled_from("123456"), min_size=2, max_size=6, unique=True).map(sorted)))
    group = "+".join(ours)
    merged = {one: votes for one, votes in now.items() if one not in ours}
    merged[group] = tuple(sum(now[one][place] for one in ours) for place in range(3))
    alone = pair_of(_side(was, contest), _side(now, contest), contest, register)
    given_together = replace(_side(merged, contest), groups={group: ours})
    together = pair_of(_side(was, contest), given_together, contest, register)
    assert together.matched.height == 7 - len(ours)
    assert [one.net for one in item_differences(together)] == [one.net for one in item_differences(alone)]
    assert [(one.left, one.right) for one in item_differences(together)] == [
        (one.left, one.right) for one in item_differences(alone)
    ]
