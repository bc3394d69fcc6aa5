"""Estimates: the known answer, partial arrival, bounds, and what may be said."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from tallyproof.compare.quick_count import (
    Design,
    Drawn,
    Estimate,
    Plan,
    Setting,
    StationFigures,
    design_of,
    estimate,
    estimate_json,
    estimate_text,
)
from tallyproof.election import Definition

SEED = "6 1 4 4 2 5 3 6 1 2 2 5"
CANDIDATES = ("ana", "ben", "cai")
NAMES = {"ana": "Ana", "ben": "Ben", "cai": "Cai"}
PlanOf = Callable[[str], Plan]
Count = tuple[Design, list[Drawn], dict[str, StationFigures]]


def station(ana: int, ben: int, cai: int, registered: int = 100) -> StationFigures:
    votes = {"ana": ana, "ben": ben, "cai": cai}
    return StationFigures(votes, registered, registered, ana + ben + cai, from_picture=True)


MISSING = StationFigures(None, 100, 100)


def estimated(count: Count, figures: Mapping[str, StationFigures] | None = None, *, reserve: bool = False) -> Estimate:
    design, drawn, full = count
    held = {**full, **(figures or {})}
    return estimate(design, drawn, held, candidates=CANDIDATES, with_reserve=reserve)


def text(count: Count, found: Estimate, lang: str = "en") -> str:
    setting = Setting("Mayor", NAMES, "2024-01-07T20Z", False, True, 0)
    return " ".join(estimate_text(count[0], found, setting, lang).split())


@pytest.fixture
def count(country: Definition, plan_of: PlanOf) -> Count:
    """Return 24 stations drawn from six districts, Ana well ahead in all."""
    design, drawn = design_of(country, plan_of('strata = "district"\nsize = 24\noversample = "25%"'), SEED)
    figures = {one.station: station(50 + n % 5, 25 - n % 3, 10) for n, one in enumerate(drawn)}
    return design, drawn, figures


@pytest.mark.parametrize("stations", [1, 5])
def test_ten_five_and_one_votes_on_a_roll_of_seventy(
    definition: Callable[..., Definition], plan_of: PlanOf, stations: int
) -> None:
    rows = [("1", "1", "A", number, 70) for number in range(1, stations + 1)]
    size = 1 if stations == 1 else 3
    design, drawn = design_of(definition(rows), plan_of(f"size = {size}\nminimum = 1"), SEED)
    figures = {one.station: station(10, 5, 1, registered=70) for one in drawn}
    found = estimate(design, drawn, figures, candidates=CANDIDATES)
    assert found.shares is not None
    assert [one.value for one in found.shares.values()] == pytest.approx([0.625, 0.3125, 0.0625])
    assert found.turnout is not None
    assert found.turnout.value == pytest.approx(16 / 70)
    assert [one.error for one in (*found.shares.values(), found.turnout)] == pytest.approx([0] * 4, abs=1e-12)
    said = text((design, drawn, figures), found)
    for figure in ("62.5%", "31.25%", "6.25%", "22.857%"):
        assert figure in said


def test_a_lead_is_said_with_its_interval_and_the_coverage_of_the_sample(count: Count) -> None:
    found = estimated(count)
    said = text(count, found)
    assert found.lead is not None
    assert (found.lead.leader, found.lead.runner_up) == ("ana", "ben")
    assert "Ana is ahead of Ben by " in said
    assert "from 24 of 24 drawn stations (100%)" in said
    assert "nothing rests on who is missing" in said
    assert "winner" not in said.lower()


def test_nobody_is_said_to_be_ahead_while_the_interval_of_the_lead_includes_zero(count: Count) -> None:
    close = {
        one.station: station(60, 20, 5) if number % 2 else station(20, 61, 5) for number, one in enumerate(count[1])
    }
    found = estimated(count, close)
    said = text(count, found)
    assert "Nobody can be said to be ahead" in said
    assert "is ahead of" not in said
    assert "aventaja" not in text(count, found, "es")


def missing(count: Count, number: int) -> dict[str, StationFigures]:
    base = [one.station for one in count[1] if not one.is_reserve]
    return dict.fromkeys(base[:number], MISSING)


def test_below_the_declared_part_nothing_is_estimated(count: Count) -> None:
    found = estimated(count, missing(count, 5))
    said = text(count, found)
    assert (found.shares, found.lead, found.turnout, found.bounds) == (None, None, None, None)
    assert found.reason == "below-report-from"
    assert "No estimate: fewer of the drawn stations have arrived than the plan asks for (80%)" in said
    assert "Ana" not in said


def test_a_missing_station_is_shown_by_stratum_with_bounds(count: Count) -> None:
    design, drawn, _ = count
    found = estimated(count, missing(count, 3))
    assert (found.arrived, found.drawn) == (21, 24)
    assert found.shares is not None
    assert found.bounds is not None
    for name, share in found.shares.items():
        low, high = found.bounds[name]
        assert low < share.value < high
    first = next(one for one in drawn if not one.is_reserve)
    response = next(one for one in found.responses if one.code == first.stratum)
    assert response.arrived < response.drawn
    said = text(count, found)
    assert "Whatever the 3 missing stations of the sample say" in said
    assert "Arrival differs by stratum" in said
    assert all(f"{one.code} {one.name}" in said for one in design.strata)


def test_the_bounds_hold_whatever_the_missing_stations_say(count: Count) -> None:
    gone = missing(count, 4)
    bounds = estimated(count, gone).bounds
    assert bounds is not None
    turnout = estimated(count, gone).turnout_bounds
    assert turnout is not None
    for votes in ((100, 0, 0), (0, 100, 0), (0, 0, 100), (0, 0, 0), (33, 33, 33)):
        found = estimated(count, {name: station(*votes) for name in gone})
        whole = found.shares
        assert whole is not None
        assert found.turnout is not None
        assert turnout[0] - 1e-12 <= found.turnout.value <= turnout[1] + 1e-12
        for name, share in whole.items():
            assert bounds[name][0] - 1e-12 <= share.value <= bounds[name][1] + 1e-12


def test_bounds_that_reverse_the_lead_are_said_beside_it(country: Definition, plan_of: PlanOf) -> None:
    design, drawn = design_of(country, plan_of("size = 20"), SEED)
    figures = {one.station: station(30 + n % 3, 20, 2) for n, one in enumerate(drawn)}
    figures |= {one.station: MISSING for one in drawn[:4]}
    found = estimate(design, drawn, figures, candidates=CANDIDATES)
    said = text((design, drawn, figures), found)
    assert "Ana is ahead of Ben" in said
    assert "These bounds include zero" in said


def test_bounds_without_a_cap_are_not_computed(count: Count) -> None:
    found = estimated(count, dict.fromkeys(missing(count, 2), StationFigures(None)))
    assert found.bounds is None
    assert "is not computed: the most votes of some missing station are not known" in text(count, found)


def test_a_district_of_which_nothing_arrived_borrows_from_its_province_and_says_so(count: Count) -> None:
    design, drawn, _ = count
    code = design.strata[0].code
    gone = {one.station: MISSING for one in drawn if one.stratum == code}
    found = estimated((replace_report(design), drawn, count[2]), gone)
    assert next(one for one in found.responses if one.code == code).borrowed_from == "1"
    assert "fewer than two drawn units have arrived" in text(count, found)


def replace_report(design: Design) -> Design:
    return Design.model_validate({**design.model_dump(), "plan": {**design.plan.model_dump(), "report_from": "10%"}})


def test_the_reserve_is_no_part_of_the_sample_unless_all_of_it_is(count: Count) -> None:
    design, drawn, _ = count
    reserve = [one.station for one in drawn if one.is_reserve]
    assert reserve
    flipped = dict.fromkeys(reserve, station(0, 90, 0))
    assert estimated(count, flipped) == estimated(count)
    joined = estimated(count, flipped, reserve=True)
    assert joined.drawn == len(drawn)
    assert joined.shares != estimated(count).shares
    half = estimated(count, dict.fromkeys(reserve[:3], MISSING), reserve=True)
    assert (half.drawn, half.arrived) == (len(drawn), len(drawn) - 3)
    assert "The reserve drawn beforehand is part of this sample" in text((design, drawn, {}), joined)


def test_turnout_is_not_computed_where_a_figure_is_missing(count: Count) -> None:
    name, one = next(iter(count[2].items()))
    for figure, reason in (
        (replace(one, cast=None), "cast-unknown"),
        (replace(one, registered=None), "registered-unknown"),
    ):
        found = estimated(count, {name: figure})
        assert (found.turnout, found.turnout_reason) == (None, reason)
        assert found.shares is not None
        assert "Turnout is not computed" in text(count, found)


@pytest.mark.parametrize(("figure", "reason"), [(MISSING, "nothing-arrived"), (station(0, 0, 0), "no-votes")])
def test_nothing_to_estimate_from_is_said(count: Count, figure: StationFigures, reason: str) -> None:
    found = estimated(count, dict.fromkeys(count[2], figure))
    assert (found.reason, found.shares) == (reason, None)
    assert "No estimate" in text(count, found)
    assert "Sin estimación" in text(count, found, "es")


def test_an_interval_of_a_share_stays_between_0_and_100_percent(count: Count) -> None:
    few = {one.station: station(50, 20, 30 if n == 0 else 0) for n, one in enumerate(count[1])}
    shares = estimated(count, few).shares
    assert shares is not None
    assert shares["cai"].low == 0


def test_the_json_has_every_figure_as_text(count: Count) -> None:
    setting = Setting("Mayor", NAMES, "2024-01-07T20Z", False, True, 3)
    record = json.loads(json.dumps(estimate_json(count[0], estimated(count, missing(count, 2)), setting)))
    assert record["tier"] == "B"
    assert record["shares"]["ana"].keys() == {"percent", "standard_error", "low", "high"}
    assert float(record["lead"]["low"]) < float(record["lead"]["percent"]) < float(record["lead"]["high"])
    assert [one["code"] for one in record["statements"]][:3] == ["title", "state", "origin"]
    assert not any(isinstance(value, float) for value in _leaves(record))


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value]
