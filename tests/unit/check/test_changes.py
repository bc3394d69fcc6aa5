"""What was changed or taken back after the first reading is a finding."""

from __future__ import annotations

from typing import Any

import pytest

from tallyproof.canonical import Json
from tallyproof.check.changes import change_findings
from tallyproof.errors import InputError
from tallyproof.model import Finding

ELECTION, OTHER = {"election.toml": "aa", "stations.csv": "bb"}, {"election.toml": "cc", "stations.csv": "bb"}


def definition(files: dict[str, str], hour: str = "2026-01-02T03Z") -> dict[str, Any]:
    return {"kind": "definition", "files": files, "hour": hour}


SHEET: dict[str, Any] = {"kind": "sheet"}
TABLE: dict[str, Any] = {"kind": "table"}


def reading(sheet: int, station: str | None = "1") -> dict[str, Any]:
    return {"kind": "transcription", "of": {"sheet": sheet}, "station": station, "contest": "mayor"}


def withdrawal(target: int, reason: str = "sent twice", kind: str = "withdraw") -> dict[str, Any]:
    return {"kind": kind, "target": target, "reason": reason}


def test_a_definition_that_changed_after_the_first_reading_names_its_files_and_hour() -> None:
    records = [definition(ELECTION), SHEET, reading(1), definition(OTHER)]
    assert change_findings(records) == [
        Finding("definition-changed", found="election.toml, 2026-01-02T03Z", entries=(3,))
    ]


def test_a_definition_that_changed_before_the_first_reading_is_no_finding() -> None:
    assert change_findings([definition(ELECTION), SHEET, definition(OTHER), reading(1)]) == []


def test_a_register_that_came_later_is_a_change() -> None:
    records = [definition({"election.toml": "aa"}), SHEET, reading(1), definition(ELECTION)]
    assert [one.found for one in change_findings(records)] == ["stations.csv, 2026-01-02T03Z"]


def test_a_definition_put_back_as_it_was_is_a_second_change() -> None:
    records = [definition(ELECTION), SHEET, reading(1), definition(OTHER), definition(ELECTION)]
    assert [one.entries for one in change_findings(records)] == [(3,), (4,)]


@pytest.mark.parametrize("kind", ["withdraw", "supersede"])
def test_a_withdrawn_sheet_names_its_station_and_the_reason(kind: str) -> None:
    found = change_findings([SHEET, reading(0), reading(0), withdrawal(0, kind=kind)])
    assert found == [Finding("sheet-withdrawn", "1", found="sent twice", entries=(0, 3))]


def test_a_withdrawn_sheet_of_no_certain_station_names_none() -> None:
    assert [one.station for one in change_findings([SHEET, withdrawal(0)])] == [""]
    assert [one.station for one in change_findings([SHEET, reading(0), reading(0, "2"), withdrawal(0)])] == [""]
    assert [one.station for one in change_findings([SHEET, reading(0, None), withdrawal(0)])] == [""]


def test_each_kind_that_a_total_rests_on_has_its_code() -> None:
    decision = {"kind": "adjudication", "station": "2", "contest": "mayor"}
    records = [TABLE, SHEET, reading(1), decision, *(withdrawal(target) for target in (0, 2, 3))]
    assert [(one.code, one.station) for one in change_findings(records)] == [
        ("table-withdrawn", ""),
        ("reading-withdrawn", "1"),
        ("decision-withdrawn", "2"),
    ]


def test_a_withdrawn_announcement_changes_no_total_and_is_no_finding() -> None:
    assert change_findings([{"kind": "announcement"}, withdrawal(0)]) == []


def test_a_withdrawal_that_was_taken_back_is_no_finding() -> None:
    assert change_findings([SHEET, withdrawal(0), withdrawal(1)]) == []
    assert len(change_findings([SHEET, withdrawal(0), withdrawal(1), withdrawal(2)])) == 1


def test_a_definition_without_files_is_refused() -> None:
    with pytest.raises(InputError, match="entry 0: expected the definition's files"):
        change_findings([{"kind": "definition"}])


def test_a_sheet_whose_pages_were_read_again_is_not_taken_for_one_that_is_gone() -> None:
    sheet: Json = {"kind": "sheet", "images": [0]}
    records: list[Json] = [{"kind": "image"}, sheet, reading(1), withdrawal(1, "other layouts"), sheet, reading(4)]
    assert change_findings(records) == [Finding("sheet-read-again", "1", found="other layouts", entries=(1, 3))]
    unread_before: list[Json] = [{"kind": "image"}, sheet, withdrawal(1), sheet, reading(3)]
    assert change_findings(unread_before) == []
