"""Two sets of figures by station, joined by station id: what is in both, what differs, and by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars

from tallyproof.compare.stations.side import REGISTERED, STATION, Side, item_columns
from tallyproof.election.schema import Contest

LEFT, RIGHT, CHANGE = "left:", "right:", "change:"
DIFFERS, IN_LEFT, IN_RIGHT = "differs", "in_left", "in_right"


@dataclass(frozen=True, slots=True)
class ItemDifference:
    """One figure (a candidate's votes, a count, registered voters) at the stations where both give it.

    `up` and `down` are stations where the right gives more or less; `gained` and `lost` by how much, both positive.
    """

    item: str
    compared: int
    left: int
    right: int
    up: int
    down: int
    gained: int
    lost: int

    @property
    def net(self) -> int:
        return self.gained - self.lost

    @property
    def differing(self) -> int:
        return self.up + self.down


@dataclass(frozen=True, slots=True)
class Stretch:
    """Stations with their votes for the first and the second, and all valid votes, on one side."""

    stations: int
    first: int
    second: int
    valid: int

    @property
    def margin(self) -> int:
        return self.first - self.second

    def share(self, votes: int) -> Fraction | None:
        """Return votes as a percentage of the valid votes; None where there are none."""
        return Fraction(100 * votes, self.valid) if self.valid else None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides joined. `joined` has a row for each station (or group) of either, in the order of ids.

    Its columns: `station`, `area:<level>`, `roll`, `cap`, `in_left`, `in_right`, `differs` (a figure that both give
    differs, registered voters aside), `left:<item>`, `right:<item>`, `change:<item>` (right − left) for each item.
    `first` and `second` have the most votes on both sides together: the same whichever side is the left one.
    """

    left: Side
    right: Side
    contest: str
    items: tuple[str, ...]
    joined: polars.DataFrame
    first: str
    second: str
    groups: int

    @property
    def matched(self) -> polars.DataFrame:
        return self.joined.filter(polars.col(IN_LEFT) & polars.col(IN_RIGHT))

    @property
    def differing(self) -> polars.DataFrame:
        return self.joined.filter(polars.col(DIFFERS))

    @property
    def only_left(self) -> polars.DataFrame:
        return self.joined.filter(~polars.col(IN_RIGHT))

    @property
    def only_right(self) -> polars.DataFrame:
        return self.joined.filter(~polars.col(IN_LEFT))


def pair_of(left: Side, right: Side, contest: Contest, register: polars.DataFrame) -> Pair:
    """Return two sides joined by station id. `register` is the frame of `register_frame`.

    Stations that one side gives together are added up on the other, when it has all of them.
    """
    frames = (_grouped(left.frame, right.groups), _grouped(right.frame, left.groups))
    columns = [REGISTERED, *item_columns(contest)]
    given = [name for name in columns if all(name in one.columns and one[name].count() for one in frames)]
    votes = [f"candidate:{one.id}" for one in contest.candidates]
    kept = list(dict.fromkeys([REGISTERED, *votes, *given, *(f"count:{one.id}" for one in contest.counts)]))
    joined = (
        _marked(frames[0], LEFT, IN_LEFT, kept)
        .join(_marked(frames[1], RIGHT, IN_RIGHT, kept), on=STATION, how="full", coalesce=True)
        .with_columns(polars.col(IN_LEFT, IN_RIGHT).fill_null(value=False))
        .with_columns((polars.col(RIGHT + name) - polars.col(LEFT + name)).alias(CHANGE + name) for name in kept)
        .with_columns(_any_differs([CHANGE + name for name in given if name != REGISTERED]).alias(DIFFERS))
    )
    groups = {**left.groups, **right.groups}
    joined = joined.join(_with_groups(register, groups), on=STATION, how="left").sort(STATION)
    first, second = _leading(frames, contest)
    matched = set(joined.filter(polars.col(IN_LEFT) & polars.col(IN_RIGHT))[STATION]) if groups else set()
    return Pair(left, right, contest.id, tuple(given), joined, first, second, len(matched & groups.keys()))


def item_differences(pair: Pair, frame: polars.DataFrame | None = None) -> list[ItemDifference]:
    """Return each figure's differences at the stations in both (or at those of them in `frame`)."""
    matched = pair.matched if frame is None else frame
    if not pair.items:
        return []
    asked = []
    for place, item in enumerate(pair.items):
        change, both = polars.col(CHANGE + item), polars.col(CHANGE + item).is_not_null()
        asked += [
            both.sum().alias(f"{place}:compared"),
            polars.col(LEFT + item).filter(both).sum().alias(f"{place}:left"),
            polars.col(RIGHT + item).filter(both).sum().alias(f"{place}:right"),
            (change > 0).sum().alias(f"{place}:up"),
            (change < 0).sum().alias(f"{place}:down"),
            change.filter(change > 0).sum().alias(f"{place}:gained"),
            (-change.filter(change < 0).sum()).alias(f"{place}:lost"),
        ]
    row = matched.select(asked).row(0, named=True)
    names = ("compared", "left", "right", "up", "down", "gained", "lost")
    return [
        ItemDifference(item, *(int(row[f"{place}:{name}"]) for name in names)) for place, item in enumerate(pair.items)
    ]


def stretch(pair: Pair, frame: polars.DataFrame, side: str) -> Stretch:
    """Return the votes of the first and second and all valid votes in rows of the pair, on one side."""
    votes = _votes_of(pair, side)
    row = frame.select(
        polars.len().alias("stations"),
        polars.col(side + f"candidate:{pair.first}").sum().alias("first"),
        polars.col(side + f"candidate:{pair.second}").sum().alias("second"),
        polars.sum_horizontal(polars.col(votes)).sum().alias("valid"),
    ).row(0)
    return Stretch(*(int(one) for one in row))


@dataclass(frozen=True, slots=True)
class Directions:
    """Where the margin of the first over the second is higher, lower or the same in the right than in the left.

    `raised` and `lowered` are votes of margin, both positive. Only stations that differ are counted.
    """

    up: int
    down: int
    level: int
    raised: int
    lowered: int

    @property
    def one_sided(self) -> Fraction | None:
        """The part of all margin votes moved that is left when both directions are set against each other."""
        moved = self.raised + self.lowered
        return Fraction(abs(self.raised - self.lowered), moved) if moved else None


def directions(pair: Pair) -> Directions:
    """Return in which direction the differences move the margin of the first over the second."""
    change = (polars.col(f"{CHANGE}candidate:{pair.first}") - polars.col(f"{CHANGE}candidate:{pair.second}")).fill_null(
        0
    )
    row = pair.differing.select(
        (change > 0).sum().alias("up"),
        (change < 0).sum().alias("down"),
        (change == 0).sum().alias("level"),
        change.filter(change > 0).sum().alias("raised"),
        (-change.filter(change < 0).sum()).alias("lowered"),
    ).row(0)
    return Directions(*(int(one) for one in row))


def by_area(pair: Pair, level: str) -> polars.DataFrame:
    """Return for each area of a level: `area`, `matched`, `only_left`, `only_right`, `differing`, `left_margin`,
    `right_margin` (stations in both) and `effect` (right − left), in the order of codes. Unplaced rows have ''."""
    both = polars.col(IN_LEFT) & polars.col(IN_RIGHT)

    def margin(side: str) -> polars.Expr:
        return polars.col(f"{side}candidate:{pair.first}") - polars.col(f"{side}candidate:{pair.second}")

    return (
        pair.joined.group_by(polars.col(f"area:{level}").fill_null("").alias("area"))
        .agg(
            both.sum().alias("matched"),
            (~polars.col(IN_RIGHT)).sum().alias("only_left"),
            (~polars.col(IN_LEFT)).sum().alias("only_right"),
            polars.col(DIFFERS).sum().alias("differing"),
            margin(LEFT).filter(both).sum().alias("left_margin"),
            margin(RIGHT).filter(both).sum().alias("right_margin"),
        )
        .with_columns((polars.col("right_margin") - polars.col("left_margin")).alias("effect"))
        .sort("area")
    )


def largest(pair: Pair) -> polars.DataFrame:
    """Return the stations that differ, those first whose figures are furthest apart; `apart` adds up all differences.

    Only candidates and counts are added up: what a count such as the valid votes repeats is in it twice.
    """
    items = [CHANGE + item for item in pair.items if item != REGISTERED and not item.startswith("line:")]
    apart = polars.sum_horizontal(polars.col(name).abs().fill_null(0) for name in items) if items else polars.lit(0)
    change = polars.col(f"{CHANGE}candidate:{pair.first}") - polars.col(f"{CHANGE}candidate:{pair.second}")
    return pair.differing.with_columns(apart.alias("apart"), change.fill_null(0).alias("effect")).sort(
        "apart", STATION, descending=[True, False]
    )


def _votes_of(pair: Pair, side: str) -> list[str]:
    return [name for name in pair.joined.columns if name.startswith(f"{side}candidate:")]


def _marked(frame: polars.DataFrame, prefix: str, mark: str, kept: Sequence[str]) -> polars.DataFrame:
    return frame.select(
        STATION, polars.lit(value=True).alias(mark), *(polars.col(name).alias(prefix + name) for name in kept)
    )


def _any_differs(columns: Sequence[str]) -> polars.Expr:
    if not columns:
        return polars.lit(value=False)
    return polars.any_horizontal((polars.col(name) != 0).fill_null(value=False) for name in columns)


def _leading(frames: Sequence[polars.DataFrame], contest: Contest) -> tuple[str, str]:
    """Return the two candidates with the most votes in both frames together; the ballot's order decides a tie.

    A contest of one candidate has it twice: its margin is 0.
    """
    votes = {one.id: sum(int(frame[f"candidate:{one.id}"].sum()) for frame in frames) for one in contest.candidates}
    ordered = sorted(votes, key=lambda one: -votes[one])
    return ordered[0], ordered[min(1, len(ordered) - 1)]


def _grouped(frame: polars.DataFrame, groups: Mapping[str, tuple[str, ...]]) -> polars.DataFrame:
    """Return a frame with the stations of each group in one row; a group that it has only in part stays apart."""
    if not groups:
        return frame
    members = polars.DataFrame(
        [(station, group, len(ours)) for group, ours in groups.items() for station in ours],
        schema={STATION: polars.String, "group": polars.String, "members": polars.Int64},
        orient="row",
    )
    held = frame.join(members, on=STATION, how="inner")
    whole = held.filter(polars.len().over("group") == polars.col("members"))
    numbers = [name for name in frame.columns if name != STATION]
    added = (
        whole.group_by("group")
        # A figure that one station lacks is not known of them together.
        .agg(
            polars.when(polars.col(name).is_null().any()).then(None).otherwise(polars.col(name).sum()).alias(name)
            for name in numbers
        )
        .rename({"group": STATION})
    )
    rest = frame.join(whole.select(STATION), on=STATION, how="anti")
    return polars.concat([rest, added.select(frame.columns)]).sort(STATION)


def _with_groups(register: polars.DataFrame, groups: Mapping[str, tuple[str, ...]]) -> polars.DataFrame:
    """Return the register with a row for each group; areas that its stations do not share are null."""
    if not groups:
        return register
    members = polars.DataFrame(
        [(station, group) for group, ours in groups.items() for station in ours],
        schema={STATION: polars.String, "group": polars.String},
        orient="row",
    )
    held = register.join(members, on=STATION, how="inner")
    areas = [name for name in register.columns if name.startswith("area:")]
    rows = held.group_by("group").agg(
        *(
            polars.when(polars.col(name).n_unique() == 1).then(polars.col(name).first()).otherwise(None).alias(name)
            for name in areas
        ),
        *(
            polars.when(polars.col(name).is_null().any()).then(None).otherwise(polars.col(name).sum()).alias(name)
            for name in ("roll", "cap")
        ),
    )
    return polars.concat([register, rows.rename({"group": STATION}).select(register.columns)])
