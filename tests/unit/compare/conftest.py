"""A small country and the ways to announce and hold figures in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tallyproof.compare.announced.columns import HeldStations
from tallyproof.compare.announced.held import Held, Roll
from tallyproof.compare.announced.station import HeldStation
from tallyproof.election import Definition, load_announcements, parse_definition
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

VENEZUELA = Path(__file__).resolve().parents[3] / "examples" / "venezuela-2024"
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


Row = tuple[str, str, str, int | None, Sequence[int] | None]


@pytest.fixture(scope="session")
def country() -> Callable[..., Results]:
    """Return a maker of results from rows of (station, state, parish, registered, votes or None).

    Votes are for a, b, c… in their order. `grades` gives stations without figures another grade than missing; `order`
    is the order of arrival, by default that of the rows.
    """

    def make(
        rows: Sequence[Row],
        *,
        outcome: str = '[{ id = "first", kind = "plurality" }]',
        register: str = "complete = true",
        cap: str = 'cap = { rule = "registered", source = "law" }',
        rolls: str = "",
        gate: str = "0%",
        candidates: int = 3,
        grades: Mapping[str, Grade] | None = None,
        contested: Sequence[str] = (),
        order: Sequence[str] | None = None,
        kinds: Mapping[str, str] | None = None,
    ) -> Results:
        names = "abcdef"[:candidates]
        people = ", ".join(f'{{ id = "{name}", name = "{name.upper()}" }}' for name in names)
        toml = (
            '[election]\nid = "land"\ntitle = "Land"\ndate = 2024-01-01\norigin = "example.org/land"\n'
            f'[gate]\nranking_from = "{gate}"\n'
            '[[levels]]\nid = "state"\nname = "State"\ncode = "{S}"\nlabel = "State {S}"\n'
            '[[levels]]\nid = "parish"\nname = "Parish"\ncode = "{P}"\nlabel = "Parish {P}"\n'
            f'[register]\nstation = "{{ID}}"\nplace = "{{ID}}"\nregistered = "RE"\n{register}\n{cap}\n'
            'special = { column = "KIND" }\n'
            f"{rolls}\n"
            f'[[contests]]\nid = "vote"\nname = "Vote"\ncandidates = [{people}]\noutcome = {outcome}\n'
        )
        lines = [
            f"{id},{state},{parish},{'' if registered is None else registered},{(kinds or {}).get(id, '')}"
            for id, state, parish, registered, _ in rows
        ]
        stations = "\n".join(["ID,S,P,RE,KIND", *lines])
        definition = parse_definition({"election.toml": toml.encode(), "stations.csv": stations.encode()})
        arrived = list(order or [row[0] for row in rows])
        made: dict[ResultKey, StationResult] = {}
        for id, _, _, _, votes in rows:
            key = ResultKey("vote", 1, id, "station-count")
            if votes is None:
                if id in (grades or {}):
                    made[key] = StationResult(key, (grades or {})[id], Provenance.ACCREDITED)
                continue
            figures = dict(zip(names, votes, strict=True))
            made[key] = StationResult(
                key=key,
                grade=Grade.B,
                provenance=Provenance.ACCREDITED,
                figures=Figures(None, figures, {}),
                candidates=figures,
                in_main_total=True,
                contested=id in contested,
                rests_on=(10 * arrived.index(id) + 5, 10 * arrived.index(id) + 7),
            )
        return results_of(definition, Settlement(made, (), {}, {}, {}))

    return make


@pytest.fixture(scope="session")
def said() -> Callable[..., list[str]]:
    """Return a reader of parts: every sentence, assumption, heading and caption, in one language."""

    def read(parts: Sequence[Any], language: str = "en") -> list[str]:
        names = {"a": "Ana", "b": "Ben", "c": "Cai", "level:parish": "Parish"}
        texts = []
        for part in parts:
            texts.append(part.book.heading(part.heading, part.values, language, names))
            for one in part.statements:
                texts.append(part.book.sentence(one, language, names))
                texts += [part.book.assumption(code, one.values, language, names) for code in one.assumptions]
            for table in part.tables:
                texts.append(part.book.heading(f"table-{table.id}", table.values, language, names))
                texts += [part.book.word(f"column-{column.key}", language) for column in table.columns]
                assert all(len(row) == len(table.columns) for row in table.rows)
            for picture in part.pictures:
                texts.append(part.book.heading(f"picture-{picture.id}", picture.values, language, names))
                texts.append(part.book.heading(f"caption-{picture.id}", picture.values, language, names))
                texts += [part.book.word(f"axis-{axis.key}", language) for axis in (picture.x, picture.y)]
        assert not [text for text in texts if text.startswith(("column-", "axis-"))]
        return texts

    return read


@pytest.fixture(scope="session")
def venezuela(shared_data: Path) -> Results:
    """Give the 24,532 published figures of Venezuela 2024 as held results, in the table's order, with what was said."""
    data = (shared_data / "ve-2024" / "RESULTADOS_2024_CSV_V1.csv").read_bytes()
    files = {name: (VENEZUELA / name).read_bytes() for name in ("election.toml", "layouts/strip.toml")}
    definition = parse_definition({**files, "stations.csv": data})
    columns = definition.tables["resultados"].candidates
    made = {}
    for number, row in enumerate(csv.DictReader(io.StringIO(data.decode("utf-8-sig")))):
        key = ResultKey("president", 1, f"{int(row['CENTRO']):09}.{int(row['MESA']):02}", "station-count")
        votes = {candidate: int(row[column]) for candidate, column in columns.items()}
        made[key] = StationResult(
            key,
            Grade.C,
            Provenance.ACCREDITED,
            Figures(None, votes, {}),
            votes,
            in_main_total=True,
            rests_on=(number,),
        )
    return results_of(definition, Settlement(made, (), {}, {}, {}), load_announcements(VENEZUELA, definition))
