"""Strips of the sample country as a machine prints them, and the form that reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest

from tallyproof.demo.country import Votes
from tallyproof.demo.grade_ballot import LONG_FORM, long_register
from tallyproof.demo.strip import render_strip
from tallyproof.layout.strip import StripForm, parse_strip
from tallyproof.read.reading import Raster

LAYOUT = Path(__file__).with_name("sample-strip.toml")
Printed = Callable[[Mapping[str, int]], Raster]


@pytest.fixture(scope="session")
def form() -> StripForm:
    return parse_strip(LAYOUT.read_bytes(), LAYOUT.name)


@pytest.fixture(scope="session")
def printed() -> Printed:
    """Print a strip with these counts by ballot line and none elsewhere, scanned a little soft."""
    country = long_register()
    station = country.stations[7]

    def strip(counts: Mapping[str, int]) -> Raster:
        lines = tuple(counts.get(line.id, 0) for line in LONG_FORM.lines)
        sheet = render_strip(country.path(station), station, Votes(lines, 0, 0), form=LONG_FORM)
        rows = sheet.pixels[560 : _end_of_rows(sheet.pixels)]
        return np.asarray(cv2.GaussianBlur(rows, (0, 0), 0.6), dtype=np.uint8)

    return strip


def _end_of_rows(pixels: Raster) -> int:
    """Return where the black box begins, under which nothing is printed in rows."""
    black = np.flatnonzero((pixels < 128).mean(axis=1) > 0.99)
    return int(black[0])
