"""Records of collation forms."""

from __future__ import annotations

from tallyproof.canonical import fields
from tallyproof.canonical.form import Json
from tallyproof.errors import InputError
from tallyproof.model import AggregateSheet, Provenance


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
        fields.version_1(record)
        return AggregateSheet(
            id=fields.typed(record["id"], str),
            source=fields.typed(record["source"], str),
            provenance=Provenance(record["provenance"]),
            contest=fields.typed(record["contest"], str),
            round=fields.typed(record["round"], int),
            stage=fields.typed(record["stage"], str),
            area=fields.typed(record["area"], str),
            figures=fields.figures_of(record),
            stations=fields.texts(record["stations"]) if "stations" in record else None,
            covers_area=fields.typed(record["covers_area"], bool),
            number=fields.optional_count(record.get("number")),
            registered=fields.optional_count(record.get("registered")),
            hour=fields.typed(record["hour"], str),
            index=index,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"entry {index}: expected an aggregate sheet (version 1), got a malformed one: {error}"
        ) from error
