"""Somebody's station table, CSV or Parquet, to rows of figures; bad rows are told apart, never repaired."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tallyproof.election.schema import TableMapping
from tallyproof.errors import InputError
from tallyproof.layout.template import Template
from tallyproof.model import Figures

MAX_TABLE_BYTES = 512 * 1024**2
MAX_PROBLEMS_OF_A_ROW = 5
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_CELL_SHOWN = 40


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row was left out; `row` counts as a spreadsheet does, the header being row 1."""

    row: int
    column: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: expected {self.expected}, got {self.got!r}"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One good row: the station's code by the mapping, its figures, and its cells as text."""

    number: int
    station_code: str
    registered: int | None
    figures: Figures
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table as read: good rows in order, problems in order, and the encoding it was read in."""

    rows: tuple[TableRow, ...]
    problems: tuple[RowProblem, ...]
    encoding: str


def read_table(data: bytes, mapping: TableMapping, *, name: str) -> ReadTable:
    """Return the rows of a table; raises InputError when it cannot be read at all or lacks a column."""
    if len(data) > MAX_TABLE_BYTES:
        raise InputError(f"{name}: expected a table of at most {MAX_TABLE_BYTES:,} bytes, got {len(data):,}")
    if not data.strip():
        raise InputError(f"{name}: expected a table, got an empty file")
    if data[:4] == b"PAR1":
        header, records, encoding = *_parquet(data, name), "parquet"
    else:
        text, encoding = _decoded(data, mapping.encoding, name)
        header, records = _csv(text, mapping.delimiter, name)
    _check_columns(header, mapping, name)
    rows: list[TableRow] = []
    problems: list[RowProblem] = []
    station = Template(mapping.station)
    for number, cells in records:
        row = _row(number, cells, header, mapping, station)
        if isinstance(row, TableRow):
            rows.append(row)
        else:
            problems += row
    kept, repeated = _without_repeated(rows)
    problems = sorted([*problems, *repeated], key=lambda one: one.row)
    return ReadTable(tuple(kept), tuple(problems), encoding)


def _decoded(data: bytes, encoding: str, name: str) -> tuple[str, str]:
    """Return the text and its encoding: as declared, or by byte order mark, UTF-8, and last Windows-1252."""
    candidates = [encoding]
    if encoding == "auto":
        marks = {b"\xff\xfe": ["utf-16"], b"\xfe\xff": ["utf-16"]}
        candidates = marks.get(data[:2], ["utf-8", "cp1252"])
    for one in candidates:
        try:
            return data.decode("utf-8-sig" if one.lower() in ("utf-8", "utf8") else one), one
        except LookupError:
            raise InputError(
                f"tables.encoding: expected a known encoding such as 'utf-8', got {one!r}"
            ) from None
        except UnicodeDecodeError as error:
            where = error.start
    raise InputError(
        f"{name}: expected text in {' or '.join(candidates)}, got byte {where} that is none; "
        "set the table's encoding"
    )


def _csv(text: str, delimiter: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = next(reader)
    except (csv.Error, StopIteration) as error:
        raise InputError(f"{name}: expected a header row, got none") from error

    def records() -> Iterator[tuple[int, list[str]]]:
        number = 1
        try:
            for number, cells in enumerate(reader, 2):
                if cells:
                    yield number, cells
        except csv.Error as error:
            raise InputError(
                f"{name}, row {number + 1}: expected CSV, got a row that is none: {error}"
            ) from error

    return [cell.strip() for cell in header], records()


def _parquet(data: bytes, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    try:
        frame = pl.read_parquet(io.BytesIO(data))
        if any(dtype.is_nested() or dtype.is_float() for dtype in frame.dtypes):
            raise InputError(f"{name}: expected columns of text or whole numbers, got nested or decimal ones")
        texts = frame.cast(pl.String)
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise InputError(f"{name}: expected a readable Parquet file, got one that is not: {error}") from error
    rows = ((number, [cell or "" for cell in row]) for number, row in enumerate(texts.iter_rows(), 2))
    return texts.columns, rows


def _check_columns(header: Sequence[str], mapping: TableMapping, name: str) -> None:
    repeated = sorted({column for column in header if header.count(column) > 1})
    if repeated:
        raise InputError(f"{name}: expected every column once, got {', '.join(repeated)} twice; rename one")
    figures = (*mapping.candidates.values(), *mapping.lines.values(), *mapping.counts.values())
    needed = [
        *Template(mapping.station).names,
        *figures,
        *([mapping.registered] if mapping.registered else []),
    ]
    for column in needed:
        if column not in header:
            near = difflib.get_close_matches(column, header, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"its columns are {', '.join(header)[:200]}"
            raise InputError(
                f"{name}: expected a column {column!r} (named in election.toml), found none; {hint}"
            )


def _row(
    number: int, cells: Sequence[str], header: Sequence[str], mapping: TableMapping, station: Template
) -> TableRow | list[RowProblem]:
    if len(cells) != len(header):
        return [
            RowProblem(
                number, "the whole row", f"{len(header)} cells as in the header", f"{len(cells)} cells"
            )
        ]
    named = dict(zip(header, cells, strict=True))
    problems: list[RowProblem] = []
    try:
        code = station.render(named)
    except InputError as error:
        code = ""
        problems.append(RowProblem(number, "station", "a station code", str(error)))

    def votes(column: str) -> int:
        text = named[column].strip()
        if _WHOLE_NUMBER.fullmatch(text):
            return int(text)
        problems.append(
            RowProblem(number, column, "a whole number from 0 to 999,999,999", text[:_CELL_SHOWN])
        )
        return 0

    figures = Figures(
        lines={line: votes(column) for line, column in mapping.lines.items()} if mapping.lines else None,
        candidates={one: votes(column) for one, column in mapping.candidates.items()}
        if mapping.candidates
        else None,
        counts={count: votes(column) for count, column in mapping.counts.items()},
    )
    blank = not (mapping.registered and named[mapping.registered].strip())
    registered = None if blank else votes(mapping.registered)
    if problems:
        return problems[:MAX_PROBLEMS_OF_A_ROW]
    return TableRow(number, code, registered, figures, named)


def _without_repeated(rows: Sequence[TableRow]) -> tuple[list[TableRow], list[RowProblem]]:
    """Take out every row of a station that stands there twice: which one is right is not ours to say."""
    first: dict[str, int] = {}
    repeated: dict[str, list[int]] = {}
    for row in rows:
        if row.station_code in first:
            repeated.setdefault(row.station_code, [first[row.station_code]]).append(row.number)
        else:
            first[row.station_code] = row.number
    problems = [
        RowProblem(number, "station", "every station once", f"{code} in rows {', '.join(map(str, numbers))}")
        for code, numbers in repeated.items()
        for number in numbers
    ]
    return [row for row in rows if row.station_code not in repeated], problems
