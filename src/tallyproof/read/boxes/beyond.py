"""Rows that the paper has and the layout has not: a table of boxes whose ruling goes on above or below its fields.

A layout that is one row off fits the lines of a table as well as the right one, and every figure is another party's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tallyproof.layout.form import Box, BoxField, BoxForm, Rule, Writing
from tallyproof.read.boxes.mapping import Mapping
from tallyproof.read.boxes.register import RuleSeen, rules_seen
from tallyproof.read.reading import Raster

_NEXT_TO = 0.2
"""How far, in heights of a row, a box may lie from the one above it to belong to the same table."""
_FROM, _TO = 0.2, 0.8
"""Which part of the row beyond a table is looked at, in heights of its outermost row."""
_CLOSED = (0.5, 1.35)
"""Where the line that ends that row would be, in heights of the outermost row."""


@dataclass(frozen=True, slots=True)
class RowBeyond:
    """A ruled row that the layout does not have: the field beside which it lies, above or below it, and its place."""

    field: str
    is_above: bool
    place: Box


def rows_beyond(raster: Raster, form: BoxForm, mapping: Mapping) -> list[RowBeyond]:
    """Return the rows into which the columns' lines of a table go on, where no field and no line of the layout is."""
    asked = [row for table in _tables(form) for row in _beyond(table) if not _is_known(form, row)]
    columns = [_columns(form.field(row.field), row.place) for row in asked]
    rules = tuple(rule for of_row in columns for rule in of_row)
    seen = iter(rules_seen(raster, replace(form, rules=rules), mapping)) if rules else iter(())
    found = [[next(seen) for _ in of_row] for of_row in columns]
    return [row for row, lines in zip(asked, found, strict=True) if _goes_on(lines)]


def _goes_on(lines: Sequence[RuleSeen]) -> bool:
    """Whether every line that can be seen goes on; one may lie under something black."""
    shown = sum(line.shown > 0 for line in lines)
    return shown >= max(2, len(lines) - 1) and all(line.found == line.shown for line in lines)


def _tables(form: BoxForm) -> Iterator[list[BoxField]]:
    """Give the runs of fields whose boxes stand below one another, from the top down."""
    table: list[BoxField] = []
    for one in form.fields:
        if one.writing is not Writing.DIGITS or len(one.boxes) < 2:
            continue
        if table and not _follows(table[-1], one):
            yield table
            table = []
        table.append(one)
    if table:
        yield table


def _follows(above: BoxField, below: BoxField) -> bool:
    if len(above.boxes) != len(below.boxes):
        return False
    first, second = above.boxes[0], below.boxes[0]
    near = _NEXT_TO * first.height
    sides = all(
        abs(a.left - b.left) < near and abs(a.right - b.right) < near
        for a, b in zip(above.boxes, below.boxes, strict=True)
    )
    return sides and abs(second.top - first.bottom) < near


def _beyond(table: Sequence[BoxField]) -> Iterator[RowBeyond]:
    first, last = table[0], table[-1]
    left, right, top, bottom = first.boxes[0].left, first.boxes[-1].right, first.boxes[0].top, last.boxes[0].bottom
    yield RowBeyond(first.id, True, Box(left, top - first.boxes[0].height, right, top))
    yield RowBeyond(last.id, False, Box(left, bottom, right, bottom + last.boxes[0].height))


def _is_known(form: BoxForm, row: RowBeyond) -> bool:
    """Whether the layout has something there: a field, words, the QR code, or the line that ends the row."""
    place = row.place
    boxes = [box for field in form.fields for box in field.boxes] + [one.box for one in form.texts]
    boxes += [form.qr] if form.qr else []
    if any(_covers(box, place) for box in boxes) or not (place.top >= 0 and place.bottom <= form.height):
        return True
    edge = place.bottom if row.is_above else place.top
    columns = _columns(form.field(row.field), place)
    given = sum(any(_runs(rule, column) for rule in form.rules) for column in columns)
    return any(_ends(rule, place, edge) for rule in form.rules) or 2 * given > len(columns)


def _covers(box: Box, place: Box) -> bool:
    width = min(box.right, place.right) - max(box.left, place.left)
    height = min(box.bottom, place.bottom) - max(box.top, place.top)
    return width > 0 and height > _NEXT_TO * place.height


def _ends(rule: Rule, place: Box, edge: float) -> bool:
    """Whether a level line of the layout lies where a row that begins at the edge would end."""
    (from_x, from_y), (to_x, to_y) = rule.start, rule.end
    if abs(to_y - from_y) > abs(to_x - from_x) or max(from_x, to_x) <= place.left or min(from_x, to_x) >= place.right:
        return False
    away = ((from_y + to_y) / 2 - edge) * (1 if edge == place.top else -1)
    return _CLOSED[0] * place.height < away < _CLOSED[1] * place.height


def _runs(rule: Rule, column: Rule) -> bool:
    """Whether a line of the layout runs along where a column's line would go on."""
    (from_x, from_y), (to_x, to_y) = rule.start, rule.end
    (x, top), (_, bottom) = column.start, column.end
    near = _NEXT_TO * (bottom - top)
    return abs(from_x - x) < near and abs(to_x - x) < near and min(from_y, to_y) <= top and max(from_y, to_y) >= bottom


def _columns(field: BoxField, place: Box) -> list[Rule]:
    edges = [field.boxes[0].left, *((a.right + b.left) / 2 for a, b in pairwise(field.boxes)), field.boxes[-1].right]
    top, bottom = (place.top + share * place.height for share in (_FROM, _TO))
    return [Rule((x, top), (x, bottom)) for x in edges]
