"""Somebody's station table: good rows enter, bad rows are told apart, and no message leaves a reader guessing."""

from __future__ import annotations

import io

import polars as pl
import pytest

from tallyproof.election.schema import TableMapping
from tallyproof.errors import InputError
from tallyproof.model import Figures
from tallyproof.read import table as reading
from tallyproof.read.table import ReadTable, read_table

HEADER = "place,number,electors,Ana,Ben,null"
GOOD = "7,1,300,120,90,5"
OTHER = "7,2,280,100,80,0"


def mapping(**changes: object) -> TableMapping:
    values: dict[str, object] = {
        "id": "rows",
        "source": "party",
        "contest": "mayor",
        "station": "{place:03}.{number:02}",
        "registered": "electors",
        "candidates": {"ana": "Ana", "ben": "Ben"},
        "counts": {"null": "null"},
    }
    return TableMapping.model_validate({**values, **changes})


def read(*lines: str, **changes: object) -> ReadTable:
    return read_table("\n".join(lines).encode(), mapping(**changes), name="t.csv")


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def frame(**changes: object) -> pl.DataFrame:
    columns = {
        "place": ["7", "7"],
        "number": [1, 2],
        "electors": [300, None],
        "Ana": [120, 100],
        "Ben": [90, 80],
        "null": [5, 0],
    }
    return pl.DataFrame({**columns, **changes})


# --- good rows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["Maria Perez +58 414 5551234", "<b>7</b>", "=1+1", "7\u200b", "x" * 65])
def test_code_that_no_station_can_have_is_a_bad_row_and_never_a_public_claim(code: str) -> None:
    table = read(HEADER, f"7,{code},300,120,90,5", GOOD, station="{number}")
    assert len(table.rows) == 1
    assert "a station code" in str(table.problems[0])


def test_good_row_gives_station_figures_and_registered_voters() -> None:
    (row,) = read(HEADER, GOOD).rows
    assert (row.number, row.station_code, row.registered) == (2, "007.01", 300)
    assert row.figures == Figures(None, {"ana": 120, "ben": 90}, {"null": 5})
    assert row.cells["electors"] == "300"


def test_blank_registered_voters_are_unknown_and_not_zero() -> None:
    (row,) = read(HEADER, "7,1,,120,90,5").rows
    assert row.registered is None


def test_ballot_lines_are_kept_as_lines() -> None:
    (row,) = read(HEADER, GOOD, candidates={}, lines={"a": "Ana", "b": "Ben"}).rows
    assert row.figures == Figures({"a": 120, "b": 90}, None, {"null": 5})


def test_blank_lines_are_skipped_and_still_counted_as_rows() -> None:
    table = read(HEADER, "", GOOD, "", "7,2,280,x,80,0")
    assert [row.number for row in table.rows] == [3]
    assert [problem.row for problem in table.problems] == [5]


def test_quoted_cells_may_hold_commas_quotes_and_line_ends() -> None:
    table = read("name," + HEADER, '"El ""Viejo"", 2\nfloor 1",' + GOOD)
    assert table.rows[0].cells["name"] == 'El "Viejo", 2\nfloor 1'
    assert not table.problems


# --- bad rows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "votes", ["-5", "12.0", "1,2e3", "4l2", "", "1000000000", "9" * 400, "٣", "+5", "=cmd()|'/C calc'!A1"]
)
def test_cell_that_is_no_whole_number_names_row_column_expected_and_got(votes: str) -> None:
    table = read(HEADER, GOOD, f'7,2,280,100,"{votes}",0')
    assert [row.station_code for row in table.rows] == ["007.01"]
    (problem,) = table.problems
    assert (problem.row, problem.column, problem.got) == (3, "Ben", votes[:40])
    assert str(problem).startswith("row 3, Ben: expected a whole number from 0 to 999,999,999, got ")


