"""report.json: every number with its inputs and formula, one schema, the same bytes; and the list of stations."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tallyproof.compare.phrasing import LANGUAGES
from tallyproof.errors import InputError
from tallyproof.model import Announcement
from tallyproof.report import Report, ReportFile, read_twin, stations_csv, twin_bytes
from tallyproof.report.twin import Record, StatementRecord
from tallyproof.tally import Results

DOCS = Path(__file__).parents[3] / "docs"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _statements(twin: ReportFile) -> Iterator[StatementRecord]:
    return (one for section in twin.sections for part in section.parts for one in part.statements)


def test_every_value_that_a_sentence_shows_is_an_input_or_a_formula_of_values_beside_it(
    report: Callable[..., Report],
) -> None:
    twin = read_twin(twin_bytes(report()))
    assert sum(1 for _ in _statements(twin)) > 5
    for one in _statements(twin):
        for key, trace in one.traces.items():
            assert key in one.values
            assert not (trace.source and trace.formula)
            if key != "who":
                assert trace.source or trace.formula, (one.code, key)
            for named in set(_NAME.findall(trace.formula)) & set(one.values):
                assert named in one.traces, (one.code, key, named)


def test_the_twin_says_every_sentence_in_every_language(report: Callable[..., Report]) -> None:
    for one in _statements(read_twin(twin_bytes(report()))):
        assert set(one.sentence) == set(one.assumed) == set(LANGUAGES)
        assert all(len(one.assumed[lang]) == len(one.assumptions) for lang in LANGUAGES)


def test_tables_are_whole_and_pictures_are_data(report: Callable[..., Report]) -> None:
    twin = read_twin(twin_bytes(report()))
    (part,) = (part for section in twin.sections for part in section.parts if part.id == "ours")
    assert [len(one.rows) for one in part.tables] == [3, 500]
    assert part.tables[1].left_out == 11
    shares, growth = part.pictures
    assert shares.marks == [("half", "y", "50")]
    assert growth.series[0].points == [("1", "2", "1", "3"), ("2", "4", "3", "5")]


def test_inputs_are_all_there_is_to_start_from(
    report: Callable[..., Report], results: Callable[..., Results], announced: Announcement
) -> None:
    made = report(results(announcements=(announced,), gate='ranking_from = "20%"'))
    inputs = read_twin(twin_bytes(made)).inputs
    assert (inputs.entries, inputs.root, inputs.hour) == (7, "ab" * 32, "2031-05-04T22Z")
    assert inputs.definition == made.results.definition.hashes()
    assert inputs.stations == {"file": "stations.csv", "sha256": "cd" * 32}
    assert inputs.gate["ranking_from"] == "20%"
    assert inputs.cap is not None
    assert inputs.cap["source"] == "the law"
    (one,) = inputs.announcements
    assert one["entry"] == 3
    assert one["candidates"] == {"iris": 200, "bram": 150, "cora": 20}


def test_the_same_report_gives_the_same_bytes_without_a_float(report: Callable[..., Report]) -> None:
    data = twin_bytes(report())
    assert data == twin_bytes(report())

    def refuse(text: str) -> Any:
        raise AssertionError(f"a float: {text}")

    json.loads(data, parse_float=refuse)


def test_a_file_of_another_form_is_refused_with_the_place() -> None:
    with pytest.raises(InputError, match=r"report\.json, version: expected a report of version 1"):
        read_twin(b'{"kind":"report","v":1}')


def test_the_documentation_names_every_key_of_the_twin_and_no_others() -> None:
    models = {one.__name__: one for one in Record.__subclasses__()}
    text = (DOCS / "report.md").read_text("utf-8")
    for name, model in models.items():
        (section,) = re.findall(rf"^### {model_title(name)}\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
        assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(model.model_fields), name


def model_title(name: str) -> str:
    """Return the heading under which the documentation explains a model."""
    return "The file" if name == "ReportFile" else name.removesuffix("Record")


def test_the_list_of_stations_has_every_station_with_the_release_in_every_row(results: Callable[..., Results]) -> None:
    data = stations_csv(results(rehearsal=True), ["council"])
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    assert [one["station"] for one in rows] == ["1", "2", "3", "4", "5", "6"]
    assert [one["candidate:iris"] for one in rows] == ["50", "60", "55", "20", "", ""]
    assert [one["counted"] for one in rows] == ["true"] * 4 + ["false"] * 2
    assert {one["stage"] for one in rows} == {"station-count"}
    for one in rows:
        assert one["release"].startswith("REHEARSAL, entries 0 to 6")
        assert "not the official result" in one["release"]
