"""Comparing figures by station: which sides, the parts that say what differs, and all of it as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars

from tallyproof.compare.naming import all_names, localised
from tallyproof.compare.part import Part
from tallyproof.compare.printed import part_json, part_text
from tallyproof.compare.stations import (
    BOOK,
    Pair,
    Side,
    contest_of,
    levels_of,
    pair_of,
    pair_part,
    register_frame,
    side_of_readings,
    side_pairs,
    stage_side,
    stages_held,
    station_parts,
    table_side,
    table_stages,
)
from tallyproof.election.schema import Contest, TableMapping
from tallyproof.errors import DefinitionError, InputError, UsageError
from tallyproof.model import Transcription, Way
from tallyproof.read.joining import joined
from tallyproof.read.table import read_table
from tallyproof.tally import Results
from tallyproof.tally.tables import release_note, spreadsheet_safe

ROWS = 20
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9._-]+")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def release_line(results: Results, language: str) -> str:
    """Return what a text for a terminal begins with: which entries it is of, and that it is no official result."""
    rehearsal = "rehearsal" if results.definition.file.election.rehearsal else ""
    values = {"rehearsal": rehearsal, "last": str(results.entries - 1), "hour": results.hour}
    return BOOK.heading("note", values, language, {})


def parts_text(results: Results, parts: Sequence[Part], language: str, *, most: int) -> str:
    """Return parts of one or several contests for a terminal; where the election has several, each under its name."""
    texts, contests = [release_line(results, language)], results.definition.contests
    for place, one in enumerate(parts):
        if len(contests) > 1 and (place == 0 or parts[place - 1].contest != one.contest):
            texts.append(f"*** {localised(contests[one.contest].name, language)} ***")
        texts.append(part_text(one, language, all_names(results.definition, one.contest, language), most=most))
    return "\n\n".join(texts)


@dataclass(frozen=True, slots=True)
class StationsReport:
    """The parts of one contest, with at most so many rows in `parts` and all of them in `whole`."""

    contest: str
    parts: tuple[Part, ...]
    whole: tuple[Part, ...]
    pairs: tuple[Pair, ...]
    results: Results

    def as_text(self, language: str) -> str:
        """Return the comparisons for a terminal."""
        names = all_names(self.results.definition, self.contest, language)
        texts = (part_text(one, language, names) for one in self.parts)
        return "\n\n".join([release_line(self.results, language), *texts])

    def as_json(self, language: str) -> dict[str, Any]:
        """Return the comparisons for machines: every row, exact values, sentences in one language."""
        names = all_names(self.results.definition, self.contest, language)
        return {
            "kind": "stations",
            "v": 1,
            "contest": self.contest,
            "hour": self.results.hour,
            "release": release_note(self.results),
            "rehearsal": self.results.definition.file.election.rehearsal,
            "parts": [_said_json(one, language, names) for one in self.whole],
        }

    def write(self, folder: Path) -> list[Path]:
        """Write every table, and every station of each pair that differs or is in one of the two only, as CSV."""
        folder.mkdir(parents=True, exist_ok=True)
        written: list[Path] = []
        for part in self.whole:
            for place, table in enumerate(part.tables, 1):
                level = table.values.get("level", "").removeprefix("level:")
                path = folder / f"{_plain(part.id)}-{place:02}-{_plain('-'.join(filter(None, (table.id, level))))}.csv"
                self._write(path, [one.key for one in table.columns], table.rows)
                written.append(path)
        for pair in self.pairs:
            frame = pair.joined.filter(
                polars.col("differs") | ~polars.col("in_left") | ~polars.col("in_right")
            ).with_columns(polars.selectors.boolean().cast(polars.Int8))
            path = folder / f"{_plain(f'{pair.contest}-{_id(pair.left)}-{_id(pair.right)}')}-stations.csv"
            rows = [["" if cell is None else str(cell) for cell in row] for row in frame.iter_rows()]
            self._write(path, frame.columns, rows)
            written.append(path)
        return written

    def _write(self, path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write rows with the release that they are of, as all open data has it."""
        note = release_note(self.results)
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([*header, "release"])
        for row in rows:
            writer.writerow([*(one if _NUMBER.fullmatch(one) else spreadsheet_safe(one) for one in row), note])
        path.write_bytes(text.getvalue().encode("utf-8"))


