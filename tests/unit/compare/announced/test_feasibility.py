from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tallyproof.compare.announced import solve
from tallyproof.compare.announced.certificate import Programme, verify_certificate
from tallyproof.compare.announced.columns import HeldStations
from tallyproof.compare.announced.feasibility import feasibility
from tallyproof.compare.announced.held import Held, Roll
from tallyproof.compare.announced.solve import Duals, highs
from tallyproof.compare.announced.station import HeldStation
from tallyproof.compare.phrasing import rounded
from tallyproof.compare.statement import OTHERS
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement

Votes = tuple[int, int, int]
votes_of_station = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 20))


@st.composite
def honest_counts(draw: st.DrawFn) -> tuple[list[Votes], list[bool], Votes, int, int]:
    """Held stations, which of them were counted, votes counted elsewhere, and stations elsewhere (counted, all)."""
    stations = draw(st.lists(votes_of_station, min_size=1, max_size=12))
    counted = draw(st.lists(st.booleans(), min_size=len(stations), max_size=len(stations)))
    elsewhere = draw(st.integers(0, 8))
    counted_elsewhere = draw(st.integers(0, elsewhere))
    outside = draw(votes_of_station) if counted_elsewhere else (0, 0, 0)
    return stations, counted, outside, counted_elsewhere, elsewhere


@given(case=honest_counts(), decimals=st.integers(0, 2))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_contradiction_is_claimed_where_the_truth_permits_the_announcement(
    case: tuple[list[Votes], list[bool], Votes, int, int],
    decimals: int,
    holding: Callable[..., Held],
    roll: Callable[..., Roll],
    announced: Callable[..., Announcement],
    contest: Contest,
) -> None:
    stations, counted, outside, counted_elsewhere, elsewhere = case
    sums = [
        sum(one[place] for one, used in zip(stations, counted, strict=True) if used) + outside[place]
        for place in range(3)
    ]
    number = len(stations) + elsewhere
    share = rounded(Fraction(100 * (sum(counted) + counted_elsewhere), number), decimals)
    announcement = announced(
        {"ana": sums[0], "ben": sums[1]}, others=sums[2], coverage=(("sheets", share), ("electors", share))
    )
    universe = roll(cap=sum(outside), stations=number, registered=100 * number)
    found = feasibility(announcement, contest, holding(stations), [universe])
    claimed = {one.id for one in found.readings if one.contradicts}
    assert claimed <= (set() if all(counted) else {"all-held"})


def compared(
    announcement: Announcement, contest: Contest, held: Held, rolls: Sequence[Roll]
) -> dict[str, tuple[int, dict[str, str]]]:
    """Return the distance and the failures' values of every contradiction, by reading."""
    found = feasibility(announcement, contest, held, rolls)
    told = {}
    for one in found.readings:
        if one.contradicts:
            failures = {f.statement.code: dict(f.statement.values) for f in one.failures}
            told[one.id] = (int(one.statement.values["distance"]), _told(failures))
    return told


def _told(failures: dict[str, dict[str, str]]) -> dict[str, str]:
    keys = ("extra", "distance_uncapped", "at_most", "at_least", "left_out", "false_stations", "distance")
    return {code: next((values[key] for key in keys if key in values), "") for code, values in failures.items()}


def test_a_contradiction_says_the_smallest_failure_of_each_assumption(
    holding: Callable[..., Held],
    roll: Callable[..., Roll],
    announced: Callable[..., Announcement],
    contest: Contest,
) -> None:
    """Ana has 165 votes in three stations and is announced with 40: by hand, with 4 stations in all."""
    held = holding([(50, 30, 5), (60, 20, 5), (55, 25, 5)])
    announcement = announced({"ana": 40, "ben": 90}, coverage=(("stations", "100"),))
    told = compared(announcement, contest, held, [roll(cap=100, stations=4, registered=400)])
    assert set(told) == {"coverage-stations", "coverage-electors", "all-held"}
    distance, failures = told["all-held"]
    assert distance == 125
    assert failures == {
        "failure-cap-never": "125",
        "failure-all-held": "3",
        "failure-figures": "1",
        "failure-as-printed": "125",
    }
    assert told["coverage-stations"][1]["failure-coverage-lower"] == "1"


