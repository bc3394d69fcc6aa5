"""Canonical bytes: one form for each record, and nothing else is read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.canonical import MAX_DEPTH, MAX_ENTRY_BYTES, MAX_SAFE_INTEGER, decode, encode
from tallyproof.errors import InputError

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
