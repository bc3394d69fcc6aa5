"""The 14 real strips read in digits and in words: figures right or unread, never wrong, nearly all read."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from tallyproof.layout.strip import StripForm, parse_strip
from tallyproof.model import Way
from tallyproof.read.reading import FormReading
from tallyproof.read.strip import read_strip

LAYOUT = Path(__file__).resolve().parents[2] / "examples/venezuela-2024/layouts/strip.toml"

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]


@dataclass(frozen=True)
class Strip:
    """A real strip, what its QR code says, and what was read from the print."""

    name: str
    station: str
    known: Mapping[str, int]
    reading: FormReading


@pytest.fixture(scope="module")
def form() -> StripForm:
    return parse_strip(LAYOUT.read_bytes(), str(LAYOUT))


@pytest.fixture(scope="module")
def strips(shared_data: Path, form: StripForm) -> list[Strip]:
    folder = shared_data / "ve-2024/sheets"
    with (folder / "payloads.csv").open(encoding="utf-8") as table:
        return [strip(folder / one["image"], one["qr_payload"], form) for one in csv.DictReader(table)]


def strip(image: Path, payload: str, form: StripForm) -> Strip:
    station, votes, null, blank = payload.split("!")
    by_line = [int(count) for count in votes.split(",")]
    known = dict(zip((row.field for row in form.rows() if row.code), by_line, strict=True))
    valid = sum(by_line)
    counts = {"valid": valid, "cast": valid + int(null) + int(blank), "null": int(null), "blank": int(blank)}
    raster = np.asarray(cv2.imread(str(image), cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
    return Strip(image.name, station, {**known, **counts}, read_strip(raster, form))


def figures(reading: FormReading, way: Way) -> dict[str, int]:
    one = next(one for one in reading.ways if one.way is way)
    return {name: field.value for name, field in one.fields.items() if field.value is not None}


@pytest.mark.parametrize("way", [Way.DIGITS, Way.WORDS])
def test_no_figure_is_wrong_and_nearly_all_are_read(strips: list[Strip], way: Way) -> None:
    read = {(one.name, name): value for one in strips for name, value in figures(one.reading, way).items()}
    known = {(one.name, name): value for one in strips for name, value in one.known.items()}
    assert {place: value for place, value in read.items() if known[place] != value} == {}
    assert len(known) == 14 * 42
    assert len(read) >= 0.97 * len(known)


def test_a_station_is_named_rightly_or_not_at_all(strips: list[Strip]) -> None:
    named = [(one.reading.ways[0].station_parts, one.station) for one in strips if one.reading.ways[0].station_parts]
    assert all(station.startswith(f"{parts['centre']}.{parts['table']}.") for parts, station in named)
    assert len(named) >= 7


def test_the_register_is_that_of_the_published_table(strips: list[Strip], shared_data: Path) -> None:
    with (shared_data / "ve-2024/RESULTADOS_2024_CSV_V1.csv").open(encoding="utf-8-sig") as table:
        registered = {f"{row['CENTRO']:0>9}.{row['MESA']:0>2}": int(row["RE"]) for row in csv.DictReader(table)}
    read = [(one.reading.ways[0].registered, registered[one.station[:12]]) for one in strips]
    assert [pair for pair in read if pair[0] is not None and pair[0] != pair[1]] == []
    assert sum(pair[0] is not None for pair in read) >= 11
