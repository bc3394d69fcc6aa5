"""Stations far from their area: a planted one is named, few ballots are not far, other areas do not count."""

from collections.abc import Callable

import numpy as np
import pytest

from tallyproof.compare.indicators import Counted
from tallyproof.compare.indicators.outliers import _medians, angle, outliers_of


def test_the_angle_has_its_binomial_variance_whatever_the_share() -> None:
    rng = np.random.default_rng(1)
    for share in (0.1, 0.5, 0.9):
        drawn = angle(rng.binomial(200, share, 20_000), np.full(20_000, 200))
        assert drawn.var() == pytest.approx(1 / 802, rel=0.05)


def test_medians_of_groups_even_odd_and_empty() -> None:
    values, groups = np.array([3.0, 1.0, 2.0, 10.0, 20.0]), np.array([0, 0, 0, 2, 2])
    assert _medians(values, groups, 4).tolist() == [2.0, 0.0, 15.0, 0.0]


def test_a_planted_station_is_named_with_its_area_and_votes(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(1)
    votes = table.votes.copy()
    votes[200] = [table.valid[200] - 3, 2, 1]
    found = outliers_of(changed(table, votes=votes), seed="x", resamples=399)
    assert found is not None
    assert found.listed[0].station == "00200"
    assert found.listed[0].area == table.area_codes[0][table.areas[0][200]]
    assert found.listed[0].z > 5
    assert found.listed[0].votes == pytest.approx(found.listed[0].share * table.valid[200] * 0.5, rel=0.3)
    # Simes' p-value of the whole is the least adjusted one of the list.
    assert float(found.p) == pytest.approx(found.listed[0].adjusted)
    assert found.p <= 0.05


def test_a_tiny_station_that_votes_otherwise_is_chance(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(2)
    votes = table.votes.copy()
    votes[0] = [12, 0, 0]
    found = outliers_of(changed(table, votes=votes), seed="x", resamples=199)
    assert found is not None
    assert "00000" not in [one.station for one in found.listed]


def test_an_area_with_few_places_is_tested_by_the_area_above(honest: Callable[..., Counted]) -> None:
    found = outliers_of(honest(3, stations=180, areas=30), seed="x", resamples=19)
    assert found is not None
    assert found.areas == 1
    assert found.left_out == 0
    assert outliers_of(honest(3, stations=30), seed="x", resamples=19) is None
