"""A strip read in digits and in words: right or unread, never one made to agree with the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tallyproof.demo.grade_ballot import LONG_FORM, long_register
from tallyproof.layout.strip import StripForm, StripPart
from tallyproof.model import Way
from tallyproof.read.problems import SEVERAL_SHEETS
from tallyproof.read.reading import FormReading, Raster
from tallyproof.read.strip import read_strip

Printed = Callable[[Mapping[str, int]], Raster]
COUNTS = {line.id: count for line, count in zip(LONG_FORM.lines, [318, 25, 7, 0, 41, 6] * 7, strict=False)}


@pytest.fixture(scope="module")
def strip(printed: Printed) -> Raster:
    return printed(COUNTS)


@pytest.fixture(scope="module")
def reading(strip: Raster, form: StripForm) -> FormReading:
    return read_strip(strip, form)


def figures(reading: FormReading, way: Way) -> dict[str, int]:
    one = next(one for one in reading.ways if one.way is way)
    return {name: field.value for name, field in one.fields.items() if field.value is not None}


def known() -> dict[str, int]:
    cast = sum(COUNTS.values())
    return {**COUNTS, "cast": cast, "valid": cast, "null": 0, "blank": 0}


@pytest.mark.parametrize(("way", "share"), [(Way.DIGITS, 0.6), (Way.WORDS, 0.95)])
def test_figures_are_right_or_unread(reading: FormReading, way: Way, share: float) -> None:
    found, right = figures(reading, way), known()
    assert {name: value for name, value in found.items() if right[name] != value} == {}
    assert len(found) >= share * len(right)


def test_both_ways_name_the_station_and_the_register(reading: FormReading) -> None:
    station = long_register().stations[7]
    for way in reading.ways:
        assert way.registered == station.registered
        assert f"{way.station_parts['place']}.{way.station_parts['number']}" == station.code


def test_the_corners_are_those_of_the_printed_frame(reading: FormReading, strip: Raster) -> None:
    assert reading.upright is not None
    (left, top), (right, _), (_, bottom), _ = reading.upright
    assert left == pytest.approx(22, abs=8)
    assert right == pytest.approx(554, abs=8)
    assert 0 < top < bottom < strip.shape[0]


def test_an_altered_digit_is_read_as_it_stands_beside_words_that_differ(printed: Printed, form: StripForm) -> None:
    plain, other = printed(COUNTS), printed({**COUNTS, "puente": 318, "faro": 310})
    altered = plain.copy()
    altered[:, 240:303] = other[:, 240:303]
    reading = read_strip(altered, form)
    digits, words = figures(reading, Way.DIGITS), figures(reading, Way.WORDS)
    assert (digits.get("puente", 318), words.get("puente", COUNTS["puente"])) == (318, COUNTS["puente"])
    assert (digits.get("faro", 310), words.get("faro", COUNTS["faro"])) == (310, COUNTS["faro"])
    assert "puente" in digits or "faro" in digits
    assert "puente" in words or "faro" in words


def test_a_part_of_a_strip_gives_the_rows_that_are_in_it(strip: Raster, form: StripForm) -> None:
    reading = read_strip(strip[: strip.shape[0] // 2], form)
    found = figures(reading, Way.DIGITS)
    assert 8 <= len(found) <= 30
    assert {name: value for name, value in found.items() if known()[name] != value} == {}
    assert "compas" not in next(iter(reading.ways)).fields


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_strip_that_lies_turned_is_read(strip: Raster, form: StripForm, quarters: int) -> None:
    turned = np.ascontiguousarray(np.rot90(strip[900:1900], quarters))
    reading = read_strip(turned, form)
    found = figures(reading, Way.WORDS)
    assert len(found) >= 15
    assert {name: value for name, value in found.items() if known()[name] != value} == {}


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_strip_on_its_side_in_an_upright_picture_is_read(strip: Raster, form: StripForm, quarters: int) -> None:
    lying = np.rot90(strip[900:1900], quarters)
    picture = np.full((lying.shape[1] + 300, lying.shape[1] + 60), 255, np.uint8)
    picture[200 : 200 + lying.shape[0], 30 : 30 + lying.shape[1]] = lying
    found = figures(read_strip(picture, form), Way.WORDS)
    assert len(found) >= 15
    assert {name: value for name, value in found.items() if known()[name] != value} == {}


def test_a_strip_askew_is_read_and_its_corners_found_in_the_picture(strip: Raster, form: StripForm) -> None:
    part = strip[900:1900]
    turn = cv2.getRotationMatrix2D((part.shape[1] / 2, part.shape[0] / 2), 4.0, 1.0)
    turn[:, 2] += 60
    askew = np.asarray(
        cv2.warpAffine(part, turn, (part.shape[1] + 120, part.shape[0] + 120), borderValue=255), dtype=np.uint8
    )
    straight, reading = read_strip(part, form), read_strip(askew, form)
    found = figures(reading, Way.DIGITS)
    assert len(found) >= 15
    assert {name: value for name, value in found.items() if known()[name] != value} == {}
    assert straight.upright is not None
    assert reading.upright is not None
    expected = [turn @ (x, y, 1) for x, y in straight.upright]
    assert np.abs(np.array(reading.upright) - expected).max() < 25


def test_the_code_s_corners_tell_which_way_up_a_strip_lies(strip: Raster, form: StripForm) -> None:
    part = np.ascontiguousarray(np.rot90(strip[900:1500], 2))
    upside_down = ((500.0, 90.0), (100.0, 90.0), (100.0, -310.0), (500.0, -310.0))
    assert len(figures(read_strip(part, form, qr=upside_down), Way.DIGITS)) >= 8
    wrong_way = ((100.0, 90.0), (500.0, 90.0), (500.0, 490.0), (100.0, 490.0))
    assert read_strip(part, form, qr=wrong_way).ways == ()


def test_noise_is_no_strip(form: StripForm) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (1200, 600)).astype(np.uint8)
    for page in (noise, cv2.GaussianBlur(noise, (0, 0), 2.0), np.full((900, 500), 255, np.uint8)):
        reading = read_strip(np.asarray(page, dtype=np.uint8), form)
        assert (reading.fit, reading.ways) == (0, ())


def test_a_strip_with_other_codes_gives_nothing(strip: Raster, form: StripForm) -> None:
    other = replace(form, parts=tuple(recoded(part) if part.code else part for part in form.parts))
    reading = read_strip(strip[900:1900], other)
    assert all(not figures(reading, way.way) for way in reading.ways)


def recoded(part: StripPart) -> StripPart:
    rows = (replace(row, code=str(5000 + 7 * at), label=f"OTHER {at}") for at, row in enumerate(part.rows))
    return replace(part, rows=tuple(rows))


@pytest.mark.parametrize("axis", [0, 1])
def test_two_strips_in_one_picture_are_refused_with_the_reason(
    printed: Printed, strip: Raster, form: StripForm, axis: int
) -> None:
    """Rows of the other one would be taken for rows of this one."""
    one, other = strip[600:1900], printed({**COUNTS, "puente": 318, "faro": 310})[600:1900]
    table = np.full((60, one.shape[1]) if axis == 0 else (one.shape[0], 60), 90, np.uint8)
    picture = np.ascontiguousarray(np.concatenate([one, table, other], axis=axis))
    assert read_strip(one, form).ways
    reading = read_strip(picture, form)
    assert (reading.ways, reading.problems) == ((), (SEVERAL_SHEETS,))
