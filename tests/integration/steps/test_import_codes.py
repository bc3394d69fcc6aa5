"""Tables with other station codes, and tables that election.toml reads otherwise than before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy

CODED = """
[[tables]]
id = "board"
source = "party"
contest = "mayor"
station = "{CODE}"
codes = { file = "mappings/board.csv" }
candidates = { ana = "ANA", ben = "BEN" }
counts = { null = "NULL" }
"""
MAPPING = "theirs,ours\nA,10.01\nB1,10.02\nB2,10.02\nC,11.01 20.01\n"
ROWS = "CODE,ANA,BEN,NULL\nA,100,50,3\nB1,60,40,1\nB2,30,20,1\nC,150,150,1\nD,1,2,3\n"


@pytest.fixture
def coded(toy: Toy, tmp_path: Path) -> Path:
    """The toy with a table of other codes; returns the table."""
    (toy.folder / "mappings").mkdir()
    (toy.folder / "mappings" / "board.csv").write_text(MAPPING, encoding="utf-8")
    definition = toy.folder / "election.toml"
    definition.write_text(definition.read_text(encoding="utf-8") + CODED, encoding="utf-8")
    path = tmp_path / "board.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def _codes(toy: Toy) -> list[str]:
    return [one["station"] or one["code"] for one in toy.records("transcription")]


def test_codes_are_joined_by_the_mapping_file_and_the_rest_is_listed(toy: Toy, coded: Path) -> None:
    report = toy("import", coded, "--source", "party", "--table", "board", "--json", code=1).json
    assert (report["unknown"], report["together"]) == (["?D"], ["C"])
    found = {one["code"]: one for one in toy("check", "--json", code=1).json["findings"]}
    assert found["row-of-several-stations"]["expected"] == "11.01, 20.01"
    assert found["unknown-station"]["found"] == "?D"
    assert _codes(toy) == ["10.01", "10.02", "?C", "?D"]
    summed = toy.records("transcription")[1]
    assert (summed["candidates"], summed["method"]) == ({"ana": 90, "ben": 60}, "sum of rows 3, 4")
    (whole,) = toy("tally", "--json").json
    assert whole["candidates"] == {"ana": 190, "ben": 110}


def test_a_mended_mapping_file_withdraws_the_rows_of_before(toy: Toy, coded: Path) -> None:
    toy("import", coded, "--source", "party", "--table", "board", code=1)
    (toy.folder / "mappings" / "board.csv").write_text(MAPPING + "D,20.02\n", encoding="utf-8")
    report = toy("import", coded, "--source", "party", "--table", "board", "--json").json
    assert (report["new"], report["unknown"]) == (True, [])
    (withdrawn,) = toy.records("withdraw")
    assert withdrawn["reason"] == "imported again: the definition reads this table otherwise now"
    (whole,) = toy("tally", "--json").json
    assert whole["candidates"] == {"ana": 191, "ben": 112}
    entries = toy.entries()
    assert toy("import", coded, "--source", "party", "--table", "board", "--json").json["new"] is False
    assert toy.entries() == entries


def test_a_table_moves_to_another_stage_when_the_definition_says_so(toy: Toy, table: Path) -> None:
    toy("import", table, "--source", "party")
    definition = toy.folder / "election.toml"
    text = definition.read_text(encoding="utf-8")
    text = text.replace('origin = "example.org/toy"', 'origin = "example.org/toy"\nstages = ["night", "official"]')
    text = text.replace('id = "rows"', 'id = "rows"\nstage = "official"')
    definition.write_text(text, encoding="utf-8")
    assert toy("import", table, "--source", "party", "--json").json["new"] is True
    (whole,) = toy("tally", "--json").json
    assert whole["candidates"] == {"ana": 0, "ben": 0}


def test_an_unknown_station_in_a_mapping_file_stops_everything_with_its_row(toy: Toy, coded: Path) -> None:
    (toy.folder / "mappings" / "board.csv").write_text("theirs,ours\nA,10.09\n", encoding="utf-8")
    ran = toy("import", coded, "--source", "party", "--table", "board", code=2)
    assert "mappings/board.csv, row 2: expected a station of the register, got '10.09'; nearest: 10.0" in ran.err


def test_a_site_with_a_mapping_file_verifies(toy: Toy, coded: Path) -> None:
    toy("import", coded, "--source", "party", "--table", "board", code=1)
    toy("publish")
    assert (toy.folder / "site" / "definition" / "mappings" / "board.csv").exists()
    assert toy.run("verify", toy.folder / "site").code == 0
