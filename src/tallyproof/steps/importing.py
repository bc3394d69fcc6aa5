"""Importing somebody's station table: its bytes become evidence, its rows claims."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tallyproof import canonical
from tallyproof.election import REGISTER_FILE, Definition, register_columns
from tallyproof.election.schema import TableMapping
from tallyproof.errors import InputError, UsageError
from tallyproof.layout.template import Template
from tallyproof.model import StationTable, Transcription, Way
from tallyproof.read.table import ReadTable, RowProblem, TableRow, read_table
from tallyproof.safety.commit import original_commitment, original_salt
from tallyproof.steps.records import draft
from tallyproof.store import Draft, Store


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a table; `unknown` are station codes that the register does not have."""

    table: str
    rows: int
    new: bool
    encoding: str
    problems: tuple[RowProblem, ...]
    unknown: tuple[str, ...]
    derived_stations: int = 0

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
        }


def mapping_for(definition: Definition, *, table: str | None, source: str) -> TableMapping:
    """Return the table mapping to use: the one named, or the only one of this source."""
    if source not in definition.sources:
        known = ", ".join(definition.sources) or "none"
        raise UsageError(
            f"--source: expected a source named in election.toml, got {source!r}; known: {known}"
        )
    fitting = [one for one in definition.file.tables if one.source == source and table in (None, one.id)]
    if len(fitting) != 1:
        known = ", ".join(f"{one.id} (of {one.source})" for one in definition.file.tables) or "none"
        raise UsageError(
            f"expected one [[tables]] of source {source!r} in election.toml, found {len(fitting)}; "
            f"name one with --table; known: {known}"
        )
    return fitting[0]


def read_for_import(path: Path, mapping: TableMapping, *, strict: bool) -> tuple[bytes, ReadTable]:
    """Return a table's bytes and rows; with `strict` any bad row stops the import before anything is kept."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: expected a readable table, got {error.strerror}; check the path"
        ) from error
    table = read_table(data, mapping, name=path.name)
    if strict and table.problems:
        shown = "\n".join(f"  {problem}" for problem in table.problems[:20])
        raise InputError(
            f"{path.name}: expected no bad row with --strict, got {len(table.problems)}; "
            f"nothing was imported:\n{shown}"
        )
    if not table.rows:
        raise InputError(f"{path.name}: expected at least one good row, got none; nothing was imported")
    return data, table


def derive_register(folder: Path, definition: Definition, mapping: TableMapping, table: ReadTable) -> int:
    """Write stations.csv from the table's rows where the definition says so; return the stations it gained.

    Stations already in the register stay as they are, so that importing again changes nothing.
    """
    if definition.file.register_.derived_from != mapping.id:
        return 0
    columns = register_columns(definition.file.register_, definition.file.levels)
    absent = [column for column in columns if column not in table.rows[0].cells]
    if absent:
        raise InputError(f"table {mapping.id}: expected the register's columns, found no {', '.join(absent)}")
    held = definition.register.stations if definition.register else {}
    station = Template(definition.file.register_.station)
    gained = [row for row in table.rows if station.render(row.cells) not in held]
    if not gained:
        return 0
    path = folder / REGISTER_FILE
    before = definition.files.get(REGISTER_FILE, b"")
    _replace(path, before + _csv_rows(gained, columns, header=not before))
    return len(gained)


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
    """Append the table and its rows in one transaction; the same table again is a no-op."""
    stations = definition.register.stations if definition.register else {}
    contest = definition.contests[mapping.contest]
    provenance = definition.sources[mapping.source].provenance
    kept = store.evidence.put(data)

    def make(start: int) -> Sequence[Draft]:
        value = StationTable(start, mapping.id, mapping.source, provenance, len(table.rows))
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
            )
            drafts.append(draft(canonical.transcription_record(reading)))
        return drafts

    appended = store.journal.append(f"table:{mapping.id}:{kept.evidence_id}", make)
    unknown = tuple(row.station_code for row in table.rows if row.station_code not in stations)
    return ImportReport(
        table=mapping.id,
        rows=len(table.rows),
        new=appended.new,
        encoding=table.encoding,
        problems=table.problems,
        unknown=unknown,
    )


def _csv_rows(rows: Sequence[TableRow], columns: Sequence[str], *, header: bool) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    if header:
        writer.writerow(columns)
    writer.writerows([row.cells[column] for column in columns] for row in rows)
    return text.getvalue().encode("utf-8")


def _replace(path: Path, data: bytes) -> None:
    """Put a file in place so that a kill leaves the old one or the new one, never half of either."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