def test_votes_that_nobody_can_have_cast_contradict_whichever_stations_were_counted(
    holding: Callable[..., Held],
    roll: Callable[..., Roll],
    announced: Callable[..., Announcement],
    contest: Contest,
) -> None:
    held = holding([(50, 30, 5), (60, 20, 5)])
    told = compared(announced({"ana": 400}), contest, held, [roll(cap=100, stations=3, registered=300)])
    distance, failures = told["any-subset"]
    assert distance == 190
    assert failures == {
        "failure-cap": "190",
        "failure-universe-electors": "190",
        "failure-figures": "2",
        "failure-as-printed": "190",
    }
    assert "failure-all-held-never" in told["all-held"][1]


def test_a_candidate_not_announced_is_unknown_and_not_zero(
    holding: Callable[..., Held],
    roll: Callable[..., Roll],
    announced: Callable[..., Announcement],
    contest: Contest,
) -> None:
    held = holding([(50, 30, 5), (60, 20, 5)])
    universe = roll(cap=0, stations=2, registered=200)
    assert not compared(announced({"ana": 110, "ben": 50}), contest, held, [universe])
    zero = announced({"ana": 110, "ben": 50}, others=0)
    assert compared(zero, contest, held, [universe])["any-subset"][0] > 0
    parts = feasibility(zero, contest, held, [universe]).counts
    assert {one.name: one.members for one in parts} == {"ana": ("ana",), "ben": ("ben",), OTHERS: ("cai",)}


@pytest.mark.parametrize(
    ("cap", "stations", "candidates", "votes", "reason"),
    [
        (None, 2, {"ana": 1}, [(50, 30, 5)], "no-cap"),
        (0, 2, {}, [(50, 30, 5)], "no-counts"),
        (0, 2, {"ana": 1}, [], "no-stations-held"),
        (0, 0, {"ana": 1}, [(50, 30, 5)], "roll-smaller-than-held"),
    ],
)
def test_what_cannot_be_computed_is_said_with_its_reason(
    holding: Callable[..., Held],
    roll: Callable[..., Roll],
    announced: Callable[..., Announcement],
    contest: Contest,
    cap: int | None,
    stations: int,
    candidates: dict[str, int],
    votes: list[Votes],
    reason: str,
) -> None:
    universe = roll(cap=cap, stations=stations, registered=100 * stations)
    announcement = announced(candidates, coverage=(("sheets", "90"),))
    found = feasibility(announcement, contest, holding(votes), [universe])
    assert reason in [one.values["reason"] for one in found.statements if one.code.endswith("not-computed")]


def test_a_solver_that_fails_claims_nothing(
    holding: Callable[..., Held],
    roll: Callable[..., Roll],
    announced: Callable[..., Announcement],
    contest: Contest,
) -> None:
    def fails(programme: Programme, stations: Sequence[HeldStation]) -> Duals | None:
        return None

    universe = roll(cap=0, stations=1, registered=100)
    found = feasibility(announced({"ana": 1}), contest, holding([(50, 30, 5)]), [universe], solver=fails)
    assert {one.statement.values.get("reason") for one in found.readings} == {"solver-failed"}


def test_a_solver_that_lies_claims_nothing_false(
    holding: Callable[..., Held],
    roll: Callable[..., Roll],
    announced: Callable[..., Announcement],
    contest: Contest,
) -> None:
    def lies(programme: Programme, stations: Sequence[HeldStation]) -> Duals | None:
        return Duals(tuple(-1e6 for _ in programme.counts), 1e6)

    universe = roll(cap=0, stations=1, registered=100)
    announcement = announced({"ana": 50, "ben": 30, "cai": 5}, coverage=(("sheets", "100"),))
    found = feasibility(announcement, contest, holding([(50, 30, 5)]), [universe], solver=lies)
    assert not any(one.contradicts for one in found.readings)


