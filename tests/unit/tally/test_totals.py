"""Totals of areas: the sum of their parts, in any order, never more than is known."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.election import Definition, parse_definition
from tallyproof.model import (
    Announcement,
    Figures,
    Grade,
    Provenance,
    ResultKey,
    Settlement,
    StationResult,
    Verdict,
)
from tallyproof.tally import data_tables, figure, figures, results_of, tally_areas
from tallyproof.tally.figures import Results, percent
from tallyproof.tally.tables import spreadsheet_safe

ELECTION = """
[election]
id = "town"
title = "Town"
date = 2024-01-01
origin = "example.org/town"
stages = ["station-count", "official"]

[[levels]]
id = "side"
name = "Side"
code = "{side}"
label = "{side}"

[register]
station = "{station}"
place = "{station}"
registered = "voters"
complete = true
cap = { rule = "registered", source = "law" }

[[contests]]
id = "mayor"
name = "Mayor"
candidates = [{ id = "a", name = "A" }, { id = "b", name = "B" }]
lines = [
  { id = "a1", name = "A one", candidate = "a" },
  { id = "a2", name = "A two", candidate = "a" },
  { id = "b1", name = "B one", candidate = "b" },
]
counts = [{ id = "valid", name = "Valid", role = "valid" }, { id = "null", name = "Null", role = "rejected" }]
outcome = [{ id = "first", kind = "plurality" }]
"""
ROLL = '\n[[universe]]\nid = "roll"\nstations = {stations}\nregistered = {registered}\nsource = "board"\n'
VOTERS = {"S1": 100, "S2": 80, "S3": 60, "S4": 40, "S5": 20, "S6": 0}


def definition(*, toml: str = ELECTION, voters: Mapping[str, int | None] = VOTERS) -> Definition:
    rows = [
        f"{station},{'' if number is None else number},{'N' if n % 2 else 'S'}"
        for n, (station, number) in enumerate(voters.items())
    ]
    register = "\n".join(["station,voters,side", *rows])
    return parse_definition({"election.toml": toml.encode(), "stations.csv": register.encode()})


def partial(roll: str = "") -> str:
    """The definition with a register that is not complete, and a roll."""
    return ELECTION.replace("complete = true", "complete = false") + roll


DEFINITION = definition()


def key(station: str, stage: str = "station-count") -> ResultKey:
    return ResultKey("mayor", 1, station, stage)


def result(station: str, lines: tuple[int, int, int] | None = (3, 2, 1), **changes: Any) -> StationResult:
    if lines is None:
        return replace(StationResult(key(station), Grade.MISSING, Provenance.UNKNOWN), **changes)
    figures = Figures(dict(zip(("a1", "a2", "b1"), lines, strict=True)), None, {"valid": sum(lines), "null": 1})
    made = StationResult(
        key=key(station),
        grade=Grade.B,
        provenance=Provenance.ACCREDITED,
        figures=figures,
        candidates={"a": lines[0] + lines[1], "b": lines[2]},
        calculated={"candidates": sum(lines), "cast": sum(lines) + 1},
        in_main_total=True,
    )
    return replace(made, **changes)


def tallies(*results: StationResult, of: Definition = DEFINITION, **changes: Any) -> dict[str, Any]:
    return dict(tally_areas(of, {one.key: one for one in results}, contest="mayor", **changes))


RESULTS = st.fixed_dictionaries(
    {
        station: st.builds(
            lambda lines, kind, contested, station=station: {
                "counted": lambda: result(station, lines, contested=contested),
                "unknown": lambda: result(station, lines, provenance=Provenance.UNKNOWN, in_main_total=False),
                "held": lambda: result(station, lines, grade=Grade.QUARANTINED, in_main_total=False),
                "annulled": lambda: result(station, None, grade=Grade.ANNULLED),
                "missing": lambda: result(station, None),
            }[kind](),
            st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
            st.sampled_from(["counted", "counted", "unknown", "held", "annulled", "missing"]),
            st.booleans(),
        )
        for station in VOTERS
    }
)


@given(RESULTS)
def test_a_tally_equals_the_sum_of_its_parts(results: dict[str, StationResult]) -> None:
    made = tallies(*results.values())
    whole, parts = made[""], [made["N"], made["S"]]
    for name in ("registered", "line_stations", "inconsistent", "outside", "outstanding", "valid"):
        assert getattr(whole, name) == sum(getattr(one, name) for one in parts), name
    for name in ("candidates", "lines", "counts", "count_stations", "by_grade", "by_provenance"):
        keys = set(getattr(whole, name))
        assert keys == {one for part in parts for one in getattr(part, name)}
        for one in keys:
            assert getattr(whole, name)[one] == sum(getattr(part, name).get(one, 0) for part in parts), (name, one)
    coverage = whole.coverage
    for name in ("stations_counted", "stations_expected", "registered_counted", "registered_expected"):
        assert getattr(coverage, name) == sum(getattr(one.coverage, name) for one in parts)


@given(RESULTS)
def test_a_tally_equals_what_adding_by_hand_gives(results: dict[str, StationResult]) -> None:
    counted = [one for one in results.values() if one.in_main_total]
    whole = tallies(*results.values())[""]
    assert whole.candidates == {one: sum(station.candidates[one] for station in counted) for one in "ab"}
    assert whole.coverage.stations_counted == sum(whole.by_provenance.values()) == len(counted)
    assert sum(whole.by_grade.values()) + whole.outside == len(VOTERS)
    not_counted = [s for s, one in results.items() if not one.in_main_total and one.grade is not Grade.ANNULLED]
    assert whole.outstanding == sum(VOTERS[station] for station in not_counted)


@given(RESULTS, st.integers(0, 1000))
def test_a_tally_does_not_depend_on_order(results: dict[str, StationResult], seed: int) -> None:
    voters = list(VOTERS.items())
    random.Random(seed).shuffle(voters)
    north = {code for n, code in enumerate(VOTERS) if n % 2}
    rows = "\n".join(["station,voters,side", *(f"{s},{v},{'N' if s in north else 'S'}" for s, v in voters)])
    other = parse_definition({"election.toml": ELECTION.encode(), "stations.csv": rows.encode()})
    assert tallies(*reversed(results.values()), of=other) == tallies(*results.values())


# --- coverage and what is outstanding ----------------------------------------------------------


def test_stations_without_any_result_in_a_stage_are_missing_from_it() -> None:
    one = replace(result("S1"), key=key("S1", "official"))
    tally = tallies(one, stage="official")[""]
    assert tally.by_grade == {"B": 1, "missing": 5}
    assert tally.outstanding == 200
    assert tally.outcome[0].verdict is Verdict.CAN_CHANGE


def test_a_roll_counts_stations_that_the_register_lacks() -> None:
    of = definition(toml=partial(ROLL.format(stations=10, registered=1000)))
    tally = tallies(*(result(one) for one in VOTERS), of=of)[""]
    assert (tally.coverage.stations_missing, tally.coverage.registered_missing) == (4, 700)
    assert tally.outstanding == 700


def test_without_universe_an_incomplete_register_measures_nothing() -> None:
    of = definition(toml=partial())
    for tally in tallies(*(result(one) for one in VOTERS), of=of).values():
        assert (tally.coverage.stations_expected, tally.coverage.stations_missing) == (None, None)
        assert tally.outstanding is None
        assert tally.outcome[0].verdict is Verdict.NOT_COMPUTED


@pytest.mark.parametrize(("stations", "registered"), [(5, 1000), (10, 299), (0, 0)])
def test_a_roll_smaller_than_what_is_counted_measures_nothing(stations: int, registered: int) -> None:
    of = definition(toml=partial(ROLL.format(stations=stations, registered=registered)))
    tally = tallies(*(result(one) for one in VOTERS), of=of)[""]
    assert tally.coverage.registered_expected is None
    assert tally.coverage.stations_expected in (None, 10)
    assert tally.outstanding is None
    assert tally.outcome[0].verdict is Verdict.NOT_COMPUTED


def test_a_roll_smaller_than_the_register_settles_nothing() -> None:
    # One station is counted; the roll leaves 50 voters for five stations that have 200 in the register.
    of = definition(toml=ELECTION + ROLL.format(stations=6, registered=150))
    tally = tallies(result("S1", (90, 0, 0)), of=of)[""]
    assert tally.outstanding is None
    assert tally.outcome[0].verdict is Verdict.NOT_COMPUTED


def test_votes_beyond_the_roll_are_part_of_the_cap_of_every_station() -> None:
    toml = partial(ROLL.format(stations=8, registered=400)).replace(
        '"registered", source', '"registered", plus = 7, source'
    )
    of = definition(toml=toml)
    tally = tallies(*(result(one) for one in list(VOTERS)[:-1]), of=of)[""]
    assert tally.outstanding == 100 + 3 * 7


def test_a_fixed_cap_bounds_every_missing_station() -> None:
    toml = partial(ROLL.format(stations=8, registered=400)).replace(
        '"registered", source', '"fixed", votes = 50, source'
    )
    tally = tallies(*(result(one) for one in VOTERS), of=definition(toml=toml))[""]
    assert tally.outstanding == 100


def test_a_cap_by_column_says_nothing_about_stations_outside_the_register() -> None:
    toml = partial(ROLL.format(stations=7, registered=400)).replace(
        '"registered", source', '"column", column = "voters", source'
    )
    assert tallies(result("S1"), of=definition(toml=toml))[""].outstanding is None
    toml = toml.replace("stations = 7", "stations = 6")
    assert tallies(result("S1"), of=definition(toml=toml))[""].outstanding == 200


def test_a_station_with_unknown_registered_voters_settles_nothing() -> None:
    of = definition(voters={**VOTERS, "S2": None})
    tally = tallies(result("S1", (90, 0, 0)), of=of)[""]
    assert tally.outstanding is None
    assert tally.coverage.registered_expected is None


def test_a_counted_station_with_unknown_registered_voters_gives_no_turnout() -> None:
    of = definition(voters={**VOTERS, "S2": None})
    tally = tallies(result("S1"), result("S2"), of=of)[""]
    assert tally.registered_unknown == 1
    assert tally.ballots_cast is None


def test_annulled_stations_bring_no_votes_any_more() -> None:
    of = definition(toml=partial(ROLL.format(stations=6, registered=300)))
    annulled = result("S1", None, grade=Grade.ANNULLED)
    tally = tallies(annulled, *(result(one) for one in list(VOTERS)[1:]), of=of)[""]
    assert tally.outstanding == 0
    assert tally.by_grade["annulled"] == 1


# --- figures by reference ----------------------------------------------------------------------

ANNOUNCED = Announcement(
    id="first", title="First", date="2024-01-02", contest="mayor", area="", source="council",
    candidates={"a": 10}, percentages={"a": "83.3"}, counts={"valid": 12}, count_percentages={"valid": "99.0"},
    coverage=(("stations", "90"),), others=2, others_percentage="16.7", stage="station-count",
)  # fmt: skip


def results() -> Results:
    settled = {one: result(one) for one in ("S1", "S2")}
    settled["S3"] = result("S3", None)
    by_key = {one.key: one for one in settled.values()}
    return results_of(DEFINITION, Settlement(by_key, (), {}, {}, {}), [ANNOUNCED], entries=7, hour="2024-01-02T03Z")


@pytest.mark.parametrize(
    ("ref", "value"),
    [
        ("tally/mayor/_/valid", "12"),
        ("tally/mayor/_/registered", "180"),
        ("tally/mayor/_/candidate:a", "10"),
        ("tally/mayor/_/line:a2", "4"),
        ("tally/mayor/_/share:a", "83.33"),
        ("tally/mayor/_/count:null", "2"),
        ("tally/mayor/_/turnout", "7.78"),
        ("tally/mayor/_/grade:B", "2"),
        ("tally/mayor/_/grade:A", "0"),
        ("tally/mayor/_/provenance:accredited", "2"),
        ("tally/mayor/_/inconsistent", "0"),
        ("tally/mayor/_/outstanding", "120"),
        ("tally/mayor/_/line-stations", "2"),
        ("tally/mayor/_/outside", "0"),
        ("tally/mayor/_/stations-counted", "2"),
        ("tally/mayor/_/stations-expected", "6"),
        ("tally/mayor/_/stations-missing", "4"),
        ("tally/mayor/_/registered-expected", "300"),
        ("tally/mayor/_/registered-missing", "120"),
        ("tally/mayor/_/coverage", "33.33"),
        ("tally/mayor/_/bound:first:margin", "8"),
        ("tally/mayor/_/bound:first:outstanding", "120"),
        ("tally/mayor/_/bound:first:stations-false", None),
        ("tally/mayor/N/candidate:a", "5"),
        ("station/mayor/S1/registered", "100"),
        ("station/mayor/S1/valid", "6"),
        ("station/mayor/S1/candidate:a", "5"),
        ("station/mayor/S1/line:a1", "3"),
        ("station/mayor/S1/count:null", "1"),
        ("station/mayor/S3/valid", None),
        ("announced/first/candidate:a", "10"),
        ("announced/first/percentage:a", "83.3"),
        ("announced/first/others", "2"),
        ("announced/first/others-percentage", "16.7"),
        ("announced/first/count:valid", "12"),
        ("announced/first/count-percentage:valid", "99.0"),
        ("held/first/candidate:a", "10"),
        ("held/first/share:a", "83.33"),
        ("held/first/turnout", "7.78"),
        ("log/entries", "7"),
        ("tally/mayor/_/candidate:z", None),
        ("tally/mayor/_/share:z", None),
        ("tally/mayor/_/bound:none:margin", None),
        ("tally/mayor/Q/valid", None),
        ("tally/judge/_/valid", None),
        ("station/mayor/S99/valid", None),
        ("station/judge/S1/valid", None),
        ("announced/none/others", None),
        ("held/none/valid", None),
        ("log/other", None),
        ("", None),
        ("tally", None),
        ("tally/mayor", None),
        ("///", None),
    ],
)  # fmt: skip
def test_every_reference_resolves_to_its_figure_or_to_none(ref: str, value: str | None) -> None:
    assert figure(results(), ref) == value


def test_every_documented_item_of_a_tally_is_tested_above() -> None:
    text = (figures.__doc__ or "").replace(", -expected, -missing", ", stations-expected, stations-missing", 1)
    block = text.partition("item: ")[2].partition("station/<contest>")[0].replace("\n", " ")
    items = {one.strip().partition(":")[0] for one in block.split(",")}
    marks = test_every_reference_resolves_to_its_figure_or_to_none.pytestmark  # type: ignore[attr-defined]
    tested = {ref.rpartition("/")[2].partition(":")[0] for ref, value in marks[0].args[1] if value is not None}
    assert items - {"-missing"} <= tested


def test_an_area_code_with_a_slash_is_no_other_reference() -> None:
    rows = "station,voters,side\nS1,100,A/1\n"
    of = parse_definition({"election.toml": ELECTION.encode(), "stations.csv": rows.encode()})
    one = result("S1")
    made = results_of(of, Settlement({one.key: one}, (), {}, {}, {}))
    assert figure(made, "tally/mayor/A/1/candidate:a") == "5"


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [(1, 3, "33.33"), (2, 3, "66.67"), (1, 1, "100.00"), (0, 5, "0.00"), (1, 80000, "0.00"), (1, 20000, "0.01"),
     (3, 20000, "0.02"), (10005, 10000, "100.05"), (199999, 200000, "100.00")],
)  # fmt: skip
def test_percentages_are_rounded_half_up(numerator: int, denominator: int, text: str) -> None:
    assert percent(Fraction(numerator, denominator)) == text


def test_no_share_of_nothing() -> None:
    empty = results_of(DEFINITION, Settlement({}, (), {}, {}, {}))
    assert percent(None) is None
    assert figure(empty, "tally/mayor/_/share:a") is None
    assert figure(empty, "tally/mayor/_/turnout") is None


# --- open data -----------------------------------------------------------------------------------


def test_the_tables_add_up_to_the_totals() -> None:
    tables = data_tables(results())
    stations, totals = tables["stations-mayor"], tables["totals-mayor"]
    assert stations["candidate_a"].sum() == totals.filter(totals["area"] == "")["candidate_a"].item() == 10
    assert stations.height == 3
    assert totals["area"].to_list() == ["", "S", "N"]


def test_every_row_says_of_which_release_it_is_and_what_it_is_not() -> None:
    for table in data_tables(results()).values():
        assert table["release"].n_unique() <= 1
        assert all("not the official result" in note for note in table["release"].to_list())


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert spreadsheet_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "x", "S-1", "a=b"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert spreadsheet_safe(text) == text


@pytest.mark.parametrize(("ranking_from", "shown"), [("0%", True), ("30%", True), ("60%", False)])
def test_no_data_file_ranks_candidates_below_the_declared_coverage(ranking_from: str, shown: bool) -> None:
    gated = definition(toml=f'gate = {{ ranking_from = "{ranking_from}" }}\n{ELECTION}')
    held = {one.key: one for one in (result("S1"), result("S2"))}
    made = results_of(gated, Settlement(held, (), {}, {}, {}))
    assert (data_tables(made)["totals-mayor"]["share_a"][0] is not None) == shown
    assert data_tables(made)["totals-mayor"]["candidate_a"][0] == 10
