"""Reports through the command line, and the notebook, on a small town with a table and an announcement."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polars
import pytest

from tallyproof.compare.announced import certificate_of
from tallyproof.compare.answers import QUESTIONS
from tallyproof.errors import UsageError
from tallyproof.notebook import Judgement, open_results
from tallyproof.report import read_twin
from tallyproof.store import create_secret

ROOT = Path(__file__).resolve().parents[2]
TALLYPROOF = Path(sys.executable).with_name("tallyproof")
EPOCH = "1704672000"
ELECTION = """
[election]
id = "town"
title = { en = "Town", es = "Pueblo" }
date = 2024-01-07
origin = "example.org/town"

[gate]
GATE

[[levels]]
id = "ward"
name = "Ward"
code = "{W}"
label = "Ward {W}"

[register]
station = "{ID}"
place = "{P}"
registered = "RE"
complete = true
cap = { rule = "registered", source = "the law" }

[[sources]]
name = "observers"
provenance = "accredited"

[[contests]]
id = "mayor"
name = { en = "Mayor", es = "Alcaldía" }
candidates = [{ id = "ana", name = "Ana" }, { id = "ben", name = "Ben" }]
outcome = [{ id = "first", kind = "plurality" }]

[[tables]]
id = "table"
source = "observers"
contest = "mayor"
station = "{ID}"
candidates = { ana = "A", ben = "B" }
"""
ANNOUNCEMENT = """
title = "The board's bulletin"
date = 2024-01-08
contest = "mayor"
source = "the board"
candidates = { ana = 2000, ben = 6000 }
percentages = { ana = "25.0", ben = "75.0" }
"""


def run(*arguments: object, code: int = 0) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment["SOURCE_DATE_EPOCH"] = EPOCH
    ended = subprocess.run(
        [TALLYPROOF, *map(str, arguments)], capture_output=True, text=True, env=environment, check=False
    )
    assert ended.returncode == code, ended.stderr
    return ended.stdout if code == 0 else ended.stderr


def make_town(folder: Path, gate: str = "") -> Path:
    folder.mkdir()
    (folder / "election.toml").write_text(ELECTION.replace("GATE", gate))
    register = [f"s{number:02},{number // 20 + 1},p{number // 2},{200 + number}" for number in range(60)]
    (folder / "stations.csv").write_text("\n".join(["ID,W,P,RE", *register]))
    (folder / "announcements").mkdir()
    (folder / "announcements" / "board.toml").write_text(ANNOUNCEMENT)
    create_secret(folder)
    figures = [f"s{number:02},{90 + number % 7},{40 + number % 5}" for number in range(57)]
    (folder / "table.csv").write_text("\n".join(["ID,A,B", *figures]))
    run("import", folder, folder / "table.csv", "--source", "observers")
    return folder


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an election with 57 of 60 stations in a table, and an announcement. Not to be changed."""
    return make_town(tmp_path_factory.mktemp("town") / "my-election")


def test_a_report_is_pages_a_twin_and_the_figures_and_says_which(town: Path, tmp_path: Path) -> None:
    listed = run("report", town, "--out", tmp_path / "out").splitlines()
    names = {"report.en.html", "report.es.html", "report.json", "stations.csv"}
    assert {Path(one).name for one in listed} == names == {one.name for one in (tmp_path / "out").iterdir()}
    twin = read_twin((tmp_path / "out" / "report.json").read_bytes())
    figures = (tmp_path / "out" / "stations.csv").read_bytes()
    assert twin.inputs.stations["sha256"] == hashlib.sha256(figures).hexdigest()
    page = (tmp_path / "out" / "report.en.html").read_text("utf-8")
    assert hashlib.sha256((tmp_path / "out" / "report.json").read_bytes()).hexdigest() in page
    assert twin.inputs.root in page
    assert sum(int(one["candidate:ana"] or 0) for one in csv.DictReader(io.StringIO(figures.decode()))) == sum(
        90 + number % 7 for number in range(57)
    )


