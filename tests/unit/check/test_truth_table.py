"""The truth table of settling, one case a row, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.check import settle
from tallyproof.election import Definition, parse_definition
from tallyproof.errors import InputError
from tallyproof.model import (
    CheckStatus,
    Figures,
    Grade,
    Provenance,
    ResultKey,
    Settlement,
    StationResult,
    StationTable,
    TallySheet,
    Transcription,
    Way,
)
from tallyproof.tally import results_of

ELECTION = b"""
[election]
id = "town"
title = "Town"
date = 2024-01-01
origin = "example.org/town"
stages = ["station-count", "official"]

[register]
station = "{station}"
place = "{place}"
registered = "voters"
complete = true
cap = { rule = "registered", source = "law" }

[[sources]]
name = "post"
provenance = "accredited"

[[contests]]
id = "mayor"
name = "Mayor"
candidates = [{ id = "a", name = "A" }, { id = "b", name = "B" }]
lines = [
  { id = "a1", name = "A one", candidate = "a" },
  { id = "a2", name = "A two", candidate = "a" },
  { id = "b1", name = "B one", candidate = "b" },
]
counts = [
  { id = "valid", name = "Valid", role = "valid" },
  { id = "null", name = "Null", role = "rejected" },
  { id = "cast", name = "Cast", role = "cast" },
]
identities = [
  { id = "adds-up", left = ["candidates"], right = ["valid"], consequence = "blocks" },
  { id = "papers", left = ["valid", "null"], right = ["cast"], consequence = "inconsistency" },
]
outcome = [{ id = "first", kind = "plurality" }]

[[layouts]]
id = "form"
contest = "mayor"
pattern = '(?P<s>\\w+)!(?P<lines>[\\d,]+)'
station = "{s}"
lines = ["a1", "a2", "b1"]
required_checks = ["register", "within-cap", "adds-up"]