def test_solving_over_few_stations_gives_the_bound_of_all(
    holding: Callable[..., Held],
    monkeypatch: pytest.MonkeyPatch,
    announced: Callable[..., Announcement],
    contest: Contest,
    roll: Callable[..., Roll],
) -> None:
    votes = [((7 * n) % 61, (11 * n) % 37, n % 9) for n in range(300)]
    held, universe = holding(votes), roll(cap=900, stations=320, registered=32000)
    announcement = announced({"ana": 4000, "ben": 6500}, others=900, coverage=(("sheets", "95"),))
    whole = feasibility(announcement, contest, held, [universe])
    monkeypatch.setattr(solve, "ALONE", 20)
    sifted = feasibility(announcement, contest, held, [universe])
    assert [one.contradicts for one in whole.readings] == [one.contradicts for one in sifted.readings]
    for one, other in zip(whole.readings, sifted.readings, strict=True):
        assert one.certificate is not None
        assert other.certificate is not None
        assert abs(one.certificate.bound - other.certificate.bound) < Fraction(1, 100)
        assert verify_certificate(other.certificate, held.stations) == other.certificate.bound
    assert any(one.contradicts for one in whole.readings)
    assert highs(whole.readings[0].certificate.programme, held.stations) is not None  # type: ignore[union-attr]


def test_the_three_numbers_of_false_stations_by_hand(
    holding: Callable[..., Held],
    roll: Callable[..., Roll],
    announced: Callable[..., Announcement],
    contest: Contest,
) -> None:
    """Leads of 20, 40 and 30; a lead of 90 less a cap of 10 leaves 80: 40+30+20, 2·40, and one of 140."""
    held = holding([(50, 30, 5), (60, 20, 5), (55, 25, 5)])
    universe = roll(cap=10, stations=4, registered=400)
    found = feasibility(announced({"ana": 80, "ben": 100}), contest, held, [universe])
    told = {one.code: one.values for one in found.after}
    alone, missing = told["false-stations-lead"], told["false-stations-lead-with-missing"]
    assert [alone[key] for key in ("needed", "removed", "swapped", "arbitrary")] == ["90", "3", "2", "1"]
    assert [missing[key] for key in ("needed", "removed", "swapped", "arbitrary")] == ["80", "3", "1", "1"]
    margin = told["false-stations-margin"]
    assert [margin[key] for key in ("needed", "removed", "swapped")] == ["110", "not-enough", "2"]


def test_a_distance_beyond_all_held_figures_and_caps_is_explained_by_no_false_station(
    holding: Callable[..., Held],
    roll: Callable[..., Roll],
    announced: Callable[..., Announcement],
    contest: Contest,
) -> None:
    held = holding([(50, 30, 5), (60, 20, 5)])
    universe = roll(cap=10, stations=3, registered=210)
    found = feasibility(announced({"ana": 900_000, "ben": 5, "cai": 5}), contest, held, [universe])
    failures = [one.statement for reading in found.readings for one in reading.failures]
    assert {one.values["stations"] for one in failures if one.code == "failure-figures-never"} == {"2"}
    assert not [one for one in failures if one.values.get("reason") == "cap-unknown"]


def test_votes_of_all_others_are_left_out_where_it_is_not_said_whose_they_are(
    holding: Callable[..., Held],
    roll: Callable[..., Roll],
    announced: Callable[..., Announcement],
    contest: Contest,
) -> None:
    # Ben's votes are in the 40 of all others here, though a percentage names him: cai alone has 10 of them.
    honest = announced({"ana": 60}, others=40, percentages={"ana": "60", "ben": "30"})
    found = feasibility(honest, contest, holding([(60, 30, 10)]), [roll(cap=0, stations=1, registered=100)])
    assert [one.name for one in found.counts] == ["ana"]
    assert not any(one.contradicts for one in found.readings)


def test_a_station_held_above_its_cap_may_be_wrong_by_all_that_it_has(
    announced: Callable[..., Announcement], contest: Contest, roll: Callable[..., Roll]
) -> None:
    stations = [HeldStation(str(one), {"ana": 90, "ben": 0, "cai": 0}, 50, 50) for one in range(3)]
    held = Held(HeldStations.of(stations), 0, 3, ())
    announcement = announced({"ana": 0, "ben": 190}, others=0)
    found = feasibility(announcement, contest, held, [roll(cap=0, stations=3, registered=150)])
    said = next(one for one in found.after if one.code == "false-stations-lead")
    # 180 for each of two that gave ana's 90 to ben undo a lead of 270; with 50 for ben it would be 140 for each.
    assert (said.values["arbitrary"], "cap-held" in said.assumptions) == ("2", True)
    figures = [one.statement for reading in found.readings for one in reading.failures]
    assert all("cap-held" in one.assumptions for one in figures if one.code == "failure-figures")
