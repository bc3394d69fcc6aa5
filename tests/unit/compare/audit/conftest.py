"""A log of an election with a release, and the acts of a check appended to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import pytest

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.compare.audit import Audit, Manifest, audits_of, draws_of, latest, manifest_of
from tallyproof.derive import results_from_records
from tallyproof.election import Definition, parse_definition
from tallyproof.model import (
    AuditAct,
    AuditDraw,
    AuditPlan,
    AuditReadings,
    Figures,
    Provenance,
    Rereading,
    StationTable,
    TallySheet,
    Transcription,
    Way,
)
from tallyproof.tally import Results

SEED = "dice 6 1 4 4 2 5 3 6 1 2 2 5 6 3 3 1 5 4 6 2"
ELECTION = """
[election]
id = "toy"
title = "Toy"
date = 2026-01-01
origin = "example.org/toy"

[[levels]]
id = "state"
name = "State"
code = "{S}"
label = "State {S}"

[register]
station = "{ID}"
place = "{PLACE}"
registered = "ROLL"
complete = true
CAP

[[sources]]
name = "party"
provenance = "accredited"

[[contests]]
id = "mayor"
name = { en = "Mayor", es = "Alcaldía" }
candidates = [{ id = "ana", name = "Ana" }, { id = "ben", name = "Ben" }, { id = "cai", name = "Cai" }]
lines = [
  { id = "ana-1", name = "One", candidate = "ana" }, { id = "ana-2", name = "Two", candidate = "ana" },
  { id = "ben-1", name = "Three", candidate = "ben" }, { id = "cai-1", name = "Four", candidate = "cai" },
]
OUTCOME

[[layouts]]
id = "slip"
contest = "mayor"
pattern = 'T(?P<c>[0-9]+)!(?P<lines>[0-9]+,[0-9]+,[0-9]+)'
station = "{c}"
candidates = ["ana", "ben", "cai"]
required_checks = ["register", "within-cap"]

[[tables]]
id = "rows"
source = "party"
contest = "mayor"
station = "{ID}"
candidates = { ana = "A", ben = "B", cai = "C" }
"""
CAP = 'cap = { rule = "registered", source = "roll" }'
OUTCOME = """
[[contests.outcome]]
id = "first-place"
kind = "plurality"
"""
VOTES = {f"{number:02}": (60 + number % 3, 30, 5) for number in range(1, 21)}


@dataclass
class Log:
    """A log of an election: what was settled, and what was done since."""

    definition: Definition
    records: list[Json]
    votes: Mapping[str, tuple[int, int, int]]
    release: int = 0
    files: dict[str, bytes] = field(default_factory=dict)

    def results(self, entries: int | None = None) -> Results:
        return results_from_records(self.definition, self.records[:entries])

    def publish(self) -> None:
        self.release = len(self.records)
        self.records.append(canonical.release_record(entries=self.release, manifest=b"manifest"))

    def manifest(self, scope: str = "all") -> Manifest:
        return manifest_of(self.results(self.release), "mayor", scope)

    def add(self, act: AuditAct) -> int:
        self.records.append(canonical.audit_record(act))
        return len(self.records) - 1

    def plan(self, **changes: Any) -> int:
        scope = changes.get("scope", "all")
        plan = AuditPlan(
            contest="mayor",
            stage="station-count",
            scope=scope,
            method="kaplan-markov",
            risk_limit="5",
            expected="0",
            entries=self.release,
            release=self.records[self.release]["manifest"],
            manifest=self.manifest(scope).sha256,
        )
        return self.add(replace(plan, **changes))

    def draw(self, plan: int, number: int, *, before: int = 0) -> tuple[str, ...]:
        stream = draws_of(self.manifest(self.records[plan]["scope"]), SEED)
        stations = tuple(islice(stream, before + number))[before:]
        self.add(AuditDraw(plan, SEED, before + 1, stations))
        return stations

    def read(self, plan: int, stations: Sequence[str], found: Mapping[str, Sequence[int] | str] | None = None) -> None:
        """Read stations anew as they were settled, or as `found` says: votes, or why not."""
        readings = []
        for station in dict.fromkeys(stations):
            what = (found or {}).get(station, self.votes[station])
            if isinstance(what, str):
                readings.append(Rereading(station, what))
            else:
                votes = dict(zip(("ana", "ben", "cai"), what, strict=True))
                readings.append(Rereading(station, "read", candidates=votes))
        self.add(AuditReadings(plan, 1, tuple(readings)))

    def decide(self) -> str:
        outcome = self.last().outcome()
        self.add(outcome)
        return outcome.decision

    def last(self) -> Audit:
        audit = latest(self.audits(), "mayor")
        assert audit is not None
        return audit

    def audits(self) -> tuple[Audit, ...]:
        return audits_of(self.definition, self.records)


@pytest.fixture
def log() -> Callable[..., Log]:
    """Return a maker of logs with a release: stations read from sheets, and rows of a table for others."""

    def make(
        votes: Mapping[str, tuple[int, int, int]] = VOTES,
        *,
        table: Mapping[str, tuple[int, int, int]] | None = None,
        roll: int = 100,
        outcome: str = OUTCOME,
        cap: str = CAP,
        by_line: tuple[str, ...] = (),
    ) -> Log:
        rows = {**votes, **(table or {})}
        register = "\n".join(
            ["ID,S,PLACE,ROLL", *(f"{one},{int(one) // 2 % 2},{int(one) // 2},{roll}" for one in rows)]
        )
        text = ELECTION.replace("OUTCOME", outcome).replace("CAP", cap)
        files = {"election.toml": text.encode(), "stations.csv": register.encode()}
        definition = parse_definition(files)
        records: list[Json] = [canonical.definition_record(files=definition.hashes(), why="first", hour="")]
        for station, row in votes.items():
            records += _of_sheet(len(records), station, row, by_line=station in by_line)
        at = len(records)
        if table:
            held = StationTable(0, "rows", "party", Provenance.ACCREDITED, len(table))
            records.append(canonical.table_record(held, commitment="00", name="t", url="", obtained="", hour=""))
        for number, (station, row) in enumerate((table or {}).items(), 2):
            records.append(_transcription(station, row, Way.TABLE, table=at, row=number))
        found = Log(definition, records, rows, files=files)
        found.publish()
        return found

    return make


def _of_sheet(start: int, station: str, row: tuple[int, int, int], *, by_line: bool) -> list[Json]:
    image = canonical.image_record(
        commitment="00", raster="00", width=1, height=1, page=1, of=1, source="party", provenance="accredited", hour=""
    )
    sheet = TallySheet(0, (start,), "slip", "station-count", "tally-sheet", Provenance.ACCREDITED, "party")
    return [
        image,
        canonical.sheet_record(sheet, contests=["mayor"], round_=1),
        _transcription(station, row, Way.QR, sheet=start + 1, by_line=by_line),
    ]


def _transcription(station: str, votes: tuple[int, int, int], way: Way, *, by_line: bool = False, **of: Any) -> Json:
    ana, ben, cai = votes
    lines = {"ana-1": ana - 1, "ana-2": 1, "ben-1": ben, "cai-1": cai} if by_line else None
    figures = Figures(lines, None if by_line else {"ana": ana, "ben": ben, "cai": cai}, {})
    reading = Transcription(
        index=0,
        contest="mayor",
        round=1,
        stage="station-count",
        station=station,
        station_code=station,
        way=way,
        reader="test",
        figures=figures,
        **of,
    )
    return canonical.transcription_record(reading)
