"""Registration of real sheets: Guatemala City, 25 June 2023, as they were scanned and after rougher treatment.

Where a box truly lies nobody has marked; the printed lines of the sheet itself are the measure, and half of them are
kept out of a fit to be measured by it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from tallyproof.election import load_definition
from tallyproof.layout.form import BoxForm, parse_form
from tallyproof.read.boxes.cut import SIDE, cut_boxes
from tallyproof.read.boxes.register import Registered, Unregistered, register_page
from tallyproof.read.reading import Raster

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "guatemala-2023"
EVERY = 25

pytestmark = pytest.mark.shared_data


@lru_cache(maxsize=1)
def form() -> BoxForm:
    path = EXAMPLE / "layouts" / "municipal.toml"
    return parse_form(path.read_bytes(), path.name)


@pytest.fixture(scope="module")
def paths(shared_data: Path) -> list[Path]:
    return sorted((shared_data / "gt-2023" / "sheets").glob("*.jpg"))


@pytest.fixture(scope="module")
def sheets(paths: list[Path]) -> list[Raster]:
    return [grey(path) for path in paths[::EVERY]]


def grey(path: Path) -> Raster:
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8)


def found(raster: Raster) -> Registered:
    registered = register_page(raster, form())
    assert isinstance(registered, Registered), registered
    return registered


def places() -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The middles of all boxes for digits, in the form's units."""
    return np.array([box.centre for field in form().fields for box in field.boxes if field.id in tabled()])


def tabled() -> set[str]:
    return {field.id for field in form().fields if len(field.boxes) == 3}


def test_the_example_loads_with_a_field_for_every_count_and_party() -> None:
    definition = load_definition(EXAMPLE)
    contest = definition.file.contests[0]
    ids = {one.id for one in contest.candidates} | {one.id for one in contest.counts}
    assert ids == {field.id for field in form().fields if not field.id.startswith("objections-")}


def test_the_code_on_every_sheet_names_the_station_of_its_file(paths: list[Path]) -> None:
    definition = load_definition(EXAMPLE)
    assert definition.register is not None
    listed = {f"{int(path.stem.split('_')[3]):05}" for path in paths}
    assert listed <= set(definition.register.stations)


@pytest.mark.slow
def test_more_than_99_in_100_sheets_are_found_and_their_lines_lie_within_a_pixel(paths: list[Path]) -> None:
    outcomes = [register_page(grey(path), form()) for path in paths]
    registered = [one for one in outcomes if isinstance(one, Registered)]
    assert len(registered) > 0.99 * len(paths)
    assert sum(one.fit > 980_000 for one in registered) > 0.99 * len(paths)
    assert max(one.residual for one in registered) < 0.3
    assert max(one.residual_high for one in registered) < 1
    assert all(one.loose == () for one in registered)


def test_sheets_are_found_and_every_box_is_cut(sheets: list[Raster]) -> None:
    for sheet in sheets:
        registered = found(sheet)
        patches = cut_boxes(sheet, registered, form())
        assert registered.fit > 950_000
        assert len(patches) == sum(len(field.boxes) for field in form().fields)
        assert all(patch.pixels.shape[0] == SIDE for patch in patches)


def test_lines_kept_out_of_the_fit_lie_where_it_says(sheets: list[Raster]) -> None:
    every_other = parse_form((EXAMPLE / "layouts" / "municipal.toml").read_bytes(), "municipal.toml")
    half = type(every_other)(
        **{
            **{name: getattr(every_other, name) for name in every_other.__slots__},
            "rules": tuple(rule for index, rule in enumerate(every_other.rules) if index % 3),
        }
    )
    for sheet in sheets:
        whole, part = found(sheet), register_page(sheet, half)
        assert isinstance(part, Registered)
        assert np.abs(whole.to_raster(places()) - part.to_raster(places())).max() < 1.5


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_boxes_lie_at_the_same_places_of_a_turned_sheet(sheets: list[Raster], quarters: int) -> None:
    for sheet in sheets[::2]:
        upright = found(sheet).to_raster(places())
        turned = np.ascontiguousarray(np.rot90(sheet, quarters))
        right, bottom = sheet.shape[1] - 1, sheet.shape[0] - 1
        expected = {
            1: np.stack([upright[:, 1], right - upright[:, 0]], axis=1),
            2: np.array([right, bottom]) - upright,
            3: np.stack([bottom - upright[:, 1], upright[:, 0]], axis=1),
        }[quarters]
        assert np.abs(found(turned).to_raster(places()) - expected).max() < 1


def test_boxes_are_found_on_a_sheet_seen_askew(sheets: list[Raster]) -> None:
    for sheet in sheets[::2]:
        height, width = sheet.shape
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        seen = np.array([[150, 60], [1190, 130], [1120, 1700], [40, 1790]], np.float32)
        matrix = np.asarray(cv2.getPerspectiveTransform(corners, seen), np.float64)
        askew = np.asarray(cv2.warpPerspective(sheet, matrix, (1250, 1850), borderValue=60), np.uint8)
        expected = cv2.perspectiveTransform(found(sheet).to_raster(places())[None], matrix)[0]
        assert np.abs(found(askew).to_raster(places()) - expected).max() < 2


@pytest.mark.parametrize("seed", range(3))
def test_no_row_or_column_is_taken_for_its_neighbour_on_pages_askew_without_a_corner(
    sheets: list[Raster], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    for sheet in sheets[seed::3]:
        true = found(sheet).to_raster(places())
        height, width = sheet.shape
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        seen = (1.15 * corners + 80 + rng.uniform(-75, 75, (4, 2))).astype(np.float32)
        matrix = np.asarray(cv2.getPerspectiveTransform(corners, seen), np.float64)
        painted = sheet.copy()
        painted[-160:, :200] = 235
        askew = cv2.warpPerspective(painted, matrix, (round(1.15 * width) + 160, round(1.15 * height) + 160))
        outcome = register_page(np.asarray(askew, np.uint8), form())
        if isinstance(outcome, Registered):
            expected = cv2.perspectiveTransform(true[None], matrix)[0]
            # A quarter of a box; beside the blacked-out areas no line holds the last column.
            assert np.abs(outcome.to_raster(places()) - expected).max() < 12


def test_a_corner_that_is_painted_over_is_named(sheets: list[Raster]) -> None:
    for sheet in sheets[::2]:
        whole = found(sheet)
        marks = form().marks
        assert marks is not None
        x, y = whole.to_raster(np.array([marks.centres[0]]))[0].astype(int)
        painted = sheet.copy()
        painted[max(0, y - 60) : y + 60, max(0, x - 60) : x + 60] = 250
        registered = found(painted)
        assert "corner-missing:top-left" in registered.problems
        assert np.abs(registered.to_raster(places()) - whole.to_raster(places())).max() < 1


def test_the_corners_that_are_cut_off_are_named(sheets: list[Raster]) -> None:
    for sheet in sheets[::2]:
        outcome = register_page(np.ascontiguousarray(sheet[: sheet.shape[0] // 2]), form())
        assert {"corner-missing:bottom-right", "corner-missing:bottom-left", "fields-missing"} <= set(outcome.problems)


def test_another_form_is_not_taken_for_this_one(sheets: list[Raster]) -> None:
    path = ROOT / "examples" / "demo-form" / "layout.toml"
    other = parse_form(path.read_bytes(), path.name)
    assert all(isinstance(register_page(sheet, other), Unregistered) for sheet in sheets[::3])
