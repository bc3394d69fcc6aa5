"""Records of the acts of a check of the transcription."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tallyproof.canonical import fields
from tallyproof.canonical.form import Json
from tallyproof.errors import InputError
from tallyproof.model import AuditAct, AuditDraw, AuditPlan, AuditReadings, AuditResult, Rereading

REREADING_STATES = ("read", "illegible", "missing", "withheld")


def audit_record(act: AuditAct) -> Json:
    """Return the record of one act of a check of the transcription; its index is the log's."""
    kinds = {AuditPlan: "plan", AuditDraw: "draw", AuditReadings: "readings", AuditResult: "result"}
    parts = {name: getattr(act, name) for name in act.__slots__ if name != "index"}
    if isinstance(act, AuditDraw):
        parts["stations"] = list(act.stations)
    if isinstance(act, AuditReadings):
        parts["readings"] = [
            {name: value for name in one.__slots__ if (value := getattr(one, name)) is not None} for one in act.readings
        ]
    return {"kind": "audit", "v": 1, "act": kinds[type(act)], **parts}


def audit_of(index: int, record: Json) -> AuditAct:
    """Return the act of a check of the transcription in a record."""
    try:
        fields.version_1(record)
        given = {key: value for key, value in record.items() if key not in ("kind", "v", "act")}
        kind, parse = _AUDIT_ACTS[fields.typed(record["act"], str)]
        if given.keys() != parse.keys():
            raise ValueError(f"expected {', '.join(parse)}, got {', '.join(given)[:80]}")
        values = {name: read(given[name]) for name, read in parse.items()}
        if "plan" in values:
            fields.reference(index, values["plan"])
        return kind(**values, index=index)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"entry {index}: expected an audit (version 1), got a malformed one: {error}") from error


def _rereading(value: Json) -> Rereading:
    state = fields.typed(value["state"], str)
    figures = {key: fields.counts(value[key]) for key in ("lines", "candidates") if key in value}
    if (
        state not in REREADING_STATES
        or len(figures) != (state == "read")
        or value.keys() - {*figures, "station", "state"}
    ):
        raise ValueError(f"expected a sheet read with its figures or a reason why not, got {value!r:.80}")
    return Rereading(fields.typed(value["station"], str), state, **figures)


_AUDIT_ACTS: Mapping[str, tuple[type[AuditAct], Mapping[str, Callable[[Any], Any]]]] = {
    "plan": (
        AuditPlan,
        {
            **dict.fromkeys(("contest", "stage", "scope", "method", "risk_limit", "expected"), fields.text),
            "entries": fields.count,
            **dict.fromkeys(("release", "manifest"), fields.text),
        },
    ),
    "draw": (AuditDraw, {"plan": fields.count, "seed": fields.text, "first": fields.count, "stations": fields.texts}),
    "readings": (
        AuditReadings,
        {
            "plan": fields.count,
            "people": fields.count,
            "readings": lambda value: tuple(map(_rereading, fields.typed(value, list))),
        },
    ),
    "result": (AuditResult, {"plan": fields.count, "draws": fields.count, "p": fields.text, "decision": fields.text}),
}
