"""Hiding what is known: the same stations for the same seed, bounds that always hold, intervals that do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import beta

from tallyproof.compare.projection import BackTest, Stations, Unlisted, back_test, project, strata_of
from tallyproof.compare.projection.back_test import FIXED, PATTERNS, RANDOM, hidden_fraction
from tallyproof.compare.projection.tested import NOT_RANDOM
from tallyproof.compare.statistics import upper_limit

SEED = "dice 6 1 4 4 2 5"


@pytest.fixture(scope="module")
def found(land: Stations) -> BackTest:
    return back_test(land, strata="whole", seed=SEED, runs=40)


def kept(found: BackTest, range_: str, *patterns: str) -> tuple[int, int]:
    trials = [one for pattern in patterns for one in found.of(pattern)]
    return sum(bool(one.kept_by[range_]) for one in trials), len(trials)


def test_the_same_seed_hides_the_same_stations_and_another_seed_others(land: Stations) -> None:
    first = back_test(land, strata="state", seed=SEED, runs=1)
    assert back_test(land, strata="state", seed=SEED, runs=1) == first
    other = back_test(land, strata="state", seed=SEED + "!", runs=1)
    errors = [(one.of("stations")[0].error, one.of("smallest")[0].error) for one in (first, other)]
    assert errors[0][0] != errors[1][0]
    assert errors[0][1] == errors[1][1]


def test_a_trial_of_every_kind_is_made(found: BackTest) -> None:
    assert {one: len(found.of(one)) for one in PATTERNS} == {**dict.fromkeys(RANDOM, 40), **dict.fromkeys(FIXED, 1)}
    assert found.fraction == Fraction(1, 5)
    assert {one.hidden for one in found.of("stations")} == {600}
    assert all(one.hidden % 3 == 0 for one in found.of("places"))
    assert all(one.hidden % 75 == 0 for one in found.of("areas"))


def test_hard_bounds_always_hold(found: BackTest) -> None:
    assert kept(found, "bounds", *PATTERNS) == (len(found.trials), len(found.trials))


def test_a_sampling_interval_holds_at_random_and_never_otherwise(found: BackTest) -> None:
    inside, trials = kept(found, "interval", "stations")
    # 40 trials at 95%: fewer than 33 would happen once in ten thousand.
    assert (inside >= 33, trials) == (True, 40)
    assert kept(found, "interval", *NOT_RANDOM[:2])[0] == 0


def test_projecting_by_strata_takes_away_what_strata_explain(land: Stations) -> None:
    # The north and most of the east are hidden: by state nothing is lost, by the whole much.
    hidden = (land.areas[0] <= 1) & (np.arange(3000) % 5 > 0)
    whole = land.votes.sum(axis=0)
    truth = (whole[0] - whole[1]) / whole.sum()
    errors = _errors(land.hiding(hidden), float(truth))
    assert abs(errors["state"]) < 0.01 < abs(errors["whole"])


def _errors(stations: Stations, truth: float) -> dict[str, float]:
    return {one.id: project(stations, one).lead(0, 1) - truth for one in strata_of(stations)}


def test_hidden_in_strata_at_random_the_estimate_is_unbiased(land: Stations) -> None:
    errors = [one.error for one in back_test(land, strata="parish", seed=SEED, runs=40).of("stations")]
    mean, error = float(np.mean(errors)), float(np.std(errors)) / 40**0.5
    assert abs(mean) < 4 * error
    assert error < 0.001


def test_as_many_are_hidden_as_are_missing_within_limits(land: Stations) -> None:
    assert hidden_fraction(land) == Fraction(1, 5)
    assert hidden_fraction(land.hiding(np.arange(3000) % 4 == 0)) == Fraction(1, 4)
    assert hidden_fraction(land.hiding(np.arange(3000) > 10)) == Fraction(1, 2)
    assert hidden_fraction(land.hiding(np.arange(3000) < 10)) == Fraction(1, 20)
    assert hidden_fraction(replace(land, unlisted=(Unlisted((), 1000, None),))) == Fraction(1, 4)


@pytest.mark.parametrize(
    ("change", "pattern"),
    [
        ({"arrival": -np.ones(3000, dtype=np.int64)}, "latest"),
        ({"arrival": np.zeros(3000, dtype=np.int64)}, "latest"),
        ({"areas": (), "area_codes": (), "levels": ()}, "areas"),
        ({"place": np.zeros(3000, dtype=np.int64)}, "places"),
    ],
)
def test_what_the_stations_do_not_allow_is_left_out(land: Stations, change: dict[str, object], pattern: str) -> None:
    made = back_test(replace(land, **change), strata="whole", seed=SEED, runs=1)  # type: ignore[arg-type]
    assert not made.of(pattern)
    assert made.of("stations")


def test_without_caps_nothing_is_said_of_hard_bounds(land: Stations) -> None:
    made = back_test(replace(land, cap=-np.ones(3000, dtype=np.int64)), strata="whole", seed=SEED, runs=1)
    assert {one.kept_by["bounds"] for one in made.trials} == {None}


@pytest.mark.parametrize(
    ("votes", "reason"),
    [([(5, 3, 0)] * 3, "too-few-stations"), ([(0, 0, 0)] * 30, "too-few-stations"), ([(5,)] * 30, "single-candidate")],
)
def test_too_little_is_not_tested(columns: Callable[..., Stations], votes: list[tuple[int, ...]], reason: str) -> None:
    rows = [("N", "n", f"p{n}", 10, one, True) for n, one in enumerate(votes)]
    made = back_test(columns(rows), strata="whole", seed=SEED, runs=1)
    assert (made.trials, made.reason) == ((), reason)


def test_upper_limits_are_those_of_the_textbook() -> None:
    assert upper_limit(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300))
    assert upper_limit(3, 20) == pytest.approx(beta.ppf(0.95, 4, 17))
    assert upper_limit(5, 5) == 1
