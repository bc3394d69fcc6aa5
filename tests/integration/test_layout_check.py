"""`tallyproof layout check` on drawn pictures: what it says, what it draws, and the guide's own form."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from tallyproof.cli import main
from tallyproof.demo.country import make_country, vote
from tallyproof.demo.form import render_form
from tallyproof.demo.ink import Pixels
from tallyproof.election import load_definition
from tallyproof.election.definition import parse_election_file
from tallyproof.errors import DefinitionError, InputError
from tallyproof.layout.form import BoxForm, parse_form
from tallyproof.read.layout_check import ABSENT, BOX, LINE, check_page, from_message

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "examples" / "demo-form" / "layout.toml"
STRIP = ROOT / "examples" / "venezuela-2024" / "layouts" / "strip.toml"
GUIDE = ROOT / "docs" / "add-a-country.md"


@dataclass(frozen=True)
class Ran:
    """What the command left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Ran]:
    def check(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main(["layout", "check", *map(str, arguments), "--out", str(tmp_path / "seen.png")])
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, said.out, said.err)

    return check


def demo_pixels() -> Pixels:
    country = make_country(np.random.default_rng(7), 80)
    votes = vote(np.random.default_rng(8), country)
    station = country.stations[3]
    return render_form(country.path(station), station, votes[station.code], np.random.default_rng(1)).pixels


def saved(pixels: Pixels, path: Path) -> Path:
    assert cv2.imwrite(str(path), pixels)
    return path


def printed(form: BoxForm) -> Pixels:
    """The empty form that a layout describes."""
    page = np.full((round(form.height), round(form.width)), 250, np.uint8)
    for rule in form.rules:
        start, end = ((round(x), round(y)) for x, y in (rule.start, rule.end))
        cv2.line(page, start, end, 30, 2)
    if form.marks:
        half = form.marks.size / 2
        for x, y in form.marks.centres:
            page[round(y - half) : round(y + half), round(x - half) : round(x + half)] = 15
    return page


