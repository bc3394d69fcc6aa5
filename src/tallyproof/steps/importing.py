"""Importing somebody's station table: its bytes become evidence, its rows claims."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.election import REGISTER_FILE, Definition, register_columns
from tallyproof.election.mapping import NO_ONE_STATION
from tallyproof.election.register import parse_register
from tallyproof.election.schema import TableMapping
from tallyproof.errors import DefinitionError, InputError, UsageError
from tallyproof.layout.template import Template
from tallyproof.model import StationTable, Transcription, Way
from tallyproof.read.joining import joined
from tallyproof.read.table import ReadTable, RowProblem, TableRow, read_table
from tallyproof.safety.commit import original_commitment, original_salt
from tallyproof.steps.records import draft
from tallyproof.store import Appended, Draft, Store

# Codes have up to 64 signs, and an entry 65,535 bytes.
MAX_REPEATED = 500
Make: TypeAlias = Callable[[int], Sequence[Draft]]
READ_OTHERWISE = "imported again: the definition reads this table otherwise now"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a table; `unknown` are station codes that the register does not have.

    `together` are codes that stand for several stations: their rows count for none and are compared with the sum.
    """

    table: str
    rows: int
    new: bool
    encoding: str
    problems: tuple[RowProblem, ...]
    unknown: tuple[str, ...]
    derived_stations: int = 0
    together: tuple[str, ...] = ()

    def with_derived(self, stations: int) -> ImportReport:
        """Return the report with how many stations the register gained from this table."""
        return replace(self, derived_stations=stations)

    def as_json(self) -> dict[str, object]:
        return {
            "table": self.table,
            "rows": self.rows,
            "new": self.new,
            "encoding": self.encoding,
            "problems": [
                {"row": one.row, "column": one.column, "expected": one.expected, "got": one.got}
                for one in self.problems
            ],
            "unknown": list(self.unknown),
            "derived_stations": self.derived_stations,
            "together": list(self.together),
        }


def mapping_for(definition: Definition, *, table: str | None, source: str) -> TableMapping:
    """Return the table mapping to use: the one named, or the only one of this source."""
    if source not in definition.sources:
        known = ", ".join(definition.sources) or "none"
        raise UsageError(f"--source: expected a source named in election.toml, got {source!r}; known: {known}")
    fitting = [one for one in definition.file.tables if one.source == source and table in (None, one.id)]
    if len(fitting) != 1:
        known = ", ".join(f"{one.id} (of {one.source})" for one in definition.file.tables) or "none"
        raise UsageError(
            f"expected one [[tables]] of source {source!r} in election.toml, found {len(fitting)}; "
            f"name one with --table; known: {known}"
        )
    return fitting[0]


def read_for_import(
    path: Path, definition: Definition, mapping: TableMapping, *, strict: bool
) -> tuple[bytes, ReadTable]:
    """Return a table's bytes and rows; with `strict` any bad row stops the import before anything is kept."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: expected a readable table, got {error.strerror}; check the path") from error
    table = read_table(data, mapping, name=path.name)
    if mapping.codes is not None:
        table = joined(table, definition.mappings[mapping.id])
    if definition.file.register_.derived_from == mapping.id:
        table = _fit_for_register(definition, mapping, table)
    if strict and table.problems:
        shown = "\n".join(f"  {problem}" for problem in table.problems[:20])
        raise InputError(
            f"{path.name}: expected no bad row with --strict, got {len(table.problems)}; nothing was imported:\n{shown}"
        )
    if not table.rows:
        shown = "".join(f"\n  {problem}" for problem in table.problems[:20])
        raise InputError(f"{path.name}: expected at least one good row, got none; nothing was imported{shown}")
    return data, table


def _fit_for_register(definition: Definition, mapping: TableMapping, table: ReadTable) -> ReadTable:
    """Return the table without new rows that no register could hold: it would be unreadable from then on."""
    if _register_problem(definition, mapping, _gained(definition, table)) is None:
        return table
    alone = replace(definition, files={}, register=None)
    unfit = [
        RowProblem(row.number, "the register", "what a register needs", problem.partition(": ")[2])
        for row in _gained(definition, table)
        if (problem := _register_problem(alone, mapping, [row])) is not None
    ]
    left_out = {problem.row for problem in unfit}
    table = replace(
        table,
        rows=tuple(row for row in table.rows if row.number not in left_out),
        problems=tuple(sorted([*table.problems, *unfit], key=lambda one: one.row)),
    )
    # Rows that are good one by one may contradict each other: which one is right is not ours to say.
    contradiction = _register_problem(definition, mapping, _gained(definition, table))
    if contradiction is not None:
        raise InputError(
            f"table {mapping.id}: expected rows that make a register, got a contradiction; nothing was imported: "
            f"{contradiction}"
        )
    return table


def derive_register(folder: Path, definition: Definition, mapping: TableMapping, table: ReadTable) -> int:
    """Write stations.csv from the table's rows where the definition says so; return the stations it gained.

    Stations already in the register stay as they are, so that importing again changes nothing.
    """
    if definition.file.register_.derived_from != mapping.id:
        return 0
    gained = _gained(definition, table)
    if gained:
        _replace(folder / REGISTER_FILE, _register_with(definition, mapping, gained))
    return len(gained)


def _gained(definition: Definition, table: ReadTable) -> list[TableRow]:
    """Return the rows of stations that the register does not have yet."""
    held = definition.register.stations if definition.register else {}
    station = Template(definition.file.register_.station)

    def is_held(row: TableRow) -> bool:
        try:
            return station.render(row.cells) in held
        except InputError:
            return False

    return [row for row in table.rows if not is_held(row)]


def _register_problem(definition: Definition, mapping: TableMapping, rows: Sequence[TableRow]) -> str | None:
    """Return why the register could not be read with these rows added, or None."""
    if not rows:
        return None
    try:
        data = _register_with(definition, mapping, rows)
        parse_register(data, definition.file.register_, definition.file.levels)
    except DefinitionError as error:
        return str(error).partition("\n")[0]
    return None


def _register_with(definition: Definition, mapping: TableMapping, rows: Sequence[TableRow]) -> bytes:
    """Return the register's bytes with these rows added, in its own columns, delimiter and encoding."""
    register = definition.file.register_
    before = definition.files.get(REGISTER_FILE, b"")
    encoding = "utf-8-sig" if register.encoding.lower() in ("utf-8", "utf8") else register.encoding
    text = io.StringIO(before.decode(encoding), newline="")
    columns = next(csv.reader(text, delimiter=register.delimiter), None)
    writer = csv.writer(text, delimiter=register.delimiter, lineterminator="\n")
    text.seek(0, io.SEEK_END)
    if columns is None:
        columns = register_columns(register, definition.file.levels)
        writer.writerow(columns)
    elif not text.getvalue().endswith("\n"):
        text.write("\n")
    absent = [column for column in columns if column not in rows[0].cells]
    if absent:
        raise InputError(
            f"table {mapping.id}: expected the register's columns, found no {', '.join(absent)}; "
            "the register of this election is derived from this table"
        )
    writer.writerows([row.cells[column] for column in columns] for row in rows)
    try:
        return text.getvalue().encode(register.encoding)
    except (LookupError, UnicodeEncodeError) as error:
        raise InputError(
            f"register.encoding: expected an encoding that can write the text of table {mapping.id}, got "
            f"{register.encoding!r}; set it to 'utf-8'"
        ) from error


