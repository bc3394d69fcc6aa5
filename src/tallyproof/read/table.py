"""Somebody's station table, CSV or Parquet, to rows of figures; bad rows are told apart, never repaired."""

from __future__ import annotations

import csv
import difflib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tallyproof.election.schema import TableMapping
from tallyproof.errors import InputError, UnsafeInputError
from tallyproof.layout.template import STATION_ID, Template
from tallyproof.model import Figures

MAX_TABLE_BYTES = 512 * 1024**2
MAX_PROBLEMS_OF_A_ROW = 5
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_CELL_SHOWN = 40
_CHILD = Path(__file__).with_name("parquet_child.py")
_CHILD_SECONDS = 180.0
_UNFIT = 3


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
    """One good row: the station's code by the mapping, its figures, and its cells as text.

    `summed` are the rows that were added up for it, where a mapping file says that they are one station.
    """

    number: int
    station_code: str
    registered: int | None
    figures: Figures
    cells: Mapping[str, str]
    summed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table as read: good rows in order, problems in order, and the encoding it was read in.

    `repeated` are station codes that stand in it more than once: their rows are among the problems.
    """

    rows: tuple[TableRow, ...]
    problems: tuple[RowProblem, ...]
    encoding: str
    repeated: tuple[str, ...] = ()

    @property
    def left_out(self) -> int:
        """How many rows could not be used."""
        return len({one.row for one in self.problems})


def read_table(data: bytes, mapping: TableMapping, *, name: str) -> ReadTable:
    """Return the rows of a table; raises InputError when it cannot be read at all or lacks a column."""
    if len(data) > MAX_TABLE_BYTES:
        raise InputError(f"{name}: expected a table of at most {MAX_TABLE_BYTES:,} bytes, got {len(data):,}")
    if not data.strip():
        raise InputError(f"{name}: expected a table, got an empty file; send it again")
    if data[:4] == b"PAR1":
        encoding = "parquet"
        header, records = csv_records(_parquet_as_csv(data, name), ",", name)
    else:
        text, encoding = decoded_text(data, mapping.encoding, name)
        header, records = csv_records(text, mapping.delimiter, name)
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
    kept, repeated = without_repeated(rows)
    codes = sorted({row.station_code for row in rows} - {row.station_code for row in kept})
    problems = sorted([*problems, *repeated], key=lambda one: one.row)
    return ReadTable(tuple(kept), tuple(problems), encoding, tuple(codes))


def decoded_text(data: bytes, encoding: str, name: str) -> tuple[str, str]:
    """Return the text and its encoding: as declared, or by byte order mark, UTF-8, and last Windows-1252."""
    candidates = [encoding]
    if encoding == "auto":
        candidates = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8", "cp1252"]
    where = 0
    for one in candidates:
        try:
            text = data.decode("utf-8-sig" if one.lower() in ("utf-8", "utf8") else one)
        except LookupError:
            raise InputError(
                f"tables.encoding: expected a known encoding such as 'utf-8', got {one!r}; mend election.toml"
            ) from None
        except UnicodeDecodeError as error:
            where = error.start
            continue
        if "\0" in text:
            # UTF-16 without its mark reads as text full of NUL in any other encoding.
            raise InputError(
                f"{name}: expected text in {one}, got a NUL at character {text.index(chr(0)) + 1}; "
                "is it another encoding, such as 'utf-16-le'? Set the table's encoding"
            )
        return text, one
    raise InputError(
        f"{name}: expected text in {' or '.join(candidates)}, got byte {where} that is none; set the table's encoding"
    )


def csv_records(text: str, delimiter: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Return the header, and the other rows with their numbers; InputError where quotes are not closed."""
    # Not strict, an opened quote that is never closed would swallow the rest of the table in silence.
    rows = _numbered_rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), name)
    header = next(rows, None)
    if header is None:
        raise InputError(f"{name}: expected a header row, got blank lines only; send it again")
    return [cell.strip() for cell in header[1]], rows


def _numbered_rows(reader: Iterator[list[str]], name: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if cells:
                yield number, cells
    except csv.Error as error:
        raise InputError(
            f"{name}, row {number + 1}: expected cells with their quotes closed, got {error}; "
            "no row from here on can be told apart: mend the quotes"
        ) from error


def _parquet_as_csv(data: bytes, name: str) -> str:
    """Return a Parquet file as CSV text; it is decoded in a process of its own, with limits."""
    environment = {"POLARS_MAX_THREADS": "1"}
    if "SYSTEMROOT" in os.environ:
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    with tempfile.TemporaryFile() as out:
        try:
            ended = subprocess.run(
                [sys.executable, "-I", str(_CHILD), str(MAX_TABLE_BYTES)],
                input=data,
                stdout=out,
                stderr=subprocess.DEVNULL,
                env=environment,
                timeout=_CHILD_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UnsafeInputError(
                f"{name}: expected a Parquet file that can be read in {_CHILD_SECONDS:.0f} seconds, "
                f"got {type(error).__name__}; send the table as CSV"
            ) from error
        out.seek(0)
        if ended.returncode == _UNFIT:
            raise InputError(
                f"{name}: {out.read(1000).decode('utf-8', 'backslashreplace')}; convert them or leave them out"
            )
        if ended.returncode != 0:
            raise UnsafeInputError(
                f"{name}: expected a readable Parquet file, got one that its reader cannot take; send it again, "
                "or as CSV"
            )
        return decoded_text(out.read(), "utf-8", name)[0]


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
            raise InputError(f"{name}: expected a column {column!r} (named in election.toml), found none; {hint}")


def _row(
    number: int, cells: Sequence[str], header: Sequence[str], mapping: TableMapping, station: Template
) -> TableRow | list[RowProblem]:
    if len(cells) != len(header):
        return [RowProblem(number, "the whole row", f"{len(header)} cells as in the header", f"{len(cells)} cells")]
    named = dict(zip(header, cells, strict=True))
    problems: list[RowProblem] = []
    try:
        code = station.render(named)
    except InputError:
        code = ""
    if not STATION_ID.fullmatch(code):
        shown = ", ".join(named[column][:_CELL_SHOWN] for column in station.names)
        problems.append(RowProblem(number, ", ".join(station.names), f"a station code by {station.text!r}", shown))

    def votes(column: str) -> int:
        text = named[column].strip()
        if _WHOLE_NUMBER.fullmatch(text):
            return int(text)
        problems.append(RowProblem(number, column, "a whole number from 0 to 999,999,999", text[:_CELL_SHOWN]))
        return 0

    figures = Figures(
        lines={line: votes(column) for line, column in mapping.lines.items()} if mapping.lines else None,
        candidates={one: votes(column) for one, column in mapping.candidates.items()} if mapping.candidates else None,
        counts={count: votes(column) for count, column in mapping.counts.items()},
    )
    blank = not (mapping.registered and named[mapping.registered].strip())
    registered = None if blank else votes(mapping.registered)
    if problems:
        return problems[:MAX_PROBLEMS_OF_A_ROW]
    return TableRow(number, code, registered, figures, named)


def without_repeated(rows: Sequence[TableRow]) -> tuple[list[TableRow], list[RowProblem]]:
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