def guides_layout() -> str:
    (block,) = re.findall(r"```toml layouts/form\.toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert isinstance(block, str)
    return block


def test_a_form_that_fits_is_said_to_be_whole_and_drawn(check: Callable[..., Ran], tmp_path: Path) -> None:
    ran = check(saved(demo_pixels(), tmp_path / "form.png"), DEMO)
    assert ran.code == 0, ran
    assert "form: found" in ran.out
    assert "0 missing" in ran.out
    assert "fields: 15 (13 digits, 2 tick) with 41 boxes, all in the picture" in ran.out
    seen = np.asarray(cv2.imread(str(tmp_path / "seen.png")))
    assert seen.shape == (1414, 1000, 3)
    # The left edge of the first box is drawn in blue, in OpenCV's order of colours.
    blue, green, red = (int(value) for value in seen[430, 362])
    assert blue > red + 60
    assert green > red


def test_the_same_is_told_to_machines(check: Callable[..., Ran], tmp_path: Path) -> None:
    told = json.loads(check(saved(demo_pixels(), tmp_path / "form.png"), DEMO, "--json").out)
    assert told["found"] is True
    assert told["whole"] is True
    assert told["picture"] == str(tmp_path / "seen.png")


def test_a_corner_that_is_missing_is_named_and_exits_with_findings(check: Callable[..., Ran], tmp_path: Path) -> None:
    pixels = demo_pixels().copy()
    pixels[1320:1390, 20:90] = 255
    ran = check(saved(pixels, tmp_path / "form.png"), DEMO)
    assert ran.code == 1
    assert "corner squares: 3 of 4 found, missing: bottom-left" in ran.out


def test_another_form_is_not_found_and_the_best_guess_is_drawn(check: Callable[..., Ran], tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(guides_layout(), encoding="utf-8")
    ran = check(saved(demo_pixels(), tmp_path / "form.png"), other)
    assert ran.code == 1
    assert "form: not found" in ran.out
    assert (tmp_path / "seen.png").exists()


def test_a_blank_page_is_no_form(check: Callable[..., Ran], tmp_path: Path) -> None:
    ran = check(saved(np.full((1414, 1000), 250, np.uint8), tmp_path / "form.png"), DEMO)
    assert ran.code == 1
    assert "form: not found" in ran.out


def test_a_layout_that_is_not_sound_is_refused_before_the_picture_is_opened(
    check: Callable[..., Ran], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('kind = "boxes"\npage = [10, 10]\nqrr = 3\n', encoding="utf-8")
    ran = check(tmp_path / "absent.png", broken)
    assert ran.code == DefinitionError.exit_code
    assert "broken.toml" in ran.err
    assert "did you mean 'qr'" in ran.err


@pytest.mark.parametrize("data", [b"", b"no picture"])
def test_what_is_no_picture_is_refused(check: Callable[..., Ran], tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "form.png"
    path.write_bytes(data)
    ran = check(path, DEMO)
    assert ran.code == InputError.exit_code
    assert not (tmp_path / "seen.png").exists()


def test_a_page_that_is_not_there_is_said_so(check: Callable[..., Ran], tmp_path: Path) -> None:
    ran = check(saved(demo_pixels(), tmp_path / "form.png"), DEMO, "--page", 2)
    assert ran.code == InputError.exit_code
    assert "expected a page 2" in ran.err


def test_a_form_is_no_strip(check: Callable[..., Ran], tmp_path: Path) -> None:
    ran = check(saved(demo_pixels(), tmp_path / "form.png"), STRIP)
    assert ran.code == 1
    assert "form: not found" in ran.out


@pytest.mark.shared_data
def test_the_rows_of_a_real_strip_are_found_and_drawn(
    check: Callable[..., Ran], shared_data: Path, tmp_path: Path
) -> None:
    ran = check(min((shared_data / "ve-2024" / "sheets").glob("*.jpg")), STRIP)
    assert "form: found, with 48 of 48 rows" in ran.out
    assert ran.code == 0
    assert (tmp_path / "seen.png").exists()


def test_the_guides_form_is_found_by_the_guides_layout() -> None:
    form = parse_form(guides_layout().encode(), "form.toml")
    found = check_page(printed(form), form)
    assert found.is_whole, found.sentences
    assert sum(one.kind == BOX for one in found.regions) == 7 * 3 + 1
    assert sum(one.kind == LINE for one in found.regions) == len(form.rules)


def test_a_line_measured_wrongly_is_named_with_where_it_stands() -> None:
    right = guides_layout()
    page = printed(parse_form(right.encode(), "form.toml"))
    wrong = right.replace("tops = [520, 610, 680, 800]", "tops = [520, 602, 680, 800]")
    found = check_page(page, parse_form(wrong.encode(), "form.toml"))
    assert found.is_found
    assert not found.is_whole
    told = [one for one in found.sentences if one.startswith("  missing")]
    assert len(told) == 1
    assert told[0].startswith("  missing: [900, 602, 1130, 602]; a line stands ")
    assert re.search(r"stands (7\.\d|8|8\.\d) units lower", told[0])
    assert sum(one.kind == ABSENT for one in found.regions) == 1


def test_a_column_measured_wrongly_is_named_with_the_side() -> None:
    right = guides_layout()
    page = printed(parse_form(right.encode(), "form.toml"))
    wrong = right.replace("columns = [640, 700, 760, 820]", "columns = [640, 709, 760, 820]")
    told = [one for one in check_page(page, parse_form(wrong.encode(), "form.toml")).sentences if "missing: [" in one]
    assert len(told) == 1
    assert re.search(r"stands (8\.\d|9|9\.\d) units further left", told[0])


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"is_found": True, "is_whole": True, "sentences": [3], "regions": []},
        {"is_found": True, "is_whole": True, "sentences": [], "regions": [["box", "a", [[1, float("nan")]]]]},
        {"is_found": True, "is_whole": True, "sentences": [], "regions": [["sky", "a", [[1, 2]]]]},
        {"is_found": True, "is_whole": True, "sentences": [], "regions": [["box", "a", [[1, 2]] * 65]]},
        {"is_found": True, "is_whole": True, "sentences": [], "regions": [["box", 7, [[1, 2]]]]},
    ],
)
def test_an_answer_from_the_sandbox_that_does_not_fit_together_is_refused(message: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_message(message)


def shifted(rows: int) -> bytes:
    """The demonstration's layout with the nine parties' rows so many rows lower than they are."""
    text = DEMO.read_text(encoding="utf-8")
    wrong = text.replace("top = 400\nheight = 66", f"top = {400 + 66 * rows}\nheight = 66")
    assert rows == 0 or wrong != text
    return wrong.encode()


def ruled_once_more() -> Pixels:
    """A page with the demonstration's form and, below its nine parties, a row for their sum."""
    page = printed(parse_form(shifted(0), "form.toml"))
    for x in (60, 122, 362, 408, 454, 500):
        cv2.line(page, (x, 994), (x, 1060), 30, 2)
    cv2.line(page, (60, 1060), (500, 1060), 30, 2)
    return page


@pytest.mark.parametrize(("rows", "told"), [(-1, "below the last row 'brisa'"), (1, "above the first row 'faro'")])
def test_a_table_that_is_one_row_off_is_noticed(rows: int, told: str) -> None:
    found = check_page(ruled_once_more(), parse_form(shifted(rows), "form.toml"))
    assert not found.is_whole
    assert any(told in one and "one off" in one for one in found.sentences), found.sentences


def test_a_row_that_the_layout_leaves_out_is_told_until_its_line_is_given() -> None:
    page = ruled_once_more()
    right = parse_form(shifted(0), "form.toml")
    found = check_page(page, right)
    assert not found.is_whole
    assert any("below the last row 'brisa', at [362, 994, 500, 1060]" in one for one in found.sentences)
    assert sum(one.kind == ABSENT for one in found.regions) == 1
    known = shifted(0).replace(b"rules = [", b"rules = [\n  [60, 1060, 500, 1060],")
    assert check_page(page, parse_form(known, "form.toml")).is_whole


def test_a_form_without_a_row_beyond_its_tables_is_whole() -> None:
    form = parse_form(shifted(0), "form.toml")
    assert check_page(printed(form), form).is_whole


def test_a_dark_page_is_not_called_blank() -> None:
    form = parse_form(DEMO.read_bytes(), "form.toml")
    dark = np.asarray(demo_pixels() * 0.12, np.uint8)
    said = " ".join(check_page(dark, form).sentences)
    assert "nothing is on the page" not in said
    assert "The picture is too dark." in said
    blank = check_page(np.full((1414, 1000), 250, np.uint8), form)
    assert blank.sentences == ("form: not found; nothing is on the page",)


def test_a_blurred_page_is_told_as_blurred() -> None:
    form = parse_form(DEMO.read_bytes(), "form.toml")
    blurred = np.asarray(cv2.GaussianBlur(demo_pixels(), (0, 0), 14), np.uint8)
    found = check_page(blurred, form)
    assert not found.is_found
    assert any("blurred" in one for one in found.sentences), found.sentences


def test_a_layout_file_that_is_not_there_is_told_with_the_key_that_names_it(tmp_path: Path) -> None:
    folder = tmp_path / "gt"
    shutil.copytree(ROOT / "examples" / "guatemala-2023", folder)
    (folder / "layouts" / "municipal.toml").unlink()
    with pytest.raises(DefinitionError) as caught:
        load_definition(folder)
    (layout,) = parse_election_file((folder / "election.toml").read_bytes()).layouts
    assert str(caught.value).startswith(f"election.toml, layouts.{layout.id}.form: ")
    assert "municipal.toml" in str(caught.value)
