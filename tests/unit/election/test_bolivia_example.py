"""The Bolivian example's definition stands without its figures: every snapshot is a stage with a table of its own."""

from __future__ import annotations

from pathlib import Path

from tallyproof.election.definition import parse_election_file

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "bolivia-2019"


def test_every_snapshot_is_a_stage_with_its_own_table_and_name() -> None:
    file = parse_election_file((EXAMPLE / "election.toml").read_bytes())
    assert [table.stage for table in file.tables] == file.election.stages
    # A name of both would have to be told apart on every command line.
    assert not {table.id for table in file.tables} & set(file.election.stages)
    assert file.election.stage_names.keys() == set(file.election.stages)
    assert file.register_.derived_from == "final-count"


def test_nothing_but_the_definition_and_its_guide_is_kept() -> None:
    assert sorted(path.name for path in EXAMPLE.iterdir()) == ["README.md", "election.toml"]
