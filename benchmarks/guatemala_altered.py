"""Genuine sheets altered by one digit, cut from the same sheet: read as altered, left unread, or wrongly put right."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tallyproof.layout.form import Box, BoxForm, Writing
from tallyproof.read.boxes.cut import cut_boxes
from tallyproof.read.boxes.deciding import decided
from tallyproof.read.boxes.digits import DigitNet
from tallyproof.read.boxes.mapping import Mapping as PageMapping
from tallyproof.read.boxes.placing import moved, writing_shift
from tallyproof.read.boxes.reader import box_chances
from tallyproof.read.boxes.register import Registered
from tallyproof.read.reading import FieldReading, Raster, Sum

_CLEAR = 0.99
_RIM = 2.5
_TRIES = 60


class Outcome(StrEnum):
    """What became of an altered sheet."""

    AS_WRITTEN = "the altered figure as it now stands"
    UNREAD = "the altered figure left unread"
    CORRECTED = "the altered figure as it was before"
    MISREAD = "the altered figure as something else"


@dataclass(frozen=True, slots=True)
class Alteration:
    """One digit put over another: the field and box, the figure before and after."""

    field: str
    box: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Altered:
    """How one altered sheet was read.

    `bent` are other figures that were read before and now are read as something else; `gained` those that were left
    unread before and are read now, with their value.
    """

    alteration: Alteration
    outcome: Outcome
    bent: tuple[str, ...]
    gained: tuple[tuple[str, int], ...]


def altered_readings(
    net: DigitNet,
    raster: Raster,
    registered: Registered,
    form: BoxForm,
    sums: Sequence[Sum],
    *,
    chance: random.Random,
    times: int,
) -> Iterator[Altered]:
    """Give the readings of a sheet altered in one place, a number of times; nothing where too little of it is clear."""
    shift = writing_shift(cut_boxes(raster, registered, form), form)
    placed = moved(form, shift)
    chances = box_chances(net, cut_boxes(raster, registered, placed), form)
    before, _ = decided(chances, sums)
    for _ in range(times):
        found = _chosen(before, form, chance)
        if found is None:
            return
        alteration, donor, donor_box = found
        changed = pasted(
            raster,
            registered.mapping,
            placed.field(donor).boxes[donor_box],
            placed.field(alteration.field).boxes[alteration.box],
        )
        again = box_chances(net, cut_boxes(changed, registered, placed), form)
        after, _ = decided(again, sums)
        yield _judged(alteration, before, after)


def pasted(raster: Raster, mapping: PageMapping, source: Box, target: Box) -> Raster:
    """Return the picture with the inside of one box laid over that of another."""
    left, top, right, bottom = _inside(mapping, source)
    to_left, to_top, to_right, to_bottom = _inside(mapping, target)
    width, height = min(right - left, to_right - to_left), min(bottom - top, to_bottom - to_top)
    # A tall box holds its digit somewhere; here the two boxes are of one height.
    changed = raster.copy()
    changed[to_top : to_top + height, to_left : to_left + width] = raster[top : top + height, left : left + width]
    return changed


def _inside(mapping: PageMapping, box: Box) -> tuple[int, int, int, int]:
    points = mapping.to_picture(np.array(box.corners))
    low, high = points.min(axis=0) + _RIM, points.max(axis=0) - _RIM
    return round(float(low[0])), round(float(low[1])), round(float(high[0])), round(float(high[1]))


def _chosen(
    readings: Mapping[str, FieldReading], form: BoxForm, chance: random.Random
) -> tuple[Alteration, str, int] | None:
    """Return a box of one field and a box with another digit of a field of the same height, both clearly read."""
    clear = {
        one.id: f"{readings[one.id].value:0{len(one.boxes)}}"
        for one in form.fields
        if one.writing is Writing.DIGITS
        and readings[one.id].value is not None
        and readings[one.id].confidence >= _CLEAR * 1e6
    }
    names = sorted(clear)
    if len(names) < 2:
        return None
    for _ in range(_TRIES):
        target, donor = chance.choice(names), chance.choice(names)
        box, donor_box = chance.randrange(len(clear[target])), chance.randrange(len(clear[donor]))
        heights = form.field(target).boxes[0].height, form.field(donor).boxes[0].height
        digit = clear[donor][donor_box]
        if abs(heights[0] - heights[1]) > 1 or digit == clear[target][box]:
            continue
        # Leading places may be empty or dashes: only what is surely a written digit is laid over another.
        if not (_is_written(clear[donor], donor_box) and _is_written(clear[target], box)):
            continue
        after = int(clear[target][:box] + digit + clear[target][box + 1 :])
        return Alteration(target, box, int(clear[target]), after), donor, donor_box
    return None


def _is_written(figure: str, box: int) -> bool:
    return bool(figure[: box + 1].strip("0")) or box == len(figure) - 1


def _judged(alteration: Alteration, before: Mapping[str, FieldReading], after: Mapping[str, FieldReading]) -> Altered:
    now = after[alteration.field]
    if now.value is None:
        outcome = Outcome.UNREAD
    elif now.value == alteration.after:
        outcome = Outcome.AS_WRITTEN
    elif now.value == alteration.before:
        outcome = Outcome.CORRECTED
    else:
        outcome = Outcome.MISREAD
    others = {
        name: (before[name].value, one.value)
        for name, one in after.items()
        if name != alteration.field and one.value is not None
    }
    bent = tuple(name for name, (was, now) in others.items() if was is not None and was != now)
    gained = tuple((name, now) for name, (was, now) in others.items() if was is None)
    return Altered(alteration, outcome, bent, gained)


def counted(results: Sequence[Altered]) -> dict[str, int]:
    """Return how many alterations came out each way, and how many bent another figure."""
    outcomes = Counter(one.outcome for one in results)
    counts = {outcome.value: outcomes[outcome] for outcome in Outcome}
    return {
        **counts,
        "another figure read as something else than before": sum(bool(one.bent) for one in results),
        "another figure read that was left unread before": sum(bool(one.gained) for one in results),
    }
