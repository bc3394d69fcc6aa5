"""Chance that repeats, p-values that are never zero, and corrections with their textbook answers."""

from fractions import Fraction

import numpy as np
import pytest

from tallyproof.compare.indicators.book import decimal, p_text, reached
from tallyproof.compare.indicators.chance import (
    benjamini_hochberg,
    checked_resamples,
    checked_seed,
    generator,
    monte_carlo_p,
    ranks_within,
)
from tallyproof.compare.statistics import holm
from tallyproof.errors import UsageError

# The fifteen p-values of Benjamini and Hochberg (1995), section 4: their rule at 5% rejects four, Bonferroni three.
PUBLISHED = (
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1.0000,
)


def test_the_published_example_of_benjamini_and_hochberg_rejects_four() -> None:
    adjusted = benjamini_hochberg(np.array(PUBLISHED[::-1]))
    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[-4] == pytest.approx(0.0095 * 15 / 4)


def test_the_published_example_by_holm_rejects_three() -> None:
    adjusted = holm({f"{place}": Fraction(str(value)) for place, value in enumerate(PUBLISHED)})
    assert [key for key, value in adjusted.items() if value <= Fraction(1, 20)] == ["0", "1", "2"]


def test_holm_of_four_values_by_hand() -> None:
    values = {"a": Fraction(1, 100), "b": Fraction(4, 100), "c": Fraction(3, 100), "d": Fraction(1, 200)}
    assert holm(values) == {
        "a": Fraction(3, 100),
        "b": Fraction(6, 100),
        "c": Fraction(6, 100),
        "d": Fraction(2, 100),
    }


def test_a_p_value_is_never_zero_and_counts_ties() -> None:
    assert monte_carlo_p(10, np.zeros(99)) == Fraction(1, 100)
    assert monte_carlo_p(0, np.zeros(99)) == 1
    assert monte_carlo_p(1, np.array([0.0, 1.0, 2.0])) == Fraction(3, 4)


def test_the_resamples_that_reached_follow_from_the_p_value() -> None:
    assert reached(Fraction(1, 100), 99) == 0
    assert reached(Fraction(3, 4), 3) == 2


def test_the_same_seed_and_label_give_the_same_draws_and_another_label_others() -> None:
    first = generator("dice 1 2 3", "digits").integers(0, 1 << 30, 8)
    assert (first == generator("dice 1 2 3", "digits").integers(0, 1 << 30, 8)).all()
    assert (first != generator("dice 1 2 3", "spikes").integers(0, 1 << 30, 8)).any()
    assert (first != generator("dice 1 2 4", "digits").integers(0, 1 << 30, 8)).any()


@pytest.mark.parametrize("seed", ["", "  ", "two\nlines"])
def test_a_seed_without_text_or_of_two_lines_is_refused(seed: str) -> None:
    with pytest.raises(UsageError, match="seed: expected public text of one line"):
        checked_seed(seed)


@pytest.mark.parametrize("resamples", [0, 18, 100_000])
def test_too_few_or_too_many_resamples_are_refused(resamples: int) -> None:
    with pytest.raises(UsageError, match="resamples: expected from 19 to 99999"):
        checked_resamples(resamples)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 1000), "0.001"),
        (Fraction(1), "1"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(1, 81_000), "0.000012"),
        (1e-200, "0." + "0" * 199 + "1"),
        (0.0, "0." + "0" * 299 + "1"),
    ],
)
def test_a_small_p_value_keeps_its_digits_and_is_never_shown_as_zero(value: Fraction | float, text: str) -> None:
    assert p_text(value) == text


def test_numbers_are_rounded_without_closing_zeros() -> None:
    assert [decimal(2.5), decimal(100.0), decimal(-0.001), decimal(1234.567, 1), decimal(10.0, 0)] == [
        "2.5",
        "100",
        "0",
        "1234.6",
        "10",
    ]


def test_ranks_start_anew_in_every_group() -> None:
    assert ranks_within(np.array([0, 0, 0, 4, 7, 7])).tolist() == [0, 1, 2, 0, 0, 1]
    assert ranks_within(np.zeros(0, dtype=np.int64)).tolist() == []
