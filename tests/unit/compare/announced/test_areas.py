from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tallyproof.compare import Comparison, as_text, compare, compare_all
from tallyproof.model import AnnouncedArea, Announcement
from tallyproof.tally import Results

Make = Callable[..., Results]
Announce = Callable[..., Announcement]
NORTH, SOUTH = {"ana": 110, "ben": 50, "cai": 10}, {"ana": 55, "ben": 25, "cai": 5}
WHOLE = {"ana": 165, "ben": 75, "cai": 15}


def by_area(north: dict[str, int], south: dict[str, int]) -> dict[str, AnnouncedArea]:
    return {"north": AnnouncedArea(north, None, {}), "south": AnnouncedArea(south, None, {})}


def codes(found: Comparison) -> list[str]:
    return [one.code for one in found.statements]


def test_figures_by_area_that_are_those_held_do_not_contradict(results: Make, announced: Announce) -> None:
    found = compare(results(rolls="", complete=True), announced(WHOLE, areas=by_area(NORTH, SOUTH)))
    assert not found.contradictions
    assert {"areas-sum", "areas-no-contradiction"} <= set(codes(found))


def test_votes_moved_between_areas_contradict_by_area_though_the_whole_is_right(
    results: Make, announced: Announce
) -> None:
    """Ten votes of Ana from south to north: the whole is right, each area is ten votes off."""
    areas = by_area({**NORTH, "ana": 120}, {**SOUTH, "ana": 45})
    found = compare(results(rolls="", complete=True), announced(WHOLE, areas=areas))
    told = {one.values["reading"]: one.values for one in found.contradictions}
    assert {one.code for one in found.contradictions} == {"areas-cannot-both-be-right"}
    assert told["all-held"]["distance"] == "20"
    assert (told["all-held"]["contradicted"], told["all-held"]["areas"]) == ("2", "2")
    assert "area" in as_text(found, "en")


def test_areas_that_do_not_add_up_to_the_whole_are_said(results: Make, announced: Announce) -> None:
    found = compare(results(), announced(WHOLE, areas=by_area(NORTH, {**SOUTH, "ben": 26})))
    said = next(one.values for one in found.statements if one.code == "areas-do-not-sum")
    assert (said["candidate"], said["difference"]) == ("ben", "1")


@pytest.mark.parametrize(
    ("areas", "reason"),
    [
        ({"north": AnnouncedArea(NORTH, None, {})}, "areas-are-not-all"),
        ({"west": AnnouncedArea(NORTH, None, {})}, "area-unknown"),
        (by_area({}, {}), "nothing-common-with-areas"),
    ],
)
def test_areas_that_cannot_be_compared_are_said(
    results: Make, announced: Announce, areas: dict[str, AnnouncedArea], reason: str
) -> None:
    found = compare(results(), announced(WHOLE, areas=areas))
    assert reason in [one.values.get("reason") for one in found.statements]
    assert as_text(found, "es")


def test_areas_without_a_roll_of_their_own_say_why_nothing_was_solved(results: Make, announced: Announce) -> None:
    found = compare(results(), announced(WHOLE, areas=by_area(NORTH, SOUTH)))
    said = next(one.values for one in found.statements if one.code == "areas-not-computed")
    assert (said["number"], said["areas"], said["reason"]) == ("2", "2", "no-universe")
    assert found.areas is not None
    assert not found.areas.apart


def test_several_files_of_one_announcement_are_summed_over_areas_apart(results: Make, announced: Announce) -> None:
    files = (
        announced({**NORTH, "ana": 120}, id="north", area="north"),
        announced({**SOUTH, "ana": 45}, id="south", area="south"),
        announced({**SOUTH, "ana": 45}, id="other-day", area="south", date="2024-01-09"),
    )
    held = results(rolls="", complete=True, announcements=files)
    found = {one.announcement.id: one for one in compare_all(held)}
    assert found["north"].areas is not None
    assert found["north"].areas.apart["all-held"] == ("north", "south")
    assert found["south"].areas is None
    assert found["other-day"].areas is None


def test_an_area_inside_another_is_not_counted_twice(results: Make, announced: Announce) -> None:
    files = (
        announced({"ana": 120, "ben": 120, "cai": 15}, id="all", area=""),
        announced({**NORTH, "ana": 120}, id="north", area="north"),
    )
    areas = {"north": AnnouncedArea({**NORTH, "ana": 120}, None, {}), "": AnnouncedArea(WHOLE, None, {})}
    found = compare(results(rolls="", complete=True, announcements=files), announced({}, areas=areas))
    assert found.areas is not None
    assert found.areas.apart["all-held"] == ("north",)


station_votes = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))


@given(
    held=st.tuples(station_votes, station_votes, station_votes),
    counted=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    noise=st.tuples(*(st.integers(0, 20) for _ in range(6))),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_sum_over_areas_is_never_above_the_true_distance(
    held: tuple[tuple[int, int, int], ...],
    counted: tuple[bool, ...],
    noise: tuple[int, ...],
    results: Make,
    announced: Announce,
) -> None:
    names = ("ana", "ben", "cai")
    stations = {"north": (0, 1), "south": (2,)}
    areas, distance = {}, Fraction(0)
    for number, (code, places) in enumerate(stations.items()):
        truth = [sum(held[one][place] for one in places if counted[one]) for place in range(3)]
        said = [votes + noise[3 * number + place] for place, votes in enumerate(truth)]
        areas[code] = AnnouncedArea(dict(zip(names, said, strict=True)), None, {})
        distance += sum(noise[3 * number : 3 * number + 3])
    made = results({str(n + 1): votes for n, votes in enumerate(held)}, rolls="", complete=True)
    found = compare(made, announced({}, areas=areas))
    for one in found.statements:
        if one.code == "areas-cannot-both-be-right" and (one.values["reading"] == "any-subset" or all(counted)):
            assert Fraction(one.values["bound"]) <= distance
