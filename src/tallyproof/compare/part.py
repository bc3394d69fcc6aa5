"""What a method hands to a report: sentences, tables and pictures, with where each of their numbers comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars

from tallyproof.compare.phrasing import Book
from tallyproof.compare.statement import Statement, Tier

Source = Literal["announcement", "definition", "register", "settled", "entries", "chance", "file"]
Kind = Literal["text", "number", "percent", "candidate", "area", "word"]
Drawing = Literal["lines", "steps", "bars", "ranges", "dots", "histogram", "heat"]


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a value comes from: an input (its `source`), or a `formula` over values of the same statement or row.

    A formula is mathematics that needs no language (`difference = held − announced`); it names other values by their
    keys. `method` is the id of the method of the appendix that explains it.
    """

    source: Source | None = None
    formula: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading is the book's word `column-<key>`."""

    key: str
    kind: Kind
    trace: Trace


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts: whole numbers, decimals, ids. Its title is the book's heading `table-<id>`.

    `left_out` rows that exist are not listed here. `values` are for the title.
    """

    id: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0
    values: Mapping[str, str] = field(default_factory=dict)

    def frame(self) -> polars.DataFrame:
        """Return the table as a Polars frame: numbers and percentages as numbers where they are, the rest as text."""
        data = {
            column.key: polars.Series(column.key, [row[place] for row in self.rows], dtype=polars.String)
            for place, column in enumerate(self.columns)
        }
        numeric = [one.key for one in self.columns if one.kind in ("number", "percent")]
        return polars.DataFrame(data).with_columns(polars.col(numeric).cast(polars.Float64, strict=False))


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its label is the book's word `axis-<key>`. `low` and `high` None are taken from the data."""

    key: str
    kind: Literal["number", "percent", "word", "area", "candidate"] = "number"
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One point, bar or range; texts of numbers, and for `x` on an axis of words the code of the word.

    `low` and `high` bound `y`.
    """

    x: str
    y: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Points that belong together; `name` is a candidate's id or a word `series-<name>` of the book."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across a picture at a value of one axis, with the book's word `mark-<name>` beside it."""

    name: str
    axis: Literal["x", "y"]
    at: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as data: title and caption are the book's headings `picture-<id>` and `caption-<id>`.

    The caption says in words what the picture shows, for who cannot see it. How each drawing is drawn:

    lines, steps  over a numeric x; points with `low` and `high` also get a band
    bars          one bar from zero for each x, which is a word, an area or a candidate; `low` and `high` are a whisker
    ranges        from `low` to `high` with a tick at `y` (which may be '') for each such x; over a numeric x a band
    dots          a numeric x and y; where there are very many, squares whose area tells how many
    histogram     x is the middle of equally wide bins, or a word; the first series are bars, later ones lines over them
    heat          x and y are the middle of equally large cells, `high` how much lies in one; empty cells are left out
    """

    id: str
    drawing: Drawing
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """What one method says of one question, whole: enough to show it in every language and to trace its numbers.

    `id` is unique in a report, `methods` are ids of the book's METHODS.
    `traces` gives, by code of a statement, the trace of every value whose number or name its sentence shows.
    `heading` is the code of the book's heading that stands over the part, with `values`; '' is the value `title`,
    or no heading where its question says enough. `headline` are those of its statements that the first page repeats:
    none in tier C.
    """

    id: str
    contest: str
    tier: Tier
    methods: tuple[str, ...]
    book: Book
    traces: Mapping[str, Mapping[str, Trace]]
    statements: tuple[Statement, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    heading: str = ""
    headline: tuple[Statement, ...] = ()
