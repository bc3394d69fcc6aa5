"""Venezuela, 28 July 2024: the real table and 14 real sheets through the commands, from import to a verified site.

The expected figures are those of ../shared/data/README.md, counted there by other means.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TALLYPROOF = Path(sys.executable).with_name("tallyproof")
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "venezuela-2024"
SOURCE = "resultadosconvzla"
ROWS, STATIONS, HELD_REGISTERED = 24_532, 30_026, 17_745_239
ROLL, ROLL_OF_SECOND_BULLETIN = 21_392_464, 21_321_805

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]


@dataclass(frozen=True)
class Real:
    """The example folder after import, intake and read, and what each command said."""

    folder: Path
    imported: Any
    taken_in: Any
    read: Any


def run(*arguments: object, code: int = 0) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment["SOURCE_DATE_EPOCH"] = "1722643200"
    ended = subprocess.run(
        [TALLYPROOF, *map(str, arguments)], capture_output=True, text=True, env=environment, check=False
    )
    assert ended.returncode == code, ended.stderr
    return ended.stdout


def as_json(*arguments: object, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", code=code))


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Real:
    data = shared_data / "ve-2024"
    folder = tmp_path_factory.mktemp("venezuela") / "election"
    shutil.copytree(EXAMPLE, folder)
    imported = as_json("import", folder, data / "RESULTADOS_2024_CSV_V1.csv", "--source", SOURCE, "--strict")
    taken_in = as_json("intake", folder, *sorted((data / "sheets").glob("*.jpg")), "--source", SOURCE)
    return Real(folder, imported, taken_in, as_json("read", folder))


@pytest.fixture(scope="module")
def whole(real: Real) -> Any:
    (tally,) = as_json("tally", real.folder)
    return tally


@pytest.fixture(scope="module")
def site(real: Real) -> Path:
    run("publish", real.folder)
    return real.folder / "site"


def test_every_row_of_the_table_is_good_and_gives_the_register(real: Real) -> None:
    assert real.imported == {
        "table": "resultados",
        "rows": ROWS,
        "new": True,
        "encoding": "utf-8",
        "problems": [],
        "unknown": [],
        "together": [],
        "derived_stations": ROWS,
    }


def test_all_sheets_are_taken_in_and_read(real: Real) -> None:
    assert (real.taken_in["received"], real.taken_in["refused"], real.taken_in["known"]) == (14, [], [])
    assert (real.read["read"], real.read["unread"]) == (14, {})


def test_sheets_say_what_their_payloads_say(real: Real, shared_data: Path, site: Path) -> None:
    with (shared_data / "ve-2024" / "sheets" / "payloads.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with (site / "data" / "stations-president.csv").open(encoding="utf-8-sig", newline="") as file:
        stations = {row["station"]: row for row in csv.DictReader(file)}
    assert len(rows) == 14
    for row in rows:
        code, lines, null, *_ = row["qr_payload"].split("!")
        station = stations[".".join(code.split(".")[:2])]
        assert station["grade"] in ("A", "B")
        votes = [int(cell) for name, cell in station.items() if name.startswith("line_")]
        assert votes == [int(cell) for cell in lines.split(",")]
        assert int(station["count_null"]) == int(null)


def test_totals_are_those_of_the_published_table(whole: Any) -> None:
    assert whole["candidates"]["gonzalez"] == 7_156_462
    assert whole["candidates"]["maduro"] == 3_241_461
    assert whole["valid"] == sum(whole["candidates"].values()) == 10_659_128
    assert whole["counts"]["null"] == 1_139
    assert whole["registered"] == HELD_REGISTERED
    assert (whole["shares"]["gonzalez"], whole["shares"]["maduro"]) == ("67.14", "30.41")


def test_fourteen_sheets_lift_their_stations_nearly_all_to_grade_a(whole: Any) -> None:
    """Code, digits and words agree on every sheet; where a row is left unread in both, the code alone has it."""
    counted = {grade: count for grade, count in whole["by_grade"].items() if count and grade != "missing"}
    assert sum(counted.values()) == ROWS
    assert counted["C"] == ROWS - 14
    assert counted["A"] >= 12
    assert whole["line_stations"] == 14


def test_coverage_is_measured_against_the_whole_country(whole: Any) -> None:
    coverage = whole["coverage"]
    assert (coverage["stations_counted"], coverage["stations_expected"]) == (ROWS, STATIONS)
    assert coverage["stations_missing"] == STATIONS - ROWS == 5_494
    assert (coverage["registered_counted"], coverage["registered_expected"]) == (HELD_REGISTERED, ROLL)
    assert coverage["registered_missing"] == ROLL - HELD_REGISTERED == 3_647_225


def test_what_is_missing_cannot_change_first_place(whole: Any) -> None:
    (first,) = (one for one in whole["outcome"] if one["condition"] == "first-place")
    assert (first["leader"], first["runner_up"], first["margin"]) == ("gonzalez", "maduro", 7_156_462 - 3_241_461)
    assert first["verdict"] == "cannot-change"
    assert first["outstanding"] == 3_647_225


@pytest.mark.parametrize(("level", "areas"), [("state", 24), ("municipality", 326), ("parish", 1_072)])
def test_areas_of_every_level_add_up_to_the_whole(real: Real, whole: Any, level: str, areas: int) -> None:
    parts = as_json("tally", real.folder, "--by", level)
    assert len(parts) == areas
    for candidate, votes in whole["candidates"].items():
        assert sum(part["candidates"][candidate] for part in parts) == votes
    assert sum(part["registered"] for part in parts) == HELD_REGISTERED


def test_no_sum_fails_no_station_is_over_its_register_and_no_figures_repeat(real: Real) -> None:
    found = as_json("check", real.folder)
    assert found["findings"] == []
    assert found["grades"]["C"] == ROWS - 14


def test_there_are_12817_centres(real: Real) -> None:
    with (real.folder / "stations.csv").open(encoding="utf-8", newline="") as file:
        assert len({row["CENTRO"].zfill(9) for row in csv.DictReader(file)}) == 12_817


def test_both_bulletins_are_tested_against_what_is_held(real: Real) -> None:
    comparisons = as_json("compare", real.folder)
    assert [one["announcement"]["id"] for one in comparisons] == ["cne-first-bulletin", "cne-second-bulletin"]
    assert all(one["statements"] for one in comparisons)


def test_published_site_is_verified_and_its_headline_is_the_tally(site: Path, whole: Any) -> None:
    report = as_json("verify", site)
    (headline,) = report["headlines"]
    assert (headline["leader"], headline["votes"]) == ("gonzalez", whole["candidates"]["gonzalez"])
    assert (headline["stations_counted"], headline["stations_expected"]) == (ROWS, STATIONS)
    assert report["figures"] > 500_000
    assert len(list((site / "sheets").iterdir())) == 14


def test_importing_the_table_again_is_a_no_op(real: Real, shared_data: Path) -> None:
    again = as_json("import", real.folder, shared_data / "ve-2024" / "RESULTADOS_2024_CSV_V1.csv", "--source", SOURCE)
    assert (again["new"], again["derived_stations"]) == (False, 0)
