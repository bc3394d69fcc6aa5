"""Two sides compared, as a part of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

import polars

from tallyproof.compare.part import Column, Part, Table, Trace
from tallyproof.compare.statement import Statement, statement
from tallyproof.compare.stations.book import BOOK, DEFINED, GIVEN, PAIR, REGISTERED, TRACES, formula
from tallyproof.compare.stations.pairing import (
    LEFT,
    RIGHT,
    ItemDifference,
    Pair,
    by_area,
    directions,
    item_differences,
    largest,
    pair_of,
    stretch,
)
from tallyproof.compare.stations.side import STATION, Side
from tallyproof.compare.stations.soundness import SHOWN, checks_of, identity_text
from tallyproof.election import Definition
from tallyproof.election.register import MAX_NEAREST
from tallyproof.election.schema import Contest

_ASSUMED = ("as-given", "same-stations")


def named(side: Side) -> str:
    """Return the id of a side by which its name is looked up."""
    return f"{'stage' if side.kind in ('stage', 'settled') else 'table'}:{side.id}"


def shown_item(item: str) -> str:
    """Return the id of a figure by which its name is looked up."""
    return item.removeprefix("candidate:")


def pair_part(
    left: Side,
    right: Side,
    contest: Contest,
    definition: Definition,
    register: polars.DataFrame,
    *,
    levels: Sequence[str] = (),
    most: int | None = SHOWN,
) -> Part:
    """Return what two sides have in common and where they differ; tables have at most so many rows (None: all)."""
    ids = {"left": named(left), "right": named(right)}
    id = f"{contest.id}-stations-{left.kind}-{left.id}-{right.kind}-{right.id}"
    if not left.stations or not right.stations:
        said = (_not_compared(left, right), *_of_side(left, contest, register), *_of_side(right, contest, register))
        tables = tuple(_unmatched(left, right, definition, most))
        return Part(id, contest.id, "A", (PAIR,), BOOK, TRACES, said, tables, values=ids, heading="pair")
    pair = pair_of(left, right, contest, register)
    items = item_differences(pair)
    return Part(
        id,
        contest.id,
        "A",
        (PAIR,),
        BOOK,
        TRACES,
        statements=(
            *_joined(pair, items),
            *_margin(pair),
            *_of_side(left, contest, register),
            *_of_side(right, contest, register),
        ),
        tables=tuple(_tables(pair, items, definition, levels, most)),
        values=ids,
        heading="pair",
    )


def _not_compared(left: Side, right: Side) -> Statement:
    side = right if left.stations else left
    if side.kind in ("stage", "settled"):
        return statement("not-compared", side=named(side), reason="without-figures")
    if side.unmatched:
        unmatched = len(side.unmatched)
        return statement("not-compared", side=named(side), reason="no-code-joined", unmatched=unmatched)
    return statement("not-compared", side=named(side), reason="without-rows")


def _joined(pair: Pair, items: Sequence[ItemDifference]) -> Iterator[Statement]:
    left, right = pair.left, pair.right
    sides = {"left": named(left), "right": named(right)}
    sizes = {"left_stations": left.stations, "right_stations": right.stations}
    kinds = {"left_kind": f"side-{left.kind}", "right_kind": f"side-{right.kind}"}
    yield statement("pair-sides", **sides, **sizes, **kinds)
    matched, differing = pair.matched.height, pair.differing.height
    only = {"only_left": pair.only_left.height, "only_right": pair.only_right.height}
    yield statement("pair-joined", "same-stations", matched=matched, **sides, **sizes, **only)
    votes = [one for one in items if one.item != "registered" and one.compared]
    if not matched:
        yield statement("pair-none-joined")
    elif not votes:
        yield statement("pair-no-figures", matched=matched)
    elif not differing:
        yield statement("pair-same", *_ASSUMED, matched=matched)
    else:
        yield statement(
            "pair-differing",
            *_ASSUMED,
            matched=matched,
            differing=differing,
            same=matched - differing,
            differing_percent=_percent(differing, matched),
        )
    yield from _with_itself(pair)
    for one in items:
        if one.item == "registered" and one.compared:
            yield statement("pair-registered", *_ASSUMED, differing=one.differing, compared=one.compared)
    if pair.groups:
        yield statement("pair-groups", groups=pair.groups)
    yield from _not_given(pair)


def _with_itself(pair: Pair) -> Iterator[Statement]:
    """Give at how many stations a table stands beside figures that were taken from this table alone."""
    matched = pair.matched[STATION].to_list()
    for stage, table in ((pair.left, pair.right), (pair.right, pair.left)):
        if table.kind in ("table", "file"):
            same = sum(stage.rests_on.get(station) == table.id for station in matched)
            if same:
                sides = {"stage": named(stage), "side": named(table)}
                yield statement("pair-with-itself", same=same, matched=len(matched), **sides)


def _not_given(pair: Pair) -> Iterator[Statement]:
    """Give what only one side has figures for."""
    for side, other in ((pair.left, pair.right), (pair.right, pair.left)):
        for name in other.frame.columns:
            is_figure = name.startswith(("candidate:", "count:")) or name == "registered"
            if is_figure and other.frame[name].count() and not side.frame[name].count():
                yield statement("pair-not-given", item=shown_item(name), side=named(side))


def _margin(pair: Pair) -> Iterator[Statement]:
    if pair.first == pair.second:
        return
    sides = {"left": named(pair.left), "right": named(pair.right)}
    two = {"first": pair.first, "second": pair.second}
    was, now = stretch(pair, pair.matched, LEFT), stretch(pair, pair.matched, RIGHT)
    effect = now.margin - was.margin
    if was.stations:
        yield statement(
            "pair-margin", *_ASSUMED, **sides, **two, left_margin=was.margin, right_margin=now.margin, effect=effect
        )
    if pair.differing.height:
        yield _directions(pair)
    # A few sheets beside a whole table: what they do not cover is no movement.
    if "settled" not in (pair.left.kind, pair.right.kind) and (pair.only_left.height or pair.only_right.height):
        gone = -stretch(pair, pair.only_left, LEFT).margin
        arrived = stretch(pair, pair.only_right, RIGHT).margin
        yield statement(
            "pair-whole",
            *_ASSUMED,
            **sides,
            **two,
            left_whole=was.margin - gone,
            right_whole=now.margin + arrived,
            difference=effect + arrived + gone,
            effect=effect,
            arrived=arrived,
            gone=gone,
        )


def _directions(pair: Pair) -> Statement:
    found, differing = directions(pair), pair.differing.height
    two = {"first": pair.first, "second": pair.second, "right": named(pair.right)}
    if found.one_sided is None:
        return statement("pair-directions-none", *_ASSUMED, **two, left=named(pair.left), differing=differing)
    return statement(
        "pair-directions",
        *_ASSUMED,
        **two,
        differing=differing,
        up=found.up,
        down=found.down,
        unchanged=found.level,
        raised=found.raised,
        lowered=found.lowered,
        effect=found.raised - found.lowered,
        one_sided_percent=100 * found.one_sided,
    )


def _of_side(side: Side, contest: Contest, register: polars.DataFrame) -> Iterator[Statement]:
    """Give what is to be known of one side by itself."""
    who = named(side)
    if side.unmatched:
        yield statement("side-unmatched", unmatched=len(side.unmatched), side=who)
    if side.repeated:
        listed = ", ".join(side.repeated[:SHOWN]) + (", …" if side.repeated[SHOWN:] else "")
        yield statement("side-repeated", repeated=len(side.repeated), side=who, ids=listed)
    if side.left_out:
        yield statement("side-left-out", rows=side.left_out, side=who)
    if side.checked:
        yield statement("side-checked", checked=len(side.checked), side=who)
    if side.held_back:
        yield statement("side-held-back", held_back=len(side.held_back), side=who)
    identities = {one.id: identity_text(one) for one in contest.identities}
    for check in checks_of(side, contest, register):
        if not check.ran:
            continue
        counted: dict[str, str | int] = {"side": who, "failed": check.failed, "ran": check.ran}
        if check.id in identities:
            yield statement("side-identity", identity=check.id, formula=identities[check.id], **counted)
        else:
            yield statement(f"side-{check.id}", **counted)


# --- tables ----------------------------------------------------------------------------------------


def _tables(
    pair: Pair, items: Sequence[ItemDifference], definition: Definition, levels: Sequence[str], most: int | None
) -> Iterator[Table]:
    ids = {"left": named(pair.left), "right": named(pair.right)}
    two = {"first": pair.first, "second": pair.second}
    if pair.matched.height:
        yield _item_table(items, ids)
    if pair.differing.height:
        yield _margin_table(items, ids, most)
    for level in levels:
        yield _area_table(pair, level, {**ids, **two, "level": f"level:{level}"}, most)
    if pair.differing.height:
        yield _largest_table(pair, {**ids, **two}, most)
    yield from _unmatched(pair.left, pair.right, definition, most)


def _unmatched(left: Side, right: Side, definition: Definition, most: int | None) -> Iterator[Table]:
    codes = [(side, code) for side in (left, right) for code in side.unmatched]
    if codes:
        yield unmatched_table(codes, definition, most)


def _item_table(items: Sequence[ItemDifference], ids: dict[str, str]) -> Table:
    columns = (
        Column("item", "candidate", DEFINED),
        Column("compared", "number", formula("compared = stations in both where both give it")),
        Column("left", "number", GIVEN),
        Column("right", "number", GIVEN),
        Column("net", "number", formula("net = right − left = gained − lost")),
        Column("differing", "number", formula("differing = up + down")),
        Column("up", "number", formula("up = stations where right gives more")),
        Column("gained", "number", formula("gained = Σ over these of right − left")),
        Column("down", "number", formula("down = stations where right gives less")),
        Column("lost", "number", formula("lost = Σ over these of left − right")),
    )
    rows = tuple(
        tuple(
            str(value)
            for value in (
                shown_item(one.item),
                one.compared,
                one.left,
                one.right,
                one.net,
                one.differing,
                one.up,
                one.gained,
                one.down,
                one.lost,
            )
        )
        for one in items
        if one.compared
    )
    return Table("pair-items", columns, rows, values=ids)


def _margin_table(items: Sequence[ItemDifference], ids: dict[str, str], most: int | None) -> Table:
    """Return the effect on the margin of any two candidates, the largest first."""
    votes = [one for one in items if one.item.startswith("candidate:")]
    rows = [
        (shown_item(a.item), shown_item(b.item), a.left - b.left, a.right - b.right, a.net - b.net)
        for a, b in combinations(votes, 2)
    ]
    rows.sort(key=lambda row: (-abs(row[4]), row[0], row[1]))
    columns = (
        Column("one", "candidate", DEFINED),
        Column("other", "candidate", DEFINED),
        Column("left_margin", "number", formula("left_margin = votes of one − votes of other, in left")),
        Column("right_margin", "number", formula("right_margin = votes of one − votes of other, in right")),
        Column("effect", "number", formula("effect = right_margin − left_margin")),
    )
    return cut("pair-margins", columns, [tuple(map(str, row)) for row in rows], most, ids)


def _area_table(pair: Pair, level: str, values: dict[str, str], most: int | None) -> Table:
    """Return areas, those first where the margin moves most."""
    found = by_area(pair, level)
    if most is not None:
        only = polars.col("only_left") + polars.col("only_right")
        found = found.sort(polars.col("effect").abs(), "differing", only, "area", descending=[True, True, True, False])
    names = ("matched", "only_left", "only_right", "differing", "left_margin", "right_margin", "effect")
    traces = {
        "effect": formula("effect = right_margin − left_margin"),
        "left_margin": formula("left_margin = Σ over stations in both of first − second in left"),
        "right_margin": formula("right_margin = Σ over stations in both of first − second in right"),
    }
    columns = (Column("area", "area", REGISTERED), *(Column(name, "number", traces.get(name, GIVEN)) for name in names))
    rows = [tuple(str(row[name]) for name in ("area", *names)) for row in found.iter_rows(named=True)]
    return cut("pair-areas", columns, rows, most, values)


def _largest_table(pair: Pair, values: dict[str, str], most: int | None) -> Table:
    found = largest(pair)
    first, second = f"candidate:{pair.first}", f"candidate:{pair.second}"
    columns = (
        Column("station", "text", GIVEN),
        Column("apart", "number", formula("apart = Σ over candidates and counts of |right − left|")),
        Column("left_first", "number", GIVEN),
        Column("right_first", "number", GIVEN),
        Column("left_second", "number", GIVEN),
        Column("right_second", "number", GIVEN),
        Column("effect", "number", formula("effect = (right_first − right_second) − (left_first − left_second)")),
    )
    kept = found if most is None else found.head(most)
    sources = ("station", "apart", LEFT + first, RIGHT + first, LEFT + second, RIGHT + second, "effect")
    rows = tuple(
        tuple("" if row[name] is None else str(row[name]) for name in sources) for row in kept.iter_rows(named=True)
    )
    return Table("pair-largest", columns, rows, found.height - kept.height, values)


def unmatched_table(unmatched: Sequence[tuple[Side, str]], definition: Definition, most: int | None) -> Table:
    """Return codes that join with nothing, the first thousand with the nearest ids of the register."""
    register = definition.register
    kept = unmatched if most is None else unmatched[:most]
    rows = tuple(
        (named(side), code, ", ".join(register.nearest(code)) if register and place < MAX_NEAREST else "")
        for place, (side, code) in enumerate(kept)
    )
    nearest = Trace(source="register")
    columns = (Column("side", "candidate", DEFINED), Column("code", "text", GIVEN), Column("nearest", "text", nearest))
    return Table("pair-unmatched", columns, rows, len(unmatched) - len(kept))


def cut(
    id: str, columns: tuple[Column, ...], rows: Sequence[tuple[str, ...]], most: int | None, values: dict[str, str]
) -> Table:
    """Return a table of at most so many rows, with how many more there are."""
    kept = tuple(rows if most is None else rows[:most])
    return Table(id, columns, kept, len(rows) - len(kept), values)


def _percent(part: int, whole: int) -> Fraction:
    return Fraction(100 * part, whole)
