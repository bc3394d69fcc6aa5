"""Rows of a table with other station codes: joined by the mapping file alone, added up where it says so."""

from __future__ import annotations

from tallyproof.election import StationMapping
from tallyproof.election.schema import TableMapping
from tallyproof.read.joining import joined
from tallyproof.read.table import ReadTable, read_table

MAPPING = TableMapping(
    id="board",
    source="board",
    contest="mayor",
    station="{CODE}",
    registered="RE",
    candidates={"ana": "A"},
    counts={"null": "N"},
)


def _read(rows: str) -> ReadTable:
    return read_table(f"CODE,RE,A,N\n{rows}".encode(), MAPPING, name="board.csv")


def _stations(table: ReadTable) -> list[str]:
    return [row.station_code for row in table.rows]


def test_a_code_becomes_the_station_that_the_file_names() -> None:
    table = joined(_read("X,100,5,1\nY,90,6,0\n"), StationMapping({"X": ("1002",), "Y": ("1001",)}, same=False))
    assert _stations(table) == ["1002", "1001"]
    assert [row.number for row in table.rows] == [2, 3]


def test_rows_of_a_station_that_was_split_are_added_up() -> None:
    table = joined(_read("X1,100,5,1\nX2,90,6,0\n"), StationMapping({"X1": ("1",), "X2": ("1",)}, same=False))
    (row,) = table.rows
    assert (row.station_code, row.registered, row.summed) == ("1", 190, (2, 3))
    assert (row.figures.candidates, dict(row.figures.counts)) == ({"ana": 11}, {"null": 1})


def test_half_of_a_split_station_is_not_taken_for_the_whole() -> None:
    table = joined(_read("X1,100,5,1\nX2,90,six,0\n"), StationMapping({"X1": ("1",), "X2": ("1",)}, same=False))
    assert _stations(table) == ["?X1"]
    assert [one.expected for one in table.problems if one.column == "station"] == ["all rows of station 1 (X1, X2)"]


def test_the_row_of_merged_stations_joins_with_none_of_them() -> None:
    table = joined(_read("X,100,5,1\n"), StationMapping({"X": ("1", "2")}, same=False))
    assert _stations(table) == ["?X"]


def test_a_code_that_the_file_lacks_is_never_taken_for_a_station_with_that_id() -> None:
    mapping = {"X": ("1",)}
    assert _stations(joined(_read("2,100,5,1\n"), StationMapping(mapping, same=False))) == ["?2"]
    assert _stations(joined(_read("2,100,5,1\n"), StationMapping(mapping, same=True))) == ["2"]


def test_two_rows_that_both_become_one_station_are_both_left_out() -> None:
    table = joined(_read("X,100,5,1\n1,90,6,0\n"), StationMapping({"X": ("1",)}, same=True))
    assert table.rows == ()
    assert (table.repeated, table.left_out) == (("1",), 2)


def test_a_code_that_stands_twice_in_the_table_is_named_as_repeated() -> None:
    table = _read("X,100,5,1\nX,90,6,0\nY,80,1,0\n")
    assert (_stations(table), table.repeated, table.left_out) == (["Y"], ("X",), 2)
