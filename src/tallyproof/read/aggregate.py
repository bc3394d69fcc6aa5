"""Typed collation forms, one row each, from a CSV whose columns are named as in election.toml."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tallyproof.election import Definition
from tallyproof.election.schema import Contest, Source
from tallyproof.errors import InputError
from tallyproof.layout.template import STATION_ID
from tallyproof.model import AggregateSheet, Figures
from tallyproof.read.table import MAX_TABLE_BYTES, RowProblem, csv_records, decoded_text

ALL_OF_AREA = "*"
"""In the column `stations`: the form claims all stations of its area."""
# An entry of the log has at most 65,535 bytes.
MAX_CLAIMED = 50_000
_FIXED = ("sheet", "area", "stations", "contest", "stage", "number", "registered")
_NEEDED = ("sheet", "area", "stations")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
_BETWEEN = re.compile(r"[\s,;]+")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class ReadSheets:
    """Forms as typed, with the rows they stand in, and the rows that could not be used."""

    sheets: tuple[tuple[int, AggregateSheet], ...]
    problems: tuple[RowProblem, ...]


def read_sheets(data: bytes, definition: Definition, source: Source, *, name: str, hour: str) -> ReadSheets:
    """Return the forms of a CSV; raises InputError when it cannot be read at all or a column is not known.

    Columns: `sheet` (its id), `area` (a code; empty is the whole), `stations` (ids separated by spaces, '*' for all of
    the area, empty where the form does not say), and one for each candidate (or ballot line) and count by its id. May
    be there: `contest`, `stage`, `number` (how many stations the form says it has), `registered`. An empty figure is
    one that the form does not give.
    """
    if len(data) > MAX_TABLE_BYTES:
        raise InputError(f"{name}: expected a table of at most {MAX_TABLE_BYTES:,} bytes, got {len(data):,}")
    if not data.strip():
        raise InputError(f"{name}: expected a table of collation forms, got an empty file; send it again")
    header, records = csv_records(decoded_text(data, "auto", name)[0], ",", name)
    _check_columns(header, definition, name)
    rows: list[tuple[int, AggregateSheet]] = []
    problems: list[RowProblem] = []
    for number, cells in records:
        if len(cells) != len(header):
            got = f"{len(cells)} cells"
            problems.append(RowProblem(number, "the whole row", f"{len(header)} cells as in the header", got))
            continue
        row = _Row(number, dict(zip(header, (cell.strip() for cell in cells), strict=True)), definition)
        sheet = row.sheet(source, hour)
        if row.problems:
            problems += row.problems
        else:
            rows.append((number, sheet))
    times: dict[str, list[int]] = {}
    for number, sheet in rows:
        times.setdefault(sheet.id, []).append(number)
    for id, numbers in times.items():
        if len(numbers) > 1:
            got = f"{id} in rows {', '.join(map(str, numbers))}"
            problems += [RowProblem(number, "sheet", "every form once", got) for number in numbers]
    kept = tuple((number, sheet) for number, sheet in rows if len(times[sheet.id]) == 1)
    return ReadSheets(kept, tuple(sorted(problems, key=lambda one: one.row)))


def _check_columns(header: Sequence[str], definition: Definition, name: str) -> None:
    known = [*_FIXED]
    for contest in definition.file.contests:
        known += [one.id for table in (contest.candidates, contest.lines, contest.counts) for one in table]
    for column in header:
        if header.count(column) > 1:
            raise InputError(f"{name}: expected every column once, got {column!r} twice; rename one")
        if column not in known:
            near = difflib.get_close_matches(column, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)[:400]}"
            raise InputError(f"{name}: expected columns named by ids of election.toml, got {column[:_SHOWN]!r}; {hint}")
    for column in _NEEDED:
        if column not in header:
            raise InputError(f"{name}: expected a column {column!r}, found none; its columns are {', '.join(header)}")


@dataclass(slots=True)
class _Row:
    """One typed form, and what is wrong with it."""

    number: int
    cells: Mapping[str, str]
    definition: Definition
    problems: list[RowProblem]

    def __init__(self, number: int, cells: Mapping[str, str], definition: Definition) -> None:
        self.number, self.cells, self.definition, self.problems = number, cells, definition, []

    def sheet(self, source: Source, hour: str) -> AggregateSheet:
        """Return the form; it is right only if there are no problems afterwards."""
        file = self.definition.file
        id = self.cells["sheet"]
        if not STATION_ID.fullmatch(id):
            self._wrong("sheet", "an id of the form: letters, digits and . _ : / + -", id)
        contests = [one.id for one in file.contests]
        contest = self._named("contest", contests, contests[0] if len(contests) == 1 else "")
        stage = self._named("stage", file.election.stages, self.definition.headline_stage)
        area, areas = self.cells["area"], self.definition.register.areas if self.definition.register else {}
        if area and area not in areas:
            near = ", ".join(difflib.get_close_matches(area, list(areas), n=3)) or "none is like it"
            self._wrong("area", f"the code of an area of the register (nearest: {near})", area)
        claimed = self.cells["stations"]
        listed = None if claimed in ("", ALL_OF_AREA) else tuple(_BETWEEN.split(claimed.strip(" ,;")))
        if len(claimed) > MAX_CLAIMED:
            self._wrong("stations", f"at most {MAX_CLAIMED:,} signs, or '*' for all of the area", claimed)
        for code in listed or ():
            if not STATION_ID.fullmatch(code):
                self._wrong("stations", "station ids separated by spaces", code)
        shape = self.definition.contests.get(contest)
        return AggregateSheet(
            id=id,
            source=source.name,
            provenance=source.provenance,
            contest=contest,
            round=shape.round if shape else 1,
            stage=stage,
            area=area,
            figures=self._figures(shape) if shape else Figures(None, {}, {}),
            stations=listed,
            covers_area=claimed == ALL_OF_AREA,
            number=self._count("number"),
            registered=self._count("registered"),
            hour=hour,
        )

    def _figures(self, contest: Contest) -> Figures:
        def given(ids: Sequence[str]) -> dict[str, int]:
            found = {one: self._count(one) for one in ids}
            return {one: count for one, count in found.items() if count is not None}

        lines = given([one.id for one in contest.lines])
        # A candidate and its only line may have the same id: then it is the line.
        candidates = given([one.id for one in contest.candidates if one.id not in lines])
        counts = given([one.id for one in contest.counts])
        if lines and candidates:
            self._wrong("the whole row", "votes by ballot line or by candidate", "both")
        if not (lines or candidates or counts):
            self._wrong("the whole row", "at least one figure", "none")
        return Figures(lines or None, None if lines else candidates, counts)

    def _named(self, column: str, known: Sequence[str], default: str) -> str:
        name = self.cells.get(column, "") or default
        if name not in known:
            self._wrong(column, f"one of {', '.join(known)}", name)
        return name

    def _count(self, column: str) -> int | None:
        text = self.cells.get(column, "")
        if not text:
            return None
        if not _WHOLE_NUMBER.fullmatch(text):
            self._wrong(column, "a whole number from 0 to 999,999,999,999", text)
            return None
        return int(text)

    def _wrong(self, column: str, expected: str, got: str) -> None:
        self.problems.append(RowProblem(self.number, column, expected, got[:_SHOWN]))
