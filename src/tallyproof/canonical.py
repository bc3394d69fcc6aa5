"""The wire format: model values <-> canonical bytes (RFC 8785) of the log's entries. Nothing else knows it.

A record is a JSON object with `kind` and `v`; no floats, keys are ASCII, references point to lower indexes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from tallyproof.errors import InputError
from tallyproof.model import (
    AggregateSheet,
    AnnouncedArea,
    Announcement,
    AuditAct,
    AuditDraw,
    AuditPlan,
    AuditReadings,
    AuditResult,
    FieldMark,
    FieldState,
    Figures,
    Provenance,
    Rereading,
    StationTable,
    TallySheet,
    Transcription,
    Way,
)

Json: TypeAlias = dict[str, Any]

MAX_ENTRY_BYTES = 65_535
MAX_SAFE_INTEGER = 2**53 - 1
MAX_DEPTH = 16
# No count of votes or voters is larger, and a million of them still add up within 64 bits.
MAX_COUNT = 10**12
MILLION = 1_000_000
REREADING_STATES = ("read", "illegible", "missing", "withheld")

KINDS_TOUCHING_THE_TALLY = frozenset(
    {"definition", "image", "sheet", "table", "transcription", "adjudication", "quarantine", "clearance"}
    | {"station_status", "supersede", "withdraw"}
)
KINDS_BESIDE_THE_TALLY = frozenset({"announcement", "release", "audit", "aggregate_sheet"})
KINDS = KINDS_TOUCHING_THE_TALLY | KINDS_BESIDE_THE_TALLY


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


# --- records made of values -------------------------------------------------------------------


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
        _version_1(record)
        of = record["of"]
        station = _optional(record["station"], str)
        reading = Transcription(
            index=index,
            contest=_typed(record["contest"], str),
            round=_typed(record["round"], int),
            stage=_typed(record["stage"], str),
            station=station,
            station_code=station if station is not None else _typed(record["code"], str),
            way=Way(record["way"]),
            reader=_typed(record["reader"], str),
            figures=_figures_of(record),
            sheet=_reference(index, of["sheet"]) if "sheet" in of else None,
            table=_reference(index, of["table"]) if "table" in of else None,
            row=_optional_count(of.get("row")),
            registered=_optional_count(record.get("registered")),
            constraints=_texts(record.get("constraints", [])),
            method=_typed(record.get("method", ""), str),
            confidence=_parts_per_million(record.get("confidence", {})),
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


def _figures_of(record: Json) -> Figures:
    if ("lines" in record) == ("candidates" in record):
        raise ValueError("expected either 'lines' or 'candidates'")
    return Figures(
        lines=_counts(record["lines"]) if "lines" in record else None,
        candidates=_counts(record["candidates"]) if "candidates" in record else None,
        counts=_counts(record["counts"]),
        states={key: FieldState(state) for key, state in record.get("states", {}).items()},
        marks={key: FieldMark(mark) for key, mark in record.get("marks", {}).items()},
        earlier=_counts(record.get("earlier", {})),
    )


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
        _version_1(record)
        return TallySheet(
            index=index,
            images=tuple(_reference(index, image) for image in _typed(record["images"], list)),
            layout=_typed(record["layout"], str),
            stage=_typed(record["stage"], str),
            document=_typed(record["document"], str),
            provenance=Provenance(record["provenance"]),
            source=_typed(record["source"], str),
            unread=_typed(record.get("unread", ""), str),
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
        _version_1(record)
        return StationTable(
            index=index,
            id=_typed(record["id"], str),
            source=_typed(record["source"], str),
            provenance=Provenance(record["provenance"]),
            rows=_count(record["rows"]),
            left_out=_count(record.get("left_out", 0)),
            repeated=_texts(record.get("repeated", [])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"entry {index}: expected a table (version 1), got a malformed one: {error}") from error


def aggregate_record(sheet: AggregateSheet) -> Json:
    """Return the record of one collation form."""
    votes = sheet.figures.lines if sheet.figures.lines is not None else sheet.figures.candidates
    optional: Json = {
        "stations": None if sheet.stations is None else list(sheet.stations),
        "number": sheet.number,
        "registered": sheet.registered,
    }
    return {
        "kind": "aggregate_sheet",
        "v": 1,
        "id": sheet.id,
        "source": sheet.source,
        "provenance": sheet.provenance.value,
        "contest": sheet.contest,
        "round": sheet.round,
        "stage": sheet.stage,
        "area": sheet.area,
        "covers_area": sheet.covers_area,
        sheet.figures.granularity: dict(votes or {}),
        "counts": dict(sheet.figures.counts),
        "hour": sheet.hour,
        **{key: value for key, value in optional.items() if value is not None},
    }


def aggregate_of(index: int, record: Json) -> AggregateSheet:
    """Return the collation form in a record."""
    try:
        _version_1(record)
        return AggregateSheet(
            id=_typed(record["id"], str),
            source=_typed(record["source"], str),
            provenance=Provenance(record["provenance"]),
            contest=_typed(record["contest"], str),
            round=_typed(record["round"], int),
            stage=_typed(record["stage"], str),
            area=_typed(record["area"], str),
            figures=_figures_of(record),
            stations=_texts(record["stations"]) if "stations" in record else None,
            covers_area=_typed(record["covers_area"], bool),
            number=_optional_count(record.get("number")),
            registered=_optional_count(record.get("registered")),
            hour=_typed(record["hour"], str),
            index=index,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"entry {index}: expected an aggregate sheet (version 1), got a malformed one: {error}"
        ) from error


def announcement_record(announcement: Announcement) -> Json:
    """Return the record of one announcement; turnout and areas have their keys only where they were announced."""
    turnout = {"turnout": announcement.turnout} if announcement.turnout else {}
    areas = [
        {"area": code, "candidates": dict(one.candidates), "others": one.others, "counts": dict(one.counts)}
        for code, one in sorted(announcement.areas.items())
    ]
    return {
        "kind": "announcement",
        "v": 1,
        "id": announcement.id,
        "title": announcement.title,
        "date": announcement.date,
        "contest": announcement.contest,
        "round": announcement.round,
        "stage": announcement.stage,
        "area": announcement.area,
        "source": announcement.source,
        "url": announcement.url,
        "candidates": dict(announcement.candidates),
        "percentages": dict(announcement.percentages),
        "counts": dict(announcement.counts),
        "count_percentages": dict(announcement.count_percentages),
        "coverage": [{"unit": unit, "value": value} for unit, value in announcement.coverage],
        "others": announcement.others,
        "others_percentage": announcement.others_percentage,
        **turnout,
        **({"areas": areas} if areas else {}),
    }


def announcement_of(index: int, record: Json) -> Announcement:
    """Return the announcement in a record."""
    try:
        _version_1(record)
        return Announcement(
            id=_typed(record["id"], str),
            title=_typed(record["title"], str),
            date=_typed(record["date"], str),
            contest=_typed(record["contest"], str),
            round=_typed(record["round"], int),
            stage=_typed(record["stage"], str),
            area=_typed(record["area"], str),
            source=_typed(record["source"], str),
            url=_typed(record["url"], str),
            candidates=_counts(record["candidates"]),
            percentages={key: _percentage(text) for key, text in record["percentages"].items()},
            counts=_counts(record["counts"]),
            count_percentages={key: _percentage(text) for key, text in record["count_percentages"].items()},
            coverage=tuple((_typed(item["unit"], str), _percentage(item["value"])) for item in record["coverage"]),
            others=_optional_count(record["others"]),
            others_percentage=_optional_percentage(record["others_percentage"]),
            index=index,
            turnout=_percentage(record["turnout"]) if "turnout" in record else "",
            areas={_typed(one["area"], str): _announced_area(one) for one in record.get("areas", [])},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"entry {index}: expected an announcement (version 1), got a malformed one: {error}"
        ) from error


def _announced_area(record: Json) -> AnnouncedArea:
    return AnnouncedArea(
        candidates=_counts(record["candidates"]),
        others=_optional_count(record["others"]),
        counts=_counts(record["counts"]),
    )


def _version_1(record: Json) -> None:
    if type(record.get("v")) is not int or record["v"] != 1:
        raise ValueError(f"version {record.get('v')!r}; a newer tallyproof may know it")


def _counts(value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        raise TypeError(f"expected an object of counts, got {value!r:.80}")
    return {key: _count(count, key) for key, count in value.items()}


def _count(value: object, key: str = "count") -> int:
    if type(value) is not int or not 0 <= value <= MAX_COUNT:
        raise ValueError(f"{key}: expected a whole number from 0 to 10^12, got {value!r:.80}")
    return value


def _parts_per_million(value: object) -> dict[str, int]:
    shares = _counts(value)
    above = next((key for key, share in shares.items() if share > MILLION), None)
    if above is not None:
        raise ValueError(f"confidence of {above}: expected at most {MILLION:,} parts per million, got {shares[above]}")
    return shares


def _optional_count(value: object) -> int | None:
    return None if value is None else _count(value)


def _percentage(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", value):
        raise ValueError(f"expected a percentage as printed, such as '44.2', got {value!r:.80}")
    return value


def _optional_percentage(value: object) -> str | None:
    return None if value is None else _percentage(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError(f"expected a list of texts, got {value!r:.80}")
    return tuple(value)


def _reference(index: int, value: object) -> int:
    if type(value) is not int or not 0 <= value < index:
        raise ValueError(f"expected a reference to an entry below {index}, got {value!r:.80}")
    return value


def _typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}, got {value!r:.80}")
    return value


def _optional(value: Any, kind: type) -> Any:
    return None if value is None else _typed(value, kind)


# --- a check of the transcription ---------------------------------------------------------------


def audit_record(act: AuditAct) -> Json:
    """Return the record of one act of a check of the transcription; its index is the log's."""
    kinds = {AuditPlan: "plan", AuditDraw: "draw", AuditReadings: "readings", AuditResult: "result"}
    fields = {name: getattr(act, name) for name in act.__slots__ if name != "index"}
    if isinstance(act, AuditDraw):
        fields["stations"] = list(act.stations)
    if isinstance(act, AuditReadings):
        fields["readings"] = [
            {name: value for name in one.__slots__ if (value := getattr(one, name)) is not None} for one in act.readings
        ]
    return {"kind": "audit", "v": 1, "act": kinds[type(act)], **fields}


