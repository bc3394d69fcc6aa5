"""The linear programme by HiGHS, and from its rounded dual an exact bound.

The solver is only a guide to good multipliers: what is returned is proved by `certificate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from tallyproof.compare.announced.certificate import (
    Certificate,
    Programme,
    Scaled,
    bound_of,
    exact_bound,
    scaled_multipliers,
)
from tallyproof.compare.announced.columns import HeldStations, exact_sum
from tallyproof.compare.announced.station import HeldStation

PRECISION = 10**9
ALONE = 2_000
GROWTH = 1.01
ROUNDS = 12
ALL_TOGETHER = 100_000
GAP = 1e-4
RELATIVE_GAP = 1e-12
OPTIMAL = 0
LARGEST_WHOLE = 2**62
METHODS: tuple[Literal["highs-ipm", "highs-ds"], ...] = ("highs-ipm", "highs-ds")


@dataclass(frozen=True, slots=True)
class Duals:
    """Multipliers as the solver gives them: one for each announced count, one for the coverage."""

    counts: tuple[float, ...]
    coverage: float


Solver = Callable[[Programme, Sequence[HeldStation]], Duals | None]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Variables of one kind: their column in every row, their limits and their cost."""

    matrix: NDArray[np.float64]
    lower: float
    upper: float
    cost: float = 0.0


def prove(programme: Programme, stations: Sequence[HeldStation], solver: Solver) -> Certificate | None:
    """Return the exact bound that the solver's multipliers prove, or None where the solver gave none that serve."""
    try:
        duals = solver(programme, stations)
    except (ArithmeticError, MemoryError, RuntimeError, ValueError):
        return None
    if duals is None or len(duals.counts) != len(programme.counts):
        return None
    if not all(map(isfinite, (*duals.counts, duals.coverage))):
        return None
    highest = Fraction(1) if programme.question != "coverage-gap" else None
    lowest = Fraction(-1) if programme.question == "distance" else None
    if programme.cap is None:
        highest = Fraction(0)
    multipliers = {
        count.name: _clamped(dual, lowest, highest) for count, dual in zip(programme.counts, duals.counts, strict=True)
    }
    limit = Fraction(1) if programme.question == "coverage-gap" else None
    said = 0.0 if programme.coverage is None or programme.all_held else duals.coverage
    coverage = _clamped(said, None if limit is None else -limit, limit)
    bound = _bound(programme, stations, multipliers, coverage)
    return Certificate(programme, len(stations), multipliers, coverage, bound)


def _clamped(dual: float, lowest: Fraction | None, highest: Fraction | None) -> Fraction:
    value = Fraction(round(Fraction(dual) * PRECISION), PRECISION)
    if lowest is not None:
        value = max(lowest, value)
    return value if highest is None else min(highest, value)


def _bound(
    programme: Programme, stations: Sequence[HeldStation], multipliers: dict[str, Fraction], coverage: Fraction
) -> Fraction:
    """Return `exact_bound`, by columns of whole numbers wherever these are wide enough for it."""
    held = HeldStations.of(stations)
    scaled = scaled_multipliers(programme, multipliers, coverage)
    columns = [(held.column(name), value) for name, value in scaled.worths]
    electors = programme.coverage is not None and programme.coverage.unit == "electors"
    weight = held.registered if electors else np.ones(len(held), dtype=np.int64)
    largest = sum(abs(value) * int(column.max(initial=0)) for column, value in columns)
    largest += abs(scaled.coverage) * int(weight.max(initial=0))
    lowest = min((int(column.min(initial=0)) for column, _ in (*columns, (weight, 1))), default=0)
    if largest >= LARGEST_WHOLE or lowest < 0:
        return exact_bound(programme, stations, multipliers, coverage)
    return bound_of(programme, scaled, _of_stations(programme, held, scaled, weight))


def _of_stations(programme: Programme, held: HeldStations, scaled: Scaled, weight: NDArray[np.int64]) -> int:
    worth = np.zeros(len(held), dtype=np.int64)
    for name, value in scaled.worths:
        worth -= held.column(name) * value
    if not programme.all_held:
        worth -= weight * scaled.coverage
        np.minimum(worth, 0, out=worth)
    return exact_sum(worth)


def highs(programme: Programme, stations: Sequence[HeldStation]) -> Duals | None:
    """Return optimal multipliers by HiGHS, or None where it finds no optimum.

    Rows: one for each announced count, then the coverage, then the cap.
    """
    blocks = _blocks(programme, HeldStations.of(stations))
    right = [float(count.votes) for count in programme.counts]
    if programme.coverage is not None:
        right.append(0.0)
    if programme.cap is not None:
        right.append(float(programme.cap))
    marginals = _sifted(blocks, np.array(right))
    if marginals is None:
        return None
    kinds = len(programme.counts)
    return Duals(tuple(marginals[:kinds]), marginals[kinds] if programme.coverage is not None else 0.0)


