"""tallyproof stations: which sides can be named, what is written, and what is said where nothing can be compared."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy

OFFICIAL = """
[[tables]]
id = "board"
source = "party"
contest = "mayor"
stage = "official"
station = "{C}.{T:02}"
registered = "ROLL"
candidates = { ana = "ANA", ben = "BEN" }
counts = { null = "NULL" }
"""


@pytest.fixture
def staged(toy: Toy, table: Path, tmp_path: Path) -> Toy:
    """The toy with two stages: in the official one station 10.02 has other figures and 20.02 arrived."""
    text = (toy.folder / "election.toml").read_text(encoding="utf-8")
    text = text.replace('origin = "example.org/toy"', 'origin = "example.org/toy"\nstages = ["night", "official"]')
    toy.write("election.toml", text + OFFICIAL)
    official = table.read_text(encoding="utf-8").replace("300,90,60,2", "300,95,60,2")
    (tmp_path / "board.csv").write_text(official + "2,South,20,School C,2,300,10,20,0\n", encoding="utf-8")
    toy("import", table, "--source", "party", "--table", "rows")
    toy("import", tmp_path / "board.csv", "--source", "party", "--table", "board")
    return toy


def test_stages_are_compared_and_their_movement_shown(staged: Toy) -> None:
    parts = staged("stations", "--json").json["parts"]
    assert [one["id"] for one in parts] == ["mayor-stations-stage-night-stage-official", "mayor-movement"]
    told = {one["code"]: one["values"] for part in parts for one in part["statements"]}
    assert (told["pair-joined"]["matched"], told["pair-differing"]["differing"]) == ("4", "1")
    assert (told["move-step"]["arrived"], told["move-margin"]["arrived_margin"]) == ("1", "-10")


def test_two_sides_can_be_a_stage_a_table_and_a_file(staged: Toy, tmp_path: Path) -> None:
    for left, right in (("night", "official"), ("rows", "table:board"), ("stage:night", f"board@{tmp_path}/board.csv")):
        (part,) = staged("stations", "--left", left, "--right", right, "--json").json["parts"]
        told = {one["code"]: one["values"] for one in part["statements"]}
        assert told["pair-differing"]["differing"] == "1", (left, right)
        assert (told["pair-whole"]["difference"], told["pair-whole"]["effect"]) == ("-5", "5")


def test_a_station_twice_in_a_file_is_left_out_and_named(staged: Toy, table: Path, tmp_path: Path) -> None:
    rows = table.read_text(encoding="utf-8").splitlines()
    path = tmp_path / "twice.csv"
    path.write_text("\n".join([*rows, rows[1], "1,North,12,School X,1,300,1,1,1"]) + "\n", encoding="utf-8")
    (part,) = staged("stations", "--left", "night", "--right", f"rows@{path}", "--json").json["parts"]
    told = {one["code"]: one["values"] for one in part["statements"]}
    assert (told["side-repeated"]["ids"], told["side-left-out"]["rows"]) == ("10.01", "2")
    assert told["side-unmatched"]["unmatched"] == "1"
    (table_,) = [one for one in part["tables"] if one["id"] == "pair-unmatched"]
    assert table_["rows"][0][1] == "12.01"


def test_all_rows_are_written_as_csv(staged: Toy, tmp_path: Path) -> None:
    out = tmp_path / "out"
    staged("stations", "--left", "night", "--right", "official", "--out", out)
    (stations,) = out.glob("*-stations.csv")
    with stations.open(encoding="utf-8", newline="") as file:
        rows = {row["station"]: row for row in csv.DictReader(file)}
    assert rows.keys() == {"10.02", "20.02"}
    assert (rows["10.02"]["left:candidate:ana"], rows["10.02"]["change:candidate:ana"]) == ("90", "5")
    assert (rows["20.02"]["in_left"], rows["20.02"]["right:candidate:ben"]) == ("0", "20")
    assert {row["release"] for row in rows.values()} == {
        "entries 0 to 11, as of 2026-01-01T00Z, provisional, not the official result"
    }


def test_a_rehearsal_is_marked_in_text_data_and_files(staged: Toy, tmp_path: Path) -> None:
    staged.edit('origin = "example.org/toy"', 'origin = "example.org/toy"\nrehearsal = true')
    assert staged("stations", "--out", tmp_path / "out").out.startswith("REHEARSAL. Entries 0 to ")
    assert staged("stations", "--language", "es").out.startswith("ENSAYO. Entradas 0 a ")
    assert staged("stations", "--json").json["rehearsal"] is True
    for path in (tmp_path / "out").iterdir():
        assert all("REHEARSAL" in line for line in path.read_text(encoding="utf-8").splitlines()[1:]), path


def test_the_text_is_given_in_both_languages(staged: Toy) -> None:
    assert "Of the 4 stations in both, 1 (25%) have at least one figure" in " ".join(staged("stations").out.split())
    assert "mesa por mesa" in staged("stations", "--language", "es").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--left", "night"], "expected both or neither, got one"),
        (["--left", "night", "--right", "noon"], "--right: expected a stage or a table (of contest mayor), got 'noon'"),
        (["--left", "night", "--right", "official", "--by", "street"], "level: expected one of state"),
        (["--contest", "king"], "contest: expected one of mayor"),
        (["--language", "fr"], "--language: expected en or es"),
    ],
)
def test_a_wrong_call_says_what_is_expected(staged: Toy, arguments: list[str], message: str) -> None:
    assert message in " ".join(staged("stations", *arguments, code=2).err.split())


def test_a_table_that_was_not_imported_and_a_file_that_is_absent_are_named(toy: Toy, table: Path) -> None:
    ran = toy("stations", "--left", "station-count", "--right", "rows", code=2)
    assert "expected a table that was imported, found no row of 'rows'" in " ".join(ran.err.split())
    ran = toy("stations", "--left", "station-count", "--right", "rows@nowhere.csv", code=3)
    assert "nowhere.csv: expected a readable table" in " ".join(ran.err.split())
    (part,) = toy("stations", "--left", "station-count", "--right", f"rows@{table}", "--json").json["parts"]
    assert part["statements"][0]["values"] == {"side": "stage:station-count", "reason": "without-figures"}


def test_nothing_to_compare_is_said(toy: Toy, table: Path) -> None:
    toy("import", table, "--source", "party")
    ran = toy("stations")
    assert "Nothing to compare" in ran.err
    assert toy("stations", "--json").json["parts"] == []


def test_merged_stations_are_compared_by_their_sum(toy: Toy, table: Path, tmp_path: Path) -> None:
    (toy.folder / "mappings").mkdir()
    toy.write("mappings/board.csv", "theirs,ours\nA,10.01 10.02\nB,11.01\nC,20.01\n")
    toy.write(
        "election.toml",
        (toy.folder / "election.toml").read_text(encoding="utf-8")
        + """
[[tables]]
id = "coded"
source = "party"
contest = "mayor"
station = "{CODE}"
codes = { file = "mappings/board.csv" }
candidates = { ana = "ANA", ben = "BEN" }
""",
    )
    toy("import", table, "--source", "party", "--table", "rows")
    path = tmp_path / "coded.csv"
    path.write_text("CODE,ANA,BEN\nA,190,111\nB,80,70\nD,1,1\n", encoding="utf-8")
    for right in (f"coded@{path}", "coded"):
        if right == "coded":
            toy("import", path, "--source", "party", "--table", "coded", code=1)
        (part,) = toy("stations", "--left", "rows", "--right", right, "--json").json["parts"]
        told = {one["code"]: one["values"] for one in part["statements"]}
        assert (told["pair-groups"]["groups"], told["pair-differing"]["differing"]) == ("1", "1")
        assert told["side-unmatched"]["unmatched"] == "1"
        (largest,) = [one for one in part["tables"] if one["id"] == "pair-largest"]
        assert largest["rows"][0][0] == "10.01+10.02"