def audit_of(index: int, record: Json) -> AuditAct:
    """Return the act of a check of the transcription in a record."""
    try:
        _version_1(record)
        given = {key: value for key, value in record.items() if key not in ("kind", "v", "act")}
        kind, parse = _AUDIT_ACTS[_typed(record["act"], str)]
        if given.keys() != parse.keys():
            raise ValueError(f"expected {', '.join(parse)}, got {', '.join(given)[:80]}")
        values = {name: read(given[name]) for name, read in parse.items()}
        if "plan" in values:
            _reference(index, values["plan"])
        return kind(**values, index=index)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"entry {index}: expected an audit (version 1), got a malformed one: {error}") from error


def _rereading(value: Json) -> Rereading:
    state = _typed(value["state"], str)
    figures = {key: _counts(value[key]) for key in ("lines", "candidates") if key in value}
    if (
        state not in REREADING_STATES
        or len(figures) != (state == "read")
        or value.keys() - {*figures, "station", "state"}
    ):
        raise ValueError(f"expected a sheet read with its figures or a reason why not, got {value!r:.80}")
    return Rereading(_typed(value["station"], str), state, **figures)


def _text(value: object) -> str:
    return str(_typed(value, str))


_AUDIT_ACTS: Mapping[str, tuple[type[AuditAct], Mapping[str, Callable[[Any], Any]]]] = {
    "plan": (
        AuditPlan,
        {
            **dict.fromkeys(("contest", "stage", "scope", "method", "risk_limit", "expected"), _text),
            "entries": _count,
            **dict.fromkeys(("release", "manifest"), _text),
        },
    ),
    "draw": (AuditDraw, {"plan": _count, "seed": _text, "first": _count, "stations": _texts}),
    "readings": (
        AuditReadings,
        {"plan": _count, "people": _count, "readings": lambda value: tuple(map(_rereading, _typed(value, list)))},
    ),
    "result": (AuditResult, {"plan": _count, "draws": _count, "p": _text, "decision": _text}),
}
