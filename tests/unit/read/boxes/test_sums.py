"""Figures under the sheet's sums: confirmed, told apart, and never corrected."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tallyproof.model import FieldState
from tallyproof.read.boxes.deciding import LIMITS, decided
from tallyproof.read.boxes.fields import FieldChances, Likely
from tallyproof.read.boxes.sums import ANYTHING, SLIP, holds, weigh
from tallyproof.read.reading import Sum

PARTIES = ("a", "b", "c", "d")
SUMS = (
    Sum("parties", PARTIES, ("valid",)),
    Sum("cast", ("valid", "null"), ("total",)),
)


def field(*options: tuple[int, float]) -> FieldChances:
    likely = tuple(Likely(value, FieldState.WRITTEN, chance, value) for value, chance in options)
    return FieldChances(likely, 0.0)


def clear(**values: int) -> dict[str, FieldChances]:
    return {name: field((value, 0.9999)) for name, value in values.items()}


def sheet(**changed: FieldChances) -> dict[str, FieldChances]:
    return {**clear(a=10, b=20, c=30, d=40, valid=100, null=5, total=105), **changed}


def test_a_sum_that_holds_confirms_a_doubtful_figure() -> None:
    readings, constraints = decided(sheet(b=field((20, 0.8), (26, 0.2))), SUMS)
    assert readings["b"].value == 20
    assert readings["b"].confidence > 990_000
    assert constraints == ("parties",)


def test_a_doubtful_figure_is_unread_without_sums() -> None:
    readings, constraints = decided(sheet(b=field((20, 0.8), (26, 0.2))), ())
    assert readings["b"].is_unread
    assert constraints == ()


def test_sums_that_no_figure_needed_are_not_consumed() -> None:
    readings, constraints = decided(sheet(), SUMS)
    assert {name: one.value for name, one in readings.items()} == {
        "a": 10,
        "b": 20,
        "c": 30,
        "d": 40,
        "valid": 100,
        "null": 5,
        "total": 105,
    }
    assert constraints == ()


def test_two_sums_together_tell_two_likely_digits_apart() -> None:
    readings, constraints = decided(sheet(valid=field((108, 0.52), (100, 0.4799))), SUMS)
    assert readings["valid"].value == 100
    assert constraints == ("parties", "cast")


def test_one_sum_alone_never_turns_a_likelier_digit_into_another() -> None:
    readings, _ = decided(sheet(b=field((26, 0.6), (20, 0.4))), SUMS[:1])
    assert readings["b"].is_unread


def test_a_clear_digit_that_breaks_a_sum_stays_as_written() -> None:
    altered = sheet(b=field((90, 0.9999)))
    readings, constraints = decided(altered, SUMS)
    assert readings["b"].value == 90
    assert not holds({name: one.value or 0 for name, one in readings.items()}, SUMS[0])
    assert constraints == ()


@pytest.mark.parametrize("doubt", [0.03, 0.1, 0.3, 0.45])
@pytest.mark.parametrize("change", [1, -3, 10, 50])
def test_no_other_figure_is_bent_to_make_an_altered_sheet_add_up(doubt: float, change: int) -> None:
    altered = sheet(b=field((20 + change, 0.9999)), c=field((30, 1 - doubt), (30 - change, doubt)))
    readings, _ = decided(altered, SUMS)
    assert readings["b"].value == 20 + change
    assert readings["c"].value in (30, None)


def test_chances_match_every_combination_counted_out() -> None:
    fields = {
        "a": field((1, 0.7), (2, 0.2)),
        "b": field((3, 0.6), (4, 0.3), (5, 0.05)),
        "valid": field((5, 0.5), (4, 0.4)),
    }
    one = Sum("all", ("a", "b"), ("valid",))
    weights: dict[tuple[int | None, ...], float] = {}
    options = [[*((like.value, like.chance) for like in f.likely), (None, f.unreadable)] for f in fields.values()]
    for chosen in itertools.product(*options):
        values = tuple(value for value, _ in chosen)
        chance = float(np.prod([part for _, part in chosen]))
        a, b, valid = values
        if a is None or b is None or valid is None:
            weights[values] = chance * ANYTHING
        else:
            weights[values] = chance * (1.0 if a + b == valid else SLIP)
    total = sum(weights.values())
    weighed = weigh(fields, [one])
    for place, (name, each) in enumerate(fields.items()):
        for like, chance in zip(each.likely, weighed[name].chances, strict=True):
            expected = sum(weight for values, weight in weights.items() if values[place] == like.value) / total
            assert chance == pytest.approx(expected, rel=1e-9)


def test_a_sum_with_a_field_that_has_no_figure_is_not_weighed() -> None:
    blank = FieldChances((Likely(None, FieldState.BLANK, 0.9999, None),), 0.0)
    readings, constraints = decided(sheet(null=blank, total=field((105, 0.8), (185, 0.2))), SUMS)
    assert readings["null"].state is FieldState.BLANK
    assert readings["total"].is_unread
    assert constraints == ()


def test_limits_are_in_order() -> None:
    assert LIMITS.likely < LIMITS.kept < LIMITS.alone <= LIMITS.together
