"""Turnout, registered voters and other ballots as further constraints: never against the truth, never above it."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tallyproof.compare.announced.columns import HeldStations
from tallyproof.compare.announced.feasibility import Feasibility, feasibility
from tallyproof.compare.announced.held import Held, Roll
from tallyproof.compare.announced.station import REST, HeldStation
from tallyproof.compare.phrasing import rounded
from tallyproof.election.schema import Contest, Count
from tallyproof.model import Announcement

Make = Callable[..., Announcement]
MakeRoll = Callable[..., Roll]
ONE = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
ELECTORS = 100


@pytest.fixture
def contest(contest: Contest) -> Contest:
    cast = Count(id="cast", name={"en": "Cast"}, role="cast")
    return contest.model_copy(update={"counts": [*contest.counts, cast]})


def station(id: int, ana: int, ben: int, cai: int, null: int) -> HeldStation:
    papers = {"count:null": null, REST: null}
    return HeldStation(str(id), {"ana": ana, "ben": ben, "cai": cai}, ELECTORS, ELECTORS, papers)


figures = st.tuples(*(st.integers(0, 25) for _ in range(4)))


@st.composite
def honest(draw: st.DrawFn) -> tuple[list[tuple[int, ...]], list[bool], list[tuple[int, ...]], int]:
    """Held stations, which of them were counted, stations counted elsewhere, and stations elsewhere in all."""
    held = draw(st.lists(figures, min_size=1, max_size=8))
    counted = draw(st.lists(st.booleans(), min_size=len(held), max_size=len(held)))
    elsewhere = draw(st.lists(figures, max_size=4))
    return held, counted, elsewhere, len(elsewhere) + draw(st.integers(0, 3))


def totals(held: list[tuple[int, ...]], counted: list[bool], elsewhere: list[tuple[int, ...]]) -> list[int]:
    used = [*(one for one, is_counted in zip(held, counted, strict=True) if is_counted), *elsewhere]
    return [sum(one[place] for one in used) for place in range(4)]


def found_for(
    announcement: Announcement, contest: Contest, held: Sequence[tuple[int, ...]], elsewhere: int, make: MakeRoll
) -> Feasibility:
    stations = HeldStations.of(station(id, *one) for id, one in enumerate(held))
    number = len(held) + elsewhere
    roll = make(cap=ELECTORS * elsewhere, stations=number, registered=ELECTORS * number)
    return feasibility(announcement, contest, Held(stations, 0, len(held), ()), [roll])


@given(case=honest(), decimals=st.integers(0, 2), said=st.booleans())
@ONE
def test_no_contradiction_where_the_truth_permits_turnout_voters_and_ballots(
    case: tuple[list[tuple[int, ...]], list[bool], list[tuple[int, ...]], int],
    decimals: int,
    said: bool,
    announced: Make,
    contest: Contest,
    roll: MakeRoll,
) -> None:
    held, counted, elsewhere, outside = case
    ana, ben, cai, null = totals(held, counted, elsewhere)
    electors = ELECTORS * (sum(counted) + len(elsewhere))
    cast = ana + ben + cai + null
    counts = {"null": null, "registered": electors, **({"cast": cast} if said else {})}
    turnout = rounded(Fraction(100 * cast, electors), decimals) if electors else ""
    announcement = announced({"ana": ana, "ben": ben, "cai": cai}, counts=counts, turnout=turnout)
    found = found_for(announcement, contest, held, outside, roll)
    claimed = {one.id for one in found.readings if one.contradicts}
    assert claimed <= (set() if all(counted) else {"all-held", "papers-all-held"})
    assert "papers-any-subset" in {one.id for one in found.readings}


@given(case=honest(), printed=st.tuples(*(st.integers(0, 300) for _ in range(4))))
@ONE
def test_the_bound_is_never_above_the_true_distance(
    case: tuple[list[tuple[int, ...]], list[bool], list[tuple[int, ...]], int],
    printed: tuple[int, ...],
    announced: Make,
    contest: Contest,
    roll: MakeRoll,
) -> None:
    held, counted, elsewhere, outside = case
    truth = totals(held, counted, elsewhere)
    electors = ELECTORS * (sum(counted) + len(elsewhere))
    ana, ben, cai, null = printed
    announcement = announced({"ana": ana, "ben": ben, "cai": cai}, counts={"null": null, "registered": electors})
    votes = sum(abs(one - other) for one, other in zip(printed[:3], truth[:3], strict=True))
    papers = votes + abs(null - truth[3])
    bounds = {
        one.id: one.certificate.bound
        for one in found_for(announcement, contest, held, outside, roll).readings
        if one.certificate
    }
    assert bounds["any-subset"] <= votes
    assert bounds["registered-counted"] <= votes
    assert bounds["papers-any-subset"] <= papers
    if all(counted):
        assert bounds["all-held"] <= votes
        assert bounds["papers-all-held"] <= papers


def test_a_turnout_that_needs_more_stations_than_were_counted_contradicts_by_hand(
    announced: Make, contest: Contest, roll: MakeRoll
) -> None:
    """90 votes at a turnout of 30% are 300 electors: all three stations, which hold 180 votes for Ana and no more."""
    held = [(60, 0, 0, 0)] * 3
    announcement = announced({"ana": 90}, counts={"cast": 90}, turnout="30")
    found = {one.id: one for one in found_for(announcement, contest, held, 0, roll).readings}
    assert not found["any-subset"].contradicts
    assert found["turnout-counted"].statement.values["distance"] == "88"
    failure = next(one.statement for one in found["turnout-counted"].failures if one.statement.code.endswith("lower"))
    assert failure.values["at_most"] == "150"


def test_null_ballots_above_the_announced_ones_contradict_where_all_were_counted(
    announced: Make, contest: Contest, roll: MakeRoll
) -> None:
    held = [(50, 30, 0, 9), (40, 20, 0, 8)]
    announcement = announced({"ana": 90, "ben": 50, "cai": 0}, counts={"null": 5})
    found = found_for(announcement, contest, held, 0, roll)
    told = {one.id: one for one in found.readings if one.contradicts}
    assert told["papers-all-held"].statement.values["distance"] == "12"
    assert "all-held" not in told
    assert "held-papers-above-announced" in [one.code for one in found.before]


def test_ballots_cast_stand_for_all_that_are_for_no_candidate(
    announced: Make, contest: Contest, roll: MakeRoll
) -> None:
    held = [(50, 30, 0, 9), (40, 20, 0, 8)]
    announcement = announced({"ana": 90, "ben": 50, "cai": 0}, counts={"cast": 145})
    found = found_for(announcement, contest, held, 0, roll)
    told = {one.id: one for one in found.readings if one.contradicts}
    assert told["papers-all-held"].statement.values["distance"] == "12"


@pytest.mark.parametrize(
    ("fields", "reading", "reason"),
    [
        ({"counts": {"cast": 90}, "turnout": "1"}, "turnout-counted", "turnout-beyond-roll"),
        ({"counts": {"registered": 10**6}}, "registered-counted", "registered-beyond-roll"),
        ({"coverage": (("stations", "180"),)}, "coverage-stations", "claim-above-100"),
        ({"counts": {"null": 3}}, "papers-any-subset", "papers-unknown"),
    ],
)
def test_a_claim_that_nothing_can_meet_is_said_and_not_solved(
    announced: Make,
    contest: Contest,
    roll: MakeRoll,
    holding: Callable[..., Held],
    fields: dict[str, object],
    reading: str,
    reason: str,
) -> None:
    universe = roll(cap=100, stations=3, registered=300)
    found = feasibility(announced({"ana": 90}, **fields), contest, holding([(50, 30, 5)] * 2), [universe])
    told = {one.id: one.statement.values.get("reason") for one in found.readings}
    assert told[reading] == reason


def test_a_roll_whose_cap_is_by_station_says_how_many_more_stations(
    announced: Make, contest: Contest, holding: Callable[..., Held]
) -> None:
    universe = Roll("roll", "the council", 100, "", "fixed", "the law", 3, None, 0, 80)
    found = feasibility(announced({"ana": 400}), contest, holding([(50, 30, 5), (60, 20, 5)]), [universe])
    failures = {one.statement.code: one.statement.values for one in found.readings[0].failures}
    assert failures["failure-universe-stations"]["more"] == "3"
