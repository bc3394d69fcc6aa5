"""Kaplan–Markov and ALPHA: known answers, validity at the boundary, and what an unreadable sheet costs."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.compare.audit.rates import wrong_units_bound
from tallyproof.compare.audit.risk import METHODS, Shrinkage, alpha, draws_needed, kaplan_markov, more_if_clean, risk
from tallyproof.compare.statistics import upper_limit

NONE = Fraction(0)
LIMIT = Fraction(5, 100)
taints = st.lists(st.fractions(min_value=-2, max_value=1, max_denominator=1000), max_size=30)
totals = st.fractions(min_value=Fraction(11, 10), max_value=1000, max_denominator=1000)


@pytest.mark.parametrize(("total", "expected"), [(21, "0.2313774487"), (11, "0.0573085533")])
def test_thirty_clean_draws_give_the_known_answers(total: int, expected: str) -> None:
    found = kaplan_markov(Fraction(total), [NONE] * 30)
    assert found.value == Fraction(total - 1, total) ** 30
    assert f"{float(found.value or 0):.10f}" == expected
    # Shown rounded up, so that it is never below the exact value.
    assert 0 <= Fraction(found.text) - Fraction(total - 1, total) ** 30 < Fraction(1, 10**10)


def test_kaplan_markov_by_hand_with_errors_to_both_sides() -> None:
    # (1 − 1/4)³ / ((1 − 1/2)(1 + 1/4)(1 − 0)) = (27/64) / (5/8) = 27/40
    assert kaplan_markov(Fraction(4), [Fraction(1, 2), Fraction(-1, 4), NONE]).value == Fraction(27, 40)


def test_clean_draws_needed_are_those_of_the_formula() -> None:
    for total, wanted in ((21, 62), (11, 32), (100, 299)):
        assert math.ceil(math.log(0.05) / math.log(1 - 1 / total)) == wanted
        assert draws_needed("kaplan-markov", Fraction(total), LIMIT, NONE) == wanted
        assert more_if_clean("kaplan-markov", Fraction(total), LIMIT, NONE, [NONE] * 10) == wanted - 10


def test_alpha_by_hand_for_two_draws() -> None:
    # U = 2: μ = 1/2, η ≤ 1 − (1/2)/50 = 99/100. A clean draw multiplies T by η/μ, one of taint 1 by (1 − η)/(1 − μ).
    first = Fraction(99, 100) / Fraction(1, 2)
    assert alpha(Fraction(2), [NONE]).value == 1 / first
    both = alpha(Fraction(2), [NONE, Fraction(1)]).value
    assert both == 1 / (first * (1 - Fraction(99, 100)) / Fraction(1, 2))


def test_alpha_with_everything_at_the_null_mean_learns_nothing() -> None:
    # Every Y equal to μ leaves T at 1 whatever η is (SHANGRLA's test of its own alpha_mart with all items one half).
    found = alpha(Fraction(2), [Fraction(1, 2)] * 20).value
    assert found == 1


def test_alpha_is_kaplan_markov_but_for_the_room_it_leaves() -> None:
    clean = draws_needed("alpha", Fraction(21), LIMIT, NONE)
    assert clean == 63
    for count in (1, 30):
        one, other = (risk(method, Fraction(21), [NONE] * count).value for method in ("alpha", "kaplan-markov"))
        assert one is not None
        assert other is not None
        assert other < one < other * Fraction(102, 100) ** count


def test_one_sheet_with_maximum_error_is_infinite_for_kaplan_markov_and_never_ends() -> None:
    seen = [NONE] * 50 + [Fraction(1)]
    found = kaplan_markov(Fraction(21), seen)
    assert (found.value, found.text, found.is_within(Fraction(1, 2))) == (None, "1", False)
    assert kaplan_markov(Fraction(21), [*seen, *[NONE] * 10_000]).text == "1"
    assert more_if_clean("kaplan-markov", Fraction(21), LIMIT, NONE, seen) is None


def test_alpha_goes_on_after_a_sheet_with_maximum_error_at_a_price() -> None:
    seen = [NONE] * 50 + [Fraction(1)]
    more = more_if_clean("alpha", Fraction(21), LIMIT, NONE, seen)
    assert more is not None
    assert 60 < more < 120
    assert not alpha(Fraction(21), [*seen, *[NONE] * (more - 2)]).is_within(LIMIT)
    assert alpha(Fraction(21), [*seen, *[NONE] * (more + 2)]).is_within(LIMIT)


def test_bounds_that_add_up_to_less_than_one_margin_need_no_draw() -> None:
    for method in METHODS:
        assert risk(method, Fraction(99, 100), []).value == 0
        assert draws_needed(method, Fraction(99, 100), LIMIT, NONE) == 0


def test_with_a_total_of_exactly_one_only_errors_at_every_bound_change_the_outcome() -> None:
    for method in METHODS:
        assert risk(method, Fraction(1), []).text == "1"
        assert risk(method, Fraction(1), [Fraction(1, 2)]).value == 0
        assert risk(method, Fraction(1), [Fraction(1)]).value is None


def test_expected_errors_as_large_as_the_null_mean_have_no_number_of_draws() -> None:
    for method in METHODS:
        assert draws_needed(method, Fraction(20), LIMIT, Fraction(1, 20)) is None
        assert (draws_needed(method, Fraction(20), LIMIT, Fraction(1, 100)) or 0) > 59


@given(totals, taints)
def test_the_shown_p_is_never_below_the_exact_one_nor_above_one(total: Fraction, seen: list[Fraction]) -> None:
    for method in METHODS:
        found = risk(method, total, seen)
        exact = found.value
        assert Fraction(found.text) <= 1
        assert exact is None or Fraction(found.text) >= min(exact, Fraction(1))
        assert found.text == "1" or not found.is_within(Fraction(found.text) - Fraction(1, 10**9))


@given(totals, taints)
def test_alpha_never_claims_more_than_its_own_formula_with_exact_numbers(total: Fraction, seen: list[Fraction]) -> None:
    mean, shrinkage, t = 1 - 1 / total, Shrinkage(total, NONE), Fraction(1)
    for one in seen:
        eta = shrinkage.eta()
        assert mean < eta <= 1 - (1 - mean) / 50
        y = 1 - max(one, NONE)
        t *= (y / mean * (eta - mean) + 1 - eta) / (1 - mean)
        shrinkage.add(y * 10**12 // 1)
    exact = alpha(total, seen).value
    assert exact is None or exact >= 1 / t


@given(totals, st.lists(st.fractions(min_value=0, max_value=1, max_denominator=20), min_size=1, max_size=12))
def test_more_error_never_gives_a_smaller_p(total: Fraction, seen: list[Fraction]) -> None:
    worse = [*seen[:-1], (seen[-1] + 1) / 2]
    for method in METHODS:
        one, other = (risk(method, total, each).value for each in (seen, worse))
        assert other is None or (one is not None and one <= other)


def _ever_ends(method: str, total: float, draw: Sequence[float], draws: int, chance: random.Random) -> bool:
    """Return whether a check with taints drawn from a list ever reaches 5%: in floats, as the benchmark does."""
    mean, t, seen, weight = 1 - 1 / total, 1.0, 100.0, 100
    for _ in range(draws):
        taint = draw[chance.randrange(len(draw))]
        y = 1 - (max(taint, 0.0) if method == "alpha" else taint)
        eta = 1.0
        if method == "alpha":
            eta = min(max(seen / weight, mean + (1 - mean) / (2 * math.sqrt(weight))), 1 - (1 - mean) / 50)
        t *= (y / mean * (eta - mean) + 1 - eta) / (1 - mean)
        seen, weight = seen + y, weight + 1
        if t >= 20:
            return True
        if t == 0:
            return False
    return False


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "errors",
    [
        # Of 20 equal units with U = 10 the errors must add up to 1 margin, which is a mean taint of exactly 1/10.
        [1.0, 1.0, *[0.0] * 18],
        [0.1] * 20,
        [0.2] * 10 + [0.0] * 10,
        [1.0, 0.6, 0.4, 0.2, -0.2, *[0.0] * 15],
    ],
    ids=["few large", "all small", "half", "to both sides"],
)
def test_a_wrong_outcome_is_confirmed_no_more_often_than_the_risk_limit(method: str, errors: list[float]) -> None:
    chance = random.Random(f"{method} {errors}")
    runs = 400
    ended = sum(_ever_ends(method, 10, errors, 300, chance) for _ in range(runs))
    # 5% of 400 is 20; 31 or more has a chance below 1%.
    assert ended <= 30


def test_the_float_steps_of_the_simulations_are_those_of_the_program() -> None:
    seen = [0.0, 0.3, 0.0, 0.05, 0.0, 0.9, 0.0]
    t, mean, total, weight = 1.0, 0.9, 100.0, 100
    for one in seen:
        eta = min(max(total / weight, mean + 0.1 / (2 * math.sqrt(weight))), 1 - 0.1 / 50)
        t *= ((1 - one) / mean * (eta - mean) + 1 - eta) / 0.1
        total, weight = total + 1 - one, weight + 1
    exact = alpha(Fraction(10), [Fraction(str(one)) for one in seen]).value
    assert exact is not None
    assert float(exact) == pytest.approx(1 / t, rel=1e-9)


def test_three_hundred_clean_draws_bound_the_wrong_sheets_at_about_one_percent() -> None:
    assert upper_limit(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300))
    bound = wrong_units_bound(0, 300, [1] * 24_532)
    assert bound == 243
    assert 0.0098 < bound / 24_532 < 0.01


def test_the_bound_of_wrong_units_holds_when_the_rarely_drawn_ones_are_wrong() -> None:
    weights = [1] * 50 + [9] * 50
    # The 50 small ones are drawn 10% of the time: with all of them wrong, 28 clean draws have a chance above 5%.
    assert 0.9**28 > 0.05
    assert wrong_units_bound(0, 28, weights) >= 50
    assert wrong_units_bound(3, 3, weights) == 100
    assert wrong_units_bound(0, 3_000, weights) == 0


def test_the_bound_of_a_rate_is_the_binomial_one() -> None:
    bound = upper_limit(2, 100)
    below = sum(math.comb(100, k) * bound**k * (1 - bound) ** (100 - k) for k in range(3))
    assert below == pytest.approx(0.05, rel=1e-9)
