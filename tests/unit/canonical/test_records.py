"""Records of values: each survives its bytes, and a malformed one names its entry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tallyproof import canonical
from tallyproof.canonical import MAX_COUNT, decode, encode
from tallyproof.errors import InputError
from tallyproof.model import (
    AggregateSheet,
    AnnouncedArea,
    Announcement,
    FieldMark,
    FieldState,
    Figures,
    Provenance,
    StationTable,
    TallySheet,
    Transcription,
    Way,
)


def transcription(**changes: Any) -> Transcription:
    values: dict[str, Any] = {
        "index": 9,
        "contest": "mayor",
        "round": 1,
        "stage": "station-count",
        "station": "01.1",
        "station_code": "01.1",
        "way": Way.PERSON,
        "reader": "person 1",
        "figures": Figures(
            lines={"a": 1},
            candidates=None,
            counts={"valid": 1},
            states={"b": FieldState.DASH},
            marks={"a": FieldMark.CORRECTED},
            earlier={"a": 7},
        ),
        "sheet": 3,
        "registered": 40,
        "constraints": ("adds-up",),
        "method": "typed",
        "confidence": {"a": 999_000, "c": 400_000},
    }
    return Transcription(**{**values, **changes})


def test_a_transcription_survives_its_record() -> None:
    reading = transcription()
    assert canonical.transcription_of(9, decode(encode(canonical.transcription_record(reading)))) == reading


def test_a_row_of_a_table_without_a_known_station_survives_its_record() -> None:
    row = transcription(
        way=Way.TABLE, sheet=None, table=2, row=5, station=None, station_code="99", registered=None,
        figures=Figures(None, {"a": 0}, {}),
    )  # fmt: skip
    assert canonical.transcription_of(9, decode(encode(canonical.transcription_record(row)))) == row


def test_sheet_table_and_announcement_survive_their_records() -> None:
    sheet = TallySheet(4, (1, 2), "strip", "station-count", "tally-sheet", Provenance.UNKNOWN, "post", "torn")
    assert canonical.sheet_of(4, canonical.sheet_record(sheet, contests=["mayor"], round_=1)) == sheet
    table = StationTable(4, "t", "paper", Provenance.ACCREDITED, 12)
    record = canonical.table_record(table, commitment="c", name="n", url="", obtained="", hour="h")
    assert canonical.table_of(4, record) == table
    repeated = StationTable(4, "t", "paper", Provenance.ACCREDITED, 12, left_out=4, repeated=("9", "10"))
    record = canonical.table_record(repeated, commitment="c", name="n", url="", obtained="", hour="h")
    assert canonical.table_of(4, record) == repeated
    announcement = Announcement(
        "one", "First", "2024-01-01", "mayor", "", "council", {"a": 3}, {"a": "44.2"}, {"valid": 4},
        {"valid": "1"}, (("sheets", "8"),), others=1, others_percentage="0.5", stage="station-count", index=5,
    )  # fmt: skip
    assert canonical.announcement_of(5, decode(encode(canonical.announcement_record(announcement)))) == announcement
    plain = canonical.announcement_record(announcement)
    assert not {"turnout", "areas"} & plain.keys()
    of_area = AnnouncedArea({"a": 2}, 1, {"valid": 3})
    whole = replace(announcement, turnout="59.9", areas={"Ñuble 1": of_area})
    assert canonical.announcement_of(5, decode(encode(canonical.announcement_record(whole)))) == whole


FORM = AggregateSheet(
    "f-1", "board", Provenance.AUTHORITY, "mayor", 1, "official", "1-02", Figures({"x": 3}, None, {"null": 1}),
    stations=("1", "2"), number=2, registered=300, hour="h", index=7,
)  # fmt: skip


@pytest.mark.parametrize(
    "form",
    [FORM, replace(FORM, stations=None, covers_area=True, number=None, figures=Figures(None, {"a": 0}, {}))],
    ids=["listed stations", "all of its area"],
)
def test_a_collation_form_survives_its_record(form: AggregateSheet) -> None:
    assert canonical.aggregate_of(7, decode(encode(canonical.aggregate_record(form)))) == form


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"v": 2}, id="another version"),
        pytest.param({"stations": "1 2"}, id="stations as text"),
        pytest.param({"stations": [1]}, id="a station that is a number"),
        pytest.param({"covers_area": 1}, id="a number as truth value"),
        pytest.param({"lines": {"x": -1}}, id="a negative figure"),
        pytest.param({"candidates": {"a": 1}}, id="lines and candidates"),
        pytest.param({"area": None}, id="no area"),
        pytest.param({"number": -2}, id="a negative number of stations"),
        pytest.param({"provenance": "friend"}, id="another provenance"),
    ],
)
def test_a_malformed_collation_form_names_its_entry(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"^entry 7: expected an aggregate sheet"):
        canonical.aggregate_of(7, {**canonical.aggregate_record(FORM), **changes})


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"v": 2}, id="another version"),
        pytest.param({"v": True}, id="a version that only equals one"),
        pytest.param({"candidates": {"a": 1}}, id="lines and candidates"),
        pytest.param({"lines": None}, id="lines that are none"),
        pytest.param({"lines": {"a": -1}}, id="a negative figure"),
        pytest.param({"lines": {"a": True}}, id="a truth value as figure"),
        pytest.param({"lines": {"a": MAX_COUNT + 1}}, id="a figure beyond all votes of the world"),
        pytest.param({"counts": {"valid": "1"}}, id="text as count"),
        pytest.param({"registered": -1}, id="negative registered voters"),
        pytest.param({"of": {}}, id="neither sheet nor table"),
        pytest.param({"of": {"sheet": 3, "table": 2}}, id="sheet and table"),
        pytest.param({"of": {"sheet": 9}}, id="a reference to itself"),
        pytest.param({"of": {"sheet": 10}}, id="a reference upwards"),
        pytest.param({"of": {"sheet": -1}}, id="a negative reference"),
        pytest.param({"of": {"sheet": None}}, id="a reference to nothing"),
        pytest.param({"of": 3}, id="a reference that is no object"),
        pytest.param({"way": "table"}, id="a sheet's reading that calls itself a table's"),
        pytest.param({"way": "guess"}, id="an unknown way"),
        pytest.param({"way": []}, id="a way that is a list"),
        pytest.param({"constraints": "adds-up"}, id="constraints that are one text"),
        pytest.param({"constraints": [1]}, id="constraints that are numbers"),
        pytest.param({"method": 1}, id="a method that is a number"),
        pytest.param({"confidence": {"a": 1_000_001}}, id="more than certain"),
        pytest.param({"confidence": {"a": -1}}, id="less than no confidence"),
        pytest.param({"confidence": [1]}, id="confidence that is a list"),
        pytest.param({"states": {"a": "wet"}}, id="an unknown state"),
        pytest.param({"states": []}, id="states that are a list"),
        pytest.param({"round": "1"}, id="a round that is text"),
        pytest.param({"station": 1}, id="a station that is a number"),
    ],
)
def test_a_malformed_transcription_is_refused_by_its_entry(changes: dict[str, Any]) -> None:
    record = canonical.transcription_record(transcription())
    with pytest.raises(InputError, match=r"^entry 9: expected a transcription"):
        canonical.transcription_of(9, {**record, **changes})


@pytest.mark.parametrize("key", ["of", "contest", "round", "stage", "station", "way", "reader", "counts", "lines", "v"])
def test_a_transcription_without_one_of_its_parts_is_refused(key: str) -> None:
    record = canonical.transcription_record(transcription())
    del record[key]
    with pytest.raises(InputError, match="entry 9"):
        canonical.transcription_of(9, record)


@pytest.mark.parametrize("images", [None, "12", [None], [4], [True], [-1]])
def test_a_sheet_of_images_that_are_not_earlier_entries_is_refused(images: object) -> None:
    sheet = TallySheet(4, (1,), "strip", "station-count", "tally-sheet", Provenance.UNKNOWN, "post")
    record = canonical.sheet_record(sheet, contests=["mayor"], round_=1)
    with pytest.raises(InputError, match=r"^entry 4: expected a sheet"):
        canonical.sheet_of(4, {**record, "images": images})


@pytest.mark.parametrize("text", ["abc", "1/3", "44.", "-1", "1e3", "٤٤", " 4", "44.2\n", 44, None])
def test_an_announced_percentage_that_was_never_printed_so_is_refused(text: object) -> None:
    announcement = Announcement("one", "First", "2024-01-01", "mayor", "", "council", {}, {}, {}, {}, ())
    record = canonical.announcement_record(announcement)
    with pytest.raises(InputError, match=r"^entry 5: expected an announcement"):
        canonical.announcement_of(5, {**record, "percentages": {"a": text}})
