"""Reading by the command line: what a page says, what it does not say, and never twice."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy

Slip = Callable[..., bytes]


def take_in(toy: Toy, folder: Path, source: str = "party", **files: bytes) -> None:
    inbox = folder / f"inbox-{source}"
    inbox.mkdir(exist_ok=True)
    for name, data in files.items():
        (inbox / name).write_bytes(data)
    toy("intake", inbox, "--source", source)


def codes(toy: Toy) -> dict[str, str | None]:
    """Return finding codes with their stations."""
    return {one["code"]: one["station"] for one in toy("check", "--json", code=1).json["findings"]}


def blank() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (300, 400), 255).save(buffer, "PNG")
    return buffer.getvalue()


def test_sheet_that_is_read_lifts_its_station_to_grade_b(toy: Toy, tmp_path: Path, slip: Slip) -> None:
    take_in(toy, tmp_path, a=slip("10.1", 100, 50, 3))
    report = toy("read", "--json").json
    assert (report["read"], report["already"], report["unread"]) == (1, 0, {})
    (sheet,), (reading,) = toy.records("sheet"), toy.records("transcription")
    assert (sheet["images"], sheet["layout"], sheet["provenance"]) == ([1], "slip", "accredited")
    assert (reading["station"], reading["of"]) == ("10.01", {"sheet": 2})
    assert toy("check", "--json").json["grades"] == {"B": 1, "missing": 4}


def test_reading_again_reads_nothing_and_adds_nothing(toy: Toy, tmp_path: Path, slip: Slip) -> None:
    take_in(toy, tmp_path, a=slip("10.1", 100, 50), b=blank())
    toy("read")
    before = toy.entries()
    report = toy("read", "--json").json
    assert (report["read"], report["already"]) == (0, 2)
    assert toy.entries() == before


def test_page_without_code_is_a_sheet_left_unread_and_listed(toy: Toy, tmp_path: Path) -> None:
    take_in(toy, tmp_path, a=blank())
    assert toy("read", "--json").json["unread"] == {"no-qr-found": 1}
    assert "unread: no-qr-found" in toy("read").out or toy.records("sheet")[0]["unread"] == "no-qr-found"
    assert toy.records("transcription") == []
    assert "sheet-unread" in codes(toy)


def test_sheet_of_a_station_that_the_register_does_not_have_is_named_and_not_counted(
    toy: Toy, tmp_path: Path, slip: Slip
) -> None:
    take_in(toy, tmp_path, a=slip("99.1", 100, 50))
    toy("read")
    (reading,) = toy.records("transcription")
    assert (reading["station"], reading["code"]) == (None, "99.01")
    assert "unknown-station" in codes(toy)
    (whole,) = toy("tally", "--json").json
    assert whole["candidates"] == {"ana": 0, "ben": 0}


def test_two_sheets_of_known_provenance_that_differ_are_held_back(toy: Toy, tmp_path: Path, slip: Slip) -> None:
    take_in(toy, tmp_path, a=slip("10.1", 100, 50), b=slip("10.1", 90, 60))
    toy("read")
    assert codes(toy) == {"rival-sheets": "10.01"}
    assert toy("check", "--json", code=1).json["grades"]["quarantined"] == 1


def test_rival_of_unknown_provenance_never_removes_an_accepted_sheet(toy: Toy, tmp_path: Path, slip: Slip) -> None:
    take_in(toy, tmp_path, a=slip("10.1", 100, 50))
    take_in(toy, tmp_path, source="unknown", b=slip("10.1", 0, 150))
    toy("read")
    (whole,) = toy("tally", "--json").json
    assert whole["candidates"] == {"ana": 100, "ben": 50}
    assert "rival-of-unknown-provenance" in codes(toy)


def test_sheet_sent_first_without_a_name_counts_once_a_known_source_sends_it(
    toy: Toy, tmp_path: Path, slip: Slip
) -> None:
    take_in(toy, tmp_path, source="unknown", a=slip("10.1", 100, 50))
    toy("read")
    (whole,) = toy("tally", "--json").json
    assert whole["candidates"] == {"ana": 0, "ben": 0}
    take_in(toy, tmp_path, a=slip("10.1", 100, 50))
    report = toy("read", "--json").json
    assert (report["read"], report["already"]) == (1, 1)
    (whole,) = toy("tally", "--json").json
    assert whole["candidates"] == {"ana": 100, "ben": 50}
    before = toy.entries()
    take_in(toy, tmp_path, a=slip("10.1", 100, 50))
    take_in(toy, tmp_path, source="unknown", a=slip("10.1", 100, 50))
    toy("read")
    assert toy.entries() == before
    assert toy("check", "--json").json["grades"] == {"B": 1, "missing": 4}


def test_more_votes_than_the_cap_are_held_back(toy: Toy, tmp_path: Path, slip: Slip) -> None:
    take_in(toy, tmp_path, a=slip("10.1", 300, 50))
    toy("read")
    assert codes(toy) == {"check-failed:within-cap": "10.01"}


def test_pages_left_unread_are_read_again_once_a_layout_fits_them(toy: Toy, tmp_path: Path, slip: Slip) -> None:
    pattern = r"pattern = 'T(?P<c>\d+)\."
    toy.edit(pattern, r"pattern = 'U(?P<c>\d+)\.")
    take_in(toy, tmp_path, a=slip("10.1", 100, 50))
    assert toy("read", "--json").json["unread"] == {"qr-matches-no-layout": 1}
    toy.edit(r"pattern = 'U(?P<c>\d+)\.", pattern)
    report = toy("read", "--json").json
    assert (report["read"], report["already"]) == (1, 0)
    checked = toy("check", "--json").json
    assert checked == {"grades": {"B": 1, "missing": 4}, "findings": [], "to_key": []}
    assert toy("read", "--json").json["already"] == 1


def test_change_that_no_page_reads_differently_by_adds_nothing_but_the_definition(
    toy: Toy, tmp_path: Path, slip: Slip
) -> None:
    take_in(toy, tmp_path, a=slip("10.1", 100, 50), b=blank())
    toy("read")
    before = toy.entries()
    toy.edit(r"\d{1,4},\d{1,4}", r"\d{1,5},\d{1,5}")
    toy("read")
    assert toy.entries()[: len(before)] == before
    assert [json.loads(one)["kind"] for one in toy.entries()[len(before) :]] == ["definition"]


def test_sheet_read_with_the_wrong_order_of_candidates_is_read_again_and_counts_once(
    toy: Toy, tmp_path: Path, slip: Slip
) -> None:
    toy.edit('candidates = ["ana", "ben"]', 'candidates = ["ben", "ana"]')
    take_in(toy, tmp_path, a=slip("10.1", 100, 50))
    toy("read")
    toy.edit('candidates = ["ben", "ana"]', 'candidates = ["ana", "ben"]')
    toy("read")
    (withdrawn,) = toy.records("withdraw")
    assert toy.records()[withdrawn["target"]]["kind"] == "sheet"
    (whole,) = toy("tally", "--json").json
    assert whole["candidates"] == {"ana": 100, "ben": 50}
    assert toy("check", "--json", code=1).json["grades"] == {"B": 1, "missing": 4}


@pytest.mark.parametrize("what", ["read", "publish"])
def test_missing_original_is_a_clear_error(toy: Toy, tmp_path: Path, slip: Slip, what: str) -> None:
    take_in(toy, tmp_path, a=slip("10.1", 100, 50))
    if what == "publish":
        toy("read")
    for path in (toy.folder / "evidence").rglob("*"):
        if path.is_file():
            path.unlink()
    ran = toy(what, code=3)
    assert "evidence" in ran.err
    assert not (toy.folder / "site").exists()
