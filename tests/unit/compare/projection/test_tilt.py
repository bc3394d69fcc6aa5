"""What is missing not at random: the shift on the logit scale, and ranges that hold what they promise."""

from __future__ import annotations

from collections.abc import Callable
from math import e

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.compare.projection import Stations, Strata, lead_range, project, share_range
from tallyproof.compare.projection.tilt import logit_shift, tilted_one, tilted_pair

WHOLE = Strata("whole", "registered", (), (), least=1)
EVEN = [("N", "n", "p", 100, (40, 40, 20), True), ("N", "n", "q", 100, (0, 0, 0), False)]


@given(st.floats(0, 1), st.floats(-3, 3))
def test_the_shift_adds_to_the_logit_and_keeps_the_ends(share: float, tilt: float) -> None:
    (moved,) = logit_shift(np.array([share]), tilt)
    assert 0 <= moved <= 1
    if 0.001 < share < 0.999:
        assert np.log(moved / (1 - moved)) == pytest.approx(np.log(share / (1 - share)) + tilt)
    assert logit_shift(np.array([0.0, 1.0]), tilt).tolist() == [0, 1]


def test_tilts_by_hand(columns: Callable[..., Stations]) -> None:
    found = project(columns(EVEN), WHOLE)
    half = e / (1 + e)
    assert tilted_pair(found, 0, 1, 1)[0].tolist() == pytest.approx([80 * half, 80 * (1 - half), 20])
    fifth = 0.25 * e / (1 + 0.25 * e)
    assert tilted_one(found, 2, 1)[0].tolist() == pytest.approx([50 * (1 - fifth), 50 * (1 - fifth), 100 * fifth])
    # All of the hundred vote already, so turnout stays: counted 40 + 80·e/(1+e) against 40 + 80/(1+e) of 200.
    assert lead_range(found, 0, 1, 1).high == pytest.approx(80 * (2 * half - 1) / 200)
    assert lead_range(found, 0, 1, 1).low == pytest.approx(-80 * (2 * half - 1) / 200)


def test_without_a_tilt_nothing_moves(columns: Callable[..., Stations]) -> None:
    found = project(columns([("N", "n", "p", 200, (70, 30, 20), True), *EVEN[1:]]), WHOLE)
    assert lead_range(found, 0, 1, 0).low == lead_range(found, 0, 1, 0).high == pytest.approx(found.lead(0, 1))
    shares = found.shares()
    for one in range(3):
        assert share_range(found, one, 0).low == pytest.approx(shares[one])


def test_turnout_is_tilted_too(columns: Callable[..., Stations]) -> None:
    rows = [("N", "n", "p", 200, (90, 10, 0), True), ("N", "n", "q", 200, (0, 0, 0), False)]
    found = project(columns(rows), WHOLE)
    # At 50% turnout and 90% of the votes: shares move to 90·e/(10 + 90·e), turnout to 1/(1 + e) or e/(1 + e).
    low, most_turnout = 0.9 / e / (0.1 + 0.9 / e), 200 * e / (1 + e)
    expected = (90 - 10 + most_turnout * (2 * low - 1)) / (100 + most_turnout)
    assert lead_range(found, 0, 1, 1).low == pytest.approx(expected)


@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(0, 9), st.floats(-2, 2), st.floats(-2, 2)),
        min_size=2,
        max_size=6,
    )
)
def test_a_truth_that_differs_in_every_stratum_by_no_more_than_the_tilt_lies_in_the_range(
    columns: Callable[..., Stations], held: list[tuple[int, int, int, float, float]]
) -> None:
    rows = [row for n, (*votes, _, _) in enumerate(held) for row in _pair(n, (votes[0], votes[1], votes[2]))]
    parishes = columns(rows)
    strata = Strata("parish", "registered", (parishes.areas[1],), (2,), (parishes.area_codes[1],), 1)
    found = project(parishes, strata)
    assert found.missing is not None
    truth = found.held.astype(float)
    for votes, (*_, share_tilt, turnout_tilt) in zip(found.missing, held, strict=True):
        valid, both = votes.sum(), votes[0] + votes[1]
        (own,), (rate,) = logit_shift(votes[:1] / both, share_tilt), logit_shift(np.array([valid / 100]), turnout_tilt)
        truth += np.array([both * own, both * (1 - own), votes[2]]) * (100 * rate / valid)
    limits, lead = lead_range(found, 0, 1, 2), (truth[0] - truth[1]) / truth.sum()
    assert limits.low - 1e-9 <= lead <= limits.high + 1e-9


def test_strongholds_of_each_side_may_turn_out_differently(columns: Callable[..., Stations]) -> None:
    rows = [row for n, votes in enumerate(((45, 5, 0), (5, 45, 0))) for row in _pair(n, votes)]
    parishes = columns(rows)
    strata = Strata("parish", "registered", (parishes.areas[1],), (2,), (parishes.area_codes[1],), 1)
    # Both at 50% turnout: the first's stronghold goes to e/(1 + e), the other's to 1/(1 + e), shares by e.
    strong, weak = 9 * e / (1 + 9 * e), e / (9 + e)
    more, fewer = 100 * e / (1 + e), 100 / (1 + e)
    expected = (more * (2 * strong - 1) + fewer * (2 * weak - 1)) / (100 + more + fewer)
    assert lead_range(project(parishes, strata), 0, 1, 1).high == pytest.approx(expected)


def _pair(n: int, votes: tuple[int, int, int]) -> list[tuple[str, str, str, int, tuple[int, ...], bool]]:
    return [("N", f"n{n}", f"p{n}", 100, votes, True), ("N", f"n{n}", f"q{n}", 100, (0, 0, 0), False)]


def test_larger_tilts_have_wider_ranges(land: Stations) -> None:
    seen = land.hiding(np.arange(3000) % 4 == 0)
    found = project(seen, Strata("whole", "registered", (), ()))
    ranges = [lead_range(found, 0, 1, tilt) for tilt in (0, 1, 2, 3)]
    assert sorted(one.low for one in ranges) == [one.low for one in ranges[::-1]]
    assert sorted(one.high for one in ranges) == [one.high for one in ranges]
