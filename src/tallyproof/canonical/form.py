"""The canonical bytes of a record (RFC 8785): no floats, ASCII keys, whole numbers that JavaScript keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from tallyproof.errors import InputError

Json: TypeAlias = dict[str, Any]

MAX_ENTRY_BYTES = 65_535
MAX_SAFE_INTEGER = 2**53 - 1
MAX_DEPTH = 16


def encode(record: Mapping[str, Any]) -> bytes:
    """Return the canonical bytes of a record; raises InputError for what the format cannot carry."""
    _check_encodable(record, "record", MAX_DEPTH)
    try:
        data = _ENCODER.encode(record).encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError("record: expected valid Unicode text, got a lone surrogate") from error
    if len(data) > MAX_ENTRY_BYTES:
        raise InputError(f"record: expected at most {MAX_ENTRY_BYTES:,} bytes, got {len(data):,}")
    return data


def decode(data: bytes) -> Json:
    """Return the record that canonical bytes carry; raises InputError for any other bytes."""
    if len(data) > MAX_ENTRY_BYTES:
        raise InputError(f"entry: expected at most {MAX_ENTRY_BYTES:,} bytes, got {len(data):,}")
    try:
        record = _DECODER.decode(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"entry: expected canonical JSON, got {data[:40]!r}…") from error
    if not isinstance(record, dict) or encode(record) != data:
        raise InputError(f"entry: expected a JSON object in canonical form (RFC 8785), got {data[:40]!r}…")
    return record


def _refuse_float(text: str) -> float:
    raise ValueError(f"no floats in records: {text}")


# Made once: json.dumps and json.loads with options make a new one for every record.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_DECODER = json.JSONDecoder(parse_float=_refuse_float, parse_constant=_refuse_float)


def _check_encodable(value: object, place: str, depth: int) -> None:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return
    if isinstance(value, int):
        if abs(value) > MAX_SAFE_INTEGER:
            raise InputError(f"{place}: expected a whole number up to 2^53 − 1, got one of {value.bit_length()} bits")
        return
    if not isinstance(value, (Mapping, list, tuple)):
        raise InputError(f"{place}: expected text, whole numbers, lists or objects, got {type(value).__name__}")
    if depth == 0:
        raise InputError(f"{place}: expected at most {MAX_DEPTH} levels of lists and objects, got more")
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise InputError(f"{place}: expected ASCII keys, got {key!r}")
            _check_encodable(item, key, depth - 1)
    else:
        for item in value:
            _check_encodable(item, place, depth - 1)
