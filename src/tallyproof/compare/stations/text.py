"""Parts for a terminal: sentences that can be quoted, tables, and under which assumptions."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from tallyproof.compare.part import Column, Part, Table
from tallyproof.compare.phrasing import Book, name_of, number, percent_sign

WIDTH = 100
_CELL = 40
_MORE = {"en": "… and {rows} more rows", "es": "… y {rows} filas más"}
_ASSUMING = {"en": "Assumptions", "es": "Supuestos"}


def part_text(part: Part, language: str, names: Mapping[str, str]) -> str:
    """Return a part as text of at most 100 columns, wider tables aside."""
    book = part.book
    title = book.heading(part.heading, part.values, language, names)
    lines = [title, "=" * min(WIDTH, len(title)), ""]
    for one in part.statements:
        lines += _bullet(book.sentence(one, language, names))
    for table in part.tables:
        lines += ["", *textwrap.wrap(book.heading(f"table-{table.id}", table.values, language, names), WIDTH)]
        lines += _table(book, table, language, names)
    assumed = dict.fromkeys(
        book.assumption(code, one.values, language, names) for one in part.statements for code in one.assumptions
    )
    if assumed:
        lines += ["", f"{_ASSUMING[language]}:"]
        for text in assumed:
            lines += _bullet(text)
    return "\n".join(lines)


def _bullet(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent="  * ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def _table(book: Book, table: Table, language: str, names: Mapping[str, str]) -> list[str]:
    head = [book.word(f"column-{one.key}", language) for one in table.columns]
    rows = [head]
    for row in table.rows:
        rows.append(
            [_cell(book, column, cell, language, names) for column, cell in zip(table.columns, row, strict=True)]
        )
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    is_number = [one.kind in ("number", "percent") for one in table.columns]
    lines = ["  " + "  ".join(_aligned(row, widths, is_number)).rstrip() for row in rows]
    if table.left_out:
        lines.append("  " + _MORE[language].format(rows=number(table.left_out, language)))
    return lines


def _aligned(row: Sequence[str], widths: Sequence[int], is_number: Sequence[bool]) -> list[str]:
    return [
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(row, widths, is_number, strict=True)
    ]


def _cell(book: Book, column: Column, cell: str, language: str, names: Mapping[str, str]) -> str:
    if column.kind == "area":
        text = names.get(f"area:{cell}", cell) or book.word("whole", language)
    elif column.kind == "candidate":
        text = name_of(cell, names)
    elif column.kind == "word":
        text = book.word(cell, language)
    elif cell and column.kind == "percent":
        text = percent_sign(cell, language)
    elif cell and column.kind == "number":
        text = number(cell, language)
    else:
        text = cell or "–"
    return text if len(text) <= _CELL else f"{text[: _CELL - 1]}…"