def compare_stations(
    results: Results, *, contest: str | None = None, left: str = "", right: str = "", by: str | None = None
) -> StationsReport:
    """Return the comparison of two sides, or without them everything that can be compared.

    A side is a stage, a table of election.toml that was imported, or TABLE@FILE: a file read like it, not imported.
    """
    definition = results.definition
    if definition.register is None:
        raise DefinitionError(
            "stations.csv: expected the register, found none yet; import the table it is derived from"
        )
    if bool(left) != bool(right):
        raise UsageError("--left and --right: expected both or neither, got one; name the other side, too")
    contests = list(definition.contests)
    if contest is None and len(contests) > 1:
        raise UsageError(f"--contest: expected one of {', '.join(contests)}, since there are several; got none")
    shape = contest_of(results, contest or contests[0])
    levels = levels_of(results, None if by is None else [by])
    register = register_frame(definition)
    if left:
        sides = (_side(results, shape, left, "--left"), _side(results, shape, right, "--right"))
        shown, whole = (
            pair_part(*sides, shape, definition, register, levels=levels, most=most) for most in (ROWS, None)
        )
        found = [pair_of(*sides, shape, register)] if all(one.stations for one in sides) else []
        return StationsReport(shape.id, (shown,), (whole,), tuple(found), results)
    held = stages_held(results, shape)
    pairs = [pair_of(one, other, shape, register) for one, other in side_pairs(results, shape, held)]
    return StationsReport(
        shape.id,
        station_parts(results, shape.id, levels=levels, most=ROWS),
        station_parts(results, shape.id, levels=levels, most=None),
        tuple(pairs),
        results,
    )


# --- sides -------------------------------------------------------------------------------------------


def _side(results: Results, contest: Contest, text: str, option: str) -> Side:
    definition = results.definition
    name, _, path = text.partition("@")
    kind, _, id = name.rpartition(":")
    stages = definition.file.election.stages
    tables = [one.id for one in definition.file.tables if one.contest == contest.id]
    fitting = [
        what
        for what, known in (("stage", stages), ("table", tables))
        if id in known and kind in ("", what) and not (path and what == "stage")
    ]
    if len(fitting) != 1:
        known = ", ".join([*(f"stage:{one}" for one in stages), *(f"table:{one}" for one in tables)])
        got = "both a stage and a table" if fitting else "neither"
        raise UsageError(
            f"{option}: expected a stage or a table (of contest {contest.id}), got {name!r}, which is {got}; "
            f"known: {known}; a file that is not imported is named TABLE@FILE"
        )
    if fitting == ["stage"]:
        return stage_side(results, contest, id)
    if path:
        return _file_side(results, contest, definition.tables[id], Path(path))
    entries = [entry for entry in table_stages(results, contest.id) if results.settlement.tables[entry].id == id]
    if not entries:
        raise UsageError(
            f"{option}: expected a table that was imported, found no row of {id!r}; import it, or name {id}@FILE"
        )
    return table_side(results, contest, entries[-1])


def _file_side(results: Results, contest: Contest, mapping: TableMapping, path: Path) -> Side:
    """Return a file read as a table of the definition says, without importing it."""
    definition = results.definition
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: expected a readable table, got {error.strerror}; check the path") from error
    table = read_table(data, mapping, name=path.name)
    codes = definition.mappings.get(mapping.id)
    if codes is not None:
        table = joined(table, codes)
    readings = [
        Transcription(
            index=-1,
            contest=contest.id,
            round=contest.round,
            stage=definition.stage_of(mapping),
            station=None,
            station_code=row.station_code,
            way=Way.TABLE,
            reader="table",
            figures=row.figures,
            row=row.number,
            registered=row.registered,
        )
        for row in table.rows
    ]
    merged = codes.merged if codes is not None else {}
    side = side_of_readings(definition, contest, readings, "file", mapping.id, merged=merged)
    return Side(
        side.kind,
        side.id,
        side.frame,
        groups=side.groups,
        repeated=tuple(sorted({*side.repeated, *table.repeated})),
        unmatched=side.unmatched,
        left_out=table.left_out,
    )


# --- output ------------------------------------------------------------------------------------------


def _said_json(part: Part, language: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a part as data, with its heading and sentences in one language."""
    book, record = part.book, part_json(part)
    sentences = [{"sentence": book.sentence(one, language, names)} for one in part.statements]
    return {
        **record,
        "heading": book.heading(part.heading, part.values, language, names),
        "statements": [{**one, **said} for one, said in zip(record["statements"], sentences, strict=True)],
    }


def _plain(text: str) -> str:
    return _NOT_IN_A_NAME.sub("-", text.lower()).strip("-")


def _id(side: Side) -> str:
    return f"{side.kind}-{side.id}"
