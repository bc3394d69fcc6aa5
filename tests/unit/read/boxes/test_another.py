"""Two forms in one picture: refused, since nobody can say which of them a code or a row belongs to."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from tallyproof.demo.country import make_country, vote
from tallyproof.demo.form import render_form
from tallyproof.layout.form import BoxForm, parse_form
from tallyproof.read import problems
from tallyproof.read.boxes.another import has_another
from tallyproof.read.boxes.reader import read_boxes
from tallyproof.read.boxes.register import Registered, register_page
from tallyproof.read.reading import Corners, Raster

LAYOUT = Path(__file__).parents[4] / "examples" / "demo-form" / "layout.toml"
CODE = b"qr = [640, 118, 800, 278]\n\n[marks]"


@lru_cache(maxsize=1)
def form() -> BoxForm:
    return parse_form(LAYOUT.read_bytes(), LAYOUT.name)


@lru_cache(maxsize=4)
def sheet(number: int) -> Raster:
    country = make_country(np.random.default_rng(7), 80)
    votes = vote(np.random.default_rng(8), country)
    station = country.stations[number]
    hand = np.random.default_rng(number)
    return render_form(country.path(station), station, votes[station.code], hand).pixels


def on_table(*sheets: Raster, down: bool = False) -> Raster:
    """Lay sheets beside each other (or below) on a dark table."""
    laid = [np.pad(one, 30, constant_values=70) for one in sheets]
    return np.ascontiguousarray(np.vstack(laid) if down else np.hstack(laid))


@pytest.mark.parametrize("down", [False, True])
def test_two_forms_in_one_picture_are_refused_with_the_reason(down: bool) -> None:
    reading = read_boxes(on_table(sheet(3), sheet(4), down=down), form(), sums=(), qr=None)
    assert reading.ways == ()
    assert reading.problems == (problems.SEVERAL_SHEETS,)


@pytest.mark.parametrize("shade", [70, 235])
def test_one_form_with_much_room_around_it_is_read(shade: int) -> None:
    picture = np.pad(sheet(3), ((200, 500), (700, 300)), constant_values=shade)
    assert len(read_boxes(picture, form(), sums=(), qr=None).ways) == 1


def test_a_form_beside_another_paper_is_no_second_form() -> None:
    letter = np.full_like(sheet(3), 240)
    letter[100:1300:30, 80:900] = 60
    picture = on_table(sheet(3), letter)
    found = register_page(picture, form())
    assert isinstance(found, Registered)
    assert not has_another(picture, form(), found)


def test_a_code_that_lies_on_another_sheet_is_not_joined_to_the_form() -> None:
    """The form is found on the left; the code that was read is that of a sheet on the right whose form is hidden."""
    coded = parse_form(LAYOUT.read_bytes().replace(b"[marks]", CODE, 1), LAYOUT.name)
    picture = on_table(sheet(3), np.full_like(sheet(3), 240))
    own: Corners = ((670.0, 148.0), (830.0, 148.0), (830.0, 308.0), (670.0, 308.0))
    assert len(read_boxes(picture, coded, sums=(), qr=own).ways) == 1
    left, top = 1060 + 640, 148
    strange: Corners = ((left, top), (left + 160, top), (left + 160, top + 160), (left, top + 160))
    reading = read_boxes(picture, coded, sums=(), qr=strange)
    assert reading.ways == ()
    assert reading.problems == (problems.SEVERAL_SHEETS,)
