"""The command `photo`: verdicts in words and for machines, exit codes, and no trust in what leaves the sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from tallyproof.cli import main
from tallyproof.demo.ink import qr_pixels
from tallyproof.errors import UnsafeInputError
from tallyproof.read import photo, problems
from tallyproof.read.photo import PhotoPage, judge, photo_sandbox
from tallyproof.read.reading import Raster
from tallyproof.safety.sandbox import DecodingSandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[DecodingSandbox]:
    with photo_sandbox() as made:
        yield made


def sheet(text: str = "sheet 17") -> Raster:
    page = np.full((1200, 900), 226, np.uint8)
    for line in range(24):
        cv2.putText(
            page, f"{line:02d} PARTIDO {line * 7919 % 1000:04d}", (50, 60 + 30 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.9,
            (40,), 2, cv2.LINE_AA,
        )  # fmt: skip
    code = qr_pixels(text * 6, 8)
    page[850 : 850 + len(code), 300 : 300 + len(code)] = np.clip(code, 40, 226)
    soft = cv2.GaussianBlur(page, (0, 0), 0.7)
    grain = np.random.default_rng(1).normal(0, 1.2, page.shape)
    return np.asarray(np.clip(soft + grain, 0, 255), dtype=np.uint8)


def saved(folder: Path, name: str, *rasters: Raster) -> Path:
    first, *rest = (Image.fromarray(raster) for raster in rasters)
    if rest:
        first.save(folder / name, save_all=True, append_images=rest)
    else:
        first.save(folder / name)
    return folder / name


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["photo", *map(str, arguments)])
    code = ended.value.code
    assert isinstance(code, int)
    return code, capsys.readouterr().out


def test_a_good_picture_is_called_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, saved(tmp_path, "IMG_1.jpg", sheet()))
    assert code == 0
    assert said.startswith("IMG_1.jpg: good (chance of being read: ")


def test_a_bad_picture_is_told_with_what_to_do_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blurred = np.asarray(cv2.GaussianBlur(sheet(), (0, 0), 6), np.uint8)
    code, said = run(capsys, saved(tmp_path, "IMG_2.png", blurred), "--language", "es")
    assert code == 1
    assert said.startswith("IMG_2.png: tómela otra vez\n")
    assert problems.sentence(problems.BLURRED, "es") in said


def test_each_page_has_its_own_verdict_for_machines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, saved(tmp_path, "scan.tif", sheet(), np.full((1200, 900), 226, np.uint8)), "--json")
    first, second = json.loads(said)
    assert code == 1
    assert (first["page"], first["of"], first["good"], first["problems"]) == (1, 2, True, [])
    assert (second["good"], [one["code"] for one in second["problems"]]) == (False, [problems.BLANK_PAGE])


def test_what_cannot_be_opened_is_said_beside_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = tmp_path / "letter.jpg"
    letter.write_bytes(b"Dear all,\n")
    code, said = run(capsys, letter, tmp_path / "absent.jpg", saved(tmp_path, "IMG_1.jpg", sheet()))
    assert code == 3
    assert "letter.jpg: unreadable\n  letter.jpg: expected a JPEG" in said
    assert "absent.jpg: unreadable" in said
    assert "IMG_1.jpg: good" in said


def test_a_language_without_words_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, tmp_path / "any.jpg", "--language", "fr")[0] == 2


@pytest.mark.parametrize(("turns", "code"), [(1, problems.SIDEWAYS), (2, problems.UPSIDE_DOWN)])
def test_a_turned_sheet_is_good_and_said_to_be_turned(
    sandbox: DecodingSandbox, tmp_path: Path, turns: int, code: str
) -> None:
    turned = np.ascontiguousarray(np.rot90(sheet(), turns))
    (page,) = judge(sandbox, saved(tmp_path, "turned.png", turned))
    assert page.is_good
    assert page.problems == (code,)


def test_two_codes_are_two_sheets(sandbox: DecodingSandbox, tmp_path: Path) -> None:
    (page,) = judge(sandbox, saved(tmp_path, "two.png", np.hstack([sheet("one"), sheet("two")])))
    assert problems.SEVERAL_SHEETS in page.problems


@pytest.mark.parametrize(
    "message",
    [
        None,
        {},
        {"of": 1, "score": 2_000_000, "problems": [], "refused": ""},
        {"of": 1, "score": True, "problems": [], "refused": ""},
        {"of": 0, "score": 1, "problems": [], "refused": ""},
        {"of": 1, "score": 1, "problems": ["<script>"], "refused": ""},
        {"of": 1, "score": 1, "problems": [[]], "refused": ""},
        {"of": 1, "score": 1, "problems": [], "refused": 7},
    ],
)
def test_an_answer_that_does_not_fit_together_is_refused(message: object) -> None:
    with pytest.raises(UnsafeInputError, match="does not fit together"):
        photo._page(message, "IMG_1.jpg", 1)


def test_a_refusal_cannot_write_to_the_terminal() -> None:
    page = photo._page({"of": 2, "score": 0, "problems": [], "refused": "x: \x1b[31mred"}, "x", 1)
    assert page == PhotoPage("x", 1, 2, refused="x: ?[31mred")
