"""Time and memory of comparing two counts station by station, beside a plain loop over dictionaries.

    uv run python benchmarks/stations.py --stations 35000,1000000

The figures are made: three candidates and two counts, one station in fifty differs, one in twenty is on one side only.
Both ways must find the same stations and the same effect on the margin.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np
import polars

from tallyproof.compare.stations import Side, movement_part, pair_part, register_frame, side_of_frame
from tallyproof.compare.stations.movement import steps_of
from tallyproof.compare.stations.pairing import item_differences, pair_of
from tallyproof.election import Definition, parse_definition

ELECTION = b"""
[election]
id = "made"
title = "Made"
date = 2024-01-07
origin = "example.org/made"

[[levels]]
id = "state"
name = "State"
code = "{S}"
label = "{S}"

[[levels]]
id = "district"
name = "District"
code = "{D}"
label = "{D}"

[register]
station = "{ID}"
place = "{ID}"
registered = "RE"
cap = { rule = "registered", source = "made" }

[[contests]]
id = "mayor"
name = "Mayor"
candidates = [{ id = "a", name = "A" }, { id = "b", name = "B" }, { id = "c", name = "C" }]
counts = [{ id = "null", name = "Null", role = "rejected" }, { id = "blank", name = "Blank", role = "blank" }]
"""
ITEMS = ("candidate:a", "candidate:b", "candidate:c", "count:null", "count:blank")


def main() -> None:
    """Print a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", default="35000,1000000", help="sizes, separated by commas")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(f"{'stations':>9} {'join':>7} {'part':>7} {'movement':>9} {'dicts':>7}  seconds {'MB':>6}")
    for size in map(int, arguments.stations.split(",")):
        print(measured(size, arguments.seed), flush=True)


def measured(size: int, seed: int) -> str:
    """Return seconds of the join, of the whole part, of the movement and of the plain loop, for one size."""
    definition = made_definition(size)
    contest, register = definition.contests["mayor"], register_frame(definition)
    left, right = made_sides(size, seed, definition)
    started = time.perf_counter()
    pair = pair_of(left, right, contest, register)
    join = time.perf_counter() - started
    started = time.perf_counter()
    pair_part(left, right, contest, definition, register, levels=["state", "district"])
    part = time.perf_counter() - started
    started = time.perf_counter()
    movement_part([left, right], contest, register, expected=size, levels=["state", "district"])
    movement = time.perf_counter() - started
    rows = [as_dict(left), as_dict(right)]
    started = time.perf_counter()
    alone = by_dicts(rows[0], rows[1])
    dicts = time.perf_counter() - started
    net = {one.item: one.net for one in item_differences(pair)}
    effect = net["candidate:a"] - net["candidate:b"]
    ours = (pair.matched.height, pair.only_left.height, pair.only_right.height, pair.differing.height, effect)
    if ours != alone:
        raise SystemExit(f"the two ways differ: {ours} and {alone}")
    (step,) = steps_of([left, right], contest, register)
    if step.after.margin - step.before.margin != sum(piece.margin for _, piece in step.pieces):
        raise SystemExit("the pieces of the movement do not add up")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{size:9,} {join:7.2f} {part:7.2f} {movement:9.2f} {dicts:7.2f}           {peak:6,.0f}"


def made_definition(size: int) -> Definition:
    """Return an election of so many stations in 24 states and 480 districts."""
    lines = "\n".join(f"{number:07},s{number % 24:02},d{number % 480:03},400" for number in range(size))
    return parse_definition({"election.toml": ELECTION, "stations.csv": f"ID,S,D,RE\n{lines}\n".encode()})


def made_sides(size: int, seed: int, definition: Definition) -> tuple[Side, Side]:
    """Return two counts of these stations: the second has 2% other figures; each lacks 5% of the stations."""
    random = np.random.default_rng(seed)
    ids = [f"{number:07}" for number in range(size)]
    was = {item: random.integers(0, 120, size) for item in ITEMS}
    now = {item: values.copy() for item, values in was.items()}
    changed = random.random(size) < 0.02
    now["candidate:a"][changed] += random.integers(1, 30, int(changed.sum()))
    sides: list[Side] = []
    for figures in (was, now):
        kept = random.random(size) >= 0.05
        data = {item: values[kept] for item, values in figures.items()}
        frame = polars.DataFrame({"station": [id for id, keep in zip(ids, kept, strict=True) if keep], **data})
        frame = frame.with_columns(polars.lit(400, dtype=polars.Int64).alias("registered"))
        sides.append(side_of_frame("table", f"t{len(sides)}", frame, definition.contests["mayor"]))
    return sides[0], sides[1]


def as_dict(side: Side) -> dict[str, dict[str, int]]:
    """Return a side as a dictionary of dictionaries."""
    return {row["station"]: row for row in side.frame.iter_rows(named=True)}


def by_dicts(left: dict[str, dict[str, int]], right: dict[str, dict[str, int]]) -> tuple[int, int, int, int, int]:
    """Return matched, only left, only right, differing and the effect on the margin of a over b by plain loops."""
    matched = differing = effect = 0
    for station, row in left.items():
        other = right.get(station)
        if other is None:
            continue
        matched += 1
        differing += any(row[item] != other[item] for item in ITEMS)
        effect += (other["candidate:a"] - other["candidate:b"]) - (row["candidate:a"] - row["candidate:b"])
    only_right = sum(station not in left for station in right)
    return matched, len(left) - matched, only_right, differing, effect


if __name__ == "__main__":
    main()
