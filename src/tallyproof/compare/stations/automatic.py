"""Everything by station that can be compared in an election, as parts of a report."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from tallyproof.compare.part import Part
from tallyproof.compare.stations.movement_part import movement_part
from tallyproof.compare.stations.pair_part import pair_part
from tallyproof.compare.stations.sheets_part import sheets_part
from tallyproof.compare.stations.side import Side, register_frame, settled_beside, stage_side, table_side
from tallyproof.compare.stations.soundness import SHOWN
from tallyproof.election.schema import Contest
from tallyproof.errors import UsageError
from tallyproof.tally import Results

ALL_PAIRS = 6
"""Up to so many stages every two are compared; of more, those that follow each other, and each with the last."""


def station_parts(
    results: Results, contest: str, *, levels: Sequence[str] | None = None, most: int | None = SHOWN
) -> tuple[Part, ...]:
    """Return every comparison by station of a contest: stages, tables, the count's movement, collation forms.

    `levels` are those by which areas are shown (the top one by default); tables have at most so many rows (None: all).
    Nothing to compare gives no part. Raises UsageError for a contest or level that is not defined.
    """
    definition, shape = results.definition, contest_of(results, contest)
    levels = levels_of(results, levels)
    if definition.register is None:
        return ()
    register, held = register_frame(definition), stages_held(results, shape)
    parts = [
        pair_part(left, right, shape, definition, register, levels=levels, most=most)
        for left, right in side_pairs(results, shape, held)
    ]
    if len(held) > 1:
        expected = results.tallies[contest][""].coverage.stations_expected
        parts.append(movement_part(held, shape, register, expected=expected, levels=levels, most=most))
    for stage in definition.file.election.stages:
        sheets = [
            one for one in results.aggregates if (one.contest, one.round, one.stage) == (contest, shape.round, stage)
        ]
        if sheets:
            settled = stage_side(results, shape, stage, in_total=True)
            parts.append(sheets_part(sheets, settled, shape, definition, most=most))
    return tuple(parts)


def contest_of(results: Results, contest: str) -> Contest:
    """Return a contest by its id; raises UsageError where it is not defined."""
    contests = results.definition.contests
    if contest not in contests:
        raise UsageError(f"contest: expected one of {', '.join(contests)}, got {contest!r}")
    return contests[contest]


def levels_of(results: Results, levels: Sequence[str] | None) -> Sequence[str]:
    """Return the levels asked for, or the top one; raises UsageError for one that is not defined."""
    known = [level.id for level in results.definition.file.levels]
    for level in levels or ():
        if level not in known:
            raise UsageError(f"level: expected one of {', '.join(known) or 'none'}, got {level!r}")
    return known[:1] if levels is None else levels


def stages_held(results: Results, contest: Contest) -> list[Side]:
    """Return the stages that have figures, in the order of the definition."""
    sides = [stage_side(results, contest, stage) for stage in results.definition.file.election.stages]
    return [one for one in sides if one.stations]


def side_pairs(results: Results, contest: Contest, held: Sequence[Side]) -> list[tuple[Side, Side]]:
    """Return what is compared by itself: stages with figures, tables beside what is settled, tables of one stage."""
    return [*_pairs(held), *_table_pairs(results, contest)]


def _pairs(sides: Sequence[Side]) -> list[tuple[Side, Side]]:
    if len(sides) <= ALL_PAIRS:
        return list(combinations(sides, 2))
    return [*pairwise(sides), *((one, sides[-1]) for one in sides[:-2])]


def _table_pairs(results: Results, shape: Contest) -> list[tuple[Side, Side]]:
    """Return each table beside what sheets settle without it, and every two tables of one stage."""
    stages, read = table_stages(results, shape.id), _stages_with_sheets(results, shape)
    shared = [(one, other) for one, other in combinations(stages, 2) if stages[one] == stages[other]]
    needed = {table for pair in shared for table in pair} | {one for one, stage in stages.items() if stage in read}
    sides = {table: table_side(results, shape, table) for table in sorted(needed)}
    pairs = []
    for table, stage in stages.items():
        # Where no sheet stands beside it, tables are compared with each other alone.
        settled = settled_beside(results, shape, stage, table) if stage in read else None
        if settled is not None and settled.stations:
            pairs.append((settled, sides[table]))
    return [*pairs, *((sides[one], sides[other]) for one, other in shared)]


def table_stages(results: Results, contest: str) -> dict[int, str]:
    """Return the stage of every imported table that has rows of a contest, by the table's entry."""
    round_ = results.definition.contests[contest].round
    stages: dict[int, str] = {}
    for one in results.settlement.transcriptions.values():
        if one.table is not None and (one.contest, one.round) == (contest, round_):
            stages.setdefault(one.table, one.stage)
    return dict(sorted(stages.items()))


def _stages_with_sheets(results: Results, contest: Contest) -> set[str]:
    readings = results.settlement.transcriptions.values()
    return {
        one.stage
        for one in readings
        if one.sheet is not None and (one.contest, one.round) == (contest.id, contest.round)
    }
