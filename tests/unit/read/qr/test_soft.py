"""Codes that the quick decoder cannot read, and pictures in which there is nothing to read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp
from tests.unit.read.qr.drawing import STRIP_TEXT, bent, blurred, corners_in, drawn, modules_of

from tallyproof.read.qr import find, find_qr
from tallyproof.read.qr.seek import Search
from tallyproof.read.qr.soft import Decoded, read_code
from tallyproof.read.qr.symbol import layout_of
from tallyproof.read.reading import Raster

PIXELS = 4


def soft(raster: Raster) -> Decoded | None:
    return next(Search(raster).codes(), None)


def quick(raster: Raster) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(raster)]


CODE = modules_of(STRIP_TEXT, "Q")
SPOILT = {
    "blur": blurred(drawn(CODE, PIXELS), 0.75 * PIXELS, 4),
    "waves and blur": blurred(bent(drawn(CODE, PIXELS), 3.0, 220.0), 0.6 * PIXELS, 4),
    "faint and noisy": blurred((drawn(CODE, PIXELS) // 8 + 110).astype(np.uint8), 0.4 * PIXELS, 9),
}


@pytest.mark.parametrize("damage", SPOILT)
def test_what_the_quick_decoder_cannot_read_is_read(damage: str) -> None:
    assert STRIP_TEXT not in quick(SPOILT[damage])
    (found,) = find_qr(SPOILT[damage], lambda _: True)
    assert found.text == STRIP_TEXT
    assert found.method == "soft"


def test_a_blot_is_given_up_as_erasures() -> None:
    raster = blurred(drawn(CODE, PIXELS), 0.6 * PIXELS, 3)
    cv2.circle(raster, (150, 120), 30, 90, -1)
    decoded = soft(raster)
    assert decoded is not None
    assert decoded.text == STRIP_TEXT
    assert decoded.erasures > 0


def test_a_code_is_read_without_one_of_its_finder_patterns() -> None:
    raster = drawn(CODE, PIXELS)
    raster[: 14 * PIXELS, : 14 * PIXELS] = 255
    decoded = soft(raster)
    assert decoded is not None
    assert decoded.text == STRIP_TEXT


@pytest.mark.parametrize("quarters", range(4))
def test_corners_are_named_as_printed_however_the_sheet_lies(quarters: int) -> None:
    upright = drawn(CODE, PIXELS)
    side = len(upright)
    turned = np.ascontiguousarray(np.rot90(upright, -quarters))
    corners = corners_in(CODE, PIXELS)
    for _ in range(quarters):
        corners = np.stack([side - corners[:, 1], corners[:, 0]], axis=1)
    (quickly,) = find_qr(turned, lambda _: True)
    softly = soft(blurred(turned, 0.5 * PIXELS))
    assert quickly.method == "whole"
    assert softly is not None
    for found in (quickly.corners, softly.corners):
        assert found is not None
        assert np.abs(np.array(found) - corners).max() < PIXELS


@pytest.mark.parametrize("angle", [-40, -18, 12, 33, 45])
def test_a_blurred_code_is_read_at_any_angle(angle: float) -> None:
    upright = drawn(CODE, PIXELS, margin=26)
    side = len(upright)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), angle, 1.0)
    turned = cv2.warpAffine(upright, turn, (side, side), borderValue=255)
    decoded = soft(blurred(np.asarray(turned, np.uint8), 0.6 * PIXELS))
    assert decoded is not None
    assert decoded.text == STRIP_TEXT


def test_a_mirrored_or_inverted_code_is_no_reading_of_something_else() -> None:
    raster = blurred(drawn(CODE, PIXELS), 0.5 * PIXELS)
    for changed in (np.ascontiguousarray(raster[:, ::-1]), (255 - raster).astype(np.uint8)):
        assert [code.text for code in find_qr(changed, lambda _: False)] in ([], [STRIP_TEXT])
        assert soft(changed) is None


def test_a_small_code_of_nine_digits_is_read() -> None:
    digits = modules_of("401351178", "H")
    raster = blurred(drawn(digits, 5), 3.5, 3)
    decoded = soft(raster)
    assert decoded is not None
    assert decoded.text == "401351178"


def with_chance_for_data(seed: int) -> Raster:
    rng = np.random.default_rng(seed)
    layout = layout_of((len(CODE) - 17) // 4)
    data = ~layout.known
    data.flat[layout.format_places.ravel()] = False
    modules = CODE.copy()
    modules[data] = rng.random(int(data.sum())) < 0.5
    return drawn(modules, PIXELS)


@pytest.mark.parametrize("seed", [3, 4])
def test_a_code_with_chance_instead_of_data_says_nothing_and_is_tried_once(seed: int) -> None:
    search = Search(with_chance_for_data(seed))
    assert list(search.codes()) == []
    assert len(search.places) == 1


def test_a_code_that_lacks_a_finder_pattern_is_read_beside_one_that_says_nothing() -> None:
    spoilt = drawn(CODE, PIXELS)
    spoilt[: 14 * PIXELS, : 14 * PIXELS] = 255
    page = np.concatenate([with_chance_for_data(3), spoilt], axis=0)
    search = Search(page)
    assert [decoded.text for decoded in search.codes()] == [STRIP_TEXT]


def test_the_last_steps_are_for_pages_on_which_something_looked_like_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def last(raster: Raster) -> Raster | None:
        tried.append("last")
        return None

    monkeypatch.setattr(find, "LAST_STEPS", (("last", last),))
    grain = np.random.default_rng(1).integers(0, 256, (400, 400)).astype(np.uint8)
    assert find_qr(grain, lambda _: True) == ()
    assert tried == []
    assert find_qr(with_chance_for_data(3), lambda _: True) == ()
    assert tried == ["last"]


@pytest.mark.parametrize("pitch", [1, 3, 8])
def test_noise_says_nothing(pitch: int) -> None:
    rng = np.random.default_rng(pitch)
    grain = (rng.integers(0, 2, (360 // pitch, 360 // pitch)) * 255).astype(np.uint8)
    assert find_qr(grain.repeat(pitch, axis=0).repeat(pitch, axis=1), lambda _: False) == ()


def test_an_empty_or_tiny_page_says_nothing() -> None:
    for shape in ((1, 1), (30, 400), (500, 500)):
        assert find_qr(np.full(shape, 200, np.uint8), lambda _: True) == ()


def test_corners_that_lie_off_the_picture_are_no_mistake() -> None:
    raster = drawn(CODE, PIXELS)
    far = corners_in(CODE, PIXELS) + 10_000
    assert read_code(raster, far, 8) is None
