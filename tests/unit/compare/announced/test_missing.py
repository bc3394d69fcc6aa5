from collections.abc import Callable

import pytest

from tallyproof.compare.announced.feasibility import feasibility
from tallyproof.compare.announced.held import Held, Roll
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement

Make = Callable[..., Announcement]
VOTES = [(50, 30, 5), (60, 20, 5)]


@pytest.fixture
def told(
    holding: Callable[..., Held], roll: Callable[..., Roll], announced: Make, contest: Contest
) -> Callable[..., dict[str, dict[str, str]]]:
    """Return a maker of the statements on two held stations of 200 electors, by code, given cap and roll."""

    def make(
        candidates: dict[str, int], *, cap: int = 100, stations: int = 3, registered: int = 300, **fields: object
    ) -> dict[str, dict[str, str]]:
        universe = roll(cap=cap, stations=stations, registered=registered)
        found = feasibility(announced(candidates, **fields), contest, holding(VOTES), [universe])
        return {one.code: dict(one.values) for one in found.statements}

    return make


def test_what_is_needed_from_elsewhere_is_announced_less_held(told: Callable[..., dict[str, dict[str, str]]]) -> None:
    """Held: Ana 110, Ben 50. Announced: Ana 120, Ben 100: ten and fifty of a hundred electors."""
    found = told({"ana": 120, "ben": 100})
    assert (found["missing-turnout"]["wanted"], found["missing-turnout"]["turnout_percent"]) == ("60", "60.00")


def test_more_than_all_electors_is_said_to_be_impossible(told: Callable[..., dict[str, dict[str, str]]]) -> None:
    found = told({"ana": 160, "ben": 135})
    assert found["missing-turnout-impossible"]["turnout_percent"] == "135.00"


def test_fewer_votes_than_are_held_are_below_zero(told: Callable[..., dict[str, dict[str, str]]]) -> None:
    found = told({"ana": 100, "ben": 130})
    assert (found["missing-below-zero"]["candidate"], found["missing-below-zero"]["fewer"]) == ("ana", "10")


def test_the_share_needed_for_the_lead_and_for_the_announced_lead_by_hand(
    told: Callable[..., dict[str, dict[str, str]]],
) -> None:
    """A lead of 60 and 100 votes elsewhere: 80 of them draw level; 30 more for a lead of 30 would be 95 of them."""
    found = told({"ana": 110, "ben": 140})
    assert found["missing-share-lead"]["share_percent"] == "80.00"
    assert found["missing-share-margin"]["share_percent"] == "95.00"
    beyond = told({"ana": 110, "ben": 160})
    assert beyond["missing-share-margin-impossible"]["share_percent"] == "105.00"


def test_one_held_station_fewer_in_the_claim_leaves_only_the_lead(
    told: Callable[..., dict[str, dict[str, str]]],
) -> None:
    found = told({"ana": 110, "ben": 140}, coverage=(("stations", "50"),))
    assert "missing-share-lead" in found
    assert not {"missing-share-margin", "missing-turnout", "missing-below-zero"} & found.keys()
    assert found["not-computed"]["check"] == "false-stations-margin"


def test_no_missing_station_has_nothing_to_show(told: Callable[..., dict[str, dict[str, str]]]) -> None:
    assert "missing-nothing" in told({"ana": 110, "ben": 50}, cap=0, stations=2, registered=200)
    more = told({"ana": 110, "ben": 60}, cap=0, stations=2, registered=200)
    assert more["missing-nobody"]["wanted"] == "10"


@pytest.mark.parametrize(
    ("candidates", "reason"), [({"ana": 90, "ben": 90}, "announced-tie"), ({"ana": 9}, "fewer-than-two-counts")]
)
def test_no_leader_is_named_where_there_is_none(
    told: Callable[..., dict[str, dict[str, str]]], candidates: dict[str, int], reason: str
) -> None:
    found = told(candidates)
    assert found["not-run"]["reason"] == reason
    assert not any(code.startswith(("false-stations", "missing-share", "same-leader")) for code in found)


def test_a_held_tie_has_no_leader(
    holding: Callable[..., Held], roll: Callable[..., Roll], announced: Make, contest: Contest
) -> None:
    found = feasibility(
        announced({"ana": 9, "ben": 5}), contest, holding([(40, 40, 0)]), [roll(cap=0, stations=1, registered=100)]
    )
    assert "held-tie" in [one.values.get("reason") for one in found.after]


def test_the_same_leader_has_the_three_numbers_for_the_lead_over_the_runner_up(
    told: Callable[..., dict[str, dict[str, str]]],
) -> None:
    found = told({"ana": 120, "ben": 60})
    own = found["false-stations-own-lead"]
    assert (own["leader"], own["announced_leader"], own["lead"]) == ("ana", "ben", "60")
    assert [own[key] for key in ("removed", "swapped", "arbitrary")] == ["2", "1", "1"]
    assert found["no-false-station-own-lead"]["cap"] == "100"
    assert "false-stations-own-lead-with-missing" not in found