@pytest.mark.parametrize(("row", "cells"), [("7,2,280,100,80", 5), ("7,2,280,100,80,0,", 7)])
def test_ragged_row_is_left_out_and_says_how_many_cells(row: str, cells: int) -> None:
    table = read(HEADER, row, GOOD)
    assert [one.number for one in table.rows] == [3]
    assert str(table.problems[0]) == (f"row 2, the whole row: expected 6 cells as in the header, got '{cells} cells'")


def test_every_bad_cell_of_a_row_is_named_up_to_five() -> None:
    table = read(HEADER, "7,1,x,x,x,x")
    assert [one.column for one in table.problems] == ["Ana", "Ben", "null", "electors"]


@pytest.mark.parametrize("place", ["", "7a", "1234"])
def test_cell_that_gives_no_station_code_names_its_columns(place: str) -> None:
    (problem,) = read(HEADER, f"{place},1,300,120,90,5", OTHER).problems
    assert (problem.row, problem.column, problem.got) == (2, "place, number", f"{place}, 1")
    assert "{place:03}.{number:02}" in problem.expected


def test_station_code_with_control_characters_is_a_bad_row() -> None:
    table = read("code," + HEADER, f"\x1b[2J9,{GOOD}", f"9,{OTHER}", station="{code}")
    assert [row.station_code for row in table.rows] == ["9"]
    assert [(one.row, one.column) for one in table.problems] == [(2, "code")]
    assert "\x1b" not in str(table.problems[0])


def test_both_rows_of_a_station_that_stands_twice_are_left_out() -> None:
    table = read(HEADER, GOOD, OTHER, "007,01,300,1,1,1")
    assert [row.station_code for row in table.rows] == ["007.02"]
    assert [str(one) for one in table.problems] == [
        "row 2, station: expected every station once, got '007.01 in rows 2, 4'",
        "row 4, station: expected every station once, got '007.01 in rows 2, 4'",
    ]


def test_problems_stand_in_the_order_of_the_rows() -> None:
    table = read(HEADER, GOOD, "7,3,1,x,1,1", GOOD, "7,4,1,y,1,1")
    assert [one.row for one in table.problems] == [2, 3, 4, 5]


# --- tables that cannot be read --------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"  \n\n", b"\xef\xbb\xbf"])
def test_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^t\.csv: expected a (table|header row|column)"):
        read_table(data, mapping(), name="t.csv")


def test_header_alone_gives_no_rows() -> None:
    assert read(HEADER) == ReadTable((), (), "utf-8")


def test_missing_column_names_the_nearest_one() -> None:
    with pytest.raises(InputError, match=r"^t\.csv: expected a column 'electors' .*; did you mean 'electorz'"):
        read(HEADER.replace("electors", "electorz"), GOOD)


def test_missing_column_without_a_near_one_names_those_there_are() -> None:
    with pytest.raises(InputError, match="its columns are x, y"):
        read("x,y", "1,2")


def test_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(InputError, match="every column once, got Ana twice"):
        read(HEADER + ",Ana", GOOD + ",1")


def test_wrong_delimiter_shows_the_whole_header_as_one_column() -> None:
    with pytest.raises(InputError, match=r"expected a column 'place' .* its columns are place,number"):
        read(HEADER, GOOD, delimiter=";")


def test_unclosed_quote_refuses_the_table_and_names_the_row() -> None:
    with pytest.raises(InputError, match=r"^t\.csv, row 3: expected cells with their quotes closed"):
        read(HEADER, GOOD, '7,2,280,"100,80,0', "7,3,280,100,80,0")


def test_unclosed_quote_in_the_header_names_row_one() -> None:
    with pytest.raises(InputError, match=r"^t\.csv, row 1: expected cells with their quotes closed"):
        read('"' + HEADER, GOOD)


def test_table_over_the_cap_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_TABLE_BYTES", 10)
    with pytest.raises(InputError, match=r"at most 10 bytes, got 51"):
        read(HEADER, GOOD)


# --- encodings -------------------------------------------------------------------------------------

