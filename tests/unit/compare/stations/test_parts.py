"""What is said of figures by station: every pair that there is, with what is left out, and nothing on causes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from string import Formatter

import polars
import pytest

from tallyproof.compare.naming import all_names
from tallyproof.compare.part import Part
from tallyproof.compare.phrasing import LANGUAGES
from tallyproof.compare.printed import part_text
from tallyproof.compare.statement import Statement
from tallyproof.compare.stations import BOOK, Side, english, pair_part, station_parts
from tallyproof.election import Definition
from tallyproof.election.register import MAX_NEAREST
from tallyproof.election.schema import Contest
from tallyproof.errors import UsageError
from tallyproof.tally import Results

NIGHT = {"1": (50, 30, 5), "2": (40, 35, 5), "4": (10, 20, 3)}
MORNING = {"1": (50, 30, 5), "2": (47, 33, 5), "4": (10, 20, 3), "5": (60, 30, 1)}
Made = Callable[..., Results]


def _said(part: Part, code: str) -> Statement:
    return next(one for one in part.statements if one.code == code)


def _codes(part: Part) -> list[str]:
    return [one.code for one in part.statements]


def test_every_two_stages_with_figures_are_compared_and_then_their_movement(results: Made) -> None:
    parts = station_parts(results({"night": NIGHT, "morning": MORNING}), "mayor")
    assert [one.id for one in parts] == ["mayor-stations-stage-night-stage-morning", "mayor-movement"]
    differing = _said(parts[0], "pair-differing").values
    assert (differing["matched"], differing["differing"], differing["same"]) == ("3", "1", "2")


def test_one_stage_alone_gives_nothing_to_compare(results: Made) -> None:
    assert station_parts(results({"night": NIGHT}), "mayor") == ()


def test_stations_that_only_a_check_holds_back_are_compared_and_said_so(results: Made) -> None:
    first, _ = station_parts(results({"night": NIGHT, "morning": MORNING}, checked=("2",)), "mayor")
    assert _said(first, "pair-differing").values["differing"] == "1"
    assert _said(first, "side-checked").values == {"checked": "1", "side": "stage:night"}


def test_the_whole_difference_is_what_differs_and_what_is_on_one_side_only(results: Made) -> None:
    first, _ = station_parts(results({"night": NIGHT, "morning": MORNING}), "mayor")
    values = _said(first, "pair-whole").values
    assert {key: values[key] for key in ("left_whole", "right_whole", "difference", "effect", "arrived", "gone")} == {
        "left_whole": "15",
        "right_whole": "54",
        "difference": "39",
        "effect": "9",
        "arrived": "30",
        "gone": "0",
    }


def test_equal_stages_are_said_to_be_equal(results: Made) -> None:
    first, _ = station_parts(results({"night": NIGHT, "final": NIGHT}), "mayor")
    assert "pair-same" in _codes(first)
    assert "pair-differing" not in _codes(first)
    assert [one.id for one in first.tables] == ["pair-items", "pair-areas"]


def test_stages_without_a_station_in_common_compare_nothing(results: Made) -> None:
    first, _ = station_parts(results({"night": {"1": (1, 2, 3)}, "final": {"2": (3, 2, 1)}}), "mayor")
    assert "pair-none-joined" in _codes(first)
    assert not {"pair-differing", "pair-margin", "pair-directions"} & set(_codes(first))


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [({}, NIGHT, "without-rows"), (NIGHT, {}, "without-rows"), ({}, {}, "without-rows")],
)
def test_a_side_without_figures_is_named(
    left: object,
    right: object,
    reason: str,
    side: Callable[..., Side],
    contest: Contest,
    definition: Definition,
    register: polars.DataFrame,
) -> None:
    part = pair_part(side(left), side(right), contest, definition, register)
    assert part.statements[0].values["reason"] == reason


def test_more_ballots_than_voters_and_broken_sums_are_counted_on_each_side(
    side: Callable[..., Side], contest: Contest, definition: Definition, register: polars.DataFrame
) -> None:
    left = side({"1": (60, 40, 5), "2": (10, 10, 0)}, id="a", count__null=[0, 1], count__valid=[105, 21])
    right = side({"1": (60, 40, 0), "2": (10, 10, 0)}, id="b", count__null=[0, None], count__valid=[100, 20])
    part = pair_part(left, right, contest, definition, register)
    told = {
        (one.code, one.values["side"]): (one.values["failed"], one.values["ran"])
        for one in part.statements
        if one.code in ("side-above-registered", "side-identity")
    }
    assert told == {
        ("side-above-registered", "table:a"): ("1", "2"),
        ("side-identity", "table:a"): ("1", "2"),
        ("side-above-registered", "table:b"): ("0", "1"),
        ("side-identity", "table:b"): ("0", "2"),
    }


def test_codes_without_a_station_are_listed_with_the_nearest_and_joined_with_none(
    side: Callable[..., Side], contest: Contest, definition: Definition, register: polars.DataFrame
) -> None:
    right = replace(side(NIGHT), unmatched=("01", "zz"), repeated=("6",), left_out=3, held_back=("3",))
    part = pair_part(side(NIGHT), right, contest, definition, register)
    table = next(one for one in part.tables if one.id == "pair-unmatched")
    assert table.rows == (("table:table", "01", "1"), ("table:table", "zz", ""))
    told = {one.code: dict(one.values) for one in part.statements if one.code.startswith("side-")}
    assert told["side-unmatched"]["unmatched"] == "2"
    assert told["side-repeated"]["ids"] == "6"
    assert (told["side-left-out"]["rows"], told["side-held-back"]["held_back"]) == ("3", "1")


def test_a_table_is_cut_and_says_how_many_rows_are_left(results: Made) -> None:
    held = results({"night": NIGHT, "morning": MORNING})
    short, _ = station_parts(held, "mayor", most=1)
    whole, _ = station_parts(held, "mayor", most=None)
    cut, full = (next(one for one in part.tables if one.id == "pair-margins") for part in (short, whole))
    assert (len(cut.rows), cut.left_out) == (1, 2)
    assert (len(full.rows), full.left_out) == (3, 0)


def test_an_unknown_contest_or_level_is_refused(results: Made) -> None:
    held = results({"night": NIGHT})
    with pytest.raises(UsageError, match="contest: expected one of mayor"):
        station_parts(held, "king")
    with pytest.raises(UsageError, match="level: expected one of state, got 'street'"):
        station_parts(held, "mayor", levels=["street"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_parts_are_shown_in_every_language_and_name_no_cause(results: Made, language: str) -> None:
    held = results({"night": NIGHT, "morning": MORNING, "final": {"1": (50, 30, 5)}})
    names = all_names(held.definition, "mayor", language)
    for part in station_parts(held, "mayor"):
        text = part_text(part, language, names)
        assert "{" not in text
        assert not {"because", "fraud", "porque", "fraude"} & set(text.lower().split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said_of_one_and_of_many(language: str) -> None:
    for code, text in english.SENTENCES.items():
        keys = [name for _, name, _, _ in Formatter().parse(text) if name]
        for number in ("1", "2"):
            values = {key: "one-stage" if key == "reason" else number for key in keys}
            values.update({key: "side-stage" for key in ("left_kind", "right_kind") if key in keys})
            said = BOOK.sentence(Statement(code, "A", values), language, {})
            assert "{" not in said
            assert said.endswith(".")


def test_a_table_with_other_codes_altogether_is_listed_without_a_search_for_each(
    side: Callable[..., Side], contest: Contest, definition: Definition, register: polars.DataFrame
) -> None:
    right = replace(side(NIGHT), unmatched=tuple(f"1{number:05}" for number in range(MAX_NEAREST + 5)))
    part = pair_part(side(NIGHT), right, contest, definition, register, most=None)
    table = next(one for one in part.tables if one.id == "pair-unmatched")
    assert len(table.rows) == MAX_NEAREST + 5
    assert [row[2] for row in table.rows[MAX_NEAREST:]] == [""] * 5


def test_stages_have_the_names_that_the_definition_gives_them(results: Made) -> None:
    first, _ = station_parts(results({"night": NIGHT, "morning": MORNING}), "mayor")
    names = {"stage:night": "the night's count", "stage:morning": "stage:morning"}
    said = first.book.sentence(_said(first, "pair-joined"), "en", names)
    assert said == "3 stations are in both, 0 only in the night's count and 1 only in stage:morning."


def test_a_table_none_of_whose_codes_is_a_station_is_listed_and_compared_with_nothing(
    side: Callable[..., Side], contest: Contest, definition: Definition, register: polars.DataFrame
) -> None:
    part = pair_part(side(NIGHT), replace(side({}), unmatched=("01", "02")), contest, definition, register)
    assert (part.statements[0].code, part.statements[0].values["reason"]) == ("not-compared", "no-code-joined")
    assert "none of the 2 station codes in table:table is a station of the register" in part.book.sentence(
        part.statements[0], "en", {}
    )
    (table,) = part.tables
    assert [row[1:] for row in table.rows] == [("01", "1"), ("02", "2")]
