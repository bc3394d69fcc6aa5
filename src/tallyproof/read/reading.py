"""What readers say: figures by field, by one way of writing, with a confidence for each.

Every reader answers with these values, whatever form it reads; `page` puts them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tallyproof.model import FieldMark, FieldState, Way

Raster = NDArray[np.uint8]
"""Rows from the top, one byte a pixel, 0 black."""

Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Four points (x, y) in pixels of the raster: top left, top right, bottom right, bottom left as the thing is
printed, so that a sheet upside down has its top left corner at the bottom right."""

CERTAIN = 1_000_000
"""Full confidence, in parts per million."""


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One figure as one way of writing gives it.

    `value` None with the state WRITTEN is a figure that the reader leaves unread: something stands there and
    people must say what. `confidence` is the calibrated chance, in parts per million, that value and state are
    what the paper says; of a figure left unread it belongs to the likeliest value, which is not told.
    """

    value: int | None
    state: FieldState
    confidence: int
    mark: FieldMark | None = None
    earlier: int | None = None

    @property
    def is_unread(self) -> bool:
        return self.value is None and self.state is FieldState.WRITTEN


@dataclass(frozen=True, slots=True)
class WayReading:
    """All that one way of writing says on one page.

    `fields` are by ballot line, candidate and count id; a field that is not on this page is not in it.
    `station_parts` are the named texts from which the layout's station id is made, empty where this way does not
    give it. `constraints` are the ids of identities that were used to choose between likely digits.
    """

    way: Way
    reader: str
    fields: Mapping[str, FieldReading]
    station_parts: Mapping[str, str] = field(default_factory=dict)
    registered: int | None = None
    constraints: tuple[str, ...] = ()
    method: str = ""

    @property
    def unread(self) -> tuple[str, ...]:
        return tuple(name for name, one in self.fields.items() if one.is_unread)


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a reader of a form's print or handwriting found on a page: a reading for each way it knows.

    `fit` is how surely the page is this form, in parts per million; 0 with no ways is a page of something else.
    `problems` are stable codes of what is wrong with the picture, such as 'corner-missing:bottom-left'.
    `upright` are the corners of the form in the raster, None where it was not found.
    """

    ways: tuple[WayReading, ...]
    fit: int
    problems: tuple[str, ...] = ()
    upright: Corners | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """Two sums of fields that the form says are equal, by field id; an identity of the contest, spelt out."""

    id: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    tolerance: int = 0
