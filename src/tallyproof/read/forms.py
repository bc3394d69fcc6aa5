"""The reader of each kind of form."""

from __future__ import annotations

from collections.abc import Sequence

from tallyproof.layout.file import Form
from tallyproof.layout.strip import StripForm
from tallyproof.read.boxes.reader import read_boxes
from tallyproof.read.reading import Corners, FormReading, Raster, Sum
from tallyproof.read.strip import read_strip


def read_form(raster: Raster, form: Form, sums: Sequence[Sum], qr: Corners | None) -> FormReading:
    """What stands on the page by this form; `qr` are the corners of the form's code where it was read."""
    if isinstance(form, StripForm):
        return read_strip(raster, form, qr=qr)
    return read_boxes(raster, form, sums=sums, qr=qr)
