"""report.json: everything of a report as data, so that every number can be traced without reading a page.

The models below are its schema; docs/report.md explains each key. Numbers are texts: whole numbers, decimals, 'a/b'.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from tallyproof.canonical import announcement_record
from tallyproof.compare.answers import Answer, Question, Silence
from tallyproof.compare.part import Axis, Part, Picture, Table, Trace
from tallyproof.compare.statement import Statement
from tallyproof.errors import InputError
from tallyproof.model import Announcement
from tallyproof.report.content import Report
from tallyproof.report.methods import appendix_of
from tallyproof.report.tracing import traced_values
from tallyproof.report.wording import LANGUAGES, Wording
from tallyproof.tally.tables import release_note


class Record(BaseModel):
    """A record of the twin: exactly the keys that it names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TraceRecord(Record):
    """Where a value comes from: `source` names the kind of input, or `formula` the values it follows from."""

    source: str = ""
    formula: str = ""
    method: str = ""


class StatementRecord(Record):
    """One sentence: its code and values, the words by language, and the trace of each value that it rests on."""

    code: str
    tier: Literal["A", "B", "C"]
    values: dict[str, str]
    assumptions: list[str]
    sentence: dict[str, str]
    assumed: dict[str, list[str]]
    traces: dict[str, TraceRecord]


class ColumnRecord(Record):
    """One column of a table with its heading by language."""

    key: str
    kind: str
    heading: dict[str, str]
    trace: TraceRecord


class TableRecord(Record):
    """A table, whole; `left_out` rows exist that the method does not list."""

    id: str
    title: dict[str, str]
    columns: list[ColumnRecord]
    rows: list[list[str]]
    left_out: int


class AxisRecord(Record):
    """One axis of a picture."""

    key: str
    kind: str
    low: str | None
    high: str | None


class SeriesRecord(Record):
    """One series of a picture; points are (x, y, low, high), '' where there is none."""

    name: str
    points: list[tuple[str, str, str, str]]


class PictureRecord(Record):
    """A picture as data."""

    id: str
    drawing: str
    title: dict[str, str]
    caption: dict[str, str]
    x: AxisRecord
    y: AxisRecord
    series: list[SeriesRecord]
    marks: list[tuple[str, str, str]]


class PartRecord(Record):
    """What one method says of one question."""

    id: str
    tier: Literal["A", "B", "C"]
    methods: list[str]
    statements: list[StatementRecord]
    tables: list[TableRecord]
    pictures: list[PictureRecord]


class SectionRecord(Record):
    """One question of one contest, with its parts or why there are none."""

    question: Question
    contest: str
    silence: Silence
    parts: list[PartRecord]


class MethodRecord(Record):
    """One method as one language explains it."""

    title: str
    plain: list[str]
    formulas: list[str]
    assumptions: list[str]
    limits: list[str]
    references: list[str]


class InputsRecord(Record):
    """What every number follows from."""

    origin: str
    entries: int
    root: str
    hour: str
    definition: dict[str, str]
    election: dict[str, Any]
    contests: list[dict[str, Any]]
    universe: list[dict[str, Any]]
    cap: dict[str, Any] | None
    gate: dict[str, Any]
    announcements: list[dict[str, Any]]
    stations: dict[str, str]
    files: dict[str, str]


class ReportFile(Record):
    """report.json."""

    kind: Literal["report"] = "report"
    v: Literal[1] = 1
    version: str
    note: dict[str, str]
    release: str
    inputs: InputsRecord
    sections: list[SectionRecord]
    comparisons: list[dict[str, Any]]
    methods: dict[str, dict[str, MethodRecord]]


def twin_bytes(report: Report) -> bytes:
    """Return report.json: the same report gives the same bytes."""
    record = twin_of(report).model_dump(mode="json")
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8") + b"\n"


def read_twin(data: bytes) -> ReportFile:
    """Return the report in a file; raises InputError for one of another form."""
    try:
        return ReportFile.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(f"report.json, {place}: expected a report of version 1, got {first['msg']}") from error


def twin_of(report: Report) -> ReportFile:
    """Return everything of a report as data."""
    results = report.results
    tally = results.tallies[report.contests[0]][""]
    return ReportFile(
        version=version("tallyproof"),
        note={one: Wording(one).note(results, tally) for one in LANGUAGES},
        release=release_note(results),
        inputs=_inputs(report),
        sections=[_section(report, one) for one in report.sections],
        comparisons=[dict(one) for one in report.comparisons],
        methods=_methods(report),
    )


