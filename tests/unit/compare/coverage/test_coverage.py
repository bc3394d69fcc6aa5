"""What is held, in sentences, tables and a picture: exact, and never more than is known."""

from __future__ import annotations

from collections.abc import Callable

from tallyproof.compare.coverage import BOOK, coverage_parts
from tallyproof.compare.naming import all_names
from tallyproof.compare.part import Part
from tallyproof.model import Grade
from tallyproof.tally import Results


def _part(results: Results) -> Part:
    (part,) = coverage_parts(results, "mayor")
    return part


def _said(results: Results, language: str = "en") -> dict[str, str]:
    names = all_names(results.definition, "mayor", language)
    return {one.code: BOOK.sentence(one, language, names) for one in _part(results).statements}


def test_coverage_is_counted_of_what_the_roll_says(results: Callable[..., Results]) -> None:
    said = _said(results())
    assert said["coverage"] == "3 of 4 polling stations are counted (75%); 1 is not."
    assert said["voters"].startswith("The counted stations have 300 registered voters, 75% of the 400")
    assert said["votes"] == "The counted stations have 255 valid votes."


def test_a_complete_register_is_what_coverage_is_counted_of(results: Callable[..., Results]) -> None:
    said = _said(results(rolls="", complete=True))
    assert said["coverage-register"].startswith("3 of the 3 polling stations of the register are counted (100%)")


def test_without_a_universe_no_coverage_is_given(results: Callable[..., Results]) -> None:
    said = _said(results(rolls=""))
    assert "coverage" not in said
    assert "no coverage can be given" in said["coverage-unknown"]


def test_figures_of_a_table_are_never_called_read_sheets(results: Callable[..., Results]) -> None:
    assert "their figures come from a published table" in _said(results())["grades-table"]
    read = _said(results(grade=Grade.A))
    assert "3 stations with two agreeing readings" in read["grades"]
    assert "grades-table" not in read


def test_where_nothing_is_held_nothing_is_said_of_votes(results: Callable[..., Results]) -> None:
    part = _part(results({}))
    assert {one.code for one in part.statements} == {"coverage", "no-station"}
    assert part.tables == ()
    assert part.pictures == ()


def test_contested_stations_are_counted_and_named(results: Callable[..., Results]) -> None:
    assert "1 of the counted stations has a rival sheet" in _said(results(contested=("2",)))["contested"]


def test_shares_by_area_are_of_the_votes_counted_there(results: Callable[..., Results]) -> None:
    part = _part(results())
    votes, areas = part.tables
    assert votes.rows == (("ana", "165", "64.71"), ("ben", "75", "29.41"), ("cai", "15", "5.88"))
    by_area = {row[0]: row for row in areas.rows}
    assert by_area["north"][1:3] == ("2", "170")
    (picture,) = part.pictures
    assert picture.y.low == "0"
    assert [one.name for one in picture.series] == [row[0] for row in votes.rows[:2]]


def test_the_first_page_gets_coverage_and_how_it_was_read(results: Callable[..., Results]) -> None:
    codes = [one.code for one in _part(results()).headline]
    assert codes[:2] == ["coverage", "grades-table"]


def test_spanish_says_the_same_numbers(results: Callable[..., Results]) -> None:
    assert _said(results(), "es")["coverage"] == "Están contadas 3 de 4 mesas (75\N{NO-BREAK SPACE}%); faltan 1."
