"""Guesses of where a form lies from its ruled lines alone."""

from __future__ import annotations

from collections.abc import Iterator

from tallyproof.layout.form import BoxForm
from tallyproof.read.boxes.mapping import Matrix
from tallyproof.read.reading import Raster


def guesses_by_lines(picture: Raster, form: BoxForm) -> Iterator[Matrix]:
    """Give perspectives under which the longest lines of the picture are lines of the form."""
    yield from ()
