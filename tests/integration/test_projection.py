"""Projections through the command line, from a folder with a register, a table and stations that are missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

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
name = { en = "Ward", es = "Distrito" }
code = "{W}"
label = "Ward {W}"

[register]
station = "{ID}"
place = "{ID}"
registered = "RE"
complete = true
cap = { rule = "registered", source = "the law" }
special = { column = "KIND", ordinary = ["CIVIL"] }

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


def run(*arguments: object, code: int = 0) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    ended = subprocess.run(
        [TALLYPROOF, *map(str, arguments)], capture_output=True, text=True, env=environment, check=False
    )
    assert ended.returncode == code, ended.stderr
    return ended.stdout if code == 0 else ended.stderr


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of an election with 61 stations, every seventh missing and one of them in a prison."""
    folder = tmp_path_factory.mktemp("town") / "election"
    folder.mkdir()
    (folder / "election.toml").write_text(ELECTION, encoding="utf-8")
    register = [f"s{number:02},{number % 3 + 1},{200 + number},CIVIL" for number in range(60)]
    (folder / "stations.csv").write_text("\n".join(["ID,W,RE,KIND", *register, "jail,1,50,PRISON"]))
    create_secret(folder)
    figures = [f"s{number:02},{80 + number % 7},{40 + number % 5}" for number in range(60) if number % 7]
    (folder / "table.csv").write_text("\n".join(["ID,A,B", *figures]))
    run("import", folder, folder / "table.csv", "--source", "observers")
    return folder


def as_json(*arguments: object) -> Any:
    return json.loads(run(*arguments, "--json"))


def test_a_projection_is_printed_with_its_ranges_and_its_test(town: Path) -> None:
    text = " ".join(run("project", town, "--runs", "2").split())
    assert "If the 10 missing stations vote like the held ones of the same stratum (Ward)" in text
    assert "with tilt 3" in text
    assert "1 missing special unit of the kind 'PRISON'" in text
    assert "no sampling interval stands beside a projection" in text
    spanish = " ".join(run("project", town, "--runs", "2", "--language", "es").split())
    assert "mismo estrato (Distrito)" in spanish


def test_every_text_begins_with_what_it_is_of_and_says_of_a_rehearsal_that_it_is_one(
    town: Path, tmp_path: Path
) -> None:
    for command in (("project", town, "--runs", "1"), ("indicators", town, "--resamples", "19")):
        assert run(*command).startswith("Entries 0 to ")
        assert run(*command, "--language", "es").startswith("Entradas 0 a ")
    trial = tmp_path / "trial"
    shutil.copytree(town, trial)
    definition = trial / "election.toml"
    definition.write_text(definition.read_text("utf-8").replace("[election]", "[election]\nrehearsal = true", 1))
    for rehearsed in (("project", trial, "--runs", "1"), ("indicators", trial, "--resamples", "19"), ("tally", trial)):
        assert run(*rehearsed).startswith("REHEARSAL. ")


def test_each_of_several_contests_is_named_whatever_its_name_is(town: Path, tmp_path: Path) -> None:
    two = tmp_path / "two"
    shutil.copytree(town, two)
    definition = two / "election.toml"
    more = '\n[[contests]]\nid = "more"\nname = "[/] [red]"\ncandidates = [{ id = "x", name = "[/]" }]\n'
    definition.write_text(definition.read_text("utf-8") + more)
    for command in (("project", two, "--runs", "1"), ("indicators", two, "--resamples", "19")):
        text = run(*command)
        assert text.index("*** Mayor ***") < text.index("*** [/] [red] ***")
    tally = " ".join(run("tally", two).split())
    assert "[/] [red]: provisional, arrival is not random, not the official result" in tally


def test_the_same_seed_prints_the_same_and_the_test_stands_alone_when_asked(town: Path) -> None:
    found = as_json("project", town, "--runs", "2", "--seed", "dice 1 2 3", "--back-test")
    assert [one["id"] for one in found] == ["back-test-mayor"]
    assert as_json("project", town, "--runs", "2", "--seed", "dice 1 2 3", "--back-test") == found
    assert as_json("project", town, "--runs", "2", "--seed", "dice 3 2 1", "--back-test") != found


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--level", "wrad"), "did you mean 'ward'?"),
        (("--contest", "major"), "did you mean 'mayor'?"),
        (("--seed", "two\nlines"), "seed: expected public text of one line"),
        (("--language", "fr"), "--language: expected en or es"),
    ],
)
def test_what_is_not_defined_is_refused(town: Path, arguments: tuple[str, str], said: str) -> None:
    assert said in " ".join(run("project", town, *arguments, code=2).split())
