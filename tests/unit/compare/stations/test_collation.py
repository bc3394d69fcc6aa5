"""Collation forms against their stations: included, absent, altered, and what cannot be while some are missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tallyproof.compare.stations import station_parts
from tallyproof.compare.stations.collation import SheetComparison, SheetLine, compare_sheets
from tallyproof.compare.stations.side import stage_side
from tallyproof.model import AggregateSheet, Figures, Provenance
from tallyproof.tally import Results

# North holds 90, 65 and 10 votes at stations 1 and 2; station 3 is not held.
NIGHT = {"1": (50, 30, 5), "2": (40, 35, 5), "4": (10, 20, 3)}
Made = Callable[..., Results]


def _sheet(stations: tuple[str, ...] | None = ("1", "2"), ana: int = 90, **fields: Any) -> AggregateSheet:
    given: dict[str, Any] = {
        "id": "form-1",
        "source": "board",
        "provenance": Provenance.AUTHORITY,
        "contest": "mayor",
        "round": 1,
        "stage": "night",
        "area": "north",
        "figures": Figures(None, {"ana": ana, "ben": 65, "cai": 10}, {"null": 2}),
        "stations": stations,
        "index": 7,
    }
    return AggregateSheet(**{**given, **fields})


def _compared(results: Results, *sheets: AggregateSheet) -> list[SheetComparison]:
    contest = results.definition.contests["mayor"]
    return compare_sheets(sheets, stage_side(results, contest, "night", in_total=True), contest, results.definition)


def test_a_form_with_the_sums_of_its_stations_agrees(results: Made) -> None:
    (one,) = _compared(results({"night": NIGHT}), _sheet())
    assert one.is_whole
    assert (one.held, one.not_held, one.not_claimed, one.altered) == (("1", "2"), (), (), ())


def test_a_figure_that_is_not_the_sum_is_named_with_its_difference(results: Made) -> None:
    (one,) = _compared(results({"night": NIGHT}), _sheet(ana=95))
    assert one.altered == (SheetLine("candidate:ana", 95, 90),)
    assert one.altered[0].difference == 5


def test_more_votes_are_possible_while_a_station_is_missing_and_fewer_are_not(results: Made) -> None:
    held = results({"night": NIGHT})
    (more,) = _compared(held, _sheet(("1", "2", "3"), ana=130))
    (fewer,) = _compared(held, _sheet(("1", "2", "3"), ana=89))
    assert (more.is_whole, more.not_held, more.altered, more.room) == (False, ("3",), (), 100)
    assert fewer.altered == (SheetLine("candidate:ana", 89, 90),)


def test_more_votes_than_the_missing_stations_can_bring_are_named(results: Made) -> None:
    held = results({"night": NIGHT})
    (fits,) = _compared(held, _sheet(("1", "2", "3"), ana=190))
    (beyond,) = _compared(held, _sheet(("1", "2", "3"), ana=191))
    assert (fits.beyond_room, beyond.beyond_room) == (None, 1)


def test_stations_left_out_foreign_unknown_and_listed_twice_are_named(results: Made) -> None:
    (one,) = _compared(results({"night": NIGHT}), _sheet(("1", "4", "9", "1")))
    assert (one.not_claimed, one.outside, one.unknown, one.repeated) == (("2",), ("4",), ("9",), ("1",))
    assert not one.is_whole


def test_a_form_for_all_of_its_area_claims_the_registers_stations(results: Made) -> None:
    (one,) = _compared(results({"night": NIGHT}), _sheet(None, covers_area=True))
    assert (one.claimed, one.held, one.not_held) == (3, ("1", "2"), ("3",))


def test_a_form_that_does_not_say_what_it_includes_is_compared_with_nothing(results: Made) -> None:
    (one,) = _compared(results({"night": NIGHT}), _sheet(None, ana=0))
    assert (one.claimed, one.altered, one.beyond_room, one.lines) == (None, (), None, ())


def test_a_station_that_two_forms_of_a_level_claim_is_named(results: Made) -> None:
    one, other = _compared(results({"night": NIGHT}), _sheet(), _sheet(("2", "4"), id="form-2", area="south"))
    assert (one.shared, other.shared) == (("2",), ("2",))
    whole, part = _compared(results({"night": NIGHT}), _sheet(("1", "2"), area=""), _sheet())
    assert (whole.shared, part.shared) == ((), ())


def test_a_form_whose_own_sum_does_not_hold_is_named(results: Made) -> None:
    figures = Figures(None, {"ana": 90, "ben": 65, "cai": 10}, {"valid": 166})
    (one,) = _compared(results({"night": NIGHT}), _sheet(figures=figures))
    assert [(broken.identity, broken.left, broken.right) for broken in one.broken] == [("adds-up", 165, 166)]


def test_forms_are_never_added_and_each_is_said_in_the_part(results: Made) -> None:
    plain = results({"night": NIGHT})
    held = results(
        {"night": NIGHT}, aggregates=(_sheet(ana=95), _sheet(None, id="form-2"), _sheet(id="form-3", stage="x"))
    )
    assert held.tallies == plain.tallies
    (part,) = station_parts(held, "mayor")
    assert part.id == "mayor-sheets-night"
    told = {one.code: dict(one.values) for one in part.statements}
    assert told["sheets-compared"] == {
        "sheets": "2",
        "stage": "stage:night",
        "whole": "1",
        "partial": "0",
        "unlisted": "1",
    }
    assert told["sheets-agree"]["agree"] == "0"
    assert (told["sheet-altered"]["sheet"], told["sheet-altered"]["lines"]) == ("form-1", "1")
    assert told["sheet-unlisted"]["sheet"] == "form-2"
    lines = next(one for one in part.tables if one.id == "sheet-lines")
    assert lines.rows == (("form-1", "ana", "95", "90", "5"),)
