"""The demonstration ends as it promises, and one altered digit anywhere in its site is found and named."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Demo, Ran


@pytest.fixture(scope="module")
def findings(demo: Demo, run: Callable[..., Ran]) -> list[dict[str, Any]]:
    found = run("check", demo.folder, "--json")
    assert found.code == 1
    listed: list[dict[str, Any]] = found.json["findings"]
    return listed


@pytest.fixture(scope="module")
def stations(demo: Demo) -> dict[str, dict[str, str]]:
    with (demo.site / "data" / "stations-president.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["station"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def cases(demo: Demo) -> list[dict[str, str]]:
    with (demo.folder / "cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_demo_says_what_to_open_and_what_to_try(demo: Demo) -> None:
    site = demo.site.resolve().as_uri()
    assert f"Open    {site}/index.html" in demo.ran.out
    assert not [line for line in demo.ran.err.splitlines() if not line.startswith(("Rendering ", "Reading "))]
    for command in ("check", "tally", "compare", "verify"):
        assert re.search(rf"tallyproof {command} \S*{re.escape(str(demo.folder))}", demo.ran.out)


def test_every_case_of_a_station_ends_as_cases_csv_says(
    cases: list[dict[str, str]], stations: dict[str, dict[str, str]]
) -> None:
    ended = {case["case"]: stations[case["station"]]["grade"] for case in cases if case["station"] in stations}
    expected = {
        case["case"]: "A" if case["expected"] == "same-file" else case["expected"]
        for case in cases
        if case["station"] in stations
    }
    assert ended == expected
    assert set(expected.values()) == {"A", "B", "quarantined", "missing"}


def test_cases_without_a_station_are_refused_or_named(
    cases: list[dict[str, str]], findings: list[dict[str, Any]], demo: Demo, run: Callable[..., Ran]
) -> None:
    of = {case["case"]: case for case in cases}
    unknown = [one["found"] for one in findings if one["code"] == "unknown-station"]
    assert unknown == [of["unknown-station"]["station"]]
    again = run("intake", demo.folder, demo.folder / "inbox", "--source", "observers", "--json")
    assert again.code == 1
    refused = {one["name"] for one in again.json["refused"]}
    assert refused == {of["not-an-image"]["file"], of["truncated"]["file"]}
    assert again.json["received"] == 0
    assert of["exact-duplicate"]["file"] in again.json["known"]


def test_each_wrong_case_is_found_for_its_reason(cases: list[dict[str, str]], findings: list[dict[str, Any]]) -> None:
    station_of = {case["case"]: case["station"] for case in cases}
    codes = {(one["station"], one["code"]) for one in findings}
    for case, code in {
        "rival-known": "rival-sheets",
        "rival-anonymous": "rival-of-unknown-provenance",
        "wrong-sum": "check-failed:candidates-equal-valid",
        "wrong-cast": "check-failed:ballots-add-up",
        "over-cap": "check-failed:within-cap",
        "second-photo": "copies-of-one-sheet",
        "table-differs": "table-differs-from-sheet",
        "table-outvoted": "table-differs-from-sheet",
    }.items():
        assert (station_of[case], code) in codes, case


def test_sheet_of_unknown_provenance_is_graded_and_in_no_main_total(
    cases: list[dict[str, str]], stations: dict[str, dict[str, str]], demo: Demo, run: Callable[..., Ran]
) -> None:
    (station,) = (case["station"] for case in cases if case["case"] == "anonymous-only")
    assert stations[station]["in_main_total"] == "0"
    in_total = [row for row in stations.values() if row["in_main_total"] == "1"]
    (whole,) = run("tally", demo.folder, "--json").json
    assert whole["candidates"]["este"] == sum(int(row["candidate_este"]) for row in in_total)
    assert whole["coverage"]["stations_counted"] == len(in_total)


def test_announcement_and_sheets_contradict_each_other(demo: Demo, run: Callable[..., Ran]) -> None:
    said = run("compare", demo.folder)
    assert said.code == 0
    assert "First bulletin of the electoral board" in said.out
    assert run("compare", demo.folder, "--language", "es").out != said.out
    (one,) = run("compare", demo.folder, "--json").json
    assert one["statements"]


def test_running_the_demo_again_changes_nothing(demo: Demo, run: Callable[..., Ran], tmp_path: Path) -> None:
    shutil.copytree(demo.folder, tmp_path / "again")
    manifest = (tmp_path / "again" / "site" / "manifest.json").read_bytes()
    assert run("demo", tmp_path / "again", "--stations", 80).code == 0
    assert (tmp_path / "again" / "site" / "manifest.json").read_bytes() == manifest


def test_folder_with_other_files_is_left_alone(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert run("demo", tmp_path).code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


# --- one altered digit -------------------------------------------------------------------------------


def alter(path: Path, pattern: str) -> None:
    """Make the last digit of the pattern's first group another digit; the bytes around it stay."""
    data = path.read_bytes()
    match = re.search(pattern.encode(), data)
    assert match is not None, pattern
    at = match.end(1) - 1
    path.write_bytes(data[:at] + str((data[at] - 48 + 1) % 10).encode() + data[at + 1 :])


