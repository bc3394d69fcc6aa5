"""Error bounds from the cap, all comparisons at once, and the draw that anybody can repeat."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.compare.audit import METHODS, SCALE, dice_seed, draws_needed, draws_of, manifest_of
from tallyproof.compare.audit.assertions import assertions_of
from tallyproof.compare.audit.risk import risks
from tallyproof.election.schema import Condition
from tallyproof.errors import UsageError

if TYPE_CHECKING:
    from tests.unit.compare.audit.conftest import Log

MethodPage = Path(__file__).resolve().parents[4] / "docs" / "methods" / "audit.md"
SEED = "dice 6 1 4 4 2 5 3 6 1 2 2 5 6 3 3 1 5 4 6 2"
PLURALITY = Condition(id="first", kind="plurality")
MAJORITY = Condition(id="majority", kind="threshold", share="50%")
TEN_AHEAD = Condition(id="ten-ahead", kind="lead", points="10%")


def test_the_bound_is_from_the_cap_and_not_from_the_reported_votes(log: Callable[..., Log]) -> None:
    # Margin 100 + 10·... : three stations of 60:40, so V = 60; u = (w − l + cap)/V = (20 + 100)/60 = 2 each.
    manifest = log({"01": (60, 40, 0), "02": (60, 40, 0), "03": (60, 40, 0)}).manifest()
    assert [one.weight for one in manifest.units] == [2 * SCALE] * 3
    assert manifest.total == 6


def test_twenty_one_margins_of_bounds_give_the_known_answer(log: Callable[..., Log]) -> None:
    # 35 stations, 15 for Ana and 5 for Ben each of 50 registered: V = 350, u = 60/350 and U = 35·60/350 = 6; with a
    # roll of 200 u = 210/350 and U = 21.
    votes = {f"{number:02}": (15, 5, 0) for number in range(35)}
    made = log(votes, roll=200)
    manifest = made.manifest()
    assert 0 <= manifest.total - 21 < Fraction(35, SCALE)
    plan = made.plan()
    made.read(plan, made.draw(plan, 30))
    assert made.last().outcome().p == "0.2313774487"


def test_a_bound_is_rounded_up_and_never_down(log: Callable[..., Log]) -> None:
    made = log({"01": (7, 0, 0)}, roll=3000)
    (unit,) = made.manifest().units
    exact = Fraction(7 + 3000, 7)
    assert exact <= Fraction(unit.weight, SCALE) < exact + Fraction(1, SCALE)


def test_all_pairs_are_tested_by_the_largest_relative_overstatement(log: Callable[..., Log]) -> None:
    made = log({"01": (50, 40, 0), "02": (50, 0, 40)})
    manifest = made.manifest()
    # Ana 100, Ben 40, Cai 40: both margins are 60; Ben's bound is larger in the second station, Cai's in the first.
    assert [one.weight for one in manifest.units] == [Fraction(150, 60) * SCALE] * 2
    unit = manifest.units[0]
    assert manifest.overstatement(unit, {"ana": 50, "ben": 40, "cai": 9}) == Fraction(9, 60)
    assert manifest.overstatement(unit, {"ana": 47, "ben": 43, "cai": 0}) == Fraction(6, 60)
    assert manifest.overstatement(unit, {"ana": 55, "ben": 35, "cai": 0}) == Fraction(-5, 60)


def test_conditions_that_fail_or_have_no_margin_are_not_tested() -> None:
    forms, untested = assertions_of([PLURALITY, MAJORITY, TEN_AHEAD], {"ana": 45, "ben": 35, "cai": 20})
    assert [(one.winner, one.loser) for one in forms] == [("ana", "ben"), ("ana", "cai")]
    assert [(one.condition, one.reason) for one in untested] == [
        ("majority", "does-not-hold"),
        ("ten-ahead", "no-margin"),
    ]
    _, tied = assertions_of([PLURALITY], {"ana": 40, "ben": 40})
    assert tied[0].reason == "no-margin"
    assert assertions_of([PLURALITY], {"ana": 0, "ben": 0})[1][0].reason == "no-votes-counted"
    assert assertions_of([PLURALITY], {"ana": 5})[1][0].reason == "no-rival"
    assert assertions_of([Condition(id="list", kind="unsupported")], {"ana": 5})[1][0].reason == "unsupported-rule"


def test_margins_of_thresholds_and_leads_are_exact() -> None:
    forms, _ = assertions_of([MAJORITY, TEN_AHEAD], {"ana": 61, "ben": 30, "cai": 10})
    by_loser = {(one.condition, one.loser): one.margin for one in forms}
    assert by_loser["majority", ""] == Fraction(21, 2)
    assert by_loser["ten-ahead", "ben"] == 31 - Fraction(101, 10)
    assert by_loser["ten-ahead", "cai"] == 51 - Fraction(101, 10)


@given(st.lists(st.integers(0, 60), min_size=3, max_size=3), st.lists(st.integers(0, 60), min_size=3, max_size=3))
def test_no_figures_within_the_cap_overstate_by_more_than_the_bound(settled: list[int], found: list[int]) -> None:
    totals = {"ana": 1000, "ben": 400, "cai": 200}
    forms, _ = assertions_of([PLURALITY, MAJORITY, TEN_AHEAD], totals)
    one, other = (dict(zip(totals, votes, strict=True)) for votes in (settled, found))
    for form in forms:
        assert form.overstatement(one, other) <= form.bound(one, sum(found))


@given(st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=2, max_size=6), st.data())
def test_errors_that_change_any_condition_add_up_to_one_or_more(settled: list[list[int]], data: st.DataObject) -> None:
    names = ("ana", "ben", "cai")
    stations = [dict(zip(names, votes, strict=True)) for votes in settled]
    totals = {one: sum(votes[one] for votes in stations) for one in names}
    forms, _ = assertions_of([PLURALITY, MAJORITY, TEN_AHEAD], totals)
    shape = st.lists(
        st.lists(st.integers(0, 80), min_size=3, max_size=3), min_size=len(stations), max_size=len(stations)
    )
    found = [dict(zip(names, votes, strict=True)) for votes in data.draw(shape)]
    truth = {one: sum(votes[one] for votes in found) for one in names}
    if any(form.value(truth) <= 0 for form in forms):
        errors = [max(form.overstatement(a, b) for form in forms) for a, b in zip(stations, found, strict=True)]
        assert sum(errors) >= 1


def test_a_station_without_a_cap_is_named_and_nothing_is_planned(log: Callable[..., Log]) -> None:
    with pytest.raises(UsageError, match=r"station 01: expected a cap.* declare \[register\] cap"):
        log({"01": (60, 40, 0)}, cap="").manifest()


def test_a_table_without_a_picture_is_a_unit_of_one_scope_and_outside_the_other(log: Callable[..., Log]) -> None:
    made = log({"01": (60, 40, 0)}, table={"02": (60, 40, 0), "03": (50, 40, 0)})
    every, pictures = made.manifest("all"), made.manifest("pictures")
    assert [one.has_picture for one in every.units] == [True, False, False]
    assert every.without_picture[0] == 2
    assert ([one.station for one in pictures.units], pictures.outside) == (["01"], 2)
    # The margin is that of all counted stations in both.
    assert every.assertions == pictures.assertions


def test_units_are_drawn_in_proportion_to_their_bounds(log: Callable[..., Log]) -> None:
    manifest = log({"01": (90, 0, 0), "02": (50, 50, 0), "03": (0, 90, 0), "04": (90, 0, 0)}).manifest()
    drawn = Counter(islice(draws_of(manifest, SEED), 20_000))
    for unit in manifest.units:
        share = unit.weight / manifest.total_weight
        assert abs(drawn[unit.station] / 20_000 - share) < 4 * (share * (1 - share) / 20_000) ** 0.5


def test_the_program_in_the_documentation_draws_the_same(log: Callable[..., Log], tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", MethodPage.read_text(encoding="utf-8"), re.DOTALL)
    manifest = log().manifest()
    (tmp_path / "manifest.csv").write_bytes(manifest.data)
    ended = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "manifest.csv", SEED, "40"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.split() == list(islice(draws_of(manifest, SEED), 40))
    other = SEED.replace("6 2", "6 3")
    assert list(islice(draws_of(manifest, other), 40)) != ended.stdout.split()


@pytest.mark.parametrize(
    ("seed", "got"),
    [
        ("x", "got 0 digits"),
        ("dice 6 1 4 4", "got 4 digits"),
        ("1234567890\n1", "got U\\+000A in it"),
        ("", "0 digits"),
    ],
)
def test_a_seed_that_is_no_throw_of_dice_is_refused(seed: str, got: str) -> None:
    with pytest.raises(UsageError, match=got):
        dice_seed(seed)


@pytest.mark.parametrize("method", METHODS)
def test_a_tie_read_as_a_lead_is_confirmed_no_more_often_than_the_risk_limit(
    log: Callable[..., Log], method: str
) -> None:
    """The whole way of 300 checks: bounds, draw by a seed, taints and exact P."""
    manifest = log({f"{number:02}": (60, 30, 5) for number in range(1, 21)}).manifest()
    # Ana 1,200 and Ben 600 as read; four stations hide 130 votes of the lead each and one 80, so that it was a tie.
    truth = {"03": (0, 100, 0), "07": (0, 100, 0), "11": (0, 100, 0), "12": (0, 100, 0), "18": (20, 70, 5)}
    found = {
        one.station: dict(zip(("ana", "ben", "cai"), truth.get(one.station, (60, 30, 5)), strict=True))
        for one in manifest.units
    }
    assert sum(one["ana"] for one in found.values()) == sum(one["ben"] for one in found.values())
    taints = {one.station: manifest.taint(one, found[one.station]) for one in manifest.units}
    ended = 0
    for check in range(300):
        drawn = [taints[one] for one in islice(draws_of(manifest, f"{SEED} {check}"), 40)]
        ended += any(one.is_within(Fraction(5, 100)) for one in risks(method, manifest.total, drawn))
    # 5% of 300 is 15; 27 or more has a chance below 0.5%.
    assert ended <= 26


def test_a_right_outcome_is_confirmed_after_as_many_draws_as_planned(log: Callable[..., Log]) -> None:
    total = log({f"{number:02}": (60, 30, 5) for number in range(1, 21)}).manifest().total
    for method in METHODS:
        planned = draws_needed(method, total, Fraction(5, 100), Fraction(0))
        steps = list(risks(method, total, [Fraction(0)] * 40))
        assert planned == next(number for number, one in enumerate(steps) if one.is_within(Fraction(5, 100)))


def test_a_station_accepted_above_its_cap_may_be_wrong_by_all_it_has(log: Callable[..., Log]) -> None:
    votes = {**{f"{one:02}": (90, 5, 5) for one in range(1, 10)}, "10": (80, 80, 0)}
    results = log(votes, roll=200).results()
    register = results.definition.register
    assert register is not None
    lowered = {**register.stations, "10": replace(register.stations["10"], cap=100)}
    definition = replace(results.definition, register=replace(register, stations=lowered))
    manifest = manifest_of(replace(results, definition=definition), "mayor", "all")
    unit = manifest.by_station["10"]
    # All 160 may be cai's, though the cap is 100: ana's 80 more than cai and these 160, of a margin of 845.
    assert (unit.cap, unit.weight) == (160, -(-240 * SCALE // 845))
