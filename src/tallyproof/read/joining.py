"""Rows of somebody's table joined to stations of the register by a mapping file; nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tallyproof.election import StationMapping
from tallyproof.election.mapping import NO_ONE_STATION
from tallyproof.model import Figures
from tallyproof.read.table import ReadTable, RowProblem, TableRow, without_repeated


def joined(table: ReadTable, mapping: StationMapping) -> ReadTable:
    """Return the table with station ids for codes; several rows of one station are added up to one.

    Where one of several rows is absent or bad, the others stay unmatched: their sum is not the station's.
    """
    by_code = {row.station_code: row for row in table.rows}
    rows: list[TableRow] = []
    problems = list(table.problems)
    taken: set[str] = set()
    for station, codes in mapping.whole.items():
        parts = [by_code[code] for code in codes if code in by_code]
        if len(parts) == len(codes):
            rows.append(_summed(station, parts))
            taken |= {row.station_code for row in parts}
        elif parts:
            absent = ", ".join(code for code in codes if code not in by_code)
            problems += [
                RowProblem(row.number, "station", f"all rows of station {station} ({', '.join(codes)})", f"no {absent}")
                for row in parts
            ]
    for row in table.rows:
        if row.station_code in taken:
            continue
        known = row.station_code in mapping.ours
        code = row.station_code if mapping.same and not known else f"{NO_ONE_STATION}{row.station_code}"
        rows.append(replace(row, station_code=code))
    rows.sort(key=lambda row: row.number)
    kept, again = without_repeated(rows)
    twice = {row.station_code for row in rows} - {row.station_code for row in kept}
    return replace(
        table,
        rows=tuple(kept),
        problems=tuple(sorted([*problems, *again], key=lambda one: one.row)),
        repeated=tuple(sorted({*table.repeated, *twice})),
    )


def sum_of_figures(parts: Sequence[Figures]) -> Figures:
    """Return the sum of several rows' figures; what one of them does not give is not in it."""
    return Figures(
        lines=_added([one.lines for one in parts]),
        candidates=_added([one.candidates for one in parts]),
        counts=_added([one.counts for one in parts]) or {},
    )


def _added(all_: Sequence[Mapping[str, int] | None]) -> dict[str, int] | None:
    given = [one for one in all_ if one is not None]
    if len(given) < len(all_):
        return None
    common = [key for key in given[0] if all(key in one for one in given)]
    return {key: sum(one[key] for one in given) for key in common}


def _summed(station: str, parts: Sequence[TableRow]) -> TableRow:
    ordered = sorted(parts, key=lambda row: row.number)
    if len(ordered) == 1:
        return replace(ordered[0], station_code=station)
    registered = [row.registered for row in ordered]
    return TableRow(
        number=ordered[0].number,
        station_code=station,
        registered=None if None in registered else sum(one or 0 for one in registered),
        figures=sum_of_figures([row.figures for row in ordered]),
        cells=ordered[0].cells,
        summed=tuple(row.number for row in ordered),
    )
