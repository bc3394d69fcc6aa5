"""How a count moved in time, as a part of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import polars

from tallyproof.compare.part import Axis, Column, Mark, Part, Picture, Point, Series, Table, Trace
from tallyproof.compare.phrasing import rounded, trimmed
from tallyproof.compare.statement import Statement, statement
from tallyproof.compare.stations.book import BOOK, DEFINED, GIVEN, MOVEMENT, REGISTERED, TRACES, formula
from tallyproof.compare.stations.movement import Step, Where, arrivals_by_area, steps_of, where_of
from tallyproof.compare.stations.pair_part import cut, named
from tallyproof.compare.stations.pairing import RIGHT, Stretch, stretch
from tallyproof.compare.stations.side import Side
from tallyproof.compare.stations.soundness import SHOWN
from tallyproof.election.schema import Contest

DIGITS = 6
POINTS = 3
_ASSUMED = ("as-given", "in-order")


def movement_part(
    snapshots: Sequence[Side],
    contest: Contest,
    register: polars.DataFrame,
    *,
    expected: int | None,
    levels: Sequence[str] = (),
    most: int | None = SHOWN,
) -> Part:
    """Return how a count moved from each snapshot to the next. `expected` is how many stations there are in all."""
    held = [one for one in snapshots if one.stations]
    id = f"{contest.id}-movement"
    if len(held) < 2:
        said: tuple[Statement, ...] = (statement("not-compared", reason="one-stage"),)
        return Part(id, contest.id, "A", (MOVEMENT,), BOOK, TRACES, said, heading="movement")
    steps = steps_of(held, contest, register)
    two = {"first": steps[0].pair.first, "second": steps[0].pair.second}
    wheres = [(one, where) for one in steps for level in levels if (where := where_of(one, level)) is not None]
    snapshots_said = [_snapshot(side, found, two) for side, found in _states(steps)]
    moved = [one for step in steps for one in _step(step, two, wheres)]
    tables = [_snapshot_table(steps, two, expected), _event_table(steps, two)]
    tables += [_area_table(one, level, two, most) for one in steps for level in levels if one.arrived.stations]
    tables += [_where_table(one, wheres) for one in steps if any(one is of for of, _ in wheres)]
    return Part(
        id,
        contest.id,
        "A",
        (MOVEMENT,),
        BOOK,
        TRACES,
        statements=(*snapshots_said, *moved),
        tables=tuple(tables),
        pictures=_pictures(steps, two, expected),
        heading="movement",
        headline=tuple(one for one in moved if one.code == "move-margin"),
    )


def _states(steps: Sequence[Step]) -> list[tuple[Side, Stretch]]:
    """Return every snapshot with its whole."""
    return [(steps[0].pair.left, steps[0].before), *((one.pair.right, one.after) for one in steps)]


def _snapshot(side: Side, found: Stretch, two: dict[str, str]) -> Statement:
    share = found.share(found.margin)
    if share is None:
        return statement("move-snapshot-empty", snapshot=named(side), stations=found.stations)
    return statement(
        "move-snapshot",
        "as-given",
        **two,
        snapshot=named(side),
        stations=found.stations,
        valid=found.valid,
        margin=found.margin,
        margin_percent=share,
    )


def _step(step: Step, two: dict[str, str], wheres: Sequence[tuple[Step, Where]]) -> Iterator[Statement]:
    between = {"before": named(step.pair.left), "after": named(step.pair.right)}
    counts = {name: piece.stations for name, piece in step.pieces}
    yield statement("move-step", *_ASSUMED, **between, **counts)
    margins = {f"{name}_margin": piece.margin for name, piece in step.pieces}
    whole = {"before_margin": step.before.margin, "after_margin": step.after.margin}
    yield statement("move-margin", *_ASSUMED, **between, **two, **margins, **whole)
    points = {f"{name}_points": piece.points(step.before, step.after) for name, piece in step.pieces}
    before, after = step.before.share(step.before.margin), step.after.share(step.after.margin)
    if before is not None and after is not None:
        yield statement(
            "move-points",
            *_ASSUMED,
            **margins,
            **whole,
            **{name: value for name, value in points.items() if value is not None},
            **{f"{name}_valid": piece.valid for name, piece in step.pieces},
            before_valid=step.before.valid,
            after_valid=step.after.valid,
            before_percent=before,
            after_percent=after,
            points=after - before,
        )
    yield from _arrived(step, two)
    for of, where in wheres:
        if of is step:
            yield _where(where)


def _arrived(step: Step, two: dict[str, str]) -> Iterator[Statement]:
    arrived, before = stretch(step.pair, step.pair.only_right, RIGHT), step.before
    if not arrived.valid or not before.valid:
        return
    values: dict[str, int | Fraction] = {"arrived": arrived.stations, "stations": before.stations}
    for when, found in (("arrived", arrived), ("before", before)):
        values[f"{when}_valid"] = found.valid
        for who, votes in (("first", found.first), ("second", found.second)):
            values[f"{when}_{who}"] = votes
            values[f"{when}_{who}_percent"] = Fraction(100 * votes, found.valid)
    yield statement("move-arrived", *_ASSUMED, "no-chance", **two, **values)


def _where(where: Where) -> Statement:
    return statement("move-where", *_ASSUMED, "no-chance", level=f"level:{where.level}", **_added_up(where))


def _added_up(where: Where) -> dict[str, str]:
    """Return the parts of a difference as decimals that add up to it: the last digit goes to the composition."""
    whole, within, new = (Fraction(rounded(one, POINTS)) for one in (where.difference, where.within, where.new))
    parts = {"difference": whole, "composition": whole - within - new, "within": within, "new": new}
    return {name: trimmed(rounded(one, POINTS)) for name, one in parts.items()}


# --- tables ----------------------------------------------------------------------------------------


def _snapshot_table(steps: Sequence[Step], two: dict[str, str], expected: int | None) -> Table:
    columns = [
        Column("snapshot", "candidate", DEFINED),
        Column("stations", "number", GIVEN),
        Column("valid", "number", formula("valid = Σ over stations and candidates of votes", MOVEMENT)),
        Column("first", "number", GIVEN),
        Column("second", "number", GIVEN),
        Column("margin", "number", formula("margin = first − second", MOVEMENT)),
        Column("margin_percent", "percent", formula("margin_percent = 100 · margin / valid", MOVEMENT)),
    ]
    if expected:
        columns.insert(2, Column("coverage", "percent", formula("coverage = 100 · stations / all stations", MOVEMENT)))
    rows = []
    for side, found in _states(steps):
        numbers = [str(one) for one in (found.valid, found.first, found.second, found.margin)]
        share = found.share(found.margin)
        coverage = [rounded(Fraction(100 * found.stations, expected), 3)] if expected else []
        last = "" if share is None else rounded(share, DIGITS)
        rows.append((named(side), str(found.stations), *coverage, *numbers, last))
    return Table("move-snapshots", tuple(columns), tuple(rows), values=two)


def _event_table(steps: Sequence[Step], two: dict[str, str]) -> Table:
    """Return the decomposition of each step: its three rows add up to the fourth."""
    columns = (
        Column("step", "candidate", DEFINED),
        Column("event", "word", DEFINED),
        Column("stations", "number", GIVEN),
        Column("margin", "number", formula("Σ over the three rows = margin after − margin before", MOVEMENT)),
        Column("valid", "number", formula("Σ over the three rows = valid after − valid before", MOVEMENT)),
        Column("points", "number", formula("100 · (margin − valid · M₀/V₀)/V₁; Σ = 100 · (M₁/V₁ − M₀/V₀)", MOVEMENT)),
    )
    rows: list[tuple[str, ...]] = []
    for one in steps:
        name = named(one.pair.right)
        total = Fraction(0)
        for event, piece in one.pieces:
            points = piece.points(one.before, one.after)
            total += points or 0
            decimal = "" if points is None else rounded(points, DIGITS)
            rows.append((name, event, str(piece.stations), str(piece.margin), str(piece.valid), decimal))
        stations = one.after.stations - one.before.stations
        margin, valid = one.after.margin - one.before.margin, one.after.valid - one.before.valid
        known = one.before.valid and one.after.valid
        rows.append((name, "together", str(stations), str(margin), str(valid), rounded(total, DIGITS) if known else ""))
    return Table("move-events", columns, tuple(rows), values=two)


def _area_table(step: Step, level: str, two: dict[str, str], most: int | None) -> Table:
    """Return areas, those first where most stations arrived."""
    found = arrivals_by_area(step, level).filter(polars.col("arrived") > 0)
    if most is not None:
        found = found.sort("arrived", "area", descending=[True, False])
    columns = (
        Column("area", "area", REGISTERED),
        Column("before", "number", GIVEN),
        Column("before_margin", "percent", formula("before_margin = 100 · (first − second) / valid", MOVEMENT)),
        Column("arrived", "number", GIVEN),
        Column("arrived_margin", "percent", formula("arrived_margin = 100 · (first − second) / valid", MOVEMENT)),
        Column("margin", "number", formula("margin = first − second of what arrived", MOVEMENT)),
    )
    rows = []
    for row in found.iter_rows(named=True):
        shares = []
        for when in ("before", "arrived"):
            margin, valid = row[f"{when}_first"] - row[f"{when}_second"], row[f"{when}_valid"]
            shares.append(rounded(Fraction(100 * margin, valid), 3) if valid else "")
        margin = str(row["arrived_first"] - row["arrived_second"])
        rows.append((row["area"], str(row["before"]), shares[0], str(row["arrived"]), shares[1], margin))
    values = {**two, "level": f"level:{level}", "after": named(step.pair.right)}
    return cut("move-areas", columns, rows, most, values)


def _where_table(step: Step, wheres: Sequence[tuple[Step, Where]]) -> Table:
    names = ("difference", "composition", "within", "new")
    traces = {name: Trace(formula="difference = composition + within + new", method=MOVEMENT) for name in names}
    columns = (Column("level", "candidate", DEFINED), *(Column(name, "number", traces[name]) for name in names))
    rows = []
    for of, where in wheres:
        if of is step:
            told = _added_up(where)
            rows.append((f"level:{where.level}", *(told[name] for name in names)))
    return Table("move-where", columns, tuple(rows), values={"after": named(step.pair.right)})


# --- pictures ----------------------------------------------------------------------------------------


def _pictures(steps: Sequence[Step], two: dict[str, str], expected: int | None) -> tuple[Picture, ...]:
    def x(stations: int) -> str:
        return rounded(Fraction(100 * stations, expected), 3) if expected else str(stations)

    whole, alone = [], []
    shares: list[Fraction] = []
    for _, found in _states(steps):
        share = found.share(found.margin)
        if share is not None:
            shares.append(share)
            whole.append(Point(x(found.stations), rounded(share, 3)))
    for one in steps:
        arrived = stretch(one.pair, one.pair.only_right, RIGHT)
        share = arrived.share(arrived.margin)
        if share is not None:
            shares.append(share)
            alone.append(Point(x(one.after.stations), rounded(share, 3)))
    if len(whole) < 2:
        return ()
    whole.sort(key=lambda point: Fraction(point.x))
    alone.sort(key=lambda point: Fraction(point.x))
    horizontal = Axis("coverage_percent", "percent", high="100") if expected else Axis("coverage", "number")
    series = [Series("margin", tuple(whole))]
    if alone:
        series.append(Series("arrived", tuple(alone)))
    values = {
        **two,
        "snapshots": str(len(steps) + 1),
        "low_percent": str(min(shares)),
        "high_percent": str(max(shares)),
    }
    marks = (Mark("even", "y", "0"),) if min(shares) <= 0 <= max(shares) else ()
    return (
        Picture("move-margin", "lines", horizontal, Axis("margin_percent", "percent"), tuple(series), marks, values),
    )
