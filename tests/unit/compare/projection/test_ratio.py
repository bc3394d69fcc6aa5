"""The ratio estimate by hand, its fallbacks, and what it must be equal to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.compare.projection import Projection, Stations, Strata, Unlisted, measure_of, project, strata_of
from tallyproof.compare.projection.strata import chosen

# Two parishes in the north, one in the south; the last station of each is missing.
ROWS = [
    ("N", "n1", "p1", 100, (40, 20, 0), True),
    ("N", "n1", "p2", 100, (50, 10, 0), True),
    ("N", "n1", "p3", 300, (0, 0, 0), False),
    ("N", "n2", "p4", 200, (20, 80, 20), True),
    ("N", "n2", "p5", 100, (0, 0, 0), False),
    ("S", "s1", "p6", 400, (30, 90, 0), True),
    ("S", "s1", "p7", 200, (0, 0, 0), False),
]


def by(stations: Stations, id: str, least: int = 1) -> Projection:
    strata = chosen(strata_of(stations, least=least), id)
    assert strata is not None
    return project(stations, strata)


def missing_votes(projection: Projection) -> list[Any]:
    assert projection.missing is not None
    return [pytest.approx(one) for one in projection.missing.sum(axis=0)]


def test_each_stratum_by_hand(columns: Callable[..., Stations]) -> None:
    found = by(columns(ROWS), "parish")
    # 300·90/200 + 100·20/200 + 200·30/400 for a; 300·30/200 + 100·80/200 + 200·90/400 for b; 100·20/200 for c.
    assert missing_votes(found) == [160, 130, 10]
    assert found.votes.tolist() == pytest.approx([300, 330, 30])
    assert found.lead(0, 1) == pytest.approx(-30 / 660)
    assert found.stations.tolist() == [1, 1, 1]
    assert found.voters.tolist() == [300, 100, 200]


def test_the_whole_is_one_stratum(columns: Callable[..., Stations]) -> None:
    # 600 missing voters of 800 held: a 140, b 200, c 20.
    assert missing_votes(by(columns(ROWS), "whole")) == [105, 150, 15]


def test_by_stations_each_missing_one_is_an_average_station(columns: Callable[..., Stations]) -> None:
    assert missing_votes(by(columns(ROWS), "whole-by-stations")) == [105, 150, 15]
    uneven = [*ROWS, ("S", "s2", "p8", 7, (0, 0, 0), False)]
    assert missing_votes(by(columns(uneven), "whole-by-stations")) == [140, 200, 20]


def test_a_thin_stratum_borrows_from_its_parent_and_from_no_other(columns: Callable[..., Stations]) -> None:
    found = by(columns(ROWS), "parish", least=2)
    # n1 has two held stations; n2 has one and takes the state's; s1 and its state have one and take the whole's.
    north, whole = (110 / 400, 110 / 400, 20 / 400), (140 / 800, 200 / 800, 20 / 800)
    expected = [
        300 * own + 100 * state + 200 * all_
        for own, state, all_ in zip((90 / 200, 30 / 200, 0), north, whole, strict=True)
    ]
    assert missing_votes(found) == expected
    assert found.borrowed.tolist() == [0, 1, 2]
    assert found.sources.tolist() == [0, 0, -1]


def test_an_area_without_a_held_station_borrows(columns: Callable[..., Stations]) -> None:
    found = by(columns([*ROWS, ("W", "w1", "p9", 80, (0, 0, 0), False)]), "parish")
    assert found.borrowed.tolist() == [0, 0, 0, 2]
    assert missing_votes(found) == [160 + 14, 130 + 20, 10 + 2]


def test_nothing_missing_is_the_tally(columns: Callable[..., Stations]) -> None:
    held = columns([row for row in ROWS if row[5]])
    for strata in strata_of(held, least=1):
        assert project(held, strata).votes.tolist() == [140, 200, 20]


@given(
    st.lists(st.tuples(st.integers(1, 20), st.sampled_from(["N", "S"]), st.booleans()), min_size=1, max_size=12),
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 5)),
)
def test_strata_that_are_all_like_the_whole_give_what_the_whole_gives(
    columns: Callable[..., Stations], sizes: list[tuple[int, str, bool]], unit: tuple[int, int, int]
) -> None:
    rows = [
        (state, f"{state}1", f"p{n // 2}{state}", 20 * size, tuple(size * one for one in unit), held)
        for n, (size, state, held) in enumerate(sizes)
    ]
    made = columns([("N", "N1", "p", 20, unit, True), *rows])
    expected = made.votes.sum(axis=0)
    for strata in strata_of(made, least=1):
        if strata.measure == "registered":
            assert project(made, strata).votes.tolist() == pytest.approx(expected.tolist())


def test_stations_that_only_a_roll_knows_take_the_smallest_area_it_gives(columns: Callable[..., Stations]) -> None:
    rows = [row for row in ROWS if row[5]]
    whole = columns(rows, unlisted=[Unlisted((), 3, 600)])
    assert [one.id for one in strata_of(whole)] == ["whole", "whole-by-stations"]
    assert missing_votes(by(whole, "whole")) == [105, 150, 15]
    south = columns(rows, unlisted=[Unlisted((1,), 2, 200)])
    assert missing_votes(by(south, "parish")) == [15, 45, 0]
    assert missing_votes(by(south, "state")) == [15, 45, 0]
    assert missing_votes(by(south, "whole")) == [35, 50, 5]
    inner = columns(rows, unlisted=[Unlisted((0, 1), 1, 100), Unlisted((), 1, 80)])
    assert missing_votes(by(inner, "parish")) == [10 + 14, 40 + 20, 10 + 2]
    assert missing_votes(by(inner, "parish", least=2)) == [27.5 + 14, 27.5 + 20, 5 + 2]


def test_special_units_lend_nothing_and_are_projected_from_their_kind_or_not_at_all(
    columns: Callable[..., Stations],
) -> None:
    abroad = [
        ("N", "n1", "e1", 50, (0, 0, 50), True),
        ("N", "n1", "e2", 100, (0, 0, 0), False),
        ("N", "n1", "m1", 60, (0, 0, 0), False),
    ]
    made = columns([*ROWS, *abroad], special=[""] * 7 + ["abroad", "abroad", "mobile"])
    found = by(made, "parish")
    assert missing_votes(found) == [160, 130, 10 + 100]
    assert found.specials == (("abroad", 1, True), ("mobile", 1, False))
    assert found.votes.tolist() == pytest.approx([300, 330, 30 + 50 + 100])
    assert by(made, "parish", least=2).specials == (("abroad", 1, False), ("mobile", 1, False))


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([row for row in ROWS if not row[5]], "no-stations"),
        (ROWS[:1], "thin"),
        ([(*row[:4], (0, 0, 0), row[5]) for row in ROWS], "no-votes"),
    ],
)
def test_too_little_gives_no_projection(
    columns: Callable[..., Stations], rows: list[tuple[object]], reason: str
) -> None:
    found = project(columns(rows), Strata("whole", "registered", (), (), least=2))
    assert (found.missing, found.reason) == (None, reason)


def test_unknown_registered_voters_change_the_measure_and_say_why(columns: Callable[..., Stations]) -> None:
    made = columns(ROWS)
    assert measure_of(made) == ("registered", "")
    unknown = replace(made, registered=np.where(np.arange(7) == 2, -1, made.registered))
    assert measure_of(unknown) == ("stations", "registered-unknown")
    assert measure_of(replace(made, unlisted=(Unlisted((), 2, None),))) == ("stations", "roll-without-voters")
    assert measure_of(replace(made, registered=made.registered * 0)) == ("stations", "registered-zero")
    assert {one.measure for one in strata_of(unknown)} == {"stations"}


def test_places_of_one_size_are_one_class_and_strata_have_their_names(columns: Callable[..., Stations]) -> None:
    strata = chosen(strata_of(columns(ROWS)), "size")
    assert strata is not None
    assert sorted(set(np.array(strata.names[0])[strata.chain[0]].tolist())) == [
        "N size 1",
        "N size 2",
        "N size 3",
        "S size 2",
        "S size 3",
    ]
