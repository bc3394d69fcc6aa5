"""Which stations are compared with which: the lowest area that has enough of them."""

from __future__ import annotations

import numpy as np

from tallyproof.compare.indicators.counted import Counted, Ints, Truths

NONE = -1


def top_areas(counted: Counted) -> tuple[Ints, tuple[str, ...]]:
    """Return the area of the top level of each station by number, and the codes; one area '' without levels."""
    if not counted.areas:
        return np.zeros(len(counted), dtype=np.int64), ("",)
    return counted.areas[0], counted.area_codes[0]


def levels_up(counted: Counted) -> list[tuple[Ints, tuple[str, ...]]]:
    """Return areas by number with their codes, from the lowest level up to the whole (code '')."""
    below = list(zip(counted.areas, counted.area_codes, strict=True))[::-1]
    return [*below, (np.zeros(len(counted), dtype=np.int64), ("",))]


def pooled_groups(counted: Counted, among: Truths, members: Ints, *, least: int) -> tuple[Ints, list[str]]:
    """Return disjoint groups of stations by number (NONE outside `among`) and the code of each group's area.

    A group is an area with at least `least` different `members` (numbers, such as of places); what is left over in
    smaller ones is taken together in the area above. What is left of the whole is a group however small.
    """
    groups = np.full(len(counted), NONE, dtype=np.int64)
    codes: list[str] = []
    levels = levels_up(counted)
    for place, (area, names) in enumerate(levels):
        left = np.flatnonzero(among & (groups == NONE))
        if not len(left):
            break
        sizes = distinct(area[left], members[left], len(names))
        good = np.flatnonzero(sizes >= (least if place < len(levels) - 1 else 1))
        number = np.full(len(names), NONE, dtype=np.int64)
        number[good] = len(codes) + np.arange(len(good))
        groups[left] = number[area[left]]
        codes.extend(names[one] for one in good)
    return groups, codes


def distinct(area: Ints, members: Ints, areas: int) -> Ints:
    """Return how many different members each area has."""
    pairs = np.unique(np.stack([area, members]), axis=1)
    return np.bincount(pairs[0], minlength=areas).astype(np.int64)
