"""Boxes of drawn forms: the demonstration's strokes on its own form, with any figures, so that no digit is rare."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from training.boxes.cells import CHECKOUT, Cells

from tallyproof.demo.country import make_country, vote
from tallyproof.demo.form import StatedTotals, digit_boxes, render_form
from tallyproof.layout.form import Writing, parse_form
from tallyproof.read.boxes.placing import placed_patches
from tallyproof.read.boxes.register import Registered, register_page

LAYOUT = CHECKOUT / "examples/demo-form/layout.toml"
_SEED = 3


def drawn_cells(forms: int) -> Cells:
    """Return the boxes of this many drawn forms, always the same ones."""
    form = parse_form(LAYOUT.read_bytes(), str(LAYOUT))
    rng = np.random.default_rng(_SEED)
    country = make_country(rng, max(forms, 40))
    votes = vote(rng, country)
    fields = tuple(digit_boxes())
    rows: list[tuple[int, int, int, int]] = []
    pixels, names = [], []
    for number in range(forms):
        station = country.stations[number]
        figures = [int(one) for one in rng.integers(0, 1000, len(fields))]
        lines = tuple(figures[: len(fields) - 4])
        sheet = render_form(
            country.path(station),
            station,
            replace(votes[station.code], lines=lines),
            rng,
            totals=StatedTotals(*figures[len(fields) - 4 :]),
        )
        raster = np.asarray(sheet.pixels, np.uint8)
        registered = register_page(raster, form)
        if not isinstance(registered, Registered):
            continue
        for patch in placed_patches(raster, registered, form):
            if patch.writing is Writing.DIGITS:
                at = fields.index(patch.field)
                rows.append((len(names), at, patch.index, int(f"{figures[at]:03}"[patch.index])))
                pixels.append(patch.pixels)
        names.append(f"drawn-{number}")
    table = np.array(rows, np.int64)
    return Cells(tuple(names), fields, np.stack(pixels), table[:, 0], table[:, 1], table[:, 2], table[:, 3])
