"""The fingerprint: its own model is recovered, unlike areas are not taken for more, honest elections pass."""

from collections.abc import Callable

import numpy as np
import pytest

from tallyproof.compare.indicators import Counted
from tallyproof.compare.indicators.fingerprint import fingerprint_of, mode


def _modelled(rng: np.random.Generator, incremental: float, extreme: float) -> Counted:
    """Return stations drawn from the paper's own model, each its own place."""
    stations = 6000
    registered = rng.integers(600, 900, stations)
    a, v = rng.normal(0.6, 0.06, stations).clip(0, 1), rng.normal(0.5, 0.08, stations).clip(0, 1)
    kind = rng.random(stations)
    x = np.where(
        kind < extreme, 1 - np.abs(rng.normal(0, 0.075, stations)), np.abs(rng.normal(0, 0.15, stations))
    ).clip(0, 1)
    x = np.where(kind < extreme + incremental, x, 0)
    for_leader = a * v + x * (1 - a) + x * (1 - v) * a
    others = (a - a * v) * (1 - x)
    votes = np.stack([registered * for_leader, registered * others], axis=1).astype(np.int64)
    area = np.zeros(stations, dtype=np.int64)
    return Counted(
        stations=tuple(str(one) for one in range(stations)),
        candidates=("a", "b"),
        votes=votes,
        registered=registered.astype(np.int64),
        cast=votes.sum(axis=1),
        place=np.arange(stations),
        place_names=tuple(str(one) for one in range(stations)),
        areas=(area,),
        area_codes=(("all",),),
    )


def test_the_extreme_part_of_the_papers_own_model_is_recovered() -> None:
    found = fingerprint_of(_modelled(np.random.default_rng(1), 0.0, 0.05), seed="x", resamples=39)
    assert found is not None
    assert found.extreme == pytest.approx(0.05, abs=0.01)
    assert found.p <= 0.05


def test_the_incremental_part_is_seen_and_understated() -> None:
    found = fingerprint_of(_modelled(np.random.default_rng(2), 0.3, 0.0), seed="x", resamples=39)
    assert found is not None
    # Understated: many small additions move the mode and the spread that are taken for honest.
    assert 0.05 < found.incremental < 0.3
    assert found.extreme < 0.01
    assert found.added > 0.003


def test_without_either_part_the_fit_is_near_zero() -> None:
    found = fingerprint_of(_modelled(np.random.default_rng(3), 0.0, 0.0), seed="x", resamples=39)
    assert found is not None
    assert found.incremental + found.extreme < 0.05


def test_two_unlike_areas_bend_the_curve_without_an_alarm(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    # Strongholds vote more and for the leader: the model takes them for additions, and so it does after the exchange.
    table = honest(4, stations=1800, shares=(0.5, 0.5), areas=12)
    rng = np.random.default_rng(4)
    strength = np.array([0, 0, 0, 0, 0, 0, 0, 0, 0.2, 0.4, 0.6, 0.8])[table.areas[0]]
    cast = rng.binomial(table.registered, 0.55 + 0.4 * strength)
    first = rng.binomial(cast, 0.5 + 0.5 * strength)
    found = fingerprint_of(
        changed(table, votes=np.stack([first, cast - first], axis=1), cast=cast), seed="x", resamples=39
    )
    assert found is not None
    assert found.incremental + found.extreme > 0.1
    assert found.by_chance > 0.8 * found.added
    assert found.p > 0.05


def test_curves_are_parts_of_all_stations(honest: Callable[..., Counted]) -> None:
    found = fingerprint_of(honest(5), seed="x", resamples=19)
    assert found is not None
    assert found.seen.sum() == pytest.approx(1)
    assert found.fitted.sum() == pytest.approx(1)
    assert (found.low <= found.high).all()
    assert 0 <= found.incremental + found.extreme <= 1


def test_the_mode_is_the_highest_place_and_not_the_mean() -> None:
    values = np.concatenate([np.full(50, 0.305), np.full(30, 0.9), np.full(10, 0.31)])
    assert mode(values) == pytest.approx(0.305, abs=0.011)


def test_too_few_stations_with_a_turnout_give_nothing(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(6)
    assert fingerprint_of(changed(table, registered=np.full(len(table), -1)), seed="x", resamples=19) is None
    assert fingerprint_of(honest(6, stations=90), seed="x", resamples=19) is None
