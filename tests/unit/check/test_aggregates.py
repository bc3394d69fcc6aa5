"""Findings on collation forms: what they claim must be in the register; no total rests on them."""

from __future__ import annotations

from typing import Any

import pytest

from tallyproof import canonical
from tallyproof.check.aggregates import aggregate_findings
from tallyproof.derive import aggregates_in_force, results_from_records
from tallyproof.election import Definition, parse_definition
from tallyproof.errors import InputError
from tallyproof.model import AggregateSheet, Figures, Provenance

ELECTION = b"""
[election]
id = "small"
title = "Small"
date = 2024-01-07
origin = "example.org/small"

[[levels]]
id = "state"
name = "State"
code = "{S}"
label = "{S}"

[register]
station = "{ID}"
place = "{ID}"

[[contests]]
id = "mayor"
name = "Mayor"
candidates = [{ id = "ana", name = "Ana" }]
"""


@pytest.fixture(scope="module")
def definition() -> Definition:
    return parse_definition({"election.toml": ELECTION, "stations.csv": b"ID,S\n1001,north\n1002,north\n"})


def _form(**fields: Any) -> AggregateSheet:
    given: dict[str, Any] = {
        "id": "f-1",
        "source": "board",
        "provenance": Provenance.AUTHORITY,
        "contest": "mayor",
        "round": 1,
        "stage": "station-count",
        "area": "north",
        "figures": Figures(None, {"ana": 3}, {}),
        "stations": ("1001",),
        "index": 4,
    }
    return AggregateSheet(**{**given, **fields})


def test_a_form_of_known_stations_gives_no_finding(definition: Definition) -> None:
    assert aggregate_findings(definition, [_form()]) == []


def test_a_station_in_no_register_is_named_with_the_nearest(definition: Definition) -> None:
    (finding,) = aggregate_findings(definition, [_form(stations=("1001", "1009"))])
    assert (finding.code, finding.found, finding.entries) == ("aggregate-unknown-station", "1009", (4,))
    assert set(finding.expected.split(", ")) == {"1001", "1002"}


def test_many_unknown_stations_are_counted_after_the_first_twenty(definition: Definition) -> None:
    found = aggregate_findings(definition, [_form(stations=tuple(f"9{number:03}" for number in range(30)))])
    assert len(found) == 21
    assert found[-1].found == "10 more codes"


@pytest.mark.parametrize(
    ("fields", "code", "found"),
    [
        ({"area": "west"}, "aggregate-unknown-area", "west"),
        ({"contest": "king"}, "other-contest", "king, round 1, station-count"),
        ({"stage": "recount"}, "other-contest", "mayor, round 1, recount"),
        ({"round": 2}, "other-contest", "mayor, round 2, station-count"),
    ],
)
def test_what_the_election_does_not_have_is_named(
    fields: dict[str, Any], code: str, found: str, definition: Definition
) -> None:
    assert [(one.code, one.found) for one in aggregate_findings(definition, [_form(**fields)])] == [(code, found)]


def test_a_later_form_of_the_same_id_and_source_stands_and_withdrawn_ones_are_out() -> None:
    forms = [_form(), _form(source="other"), _form(area=""), _form(id="f-2")]
    records = [canonical.aggregate_record(one) for one in forms]
    assert [one.index for one in aggregates_in_force(records)] == [1, 2, 3]
    withdrawn = [*records, canonical.withdraw_record(target=3, reason="typed wrong")]
    assert [one.index for one in aggregates_in_force(withdrawn)] == [1, 2]
    back = [*withdrawn, canonical.withdraw_record(target=4, reason="it was right")]
    assert [one.index for one in aggregates_in_force(back)] == [1, 2, 3]


def test_results_have_the_forms_and_their_findings(definition: Definition) -> None:
    records = [canonical.aggregate_record(_form(stations=("9",)))]
    results = results_from_records(definition, records)
    assert [one.id for one in results.aggregates] == ["f-1"]
    assert results.findings_by_code["aggregate-unknown-station"] == 1
    assert results.tallies["mayor"][""].candidates == {"ana": 0}


def test_a_malformed_form_in_a_log_is_refused(definition: Definition) -> None:
    record = {**canonical.aggregate_record(_form()), "stations": "1001 1002"}
    with pytest.raises(InputError, match=r"^entry 0: expected an aggregate sheet"):
        results_from_records(definition, [record])
