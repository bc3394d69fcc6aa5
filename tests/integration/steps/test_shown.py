"""What the commands show a person: nothing is counted, cut or left out without a word."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tallyproof.election import load_definition

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Ran, Toy


def said(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def counted(toy: Toy, table: Path, tmp_path: Path, slip: Callable[..., bytes]) -> Toy:
    """Give the toy election with a table, a sheet, a rival of unknown origin, one alone, and an unread picture."""
    known, unknown = tmp_path / "known", tmp_path / "unknown"
    for folder in (known, unknown):
        folder.mkdir()
    (known / "one.png").write_bytes(slip("10.1", 100, 50, 3))
    (known / "blank.png").write_bytes(blank())
    (unknown / "rival.png").write_bytes(slip("11.1", 5, 200))
    (unknown / "alone.png").write_bytes(slip("20.2", 60, 40))
    toy("import", table, "--source", "party")
    toy("intake", known, "--source", "party")
    toy("intake", unknown, "--source", "unknown")
    toy("read")
    return toy


def blank() -> bytes:
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("L", (400, 500), 255).save(buffer, "PNG")
    return buffer.getvalue()


def test_stations_of_unknown_origin_are_not_counted_among_the_grades(counted: Toy) -> None:
    shown = said(counted("check", code=1).out)
    assert "Stations by grade: B 1, C 3, of unknown origin and in no total 1" in shown
    assert counted("check", "--json", code=1).json["grades"] == {"B": 1, "C": 3, "outside": 1}


def test_an_unread_sheet_leads_to_its_file_in_evidence_and_the_site_does_not(counted: Toy) -> None:
    found = counted("check", "--json", code=1).json["findings"]
    (unread,) = (one for one in found if one["code"] == "sheet-unread")
    (file,) = unread["received"]
    assert (counted.folder / file).read_bytes() == blank()
    assert f"received as {file}" in counted("check", code=1).out
    counted("publish")
    texts = [path.read_bytes() for path in (counted.folder / "site").rglob("*") if path.is_file()]
    assert not any(b"evidence/" in text or Path(file).name.encode() in text for text in texts)


def test_what_is_still_possible_is_split_and_its_assumptions_are_listed(counted: Toy) -> None:
    shown = said(counted("tally").out)
    assert "First place: Ana, margin 80; holds now; can change" in shown
    assert (
        "Votes still possible: 600: 300 in stations not counted (of unknown origin 1); "
        "300 in 1 counted but contested by a sheet of unknown origin"
    ) in shown
    assert "Assumptions: - The figures of the counted stations are genuine and rightly read." in shown
    assert "No station brings more votes than its cap: roll." in shown
    assert "Turnout in counted stations: " in shown
    assert counted("tally", "--json").json[0]["contested"] == ["11.01"]


def test_turnout_carries_its_sign_and_an_empty_section_is_left_out(toy: Toy, table: Path) -> None:
    empty = said(toy("tally").out)
    assert "By provenance" not in empty
    assert "Votes still possible" not in empty
    toy("import", table, "--source", "party")
    shown = said(toy("tally").out)
    assert "Turnout in counted stations: 50.50%" in shown
    assert "By provenance: accredited 4" in shown


def test_a_rule_that_is_not_supported_names_nobody_and_missing_is_explained(toy: Toy, table: Path) -> None:
    seats = 'id = "seats"\nkind = "unsupported"\ntext = { en = "Seats", es = "Escaños" }'
    toy.edit("[[layouts]]", f"[[contests.outcome]]\n{seats}\n\n[[layouts]]")
    toy("import", table, "--source", "party")
    shown = said(toy("tally").out)
    assert "Seats: this rule is not supported, so nothing is said" in shown
    assert "nobody" not in shown
    assert "By grade: C 4, missing 1" in shown
    assert "Missing are stations of the register of which nothing is held" in shown


def test_run_prints_all_of_it_for_machines(toy: Toy, tmp_path: Path, slip: Callable[..., bytes]) -> None:
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    (sheets / "one.png").write_bytes(slip("10.1", 100, 50, 3))
    for number in range(25):
        (sheets / f"{number:02}.txt").write_text("no picture")
    ran = toy("run", sheets, "--source", "party", "--json", code=1)
    assert len(ran.json["intake"]["refused"]) == 25
    assert ran.json["read"]["read"] == 1
    assert ran.json["tallies"][0]["candidates"] == {"ana": 100, "ben": 50}
    assert Path(ran.json["site"]).is_file()


def test_version_is_told(run: Callable[..., Ran]) -> None:
    ran = run("--version")
    assert ran.code == 0
    assert ran.out.startswith("tallyproof ")


def test_init_says_what_to_do_with_the_secret_and_its_example_survives_the_first_edit(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    ran = run("init", folder)
    assert "Keep a copy apart from this machine and show it to nobody" in said(ran.err)
    assert (folder / "announcements" / "example.toml.txt").is_file()
    text = (folder / "election.toml").read_text(encoding="utf-8")
    (folder / "election.toml").write_text(text.replace("alder", "elder"), encoding="utf-8")
    assert load_definition(folder).file.contests
    assert run("check", folder).code == 0
    json.loads(run("compare", folder, "--json").out)
