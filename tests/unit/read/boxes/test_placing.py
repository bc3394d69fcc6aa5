"""Where the writing stands in its boxes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tallyproof.layout.form import BoxForm, Writing, parse_form
from tallyproof.read.boxes.cut import BOX, SIDE, Patch
from tallyproof.read.boxes.placing import moved, writing_shift

UNITS = 20.0
"""The side of a box in the form's units."""
FORM_FILE = b"""
kind = "boxes"
page = [400, 400]
[[rows]]
fields = ["a", "b", "c", "d"]
columns = [100, 120, 140, 160]
top = 100
height = 20
[[fields]]
id = "note"
writing = "number"
boxes = [[200, 100, 300, 120]]
"""


def form() -> BoxForm:
    return parse_form(FORM_FILE, "form.toml")


def patches(across: float, down: float, *, empty: bool = False) -> list[Patch]:
    """Patches of all boxes whose rings stand (across, down) pixels off the middle, those of neighbours with them."""
    edge = (SIDE - BOX) / 2
    found = []
    for field in form().fields[:4]:
        for index in range(3):
            pixels = np.full((SIDE, SIDE), 250, np.uint8)
            for step in (-BOX, 0, BOX):
                line = round(SIDE / 2 + step + BOX / 2)
                if 0 <= line < SIDE:
                    pixels[line], pixels[:, line] = 60, 60
                for beside in (-BOX, 0, BOX):
                    if not empty:
                        middle = (round(SIDE / 2 + across + beside), round(SIDE / 2 + down + step))
                        cv2.ellipse(pixels, middle, (7, 11), 0, 0, 360, 40, 2)
            found.append(Patch(field.id, index, Writing.DIGITS, pixels, (edge, edge, edge + BOX, edge + BOX), seen=1.0))
    return found


@pytest.mark.parametrize(("across", "down"), [(0, 0), (6, 0), (-5, 4), (3, 12), (0, 16), (8, -4)])
def test_the_shift_of_all_writing_is_found(across: int, down: int) -> None:
    x, y = writing_shift(patches(across, down), form())
    assert abs(x - across * UNITS / BOX) < 0.1 * UNITS
    assert abs(y - down * UNITS / BOX) < 0.1 * UNITS


def test_empty_boxes_are_cut_where_they_are_printed() -> None:
    assert writing_shift(patches(0, 0, empty=True), form()) == (0.0, 0.0)


def test_few_boxes_say_nothing_about_a_shift() -> None:
    assert writing_shift(patches(6, 6)[:4], form()) == (0.0, 0.0)


def test_only_boxes_of_digits_are_moved() -> None:
    changed = moved(form(), (3.0, -2.0))
    first, before = changed.field("a").boxes[0], form().field("a").boxes[0]
    assert (first.left, first.top, first.right, first.bottom) == (
        before.left + 3,
        before.top - 2,
        before.right + 3,
        before.bottom - 2,
    )
    assert changed.field("note") == form().field("note")
