"""A table beside the sheets of its stage, and two tables of one stage: compared by themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy

SECOND = """
[[sources]]
name = "board"
provenance = "authority"

[[tables]]
id = "board"
source = "board"
contest = "mayor"
station = "{C}.{T:02}"
registered = "ROLL"
candidates = { ana = "ANA", ben = "BEN" }
counts = { null = "NULL" }
"""


def test_a_table_is_compared_with_the_sheets_of_its_stage(
    toy: Toy, table: Path, slip: Callable[..., bytes], tmp_path: Path
) -> None:
    toy("import", table, "--source", "party")
    (tmp_path / "one.png").write_bytes(slip("10.01", 100, 50, 3))
    toy("intake", tmp_path / "one.png", "--source", "party")
    toy("read")
    (part,) = toy("stations", "--json").json["parts"]
    told = {one["code"]: one["values"] for one in part["statements"]}
    assert (told["pair-sides"]["left_kind"], told["pair-sides"]["right"]) == ("side-settled", "table:rows")
    assert (told["pair-joined"]["matched"], told["pair-joined"]["only_right"]) == ("1", "3")
    assert told["pair-same"]["matched"] == "1"


def test_two_tables_of_one_stage_are_compared_even_where_they_are_disputed(
    toy: Toy, table: Path, tmp_path: Path
) -> None:
    toy.write("election.toml", (toy.folder / "election.toml").read_text(encoding="utf-8") + SECOND)
    other = tmp_path / "board.csv"
    other.write_text(table.read_text(encoding="utf-8").replace("300,90,60,2", "300,60,90,2"), encoding="utf-8")
    toy("import", table, "--source", "party")
    toy("import", other, "--source", "board")
    assert toy("check", "--json", code=1).json["grades"]["disputed"] == 1
    (part,) = toy("stations", "--json").json["parts"]
    told = {one["code"]: one["values"] for one in part["statements"]}
    assert (told["pair-sides"]["left"], told["pair-sides"]["right"]) == ("table:rows", "table:board")
    assert (told["pair-differing"]["differing"], told["pair-margin"]["effect"]) == ("1", "-60")
    assert (told["pair-directions"]["down"], told["pair-directions"]["one_sided_percent"]) == ("1", "100")