def _sifted(blocks: Sequence[_Columns], right: NDArray[np.float64]) -> list[float] | None:
    """Return the dual value of each row, solving over few columns: same optimum, less work.

    Stations near the margin at a sample's prices stand alone, the others in groups that are counted alike, the larger
    the further from it. That can only raise the optimum, and prices give what it cannot fall below: until the two
    meet, stations are grouped anew at the last prices. Where that fails all stations are solved together, unless they
    are too many: then the best prices serve, whose bound is lower than the optimum but proved as well.
    """
    stations, *others = blocks
    columns, number = stations.matrix, stations.matrix.shape[1]
    if stations.lower == stations.upper:
        return _prices(_solved(others, right - columns.sum(axis=1)))
    if number <= 2 * ALONE:
        return _prices(_solved(blocks, right))
    sizes = np.maximum(1.0, np.abs(columns).sum(axis=0))
    sample = columns[:, :: number // ALONE]
    found = _solved([_Columns(sample, 0.0, number / sample.shape[1]), *others], right)
    prices, best, best_value = _prices(found), None, -np.inf
    for _ in range(ROUNDS):
        nearness = columns[0] / sizes if prices is None else (np.array(prices) @ columns) / sizes
        found = _solved([_Columns(_grouped(columns, nearness), 0.0, 1.0), *others], right)
        if found is None:
            break
        prices = found.prices
        value = float(right @ np.array(prices)) + sum(_least(one, prices) for one in blocks)
        if value > best_value:
            best, best_value = prices, value
        if found.value - value <= max(GAP, abs(value) * RELATIVE_GAP):
            return prices
    return best if number > ALL_TOGETHER and best is not None else _prices(_solved(blocks, right))


def _grouped(columns: NDArray[np.float64], nearness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return stations in the order of their nearness to a margin at 0, added up in groups that grow away from it."""
    order = np.argsort(nearness, kind="stable")
    number, margin = len(order), int((nearness < 0).sum())
    away = np.arange(ALONE // 2, dtype=np.int64)
    steps = np.arange(int(np.log(number) / np.log(GROWTH)) + 1)
    away = np.concatenate([away, (ALONE // 2 * GROWTH**steps).astype(np.int64)])
    starts = np.unique(np.concatenate([[0], margin - away, margin + away]))
    return np.add.reduceat(columns[:, order], starts[(starts >= 0) & (starts < number)], axis=1)


def _least(block: _Columns, prices: list[float]) -> float:
    """Return the least that variables of a kind can add to the dual value at these prices."""
    reduced = block.cost - np.array(prices) @ block.matrix
    upper = np.minimum(0.0, reduced) * block.upper if np.isfinite(block.upper) else np.zeros(1)
    return float((np.maximum(0.0, reduced) * block.lower).sum() + upper.sum())


@dataclass(frozen=True, slots=True)
class _Solved:
    value: float
    prices: list[float]


def _prices(found: _Solved | None) -> list[float] | None:
    return None if found is None else found.prices


def _solved(blocks: Sequence[_Columns], right: NDArray[np.float64]) -> _Solved | None:
    """Return the optimum with the dual value of each row.

    The interior point is tried first: the simplex crawls where many tie. It is asked too where the first finds nothing
    feasible, which is not always so where figures are large.
    """
    limits = [(one.lower, one.upper) for one in blocks for _ in range(one.matrix.shape[1])]
    cost = np.concatenate([np.full(one.matrix.shape[1], one.cost) for one in blocks])
    rows = np.hstack([one.matrix for one in blocks])
    for method in METHODS:
        found = linprog(cost, A_eq=rows, b_eq=right, bounds=limits, method=method)
        if found.status == OPTIMAL and found.fun is not None:
            return _Solved(float(found.fun), [float(one) for one in found.eqlin.marginals])
    return None


def _blocks(programme: Programme, stations: HeldStations) -> list[_Columns]:
    kinds, coverage, capped = len(programme.counts), programme.coverage, programme.cap is not None
    rows = kinds + (coverage is not None) + capped
    at_coverage, at_cap = kinds, rows - 1

    def columns(number: int) -> NDArray[np.float64]:
        return np.zeros((rows, number))

    counted = columns(len(stations))
    for row, part in enumerate(programme.counts):
        for name in part.members:
            counted[row] += stations.column(name)
    outside = columns(kinds)
    outside[:kinds] = np.eye(kinds)
    blocks = [
        _Columns(counted, 1.0 if programme.all_held else 0.0, 1.0),
        _Columns(outside, 0.0, np.inf),
    ]
    if capped:
        outside[at_cap] = 1.0
        blocks.append(_Columns(_unit(rows, at_cap, 1.0), 0.0, np.inf))
    if coverage is not None:
        counted[at_coverage] = stations.registered if coverage.unit == "electors" else 1
        blocks.append(_Columns(_unit(rows, at_coverage, 1.0), 0.0, float(coverage.outside)))
        blocks.append(_Columns(_unit(rows, at_coverage, -1.0), float(coverage.low), float(coverage.high)))
    if programme.question == "distance":
        slacks = columns(2 * kinds)
        slacks[:kinds] = np.hstack([np.eye(kinds), -np.eye(kinds)])
        blocks.append(_Columns(slacks, 0.0, np.inf, 1.0))
    elif programme.question == "extra-votes":
        blocks.append(_Columns(_unit(rows, at_cap, -1.0), 0.0, np.inf, 1.0))
    else:
        blocks.append(_Columns(_unit(rows, at_coverage, 1.0), 0.0, np.inf, 1.0))
        blocks.append(_Columns(_unit(rows, at_coverage, -1.0), 0.0, np.inf, 1.0))
    return blocks


def _unit(rows: int, at: int, value: float) -> NDArray[np.float64]:
    column = np.zeros((rows, 1))
    column[at] = value
    return column
