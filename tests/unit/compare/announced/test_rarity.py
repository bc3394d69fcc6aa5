from fractions import Fraction
from math import comb

import numpy as np
import pytest

from tallyproof.compare.announced.rarity import grid_rarity
from tallyproof.compare.statistics import holm


def by_brute_force(total: int, counts: int, decimals: int) -> Fraction:
    step = Fraction(total, 10 ** (decimals + 2))
    on_grid = np.array(
        [abs(c - step * ((c / step + Fraction(1, 2)).__floor__())) < Fraction(1, 2) for c in range(total + 1)],
        dtype=object,
    )
    ways = on_grid.astype(int)
    for _ in range(counts - 1):
        ways = np.convolve(ways, on_grid.astype(int))[: total + 1]
    return Fraction(int(ways[total]), comb(total + counts - 1, counts - 1))


@pytest.mark.parametrize(("total", "counts"), [(157, 2), (230, 2), (160, 3), (151, 3), (999, 3), (350, 3)])
def test_up_to_three_counts_the_rarity_equals_brute_force(total: int, counts: int) -> None:
    rarity = grid_rarity(total, counts, 0)
    assert rarity.exact
    assert rarity.probability == by_brute_force(total, counts, 0)


@pytest.mark.parametrize(("total", "counts"), [(120, 3), (120, 4), (250, 4), (330, 5), (260, 6)])
def test_beyond_that_the_bound_is_never_below_the_truth(total: int, counts: int) -> None:
    rarity = grid_rarity(total, counts, 0)
    assert not rarity.exact
    assert by_brute_force(total, counts, 0) <= rarity.probability <= 1


def test_a_grid_as_fine_as_votes_is_no_rarity() -> None:
    assert grid_rarity(100, 3, 0).probability == 1


def test_holm_allows_for_every_test_tried() -> None:
    tests = {("a", 1): Fraction(1, 100), ("b", 1): Fraction(4, 100), ("c", 1): Fraction(3, 100)}
    assert holm(tests) == {("a", 1): Fraction(3, 100), ("b", 1): Fraction(6, 100), ("c", 1): Fraction(6, 100)}
