"""Collation forms against their stations, as a part of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tallyproof.compare.part import Column, Part, Table, Trace
from tallyproof.compare.statement import Statement, statement
from tallyproof.compare.stations.book import BOOK, DEFINED, GIVEN, SHEETS, TRACES, formula
from tallyproof.compare.stations.collation import SheetComparison, compare_sheets
from tallyproof.compare.stations.pair_part import cut, named, shown_item
from tallyproof.compare.stations.side import Side
from tallyproof.compare.stations.soundness import SHOWN
from tallyproof.election import Definition
from tallyproof.election.schema import Contest
from tallyproof.model import AggregateSheet

_ASSUMED = ("as-given", "stations-right")


def sheets_part(
    sheets: Sequence[AggregateSheet],
    settled: Side,
    contest: Contest,
    definition: Definition,
    *,
    most: int | None = SHOWN,
) -> Part:
    """Return every form of one contest and stage against the stage's settled stations."""
    compared = compare_sheets(sheets, settled, contest, definition)
    whole = [one for one in compared if one.is_whole]
    unlisted = sum(one.claimed is None for one in compared)
    said = [
        statement(
            "sheets-compared",
            sheets=len(compared),
            stage=named(settled),
            whole=len(whole),
            partial=len(compared) - len(whole) - unlisted,
            unlisted=unlisted,
        )
    ]
    if whole:
        agree = sum(not one.altered for one in whole)
        said.append(statement("sheets-agree", *_ASSUMED, agree=agree, whole=len(whole)))
    single = [one for sheet in compared for one in _of_sheet(sheet)]
    kept = single if most is None else single[:most]
    said += kept
    if len(kept) < len(single):
        said.append(statement("sheets-more", more=len(single) - len(kept)))
    return Part(
        f"{contest.id}-sheets-{settled.id}",
        contest.id,
        "A",
        (SHEETS,),
        BOOK,
        TRACES,
        tuple(said),
        tables=(_sheet_table(compared, most), *_line_tables(compared, most)),
        values={"stage": named(settled)},
        heading="sheets",
    )


def _of_sheet(one: SheetComparison) -> Iterator[Statement]:
    """Give what is to be said of one form; nothing where all is as it should be."""
    who = {"sheet": one.sheet.id, "area": one.sheet.area}
    counts = {"held": len(one.held), "not_held": len(one.not_held)}
    if one.claimed is None:
        yield statement("sheet-unlisted", **who)
    if one.altered and one.is_whole:
        yield statement("sheet-altered", *_ASSUMED, **who, lines=len(one.altered), held=len(one.held))
    elif one.altered:
        yield statement("sheet-below", *_ASSUMED, **who, **counts, lines=len(one.altered))
    if one.beyond_room is not None:
        votes = [line for line in one.lines if line.item.startswith("candidate:")]
        yield statement(
            "sheet-beyond",
            *_ASSUMED,
            **who,
            **counts,
            beyond=one.beyond_room,
            votes=sum(line.sheet for line in votes),
            held_votes=sum(line.stations for line in votes),
            room=one.room or 0,
        )
    for code, key, stations in (
        ("sheet-not-claimed", "not_claimed", one.not_claimed),
        ("sheet-not-held", "not_held", one.not_held),
        ("sheet-unknown", "unknown", one.unknown),
        ("sheet-outside", "outside", one.outside),
        ("sheet-repeated", "repeated", one.repeated),
        ("sheet-shared", "shared", one.shared),
    ):
        if stations:
            ids = ", ".join(stations[:SHOWN]) + (", …" if stations[SHOWN:] else "")
            yield statement(code, **who, ids=ids, **{key: len(stations)})
    listed = one.sheet.stations
    if one.sheet.number is not None and listed is not None and one.sheet.number != len(listed):
        yield statement("sheet-number", **who, number=one.sheet.number, listed=len(listed))
    for broken in one.broken:
        yield statement("sheet-sum", **who, identity=broken.identity, sum_left=broken.left, sum_right=broken.right)


def _sheet_table(compared: Sequence[SheetComparison], most: int | None) -> Table:
    """Return the forms, those first that have most to be looked at."""
    settled = Trace(source="settled")
    columns = (
        Column("sheet", "text", GIVEN),
        Column("area", "area", GIVEN),
        Column("claimed", "number", GIVEN),
        Column("held", "number", settled),
        Column("not_held", "number", formula("not_held = claimed − held", SHEETS)),
        Column("not_claimed", "number", settled),
        Column("lines", "number", formula("lines = figures that cannot be", SHEETS)),
    )
    ordered = list(compared)
    if most is not None:
        ordered.sort(key=lambda one: (-len(one.altered), -len(one.not_claimed), -len(one.not_held)))
    rows = [
        (
            one.sheet.id,
            one.sheet.area,
            "" if one.claimed is None else str(one.claimed),
            str(len(one.held)),
            str(len(one.not_held)),
            str(len(one.not_claimed)),
            str(len(one.altered)),
        )
        for one in ordered
    ]
    return cut("sheets", columns, rows, most, {})


def _line_tables(compared: Sequence[SheetComparison], most: int | None) -> Iterator[Table]:
    rows = [
        (one.sheet.id, shown_item(line.item), str(line.sheet), str(line.stations), str(line.difference))
        for one in compared
        for line in one.altered
    ]
    if not rows:
        return
    columns = (
        Column("sheet", "text", GIVEN),
        Column("item", "candidate", DEFINED),
        Column("on_sheet", "number", GIVEN),
        Column("of_stations", "number", Trace(source="settled")),
        Column("difference", "number", formula("difference = on_sheet − of_stations", SHEETS)),
    )
    yield cut("sheet-lines", columns, rows, most, {})
