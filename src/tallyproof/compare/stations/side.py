"""One of two sets of figures by station: a count stage as settled, a table's rows, or a file not imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars

from tallyproof.canonical import MAX_COUNT
from tallyproof.election import Definition
from tallyproof.election.mapping import NO_ONE_STATION
from tallyproof.election.schema import Contest
from tallyproof.errors import InputError
from tallyproof.model import Figures, Grade, ResultKey, Transcription
from tallyproof.read.joining import sum_of_figures
from tallyproof.tally import Results

SideKind = Literal["stage", "settled", "table", "file"]
STATION = "station"
REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class Side:
    """Figures by station: `frame` has `station`, `registered` and the columns of `item_columns`, null where not given.

    `groups` are stations of the register that this side gives together, by the id of the row that has their sum.
    `repeated` stand in it more than once and are left out; `unmatched` are codes that join with no station;
    `left_out` are rows that could not be used. `checked` are stations that a check holds back from totals, though
    known sources agree on their figures: they are compared. `held_back` are held, too, and have no such figures.
    `rests_on` gives, for a stage, the table of each station whose figures are that table's and no other source's.
    """

    kind: SideKind
    id: str
    frame: polars.DataFrame
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
    left_out: int = 0
    rests_on: Mapping[str, str] = field(default_factory=dict)

    @property
    def stations(self) -> int:
        return self.frame.height


def item_columns(contest: Contest) -> list[str]:
    """Return the columns of figures: `candidate:<id>`, `count:<id>`, `line:<id>`, in the order of the ballot."""
    return [
        *(f"candidate:{one.id}" for one in contest.candidates),
        *(f"count:{one.id}" for one in contest.counts),
        *(f"line:{one.id}" for one in contest.lines),
    ]


def group_id(stations: Iterable[str]) -> str:
    """Return the id of the row that has the sum of several stations."""
    return "+".join(sorted(stations))


def register_frame(definition: Definition) -> polars.DataFrame:
    """Return the register: `station`, `area:<level>` for each level, `roll` (registered voters) and `cap`."""
    levels = [level.id for level in definition.file.levels]
    stations = definition.register.stations if definition.register else {}
    ordered = [stations[id] for id in sorted(stations)]
    columns: dict[str, list[str] | list[int | None]] = {STATION: [one.id for one in ordered]}
    for place, level in enumerate(levels):
        columns[f"area:{level}"] = [one.areas[place] for one in ordered]
    columns["roll"] = [one.registered for one in ordered]
    columns["cap"] = [one.cap for one in ordered]
    text = [STATION, *(f"area:{level}" for level in levels)]
    schema = {name: polars.String if name in text else polars.Int64 for name in columns}
    return polars.DataFrame(columns, schema=schema)


def side_of_frame(kind: SideKind, id: str, frame: polars.DataFrame, contest: Contest) -> Side:
    """Return a side made of a frame with a column `station` and any columns of figures.

    Stations that stand there more than once are left out and named. Raises InputError for a figure that is negative or
    above 10^12, or where there is no column of stations.
    """
    if STATION not in frame.columns:
        raise InputError(f"{id}: expected a column {STATION!r}, got {', '.join(frame.columns)[:200] or 'no column'}")
    columns = [REGISTERED, *item_columns(contest)]
    try:
        whole = frame.select(
            polars.col(STATION).cast(polars.String),
            *(
                polars.col(name).cast(polars.Int64, strict=True)
                if name in frame.columns
                else polars.lit(None, dtype=polars.Int64).alias(name)
                for name in columns
            ),
        )
    except polars.exceptions.PolarsError as error:
        raise InputError(f"{id}: expected whole numbers in the columns of figures, got others") from error
    for name in columns:
        wrong = whole.filter((polars.col(name) < 0) | (polars.col(name) > MAX_COUNT))
        if wrong.height:
            raise InputError(
                f"{id}, station {wrong[STATION][0]}, {name}: expected a whole number from 0 to 10^12, "
                f"got {wrong[name][0]}"
            )
    is_repeated = polars.col(STATION).is_duplicated()
    repeated = whole.filter(is_repeated)[STATION].unique().sort()
    return Side(kind, id, whole.filter(~is_repeated).sort(STATION), repeated=tuple(repeated))


def stage_side(results: Results, contest: Contest, stage: str, *, in_total: bool = False) -> Side:
    """Return the figures of a count stage by station.

    Beside what is in its main total these are figures that only a check holds back, unless `in_total`.
    """
    return _stage("stage", results, contest, stage, None, in_total=in_total)


def settled_beside(results: Results, contest: Contest, stage: str, table: int) -> Side:
    """Return the figures of a stage at the stations where they rest on more than this table's rows."""
    return _stage("settled", results, contest, stage, table, in_total=False)