def test_the_same_entries_give_the_same_bytes(town: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        run("report", town, "--out", tmp_path / name)
    for one in (tmp_path / "one").iterdir():
        assert one.read_bytes() == (tmp_path / "other" / one.name).read_bytes(), one.name


def test_what_cannot_both_be_right_stands_on_the_first_page_with_a_proof_that_can_be_checked(
    town: Path, tmp_path: Path
) -> None:
    run("report", town, "--out", tmp_path)
    page = (tmp_path / "report.en.html").read_text("utf-8")
    known = page[page.index('id="known"') : page.index("<nav")]
    assert "cannot both be right" in known
    assert "The board&#39;s bulletin" in known
    (compared,) = read_twin((tmp_path / "report.json").read_bytes()).comparisons
    certificates = [one["certificate"] for one in compared["readings"] if one["certificate"]]
    assert certificates
    assert all(certificate_of(one).bound > 0 for one in certificates)


def test_a_question_left_out_says_so_and_one_language_writes_one_page(town: Path, tmp_path: Path) -> None:
    run("report", town, "--out", tmp_path)
    said = json.loads(
        run("report", town, "--out", tmp_path, "--without", "indicators", "--without", "projection", "--language", "es",
            "--json")
    )  # fmt: skip
    assert [one["question"] for one in said["questions"]] == list(QUESTIONS)
    left_out = {one["question"] for one in said["questions"] if one["silence"] == "left-out"}
    assert left_out == {"indicators", "projection"}
    # The English page of the earlier report would contradict the new twin.
    assert {one.name for one in tmp_path.iterdir()} == {"report.es.html", "report.json", "stations.csv"}
    assert "Quien hizo este informe lo dejó fuera." in (tmp_path / "report.es.html").read_text("utf-8")


def test_unknown_questions_contests_and_languages_are_usage_errors(town: Path) -> None:
    assert "--without: expected one of held, outcome" in run("report", town, "--without", "everything", code=2)
    assert "--contest: expected one of mayor, got 'king'" in run("report", town, "--contest", "king", code=2)
    assert "--language: expected en or es" in run("report", town, "--language", "fr", code=2)


def test_before_its_time_no_report_is_written(tmp_path: Path) -> None:
    folder = make_town(tmp_path / "early", gate="not_before = 2024-02-01T00:00:00Z")
    assert "gate.not_before" in run("report", folder, code=2)
    assert not (folder / "report").exists()


def test_below_the_gate_the_report_ranks_nobody(tmp_path: Path) -> None:
    folder = make_town(tmp_path / "gated", gate='ranking_from = "99%"')
    said = json.loads(run("report", folder, "--json"))
    gated = {one["question"] for one in said["questions"] if one["silence"] == "gated"}
    assert {"outcome", "agreement", "projection", "indicators"} <= gated


def test_a_quick_count_that_was_drawn_is_in_the_report(town: Path, tmp_path: Path) -> None:
    folder = tmp_path / "my-election"
    shutil.copytree(town, folder)
    (folder / "plan.toml").write_text('strata = "ward"\nsize = 18\n[spread]\ndefault = "15%"\n')
    run("quick-count", "design", folder, folder / "plan.toml", "--seed", "6 1 4 4 2 5 3 6 1 2 2 5 6 3 3 1")
    said = json.loads(run("report", folder, "--json"))
    (found,) = [one for one in said["questions"] if one["question"] == "quick-count"]
    assert found["statements"] > 0
    files = read_twin((folder / "report" / "report.json").read_bytes()).inputs.files
    assert set(files) == {"quick-count/design.json", "quick-count/sample.csv"}
    assert any("drawn stations" in one for one in open_results(folder).quick_count().sentences)


# --- the notebook ------------------------------------------------------------------------------------


def test_three_lines_give_frames_and_plots_also_where_an_event_loop_runs(town: Path) -> None:
    async def in_a_notebook() -> Judgement:
        return open_results(town)

    held = asyncio.run(in_a_notebook())
    assert isinstance(held.stations(), polars.DataFrame)
    assert held.stations().height == 60
    assert any("57 of the 60 polling stations" in one for one in held.held().sentences)


def test_what_is_not_there_is_said_in_the_notebook(tmp_path: Path, town: Path) -> None:
    with pytest.raises(UsageError, match="contest: expected one of mayor"):
        open_results(town, contest="king")


def test_the_notebooks_page_runs_as_it_is_written(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "docs" / "notebook.md").read_text("utf-8"), re.M | re.S)
    assert len(blocks) >= 4
    shutil.copytree(town, tmp_path / "my-election")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/notebook.md", "exec"), names)
    assert "cannot both be right" in capsys.readouterr().out
    assert isinstance(names["by_ward"], polars.DataFrame)
    assert names["by_ward"].height == 3
    assert (tmp_path / "share-by-area.svg").read_text("utf-8").startswith("<svg")
