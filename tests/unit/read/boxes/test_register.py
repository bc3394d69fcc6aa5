"""Registration on drawn forms, where the true place of every box is known."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tallyproof.demo.country import make_country, vote
from tallyproof.demo.form import render_form
from tallyproof.layout.form import Box, BoxForm, Writing, parse_form
from tallyproof.read.boxes.cut import BOX, SIDE, cut_boxes
from tallyproof.read.boxes.register import Registered, Unregistered, register_page
from tallyproof.read.reading import Corners, Raster

LAYOUT = Path(__file__).parents[4] / "examples" / "demo-form" / "layout.toml"
FORM = parse_form(LAYOUT.read_bytes(), "layout.toml")
NEAR = 1.5
CODE = Box(629, 136, 811, 318)
Matrix = NDArray[np.float64]


@lru_cache(maxsize=1)
def drawn() -> Raster:
    """A form as the demonstration draws it; its black box for signatures is where real ones are blacked out."""
    country = make_country(np.random.default_rng(7), 80)
    votes = vote(np.random.default_rng(8), country)
    station = country.stations[3]
    sheet = render_form(country.path(station), station, votes[station.code], np.random.default_rng(1))
    return np.asarray(sheet.pixels, np.uint8)


def box_corners(form: BoxForm = FORM) -> Matrix:
    return np.array([corner for field in form.fields for box in field.boxes for corner in box.corners], float)


def moved(points: Matrix, matrix: Matrix) -> Matrix:
    return np.asarray(cv2.perspectiveTransform(points[None], matrix)[0], np.float64)


def seen_through(matrix: Matrix, size: tuple[int, int], *, beside: int = 255) -> Raster:
    """The form as a camera sees it: `matrix` takes its pixels to those of a picture of `size` (width, height)."""
    return np.asarray(cv2.warpPerspective(drawn(), matrix, size, flags=cv2.INTER_AREA, borderValue=beside), np.uint8)


def turned(degrees: float, scale: float = 1.0, *, middle: tuple[float, float] = (800, 900)) -> Matrix:
    matrix = np.eye(3)
    matrix[:2] = cv2.getRotationMatrix2D((500, 707), degrees, scale)
    matrix[:2, 2] += np.array(middle) - (500, 707)
    return matrix


def found(raster: Raster, form: BoxForm = FORM, *, qr: Corners | None = None) -> Registered:
    registered = register_page(raster, form, qr=qr)
    assert isinstance(registered, Registered), registered
    return registered


@lru_cache(maxsize=1)
def straight() -> Registered:
    return found(drawn())


def worst(registered: Registered, matrix: Matrix) -> float:
    """How far, in pixels, the worst corner of a box lies from its true place."""
    return float(np.abs(registered.to_raster(box_corners()) - moved(box_corners(), matrix)).max())


@pytest.mark.parametrize("quarters", range(4))
def test_boxes_are_found_on_a_page_turned_by_quarters(quarters: int) -> None:
    registered = found(np.ascontiguousarray(np.rot90(drawn(), quarters)))
    corner = registered.to_raster(np.array([[362.0, 400.0]]))[0]
    expected = {0: (362, 400), 1: (400, 999 - 362), 2: (999 - 362, 1413 - 400), 3: (1413 - 400, 362)}[quarters]
    assert np.abs(corner - expected).max() < NEAR
    assert registered.problems == ()


@pytest.mark.parametrize("degrees", [-30, -5, 5, 17, 95])
def test_boxes_are_found_on_a_skewed_page(degrees: float) -> None:
    matrix = turned(degrees)
    assert worst(found(seen_through(matrix, (1600, 1800))), matrix) < NEAR


@pytest.mark.parametrize("scale", [0.7, 1.6, 2.6])
def test_boxes_are_found_at_any_resolution(scale: float) -> None:
    matrix = turned(2, scale, middle=(540 * scale, 740 * scale))
    picture = seen_through(matrix, (round(1080 * scale), round(1480 * scale)))
    assert worst(found(picture), matrix) < NEAR * max(1, scale)


def in_perspective() -> Matrix:
    corners = np.array([[0, 0], [1000, 0], [1000, 1414], [0, 1414]], np.float32)
    seen = np.array([[190, 120], [1010, 60], [1130, 1420], [60, 1490]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners, seen), np.float64)


def test_boxes_are_found_in_perspective() -> None:
    assert worst(found(seen_through(in_perspective(), (1200, 1550), beside=40)), in_perspective()) < NEAR


def test_upright_are_the_corners_of_the_page() -> None:
    registered = found(seen_through(in_perspective(), (1200, 1550), beside=40))
    assert np.abs(np.array(registered.upright) - [[190, 120], [1010, 60], [1130, 1420], [60, 1490]]).max() < 6


def bent_by_a_scanner() -> tuple[Raster, NDArray[np.float32]]:
    """The form drawn in unevenly and a little askew, and for each pixel of the picture where it was on the form."""
    y, x = np.mgrid[0:1460, 0:1040].astype(np.float32)
    map_x = x - 20 + 4 * np.sin(y / 230) + 0.006 * (y - 700)
    map_y = y - 20 + 6 * np.sin(y / 310) + 5 * np.sin(x / 400)
    picture = cv2.remap(drawn(), map_x, map_y, cv2.INTER_LINEAR, borderValue=255)
    return np.asarray(picture, np.uint8), np.stack([map_x, map_y], axis=-1)


def test_boxes_are_found_on_a_page_bent_by_a_scanner() -> None:
    picture, true = bent_by_a_scanner()
    places = found(picture).to_raster(box_corners())
    at = np.round(places).astype(int)
    on_form = true[at[:, 1], at[:, 0]] + (places - at)
    # Ticks stand where no printed line is, so that the bend there is a guess.
    digits = np.array(
        [field.writing is Writing.DIGITS for field in FORM.fields for box in field.boxes for _ in box.corners]
    )
    assert np.abs(on_form - box_corners())[digits].max() < NEAR


def erased(*places: tuple[int, int, int, int]) -> Raster:
    picture = drawn().copy()
    for left, top, right, bottom in places:
        picture[top:bottom, left:right] = 255
    return picture


def test_a_missing_corner_is_named_and_the_page_found() -> None:
    registered = found(erased((20, 1320, 90, 1390)))
    assert registered.problems == ("corner-missing:bottom-left",)
    assert worst(registered, np.eye(3)) < NEAR


def test_two_missing_corners_are_named_and_the_page_found() -> None:
    registered = found(erased((20, 1320, 90, 1390), (900, 20, 1000, 100)))
    assert registered.problems == ("corner-missing:top-right", "corner-missing:bottom-left")
    assert worst(registered, np.eye(3)) < NEAR


def test_a_page_without_any_corner_square_is_found_by_its_lines() -> None:
    corners = [(0, 0, 100, 100), (900, 0, 1000, 100), (900, 1315, 1000, 1414), (0, 1315, 100, 1414)]
    registered = found(np.ascontiguousarray(np.rot90(erased(*corners), 2)))
    assert len(registered.problems) == 4
    assert np.abs(registered.to_raster(np.array([[362.0, 400.0]]))[0] - (999 - 362, 1413 - 400)).max() < NEAR


def test_stray_black_areas_and_a_scanners_border_do_not_mislead() -> None:
    picture = np.full((1500, 1100), 10, np.uint8)
    picture[40:1454, 50:1050] = drawn()
    picture[600:660, 700:760] = 0
    picture[1190:1440, 500:1100] = 0
    matrix = np.array([[1, 0, 50], [0, 1, 40], [0, 0, 1.0]])
    registered = found(picture)
    assert worst(registered, matrix) < NEAR
    assert registered.problems == ("corner-missing:bottom-right",)


@pytest.mark.parametrize(
    ("kept", "missing"),
    [
        ((slice(None), slice(0, 720)), {"top-right", "bottom-right"}),
        ((slice(0, 1010), slice(None)), {"bottom-right", "bottom-left"}),
        ((slice(300, None), slice(None)), {"top-left", "top-right"}),
    ],
)
def test_corners_cut_off_are_named(kept: tuple[slice, slice], missing: set[str]) -> None:
    outcome = register_page(np.ascontiguousarray(drawn()[kept]), FORM)
    assert {one for one in outcome.problems if one.startswith("corner")} == {f"corner-missing:{one}" for one in missing}


def test_boxes_outside_of_the_picture_are_a_problem_of_their_own() -> None:
    assert "fields-missing" in found(np.ascontiguousarray(drawn()[:, :720])).problems


def test_the_code_tells_the_place_where_corners_are_missing() -> None:
    with_code = replace(FORM, qr=CODE)
    picture = erased((0, 0, 100, 100), (900, 0, 1000, 100), (20, 1320, 90, 1390))
    registered = found(picture, with_code, qr=CODE.corners)
    assert worst(registered, np.eye(3)) < NEAR


def test_a_page_of_the_table_alone_is_not_taken_for_the_row_beside() -> None:
    rows_alone = np.ascontiguousarray(drawn()[500:900, 40:520])
    assert isinstance(register_page(rows_alone, FORM), Unregistered)


def test_a_blank_page_is_said_to_be_blank() -> None:
    paper = np.random.default_rng(3).normal(240, 3, (1400, 1000)).clip(0, 255).astype(np.uint8)
    assert register_page(paper, FORM) == Unregistered("blank-page")


def test_a_tiny_picture_is_said_to_be_too_small() -> None:
    tiny = cv2.resize(drawn(), (130, 184), interpolation=cv2.INTER_AREA)
    assert register_page(np.asarray(tiny, np.uint8), FORM) == Unregistered("too-small")


def another_form() -> Raster:
    """A form with the same squares in the corners and another table."""
    page = np.full((1414, 1000), 255, np.uint8)
    for x in (36, 924):
        for y in (36, 1338):
            page[y : y + 40, x : x + 40] = 20
    for row in range(20):
        cv2.rectangle(page, (90, 300 + 47 * row), (910, 347 + 47 * row), 0, 1)
    for x in (300, 500, 640, 700, 760):
        cv2.line(page, (x, 300), (x, 300 + 47 * 20), 0, 1)
    return page


def test_another_form_with_the_same_squares_is_not_found() -> None:
    outcome = register_page(another_form(), FORM)
    assert isinstance(outcome, Unregistered)
    assert outcome.reason == "form-not-found"


def test_a_page_of_text_is_not_found() -> None:
    page = np.full((1414, 1000), 255, np.uint8)
    for line in range(30):
        cv2.putText(page, "the quick brown fox jumps over it", (60, 80 + 42 * line), 0, 1.3, 0, 2)
    assert isinstance(register_page(page, FORM), Unregistered)


@pytest.mark.parametrize("seed", range(3))
def test_noise_is_not_found(seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (900, 700), np.uint8)
    assert isinstance(register_page(noise, FORM), Unregistered)


def test_two_calls_give_the_same() -> None:
    picture = seen_through(in_perspective(), (1200, 1550), beside=40)
    first, second = found(picture), found(picture.copy())
    assert np.array_equal(first.to_raster(box_corners()), second.to_raster(box_corners()))


def test_every_box_gives_a_patch_in_the_order_of_the_form() -> None:
    patches = cut_boxes(drawn(), straight(), FORM)
    assert [(one.field, one.index) for one in patches] == [
        (field.id, index) for field in FORM.fields for index in range(len(field.boxes))
    ]
    assert all(one.pixels.shape == (SIDE, SIDE) for one in patches)
    assert all(one.seen == 1 for one in patches)


def test_a_patch_shows_its_box_in_the_middle_whatever_the_turn() -> None:
    upright = cut_boxes(drawn(), straight(), FORM)
    matrix = turned(152)
    skewed = seen_through(matrix, (1600, 1800))
    for level, crooked in zip(upright, cut_boxes(skewed, found(skewed), FORM), strict=True):
        assert level.box == pytest.approx(crooked.box, abs=2)
        blurred = [cv2.GaussianBlur(one.pixels, (0, 0), 2).astype(float) for one in (level, crooked)]
        assert np.corrcoef(blurred[0].ravel(), blurred[1].ravel())[0, 1] > 0.9


def test_the_box_of_a_patch_lies_on_its_printed_lines() -> None:
    patch = next(one for one in cut_boxes(drawn(), straight(), FORM) if one.field == "vela" and one.index == 1)
    left, _, right, _ = patch.box
    assert right - left == BOX
    columns = patch.pixels[SIDE // 4 : -SIDE // 4].mean(axis=0)
    for line in (left, right):
        assert columns[round(line) - 1 : round(line) + 2].min() < columns[round(line) + 4] - 20


def test_a_tall_box_is_cut_around_its_ink() -> None:
    picture = drawn().copy()
    tall = FORM.field("null").boxes[0]
    picture[int(tall.top) + 4 : int(tall.bottom) - 3, int(tall.left) + 4 : int(tall.right) - 3] = 255
    cv2.putText(picture, "7", (int(tall.left) + 12, int(tall.bottom) - 8), 0, 1, 0, 3)
    patch = next(one for one in cut_boxes(picture, found(picture), FORM) if (one.field, one.index) == ("null", 0))
    ink = np.argwhere(patch.pixels[8:-8, 18:-18] < 100)
    assert abs(ink[:, 0].mean() + 8 - SIDE / 2) < 10
    assert patch.box[1] < 0


def test_a_number_is_cut_as_a_strip() -> None:
    number = FORM.field("objections-yes")
    wide = replace(number, writing=Writing.NUMBER, boxes=(replace(number.boxes[0], right=940.0),))
    form = replace(FORM, fields=(wide, *FORM.fields[1:]))
    patch = cut_boxes(drawn(), straight(), form)[0]
    assert patch.pixels.shape[0] == SIDE
    assert patch.pixels.shape[1] > 5 * SIDE


def test_a_patch_beyond_the_edge_says_how_little_of_it_is_seen() -> None:
    cut_off = np.ascontiguousarray(drawn()[:, :871])
    patches = {(one.field, one.index): one for one in cut_boxes(cut_off, found(cut_off), FORM)}
    assert patches["valid", 0].seen == 1
    assert 0.2 < patches["valid", 1].seen < 0.8
    assert patches["valid", 2].seen < 0.05
    assert patches["valid", 2].pixels.min() == 255
