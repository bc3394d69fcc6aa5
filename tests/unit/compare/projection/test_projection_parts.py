"""What a report says of a projection: never the middle without the ranges, and clear words for what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tallyproof.compare.part import Part
from tallyproof.compare.projection import projection_parts, stations_of
from tallyproof.errors import UsageError
from tallyproof.tally import Results

SEED = "dice 6 1 4 4 2 5"
ROWS = [
    (f"{state}{n}", state, f"{parish}", 100, None if n % 6 == 5 else (40 + n % 7 - 5 * (state == "S"), 30 + n % 5, 5))
    for state, parish in (("N", "p"), ("N", "q"), ("S", "r"))
    for n in range(18)
    if (parish != "q") == (n < 12) or state == "S"
]
ROLL = '[[universe]]\nid = "roll"\nstations = {}\nregistered = {}\nsource = "council"\n'


def codes(parts: tuple[Part, ...]) -> list[str]:
    return [statement.code for part in parts for statement in part.statements]


def values(parts: tuple[Part, ...], code: str) -> dict[str, str]:
    return next(dict(one.values) for part in parts for one in part.statements if one.code == code)


def test_a_projection_stands_with_its_ranges_its_bounds_and_its_test(
    country: Callable[..., Results], said: Callable[..., list[str]]
) -> None:
    parts = projection_parts(country(ROWS), seed=SEED, runs=2)
    assert [one.id for one in parts] == ["projection-vote", "back-test-vote"]
    found = codes(parts)
    assert found[:7] == ["missing", "projected", "spread", "tilted", "tilted", "tilted", "hard-bounds"]
    assert "errors-not-random" in found
    projected = values(parts, "projected")
    assert projected["level"] == "level:parish"
    shares = [float(projected[key]) for key in ("leader_percent", "runner_up_percent", "lead_percent")]
    assert shares[0] - shares[1] == pytest.approx(shares[2], abs=0.011)
    lead = int(projected["leader_votes"]) - int(projected["runner_up_votes"])
    assert 100 * lead / int(projected["valid"]) == pytest.approx(shares[2], abs=0.05)
    english, spanish = said(parts), said(parts, "es")
    assert any("like the held ones of the same stratum (Parish)" in one for one in english)
    assert not [one for one in (*english, *spanish) if "fraud" in one.lower()]


def test_votes_of_contested_stations_are_named_beside_those_of_the_missing(
    country: Callable[..., Results], said: Callable[..., list[str]]
) -> None:
    parts = projection_parts(country(ROWS, contested=[ROWS[0][0]]), seed=SEED, runs=1)
    found = values(parts, "hard-bounds-contested")
    missing = sum(row[3] for row in ROWS if row[4] is None)
    assert (found["contested"], found["cap_contested"], found["outstanding"]) == ("1", "100", str(missing + 100))
    assert any("1 counted station contested by a sheet of unknown origin" in one for one in said(parts))
    assert "hard-bounds-contested" not in codes(projection_parts(country(ROWS), seed=SEED, runs=1))


def test_what_rests_on_the_projected_turnout_says_so(country: Callable[..., Results]) -> None:
    (part, _) = projection_parts(country(ROWS), seed=SEED, runs=1)
    (level,) = [one for one in part.statements if one.code in ("level", "never-level")]
    assert "projected-turnout" in level.assumptions


def test_every_range_lies_in_the_next_wider_one(country: Callable[..., Results]) -> None:
    parts = projection_parts(country(ROWS), seed=SEED, runs=1)
    (table,) = [one for one in parts[0].tables if one.id == "leads"]
    rows = {row[0]: (float(row[2]), float(row[3])) for row in table.rows}
    order = ["tilt-1", "tilt-2", "tilt-3", "bounds"]
    for inner, outer in pairwise(order):
        assert rows[outer][0] <= rows[inner][0] <= rows[inner][1] <= rows[outer][1]


def test_tables_add_up_to_what_is_projected(country: Callable[..., Results]) -> None:
    (part, _) = projection_parts(country(ROWS), seed=SEED, runs=1)
    tables = {one.id: one for one in part.tables}
    missing = sum(float(row[2]) for row in tables["projected"].rows)
    assert sum(float(row[4]) for row in tables["strata"].rows) == pytest.approx(missing, abs=3)
    assert sum(float(row[3]) for row in tables["areas"].rows) == pytest.approx(missing, abs=3)
    assert [row[0] for row in tables["strata"].rows] == ["S-r", "N-p", "N-q"]
    assert {row[3] for row in tables["strata"].rows} == {"own"}


def test_a_thin_stratum_names_what_it_borrows_from(country: Callable[..., Results]) -> None:
    rows = [*ROWS, ("N90", "N", "t", 100, None), ("W90", "W", "w", 100, None)]
    parts = projection_parts(country(rows), seed=SEED, runs=1)
    (table,) = [one for one in parts[0].tables if one.id == "strata"]
    assert {row[0]: row[3] for row in table.rows} == {
        "N-p": "own",
        "N-q": "own",
        "S-r": "own",
        "N-t": "N",
        "W-w": "whole",
    }
    assert values(parts, "borrowed")["thin"] == "2"


def test_missing_stations_known_for_the_whole_alone_are_projected_from_the_whole(
    country: Callable[..., Results], said: Callable[..., list[str]]
) -> None:
    held = [row for row in ROWS if row[4] is not None]
    results = country(held, register="complete = false", rolls=ROLL.format(len(ROWS), 100 * len(ROWS)))
    parts = projection_parts(results, seed=SEED, runs=1)
    projected = values(parts, "projected")
    assert (projected["strata"], projected["unlisted"], projected["listed"]) == (
        "whole",
        str(len(ROWS) - len(held)),
        "0",
    )
    assert "only-in-roll" in codes(parts)
    asked = projection_parts(results, seed=SEED, strata="state", runs=1)
    assert values(asked, "other-strata") == {"strata": "by-level", "level": "level:state"}
    assert said(parts, "es")


def test_rolls_of_areas_place_what_is_missing(country: Callable[..., Results]) -> None:
    held = [row for row in ROWS if row[4] is not None]
    number = {state: sum(row[1] == state for row in ROWS) for state in "NS"}
    rolls = "".join(
        ROLL.format(count, 100 * count).replace("stations", f'area = "{state}"\nstations', 1)
        for state, count in number.items()
    )
    stations = stations_of(country(held, register="complete = false", rolls=rolls), "vote")
    missing = {state: number[state] - sum(row[1] == state for row in held) for state in "NS"}
    assert {one.path: (one.stations, one.registered) for one in stations.unlisted} == {
        (0,): (missing["N"], 100 * missing["N"]),
        (1,): (missing["S"], 100 * missing["S"]),
    }


def test_special_units_are_named(country: Callable[..., Results], said: Callable[..., list[str]]) -> None:
    kinds = {"N5": "abroad", "N11": "prison"} | {f"S{n}": "abroad" for n in range(5)}
    parts = projection_parts(country(ROWS, kinds=kinds), seed=SEED, runs=1)
    assert values(parts, "special-projected") == {"kind": "abroad", "stations": "1"}
    assert values(parts, "special-left-out") == {"kind": "prison", "stations": "1"}
    assert any(
        "1 missing special unit of the kind 'prison'. The shares above are without" in one for one in said(parts)
    )


def test_nothing_missing_projects_nothing(country: Callable[..., Results], said: Callable[..., list[str]]) -> None:
    parts = projection_parts(country([row for row in ROWS if row[4] is not None]), seed=SEED, runs=1)
    assert codes(parts)[0] == "complete"
    assert said(parts, "es")


@pytest.mark.parametrize(
    ("rows", "options", "reason"),
    [
        (ROWS, {"register": "complete = false"}, "no-universe"),
        (ROWS, {"rolls": ROLL.format(3, 300)}, "roll-smaller-than-register"),
        (ROWS, {"gate": "95%"}, "gate"),
        ([(*row[:4], None) for row in ROWS], {}, "no-stations"),
        (ROWS[4:6], {}, "thin"),
        ([(*row[:4], None if row[4] is None else (0, 0, 0)) for row in ROWS], {}, "no-votes"),
    ],
)
def test_what_cannot_be_projected_is_said_with_its_reason(
    country: Callable[..., Results], said: Callable[..., list[str]], rows: Any, options: Any, reason: str
) -> None:
    parts = projection_parts(country(rows, **options), seed=SEED, runs=1)
    assert [(one.code, one.values["reason"]) for one in parts[0].statements] == [("not-computed", reason)]
    for language in ("en", "es"):
        assert said(parts, language)


def test_one_candidate_has_votes_and_no_lead(country: Callable[..., Results], said: Callable[..., list[str]]) -> None:
    rows = [(*row[:4], None if row[4] is None else row[4][:1]) for row in ROWS]
    parts = projection_parts(country(rows, candidates=1), seed=SEED, runs=1)
    assert codes(parts)[:2] == ["missing", "projected-alone"]
    assert values(parts, "no-back-test") == {"reason": "single-candidate"}
    assert said(parts, "es")


def test_unknown_voters_are_measured_by_stations(
    country: Callable[..., Results], said: Callable[..., list[str]]
) -> None:
    rows = [(*row[:3], None if row[0] == "N0" else row[3], row[4]) for row in ROWS]
    parts = projection_parts(country(rows), seed=SEED, runs=1)
    assert values(parts, "by-stations") == {"reason": "registered-unknown"}
    assert values(parts, "projected")["measure"] == "stations"
    assert said(parts, "es")


def test_without_a_cap_the_ranges_stand_without_hard_bounds(country: Callable[..., Results]) -> None:
    parts = projection_parts(country(ROWS, cap=""), seed=SEED, runs=1)
    assert "hard-bounds-unknown" in codes(parts)


@pytest.mark.parametrize("strata", ["whole", "state", "parish", "size", "place"])
def test_every_definition_of_strata_can_be_asked_for(
    country: Callable[..., Results], said: Callable[..., list[str]], strata: str
) -> None:
    parts = projection_parts(country(ROWS), seed=SEED, strata=strata, runs=1)
    assert values(parts, "projected")["strata"] in (strata, "by-level")
    assert said(parts, "es")


def test_what_is_not_defined_is_refused(country: Callable[..., Results]) -> None:
    with pytest.raises(UsageError, match="level: expected a level of areas"):
        projection_parts(country(ROWS), seed=SEED, strata="street")
    with pytest.raises(UsageError, match="contest: expected a contest that is defined"):
        projection_parts(country(ROWS), seed=SEED, contest="mayor")


def test_where_register_and_votes_do_not_go_together_that_is_said(
    country: Callable[..., Results], said: Callable[..., list[str]]
) -> None:
    empty = [(*row[:3], 0 if row[4] is None else row[3], row[4]) for row in ROWS]
    parts = projection_parts(country(empty), seed=SEED, runs=1)
    assert values(parts, "zero-registered") == {"zero": str(sum(row[4] is None for row in ROWS))}
    none = [(*row[:3], 0, row[4]) for row in ROWS]
    parts = projection_parts(country(none), seed=SEED, runs=1)
    assert values(parts, "above-caps")["outstanding"] == "0"
    assert values(parts, "by-stations") == {"reason": "registered-zero"}
    assert said(parts, "es")


def test_whatever_is_said_of_the_missing_rests_on_knowing_what_is_missing(country: Callable[..., Results]) -> None:
    (projection, _) = projection_parts(country(ROWS), seed=SEED, runs=2)
    resting = {"projected", "spread", "tilted", "hard-bounds", "level", "never-level"}
    said = [one for one in projection.statements if one.code in resting]
    assert {"projected", "tilted", "hard-bounds"} <= {one.code for one in said}
    assert all("known-missing" in one.assumptions for one in said)
