"""The quality of a picture: what is wrong with it is named, what is fine is not, and worse pictures score lower."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tallyproof.errors import UsageError
from tallyproof.read import problems
from tallyproof.read.quality import Quality, assess
from tallyproof.read.reading import Raster

PAPER, INK, TABLE = 225, 45, 95


@pytest.fixture(scope="module")
def sheet() -> Raster:
    """A page of 1,400 x 1,000 pixels with lines of print and a code."""
    page = np.full((1400, 1000), PAPER, np.uint8)
    for line in range(34):
        cv2.putText(
            page, f"{line:02d}  PARTIDO DE LA PRUEBA  {line * 7919 % 1000:04d}", (60, 60 + 27 * line),
            cv2.FONT_HERSHEY_SIMPLEX, 0.8, INK, 2, cv2.LINE_AA,
        )  # fmt: skip
    modules = np.random.default_rng(5).integers(0, 2, (41, 41), dtype=np.uint8)
    code = cv2.resize(INK + (PAPER - INK) * modules, (328, 328), interpolation=cv2.INTER_NEAREST)
    page[1010:1338, 330:658] = code
    return page


def on_table(page: Raster, *, margin: int = 70) -> Raster:
    height, width = page.shape
    table = np.full((height + 2 * margin, width + 2 * margin), TABLE, np.uint8)
    table[margin : margin + height, margin : margin + width] = page
    return grainy(table)


def grainy(picture: Any) -> Raster:
    grain = np.random.default_rng(3).normal(0, 1.2, picture.shape)
    soft = cv2.GaussianBlur(picture, (0, 0), 0.7)
    return np.asarray(np.clip(soft + grain, 0, 255), dtype=np.uint8)


def found(picture: Raster) -> tuple[str, ...]:
    return assess(picture).problems


def test_a_good_picture_has_no_problems_and_a_high_score(sheet: Raster) -> None:
    for picture in (on_table(sheet), grainy(sheet)):
        quality = assess(picture)
        assert quality.problems == ()
        assert quality.score > 800_000
        assert quality.is_good


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("top-left", slice(110, None), slice(110, None)),
        ("top-right", slice(110, None), slice(None, -110)),
        ("bottom-right", slice(None, -110), slice(None, -110)),
        ("bottom-left", slice(None, -110), slice(110, None)),
    ],
)
def test_the_corner_that_is_cut_off_is_named(sheet: Raster, name: str, rows: slice, columns: slice) -> None:
    missing = found(np.ascontiguousarray(on_table(sheet)[rows, columns]))
    assert f"corner-missing:{name}" in missing
    opposite = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}
    assert f"corner-missing:{'-'.join(opposite[side] for side in name.split('-'))}" not in missing


def test_a_sheet_that_fills_the_picture_misses_no_corner(sheet: Raster) -> None:
    assert found(grainy(sheet)) == ()


@pytest.mark.parametrize("spread", [4.0, 6.0])
def test_a_blurred_picture_is_named(sheet: Raster, spread: float) -> None:
    assert problems.BLURRED in found(grainy(cv2.GaussianBlur(on_table(sheet), (0, 0), spread)))


def test_a_picture_smeared_by_movement_is_named(sheet: Raster) -> None:
    path = np.zeros((17, 17), np.float32)
    path[8] = 1 / 17
    assert problems.BLURRED in found(grainy(np.asarray(cv2.filter2D(on_table(sheet), -1, path), np.uint8)))


def test_a_dark_picture_is_named(sheet: Raster) -> None:
    assert problems.TOO_DARK in found((on_table(sheet) * 0.25).astype(np.uint8))


def test_an_overexposed_picture_is_named(sheet: Raster) -> None:
    light = np.clip(on_table(sheet).astype(np.int16) + 165, 0, 255).astype(np.uint8)
    assert problems.TOO_BRIGHT in found(light)


def test_pale_print_is_named(sheet: Raster) -> None:
    pale = (PAPER - (PAPER - sheet.astype(np.float32)) * 0.2).astype(np.uint8)
    assert problems.LOW_CONTRAST in found(on_table(pale))


def test_a_mirrored_lamp_is_named(sheet: Raster) -> None:
    picture = (on_table(sheet) * 0.8).astype(np.uint8)
    cv2.ellipse(picture, (560, 900), (330, 190), 20, 0, 360, (255,), -1)
    assert problems.GLARE in found(picture)


def test_a_picture_that_is_too_small_is_named(sheet: Raster) -> None:
    small = cv2.resize(on_table(sheet), None, fx=0.22, fy=0.22, interpolation=cv2.INTER_AREA)
    assert problems.TOO_SMALL in found(np.asarray(small, np.uint8))


def test_a_blank_page_is_named_and_nothing_else_is(sheet: Raster) -> None:
    assert found(on_table(np.full_like(sheet, PAPER))) == (problems.BLANK_PAGE,)


@pytest.mark.parametrize("spread", [10, 14, 20, 30])
def test_print_out_of_focus_is_not_called_a_blank_page(sheet: Raster, spread: float) -> None:
    assert problems.BLURRED in found(np.asarray(cv2.GaussianBlur(on_table(sheet), (0, 0), spread), np.uint8))


@pytest.mark.parametrize("light", [0.03, 0.05, 0.1])
def test_a_page_in_the_dark_is_not_called_blank(sheet: Raster, light: float) -> None:
    assert problems.TOO_DARK in found((on_table(sheet) * light).astype(np.uint8))


def test_a_blank_page_in_uneven_light_is_blank(sheet: Raster) -> None:
    light = np.linspace(0.6, 1.1, sheet.shape[1], dtype=np.float32)[None, :]
    shaded = (np.full_like(sheet, PAPER) * light).clip(0, 255).astype(np.uint8)
    shaded[:, 480:500] -= 25
    assert found(np.asarray(cv2.GaussianBlur(shaded, (0, 0), 6), np.uint8)) == (problems.BLANK_PAGE,)


def test_two_sheets_side_by_side_are_named(sheet: Raster) -> None:
    assert problems.SEVERAL_SHEETS in found(np.hstack([on_table(sheet), on_table(sheet)]))


def test_deep_shadow_on_a_part_is_named(sheet: Raster) -> None:
    picture = grainy(sheet).astype(np.float32)
    picture *= np.clip(np.linspace(0.1, 1.7, picture.shape[1], dtype=np.float32), 0.3, 1)
    assert problems.UNEVEN_LIGHT in found(picture.astype(np.uint8))


def test_the_dots_of_a_screen_are_named(sheet: Raster) -> None:
    height, width = sheet.shape
    ys, xs = np.mgrid[:height, :width].astype(np.float32)
    dots = 1 + 0.18 * np.sin(1.31 * xs + 0.2 * ys) + 0.12 * np.sin(1.27 * ys - 0.2 * xs)
    assert problems.SCREEN in found(grainy(np.clip(sheet * dots, 0, 255).astype(np.uint8)))


def test_worse_pictures_score_lower(sheet: Raster) -> None:
    def score(spread: float) -> int:
        return assess(grainy(cv2.GaussianBlur(on_table(sheet), (0, 0), spread))).score

    assert score(0.5) > score(3) > score(9)


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (40, 40), (129, 127), (5000, 30)])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_any_raster_has_an_answer(size: tuple[int, int], grey: int) -> None:
    quality = assess(np.full(size, grey, np.uint8))
    assert 0 <= quality.score <= 1_000_000


def test_a_picture_has_the_same_answer_twice(sheet: Raster) -> None:
    assert assess(on_table(sheet)) == assess(on_table(sheet))


@pytest.mark.parametrize("code", problems.PROBLEMS)
@pytest.mark.parametrize("language", problems.LANGUAGES)
def test_every_code_has_a_sentence_in_every_language(code: str, language: str) -> None:
    words = problems.sentence(code, language)
    assert words.endswith(".")
    assert len(words) > 30
    assert problems.sentence(code, "en") != problems.sentence(code, "es")


def test_every_code_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reading" / "quality.md").read_text(encoding="utf-8")
    assert [code for code in problems.PROBLEMS if f"`{code}`" not in page] == []


@pytest.mark.shared_data
def test_real_scans_are_called_good(shared_data: Path) -> None:
    files = sorted((shared_data / "ve-2024" / "sheets").glob("*.jpg"))
    files += sorted((shared_data / "gt-2023" / "sheets").glob("*.jpg"))[::20]
    assert files
    pictures = (np.asarray(cv2.imread(str(file), cv2.IMREAD_GRAYSCALE), np.uint8) for file in files)
    good = [assess(picture).is_good for picture in pictures]
    assert sum(good) >= 0.9 * len(good)


def test_an_unknown_code_or_language_is_refused() -> None:
    with pytest.raises(UsageError, match="expected en or es, got 'fr'"):
        problems.sentence(problems.GLARE, "fr")
    with pytest.raises(UsageError, match="got 'ugly'"):
        problems.sentence("ugly", "en")


@pytest.mark.parametrize(
    ("quarter_turns", "code"), [(0, None), (1, problems.SIDEWAYS), (2, problems.UPSIDE_DOWN), (3, problems.SIDEWAYS)]
)
def test_the_corners_of_a_code_tell_how_a_sheet_lies(quarter_turns: int, code: str | None) -> None:
    square = [(0.0, 1.0), (9.0, 0.0), (10.0, 9.0), (1.0, 10.0)]
    one, two, three, four = (square[(at + quarter_turns) % 4] for at in range(4))
    assert problems.turned((one, two, three, four)) == code


def test_what_only_informs_does_not_make_a_picture_bad(sheet: Raster) -> None:
    good = assess(on_table(sheet))
    assert Quality(good.score, (problems.UPSIDE_DOWN,), good.measures).is_good
    assert not Quality(good.score, (problems.GLARE,), good.measures).is_good
