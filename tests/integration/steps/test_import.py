"""Import by the command line: good rows enter, bad rows are named, and nothing is half-done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy

BAD = """\
S,STATE,C,PLACE,T,ROLL,ANA,BEN,NULL
1,North,10,School A,1,300,100,50,3
1,North,10,School A,2,300,=cmd(),60,2
1,North,11,School B,1,300,80,70
2,South,20,School C,1,300,70,-1,0
"""


def stations(toy: Toy) -> list[str | None]:
    return [record["station"] for record in toy.records("transcription")]


def test_rows_become_claims_of_grade_c(toy: Toy, table: Path) -> None:
    report = toy("import", table, "--source", "party", "--json").json
    assert (report["rows"], report["new"], report["problems"], report["unknown"]) == (4, True, [], [])
    assert toy("check", "--json").json["grades"] == {"C": 4, "missing": 1}
    (whole,) = toy("tally", "--json").json
    assert whole["candidates"] == {"ana": 340, "ben": 260}


def test_importing_twice_is_a_no_op(toy: Toy, table: Path) -> None:
    toy("import", table, "--source", "party")
    before = toy.entries()
    assert toy("import", table, "--source", "party", "--json").json["new"] is False
    assert toy.entries() == before


def test_bad_rows_are_named_and_good_rows_enter(toy: Toy, table: Path) -> None:
    table.write_text(BAD, encoding="utf-8")
    report = toy("import", table, "--source", "party", "--json", code=1).json
    assert stations(toy) == ["10.01"]
    assert [(one["row"], one["column"], one["got"]) for one in report["problems"]] == [
        (3, "ANA", "=cmd()"),
        (4, "the whole row", "8 cells"),
        (5, "BEN", "-1"),
    ]
    assert "row 3, ANA: expected a whole number" in toy("import", table, "--source", "party", code=1).out


def test_strict_import_keeps_nothing_of_a_table_with_a_bad_row(toy: Toy, table: Path) -> None:
    toy("check")
    before = toy.entries()
    table.write_text(BAD, encoding="utf-8")
    ran = toy("import", table, "--source", "party", "--strict", code=3)
    assert "nothing was imported" in ran.err
    assert "row 5, BEN: expected a whole number from 0 to 999,999,999, got '-1'" in ran.err
    assert toy.entries() == before
    assert [path for path in (toy.folder / "evidence").rglob("*") if path.is_file()] == []


def test_unknown_station_enters_as_a_claim_and_is_named(toy: Toy, table: Path) -> None:
    table.write_text(table.read_text().replace("2,South,20,School C,1", "2,South,20,School C,9"))
    report = toy("import", table, "--source", "party", "--json", code=1).json
    assert report["unknown"] == ["20.09"]
    findings = toy("check", "--json", code=1).json["findings"]
    assert [one["found"] for one in findings if one["code"] == "unknown-station"]
    (whole,) = toy("tally", "--json").json
    assert whole["candidates"]["ana"] == 270


def test_table_with_no_good_row_is_refused_with_the_reasons(toy: Toy, table: Path) -> None:
    table.write_text("S,STATE,C,PLACE,T,ROLL,ANA,BEN,NULL\n1,N,10,A,1,300,x,50,3\n", encoding="utf-8")
    ran = toy("import", table, "--source", "party", code=3)
    assert "expected at least one good row" in ran.err
    assert "row 2, ANA" in ran.err
    assert toy.records("table") == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--source", "partie"], 2, "got 'partie'; known: party, unknown"),
        (["--source", "unknown"], 2, "expected one [[tables]] of source 'unknown'"),
        (["--source", "party", "--table", "columns"], 2, "known: rows (of party)"),
    ],
)
def test_table_that_no_mapping_fits_is_a_usage_error(
    toy: Toy, table: Path, arguments: list[str], code: int, said: str
) -> None:
    ran = toy("import", table, *arguments, code=code)
    assert said in " ".join(ran.err.split())
    assert toy.records("table") == []


def test_missing_column_and_missing_file_are_unreadable_input(toy: Toy, table: Path) -> None:
    table.write_text(table.read_text().replace("BEN", "BENN"))
    assert "did you mean 'BENN'?" in " ".join(toy("import", table, "--source", "party", code=3).err.split())
    table.unlink()
    assert "check the path" in toy("import", table, "--source", "party", code=3).err


# --- the register derived from a table ---------------------------------------------------------------


@pytest.fixture
def derived(toy: Toy) -> Toy:
    """Give the toy election without its register: it is derived from the table."""
    (toy.folder / "stations.csv").unlink()
    toy.edit("complete = true", 'complete = false\nderived_from = "rows"')
    return toy


def test_register_is_derived_from_the_table_and_recorded(derived: Toy, table: Path) -> None:
    report = derived("import", table, "--source", "party", "--json").json
    assert (report["derived_stations"], report["unknown"]) == (4, [])
    first, second = derived.records("definition")
    assert list(first["files"]) == ["election.toml"]
    assert list(second["files"]) == ["election.toml", "stations.csv"]
    assert stations(derived) == ["10.01", "10.02", "11.01", "20.01"]
    header = (derived.folder / "stations.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "C,T,PLACE,S,STATE,ROLL"


def test_before_the_register_is_derived_commands_say_what_is_missing(derived: Toy) -> None:
    for command in ("check", "tally", "publish", "compare"):
        assert "import the table" in " ".join(derived(command, code=2).err.split())


def test_deriving_twice_changes_nothing(derived: Toy, table: Path) -> None:
    derived("import", table, "--source", "party")
    before, register = derived.entries(), (derived.folder / "stations.csv").read_bytes()
    derived("import", table, "--source", "party")
    assert derived.entries() == before
    assert (derived.folder / "stations.csv").read_bytes() == register


def test_second_table_adds_its_new_stations_in_the_registers_own_columns(derived: Toy, table: Path) -> None:
    derived("import", table, "--source", "party")
    register = derived.folder / "stations.csv"
    register.write_text(register.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    derived.edit('place_name = "{PLACE}"', 'place_name = "{STATE}: {PLACE}"')
    table.write_text("NULL,BEN,ANA,ROLL,T,PLACE,C,STATE,S\n1,2,3,300,2,School C,20,South,2\n", encoding="utf-8")
    report = derived("import", table, "--source", "party", "--json").json
    assert (report["derived_stations"], report["unknown"]) == (1, [])
    assert register.read_text(encoding="utf-8").splitlines()[-1] == "20,2,School C,2,South,300"
    assert derived("check", "--json", code=1).json["grades"] == {"C": 5}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2,South,20,School C,1,300", "2,South,20,School C,1,99999999", "in ROLL, got '99999999'"),
        ("2,South,20,School C", "2,,20,School C", "STATE"),
        ("2,South,20,School C", "2,South,20,School\x1b[2J", "control"),
    ],
)
def test_row_that_no_register_could_hold_is_a_bad_row(derived: Toy, table: Path, old: str, new: str, said: str) -> None:
    table.write_text(table.read_text().replace(old, new), encoding="utf-8")
    report = derived("import", table, "--source", "party", "--json", code=1).json
    (problem,) = report["problems"]
    assert problem["row"] == 5
    assert said in problem["got"] + problem["expected"] + problem["column"]
    assert stations(derived) == ["10.01", "10.02", "11.01"]
    assert derived("check", "--json").json["grades"] == {"C": 3}


def test_rows_that_contradict_each_other_make_no_register_and_leave_none_behind(derived: Toy, table: Path) -> None:
    table.write_text(table.read_text().replace("2,South,20,School C,1", "2,South,10,School A,7"))
    ran = derived("import", table, "--source", "party", code=3)
    assert "nothing was imported" in " ".join(ran.err.split())
    assert not (derived.folder / "stations.csv").exists()
    assert derived.records("table") == []


def test_register_is_written_in_the_encoding_and_delimiter_that_are_declared(derived: Toy, table: Path) -> None:
    derived.edit("[register]", '[register]\nencoding = "cp1252"\ndelimiter = ";"')
    table.write_text(table.read_text().replace("School C", "Peña"), encoding="utf-8")
    derived("import", table, "--source", "party")
    assert b"20;1;Pe\xf1a;2;South;300\n" in (derived.folder / "stations.csv").read_bytes()
    assert derived("check", "--json").json["grades"] == {"C": 4}


def test_register_without_a_column_that_the_table_lacks_is_refused(derived: Toy, table: Path) -> None:
    table.write_text(table.read_text().replace("STATE", "REGION"))
    ran = derived("import", table, "--source", "party", code=3)
    assert "expected the register's columns, found no STATE" in " ".join(ran.err.split())
    assert not (derived.folder / "stations.csv").exists()


def test_sheets_read_before_the_register_was_derived_are_found_by_it(
    derived: Toy, table: Path, tmp_path: Path, slip: Callable[..., bytes]
) -> None:
    (tmp_path / "sheet.png").write_bytes(slip("10.1", 100, 50, 3))
    derived("intake", tmp_path / "sheet.png", "--source", "party")
    derived("read")
    derived("import", table, "--source", "party")
    assert derived("check", "--json", code=1).json["grades"] == {"B": 1, "C": 3}
