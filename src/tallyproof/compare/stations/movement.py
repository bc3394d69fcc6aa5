"""How a count moved in time: snapshots in order, and what each step added, changed and took away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import polars

from tallyproof.compare.stations.pairing import LEFT, RIGHT, Pair, Stretch, pair_of, stretch
from tallyproof.compare.stations.side import Side
from tallyproof.election.schema import Contest

# As fractions, thousands of areas would have a common denominator of tens of thousands of digits.
_DIGITS = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """What one kind of event adds to the margin of the first over the second, and to the valid votes."""

    stations: int
    margin: int
    valid: int

    def points(self, before: Stretch, after: Stretch) -> Fraction | None:
        """Return this piece of the change of the margin as percentage of the valid votes: the pieces add up to it.

        With M the margin and V the valid votes, M₁/V₁ − M₀/V₀ = Σ (ΔM − ΔV·M₀/V₀)/V₁ whatever the order of events.
        """
        if not before.valid or not after.valid:
            return None
        return 100 * (self.margin - self.valid * Fraction(before.margin, before.valid)) / after.valid


@dataclass(frozen=True, slots=True)
class Step:
    """One step from a snapshot to the next. `before` and `after` are all stations of each.

    `arrived`, `changed` and `withdrawn` make up the whole change of margin and of valid votes.
    """

    pair: Pair
    before: Stretch
    after: Stretch
    arrived: Piece
    changed: Piece
    withdrawn: Piece

    @property
    def pieces(self) -> tuple[tuple[str, Piece], ...]:
        return ("arrived", self.arrived), ("changed", self.changed), ("withdrawn", self.withdrawn)


@dataclass(frozen=True, slots=True)
class Where:
    """How far the margin share of what arrived is from that of what was there, split by areas of a level.

    In percentage points: `composition` is what other weights of the same areas give, `within` what other shares in the
    same areas give, `new` what areas give from which nothing had been there. They add up to `difference`, which is
    exact; `within` is computed with 60 digits.
    """

    level: str
    difference: Fraction
    composition: Fraction
    within: Fraction
    new: Fraction


def steps_of(snapshots: Sequence[Side], contest: Contest, register: polars.DataFrame) -> list[Step]:
    """Return the steps between snapshots that follow each other; first and second are those of the last step."""
    pairs = [pair_of(left, right, contest, register) for left, right in pairwise(snapshots)]
    if not pairs:
        return []
    first, second = pairs[-1].first, pairs[-1].second
    return [
        _step(Pair(one.left, one.right, one.contest, one.items, one.joined, first, second, one.groups)) for one in pairs
    ]


def _step(pair: Pair) -> Step:
    arrived, withdrawn = stretch(pair, pair.only_right, RIGHT), stretch(pair, pair.only_left, LEFT)
    was, now = stretch(pair, pair.matched, LEFT), stretch(pair, pair.matched, RIGHT)
    return Step(
        pair,
        before=_added(was, withdrawn),
        after=_added(now, arrived),
        arrived=Piece(arrived.stations, arrived.margin, arrived.valid),
        changed=Piece(pair.differing.height, now.margin - was.margin, now.valid - was.valid),
        withdrawn=Piece(withdrawn.stations, -withdrawn.margin, -withdrawn.valid),
    )


def _added(one: Stretch, other: Stretch) -> Stretch:
    return Stretch(
        one.stations + other.stations, one.first + other.first, one.second + other.second, one.valid + other.valid
    )


def arrivals_by_area(step: Step, level: str) -> polars.DataFrame:
    """Return for each area of a level, in the order of codes: `before`, `before_first`, `before_second`,
    `before_valid` of the stations that were there, and `arrived`, `arrived_first`, … of those that arrived."""
    pair = step.pair
    area = polars.col(f"area:{level}").fill_null("").alias("area")

    def summed(frame: polars.DataFrame, side: str, name: str) -> polars.DataFrame:
        votes = [column for column in frame.columns if column.startswith(f"{side}candidate:")]
        return frame.group_by(area).agg(
            polars.len().cast(polars.Int64).alias(name),
            polars.col(f"{side}candidate:{pair.first}").sum().alias(f"{name}_first"),
            polars.col(f"{side}candidate:{pair.second}").sum().alias(f"{name}_second"),
            polars.sum_horizontal(votes).sum().alias(f"{name}_valid"),
        )

    before = summed(pair.joined.filter(polars.col("in_left")), LEFT, "before")
    arrived = summed(pair.only_right, RIGHT, "arrived")
    joined = before.join(arrived, on="area", how="full", coalesce=True)
    return joined.with_columns(polars.exclude("area").fill_null(0)).sort("area")


def where_of(step: Step, level: str) -> Where | None:
    """Return the margin share of what arrived against what was there, by areas; None where one of them has no votes."""
    table = arrivals_by_area(step, level)
    before_valid, arrived_valid = int(table["before_valid"].sum()), int(table["arrived_valid"].sum())
    if not before_valid or not arrived_valid:
        return None
    before = Fraction(int((table["before_first"] - table["before_second"]).sum()), before_valid)
    arrived = Fraction(int((table["arrived_first"] - table["arrived_second"]).sum()), arrived_valid)
    within, new = Decimal(0), Fraction(0)
    with localcontext() as context:
        context.prec = _DIGITS
        for row in table.iter_rows(named=True):
            margin, valid = row["arrived_first"] - row["arrived_second"], row["arrived_valid"]
            if row["before_valid"]:
                own = row["before_first"] - row["before_second"]
                within += margin - Decimal(valid * own) / row["before_valid"]
            else:
                new += margin - valid * before
    within_points, new_points = 100 * Fraction(within) / arrived_valid, 100 * new / arrived_valid
    difference = 100 * (arrived - before)
    return Where(level, difference, difference - within_points - new_points, within_points, new_points)
