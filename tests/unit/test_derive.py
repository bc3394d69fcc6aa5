from __future__ import annotations

from typing import Any

import pytest

from tallyproof import canonical
from tallyproof.derive import (
    announcements_in_force,
    decode_entries,
    definition_in_force,
    latest_hour,
    results_from_entries,
)
from tallyproof.election import Definition, parse_definition
from tallyproof.errors import InputError
from tallyproof.tally import figure

ELECTION = b"""
[election]
id = "toy"
title = "Toy"
date = 2026-01-01
origin = "example.org/toy"

[register]
station = "{ID}"
place = "{ID}"
complete = true

[[sources]]
name = "party"
provenance = "accredited"

[[contests]]
id = "mayor"
name = "Mayor"

  [[contests.candidates]]
  id = "ana"
  name = "Ana"
"""


@pytest.fixture
def definition() -> Definition:
    return parse_definition({"election.toml": ELECTION, "stations.csv": b"ID\n1\n2\n"})


def table() -> dict[str, Any]:
    return {
        "kind": "table",
        "v": 1,
        "id": "rows",
        "source": "party",
        "provenance": "accredited",
        "rows": 1,
        "hour": "2026-01-02T09Z",
    }


def reading(station: str, votes: int) -> dict[str, Any]:
    return {
        "kind": "transcription",
        "v": 1,
        "of": {"row": 2, "table": 0},
        "contest": "mayor",
        "round": 1,
        "stage": "station-count",
        "station": station,
        "way": "table",
        "reader": "table",
        "counts": {},
        "candidates": {"ana": votes},
    }


def announcement(one: str, votes: int) -> dict[str, Any]:
    texts = dict.fromkeys(("title", "source", "url", "area"), "")
    empty: dict[str, Any] = {"percentages": {}, "counts": {}, "count_percentages": {}, "coverage": []}
    none = {"others": None, "others_percentage": None}
    of = {"contest": "mayor", "round": 1, "stage": "station-count", "date": "2026-01-01"}
    return {"kind": "announcement", "v": 1, "id": one, "candidates": {"ana": votes}} | texts | empty | none | of


def encoded(*records: dict[str, Any]) -> list[bytes]:
    return [canonical.encode(record) for record in records]


def test_results_are_those_of_the_entries(definition: Definition) -> None:
    entries = encoded(table(), reading("1", 12), announcement("first", 40))
    results = results_from_entries(definition, iter(entries))
    assert figure(results, "tally/mayor/_/candidate:ana") == "12"
    assert figure(results, "announced/first/candidate:ana") == "40"
    assert figure(results, "log/entries") == "3"
    assert results.hour == "2026-01-02T09Z"


def test_a_later_announcement_of_the_same_id_replaces_the_earlier() -> None:
    records = [announcement("b", 1), announcement("a", 2), announcement("b", 3)]
    assert [(one.id, one.candidates["ana"], one.index) for one in announcements_in_force(records)] == [
        ("a", 2, 1),
        ("b", 3, 2),
    ]


def test_the_last_definition_is_in_force() -> None:
    records = [{"kind": "definition", "v": 1, "files": {"election.toml": digest}} for digest in ("00", "11")]
    assert definition_in_force([*records, table()]) == {"election.toml": "11"}


def test_entries_without_a_definition_are_refused() -> None:
    with pytest.raises(InputError, match="expected a definition among them"):
        definition_in_force([table()])


def test_the_hour_is_the_latest_whatever_the_order() -> None:
    assert latest_hour([{"hour": "2026-01-02T09Z"}, {}, {"hour": "2026-01-01T23Z"}]) == "2026-01-02T09Z"
    assert latest_hour([]) == ""


@pytest.mark.parametrize("entry", [b'{"v": 1}', b'{"v":1}', b'{"kind":7,"v":1}', b"\xff", b"{}"])
def test_an_entry_that_is_none_is_named(definition: Definition, entry: bytes) -> None:
    with pytest.raises(InputError, match="entry 1: expected"):
        decode_entries([*encoded(table()), entry])
