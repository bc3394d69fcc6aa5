"""What people have to key: the figures that no reading of a sheet gives, and no others."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.check.test_truth_table import DEFINITION, FULL, GOOD, Log, Read

from tallyproof import canonical
from tallyproof.model import FieldState, Way
from tallyproof.steps.unread import UnreadSheet, unread_sheets
from tallyproof.tally import results_of

LOOKED_FOR = dict.fromkeys((*GOOD, *FULL), 500_000)
"""A reader gives every field that it looked for a confidence, those that it leaves unread too."""


def add(log: Log, sheet: int, way: Way, lines: dict[str, int], counts: dict[str, int], **states: FieldState) -> int:
    one = Read(way, lines=lines, counts=counts).transcription(len(log.records), sheet=sheet)
    figures = replace(one.figures, states=states)
    return log.add(canonical.transcription_record(replace(one, figures=figures, confidence=LOOKED_FOR)))


def without(figures: dict[str, int], *names: str) -> dict[str, int]:
    return {name: value for name, value in figures.items() if name not in names}


def unread(log: Log) -> tuple[UnreadSheet, ...]:
    return unread_sheets(results_of(DEFINITION, log.settled()))


def test_a_figure_that_every_way_leaves_unread_is_to_be_keyed() -> None:
    log = Log()
    (sheet,) = log.sheet()
    add(log, sheet, Way.DIGITS, without(GOOD, "a1", "b1"), without(FULL, "null"))
    add(log, sheet, Way.WORDS, without(GOOD, "a1"), without(FULL, "null"))
    assert unread(log) == (UnreadSheet(sheet, "S1", "mayor", ("a1", "null")),)


def test_a_sheet_of_which_every_figure_is_read_is_not_listed() -> None:
    log = Log()
    (sheet,) = log.sheet()
    add(log, sheet, Way.DIGITS, without(GOOD, "a1"), FULL)
    add(log, sheet, Way.WORDS, without(GOOD, "b1"), FULL)
    assert unread(log) == ()


def test_what_a_person_keyed_or_called_illegible_is_not_listed_again() -> None:
    log = Log()
    (sheet,) = log.sheet()
    add(log, sheet, Way.BOXES, without(GOOD, "a1", "b1"), without(FULL, "null"))
    add(log, sheet, Way.PERSON, GOOD, without(FULL, "null"), null=FieldState.ILLEGIBLE)
    assert unread(log) == ()


def test_what_another_picture_of_the_station_gives_is_not_listed() -> None:
    log = Log()
    (one,) = log.sheet()
    add(log, one, Way.BOXES, without(GOOD, "a1"), without(FULL, "null"))
    assert unread(log)[0].figures == ("a1", "null")
    (other,) = log.sheet()
    add(log, other, Way.BOXES, GOOD, without(FULL, "null"))
    assert [one.figures for one in unread(log)] == [("null",), ("null",)]


def test_a_withdrawn_sheet_is_not_listed() -> None:
    log = Log()
    (sheet,) = log.sheet()
    add(log, sheet, Way.BOXES, without(GOOD, "a1"), FULL)
    log.withdraw(sheet)
    assert unread(log) == ()


def test_it_says_the_station_the_figures_and_the_file() -> None:
    one = UnreadSheet(7, "S1", "mayor", ("a1", "null"))
    assert one.as_text(["evidence/ab/cd", "evidence/ef/01, page 2"]) == (
        "S1; a1, null; entries 7; received as evidence/ab/cd, evidence/ef/01, page 2"
    )
    assert one.as_text([]) == "S1; a1, null; entries 7"
    assert one.as_json(["evidence/ab/cd"]) == {
        "station": "S1",
        "contest": "mayor",
        "figures": ["a1", "null"],
        "entries": [7],
        "received": ["evidence/ab/cd"],
    }
