"""Indicators through the command line: places of two stations, one of them changed; two runs that say the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tallyproof.store import create_secret

TALLYPROOF = Path(sys.executable).with_name("tallyproof")
ELECTION = """
[election]
id = "town"
title = "Town"
date = 2024-01-07
origin = "example.org/town"

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

[[sources]]
name = "observers"
provenance = "accredited"

[[contests]]
id = "mayor"
name = { en = "Mayor", es = "Alcaldía" }
candidates = [{ id = "ana", name = "Ana" }, { id = "ben", name = "Ben" }]

[[tables]]
id = "table"
source = "observers"
contest = "mayor"
station = "{ID}"
candidates = { ana = "A", ben = "B" }

[indicators]
assigned_at_random = "by lot, bylaw 7"
"""


def run(*arguments: object, code: int = 0) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    ended = subprocess.run(
        [TALLYPROOF, *map(str, arguments)], capture_output=True, text=True, env=environment, check=False
    )
    assert ended.returncode == code, ended.stderr
    return ended.stdout if code == 0 else ended.stderr


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of an honest election with 120 stations in 60 places, and one place where votes were moved."""
    folder = tmp_path_factory.mktemp("town") / "election"
    folder.mkdir()
    rng = np.random.default_rng(1)
    votes = rng.binomial(300, 0.6, 120)
    votes[7] = 280
    (folder / "election.toml").write_text(ELECTION)
    stations = [f"s{one:03},p{one // 2:02},{one // 60},500" for one in range(120)]
    (folder / "stations.csv").write_text("\n".join(["ID,P,W,RE", *stations]))
    figures = [f"s{one:03},{votes[one]},{300 - votes[one]}" for one in range(120)]
    (folder / "table.csv").write_text("\n".join(["ID,A,B", *figures]))
    create_secret(folder)
    return folder


def test_before_anything_is_counted_one_sentence_says_so(town: Path) -> None:
    said = " ".join(run("indicators", town).split())
    assert "All indicators: did not run, because no station is counted." in said


def test_the_changed_place_is_named_and_two_runs_say_the_same(town: Path) -> None:
    run("import", town, town / "table.csv", "--source", "observers")
    first = run("indicators", town, "--seed", "dice 6 1 4", "--resamples", "199", "--json")
    parts = {part["id"]: part for part in json.loads(first)}
    rows = [row for table in parts["dispersion-mayor"]["tables"] for row in table["rows"]]
    assert [row[:2] for row in rows] == [["p03", "share"]]
    assert {part["tier"] for part in parts.values()} == {"C"}
    assert first == run("indicators", town, "--seed", "dice 6 1 4", "--resamples", "199", "--json")
    said = " ".join(run("indicators", town, "--language", "es", "--resamples", "19").split())
    assert "Los indicadores son lugares donde mirar, nunca una prueba" in said
    assert "se ponen en sus mesas sin atender a cómo votan (by lot, bylaw 7)" in said


def test_wrong_options_are_refused_with_what_was_expected(town: Path) -> None:
    assert "resamples: expected from 19 to 99999, got 1" in run("indicators", town, "--resamples", "1", code=2)
    assert "contest: expected one of mayor, got 'maior'" in run("indicators", town, "--contest", "maior", code=2)
    assert "--language: expected en or es, got 'fr'" in run("indicators", town, "--language", "fr", code=2)