def _stage(
    kind: SideKind, results: Results, contest: Contest, stage: str, table: int | None, *, in_total: bool
) -> Side:
    stations = results.definition.register.stations if results.definition.register else {}
    transcriptions = results.settlement.transcriptions
    rows: list[Row] = []
    checked, held_back = [], []
    rests_on: dict[str, str] = {}
    for station in sorted(stations):
        one = results.settlement.results.get(ResultKey(contest.id, contest.round, station, stage))
        if one is None:
            continue
        is_total = one.in_main_total and one.grade.is_counted
        is_checked = one.grade is Grade.QUARANTINED and one.provenance.is_known and not in_total
        if one.figures is None or not (is_total or is_checked):
            if one.held_back or one.figures is not None:
                held_back.append(station)
            continue
        read = [transcriptions[index] for index in (*one.rests_on, *one.held_back) if index in transcriptions]
        if table is not None and all(reading.table == table for reading in read):
            continue
        tables = {reading.table for reading in read}
        if len(tables) == 1 and (only := tables.pop()) is not None:
            rests_on[station] = results.settlement.tables[only].id
        given = next((reading.registered for reading in read if reading.registered is not None), None)
        rows.append((station, given, one.figures, one.candidates))
        if not is_total:
            checked.append(station)
    return Side(
        kind, stage, _frame(rows, contest), checked=tuple(checked), held_back=tuple(held_back), rests_on=rests_on
    )


def table_side(results: Results, contest: Contest, table: int) -> Side:
    """Return the rows of an imported table, by its entry."""
    record = results.settlement.tables[table]
    readings = [one for one in results.settlement.transcriptions.values() if one.table == table]
    readings = [one for one in readings if one.contest == contest.id]
    mapping = results.definition.mappings.get(record.id)
    merged = mapping.merged if mapping else {}
    side = side_of_readings(results.definition, contest, readings, "table", record.id, merged=merged)
    return Side(
        side.kind,
        side.id,
        side.frame,
        groups=side.groups,
        repeated=tuple(sorted({*side.repeated, *record.repeated})),
        unmatched=side.unmatched,
        left_out=record.left_out,
    )


def side_of_readings(
    definition: Definition,
    contest: Contest,
    readings: Sequence[Transcription],
    kind: SideKind,
    id: str,
    *,
    merged: Mapping[tuple[str, ...], tuple[str, ...]],
) -> Side:
    """Return rows as a side. `merged` gives, by codes of theirs, the stations of ours that these rows have together."""
    stations = definition.register.stations if definition.register else {}
    rows, seen, repeated, by_code = [], set[str](), set[str](), dict[str, Transcription]()
    for one in readings:
        if one.station_code not in stations:
            by_code[one.station_code] = one
        elif one.station_code in seen:
            repeated.add(one.station_code)
        else:
            seen.add(one.station_code)
            rows.append((one.station_code, one.registered, one.figures, _votes(one.figures, contest)))
    groups: dict[str, tuple[str, ...]] = {}
    for codes, ours in merged.items():
        parts = [by_code.get(f"{NO_ONE_STATION}{code}") for code in codes]
        whole = [one for one in parts if one is not None]
        if len(whole) < len(parts):
            continue
        groups[group_id(ours)] = ours
        figures = sum_of_figures([one.figures for one in whole])
        registered = [one.registered for one in whole]
        roll = None if None in registered else sum(one or 0 for one in registered)
        rows.append((group_id(ours), roll, figures, _votes(figures, contest)))
        for code in codes:
            del by_code[f"{NO_ONE_STATION}{code}"]
    rows = sorted((row for row in rows if row[0] not in repeated), key=lambda row: row[0])
    unmatched = tuple(code.removeprefix(NO_ONE_STATION) for code in sorted(by_code))
    return Side(kind, id, _frame(rows, contest), groups, tuple(sorted(repeated)), unmatched)


Row = tuple[str, int | None, Figures, Mapping[str, int]]


def _votes(figures: Figures, contest: Contest) -> Mapping[str, int]:
    """Return votes by candidate; a candidate one of whose lines is not given has none."""
    if figures.lines is None:
        return figures.candidates or {}
    of_candidate: dict[str, list[int | None]] = {}
    for line in contest.lines:
        of_candidate.setdefault(line.candidate, []).append(figures.lines.get(line.id))
    return {candidate: sum(one or 0 for one in votes) for candidate, votes in of_candidate.items() if None not in votes}


def _frame(rows: Sequence[Row], contest: Contest) -> polars.DataFrame:
    data: dict[str, list[str] | list[int | None]] = {
        STATION: [station for station, _, _, _ in rows],
        REGISTERED: [registered for _, registered, _, _ in rows],
    }
    for one in contest.candidates:
        data[f"candidate:{one.id}"] = [votes.get(one.id) for _, _, _, votes in rows]
    for count in contest.counts:
        data[f"count:{count.id}"] = [figures.counts.get(count.id) for _, _, figures, _ in rows]
    for line in contest.lines:
        data[f"line:{line.id}"] = [(figures.lines or {}).get(line.id) for _, _, figures, _ in rows]
    schema = {name: polars.String if name == STATION else polars.Int64 for name in data}
    return polars.DataFrame(data, schema=schema)
