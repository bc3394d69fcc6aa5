"""What the folder itself brings into the journal: definition, announcements, the hour; and the gate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Ran, Toy

BULLETIN = """\
title = "Bulletin"
date = 2026-01-01
contest = "mayor"
source = "Council, read out"

[candidates]
ana = 400
ben = 300
"""


def test_definition_is_recorded_once_and_again_when_it_changes(toy: Toy) -> None:
    toy("check")
    toy("check")
    assert [one["why"] for one in toy.records()] == ["first definition"]
    toy.edit('title = "Toy"', 'title = "Toy, mended"')
    toy("check")
    first, second = toy.records()
    assert second["why"] == "definition changed"
    assert first["files"]["election.toml"] != second["files"]["election.toml"]
    assert first["files"]["stations.csv"] == second["files"]["stations.csv"]


def test_definition_that_changes_back_is_recorded_a_third_time(toy: Toy) -> None:
    toy("check")
    toy.edit('title = "Toy"', 'title = "Tow"')
    toy("check")
    toy.edit('title = "Tow"', 'title = "Toy"')
    toy("check")
    first, _, third = toy.records()
    assert first["files"] == third["files"]


def test_broken_definition_stops_every_command_and_records_nothing(toy: Toy) -> None:
    toy("check")
    before = toy.entries()
    toy.edit("[privacy]", "[privacyy]")
    ran = toy("publish", code=2)
    assert "privacyy" in ran.err
    assert "did you mean 'privacy'?" in " ".join(ran.err.split())
    toy.edit("[privacyy]", "[privacy]")
    assert toy.entries() == before


def test_announcement_is_recorded_once_changed_and_withdrawn_with_its_file(toy: Toy) -> None:
    toy.write("announcements/first.toml", BULLETIN)
    toy("compare")
    toy("compare")
    toy.write("announcements/first.toml", BULLETIN.replace("400", "500"))
    (before,) = toy("compare", "--json").json
    assert "500" in str(before)
    (toy.folder / "announcements" / "first.toml").unlink()
    assert toy("compare", "--json").json == []
    toy("compare")
    kinds = [one["kind"] for one in toy.records()]
    assert kinds == ["definition", "announcement", "announcement", "withdraw"]
    assert toy.records()[3]["target"] == 2


def test_announcement_that_comes_back_is_recorded_again(toy: Toy) -> None:
    toy.write("announcements/first.toml", BULLETIN)
    toy("compare")
    (toy.folder / "announcements" / "first.toml").unlink()
    toy("compare")
    toy.write("announcements/first.toml", BULLETIN)
    (again,) = toy("compare", "--json").json
    assert "400" in str(again)


def test_announcement_for_an_area_that_is_not_there_is_refused(toy: Toy) -> None:
    toy.write("announcements/first.toml", BULLETIN.replace("[candidates]", 'area = "9"\n[candidates]'))
    ran = toy("compare", code=2)
    assert "announcements/first.toml" in ran.err
    assert "got '9'" in " ".join(ran.err.split())
    assert toy.records("announcement") == []


def test_records_carry_the_hour_of_the_source_date_epoch(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767229199")
    toy("check")
    assert toy.records()[0]["hour"] == "2026-01-01T00Z"


@pytest.mark.parametrize("text", ["yesterday", "-5", "1.5", "9" * 40, "٣"])
def test_source_date_epoch_that_is_no_time_is_a_usage_error(
    toy: Toy, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    assert "SOURCE_DATE_EPOCH: expected" in toy("check", code=2).err


def test_nothing_is_published_before_the_gate_opens(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    toy.edit("[privacy]", "[gate]\nnot_before = 2026-01-01T02:00:00+01:00\n\n[privacy]")
    ran = toy("publish", code=2)
    assert "gate.not_before" in ran.err
    assert not (toy.folder / "site").exists()
    assert toy.records("release") == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767229200")
    toy("publish")
    assert (toy.folder / "site" / "index.html").exists()


def test_gate_that_opens_late_keeps_the_site_that_stands(toy: Toy) -> None:
    toy("publish")
    before = (toy.folder / "site" / "manifest.json").read_bytes()
    toy.edit("[privacy]", "[gate]\nnot_before = 2027-01-01T00:00:00Z\n\n[privacy]")
    toy("publish", code=2)
    assert (toy.folder / "site" / "manifest.json").read_bytes() == before


def test_folder_that_is_no_election_is_a_usage_error(tmp_path: Path, run: Callable[..., Ran]) -> None:
    ran = run("check", tmp_path / "nowhere")
    assert ran.code == 2
    assert "tallyproof init" in " ".join(ran.err.split())
    assert not (tmp_path / "nowhere").exists()


def test_definition_that_cannot_be_read_is_a_usage_error(toy: Toy) -> None:
    (toy.folder / "election.toml").unlink()
    (toy.folder / "election.toml").mkdir()
    assert "election.toml" in toy("check", code=2).err
