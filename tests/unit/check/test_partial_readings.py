"""Readings that leave figures unread: they contradict nobody, support nobody, and never make a result alone."""

from __future__ import annotations

import pytest
from tests.unit.check.test_truth_table import FULL, GOOD, OTHER, Log, Read, build, codes, with_

from tallyproof.model import Grade, Way

QR, DIGITS, WORDS = Read(), Read(Way.DIGITS), Read(Way.WORDS)
A1, B1 = {"a1": 10}, {"b1": 20}
WITHOUT_A1 = {"a2": 5, "b1": 20}
WITHOUT_B1 = {"a1": 10, "a2": 5}


def test_a_reading_that_leaves_every_doubtful_figure_unread_agrees_with_the_one_that_has_them() -> None:
    result = build(("sheet", [QR, with_(DIGITS, lines=WITHOUT_A1, counts={})])).result()
    assert (result.grade, result.candidates) == (Grade.B, {"a": 15, "b": 20})


def test_partial_readings_that_together_give_every_figure_twice_make_grade_a() -> None:
    readings = [QR, with_(DIGITS, lines=WITHOUT_A1), with_(WORDS, lines=A1, counts={})]
    assert build(("sheet", readings)).result().grade is Grade.A


def test_partial_readings_that_together_give_every_figure_once_make_grade_b() -> None:
    readings = [with_(DIGITS, lines=WITHOUT_A1), with_(WORDS, lines=A1, counts={})]
    result = build(("sheet", readings)).result()
    assert (result.grade, dict(result.figures.lines or {}) if result.figures else None) == (Grade.B, GOOD)


def test_a_figure_that_nobody_read_quarantines_the_sheet_and_is_named() -> None:
    result = build(("sheet", [with_(DIGITS, lines=WITHOUT_A1), with_(QR, lines=WITHOUT_A1)])).result()
    assert (result.grade, codes(result)) == (Grade.QUARANTINED, ["figures-incomplete"])
    assert result.findings[0].found == "a1"


def test_a_partial_reading_that_differs_in_what_it_has_quarantines_the_sheet() -> None:
    result = build(("sheet", [QR, with_(DIGITS, lines={"a1": OTHER["a1"]}, counts={})])).result()
    assert (result.grade, codes(result)) == (Grade.QUARANTINED, ["readings-differ"])


def test_a_sheet_on_two_pictures_is_read_from_both() -> None:
    """The upper part carries the rows, the lower part the QR code; neither is a rival of the other."""
    log = Log()
    log.sheet(with_(DIGITS, lines=WITHOUT_B1, counts={}), source="post")
    log.sheet(QR, with_(DIGITS, lines=B1, counts=FULL), source="post")
    result = log.result()
    assert result.grade is Grade.A
    assert codes(result) == ["copies-of-one-sheet"]


@pytest.mark.parametrize("second", ["person 1", "person 2"])
def test_two_photographs_of_one_source_keyed_by_people_are_not_two_readings(second: str) -> None:
    """A role is counted within its sheet only, so the two may be one person."""
    log = Log()
    log.sheet(Read(Way.PERSON, "person 1"), source="post")
    log.sheet(Read(Way.PERSON, second), source="post")
    assert log.result().grade is Grade.B


def test_a_sheet_of_an_unknown_station_is_one_finding_however_many_ways_it_was_read() -> None:
    log = Log()
    log.sheet(with_(QR, station="S9"), with_(DIGITS, station="S9"), with_(WORDS, station="S9"))
    (finding,) = [one for one in log.settled().findings if one.code == "unknown-station"]
    assert (finding.found, len(finding.entries)) == ("S9", 3)


def test_print_alone_says_that_the_code_of_its_form_was_not_read() -> None:
    assert codes(build(("sheet", [DIGITS, WORDS])).result()) == ["code-not-read"]
    assert codes(build(("sheet", [QR, DIGITS])).result()) == []
