"""Whole percentages: exact in integers, every denominator kept, round results found."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.compare.indicators import Counted
from tallyproof.compare.indicators.spikes import at_whole, spikes_of


@given(st.integers(1, 3000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_whole_percentage_is_one_within_a_twentieth_of_a_point(pair: tuple[int, int]) -> None:
    part, whole = pair
    percent = Fraction(100 * part, whole)
    near = [one for one in range(101) if abs(percent - one) <= Fraction(1, 20)]
    assert at_whole(np.array([part]), np.array([whole])).tolist() == (near or [-1])


def test_the_bound_itself_is_inside() -> None:
    assert at_whole(np.array([1001, 1003, 999]), np.array([2000, 2000, 2000])).tolist() == [50, -1, 50]


def test_small_stations_with_coarse_shares_do_not_alarm(honest: Callable[..., Counted]) -> None:
    # Of about 100 electors a whole percentage is frequent by arithmetic alone (Rozenas 2017).
    alarms = 0
    for seed in range(10):
        found = spikes_of(honest(seed, size=(100, 102), spread=0.1), seed="x", resamples=39)
        assert found is not None
        assert found.seen > found.stations * 0.4
        alarms += found.p <= 0.05
    assert alarms <= 3


def test_shares_set_to_seventy_percent_are_found_at_seventy(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(1, stations=900)
    votes = table.votes.copy()
    fixed = np.arange(900) < 90
    votes[fixed, 0] = np.round(table.valid[fixed] * 0.7).astype(np.int64)
    votes[fixed, 1] = table.valid[fixed] - votes[fixed, 0]
    votes[fixed, 2] = 0
    found = spikes_of(changed(table, votes=votes), seed="x", resamples=99)
    assert found is not None
    assert float(found.p) <= 0.02
    assert ("share", 70) in [(name, whole) for name, whole, *_ in found.percentages]
    # Of some 300 votes not every number is within a twentieth of a point of 70%.
    assert len([one for one in found.listed if one[1:] == ("share", 70)]) >= 25


def test_without_registered_voters_the_share_alone_is_looked_at(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(2)
    found = spikes_of(changed(table, registered=np.full(len(table), -1)), seed="x", resamples=19)
    assert found is not None
    assert [one.name for one in found.curves] == ["share"]


def test_a_narrow_peak_of_the_whole_distribution_is_no_spike(honest: Callable[..., Counted]) -> None:
    named = 0
    for seed in range(8):
        found = spikes_of(honest(seed, stations=1200, spread=0.0), seed="x", resamples=39)
        assert found is not None
        named += bool(found.percentages)
    assert named <= 2
