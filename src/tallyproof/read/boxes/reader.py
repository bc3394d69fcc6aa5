"""A handwritten form's figures: registered, cut, recognised box by box, and read where that is sure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tallyproof.layout.form import BoxForm, Writing
from tallyproof.model import FieldState, Way
from tallyproof.read.boxes.another import has_another
from tallyproof.read.boxes.cut import Patch
from tallyproof.read.boxes.deciding import LIMITS, Limits, decided
from tallyproof.read.boxes.digits import READER, DigitNet, committed_net
from tallyproof.read.boxes.fields import FieldChances, field_chances
from tallyproof.read.boxes.placing import placed_patches
from tallyproof.read.boxes.register import Registered, register_page
from tallyproof.read.problems import SEVERAL_SHEETS
from tallyproof.read.reading import Corners, FieldReading, FormReading, Raster, Sum, WayReading

# Loaded when this module is, for a confined process can open no file.
_NET = committed_net()

_FORM_NOT_FOUND = "form-not-found"
_FAR_CODE = 0.6
"""In diagonals of the code: it may be printed by another machine than the form, but never over something else."""


def read_boxes(raster: Raster, form: BoxForm, *, sums: Sequence[Sum], qr: Corners | None) -> FormReading:
    """Return what is handwritten in the boxes of the form, one way of writing; nothing where the form is not found."""
    return read_with(_NET, raster, form, sums=sums, qr=qr)


def read_with(
    net: DigitNet,
    raster: Raster,
    form: BoxForm,
    *,
    sums: Sequence[Sum],
    qr: Corners | None,
    limits: Limits = LIMITS,
) -> FormReading:
    """Return what `read_boxes` does, read by another network or with other limits."""
    registered = register_page(raster, form, qr=qr)
    if not isinstance(registered, Registered):
        told = () if registered.reason == _FORM_NOT_FOUND else (registered.reason,)
        return FormReading((), 0, (*told, *registered.problems))
    if _is_of_another(form, registered, qr) or has_another(raster, form, registered):
        return FormReading((), 0, (SEVERAL_SHEETS,))
    chances = box_chances(net, placed_patches(raster, registered, form), form)
    # Of a loose field the printed edges are not where its boxes were cut: it could be the row beside it.
    fields, constraints = decided(
        {name: one for name, one in chances.items() if name not in registered.loose}, sums, limits
    )
    fields |= {name: _UNREAD for name in registered.loose if name in chances}
    # Numbers in free writing are not read yet: people must.
    numbers = {one.id: _UNREAD for one in form.fields if one.writing is Writing.NUMBER}
    way = WayReading(Way.BOXES, READER, {**fields, **numbers}, constraints=constraints)
    return FormReading((way,), registered.fit, registered.problems, registered.upright)


def _is_of_another(form: BoxForm, found: Registered, qr: Corners | None) -> bool:
    """Whether the code that was read lies far from where this form has its own: then it names another's station."""
    if form.qr is None or qr is None:
        return False
    expected = found.to_raster(np.array(form.qr.corners))
    size = float(np.hypot(*(expected[2] - expected[0])))
    return float(np.hypot(*(np.array(qr) - expected).mean(axis=0))) > _FAR_CODE * size


_UNREAD = FieldReading(None, FieldState.WRITTEN, 0)


def box_chances(net: DigitNet, patches: Sequence[Patch], form: BoxForm) -> dict[str, FieldChances]:
    """Return what the boxes of each field of digits may say."""
    digits = [one for one in patches if one.writing is Writing.DIGITS]
    rows = net.chances([one.pixels for one in digits])
    found: dict[str, list[int]] = {}
    for index, patch in enumerate(digits):
        found.setdefault(patch.field, []).append(index)
    return {name: field_chances(rows[np.array(indexes)], form.field(name).blank) for name, indexes in found.items()}