def alter_parquet(path: Path, column: str) -> None:
    frame = pl.read_parquet(path)
    votes = frame[column].to_list()
    row = next(number for number, count in enumerate(votes) if count is not None)
    votes[row] += 1
    frame.with_columns(pl.Series(column, votes, dtype=frame[column].dtype)).write_parquet(path)


def seal(site: Path, path: str) -> None:
    """Write the file's new hash into the manifest, as a careful forger would."""
    manifest = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][path] = hashlib.sha256((site / path).read_bytes()).hexdigest()
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    (site / "manifest.json").write_text(text, encoding="utf-8")


@pytest.fixture
def site(demo: Demo, tmp_path: Path) -> Path:
    """Give a copy of the published site, to be falsified."""
    return Path(shutil.copytree(demo.site, tmp_path / "site"))


def test_untouched_site_verifies(demo: Demo, run: Callable[..., Ran]) -> None:
    report = run("verify", demo.site, "--json")
    assert report.code == 0
    assert report.json["figures"] > 5000
    assert report.json["headlines"][0]["leader"] == "este"


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "manifest-mended"])
@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("index.html", r'candidate:este">([0-9,]+)</data>'),
        ("en/index.html", r'<data value="(\d+)" data-ref="tally/president/_/candidate:este"'),
        ("es/index.html", r'coverage">(\d+,\d+)'),
        ("data/stations-president.csv", r"\n010101001\.01,[^\n]*accredited,1,(\d+)"),
        ("data/totals-president.csv", r"\n[^\n]*,(\d+)"),
        ("definition/stations.csv", r"010101001\.01,(\d+)"),
    ],
)
def test_altered_digit_fails_and_the_place_is_named(
    site: Path, run: Callable[..., Ran], path: str, pattern: str, sealed: bool
) -> None:
    alter(site / path, pattern)
    if sealed:
        seal(site, path)
    ran = run("verify", site)
    assert ran.code == 4
    assert ran.out == ""
    assert (path if not sealed else "manifest.json") in ran.err


def test_altered_digit_on_the_page_of_a_place_fails_and_names_it(site: Path, run: Callable[..., Ran]) -> None:
    page = sorted((site / "es" / "place").iterdir())[-1]
    alter(page, r'<data value="(\d+)" data-ref="station/')
    ran = run("verify", site)
    assert ran.code == 4
    assert f"es/place/{page.name}" in ran.err


def test_altered_vote_in_parquet_fails_and_names_it(site: Path, run: Callable[..., Ran]) -> None:
    alter_parquet(site / "data" / "stations-president.parquet", "candidate_este")
    ran = run("verify", site)
    assert ran.code == 4
    assert "data/stations-president.parquet" in ran.err


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [("log/tile/entries", r'"registered":(\d+)'), ("log", r"tallyproof.example/sample-2024-president\n(\d+)\n")],
)
def test_altered_digit_in_the_log_fails_and_names_it(
    site: Path, run: Callable[..., Ran], folder: str, pattern: str
) -> None:
    path = next(one for one in sorted((site / folder).rglob("*")) if one.is_file() and one.suffix == "")
    alter(path, pattern)
    ran = run("verify", site)
    assert ran.code == 4
    assert "tile/0/0" in ran.err or "checkpoint" in ran.err


def test_altered_manifest_fails_and_is_named(site: Path, run: Callable[..., Ran]) -> None:
    alter(site / "manifest.json", r'"entries":(\d+)')
    ran = run("verify", site)
    assert ran.code == 4
    assert "manifest.json" in ran.err


def test_altered_pixel_of_a_picture_fails_and_names_it(site: Path, run: Callable[..., Ran]) -> None:
    picture = next((site / "sheets").iterdir())
    data = bytearray(picture.read_bytes())
    data[len(data) // 2] ^= 1
    picture.write_bytes(data)
    ran = run("verify", site)
    assert ran.code == 4
    assert f"sheets/{picture.name}" in ran.err


def test_missing_page_and_foreign_page_are_named(site: Path, run: Callable[..., Ran]) -> None:
    (site / "en" / "findings.html").unlink()
    (site / "en" / "winner.html").write_text("<p>51.2%</p>", encoding="utf-8")
    ran = run("verify", site)
    assert ran.code == 4
    assert "en/findings.html" in ran.err
    assert "en/winner.html" in ran.err
