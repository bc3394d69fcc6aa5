"""Parts for a terminal and for machines: sentences that can be quoted, tables, and under which assumptions."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from tallyproof.compare.part import Column, Part, Table
from tallyproof.compare.phrasing import Book, name_of, number, percent_sign

WIDTH = 100
_CELL = 40
_MORE = {"en": "… and {rows} more rows", "es": "… y {rows} filas más"}
_ASSUMING = {"en": "Assumptions", "es": "Supuestos"}


def part_text(part: Part, language: str, names: Mapping[str, str], *, most: int | None = None) -> str:
    """Return a part as text of at most 100 columns, wider tables aside; of each table at most so many rows."""
    book = part.book
    title = f"{book.heading(part.heading, part.values, language, names)} ({part.tier})"
    lines = [title, "=" * min(WIDTH, len(title)), ""]
    for one in part.statements:
        lines += bullet(book.sentence(one, language, names))
    for table in part.tables:
        lines += ["", *textwrap.wrap(book.heading(f"table-{table.id}", table.values, language, names), WIDTH)]
        lines += _table(book, table, language, names, most)
    assumed = dict.fromkeys(
        book.assumption(code, one.values, language, names) for one in part.statements for code in one.assumptions
    )
    if assumed:
        lines += ["", f"{_ASSUMING[language]}:"]
        for text in assumed:
            lines += bullet(text)
    return "\n".join(lines)


def part_json(part: Part) -> dict[str, Any]:
    """Return a part as data: statements with their values, tables whole, pictures as points."""
    return {
        "id": part.id,
        "contest": part.contest,
        "tier": part.tier,
        "methods": list(part.methods),
        "statements": [
            {"code": one.code, "tier": one.tier, "values": dict(one.values), "assumptions": list(one.assumptions)}
            for one in part.statements
        ],
        "tables": [
            {
                "id": table.id,
                "values": dict(table.values),
                "columns": [one.key for one in table.columns],
                "rows": [list(row) for row in table.rows],
                "left_out": table.left_out,
            }
            for table in part.tables
        ],
        "pictures": [
            {
                "id": picture.id,
                "drawing": picture.drawing,
                "series": [
                    {"name": one.name, "points": [[two.x, two.y, two.low, two.high] for two in one.points]}
                    for one in picture.series
                ],
            }
            for picture in part.pictures
        ],
    }


def bullet(text: str, sign: str = "  * ") -> list[str]:
    """Return a text in lines, the first after a sign; nothing is broken within a word."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=sign,
        subsequent_indent=" " * len(sign),
        break_long_words=False,
        break_on_hyphens=False,
    )


def aligned(rows: Sequence[Sequence[str]], is_number: Sequence[bool], indent: str = "  ") -> list[str]:
    """Return rows of cells in columns as wide as their widest cell, numbers to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(is_number))]
    return [
        indent
        + "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, is_number, strict=True)
        ).rstrip()
        for row in rows
    ]


def _table(book: Book, table: Table, language: str, names: Mapping[str, str], most: int | None) -> list[str]:
    shown = table.rows[:most]
    rows = [[book.word(f"column-{one.key}", language) for one in table.columns]]
    rows += [
        [_cell(book, column, cell, language, names) for column, cell in zip(table.columns, row, strict=True)]
        for row in shown
    ]
    lines = aligned(rows, [one.kind in ("number", "percent") for one in table.columns])
    more = len(table.rows) - len(shown) + table.left_out
    return [*lines, "  " + _MORE[language].format(rows=number(more, language))] if more else lines


def _cell(book: Book, column: Column, cell: str, language: str, names: Mapping[str, str]) -> str:
    if column.kind == "area":
        text = names.get(f"area:{cell}", cell) or book.word("whole", language)
    elif not cell:
        text = "–"
    elif column.kind == "candidate":
        text = name_of(cell, names)
    elif column.kind == "word":
        text = book.word(cell, language)
    elif column.kind == "percent":
        text = percent_sign(cell, language)
    elif column.kind == "number":
        text = number(cell, language)
    else:
        text = cell
    return text if len(text) <= _CELL else f"{text[: _CELL - 1]}…"
