"""Allocation and size: Neyman's numbers, their limits, and what cannot be."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from tallyproof.compare.quick_count.allocation import Part, allocate, half_width, size_for, variance
from tallyproof.errors import UsageError


def part(code: str, units: int, weight: str, spread: str) -> Part:
    return Part(code, units, Fraction(weight), Fraction(spread))


def test_units_are_in_proportion_to_size_times_spread() -> None:
    # Cochran, Sampling Techniques, 5.5: n_h is in proportion to N_h * S_h, here 0.5*0.2 : 0.3*0.1 : 0.2*0.1 = 10:3:2.
    parts = [
        part("a", 10_000, "1/2", "1/5"),
        part("b", 10_000, "3/10", "1/10"),
        part("c", 10_000, "1/5", "1/10"),
    ]
    assert allocate(parts, 150, minimum=2, what="stations") == [100, 30, 20]


def test_no_other_whole_numbers_have_less_variance() -> None:
    parts = [part("a", 6, "1/2", "1/5"), part("b", 9, "3/10", "1/3"), part("c", 5, "1/5", "1/20")]
    best = min(
        variance(parts, counts, finite=True)
        for counts in product(range(1, 7), range(1, 10), range(1, 6))
        if sum(counts) == 11
    )
    assert variance(parts, allocate(parts, 11, minimum=1, what="stations"), finite=True) == best


def test_a_stratum_gets_no_more_units_than_it_has_and_no_fewer_than_the_minimum() -> None:
    parts = [part("a", 3, "9/10", "1/2"), part("b", 100, "1/10", "1/100")]
    assert allocate(parts, 20, minimum=2, what="stations") == [3, 17]
    assert allocate(parts, 5, minimum=2, what="stations") == [3, 2]


@pytest.mark.parametrize(
    ("size", "minimum", "said"),
    [
        (14, 2, "size: expected at most 13, all stations there are, got 14"),
        (3, 2, r"size: expected at least 4 \(2 stations in each of 2 strata\), got 3"),
        (9, 4, "stratum 'a': expected at least 4 stations to draw from, got 3"),
    ],
)
def test_impossible_sizes_are_refused_with_what_to_do(size: int, minimum: int, said: str) -> None:
    parts = [part("a", 3, "1/2", "1/5"), part("b", 10, "1/2", "1/5")]
    with pytest.raises(UsageError, match=said):
        allocate(parts, size, minimum=minimum, what="stations")


def test_the_size_for_a_margin_is_the_textbook_one() -> None:
    # One stratum without end: n = (z S / e)^2 = (1.96 * 0.2 / 0.01)^2 = 1536.6.
    (size, width) = sized("1/100", units=10**9)
    assert size == 1537
    assert width == pytest.approx(0.01, abs=1e-5)


def test_a_finite_country_needs_fewer_stations() -> None:
    # Cochran 4.4: n = n0 / (1 + n0/N) with n0 = 1536.6 and N = 2000.
    assert sized("1/100", units=2000)[0] == 869


def sized(margin: str, *, units: int) -> tuple[int, float]:
    parts = [part("", units, "1", "1/5")]
    confidence = Fraction(19, 20)
    size = size_for(parts, margin=Fraction(margin), confidence=confidence, minimum=2, finite=True, what="stations")
    return size, half_width(parts, [size], confidence=confidence, finite=True)


def test_a_margin_that_all_centres_do_not_reach_is_refused() -> None:
    with pytest.raises(UsageError, match=r"margin: expected one that a sample can reach, got 0\.1000%"):
        size_for(
            [part("", 50, "1", "1/5")],
            margin=Fraction(1, 1000),
            confidence=Fraction(19, 20),
            minimum=2,
            finite=False,
            what="centres",
        )
