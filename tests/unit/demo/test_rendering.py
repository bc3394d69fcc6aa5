"""Rendered sheets: what is drawn is what the figures say, and machines read it after rough treatment."""

from __future__ import annotations

import io
from typing import Literal

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from tallyproof.demo.country import Country, Station, Votes, make_country, vote
from tallyproof.demo.defects import as_jpeg, blot_out, defects_of, take_picture, tear_off
from tallyproof.demo.form import HEIGHT, WIDTH, StatedTotals, digit_boxes, form_payload, render_form
from tallyproof.demo.ink import Pixels, RenderedSheet, wrap
from tallyproof.demo.strip import in_words, render_strip, strip_payload

QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
SEEDS = range(6)
KINDS: list[Literal["strip", "form"]] = ["strip", "form"]
CAMERAS: list[Literal["scan", "photo"]] = ["scan", "photo"]


@pytest.fixture(scope="module")
def country() -> Country:
    return make_country(np.random.default_rng(7), 80)


@pytest.fixture(scope="module")
def votes(country: Country) -> dict[str, Votes]:
    return vote(np.random.default_rng(8), country)


def rendered(country: Country, station: Station, votes: Votes, kind: str, seed: int = 1) -> RenderedSheet:
    areas = country.path(station)
    if kind == "strip":
        return render_strip(areas, station, votes)
    return render_form(areas, station, votes, np.random.default_rng(seed))


def qr_texts(picture: Pixels) -> list[str]:
    pixels = np.asarray(Image.open(io.BytesIO(as_jpeg(picture))))
    return [code.text for code in zxingcpp.read_barcodes(pixels, formats=QR)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize("seed", SEEDS)
def test_qr_code_is_read_from_a_scan_and_a_photo(
    country: Country,
    votes: dict[str, Votes],
    kind: str,
    camera: Literal["scan", "photo"],
    seed: int,
) -> None:
    station = country.stations[seed * 11]
    sheet = rendered(country, station, votes[station.code], kind)
    rng = np.random.default_rng(seed)
    assert qr_texts(take_picture(sheet, defects_of(camera, rng), rng)) == [sheet.payload]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", [tear_off, blot_out])
@pytest.mark.parametrize("seed", SEEDS)
def test_torn_or_blotted_qr_code_is_not_read(
    country: Country, votes: dict[str, Votes], kind: str, damage: object, seed: int
) -> None:
    station = country.stations[seed * 11]
    rng = np.random.default_rng(seed)
    sheet = rendered(country, station, votes[station.code], kind)
    damaged = tear_off(sheet, rng) if damage is tear_off else blot_out(sheet, rng)
    assert qr_texts(damaged.pixels) == []
    assert qr_texts(take_picture(damaged, defects_of("scan", rng), rng)) == []


def test_strip_payload_names_station_contest_lines_null_and_blank() -> None:
    votes = Votes((1, 2, 3, 4, 5, 6, 7, 8, 9), 11, 12)
    assert strip_payload("010203004.05", votes) == "010203004.05.1.0001!1,2,3,4,5,6,7,8,9!11!12"


def test_form_payload_carries_the_totals_as_stated_even_if_they_are_wrong() -> None:
    votes = Votes((1, 2, 3, 4, 5, 6, 7, 8, 9), 11, 12)
    assert form_payload("1.1", votes, StatedTotals.of(votes)) == "F1!1.1!1,2,3,4,5,6,7,8,9!45!11!12!68"
    assert form_payload("1.1", votes, StatedTotals(99, 11, 12, 68)).endswith("!99!11!12!68")


def test_counts_in_words_go_digit_by_digit() -> None:
    assert in_words(294) == "Cero, Dos, Nueve, Cuatro"


def test_qr_box_encloses_the_qr_code_and_nothing_else(country: Country, votes: dict[str, Votes]) -> None:
    station = country.stations[0]
    for kind in KINDS:
        sheet = rendered(country, station, votes[station.code], kind)
        left, top, right, bottom = sheet.qr_box
        cut = np.pad(sheet.pixels[top:bottom, left:right], 40, constant_values=255)
        assert qr_texts(cut) == [sheet.payload]
        assert sheet.pixels[top:bottom, left].min() == 0
        assert sheet.pixels[top:bottom, left - 1].min() == 255


def test_every_digit_box_is_written_in_and_lies_on_the_page(country: Country, votes: dict[str, Votes]) -> None:
    station = country.stations[0]
    sheet = rendered(country, station, votes[station.code], "form")
    boxes = [box for three in digit_boxes().values() for box in three]
    assert len(boxes) == 13 * 3
    for left, top, right, bottom in boxes:
        assert 0 < left < right < WIDTH
        assert 0 < top < bottom < HEIGHT
        inside = sheet.pixels[top + 4 : bottom - 4, left + 4 : right - 4]
        assert 0.02 < (inside < 140).mean() < 0.5


def test_form_has_four_black_squares_at_its_corners(country: Country, votes: dict[str, Votes]) -> None:
    station = country.stations[0]
    page = rendered(country, station, votes[station.code], "form").pixels
    for y in (slice(36, 76), slice(HEIGHT - 76, HEIGHT - 36)):
        for x in (slice(36, 76), slice(WIDTH - 76, WIDTH - 36)):
            assert page[y, x].max() < 40


def test_two_people_write_the_same_figures_differently(country: Country, votes: dict[str, Votes]) -> None:
    station = country.stations[0]
    one = rendered(country, station, votes[station.code], "form", seed=1)
    other = rendered(country, station, votes[station.code], "form", seed=2)
    assert one.payload == other.payload
    assert (one.pixels != other.pixels).any()


def test_same_seed_gives_the_same_picture(country: Country, votes: dict[str, Votes]) -> None:
    station = country.stations[3]

    def picture() -> bytes:
        rng = np.random.default_rng(9)
        sheet = rendered(country, station, votes[station.code], "form")
        return as_jpeg(take_picture(sheet, defects_of("photo", rng), rng))

    assert picture() == picture()


def test_no_letter_falls_back_to_the_box_of_a_missing_one(country: Country) -> None:
    names = [area.name for area in country.areas.values()] + [one.place.name for one in country.stations]
    sheet_letters = set("".join(names)) - set("áéíóúñÁÉÍÓÚÑ")
    assert all(letter.isascii() for letter in sheet_letters)


def test_wrapped_lines_are_no_wider_than_asked_for() -> None:
    lines = wrap("PRESIDENCIA DE LA REPÚBLICA DE EJEMPLO", 32, 300)
    assert len(lines) > 1
    assert " ".join(lines) == "PRESIDENCIA DE LA REPÚBLICA DE EJEMPLO"
