"""Weights and variance against the formulas of the textbook, worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy.special import stdtrit

from tallyproof.compare.quick_count.weighting import SampledStation, SampledStratum, Weighted, ratio, weigh

A = SampledStratum("1-a", ("1", ""), 10, True)
B = SampledStratum("1-b", ("1", ""), 20, True)
C = SampledStratum("2-c", ("2", ""), 5, True)


def stations(*parts: tuple[SampledStratum, int, int]) -> list[SampledStation]:
    """Give drawn stations: of each stratum so many, the first of them arrived."""
    return [
        SampledStation(one.code, f"{one.code}.{number}", Fraction(drawn, one.units), number < arrived)
        for one, drawn, arrived in parts
        for number in range(drawn)
    ]


def weighed(parts: list[SampledStation], *strata: SampledStratum) -> Weighted:
    sample = weigh(parts, strata)
    assert sample is not None
    return sample


def test_the_variance_of_a_stratified_ratio_is_the_textbook_one() -> None:
    sample = weighed(stations((A, 3, 3), (B, 4, 4)), A, B)
    y = np.array([30.0, 45, 50, 20, 22, 31, 27])
    x = np.array([100.0, 90, 110, 80, 70, 95, 60])
    w = np.array([10 / 3] * 3 + [5.0] * 4)
    r = (w @ y) / (w @ x)
    z = y - r * x
    v = 100 * (1 - 3 / 10) * z[:3].var(ddof=1) / 3 + 400 * (1 - 4 / 20) * z[3:].var(ddof=1) / 4
    assert ratio(sample, y, x) == pytest.approx((r, np.sqrt(v) / (w @ x)))
    assert sample.degrees == 5


def test_the_variance_of_two_stages_is_that_between_centres() -> None:
    stratum = SampledStratum("", (), 40, False)
    chances = [Fraction(1, 10), Fraction(1, 10), Fraction(1, 4), Fraction(1, 5), Fraction(1, 5)]
    parts = [SampledStation("", unit, chance, True) for unit, chance in zip("aabcc", chances, strict=True)]
    sample = weighed(parts, stratum)
    y, x = np.array([10.0, 12, 30, 21, 25]), np.array([40.0, 41, 50, 52, 49])
    w = np.array([10.0, 10, 4, 5, 5])
    r = (w @ y) / (w @ x)
    u = w * (y - r * x)
    sums = np.array([u[0] + u[1], u[2], u[3] + u[4]])
    v = 3 / 2 * ((sums - sums.mean()) ** 2).sum()
    assert ratio(sample, y, x) == pytest.approx((r, np.sqrt(v) / (w @ x)))
    assert sample.degrees == 2


def test_arrived_stations_carry_the_weight_of_their_stratum_alone() -> None:
    sample = weighed(stations((A, 4, 2), (B, 4, 4)), A, B)
    assert sample.weights == pytest.approx([5, 5, 5, 5, 5, 5])
    assert sample.open == pytest.approx([0.8, 0.8])


def test_a_stratum_of_which_nothing_arrived_is_carried_by_its_parent_and_by_no_other() -> None:
    sample = weighed(stations((A, 2, 0), (B, 4, 4), (C, 2, 2)), A, B, C)
    assert sample.borrowed == {"1-a": "1"}
    assert sample.weights == pytest.approx([7.5] * 4 + [2.5] * 2)
    assert sample.weights.sum() == pytest.approx(35)


def test_a_lonely_station_is_compared_with_its_parent() -> None:
    sample = weighed(stations((A, 2, 1), (B, 2, 2)), A, B)
    assert sample.borrowed == {"1-a": "1"}
    y, x = np.array([30.0, 20, 10]), np.ones(3) * 50
    w = np.array([5.0, 10, 10]) * 30 / 25
    r = (w @ y) / (w @ x)
    u = w * (y - r * x)
    v = (1 - 2 / 20) * 2 * ((u[1:] - u[1:].mean()) ** 2).sum() + (u[0] - u.mean()) ** 2
    assert ratio(sample, y, x) == pytest.approx((r, np.sqrt(v) / (w @ x)))


def test_where_the_parent_has_too_few_its_parent_stands_in() -> None:
    sample = weighed(stations((A, 2, 1), (B, 2, 0), (C, 2, 2)), A, B, C)
    assert sample.borrowed == {"1-a": "", "1-b": ""}
    assert sample.weights.sum() == pytest.approx(35)


def test_one_arrived_station_of_many_gives_no_weights() -> None:
    assert weigh(stations((A, 3, 1), (B, 3, 0)), (A, B)) is None


def test_a_stratum_taken_whole_has_no_error() -> None:
    one = SampledStratum("1-d", ("1", ""), 1, True)
    sample = weighed(stations((one, 1, 1), (A, 10, 10)), one, A)
    y, x = np.arange(11.0), np.arange(11.0) + 20
    assert sample.borrowed == {}
    assert ratio(sample, y, x) == pytest.approx((y.sum() / x.sum(), 0.0))


def test_intervals_cover_with_stations_missing_at_random_and_strata_that_borrow() -> None:
    chance, draws, size, units = np.random.default_rng(7), 400, 3, 25
    strata = [SampledStratum(f"{place // 4}-{place}", (f"{place // 4}", ""), units, True) for place in range(12)]
    x = chance.integers(80, 400, (12, units)).astype(float)
    shares = 0.3 + 0.03 * np.arange(12)[:, None] + chance.normal(0, 0.08, (12, units))
    y = np.round(x * shares.clip(0, 1))
    truth, covered, borrowed = y.sum() / x.sum(), 0, 0
    for _ in range(draws):
        drawn = [(place, int(one)) for place in range(12) for one in chance.permutation(units)[:size]]
        arrived = chance.random(len(drawn)) < 0.6
        sample = weighed(
            [
                SampledStation(strata[place].code, f"{place}.{one}", Fraction(size, units), bool(has_arrived))
                for (place, one), has_arrived in zip(drawn, arrived, strict=True)
            ],
            *strata,
        )
        here = [one for one, has_arrived in zip(drawn, arrived, strict=True) if has_arrived]
        value, error = ratio(sample, np.array([y[one] for one in here]), np.array([x[one] for one in here]))
        covered += abs(value - truth) <= float(stdtrit(sample.degrees, 0.975)) * error
        borrowed += len(sample.borrowed)
    assert borrowed > 3 * draws
    assert 0.92 <= covered / draws <= 0.98