[[tables]]
id = "table"
source = "post"
contest = "mayor"
station = "{S}"
candidates = { a = "A", b = "B" }
required_checks = ["register"]
"""
REGISTER = b"station,place,voters\nS1,P1,100\nS2,P1,100\nS3,P2,100\nS4,P2,0\n"
DEFINITION: Definition = parse_definition({"election.toml": ELECTION, "stations.csv": REGISTER})
KEY = ResultKey("mayor", 1, "S1", "station-count")

GOOD = {"a1": 10, "a2": 5, "b1": 20}
OTHER = {"a1": 11, "a2": 5, "b1": 20}
FULL = {"valid": 35, "null": 1, "cast": 36}
OTHER_FULL = {"valid": 36, "null": 1, "cast": 37}
PAPERS_OFF = {"valid": 35, "null": 1, "cast": 40}


@dataclass(frozen=True)
class Read:
    """One reading of a sheet: how it was made and what it says."""

    way: Way = Way.QR
    reader: str = "machine"
    lines: dict[str, int] | None = None
    candidates: dict[str, int] | None = None
    counts: dict[str, int] | None = None
    constraints: tuple[str, ...] = ()
    station: str | None = "S1"
    registered: int | None = None

    def transcription(self, index: int, *, sheet: int | None = None, table: int | None = None) -> Transcription:
        lines = None if self.candidates is not None else GOOD if self.lines is None else self.lines
        return Transcription(
            index=index,
            contest="mayor",
            round=1,
            stage="station-count",
            station=self.station,
            station_code=self.station or "S11",
            way=self.way,
            reader=self.reader,
            figures=Figures(lines, self.candidates, FULL if self.counts is None else self.counts),
            sheet=sheet,
            table=table,
            registered=self.registered,
            constraints=self.constraints,
        )


class Log:
    """Entries in the order in which they are added; every adding returns the new index."""

    def __init__(self) -> None:
        self.records: list[Json] = [{"kind": "definition", "v": 1}]

    def add(self, record: Json) -> int:
        self.records.append(record)
        return len(self.records) - 1

    def sheet(self, *readings: Read, source: str = "post", known: bool = True, unread: str = "") -> list[int]:
        provenance = Provenance.ACCREDITED if known else Provenance.UNKNOWN
        sheet = TallySheet(len(self.records), (0,), "form", "station-count", "tally-sheet", provenance, source, unread)
        index = self.add(canonical.sheet_record(sheet, contests=["mayor"], round_=1))
        return [index, *(self.read(index, one) for one in readings)]

    def read(self, sheet: int, one: Read) -> int:
        return self.add(canonical.transcription_record(one.transcription(len(self.records), sheet=sheet)))

    def row(self, one: Read, *, known: bool = True, name: str = "table") -> int:
        provenance = Provenance.ACCREDITED if known else Provenance.UNKNOWN
        table = StationTable(len(self.records), name, "post", provenance, 1)
        index = self.add(canonical.table_record(table, commitment="", name="", url="", obtained="", hour=""))
        reading = Read(**{**one.__dict__, "way": Way.TABLE})
        return self.add(canonical.transcription_record(reading.transcription(len(self.records), table=index)))

    def decide(
        self, decision: str, transcription: int | None = None, *, roles: Sequence[str] = ("adjudicator",)
    ) -> int:
        record: Json = {
            "kind": "adjudication", "v": 1, "contest": "mayor", "round": 1, "station": "S1",
            "stage": "station-count", "decision": decision, "roles": list(roles), "reason": "looked at the paper",
        }  # fmt: skip
        if transcription is not None:
            record["transcription"] = transcription
        return self.add(record)

    def status(self, status: str, station: str = "S1") -> int:
        return self.add({"kind": "station_status", "v": 1, "station": station, "status": status})

    def withdraw(self, target: int) -> int:
        return self.add({"kind": "withdraw", "v": 1, "target": target, "reason": "mistake"})

    def settled(self) -> Settlement:
        coded = [canonical.decode(canonical.encode(record)) for record in self.records]
        return settle(DEFINITION, enumerate(coded))

    def result(self) -> StationResult:
        return self.settled().results[KEY]


QR, DIGITS, WORDS = Read(), Read(Way.DIGITS), Read(Way.WORDS)
ONE, TWO = Read(Way.PERSON, "person 1"), Read(Way.PERSON, "person 2")


def with_(read: Read, **changes: Any) -> Read:
    return Read(**{**read.__dict__, **changes})


def differing(read: Read) -> Read:
    return with_(read, lines=OTHER, counts=OTHER_FULL)


def build(*steps: tuple[str, Any]) -> Log:
    """Make a log from steps such as ('sheet', [QR, DIGITS]) or ('decide', 'accept 0')."""
    log = Log()
    readings: list[int] = []
    numbers = count(1)
    for kind, value in steps:
        if kind == "sheet":
            readings += log.sheet(*value)[1:]
        elif kind == "copy":
            readings += log.sheet(*value, source=f"source-{next(numbers)}")[1:]
        elif kind == "unknown":
            readings += log.sheet(*value, source="inbox", known=False)[1:]
        elif kind == "row":
            readings.append(log.row(value))
        elif kind == "unknown-row":
            readings.append(log.row(value, known=False))
        elif kind == "accept":
            log.decide("accept", readings[value])
        elif kind == "two-dispute":
            log.decide("disputed", roles=["adjudicator", "second person"])
        elif kind == "status":
            log.status(value)
        else:
            raise ValueError(kind)
    return log


FEWER = {"null": 1}  # the form without a valid total: a required check cannot run
CASES = [
    # sheets held, readings, checks, decision -> grade, inconsistent, in the main total
    ("one sheet, two agree, all passed", [("sheet", [QR, DIGITS])], "A", False, True),
    ("one sheet, two persons agree", [("sheet", [ONE, TWO])], "A", False, True),
    ("one sheet, a person agrees with the machine", [("sheet", [QR, ONE])], "A", False, True),
    ("several sheets with the same figures, two agree on one",
     [("sheet", [QR, DIGITS]), ("sheet", [QR])], "A", False, True),
    ("two sources, one reading each", [("copy", [QR]), ("copy", [QR])], "A", False, True),
    ("two sources, a required check did not run",
     [("copy", [with_(QR, counts=FEWER)]), ("copy", [with_(QR, counts=FEWER)])], "B", False, True),
    ("two agree, one required check did not run",
     [("sheet", [with_(QR, counts=FEWER), with_(DIGITS, counts=FEWER)])], "B", False, True),
    ("the sum was printed and read apart, so its check runs",
     [("sheet", [with_(QR, counts={"null": 1}), with_(DIGITS, counts={"valid": 35})])], "A", False, True),
    ("a check used in reading never counts as passed",
     [("sheet", [with_(QR, constraints=("adds-up",)), DIGITS])], "B", False, True),
    ("one sheet, one reading", [("sheet", [QR])], "B", False, True),
    ("one sheet, one reading, fewer checks can run", [("sheet", [with_(QR, counts={})])], "B", False, True),
    ("three photographs by one source are one source",
     [("sheet", [QR]), ("sheet", [QR]), ("sheet", [QR])], "B", False, True),
    ("two entries by one person are one", [("sheet", [ONE, ONE])], "B", False, True),
    ("the same machine reading twice in one way is one",
     [("sheet", [QR, with_(QR, reader="newer")])], "B", False, True),
    ("one sheet, readings differ", [("sheet", [QR, differing(DIGITS)])], "quarantined", False, False),
    ("one sheet, a tie of two against two",
     [("sheet", [QR, differing(DIGITS), WORDS, differing(ONE)])], "quarantined", False, False),
    ("one sheet, two agree and a third differs",
     [("sheet", [QR, DIGITS, differing(WORDS)])], "quarantined", False, False),
    ("one person enters two different things", [("sheet", [ONE, differing(ONE)])], "quarantined", False, False),
    ("a blocking identity failed", [("sheet", [with_(QR, lines=OTHER)])], "quarantined", False, False),
    ("a blocking identity failed, two agree",
     [("sheet", [with_(QR, lines=OTHER), with_(DIGITS, lines=OTHER)])], "quarantined", False, False),
    ("a check that failed is not passed by having been used in reading",
     [("sheet", [with_(QR, lines=OTHER, constraints=("adds-up",))])], "quarantined", False, False),
    ("impossible: more ballots than the cap",
     [("sheet", [with_(r, lines={"a1": 90, "a2": 5, "b1": 5}, counts={"valid": 100, "null": 1, "cast": 101})
                 for r in (QR, DIGITS)])], "quarantined", False, False),
    ("impossible: a line above the valid votes",
     [("sheet", [with_(r, lines={"a1": 50, "a2": 0, "b1": 0}, counts={"valid": 40}) for r in (QR, DIGITS)])],
     "quarantined", False, False),
    ("all zeros", [("sheet", [with_(r, lines=dict.fromkeys(GOOD, 0), counts={}) for r in (QR, DIGITS)])],
     "quarantined", False, False),
    ("two agree, the paper does not add up",
     [("sheet", [with_(QR, counts=PAPERS_OFF), with_(DIGITS, counts=PAPERS_OFF)])], "A", True, True),
    ("one reading, the paper does not add up",
     [("sheet", [with_(QR, counts=PAPERS_OFF)])], "quarantined", False, False),
    ("readings differ, adjudicated", [("sheet", [QR, differing(DIGITS)]), ("accept", 0)], "B", False, True),
    ("a blocking check failed, adjudicated", [("sheet", [with_(QR, lines=OTHER)]), ("accept", 0)], "B", False, True),
    ("the paper does not add up, adjudicated",
     [("sheet", [with_(QR, counts=PAPERS_OFF)]), ("accept", 0)], "B", True, True),
    ("rivals of known provenance, adjudicated",
     [("sheet", [QR]), ("copy", [differing(QR)]), ("accept", 1)], "B", False, True),
    ("a figure is missing, adjudicated",
     [("sheet", [with_(QR, lines={"a1": 10, "b1": 20})]), ("accept", 0)], "quarantined", False, False),
    ("a figure is missing", [("sheet", [with_(QR, lines={"a1": 10, "b1": 20})])], "quarantined", False, False),
    ("rivals of known provenance", [("sheet", [QR]), ("copy", [differing(QR)])], "quarantined", False, False),
    ("rivals of known provenance, each well read",
     [("sheet", [QR, DIGITS]), ("copy", [differing(QR), differing(DIGITS)])], "quarantined", False, False),
    ("rivals, and two people say so",
     [("sheet", [QR]), ("copy", [differing(QR)]), ("two-dispute", None)], "disputed", False, False),
    ("an accepted sheet and a rival of unknown provenance",
     [("sheet", [QR, DIGITS]), ("unknown", [differing(QR)])], "A", False, True),
    ("an accepted single reading and a rival of unknown provenance",
     [("sheet", [QR]), ("unknown", [differing(QR), differing(DIGITS)])], "B", False, True),
    ("an accepted table row and a rival of unknown provenance",
     [("row", with_(QR, candidates={"a": 15, "b": 20})), ("unknown", [differing(QR)])], "C", False, True),
    ("only a sheet of unknown provenance", [("unknown", [QR])], "B", False, False),
    ("only a sheet of unknown provenance, two agree", [("unknown", [QR, DIGITS])], "A", False, False),
    ("a sheet and a table of unknown provenance",
     [("unknown", [QR]), ("unknown-row", differing(QR))], "B", False, False),
    ("one table", [("row", QR)], "C", False, True),
    ("tables that agree", [("row", QR), ("row", with_(QR, candidates={"a": 15, "b": 20}))], "C", False, True),
    ("one table of unknown provenance", [("unknown-row", QR)], "C", False, False),
    ("one table, a blocking check failed", [("row", with_(QR, lines=OTHER))], "quarantined", False, False),
    ("one table, the paper does not add up", [("row", with_(QR, counts=PAPERS_OFF))], "quarantined", False, False),
    ("tables that differ", [("row", QR), ("row", differing(QR))], "disputed", False, False),
    ("tables that differ, one of unknown provenance", [("row", QR), ("unknown-row", differing(QR))], "C", False, True),
    ("tables that differ, adjudicated: still no picture",
     [("row", QR), ("row", differing(QR)), ("accept", 0)], "C", False, True),
    ("a sheet read twice and a table that differs",
     [("sheet", [QR, DIGITS]), ("row", differing(QR))], "A", False, True),
    ("a sheet read once and a table that differs",
     [("sheet", [QR]), ("row", differing(QR))], "quarantined", False, False),
    ("a sheet read once and a table that agrees", [("sheet", [QR]), ("row", QR)], "B", False, True),
    ("a sheet read once and a table of unknown provenance that differs",
     [("sheet", [QR]), ("unknown-row", differing(QR))], "B", False, True),
    ("an adjudicated sheet and a table that differs",
     [("sheet", [QR]), ("row", differing(QR)), ("accept", 0)], "B", False, True),
    ("nothing", [], "missing", False, False),
    ("annulled", [("sheet", [QR, DIGITS]), ("status", "annulled")], "annulled", False, False),
    ("annulled without a sheet", [("status", "annulled")], "annulled", False, False),
    ("annulled, though people accepted it",
     [("sheet", [QR]), ("accept", 0), ("status", "annulled")], "annulled", False, False),
    ("annulled and open again", [("sheet", [QR]), ("status", "annulled"), ("status", "open")], "B", False, True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "grade", "inconsistent", "in_main"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_truth_table(steps: list[tuple[str, Any]], grade: str, inconsistent: bool, in_main: bool) -> None:
    result = build(*steps).result()
    assert (result.grade.value, result.inconsistent, result.in_main_total) == (grade, inconsistent, in_main)
    if result.grade.is_counted:
        assert sum(result.candidates.values()) == result.calculated["candidates"]
    else:
        assert not result.rests_on or result.grade is Grade.ANNULLED


def codes(result: StationResult) -> list[str]:
    return [finding.code for finding in result.findings]


# --- rivals of unknown provenance --------------------------------------------------------------


def test_a_thousand_rivals_of_unknown_provenance_move_no_total() -> None:
    log = build(("sheet", [QR]))
    before = results_of(DEFINITION, log.settled()).tallies["mayor"][""]
    for number in range(1000):
        forged = {"a1": 0, "a2": 0, "b1": number % 90 + 1}
        log.sheet(with_(QR, lines=forged, counts={}), source="inbox", known=False)
    result = log.result()
    after = results_of(DEFINITION, log.settled()).tallies["mayor"][""]
    assert result.contested
    assert codes(result).count("rival-of-unknown-provenance") == 1
    assert (after.candidates, after.by_grade, after.coverage) == (before.candidates, before.by_grade, before.coverage)


def test_rivals_of_unknown_provenance_open_the_bounds_again() -> None:
    log = Log()
    for station in ("S1", "S2", "S3"):
        log.sheet(with_(QR, lines={"a1": 90, "a2": 0, "b1": 1}, counts={}, station=station))
    assert _verdict(log) == "cannot-change"
    for station in ("S1", "S2"):
        log.sheet(with_(QR, lines={"a1": 0, "a2": 0, "b1": 90}, counts={}, station=station), known=False)
    assert _verdict(log) == "can-change"


def _verdict(log: Log) -> str:
    return results_of(DEFINITION, log.settled()).tallies["mayor"][""].outcome[0].verdict.value


def test_a_sheet_of_unknown_provenance_that_agrees_contests_nothing() -> None:
    result = build(("sheet", [QR]), ("unknown", [QR])).result()
    assert not result.contested
    assert codes(result) == []
    assert result.grade is Grade.B


def test_stations_of_unknown_provenance_stand_apart_from_the_grades_of_the_main_total() -> None:
    tally = results_of(DEFINITION, build(("unknown", [QR, DIGITS])).settled()).tallies["mayor"][""]
    assert tally.by_grade == {"missing": 3}
    assert tally.outside == 1
    assert tally.valid == 0


def test_one_person_alone_cannot_bring_a_sheet_of_unknown_provenance_into_the_total() -> None:
    log = build(("unknown", [QR]), ("accept", 0))
    assert not log.result().in_main_total
    assert "decision-needs-second-person" in codes(log.result())


def test_one_person_alone_cannot_put_an_unknown_sheet_in_the_place_of_a_known_one() -> None:
    log = build(("sheet", [QR]), ("unknown", [differing(QR)]), ("accept", 1))
    result = log.result()
    assert (result.grade, dict(result.candidates)) == (Grade.B, {"a": 15, "b": 20})


def test_two_people_can_bring_a_sheet_of_unknown_provenance_into_the_total() -> None:
    log = Log()
    _, reading = log.sheet(QR, known=False)
    log.decide("accept", reading, roles=["adjudicator", "second person"])
    assert log.result().in_main_total


def test_one_person_alone_makes_no_station_disputed() -> None:
    log = build(("sheet", [QR]))
    log.decide("disputed", roles=["adjudicator", "adjudicator"])
    assert log.result().grade is Grade.QUARANTINED


# --- decisions, withdrawals --------------------------------------------------------------------


def test_a_known_sheet_that_comes_after_a_decision_and_differs_holds_the_station_back() -> None:
    result = build(("sheet", [QR]), ("accept", 0), ("copy", [differing(QR)])).result()
    assert (result.grade, codes(result)) == (Grade.QUARANTINED, ["differs-from-decision"])


def test_a_rival_of_unknown_provenance_after_a_decision_changes_the_bounds_only() -> None:
    result = build(("sheet", [QR]), ("accept", 0), ("unknown", [differing(QR)])).result()
    assert (result.grade, result.in_main_total, result.contested) == (Grade.B, True, True)


def test_rivals_that_people_saw_when_they_decided_are_decided() -> None:
    result = build(("sheet", [QR]), ("unknown", [differing(QR)]), ("accept", 0)).result()
    assert (result.grade, result.contested) == (Grade.B, False)


def test_a_withdrawn_reading_takes_the_decision_on_it_along() -> None:
    log = Log()
    _, reading = log.sheet(QR)
    log.decide("accept", reading)
    log.withdraw(reading)
    result = log.result()
    assert (result.grade, codes(result)) == (Grade.MISSING, ["decision-lapsed"])


def test_a_withdrawn_sheet_takes_its_readings_along() -> None:
    log = build(("copy", [QR]))
    sheet, *_ = log.sheet(differing(QR), source="other")
    assert log.result().grade is Grade.QUARANTINED
    log.withdraw(sheet)
    assert log.result().grade is Grade.B


def test_a_withdrawal_that_is_withdrawn_has_no_effect() -> None:
    log = Log()
    sheet, *_ = log.sheet(QR)
    withdrawal = log.withdraw(sheet)
    assert log.result().grade is Grade.MISSING
    log.withdraw(withdrawal)
    assert log.result().grade is Grade.B


def test_a_withdrawn_status_is_gone() -> None:
    log = build(("sheet", [QR]))
    log.withdraw(log.status("annulled"))
    assert log.result().grade is Grade.B


def test_a_withdrawn_decision_leaves_the_one_before_it() -> None:
    log = Log()
    _, reading = log.sheet(QR)
    log.decide("quarantine")
    log.withdraw(log.decide("accept", reading))
    assert log.result().grade is Grade.QUARANTINED


# --- particular findings -------------------------------------------------------------------------


def test_a_differing_table_is_named_beside_the_sheet_that_stands() -> None:
    log = Log()
    log.sheet(QR, DIGITS)
    row = log.row(differing(QR))
    result = log.result()
    (finding,) = result.findings
    assert finding.code == "table-differs-from-sheet"
    assert row in finding.entries
    assert dict(result.candidates) == {"a": 15, "b": 20}


def test_one_sheet_that_two_readings_put_at_different_stations_counts_at_neither() -> None:
    log = Log()
    log.sheet(QR, with_(DIGITS, station="S2"))
    results = log.settled().results
    assert {results[KEY._replace(station=one)].grade for one in ("S1", "S2")} == {Grade.QUARANTINED}
    assert codes(results[KEY]) == ["station-differs"]


def test_a_sheet_whose_other_reading_names_no_known_station_is_held_back() -> None:
    log = Log()
    log.sheet(QR, with_(DIGITS, station=None))
    assert codes(log.result()) == ["station-differs"]


def test_three_sheets_of_which_only_two_can_be_compared_are_all_compared() -> None:
    # The first has no count in common with the others; these two contradict each other.
    one, two, three = {"valid": 35}, {"null": 1}, {"null": 2}
    log = build(*(("copy", [with_(QR, counts=counts)]) for counts in (one, two, three)))
    assert codes(log.result()) == ["rival-sheets"]


def test_copies_of_one_sheet_are_named() -> None:
    assert codes(build(("sheet", [QR]), ("sheet", [QR])).result()) == ["copies-of-one-sheet"]


def test_the_same_votes_at_two_stations_of_a_place_are_a_finding_and_block_nothing() -> None:
    log = build(("sheet", [QR]))
    for station in ("S2", "S3"):
        log.sheet(with_(QR, station=station))
    settlement = log.settled()
    found = [(one.code, one.station, one.found) for one in settlement.findings]
    assert found == [("same-figures-in-place", "S2", "S1")]
    assert all(settlement.results[KEY._replace(station=one)].in_main_total for one in ("S1", "S2", "S3"))


def test_an_unknown_station_is_named_with_the_nearest_and_never_guessed() -> None:
    log = Log()
    log.sheet(with_(QR, station=None))
    settlement = log.settled()
    (finding,) = settlement.findings
    assert (finding.code, finding.found) == ("unknown-station", "S11")
    assert "S1" in finding.expected
    assert {one.grade for one in settlement.results.values()} == {Grade.MISSING}


def test_a_reading_of_another_round_counts_nowhere_and_is_named() -> None:
    log = Log()
    sheet, *_ = log.sheet()
    record = canonical.transcription_record(QR.transcription(len(log.records), sheet=sheet))
    log.add({**record, "round": 2})
    settlement = log.settled()
    assert [one.code for one in settlement.findings] == ["other-contest"]
    assert settlement.results[KEY].grade is Grade.MISSING


def test_figures_that_the_contest_does_not_have_are_held_back() -> None:
    result = build(("sheet", [with_(QR, lines={**GOOD, "c1": 5})])).result()
    assert (result.grade, codes(result)) == (Grade.QUARANTINED, ["unknown-figures"])


def test_other_registered_voters_on_the_paper_are_shown_and_block_nothing() -> None:
    result = build(("sheet", [with_(QR, registered=99)])).result()
    assert (result.grade, codes(result)) == (Grade.B, ["registered-differs"])


def test_an_unread_sheet_is_a_finding_until_somebody_reads_it() -> None:
    log = Log()
    sheet, *_ = log.sheet(unread="no-qr-found")
    assert [(one.code, one.found) for one in log.settled().findings] == [("sheet-unread", "no-qr-found")]
    log.read(sheet, ONE)
    assert log.settled().findings == ()


def test_a_decision_on_a_station_that_does_not_exist_is_named() -> None:
    log = Log()
    log.status("annulled", station="S77")
    assert [one.code for one in log.settled().findings] == ["decision-without-station"]


def test_as_written_and_as_calculated_are_both_kept() -> None:
    result = build(("sheet", [with_(r, counts=PAPERS_OFF) for r in (QR, DIGITS)])).result()
    assert result.figures is not None
    assert result.figures.counts["cast"] == 40
    assert result.calculated == {"candidates": 35, "cast": 36}
    assert codes(result) == ["check-failed:papers"]


def test_a_station_without_registered_voters_may_have_no_votes() -> None:
    log = Log()
    log.sheet(with_(QR, station="S4", lines=dict.fromkeys(GOOD, 0), counts={}))
    assert log.settled().results[KEY._replace(station="S4")].grade is Grade.B


def test_a_check_that_was_used_in_reading_says_so() -> None:
    result = build(("sheet", [with_(QR, constraints=("adds-up", "within-cap"))])).result()
    used = {check.id for check in result.checks if check.status is CheckStatus.USED_IN_READING}
    assert used == {"adds-up", "within-cap"}


def test_a_check_that_could_not_run_gives_its_reason() -> None:
    result = build(("sheet", [with_(QR, counts={})])).result()
    idle = {check.id: check.reason for check in result.checks if check.status is CheckStatus.NOT_RUN}
    assert idle == {
        "line-within-valid": "valid-not-on-paper",
        "adds-up": "valid-not-on-paper",
        "papers": "valid-not-on-paper",
    }


# --- entries that cannot be --------------------------------------------------------------------


@pytest.mark.parametrize(
    "record",
    [
        pytest.param({"kind": "surprise", "v": 1}, id="an unknown kind"),
        pytest.param({"kind": ["sheet"], "v": 1}, id="a kind that is a list"),
        pytest.param({"v": 1}, id="no kind"),
        pytest.param({"kind": "withdraw", "v": 1, "target": 9}, id="withdrawing what comes later"),
        pytest.param({"kind": "withdraw", "v": 1, "target": True}, id="withdrawing a truth value"),
        pytest.param({"kind": "station_status", "v": 1, "station": "S1", "status": "eaten"}, id="an unknown status"),
        pytest.param({"kind": "station_status", "v": 1, "station": ["S1"], "status": "open"}, id="a list as station"),
    ],
)
def test_an_entry_that_cannot_be_understood_is_refused(record: Json) -> None:
    with pytest.raises(InputError, match=r"^entry 1: "):
        settle(DEFINITION, [(0, {"kind": "definition", "v": 1}), (1, record)])


def test_an_unknown_kind_that_says_it_touches_no_total_is_passed_over() -> None:
    log = build(("sheet", [QR]))
    log.add({"kind": "weather", "v": 1, "touches_tally": False})
    assert log.result().grade is Grade.B


def test_a_transcription_of_something_that_is_no_sheet_is_refused() -> None:
    log = Log()
    log.read(0, QR)
    with pytest.raises(InputError, match="expected a transcription of a sheet"):
        log.settled()


@pytest.mark.parametrize(
    "changes",
    [
        {"roles": "adjudicator"},
        {"roles": []},
        {"roles": [1]},
        {"reason": None},
        {"station": ["S1"]},
        {"station": "S2"},
        {"round": True},
        {"decision": "guess"},
        {"transcription": None},
        {"transcription": 1},
        {"v": 2},
    ],
    ids=str,
)
def test_a_malformed_decision_is_refused(changes: dict[str, Any]) -> None:
    log = Log()
    _, reading = log.sheet(QR)
    log.decide("accept", reading)
    log.records[-1].update(changes)
    with pytest.raises(InputError, match=r"^entry 3: "):
        log.settled()


# --- what holds for all logs ---------------------------------------------------------------------

READS = st.builds(
    lambda way, reader, lines, counts, constraints: Read(
        way, reader if way is Way.PERSON else "machine", lines=lines, counts=counts, constraints=constraints
    ),
    st.sampled_from([Way.QR, Way.DIGITS, Way.PERSON]),
    st.sampled_from(["person 1", "person 2"]),
    st.sampled_from([GOOD, GOOD, GOOD, OTHER, {"a1": 10}]),
    st.sampled_from([FULL, FULL, FEWER, {}, PAPERS_OFF, {"valid": 35}]),
    st.sampled_from([(), (), ("adds-up",)]),
)
SHEETS = st.tuples(st.lists(READS, min_size=1, max_size=3), st.sampled_from(["post", "desk"]), st.booleans())
TABLES = st.tuples(READS, st.booleans())


def _facts(log: Log) -> tuple[object, ...]:
    result = log.result()
    figures = result.figures
    return (
        result.grade,
        result.provenance,
        dict(result.candidates),
        None if figures is None else (figures.lines, dict(figures.counts)),
        (result.inconsistent, result.in_main_total, result.contested),
        {(check.id, check.status) for check in result.checks},
        set(codes(result)),
    )


@given(st.lists(st.one_of(SHEETS, TABLES), max_size=4), st.randoms(use_true_random=False))
def test_the_order_in_which_papers_arrive_never_matters(papers: list[Any], random: Any) -> None:
    def logged(order: list[Any]) -> Log:
        log = Log()
        for one in order:
            if isinstance(one[0], Read):
                log.row(one[0], known=one[1])
            else:
                log.sheet(*one[0], source=one[1], known=one[2])
        return log

    shuffled = [one if isinstance(one[0], Read) else (random.sample(one[0], len(one[0])), *one[1:]) for one in papers]
    random.shuffle(shuffled)
    assert _facts(logged(papers)) == _facts(logged(shuffled))


@given(st.lists(SHEETS, max_size=4))
def test_readings_that_differ_on_known_sheets_are_never_counted(papers: list[Any]) -> None:
    log = Log()
    for readings, source, known in papers:
        log.sheet(*readings, source=source, known=known)
    result = log.result()
    said = {item for readings, _, known in papers if known for one in readings for item in (one.lines or {}).items()}
    if len(said) > len({line for line, _ in said}):
        assert not result.in_main_total
