"""`tallyproof photo --election`: what is no form of the election, or only a part of one, is not good."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tallyproof.cli import main
from tallyproof.demo.country import make_country, vote
from tallyproof.demo.defects import defects_of, take_picture
from tallyproof.demo.definition import election_toml, stations_csv
from tallyproof.demo.form import render_form
from tallyproof.demo.ink import Pixels
from tallyproof.demo.layouts import STRIP_FILE, strip_layout_toml
from tallyproof.demo.strip import render_strip
from tallyproof.read import problems

COUNTRY = make_country(np.random.default_rng(7), 80)
VOTES = vote(np.random.default_rng(8), COUNTRY)
STATION = COUNTRY.stations[3]


@dataclass(frozen=True)
class Ran:
    """What the command left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def page(self) -> Any:
        (page,) = json.loads(self.out)
        return page

    @property
    def codes(self) -> list[str]:
        return [one["code"] for one in self.page["problems"]]


@pytest.fixture(scope="module")
def election(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("election")
    (folder / "layouts").mkdir()
    for name, text in {
        "election.toml": election_toml(COUNTRY),
        "stations.csv": stations_csv(COUNTRY),
        STRIP_FILE: strip_layout_toml(),
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def photo(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Ran]:
    def photo(pixels: Pixels, *arguments: object) -> Ran:
        path = tmp_path / "IMG_1.png"
        assert cv2.imwrite(str(path), pixels)
        with pytest.raises(SystemExit) as ended:
            main(["photo", str(path), *map(str, arguments)])
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, said.out, said.err)

    return photo


def strip() -> Pixels:
    """A scan of the strip that a machine printed."""
    rng = np.random.default_rng(0)
    sheet = render_strip(COUNTRY.path(STATION), STATION, VOTES[STATION.code])
    return take_picture(sheet, defects_of("scan", rng), rng)


def letter() -> Pixels:
    """A sharp page of other text."""
    page = np.full((1400, 1000), 235, np.uint8)
    for line in range(40):
        words = f"Estimados amigos, les escribo por {line * 7919 % 1000} motivos"
        cv2.putText(page, words, (60, 80 + 32 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (40,), 2, cv2.LINE_AA)
    return page


def test_a_sheet_of_the_election_is_good_and_says_what_was_read(photo: Callable[..., Ran], election: Path) -> None:
    ran = photo(strip(), "--election", election, "--json")
    assert ran.code == 0, ran
    assert ran.page["good"] is True
    assert ran.page["form"]["layout"] == "strip"
    assert ran.page["form"]["read"] == ran.page["form"]["of"] > 10
    assert "figures read" in photo(strip(), "--election", election).out
    assert "cifras leídas" in photo(strip(), "--election", election, "--language", "es").out


def test_a_sharp_page_of_other_text_is_good_only_where_nobody_looks_for_a_form(
    photo: Callable[..., Ran], election: Path
) -> None:
    alone = photo(letter(), "--json")
    assert alone.page["good"] is True
    assert "Not looked at: whether a form of the election is on the page" in " ".join(alone.err.split())
    assert "No se miró si" in " ".join(photo(letter(), "--language", "es").err.split())
    ran = photo(letter(), "--election", election, "--json")
    assert (ran.code, ran.page["good"], ran.page["form"]) == (1, False, None)
    assert ran.codes == [problems.NO_FORM]
    assert "Not looked at" not in ran.err


def test_the_form_of_another_election_is_not_good(photo: Callable[..., Ran], election: Path) -> None:
    """A form that no layout of the election knows but by its code, and the code is gone."""
    sheet = render_form(COUNTRY.path(STATION), STATION, VOTES[STATION.code], np.random.default_rng(1))
    assert photo(sheet.pixels, "--election", election, "--json").page["form"]["layout"] == "form"
    left, top, right, bottom = sheet.qr_box
    form = sheet.pixels.copy()
    form[top:bottom, left:right] = 250
    ran = photo(form, "--election", election, "--json")
    assert (ran.code, ran.page["good"]) == (1, False)
    assert problems.NO_FORM in ran.codes


def test_a_part_of_a_sheet_is_not_good(photo: Callable[..., Ran], election: Path) -> None:
    """Heading and most of the rows: each figure that is there is read, and the others are not in the picture."""
    whole = strip()
    ran = photo(whole[: len(whole) // 2], "--election", election, "--json")
    assert (ran.code, ran.page["good"]) == (1, False)
    assert problems.FIELDS_MISSING in ran.codes
    assert 0 < ran.page["form"]["read"] < ran.page["form"]["of"]


def test_a_blank_page_is_said_to_be_blank_and_no_form(photo: Callable[..., Ran], election: Path) -> None:
    ran = photo(np.full((1400, 1000), 235, np.uint8), "--election", election, "--json")
    assert ran.code == 1
    assert set(ran.codes) == {problems.NO_FORM, problems.BLANK_PAGE}


def test_what_is_no_election_folder_is_refused(photo: Callable[..., Ran], tmp_path: Path) -> None:
    ran = photo(letter(), "--election", tmp_path / "nowhere")
    assert ran.code not in (0, 1)
    assert "expected an election folder" in " ".join(ran.err.split())
