"""The settled figures of a contest as a Polars frame, one row for each station of the register."""

from __future__ import annotations

import polars

from tallyproof.election.schema import Contest
from tallyproof.errors import DefinitionError, UsageError
from tallyproof.model import Grade, PollingStation, ResultKey, StationResult
from tallyproof.tally import Results


def station_frame(results: Results, contest: str, stage: str | None = None) -> polars.DataFrame:
    """Return every station of the register with its figures, null where it has none, in the order of station ids.

    Columns: `station`, `place`, `area:<level>` for each level, `registered`, `cap`, `grade` (missing where nothing is
    held), `provenance`, `counted` (its figures are in the main total), `contested`, and, of counted stations only,
    `valid` (votes for candidates, as calculated), `cast` (as written, or as calculated), `candidate:<id>`,
    `count:<id>`. Raises UsageError for a contest or stage that is not defined.
    """
    definition = results.definition
    if definition.register is None:
        raise DefinitionError(
            "stations.csv: expected the register, found none yet; import the table it is derived from"
        )
    wanted = definition.contests.get(contest)
    if wanted is None:
        raise UsageError(f"contest: expected one of {', '.join(definition.contests)}, got {contest!r}")
    stages = definition.file.election.stages
    if stage is not None and stage not in stages:
        raise UsageError(f"stage: expected one of {', '.join(stages)}, got {stage!r}")
    levels = [level.id for level in definition.file.levels]
    schema = _schema(wanted, levels)
    columns: dict[str, list[object]] = {name: [] for name in schema}
    for id in sorted(definition.register.stations):
        station = definition.register.stations[id]
        key = ResultKey(contest, wanted.round, id, stage or definition.headline_stage)
        row = _row(station, results.settlement.results.get(key), wanted, levels)
        for name, values in columns.items():
            values.append(row.get(name))
    return polars.DataFrame(columns, schema=schema)


def _schema(contest: Contest, levels: list[str]) -> dict[str, polars.DataType]:
    text, whole, truth = polars.String(), polars.Int64(), polars.Boolean()
    return {
        "station": text,
        "place": text,
        **{f"area:{level}": text for level in levels},
        "registered": whole,
        "cap": whole,
        "grade": text,
        "provenance": text,
        "counted": truth,
        "contested": truth,
        "valid": whole,
        "cast": whole,
        **{f"candidate:{one.id}": whole for one in contest.candidates},
        **{f"count:{one.id}": whole for one in contest.counts},
    }


def _row(
    station: PollingStation, result: StationResult | None, contest: Contest, levels: list[str]
) -> dict[str, object]:
    row: dict[str, object] = {
        "station": station.id,
        "place": station.place,
        **{f"area:{level}": code for level, code in zip(levels, station.areas, strict=False)},
        "registered": station.registered,
        "cap": station.cap,
        "grade": (Grade.MISSING if result is None else result.grade).value,
        "provenance": None if result is None else result.provenance.value,
        "counted": False,
        "contested": result is not None and result.contested,
    }
    if result is None or result.figures is None or not (result.in_main_total and result.grade.is_counted):
        return row
    written = contest.count_with_role("cast") or ""
    return {
        **row,
        "counted": True,
        "valid": sum(result.candidates.values()),
        "cast": result.figures.counts.get(written, result.calculated.get("cast")),
        **{f"candidate:{one}": votes for one, votes in result.candidates.items()},
        **{f"count:{one}": papers for one, papers in result.figures.counts.items()},
    }
