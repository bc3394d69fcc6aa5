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
from collections.abc import Sequence
from pathlib import Path

import polars
import pytest

from tallyproof import pipeline
from tallyproof.compare.announced import certificate_of
from tallyproof.compare.answers import QUESTIONS, RANKING
from tallyproof.errors import UsageError
from tallyproof.notebook import Judgement, open_results
from tallyproof.report import read_twin
from tallyproof.steps.quick_counting import draw_sample
from tallyproof.steps.reporting import Written
from tallyproof.store import create_secret

ROOT = Path(__file__).resolve().parents[2]
TALLYPROOF = Path(sys.executable).with_name("tallyproof")
EPOCH = "1704672000"
HOUR = "2024-01-08T00Z"
"""What EPOCH is, cut to the hour."""
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


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an election with 57 of 60 stations in a table, and an announcement. Not to be changed."""
    folder = tmp_path_factory.mktemp("town") / "my-election"
    folder.mkdir()
    (folder / "election.toml").write_text(ELECTION.replace("GATE", ""))
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
def written(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the town's report, written by the command. Not to be changed."""
    out = tmp_path_factory.mktemp("report")
    listed = run("report", town, "--out", out).splitlines()
    assert [Path(one) for one in listed] == sorted(out.iterdir())
    return out


def report(
    folder: Path, out: Path | None = None, *, contest: str | None = None, without: Sequence[str] = (), hour: str = HOUR
) -> Written:
    """Write a report in this process."""
    with pipeline.opened(folder) as election:
        election.hour = hour
        return election.report(out, contest=contest, without=without, languages=["en", "es"])


def answered(written: Written) -> dict[str, str]:
    """Return why each question has no answer, '' where it has one."""
    return {one["question"]: one["silence"] for one in written.as_json()["questions"]}


def test_a_report_is_pages_a_twin_and_the_figures(written: Path) -> None:
    assert {one.name for one in written.iterdir()} == {
        "report.en.html",
        "report.es.html",
        "report.json",
        "stations.csv",
    }
    twin = read_twin((written / "report.json").read_bytes())
    figures = (written / "stations.csv").read_bytes()
    assert twin.inputs.stations["sha256"] == hashlib.sha256(figures).hexdigest()
    page = (written / "report.en.html").read_text("utf-8")
    assert hashlib.sha256((written / "report.json").read_bytes()).hexdigest() in page
    assert twin.inputs.root in page
    ana = sum(int(one["candidate:ana"] or 0) for one in csv.DictReader(io.StringIO(figures.decode())))
    assert ana == sum(90 + number % 7 for number in range(57))


def test_the_same_entries_give_the_same_bytes(written: Path, town: Path, tmp_path: Path) -> None:
    report(town, tmp_path)
    for one in written.iterdir():
        assert one.read_bytes() == (tmp_path / one.name).read_bytes(), one.name


def test_what_cannot_both_be_right_stands_on_the_first_page_with_a_proof_that_can_be_checked(written: Path) -> None:
    page = (written / "report.en.html").read_text("utf-8")
    known = page[page.index('id="known"') : page.index("<nav")]
    assert "cannot both be right" in known
    assert "The board&#39;s bulletin" in known
    (compared,) = read_twin((written / "report.json").read_bytes()).comparisons
    certificates = [one["certificate"] for one in compared["readings"] if one["certificate"]]
    assert certificates
    assert all(certificate_of(one).bound > 0 for one in certificates)


def test_a_question_left_out_says_so_and_one_language_writes_one_page(
    town: Path, written: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(written, out)
    without = [word for one in QUESTIONS if one != "held" for word in ("--without", one)]
    said = json.loads(run("report", town, "--out", out, *without, "--language", "es", "--json"))
    assert [one["question"] for one in said["questions"]] == list(QUESTIONS)
    assert {one["question"] for one in said["questions"] if one["silence"] == ""} == {"held"}
    # The English page of the earlier report would contradict the new twin.
    assert {one.name for one in out.iterdir()} == {"report.es.html", "report.json", "stations.csv"}
    assert "Quien hizo este informe lo dejó fuera." in (out / "report.es.html").read_text("utf-8")


def test_unknown_questions_and_contests_are_usage_errors(town: Path) -> None:
    with pytest.raises(UsageError, match="--without: expected one of held, outcome"):
        report(town, without=["everything"])
    with pytest.raises(UsageError, match="--contest: expected one of mayor, got 'king'"):
        report(town, contest="king")


def test_a_register_or_anything_else_of_the_same_name_is_not_overwritten(town: Path, tmp_path: Path) -> None:
    register = (town / "stations.csv").read_bytes()
    with pytest.raises(UsageError, match=r"got one with stations\.csv, which would"):
        report(town, town)
    assert (town / "stations.csv").read_bytes() == register
    assert not (town / "report.json").exists()
    (tmp_path / "report.json").write_text("{}")
    (tmp_path / "election.toml").write_text("")
    with pytest.raises(UsageError, match=r"got one with report\.json"):
        report(town, tmp_path)
    (tmp_path / "a-file").write_text("")
    with pytest.raises(UsageError, match="expected a folder to write to, got a file"):
        report(town, tmp_path / "a-file")
    refused = run("stations", town, "--out", tmp_path / "a-file", code=2)
    assert "expected a folder to write to, got a file" in refused


def test_before_its_time_no_report_is_written(town: Path, tmp_path: Path) -> None:
    folder = gated(town, tmp_path, "not_before = 2024-02-01T00:00:00Z")
    with pytest.raises(UsageError, match=r"gate\.not_before"):
        report(folder)
    assert not (folder / "report").exists()
    report(folder, without=QUESTIONS, hour="2024-02-01T00Z")
    assert (folder / "report" / "report.en.html").exists()


def test_below_the_gate_the_report_ranks_nobody(town: Path, tmp_path: Path) -> None:
    found = answered(report(gated(town, tmp_path, 'ranking_from = "99%"')))
    assert {one for one, silence in found.items() if silence == "gated"} == RANKING
    assert found["announced"] == ""


def gated(town: Path, tmp_path: Path, gate: str) -> Path:
    """Return a copy of the town with another gate."""
    folder = tmp_path / "gated"
    shutil.copytree(town, folder)
    (folder / "election.toml").write_text(ELECTION.replace("GATE", gate))
    return folder


def test_a_quick_count_that_was_drawn_is_in_the_report(town: Path, tmp_path: Path) -> None:
    folder = tmp_path / "my-election"
    shutil.copytree(town, folder)
    (folder / "plan.toml").write_text('strata = "ward"\nsize = 18\n[spread]\ndefault = "15%"\n')
    draw_sample(folder, folder / "plan.toml", seed="6 1 4 4 2 5 3 6 1 2 2 5 6 3 3 1", out=None, language="en")
    made = report(folder, without=[one for one in QUESTIONS if one != "quick-count"])
    assert answered(made)["quick-count"] == ""
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
