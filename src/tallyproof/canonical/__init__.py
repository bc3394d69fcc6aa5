"""The wire format: model values <-> canonical bytes (RFC 8785) of the log's entries. Nothing else knows it.

A record is a JSON object with `kind` and `v`; no floats, keys are ASCII, references point to lower indexes.
"""

from tallyproof.canonical.aggregates import aggregate_of, aggregate_record
from tallyproof.canonical.announcements import announcement_of, announcement_record
from tallyproof.canonical.audits import REREADING_STATES, audit_of, audit_record
from tallyproof.canonical.fields import MAX_COUNT
from tallyproof.canonical.form import MAX_DEPTH, MAX_ENTRY_BYTES, MAX_SAFE_INTEGER, Json, decode, encode
from tallyproof.canonical.records import (
    KINDS,
    KINDS_BESIDE_THE_TALLY,
    KINDS_TOUCHING_THE_TALLY,
    definition_record,
    image_record,
    release_record,
    sheet_of,
    sheet_record,
    table_of,
    table_record,
    transcription_of,
    transcription_record,
    withdraw_record,
)

__all__ = [
    "KINDS",
    "KINDS_BESIDE_THE_TALLY",
    "KINDS_TOUCHING_THE_TALLY",
    "MAX_COUNT",
    "MAX_DEPTH",
    "MAX_ENTRY_BYTES",
    "MAX_SAFE_INTEGER",
    "REREADING_STATES",
    "Json",
    "aggregate_of",
    "aggregate_record",
    "announcement_of",
    "announcement_record",
    "audit_of",
    "audit_record",
    "decode",
    "definition_record",
    "encode",
    "image_record",
    "release_record",
    "sheet_of",
    "sheet_record",
    "table_of",
    "table_record",
    "transcription_of",
    "transcription_record",
    "withdraw_record",
]
