"""Which figures are read and which are left to people: by the boxes alone, with the sums where they leave doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tallyproof.model import FieldMark, FieldState
from tallyproof.read.boxes.fields import FieldChances, Likely
from tallyproof.read.boxes.sums import Weighed, weigh
from tallyproof.read.reading import CERTAIN, FieldReading, Sum


@dataclass(frozen=True, slots=True)
class Limits:
    """From which chance on a figure is read; docs/reading/boxes.md shows what each costs.

    `alone` by the boxes of the field; `together` with the sums, where the boxes alone leave a doubt and give the
    figure a chance of at least `likely`. A figure that the boxes are sure of, while the sums make it less likely
    than `kept`, is left to people.
    """

    alone: float = 0.98
    together: float = 0.98
    likely: float = 0.2
    kept: float = 0.5


LIMITS = Limits()


def decided(
    fields: Mapping[str, FieldChances], sums: Sequence[Sum], limits: Limits = LIMITS
) -> tuple[dict[str, FieldReading], tuple[str, ...]]:
    """Return each field as read or left unread, and the ids of the sums that had a say in it."""
    weighed = weigh(fields, sums)
    readings: dict[str, FieldReading] = {}
    used: set[str] = set()
    for name, field in fields.items():
        reading, with_sums = _decided(field, weighed[name], limits)
        readings[name] = reading
        if with_sums:
            used.update(weighed[name].sums)
    return readings, tuple(one.id for one in sums if one.id in used)


def _decided(field: FieldChances, weighed: Weighed, limits: Limits) -> tuple[FieldReading, bool]:
    """Return the reading of one field, and whether sums had a say in it."""
    best = field.best
    if best is None:
        return _unread(field, 0.0), False
    if best.chance >= limits.alone:
        if weighed.chances[0] >= limits.kept:
            return _read(best, best.chance), False
        return _unread(field, weighed.chances[0]), True
    index = int(np.argmax(weighed.chances))
    chosen, chance = field.likely[index], weighed.chances[index]
    # One sum may confirm what the boxes say first, never put another figure in its place: an altered sheet would then
    # bend whatever is doubtful on it. Two sums that break and hold together may.
    needed = 1 if index == 0 else 2
    if len(weighed.sums) >= needed and chance >= limits.together and chosen.chance >= limits.likely:
        return _read(chosen, chance), True
    return _unread(field, best.chance), False


def _read(likely: Likely, chance: float) -> FieldReading:
    return FieldReading(likely.value, likely.state, _millionths(chance))


def _unread(field: FieldChances, chance: float) -> FieldReading:
    mark = FieldMark.OVERWRITTEN if field.overwritten > 0.5 else None
    return FieldReading(None, FieldState.WRITTEN, _millionths(chance), mark)


def _millionths(chance: float) -> int:
    return max(0, min(CERTAIN, round(chance * CERTAIN)))