SPANISH = "place,number,electors,Ana,Ben,null,Año\n7,1,300,120,90,5,Peña\n"


@pytest.mark.parametrize(
    ("encoded", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
    ],
)
def test_encoding_is_detected_and_told(encoded: str, encoding: str) -> None:
    table = read_table(SPANISH.encode(encoded), mapping(), name="t.csv")
    assert table.encoding == encoding
    assert table.rows[0].cells["Año"] == "Peña"


def test_big_endian_utf_16_is_detected_by_its_mark() -> None:
    data = b"\xfe\xff" + SPANISH.encode("utf-16-be")
    assert read_table(data, mapping(), name="t.csv").rows[0].cells["Año"] == "Peña"


def test_declared_encoding_is_used_even_if_another_would_fit() -> None:
    table = read_table(SPANISH.encode("cp437"), mapping(encoding="cp437"), name="t.csv")
    assert (table.encoding, table.rows[0].cells["Año"]) == ("cp437", "Peña")


def test_bytes_that_are_not_of_the_declared_encoding_are_named() -> None:
    data = SPANISH.encode("cp1252")
    with pytest.raises(InputError, match=rf"expected text in utf-8, got byte {data.index(0xF1)} that is none"):
        read_table(data, mapping(encoding="utf-8"), name="t.csv")


def test_bytes_of_no_encoding_are_refused() -> None:
    with pytest.raises(InputError, match="expected text in utf-8 or cp1252, got byte 1 that is none"):
        read_table(b"a\x81\x8d", mapping(), name="t.csv")


def test_encoding_that_python_does_not_know_is_refused() -> None:
    with pytest.raises(InputError, match=r"^tables.encoding: expected a known encoding .* got 'utf-9'"):
        read(HEADER, GOOD, encoding="utf-9")


def test_utf_16_without_its_mark_is_not_taken_for_text_full_of_nul() -> None:
    with pytest.raises(InputError, match=r"got a NUL at character 2; .*'utf-16-le'"):
        read_table(SPANISH.encode("utf-16-le"), mapping(), name="t.csv")


def test_nul_in_a_cell_is_refused() -> None:
    with pytest.raises(InputError, match="got a NUL at character"):
        read(HEADER, "7,1,300,12\x000,90,5")


# --- Parquet -----------------------------------------------------------------------------------------


def test_parquet_reads_as_the_same_table_in_csv_does() -> None:
    table = read_table(parquet(frame()), mapping(), name="t.parquet")
    assert table.encoding == "parquet"
    assert table.rows == read(HEADER, GOOD, "7,2,,100,80,0").rows


def test_parquet_with_a_negative_number_names_row_and_column() -> None:
    table = read_table(parquet(frame(Ben=[-1, 80])), mapping(), name="t.parquet")
    assert [(one.row, one.column, one.got) for one in table.problems] == [(2, "Ben", "-1")]


@pytest.mark.parametrize("values", [[90.0, 80.0], [[90], [80]]])
def test_parquet_with_nested_or_decimal_columns_names_them(values: object) -> None:
    with pytest.raises(InputError, match=r"^t\.parquet: .* got nested or decimal ones: Ben; convert them"):
        read_table(parquet(frame(Ben=values)), mapping(), name="t.parquet")


def test_truncated_parquet_is_refused_in_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    data = parquet(frame())
    with pytest.raises(InputError, match=r"^t\.parquet: expected a readable Parquet file"):
        read_table(data[: len(data) // 2], mapping(), name="t.parquet")
    assert capfd.readouterr().err == ""


def test_parquet_that_unfolds_to_too_many_cells_is_refused() -> None:
    many = pl.DataFrame({"n": pl.repeat(0, 110_000_000, dtype=pl.Int8, eager=True)})
    with pytest.raises(InputError, match="expected at most 100,000,000 cells, got 110,000,000 rows"):
        read_table(parquet(many), mapping(), name="t.parquet")
