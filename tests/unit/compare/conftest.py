"""A small country and the ways to announce and hold figures in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tallyproof.compare.announced.columns import HeldStations
from tallyproof.compare.announced.held import Held, Roll
from tallyproof.compare.announced.station import HeldStation
from tallyproof.election import Definition, parse_definition
from tallyproof.election.schema import Contest
from tallyproof.model import (
    Announcement,
    Figures,
    Grade,
    Provenance,
    ResultKey,
    Settlement,
    StationResult,
)
from tallyproof.tally import Results, results_of

ELECTION = """
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
registered = "RE"
complete = COMPLETE
CAP

ROLLS

[[contests]]
id = "mayor"
name = "Mayor"
candidates = [{ id = "ana", name = "Ana" }, { id = "ben", name = "Ben" }, { id = "cai", name = "Cai" }]
counts = [
  { id = "valid", name = { en = "Valid", es = "Válidos" }, role = "valid" },
  { id = "null", name = "Null", role = "rejected" },
]
"""
CAP = 'cap = { rule = "registered", source = "the law" }'
ROLL = '[[universe]]\nid = "roll"\nstations = 4\nregistered = 400\nsource = "the council"\ndefault = true'
REGISTER = b"ID,S,RE\n1,north,100\n2,north,100\n3,south,100\n"
HELD = {"1": (50, 30, 5), "2": (60, 20, 5), "3": (55, 25, 5)}


@pytest.fixture
def definition() -> Callable[..., Definition]:
    """Return a maker of definitions: with a cap or none, with rolls or with a complete register."""

    def make(*, cap: str = CAP, rolls: str = ROLL, complete: bool = False) -> Definition:
        text = ELECTION.replace("COMPLETE", str(complete).lower()).replace("CAP", cap).replace("ROLLS", rolls)
        return parse_definition({"election.toml": text.encode(), "stations.csv": REGISTER})

    return make


@pytest.fixture
def results(definition: Callable[..., Definition]) -> Callable[..., Results]:
    """Return a maker of results: votes (ana, ben, cai) by station, all of one grade."""

    def make(
        held: Mapping[str, tuple[int, int, int]] = HELD,
        *,
        grade: Grade = Grade.C,
        contested: tuple[str, ...] = (),
        announcements: tuple[Announcement, ...] = (),
        **options: Any,
    ) -> Results:
        made = {}
        for station, votes in held.items():
            key = ResultKey("mayor", 1, station, "station-count")
            by_candidate = dict(zip(("ana", "ben", "cai"), votes, strict=True))
            made[key] = StationResult(
                key=key,
                grade=grade,
                provenance=Provenance.ACCREDITED,
                figures=Figures(None, by_candidate, {}),
                candidates=by_candidate,
                in_main_total=True,
                contested=station in contested,
            )
        return results_of(definition(**options), Settlement(made, (), {}, {}, {}), announcements)

    return make


@pytest.fixture
def announced() -> Callable[..., Announcement]:
    """Return a maker of announcements of the small country."""

    def make(candidates: Mapping[str, int] | None = None, **fields: Any) -> Announcement:
        given: dict[str, Any] = {
            "id": "first",
            "title": "First bulletin",
            "date": "2024-01-08",
            "contest": "mayor",
            "area": "",
            "source": "the council",
            "candidates": candidates or {},
            "percentages": {},
            "counts": {},
            "count_percentages": {},
            "coverage": (),
            "stage": "station-count",
        }
        return Announcement(**{**given, **fields})

    return make


@pytest.fixture
def contest(definition: Callable[..., Definition]) -> Contest:
    return definition().contests["mayor"]


@pytest.fixture
def holding() -> Callable[..., Held]:
    """Return a maker of held stations from their votes; each has 100 electors, which is also its cap."""

    def make(votes: list[tuple[int, int, int]]) -> Held:
        stations = tuple(
            HeldStation(str(number), dict(zip(("ana", "ben", "cai"), one, strict=True)), 100, 100)
            for number, one in enumerate(votes)
        )
        return Held(HeldStations.of(stations), 0, len(stations), ())

    return make


@pytest.fixture
def roll() -> Callable[..., Roll]:
    """Return a maker of rolls."""

    def make(*, cap: int | None, stations: int, registered: int) -> Roll:
        reason = "" if cap is not None else "no-cap"
        return Roll("roll", "the council", cap, reason, "registered", "the law", stations, registered, 1, 0)

    return make
