"""What a field's boxes can mean together: the likely figures, with their chances.

Nothing before the first digit is no digit less: ' 27' and '-27' are 27 as '027' is. Nothing after a digit is
something to ask people about, and so is whatever is no digit, no dash and not empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from tallyproof.layout.form import Blank
from tallyproof.model import FieldState
from tallyproof.read.boxes.digits import BLANK, DASH, OTHER

FLOOR = 0.02
"""A box does not support what it shows with a smaller chance than this; no sum can bring that in."""

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Likely:
    """One thing that the boxes may say: a figure, or a blank or dash without one.

    `counted` is what it adds to a sum: the figure, or 0 for a blank or dash where the form says that it means zero.
    """

    value: int | None
    state: FieldState
    chance: float
    counted: int | None


@dataclass(frozen=True, slots=True)
class FieldChances:
    """All that the boxes may say, likeliest first; what is missing to 1 is something that cannot be read.

    `overwritten` is the greatest chance in one of the boxes that it holds no digit but a scribble or a correction.
    """

    likely: tuple[Likely, ...]
    overwritten: float

    @property
    def best(self) -> Likely | None:
        return self.likely[0] if self.likely else None

    @property
    def unreadable(self) -> float:
        return max(_LEAST, 1.0 - sum(one.chance for one in self.likely))


def field_chances(chances: NDArray[np.float64], blank: Blank) -> FieldChances:
    """Return what boxes with these chances (boxes × CLASSES) say together; `blank` is what nothing means there."""
    supported = [_supported(row) for row in chances]
    together: dict[tuple[int | None, FieldState], float] = {}
    for signs in product(*supported):
        meaning = _meaning(signs)
        if meaning is not None:
            chance = float(np.prod([row[sign] for row, sign in zip(chances, signs, strict=True)]))
            together[meaning] = together.get(meaning, 0.0) + chance
    empty = 0 if blank is Blank.ZERO else None
    likely = [
        Likely(value, state, chance, empty if value is None else value) for (value, state), chance in together.items()
    ]
    likely.sort(key=lambda one: (-one.chance, -1 if one.value is None else one.value))
    return FieldChances(tuple(likely), float(chances[:, OTHER].max()) if len(chances) else 0.0)


def _supported(row: NDArray[np.float64]) -> list[int]:
    """Return what a box supports: its likeliest sign, and every other with a chance worth the name."""
    top = int(row.argmax())
    return [sign for sign in range(len(row)) if sign == top or row[sign] >= FLOOR]


def _meaning(signs: Sequence[int]) -> tuple[int | None, FieldState] | None:
    """Return value and state that these signs make, None where people must say."""
    if OTHER in signs:
        return None
    digits = list(signs)
    while digits and digits[0] in (BLANK, DASH):
        digits.pop(0)
    if not digits:
        return None, FieldState.DASH if DASH in signs else FieldState.BLANK
    if any(sign in (BLANK, DASH) for sign in digits):
        return None
    return int("".join(str(sign) for sign in digits)), FieldState.WRITTEN
