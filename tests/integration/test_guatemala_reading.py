"""Real handwritten sheets: read without a wrong figure, and never put right when they are altered."""

from __future__ import annotations

import csv
import random
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from tallyproof.layout.form import Box, BoxForm, Writing, parse_form
from tallyproof.model import FieldState, Way
from tallyproof.read.boxes.cut import cut_boxes
from tallyproof.read.boxes.mapping import Mapping
from tallyproof.read.boxes.placing import moved, writing_shift
from tallyproof.read.boxes.reader import read_boxes
from tallyproof.read.boxes.register import Registered, register_page
from tallyproof.read.reading import Raster, Sum, WayReading

pytestmark = pytest.mark.shared_data

LAYOUT = Path(__file__).parents[2] / "examples/guatemala-2023/layouts/municipal.toml"
TOTALS = ("valid", "null", "blank", "validly-issued", "invalid", "total")
SHEETS = ("centro_100_mesa_1322", "centro_58_mesa_762", "centro_65_mesa_838", "centro_117_mesa_1646")
"""Sheets that add up (but for the last), one of them with writing half a box too low."""
RIM = 2.5


@lru_cache(maxsize=1)
def form() -> BoxForm:
    return parse_form(LAYOUT.read_bytes(), "municipal.toml")


def parties() -> tuple[str, ...]:
    return tuple(one.id for one in form().fields if one.writing is Writing.DIGITS and one.id not in TOTALS)


def sums() -> tuple[Sum, ...]:
    return (
        Sum("parties", parties(), ("valid",)),
        Sum("issued", ("valid", "null", "blank"), ("validly-issued",)),
        Sum("total", ("validly-issued", "invalid"), ("total",)),
    )


def picture(data: Path, name: str) -> Raster:
    raster = cv2.imread(str(data / "gt-2023/sheets" / f"{name}.jpg"), cv2.IMREAD_GRAYSCALE)
    return np.asarray(raster, np.uint8)


def read(raster: Raster) -> WayReading:
    (way,) = read_boxes(raster, form(), sums=sums(), qr=None).ways
    return way


def labels(data: Path, name: str) -> dict[str, int]:
    with (data / "gt-2023/labels.csv").open(newline="", encoding="utf-8") as file:
        row = next(row for row in csv.reader(file) if row[0] == f"{name}.jpg")
    return dict(zip((*parties()[1:], *TOTALS), map(int, row[1:]), strict=False))


@pytest.mark.parametrize("name", SHEETS)
def test_no_figure_of_a_real_sheet_is_read_wrong(shared_data: Path, name: str) -> None:
    way, truth = read(picture(shared_data, name)), labels(shared_data, name)
    assert way.way is Way.BOXES
    wrong = {
        field: (way.fields[field].value, value)
        for field, value in truth.items()
        if way.fields[field].value not in (None, value)
    }
    assert wrong == {}


def test_a_clear_sheet_is_read_whole(shared_data: Path) -> None:
    way, truth = read(picture(shared_data, SHEETS[0])), labels(shared_data, SHEETS[0])
    assert {field: way.fields[field].value for field in truth} == truth
    assert all(way.fields[field].state is FieldState.WRITTEN for field in truth)


def test_what_is_no_sheet_has_no_figures() -> None:
    noise = np.random.default_rng(5).integers(120, 255, (900, 700)).astype(np.uint8)
    reading = read_boxes(noise, form(), sums=sums(), qr=None)
    assert reading.ways == ()
    assert reading.fit == 0


@pytest.mark.parametrize("name", SHEETS[:3])
def test_an_altered_sheet_is_never_put_right(shared_data: Path, name: str) -> None:
    raster = picture(shared_data, name)
    registered = register_page(raster, form())
    assert isinstance(registered, Registered)
    placed = moved(form(), writing_shift(cut_boxes(raster, registered, form()), form()))
    before = read(raster)
    chance = random.Random(name)
    clear = [one for one in parties() if before.fields[one].value is not None]
    as_written = 0
    for _ in range(6):
        target, donor = chance.sample(clear, 2)
        while before.fields[donor].value == before.fields[target].value:
            target, donor = chance.sample(clear, 2)
        changed = raster
        for box in range(3):
            changed = pasted(
                changed, raster, registered.mapping, placed.field(donor).boxes[box], placed.field(target).boxes[box]
            )
        after = read(changed)
        assert after.fields[target].value in (before.fields[donor].value, None)
        as_written += after.fields[target].value is not None
        bent = [
            field
            for field, one in after.fields.items()
            if field != target and one.value not in (None, before.fields[field].value)
        ]
        assert bent == []
    assert as_written > 0


def pasted(changed: Raster, raster: Raster, mapping: Mapping, source: Box, target: Box) -> Raster:
    """The picture `changed` with the inside of a box of `raster` laid over that of another."""
    left, top, right, bottom = inside(mapping, source)
    to_left, to_top, to_right, to_bottom = inside(mapping, target)
    width, height = min(right - left, to_right - to_left), min(bottom - top, to_bottom - to_top)
    result = changed.copy()
    result[to_top : to_top + height, to_left : to_left + width] = raster[top : top + height, left : left + width]
    return result


def inside(mapping: Mapping, box: Box) -> tuple[int, int, int, int]:
    points = mapping.to_picture(np.array(box.corners))
    low, high = points.min(axis=0) + RIM, points.max(axis=0) - RIM
    return round(float(low[0])), round(float(low[1])), round(float(high[0])), round(float(high[1]))
