"""The open data: station results, totals, findings and readings as tables, the same for CSV and Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TypeAlias

import polars as pl

from tallyproof.model import Grade, StationResult, Tally
from tallyproof.tally.figures import Results, percent, ranking_is_gated, turnout

Cell: TypeAlias = int | str | None
_ROWS_PER_GROUP = 65_536


def data_tables(results: Results) -> dict[str, pl.DataFrame]:
    """Return the published tables by file stem: `stations-<contest>`, `totals-<contest>`, `findings`."""
    tables: dict[str, pl.DataFrame] = {}
    for contest in results.definition.contests:
        tables[f"stations-{contest}"] = _stations(results, contest)
        tables[f"totals-{contest}"] = _totals(results, contest)
    tables["findings"] = _findings(results)
    return tables


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Return a table as Parquet with fixed options: the same rows give the same bytes."""
    buffer = BytesIO()
    frame.write_parquet(
        buffer, compression="zstd", compression_level=3, statistics=True, row_group_size=_ROWS_PER_GROUP
    )
    return buffer.getvalue()


def spreadsheet_safe(text: str) -> str:
    """Return text that a spreadsheet will not run as a formula: such text gets a leading apostrophe."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def release_note(results: Results) -> str:
    """Return the line that travels with every table: which entries, as of when, and what it is not."""
    rehearsal = "REHEARSAL, " if results.definition.file.election.rehearsal else ""
    return f"{rehearsal}entries 0 to {results.entries - 1}, as of {results.hour}, provisional, not the official result"


def _frame(rows: Sequence[Sequence[Cell]], columns: dict[str, type[pl.Int64] | type[pl.String]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=columns, orient="row")


def _stations(results: Results, contest: str) -> pl.DataFrame:
    definition = results.definition
    shape = definition.contests[contest]
    levels = [level.id for level in definition.file.levels]
    candidates = [one.id for one in shape.candidates]
    counts = [one.id for one in shape.counts]
    lines = [one.id for one in shape.lines]
    columns: dict[str, type[pl.Int64] | type[pl.String]] = {
        "station": pl.String,
        **{f"{level}_code": pl.String for level in levels},
        "place": pl.String,
        "registered_voters": pl.Int64,
        "grade": pl.String,
        "inconsistent": pl.Int64,
        "provenance": pl.String,
        "in_main_total": pl.Int64,
        **{f"candidate_{one}": pl.Int64 for one in candidates},
        **{f"count_{one}": pl.Int64 for one in counts},
        **{f"line_{one}": pl.Int64 for one in lines},
        "entries": pl.String,
        "release": pl.String,
    }
    note = release_note(results)
    register = definition.register
    rows: list[list[Cell]] = []
    for station in register.stations.values() if register else ():
        result = results.station(contest, station.id)
        if result is None:
            continue
        rows.append(
            [
                spreadsheet_safe(station.id),
                *map(spreadsheet_safe, station.areas),
                spreadsheet_safe(station.place),
                station.registered,
                result.grade.value,
                int(result.inconsistent),
                "" if result.grade is Grade.MISSING else result.provenance.value,
                int(result.in_main_total),
                *_figures(result, candidates, counts, lines),
                " ".join(map(str, result.rests_on or result.held_back)),
                note,
            ]
        )
    return _frame(rows, columns)


def _figures(
    result: StationResult, candidates: Sequence[str], counts: Sequence[str], lines: Sequence[str]
) -> list[Cell]:
    figures = result.figures
    if figures is None:
        return [None] * (len(candidates) + len(counts) + len(lines))
    by_line = figures.lines or {}
    return [
        *(result.candidates.get(one) for one in candidates),
        *(figures.counts.get(one) for one in counts),
        *(by_line.get(one) for one in lines),
    ]


def _totals(results: Results, contest: str) -> pl.DataFrame:
    shape = results.definition.contests[contest]
    candidates = [one.id for one in shape.candidates]
    counts = [one.id for one in shape.counts]
    columns: dict[str, type[pl.Int64] | type[pl.String]] = {
        "area": pl.String,
        "level": pl.String,
        "name": pl.String,
        "stations_counted": pl.Int64,
        "stations_expected": pl.Int64,
        "registered_counted": pl.Int64,
        "registered_expected": pl.Int64,
        "valid": pl.Int64,
        **{f"candidate_{one}": pl.Int64 for one in candidates},
        **{f"share_{one}": pl.String for one in candidates},
        **{f"count_{one}": pl.Int64 for one in counts},
        "turnout": pl.String,
        **{f"grade_{grade.value}": pl.Int64 for grade in Grade},
        "outstanding": pl.Int64,
        "release": pl.String,
    }
    register = results.definition.register
    note = release_note(results)
    rows: list[list[Cell]] = []
    for code, tally in results.tallies[contest].items():
        area = register.areas.get(code) if register else None
        rows.append(
            [
                spreadsheet_safe(code),
                area.level if area else "",
                spreadsheet_safe(area.name) if area else "",
                *_total_figures(results, tally, candidates, counts),
                *(tally.by_grade.get(grade.value, 0) for grade in Grade),
                tally.outstanding,
                note,
            ]
        )
    return _frame(rows, columns)


def _total_figures(results: Results, tally: Tally, candidates: Sequence[str], counts: Sequence[str]) -> list[Cell]:
    coverage = tally.coverage
    whole = results.tallies[tally.contest][""]
    gated = any(ranking_is_gated(results.definition, one) for one in (whole, tally))
    return [
        coverage.stations_counted,
        coverage.stations_expected,
        tally.registered,
        coverage.registered_expected,
        tally.valid,
        *(tally.candidates[one] for one in candidates),
        *(None if gated else percent(tally.share(one)) for one in candidates),
        *(tally.counts.get(one) for one in counts),
        percent(turnout(tally)),
    ]


def _findings(results: Results) -> pl.DataFrame:
    columns: dict[str, type[pl.Int64] | type[pl.String]] = dict.fromkeys(
        ("code", "contest", "station", "expected", "found", "entries", "release"), pl.String
    )
    note = release_note(results)
    rows: list[list[Cell]] = [
        [
            one.code,
            one.contest,
            spreadsheet_safe(one.station),
            spreadsheet_safe(one.expected),
            spreadsheet_safe(one.found),
            " ".join(map(str, one.entries)),
            note,
        ]
        for one in results.settlement.findings
    ]
    return _frame(rows, columns)
