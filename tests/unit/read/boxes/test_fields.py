"""What boxes mean together."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tallyproof.layout.form import Blank
from tallyproof.model import FieldState
from tallyproof.read.boxes.digits import BLANK, CLASSES, DASH, OTHER
from tallyproof.read.boxes.fields import FLOOR, field_chances

SIGNS = {"_": BLANK, "-": DASH, "x": OTHER} | {str(digit): digit for digit in range(10)}


def boxes(*rows: dict[str, float]) -> NDArray[np.float64]:
    """Return chances with these signs in each box, and next to nothing for all others."""
    chances = np.full((len(rows), CLASSES), 1e-6)
    for row, signs in zip(chances, rows, strict=True):
        for sign, chance in signs.items():
            row[SIGNS[sign]] = chance
    return np.asarray(chances / chances.sum(axis=1, keepdims=True), dtype=np.float64)


def written(text: str) -> NDArray[np.float64]:
    return boxes(*({sign: 1.0} for sign in text))


@pytest.mark.parametrize(
    ("text", "value", "state"),
    [
        ("027", 27, FieldState.WRITTEN),
        ("_27", 27, FieldState.WRITTEN),
        ("--5", 5, FieldState.WRITTEN),
        ("_-5", 5, FieldState.WRITTEN),
        ("000", 0, FieldState.WRITTEN),
        ("__0", 0, FieldState.WRITTEN),
        ("___", None, FieldState.BLANK),
        ("---", None, FieldState.DASH),
        ("__-", None, FieldState.DASH),
        ("400", 400, FieldState.WRITTEN),
    ],
)
def test_boxes_are_read_as_a_person_reads_them(text: str, value: int | None, state: FieldState) -> None:
    best = field_chances(written(text), Blank.MISSING).best
    assert best is not None
    assert (best.value, best.state) == (value, state)
    assert best.chance > 0.999


@pytest.mark.parametrize("text", ["2_7", "29_", "1-0", "0x5", "xxx"])
def test_a_gap_after_a_digit_and_a_scribble_have_no_likely_figure(text: str) -> None:
    field = field_chances(written(text), Blank.MISSING)
    assert sum(one.chance for one in field.likely) < 1e-3
    assert field.unreadable > 0.999


def test_an_empty_box_and_a_zero_before_a_digit_are_the_same_figure() -> None:
    field = field_chances(boxes({"_": 0.5, "0": 0.5}, {"2": 1.0}, {"7": 1.0}), Blank.MISSING)
    assert [one.value for one in field.likely] == [27]
    assert field.likely[0].chance == pytest.approx(1.0, abs=1e-4)


def test_a_digit_below_the_floor_is_never_likely() -> None:
    field = field_chances(boxes({"3": 1 - FLOOR / 2, "8": FLOOR / 2}), Blank.MISSING)
    assert [one.value for one in field.likely] == [3]


def test_a_digit_above_the_floor_stays_likely_with_its_chance() -> None:
    field = field_chances(boxes({"3": 0.9, "8": 0.1}), Blank.MISSING)
    assert [one.value for one in field.likely] == [3, 8]
    assert field.likely[1].chance == pytest.approx(0.1, abs=1e-3)


@pytest.mark.parametrize(("blank", "counted"), [(Blank.ZERO, 0), (Blank.MISSING, None)])
def test_a_blank_counts_in_sums_as_the_form_says(blank: Blank, counted: int | None) -> None:
    best = field_chances(written("___"), blank).best
    assert best is not None
    assert best.value is None
    assert best.counted == counted


def test_an_overwritten_box_is_told() -> None:
    assert field_chances(boxes({"0": 1.0}, {"x": 0.8, "4": 0.2}), Blank.MISSING).overwritten == pytest.approx(
        0.8, abs=1e-3
    )
