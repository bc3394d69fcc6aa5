"""A country of six stations, and ways to hold figures of it by stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars
import pytest

from tallyproof.compare.stations import Side, register_frame, side_of_frame
from tallyproof.election import Definition, parse_definition
from tallyproof.election.schema import Contest
from tallyproof.model import Figures, Grade, Provenance, ResultKey, Settlement, StationResult
from tallyproof.tally import Results, results_of

ELECTION = """
[election]
id = "small"
title = "Small"
date = 2024-01-07
origin = "example.org/small"
stages = ["night", "morning", "final"]

[[levels]]
id = "state"
name = { en = "State", es = "Estado" }
code = "{S}"
label = "{S}"

[register]
station = "{ID}"
place = "{ID}"
registered = "RE"
complete = true
cap = { rule = "registered", source = "the law" }

[[contests]]
id = "mayor"
name = "Mayor"
candidates = [{ id = "ana", name = "Ana" }, { id = "ben", name = "Ben" }, { id = "cai", name = "Cai" }]
counts = [
  { id = "valid", name = "Valid", role = "valid" },
  { id = "null", name = "Null", role = "rejected" },
]
identities = [{ id = "adds-up", left = ["candidates"], right = ["valid"], consequence = "inconsistency" }]
"""
REGISTER = b"ID,S,RE\n1,north,100\n2,north,100\n3,north,100\n4,south,100\n5,south,100\n6,south,100\n"
Votes = tuple[int, int, int]


@pytest.fixture(scope="session")
def definition() -> Definition:
    return parse_definition({"election.toml": ELECTION.encode(), "stations.csv": REGISTER})


@pytest.fixture(scope="session")
def contest(definition: Definition) -> Contest:
    return definition.contests["mayor"]


@pytest.fixture(scope="session")
def register(definition: Definition) -> polars.DataFrame:
    return register_frame(definition)


@pytest.fixture
def side(contest: Contest) -> Callable[..., Side]:
    """Return a maker of sides: votes (ana, ben, cai) by station, other columns as given."""

    def make(votes: Mapping[str, Votes], *, id: str = "table", **columns: list[int | None]) -> Side:
        frame = {"station": list(votes)}
        names = ("ana", "ben", "cai")
        data: dict[str, Any] = {
            f"candidate:{name}": [one[place] for one in votes.values()] for place, name in enumerate(names)
        }
        data.update({name.replace("__", ":"): values for name, values in columns.items()})
        schema = {"station": polars.String, **dict.fromkeys(data, polars.Int64)}
        return side_of_frame("table", id, polars.DataFrame({**frame, **data}, schema=schema), contest)

    return make


@pytest.fixture
def results(definition: Definition) -> Callable[..., Results]:
    """Return a maker of results: votes (ana, ben, cai) by stage and station; `checked` ones a check holds back."""

    def make(stages: Mapping[str, Mapping[str, Votes]], *, checked: tuple[str, ...] = (), **options: Any) -> Results:
        made = {}
        for stage, held in stages.items():
            for station, votes in held.items():
                key = ResultKey("mayor", 1, station, stage)
                by_candidate = dict(zip(("ana", "ben", "cai"), votes, strict=True))
                made[key] = StationResult(
                    key=key,
                    grade=Grade.QUARANTINED if station in checked else Grade.C,
                    provenance=Provenance.AUTHORITY,
                    figures=Figures(None, by_candidate, {"null": 1}),
                    candidates=by_candidate,
                    in_main_total=station not in checked,
                )
        return results_of(definition, Settlement(made, (), {}, {}, {}), **options)

    return make
