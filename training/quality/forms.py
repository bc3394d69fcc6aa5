"""Photos of filled-in forms on a table, and what a worse camera makes of any picture; both from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import cv2
import numpy as np

from tallyproof.demo.country import Country, Votes, make_country, vote
from tallyproof.demo.defects import photo_defects, take_picture
from tallyproof.demo.form import render_form
from tallyproof.demo.ink import RenderedSheet
from tallyproof.read.reading import Raster


@lru_cache(maxsize=1)
def small_country() -> tuple[Country, Mapping[str, Votes]]:
    """Return the country of the forms, and what was voted there."""
    rng = np.random.default_rng(7)
    country = make_country(rng, 80)
    return country, vote(rng, country)


def rendered_form(number: int, rng: np.random.Generator) -> RenderedSheet:
    """Return the form of one of the country's stations."""
    country, votes = small_country()
    station = country.stations[number % len(country.stations)]
    return render_form(country.path(station), station, votes[station.code], rng)


def photographed_form(number: int, rng: np.random.Generator) -> tuple[Raster, str]:
    """Return an ordinary photo of a form, and what its code says."""
    form = rendered_form(number, rng)
    return take_picture(form, photo_defects(rng), rng), form.payload


def worsened(raster: Raster, rng: np.random.Generator) -> Raster:
    """Return the picture as a worse camera would have taken it; every third one is left as it is."""
    if rng.random() < 0.33:
        return raster
    factor = float(rng.uniform(0.25, 1.0))
    small = cv2.resize(raster, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.3, 3.2))).astype(np.float32)
    grain = rng.normal(0, float(rng.uniform(0.5, 14)), soft.shape)
    dim = float(rng.uniform(0.5, 1.0))
    noisy = np.clip(dim * soft + grain, 0, 255).astype(np.uint8)
    _, coded = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 90))])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