def _inputs(report: Report) -> InputsRecord:
    results = report.results
    file = results.definition.file
    cap = file.register_.cap
    return InputsRecord(
        origin=file.election.origin,
        entries=results.entries,
        root=report.root,
        hour=results.hour,
        definition=results.definition.hashes(),
        election=file.election.model_dump(mode="json"),
        contests=[one.model_dump(mode="json") for one in file.contests],
        universe=[one.model_dump(mode="json") for one in file.universe],
        cap=None if cap is None else cap.model_dump(mode="json"),
        gate=file.gate.model_dump(mode="json"),
        announcements=[{"entry": one.index, **_announcement(one)} for one in results.announcements],
        stations={"file": report.stations[0], "sha256": report.stations[1]},
        files=dict(report.files),
    )


def _announcement(one: Announcement) -> dict[str, Any]:
    return dict(announcement_record(one))


def _section(report: Report, section: Answer) -> SectionRecord:
    names = {one: report.names(section.contest, one) for one in LANGUAGES}
    return SectionRecord(
        question=section.question,
        contest=section.contest,
        silence=section.silence,
        parts=[_part(one, names) for one in section.parts],
    )


Names = Mapping[str, Mapping[str, str]]


def _part(part: Part, names: Names) -> PartRecord:
    return PartRecord(
        id=part.id,
        tier=part.tier,
        methods=list(part.methods),
        statements=[_statement(part, one, names) for one in part.statements],
        tables=[_table(part, one, names) for one in part.tables],
        pictures=[_picture(part, one, names) for one in part.pictures],
    )


def _trace(trace: Trace) -> TraceRecord:
    return TraceRecord(source=trace.source or "", formula=trace.formula, method=trace.method)


def _statement(part: Part, one: Statement, names: Names) -> StatementRecord:
    return StatementRecord(
        code=one.code,
        tier=one.tier,
        values=dict(one.values),
        assumptions=list(one.assumptions),
        sentence={lang: part.book.sentence(one, lang, names[lang]) for lang in LANGUAGES},
        assumed={
            lang: [part.book.assumption(code, one.values, lang, names[lang]) for code in one.assumptions]
            for lang in LANGUAGES
        },
        traces={value.key: _trace(value.trace) for value in traced_values(part, one)},
    )


def _headings(part: Part, code: str, values: Mapping[str, str], names: Names) -> dict[str, str]:
    return {lang: part.book.heading(code, values, lang, names[lang]) for lang in LANGUAGES}


def _table(part: Part, table: Table, names: Names) -> TableRecord:
    return TableRecord(
        id=table.id,
        title=_headings(part, f"table-{table.id}", table.values, names),
        columns=[
            ColumnRecord(
                key=one.key,
                kind=one.kind,
                heading={lang: part.book.word(f"column-{one.key}", lang) for lang in LANGUAGES},
                trace=_trace(one.trace),
            )
            for one in table.columns
        ],
        rows=[list(row) for row in table.rows],
        left_out=table.left_out,
    )


def _picture(part: Part, picture: Picture, names: Names) -> PictureRecord:
    return PictureRecord(
        id=picture.id,
        drawing=picture.drawing,
        title=_headings(part, f"picture-{picture.id}", picture.values, names),
        caption=_headings(part, f"caption-{picture.id}", picture.values, names),
        x=_axis(picture.x),
        y=_axis(picture.y),
        series=[
            SeriesRecord(name=one.name, points=[(point.x, point.y, point.low, point.high) for point in one.points])
            for one in picture.series
        ],
        marks=[(one.name, one.axis, one.at) for one in picture.marks],
    )


def _axis(axis: Axis) -> AxisRecord:
    return AxisRecord(key=axis.key, kind=axis.kind, low=axis.low, high=axis.high)


def _methods(report: Report) -> dict[str, dict[str, MethodRecord]]:
    """Return the methods used by '<family>/<id>', then by language."""
    by_language = {lang: appendix_of(report.parts, lang).used for lang in LANGUAGES}
    return {
        f"{one.family}/{one.id}": {
            lang: MethodRecord(
                title=used[place].method.title,
                plain=list(used[place].method.plain),
                formulas=list(used[place].method.formulas),
                assumptions=list(used[place].method.assumptions),
                limits=list(used[place].method.limits),
                references=list(used[place].method.references),
            )
            for lang, used in by_language.items()
        }
        for place, one in enumerate(by_language["en"])
    }
