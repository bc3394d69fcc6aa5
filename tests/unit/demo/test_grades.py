"""Graded strips: one seed one picture, true in everything that is said about it; crops with their true texts."""

from __future__ import annotations

import io

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from tallyproof.demo.grade_ballot import LONG_FORM, LONG_GRAMMAR, long_register, votes_at
from tallyproof.demo.grade_noise import noise_crop
from tallyproof.demo.grades import GRADES, KINDS, GradedStrip, graded_strip
from tallyproof.demo.ink import Pixels
from tallyproof.errors import UsageError
from tallyproof.layout.qr import GrammarMismatchError

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
CROPS = range(40)


def codes(pixels: Pixels) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(pixels, formats=QR)


def opened(strip: GradedStrip) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(strip.jpeg)), dtype=np.uint8)


@pytest.fixture(scope="module")
def clean() -> GradedStrip:
    return graded_strip("clean", 3)


@pytest.fixture(scope="module")
def worst() -> GradedStrip:
    return graded_strip("worst", 3)


def test_the_same_grade_and_seed_give_the_same_bytes(worst: GradedStrip) -> None:
    assert graded_strip("worst", 3) == worst


def test_another_seed_gives_another_strip(worst: GradedStrip) -> None:
    other = graded_strip("worst", 4)
    assert other.jpeg != worst.jpeg
    assert other.payload != worst.payload


def test_another_grade_gives_another_strip_for_the_same_seed(clean: GradedStrip, worst: GradedStrip) -> None:
    assert clean.payload != worst.payload


def test_a_grade_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(UsageError, match="expected a grade of clean, graded, field, worst, got 'fine'"):
        graded_strip("fine", 1)


def test_a_clean_strip_is_read_as_its_payload_with_a_code_as_on_the_real_strips(clean: GradedStrip) -> None:
    (code,) = codes(opened(clean))
    assert code.text == clean.payload
    assert "'Version': '8', 'ECLevel': 'Q'" in str(code.extra)


def test_a_clean_strip_has_about_the_size_of_a_real_one(clean: GradedStrip) -> None:
    height, width = opened(clean).shape
    assert 590 <= width <= 720
    assert 6_300 <= height <= 7_300


def test_the_payload_says_the_votes_and_the_station(worst: GradedStrip) -> None:
    parsed = LONG_GRAMMAR.parse(worst.payload)
    assert parsed.station_code == worst.station_code == worst.station.code
    assert tuple(parsed.figures.values()) == worst.votes.lines
    assert parsed.counts == {"null": worst.votes.null, "blank": worst.votes.blank}


def test_no_station_has_more_ballots_than_registered_voters() -> None:
    rng = np.random.default_rng(1)
    stations = long_register().stations[:300]
    assert all(votes_at(station, rng).cast <= station.registered for station in stations)


def test_the_ballot_is_as_long_as_the_venezuelan_one() -> None:
    assert (len(LONG_FORM.lines), len(LONG_FORM.candidates)) == (38, 10)
    assert len({line.code for line in LONG_FORM.lines}) == 38


def test_the_corners_of_the_code_are_where_a_reader_finds_it(clean: GradedStrip) -> None:
    (code,) = codes(opened(clean))
    seen = [
        (at.x, at.y)
        for at in (
            code.position.top_left,
            code.position.top_right,
            code.position.bottom_right,
            code.position.bottom_left,
        )
    ]
    assert np.abs(np.array(seen) - np.array(clean.qr_corners)).max() < 8


def test_a_point_of_the_strip_is_found_again_from_its_pixel(worst: GradedStrip) -> None:
    rng = np.random.default_rng(2)
    left, top, right, bottom = worst.sheet.qr_box
    dots = np.stack([rng.uniform(left, right, 50), rng.uniform(top, bottom, 50)], axis=1)
    back = worst.geometry.to_strip(worst.geometry.to_picture(dots))
    assert np.abs(back - dots).max() < 2.0


def test_levels_of_strong_damages_stand_in_their_range(worst: GradedStrip) -> None:
    rules = GRADES["worst"]
    assert set(worst.levels) == set(KINDS)
    assert rules.count[0] <= len(worst.strong) <= rules.count[1]
    assert all(rules.strong[0] <= worst.levels[kind] <= rules.strong[1] for kind in worst.strong)
    assert all(level <= rules.others for kind, level in worst.levels.items() if kind not in worst.strong)


def test_the_same_seed_gives_the_same_crop_and_another_seed_another() -> None:
    first, again, other = noise_crop(5), noise_crop(5), noise_crop(6)
    assert np.array_equal(first[0], again[0])
    assert first[1] == again[1]
    assert not np.array_equal(first[0], other[0])


def test_the_truth_of_crops_holds_every_text_that_a_reader_finds_in_them() -> None:
    found = 0
    for seed in CROPS:
        pixels, truth = noise_crop(seed)
        texts = {code.text for code in codes(pixels)}
        assert texts <= truth
        found += len(texts)
    assert found > 0


def test_most_crops_hold_no_code_and_some_hold_a_strip_broken_beyond_repair() -> None:
    truths = [noise_crop(seed)[1] for seed in CROPS]
    assert sum(not truth for truth in truths) > len(CROPS) / 2
    assert any(_is_strip(text) for truth in truths for text in truth)


def _is_strip(text: str) -> bool:
    try:
        LONG_GRAMMAR.parse(text)
    except GrammarMismatchError:
        return False
    return True
