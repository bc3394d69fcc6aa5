"""What a report says of the outcome: whole sentences in two languages, with numbers that follow from each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tallyproof.compare.outcome import outcome_parts
from tallyproof.compare.part import Part
from tallyproof.model import Grade
from tallyproof.tally import Results

ROWS = [
    ("1", "N", "p", 100, (60, 20, 5)),
    ("2", "N", "p", 100, (50, 25, 0)),
    ("3", "S", "q", 100, (45, 30, 5)),
    ("4", "S", "q", 20, None),
    ("5", "S", "r", 30, None),
]
RULES = (
    '[{ id = "first", kind = "plurality" }, { id = "half", kind = "threshold", share = "50%" }, '
    '{ id = "ten", kind = "lead", points = "10%", inclusive = true }, { id = "spread", kind = "unsupported" }]'
)


def part(parts: tuple[Part, ...], name: str) -> Part:
    return next(one for one in parts if one.id.startswith(name))


def statements(found: Part, code: str) -> list[dict[str, str]]:
    return [dict(one.values) for one in found.statements if one.code == code]


def test_every_condition_is_answered_with_the_numbers_it_follows_from(
    country: Callable[..., Results], said: Callable[..., list[str]]
) -> None:
    parts = outcome_parts(country(ROWS, outcome=RULES, grades={"5": Grade.QUARANTINED}))
    bounds = part(parts, "bounds")
    (first,) = statements(bounds, "first")
    assert (first["margin"], first["outstanding"], first["verdict"]) == ("80", "50", "cannot-change")
    assert int(first["margin"]) == int(first["leader_votes"]) - int(first["runner_up_votes"])
    (half,) = statements(bounds, "threshold")
    assert (half["low_percent"], half["high_percent"], half["now"]) == ("53.448", "70.69", "holds")
    (ten,) = statements(bounds, "lead")
    assert (ten["points_percent"], ten["margin_percent"], ten["verdict"]) == ("10", "33.333", "cannot-change")
    assert statements(bounds, "bound-not-computed") == [{"condition": "spread", "reason": "unsupported-rule"}]
    assert statements(bounds, "final-lead")[0]["low"] == "30"
    english = said(parts)
    assert (
        "First place: Ana leads Ben by 80 votes, and 50 votes are still possible. "
        "This cannot change under these assumptions." in english
    )
    assert len(said(parts, "es")) == len(english)


def test_missing_stations_stand_with_their_reasons_by_area(country: Callable[..., Results]) -> None:
    bounds = part(outcome_parts(country(ROWS, grades={"5": Grade.QUARANTINED})), "bounds")
    (missing,) = statements(bounds, "missing")
    assert (missing["missing"], missing["nothing_held"], missing["quarantined"]) == ("2", "1", "1")
    table = next(one for one in bounds.tables if one.id == "missing")
    assert [row[0] for row in table.rows] == ["", "S"]
    assert table.rows[1][-3:] == ("2", "50", "50")


def test_stations_known_only_from_a_roll_are_missing_too(country: Callable[..., Results]) -> None:
    roll = '[[universe]]\nid = "roll"\nstations = 9\nregistered = 500\nsource = "council"'
    parts = outcome_parts(country(ROWS, register="complete = false", rolls=roll))
    (missing,) = statements(part(parts, "bounds"), "missing")
    assert (missing["missing"], missing["unlisted"]) == ("6", "4")
    (voters,) = statements(part(parts, "bounds"), "missing-electors")
    assert (voters["listed_registered"], voters["unlisted_registered"]) == ("50", "150")


def test_a_contested_station_has_its_own_sentence(
    country: Callable[..., Results], said: Callable[..., list[str]]
) -> None:
    parts = outcome_parts(country(ROWS, contested=["1"], outcome=RULES))
    (first,) = statements(part(parts, "bounds"), "first-contested")
    assert (first["margin"], first["secure_margin"], first["outstanding"]) == ("80", "40", "150")
    assert first["verdict"] == "can-change"
    assert any("may bring anything within their caps instead" in one for one in said(parts))
    assert said(parts, "es")


@pytest.mark.parametrize(
    ("rows", "options", "code", "reason"),
    [
        ([("1", "N", "p", 9, None)], {}, "bound-not-computed", "no-votes-counted"),
        ([("1", "N", "p", 9, (0, 0, 0))], {}, "bound-not-computed", "no-votes-counted"),
        (ROWS, {"outcome": "[]"}, "not-computed", "no-conditions"),
        (ROWS, {"gate": "90%"}, "not-computed", "gate"),
        (ROWS, {"cap": ""}, "bound-not-computed", "register-incomplete"),
        (ROWS, {"register": "complete = false"}, "bound-not-computed", "register-incomplete"),
        ([*ROWS, ("6", "S", "r", None, None)], {}, "bound-not-computed", "register-incomplete"),
    ],
)
def test_what_is_not_known_is_said_and_nothing_else(
    country: Callable[..., Results], said: Callable[..., list[str]], rows: Any, options: Any, code: str, reason: str
) -> None:
    parts = outcome_parts(country(rows, **options))
    found = [one.values["reason"] for one in part(parts, "bounds").statements if one.code == code]
    assert found == [reason]
    assert not statements(part(parts, "bounds"), "first")
    for language in ("en", "es"):
        assert said(parts, language)


def test_one_candidate_and_one_station_make_whole_sentences(
    country: Callable[..., Results], said: Callable[..., list[str]]
) -> None:
    parts = outcome_parts(country([("1", "N", "p", 9, (4,)), ("2", "N", "p", 9, None)], candidates=1))
    text = " ".join(said(parts))
    assert "Ana is the only candidate with 4 votes. This cannot change under these assumptions." in text
    assert "1 station is not counted" in text
    assert said(parts, "es")


def test_a_tie_is_no_lead(country: Callable[..., Results], said: Callable[..., list[str]]) -> None:
    parts = outcome_parts(country([("1", "N", "p", 9, (4, 4, 0))]))
    text = " ".join(said(parts))
    assert "No station is missing: all 1 that are expected are counted or annulled." in text
    assert "Ana and Ben have 4 votes each, and 0 votes are still possible. This cannot change" in text


def test_the_count_as_it_grew_has_its_pictures_and_says_what_order_is(
    country: Callable[..., Results], said: Callable[..., list[str]]
) -> None:
    found = part(outcome_parts(country(ROWS)), "growth")
    assert [one.id for one in found.pictures] == ["margin", "bounds"]
    (since,) = statements(found, "fast-since")
    assert (since["since"], since["since_percent"]) == ("3", "60")
    assert any("Arrival is not random" in one for one in said([found]))
    assert any("El orden de llegada no es aleatorio" in one for one in said([found], "es"))


def test_the_table_of_areas_answers_each_condition_in_each_area(country: Callable[..., Results]) -> None:
    bounds = part(outcome_parts(country(ROWS, outcome=RULES)), "bounds")
    table = next(one for one in bounds.tables if one.id == "area-bounds")
    answers = {(row[0], row[1]): row[7] for row in table.rows}
    assert answers[("N", "first")] == "answer-cannot-change"
    assert answers[("S", "first")] == "answer-can-change"
    assert answers[("S", "spread")] == "answer-not-computed"
    assert len(table.rows) == 8