def record_table(
    store: Store,
    definition: Definition,
    mapping: TableMapping,
    table: ReadTable,
    data: bytes,
    *,
    name: str,
    hour: str,
) -> ImportReport:
    """Append the table and its rows in one transaction; the same table again is a no-op.

    Where election.toml (or a mapping file) reads the same bytes otherwise now, what was read before is withdrawn.
    """
    stations = definition.register.stations if definition.register else {}
    contest = definition.contests[mapping.contest]
    provenance = definition.sources[mapping.source].provenance
    kept = store.evidence.put(data)

    def make(start: int) -> Sequence[Draft]:
        value = StationTable(
            start, mapping.id, mapping.source, provenance, len(table.rows), table.left_out, _first(table.repeated)
        )
        record = canonical.table_record(
            value,
            commitment=original_commitment(original_salt(store.secret, data), data).hex(),
            name=mapping.id,
            url=mapping.url,
            obtained=mapping.method,
            hour=hour,
        )
        drafts = [draft(record, {"evidence": kept.evidence_id, "name": name}, store.secret)]
        for offset, row in enumerate(table.rows, 1):
            reading = Transcription(
                index=start + offset,
                contest=contest.id,
                round=contest.round,
                stage=definition.stage_of(mapping),
                station=row.station_code if row.station_code in stations else None,
                station_code=row.station_code,
                way=Way.TABLE,
                reader="table",
                figures=row.figures,
                table=start,
                row=row.number,
                registered=row.registered,
                method=f"sum of rows {', '.join(map(str, row.summed))}" if row.summed else "",
            )
            drafts.append(draft(canonical.transcription_record(reading)))
        return drafts

    key = f"table:{mapping.id}:{kept.evidence_id}"
    batch: Make = make
    before = sorted(store.journal.places(key).values(), key=lambda one: one.start)
    if before and _reads_otherwise(store, before[-1], make):
        key, batch = f"{key}:{before[-1].start}", _instead(_table_of(store, before[-1]), make)
    elif before:
        key = f"{key}:{before[-2].start}" if before[1:] else key
    appended = store.journal.append(key, batch)
    codes = definition.mappings.get(mapping.id)
    together = {f"{NO_ONE_STATION}{code}" for code in codes.together} if codes else set()
    strange = [row.station_code for row in table.rows if row.station_code not in stations]
    return ImportReport(
        table=mapping.id,
        rows=len(table.rows),
        new=appended.new,
        encoding=table.encoding,
        problems=table.problems,
        unknown=tuple(code for code in strange if code not in together),
        together=tuple(code.removeprefix(NO_ONE_STATION) for code in strange if code in together),
    )


def _table_of(store: Store, batch: Appended) -> int:
    """Return the entry of the table in a batch: the first, or the one after the withdrawal of an earlier reading."""
    (first,) = store.journal.entries(batch.start, batch.start + 1)
    return batch.start if first.kind == "table" else batch.start + 1


def _reads_otherwise(store: Store, batch: Appended, make: Make) -> bool:
    """Whether the same bytes give other rows now than when this batch was appended."""
    at = _table_of(store, batch)
    was = [_told(entry.public) for entry in store.journal.entries(at + 1, batch.start + batch.count)]
    return was != [_told(one.public) for one in make(at)[1:]]


def _told(row: bytes) -> Json:
    """Return what a row says, whether or not its station stood in the register at the time."""
    record = canonical.decode(row)
    return {**record, "station": None, "code": record["station"] or record["code"]}


def _instead(table: int, make: Make) -> Make:
    """Return what makes a batch that withdraws an earlier reading of the same table first."""

    def made(start: int) -> Sequence[Draft]:
        return [draft(canonical.withdraw_record(target=table, reason=READ_OTHERWISE)), *make(start + 1)]

    return made


def _first(codes: Sequence[str]) -> tuple[str, ...]:
    """Return as many repeated codes as an entry has room for."""
    return tuple(codes[:MAX_REPEATED])


def _replace(path: Path, data: bytes) -> None:
    """Put a file in place so that a kill leaves the old one or the new one, never half of either."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
