"""The wire format: canonical bytes and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof import canonical
from tallyproof.canonical import MAX_COUNT, MAX_DEPTH, MAX_ENTRY_BYTES, MAX_SAFE_INTEGER, decode, encode
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

# Code points that UTF-8 can carry: everything but surrogates.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
LEAVES = st.none() | st.booleans() | st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER) | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
RECORDS = st.dictionaries(KEYS, VALUES, max_size=6)


@given(RECORDS)
def test_a_record_survives_its_canonical_bytes(record: dict[str, Any]) -> None:
    assert decode(encode(record)) == record


@given(RECORDS)
def test_the_order_in_which_keys_were_set_never_shows(record: dict[str, Any]) -> None:
    assert encode(dict(reversed(record.items()))) == encode(record)


@given(RECORDS, st.data())
def test_no_other_bytes_decode_to_the_same_record(record: dict[str, Any], data: st.DataObject) -> None:
    good = encode(record)
    at = data.draw(st.integers(0, len(good)))
    spoiled = good[:at] + b" " + good[at:]
    try:
        assert decode(spoiled) != record
    except InputError:
        pass


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        # RFC 8785, 3.2.2.2: two-letter escapes, other controls as lower-case \u00xx, the rest as itself.
        (
            {"string": '€$\x0f\nA\'B"\\\\"/'},
            '{"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
        ),
        ({"c": "\b\t\n\f\r\x00\x1f\x7f"}, '{"c":"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f"}'),
        ({"u": "\u2028\u2029\U0001f600ö"}, '{"u":"\u2028\u2029\U0001f600ö"}'),
        # RFC 8785, 3.2.3: sorted by code unit, digits before letters, capitals before small ones.
        (
            {"peach": 1, "1": 2, "": 3, "A": 4, "10": 5, "\r": 6},
            '{"":3,"\\r":6,"1":2,"10":5,"A":4,"peach":1}',
        ),
        # RFC 8785, 3.2.2.1 and 3.2.1: literals, no white space, arrays keep their order.
        ({"literals": [None, True, False]}, '{"literals":[null,true,false]}'),
        (
            {"n": [0, -1, MAX_SAFE_INTEGER, -MAX_SAFE_INTEGER]},
            '{"n":[0,-1,9007199254740991,-9007199254740991]}',
        ),
        ({"a": {}, "b": [], "c": ""}, '{"a":{},"b":[],"c":""}'),
    ],
)
def test_canonical_bytes_are_those_of_rfc_8785(record: dict[str, Any], expected: str) -> None:
    assert encode(record) == expected.encode()
    assert decode(expected.encode()) == record


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'{"a":1.0}', id="float"),
        pytest.param(b'{"a":1e3}', id="exponent"),
        pytest.param(b'{"a":NaN}', id="nan"),
        pytest.param(b'{"a":-Infinity}', id="infinity"),
        pytest.param(b'{"a":-0}', id="negative zero"),
        pytest.param(b'{"a":01}', id="leading zero"),
        pytest.param(b'{"a":1,"a":1}', id="the same key twice"),
        pytest.param(b'{"a":1,"a":2}', id="the same key twice with two values"),
        pytest.param(b'{"b":1,"a":2}', id="keys out of order"),
        pytest.param(b'{"a": 1}', id="white space"),
        pytest.param(b'{"a":1}\n', id="line end"),
        pytest.param(b'{"a":"\\u0041"}', id="needless escape"),
        pytest.param(b'{"a":"\\u000F"}', id="escape in capitals"),
        pytest.param(b'{"a":"\\/"}', id="escaped slash"),
        pytest.param(b'{"a":"\\ud800"}', id="lone surrogate escaped"),
        pytest.param(b'{"a":"\xed\xa0\x80"}', id="lone surrogate in bytes"),
        pytest.param('{"ä":1}'.encode(), id="key beyond ascii"),
        pytest.param(b'{"a":"\xff"}', id="not utf-8"),
        pytest.param('\ufeff{"a":1}'.encode(), id="byte order mark"),
        pytest.param('{"a":1}'.encode("utf-16"), id="utf-16"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"1", id="a number"),
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"a":9007199254740992}', id="beyond 2^53"),
        pytest.param(b'{"a":%s}' % (b"9" * 4299), id="4,299 digits"),
        pytest.param(b'{"a":%s}' % (b"9" * 24_000), id="24,000 digits"),
        pytest.param(b'{"a":%s}' % (b"[" * 900 + b"]" * 900), id="900 levels"),
        pytest.param(b'{"a":%s}' % (b"[" * 30_000 + b"]" * 30_000), id="30,000 levels"),
        pytest.param(b'{"a":"%s"}' % (b"x" * MAX_ENTRY_BYTES), id="too long"),
    ],
)
def test_bytes_that_are_not_canonical_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="expected"):
        decode(data)


def test_a_refusal_never_repeats_more_than_a_glimpse_of_the_bytes() -> None:
    with pytest.raises(InputError) as refused:
        decode(b'{"a":%s}' % (b"9" * 24_000))
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("value", [1.0, float("nan"), b"bytes", {1, 2}, object(), {1: "key is no text"}, {"é": 1}])
def test_what_the_format_cannot_carry_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="expected"):
        encode({"a": value})


@pytest.mark.parametrize("value", [2**53, -(2**53), 10**5000], ids=["2^53", "-2^53", "10^5000"])
def test_an_integer_that_javascript_would_round_is_refused(value: int) -> None:
    with pytest.raises(InputError, match=r"2\^53"):
        encode({"a": value})


def test_lists_and_objects_go_as_deep_as_stated_and_no_deeper() -> None:
    value: Any = 1
    for _ in range(MAX_DEPTH - 1):
        value = [value]
    assert decode(encode({"a": value})) == {"a": value}
    with pytest.raises(InputError, match="levels"):
        encode({"a": [value]})


def test_the_longest_entry_has_65535_bytes() -> None:
    frame = len(encode({"a": ""}))
    assert len(encode({"a": "x" * (MAX_ENTRY_BYTES - frame)})) == 65_535
    with pytest.raises(InputError, match="65,535 bytes"):
        encode({"a": "x" * (MAX_ENTRY_BYTES - frame + 1)})


# --- records made of values -------------------------------------------------------------------


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
