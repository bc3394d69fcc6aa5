"""Indicators for a terminal and for machines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tallyproof.compare.part import Column, Part, Table
from tallyproof.compare.phrasing import name_of, number, percent_sign

WIDTH = 118
ROWS = 12
REST = {"en": "… and {count} more", "es": "… y {count} más"}


def as_text(parts: Iterable[Part], lang: str, names: Mapping[str, str]) -> str:
    """Return parts as whole sentences that can be quoted, with the first rows of their tables."""
    return "\n\n".join(_part(one, lang, names) for one in parts)


def as_json(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Return parts as data: statements with their values, tables whole, pictures as points."""
    return [
        {
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
        for part in parts
    ]


def _part(part: Part, lang: str, names: Mapping[str, str]) -> str:
    title = f"{part.book.heading(part.heading, part.values, lang, names)} ({part.tier})"
    lines = [title, "=" * len(title), ""]
    for one in part.statements:
        lines += _wrapped(part.book.sentence(one, lang, names), "  * ")
        for code in one.assumptions:
            lines += _wrapped(part.book.assumption(code, one.values, lang, names), "      - ")
    for table in part.tables:
        lines += ["", *_table(part, table, lang, names)]
    return "\n".join(lines)


def _wrapped(text: str, bullet: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _table(part: Part, table: Table, lang: str, names: Mapping[str, str]) -> list[str]:
    header = [part.book.word(f"column-{one.key}", lang) for one in table.columns]
    shown = [
        [_cell(part, one, text, lang, names) for one, text in zip(table.columns, row, strict=True)]
        for row in table.rows[:ROWS]
    ]
    widths = [max(len(row[place]) for row in [header, *shown]) for place in range(len(header))]
    lines = [f"  {part.book.heading(f'table-{table.id}', table.values, lang, names)}"]
    lines += [f"    {_row(row, widths)}".rstrip() for row in [header, *shown]]
    more = len(table.rows) - len(shown) + table.left_out
    return [*lines, f"    {REST[lang].format(count=number(more, lang))}"] if more else lines


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(
        text.ljust(width) if place == 0 else text.rjust(width)
        for place, (text, width) in enumerate(zip(cells, widths, strict=True))
    )


def _cell(part: Part, column: Column, text: str, lang: str, names: Mapping[str, str]) -> str:
    if not text:
        return "–"
    if column.kind == "number":
        return number(text, lang)
    if column.kind == "percent":
        return percent_sign(text, lang)
    if column.kind == "word":
        return part.book.word(text, lang)
    if column.kind == "area":
        return names.get(f"area:{text}") or text or part.book.word("whole", lang)
    return name_of(text, names) if column.kind == "candidate" else text
