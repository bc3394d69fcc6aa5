"""Figures under the sheet's own arithmetic: sums confirm what boxes say, and may tell two likely digits apart.

That the sheet adds up is a hypothesis: poll workers' sums are often wrong. A combination of figures under which a
sum fails stays possible, less likely by `SLIP`; a figure that its boxes do not support is never among the
combinations. So a clear digit that breaks a sum stays what it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallyproof.read.boxes.fields import FieldChances
from tallyproof.read.reading import Sum

SLIP = 0.005
"""How likely a sum that fails in this very way is, beside one that holds.

One sheet in ten of the real forms breaks its longest sum, one in twenty the others (docs/reading/boxes.md), and of
those about one in twenty by any one difference.
"""
ANYTHING = 0.01
"""The same for a figure that cannot be read: its sum holds for one figure in a hundred."""

_MAX_TOGETHER = 3
_MAX_OTHERS = 120


@dataclass(frozen=True, slots=True)
class Weighed:
    """The chance of each likely figure of a field once sums are weighed in, in the order of `FieldChances.likely`.

    `sums` are the sums that the field is in and that could be weighed.
    """

    chances: tuple[float, ...]
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Others:
    """Everything that a field may say besides its likeliest figure, one row each, over all fields.

    `ratio` is its chance beside that figure; `change` what it does to each sum; `unknown` which sums it leaves open.
    """

    field: NDArray[np.int64]
    option: NDArray[np.int64]
    ratio: NDArray[np.float64]
    change: NDArray[np.int64]
    unknown: NDArray[np.bool_]


def weigh(fields: Mapping[str, FieldChances], sums: Sequence[Sum]) -> dict[str, Weighed]:
    """Return the chances of all fields' likely figures, given that sums mostly hold.

    Combinations of up to three figures that are not the likeliest ones are weighed, all others being the likeliest.
    """
    names = [name for name, one in fields.items() if one.best is not None and one.best.counted is not None]
    usable = [one for one in sums if all(name in names for name in (*one.left, *one.right))]
    members = {name: tuple(one.id for one in usable if name in (*one.left, *one.right)) for name in fields}
    alone = {name: Weighed(tuple(like.chance for like in one.likely), members[name]) for name, one in fields.items()}
    if not usable:
        return alone
    signs = np.array([[one.left.count(name) - one.right.count(name) for one in usable] for name in names], np.int64)
    tops = np.array([_value(fields[name]) for name in names], np.int64)
    others = _others([fields[name] for name in names], signs, tops)
    tolerances = np.array([one.tolerance for one in usable], np.int64)
    weights = _weights(others, tops @ signs, tolerances, len(names))
    result = dict(alone)
    for index, name in enumerate(names):
        if members[name]:
            result[name] = Weighed(_shares(fields[name], others, weights, index), members[name])
    return result


def holds(values: Mapping[str, int], one: Sum) -> bool:
    """Whether a sum holds for figures that have all its fields."""
    difference = sum(values[name] for name in one.left) - sum(values[name] for name in one.right)
    return abs(difference) <= one.tolerance


def _value(field: FieldChances) -> int:
    return field.best.counted if field.best is not None and field.best.counted is not None else 0


def _others(fields: Sequence[FieldChances], signs: NDArray[np.int64], tops: NDArray[np.int64]) -> _Others:
    rows: list[tuple[int, int, float, int | None]] = []
    for index, field in enumerate(fields):
        top = field.likely[0].chance
        rows += [(index, option, one.chance / top, one.counted) for option, one in enumerate(field.likely[1:], start=1)]
        rows.append((index, -1, field.unreadable / top, None))
    rows.sort(key=lambda row: (-row[2], row[0], row[1]))
    rows = rows[:_MAX_OTHERS]
    at = np.array([row[0] for row in rows], np.int64)
    changes = np.array([0 if row[3] is None else row[3] - tops[row[0]] for row in rows], np.int64)
    return _Others(
        field=at,
        option=np.array([row[1] for row in rows], np.int64),
        ratio=np.array([row[2] for row in rows], np.float64),
        change=changes[:, None] * signs[at],
        unknown=np.array([row[3] is None for row in rows], np.bool_)[:, None] & (signs[at] != 0),
    )


def _weights(
    others: _Others, rest: NDArray[np.int64], tolerances: NDArray[np.int64], fields: int
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Return the weight of all combinations, of those with each other figure, and of those that touch each field."""
    count = len(others.ratio)
    with_other, with_field = np.zeros(count), np.zeros(fields)
    total = float(_likelihood(rest[None, :], np.zeros((1, len(rest)), np.bool_), tolerances)[0])
    chosen = np.zeros((1, 0), np.int64)
    for _ in range(_MAX_TOGETHER):
        chosen = _longer(chosen, others.field)
        if not len(chosen):
            break
        change = others.change[chosen].sum(axis=1)
        unknown: NDArray[np.bool_] = np.any(others.unknown[chosen], axis=1)
        weight = others.ratio[chosen].prod(axis=1) * _likelihood(rest + change, unknown, tolerances)
        total += float(weight.sum())
        for column in chosen.T:
            np.add.at(with_other, column, weight)
            np.add.at(with_field, others.field[column], weight)
    return total, with_other, with_field


def _longer(chosen: NDArray[np.int64], field: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the combinations with one more member each: rising indexes, all of different fields."""
    count = len(field)
    if chosen.shape[1] == 0:
        return np.arange(count)[:, None]
    first, second = np.nonzero(np.arange(count)[None, :] > chosen[:, -1:])
    longer = np.concatenate([chosen[first], second[:, None]], axis=1)
    same = (field[longer[:, :-1]] == field[longer[:, -1:]]).any(axis=1)
    result: NDArray[np.int64] = longer[~same]
    return result


def _likelihood(
    differences: NDArray[np.int64], unknown: NDArray[np.bool_], tolerances: NDArray[np.int64]
) -> NDArray[np.float64]:
    each = np.where(np.abs(differences) <= tolerances, 1.0, SLIP)
    result: NDArray[np.float64] = np.where(unknown, ANYTHING, each).prod(axis=1)
    return result


def _shares(
    field: FieldChances,
    others: _Others,
    weights: tuple[float, NDArray[np.float64], NDArray[np.float64]],
    index: int,
) -> tuple[float, ...]:
    total, with_other, with_field = weights
    chances = [0.0] * len(field.likely)
    chances[0] = (total - float(with_field[index])) / total
    for row in np.flatnonzero((others.field == index) & (others.option > 0)):
        chances[int(others.option[row])] = float(with_other[row]) / total
    return tuple(chances)
