"""Records of what the tally is made from, and of its releases: definition, images, sheets, tables, transcriptions."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from tallyproof.canonical import fields
from tallyproof.canonical.form import Json
from tallyproof.errors import InputError
from tallyproof.model import Provenance, StationTable, TallySheet, Transcription, Way

KINDS_TOUCHING_THE_TALLY = frozenset(
    {"definition", "image", "sheet", "table", "transcription", "adjudication", "quarantine", "clearance"}
    | {"station_status", "supersede", "withdraw"}
)
KINDS_BESIDE_THE_TALLY = frozenset({"announcement", "release", "audit", "aggregate_sheet"})
KINDS = KINDS_TOUCHING_THE_TALLY | KINDS_BESIDE_THE_TALLY


def transcription_record(reading: Transcription) -> Json:
    """Return the record of one transcription; its index is the log's, so it is not in the record."""
    of = {"sheet": reading.sheet} if reading.sheet is not None else {"row": reading.row, "table": reading.table}
    record: Json = {
        "kind": "transcription",
        "v": 1,
        "of": of,
        "contest": reading.contest,
        "round": reading.round,
        "stage": reading.stage,
        "station": reading.station,
        "way": reading.way.value,
        "reader": reading.reader,
        "counts": dict(reading.figures.counts),
        reading.figures.granularity: dict(
            (reading.figures.lines if reading.figures.lines is not None else reading.figures.candidates) or {}
        ),
    }
    if reading.station is None:
        record["code"] = reading.station_code
    optional: Json = {
        "registered": reading.registered,
        "constraints": list(reading.constraints),
        "method": reading.method,
        "confidence": dict(reading.confidence),
        "states": {key: state.value for key, state in reading.figures.states.items()},
        "marks": {key: mark.value for key, mark in reading.figures.marks.items()},
        "earlier": dict(reading.figures.earlier),
    }
    record.update({key: value for key, value in optional.items() if value not in (None, [], {}, "")})
    return record


def transcription_of(index: int, record: Json) -> Transcription:
    """Return the transcription in a record; raises InputError naming the entry when a part is missing."""
    try:
        fields.version_1(record)
        of = record["of"]
        station = fields.optional(record["station"], str)
        reading = Transcription(
            index=index,
            contest=fields.typed(record["contest"], str),
            round=fields.typed(record["round"], int),
            stage=fields.typed(record["stage"], str),
            station=station,
            station_code=station if station is not None else fields.typed(record["code"], str),
            way=Way(record["way"]),
            reader=fields.typed(record["reader"], str),
            figures=fields.figures_of(record),
            sheet=fields.reference(index, of["sheet"]) if "sheet" in of else None,
            table=fields.reference(index, of["table"]) if "table" in of else None,
            row=fields.optional_count(of.get("row")),
            registered=fields.optional_count(record.get("registered")),
            constraints=fields.texts(record.get("constraints", [])),
            method=fields.typed(record.get("method", ""), str),
            confidence=fields.parts_per_million(record.get("confidence", {})),
        )
        if (reading.sheet is None) == (reading.table is None):
            raise ValueError("expected 'of' to name either a sheet or a table")
        if (reading.table is not None) != (reading.way is Way.TABLE):
            raise ValueError(f"expected the way 'table' for a table's row alone, got {reading.way.value!r}")
        return reading
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"entry {index}: expected a transcription (version 1), got a malformed one: {error}"
        ) from error


def sheet_record(sheet: TallySheet, *, contests: Sequence[str], round_: int) -> Json:
    """Return the record of one tally sheet."""
    return {
        "kind": "sheet",
        "v": 1,
        "images": list(sheet.images),
        "layout": sheet.layout,
        "contests": list(contests),
        "round": round_,
        "stage": sheet.stage,
        "document": sheet.document,
        "provenance": sheet.provenance.value,
        "source": sheet.source,
        **({"unread": sheet.unread} if sheet.unread else {}),
    }


def sheet_of(index: int, record: Json) -> TallySheet:
    """Return the tally sheet in a record."""
    try:
        fields.version_1(record)
        return TallySheet(
            index=index,
            images=tuple(fields.reference(index, image) for image in fields.typed(record["images"], list)),
            layout=fields.typed(record["layout"], str),
            stage=fields.typed(record["stage"], str),
            document=fields.typed(record["document"], str),
            provenance=Provenance(record["provenance"]),
            source=fields.typed(record["source"], str),
            unread=fields.typed(record.get("unread", ""), str),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"entry {index}: expected a sheet (version 1), got a malformed one: {error}") from error


def definition_record(*, files: Mapping[str, str], why: str, hour: str) -> Json:
    """Return the record of the definition now in force: SHA-256 in hex by file name."""
    return {"kind": "definition", "v": 1, "files": dict(files), "why": why, "hour": hour}


def withdraw_record(*, target: int, reason: str) -> Json:
    """Return the record that takes back an earlier entry; nothing is edited in place."""
    return {"kind": "withdraw", "v": 1, "target": target, "reason": reason}


def release_record(*, entries: int, manifest: bytes) -> Json:
    """Return the record of a publication of entries [0, entries), by the bytes of its manifest."""
    return {"kind": "release", "v": 1, "entries": entries, "manifest": hashlib.sha256(manifest).hexdigest()}


def image_record(
    *,
    commitment: str,
    raster: str,
    width: int,
    height: int,
    page: int,
    of: int,
    source: str,
    provenance: str,
    hour: str,
) -> Json:
    """Return the record of one page received; salted commitments, so that a seized phone proves nothing."""
    return {
        "kind": "image",
        "v": 1,
        "commitment": commitment,
        "raster": raster,
        "width": width,
        "height": height,
        "page": page,
        "of": of,
        "source": source,
        "provenance": provenance,
        "hour": hour,
    }


def table_record(table: StationTable, *, commitment: str, name: str, url: str, obtained: str, hour: str) -> Json:
    """Return the record of somebody's station table; `commitment` is the salted one of its bytes."""
    return {
        "kind": "table",
        "v": 1,
        "id": table.id,
        "source": table.source,
        "provenance": table.provenance.value,
        "rows": table.rows,
        "commitment": commitment,
        "name": name,
        "url": url,
        "obtained": obtained,
        "hour": hour,
        **({"left_out": table.left_out} if table.left_out else {}),
        **({"repeated": list(table.repeated)} if table.repeated else {}),
    }


def table_of(index: int, record: Json) -> StationTable:
    """Return the station table in a record."""
    try:
        fields.version_1(record)
        return StationTable(
            index=index,
            id=fields.typed(record["id"], str),
            source=fields.typed(record["source"], str),
            provenance=Provenance(record["provenance"]),
            rows=fields.count(record["rows"]),
            left_out=fields.count(record.get("left_out", 0)),
            repeated=fields.texts(record.get("repeated", [])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"entry {index}: expected a table (version 1), got a malformed one: {error}") from error
