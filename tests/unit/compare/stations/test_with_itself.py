"""A table beside a count that was made from it agrees with itself, and that is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

import polars
import pytest

from tallyproof.compare.phrasing import LANGUAGES
from tallyproof.compare.statement import Statement
from tallyproof.compare.stations import BOOK, Side, pair_part, stage_side
from tallyproof.election import Definition
from tallyproof.election.schema import Contest
from tallyproof.model import Figures, Provenance, StationTable, Transcription, Way
from tallyproof.tally import Results

VOTES = {"1": (50, 30, 5), "2": (40, 35, 5), "4": (10, 20, 3)}


def _row(index: int, station: str, *, table: int | None) -> Transcription:
    figures = Figures(None, dict(zip(("ana", "ben", "cai"), VOTES[station], strict=True)), {})
    sheet = None if table is not None else index - 1
    return Transcription(index, "mayor", 1, "night", station, station, Way.TABLE, "t", figures, sheet, table)


@pytest.fixture
def night(results: Callable[..., Results]) -> Callable[[Mapping[str, int | None]], Results]:
    """Return a maker of results whose stations rest on the rows of a table, or on a sheet (None)."""

    def make(tables: Mapping[str, int | None]) -> Results:
        made = results({"night": {station: VOTES[station] for station in tables}})
        rows = {20 + int(station): _row(20 + int(station), station, table=table) for station, table in tables.items()}
        settled = {key: replace(one, rests_on=(20 + int(key.station),)) for key, one in made.settlement.results.items()}
        imported = {7: StationTable(7, "table", "press", Provenance.ACCREDITED, 3)}
        settlement = replace(made.settlement, results=settled, tables=imported, transcriptions=rows)
        return replace(made, settlement=settlement)

    return make


def _said(
    left: Side, right: Side, contest: Contest, definition: Definition, register: polars.DataFrame
) -> list[Statement]:
    found = pair_part(left, right, contest, definition, register).statements
    return [one for one in found if one.code == "pair-with-itself"]


@pytest.mark.parametrize("kind", ["table", "file"])
def test_stations_known_from_the_compared_table_alone_are_counted(
    kind: Literal["table", "file"],
    night: Callable[..., Results],
    side: Callable[..., Side],
    contest: Contest,
    definition: Definition,
    register: polars.DataFrame,
) -> None:
    stage = stage_side(night({"1": 7, "2": None, "4": 7}), contest, "night")
    table = replace(side(VOTES), kind=kind)
    (said,) = _said(stage, table, contest, definition, register)
    assert said.values == {"same": "2", "matched": "3", "stage": "stage:night", "side": "table:table"}
    assert _said(table, stage, contest, definition, register) == [said]
    for language in LANGUAGES:
        assert "2" in BOOK.sentence(said, language, {})


def test_sheets_and_other_tables_are_compared_without_it(
    night: Callable[..., Results],
    side: Callable[..., Side],
    contest: Contest,
    definition: Definition,
    register: polars.DataFrame,
) -> None:
    sheets = stage_side(night({"1": None, "2": None}), contest, "night")
    assert not _said(sheets, side(VOTES), contest, definition, register)
    other = stage_side(night({"1": 7, "2": 7}), contest, "night")
    assert not _said(other, side(VOTES, id="another"), contest, definition, register)
