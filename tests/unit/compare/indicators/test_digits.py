"""Digits: the resampled null, rounding that stands out, equal digits that alarm on honest figures."""

from collections.abc import Callable

import numpy as np
import pytest

from tallyproof.compare.indicators import Counted
from tallyproof.compare.indicators.digits import digit, digits_of


def test_last_and_second_digits_of_numbers_of_any_length() -> None:
    counts = np.array([10, 19, 105, 372, 4056, 90_817, 10**12 + 3])
    assert digit(counts, "last").tolist() == [0, 9, 5, 2, 6, 7, 3]
    assert digit(counts, "second").tolist() == [0, 9, 0, 7, 0, 0, 0]


def test_counts_rounded_to_tens_stand_out_and_the_moved_ones_are_counted(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(1)
    votes = table.votes.copy()
    rounded = np.arange(len(table)) % 5 == 0
    votes[rounded, 0] -= votes[rounded, 0] % 10
    found = digits_of(changed(table, votes=votes), "last", seed="x", resamples=99)
    assert found is not None
    assert found.p == pytest.approx(0.01)
    assert found.seen[0] == max(found.seen)
    # 80 counts were rounded; about nine in ten of them had another digit.
    assert found.moved == pytest.approx(72, abs=25)
    assert found.moved > 2 * found.moved_by_chance


def test_expected_digits_add_up_to_the_counts_and_lie_in_their_band(honest: Callable[..., Counted]) -> None:
    found = digits_of(honest(2), "last", seed="x", resamples=99)
    assert found is not None
    assert sum(found.seen) == found.counts
    assert sum(found.expected) == pytest.approx(found.counts)
    assert all(low <= mean <= high for low, mean, high in zip(found.low, found.expected, found.high, strict=True))


def test_equal_digits_alarm_on_honest_counts_near_the_limit_and_the_resampled_null_does_not(
    honest: Callable[..., Counted],
) -> None:
    # Most counts lie little above 100, where 100 to 104 are more frequent than 105 to 109.
    uniform = ours = 0
    for seed in range(12):
        table = honest(seed, stations=1500, size=(90, 330), shares=(0.9, 0.1), spread=0.1)
        found = digits_of(table, "last", seed="x", resamples=39)
        assert found is not None
        uniform += found.uniform_p <= 0.05
        ours += found.p <= 0.05
    assert uniform >= 3
    assert ours <= 3


def test_an_area_with_rounded_counts_is_named(honest: Callable[..., Counted], changed: Callable[..., Counted]) -> None:
    table = honest(3, stations=900)
    votes = table.votes.copy()
    there = table.areas[0] == 2
    votes[there, 0] -= votes[there, 0] % 5
    found = digits_of(changed(table, votes=votes), "last", seed="x", resamples=199)
    assert found is not None
    assert [area for area, *_ in found.areas] == ["2"]
    assert found.areas_tested == 4


def test_too_few_large_counts_give_no_digits(honest: Callable[..., Counted]) -> None:
    assert digits_of(honest(4, stations=30), "last", seed="x", resamples=19) is None
    assert digits_of(honest(4, size=(50, 90)), "last", seed="x", resamples=19) is None
