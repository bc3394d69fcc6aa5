from collections.abc import Callable

import pytest

from tallyproof.compare.announced.arithmetic import Arithmetic, arithmetic
from tallyproof.election.schema import Contest, Count, Identity
from tallyproof.model import Announcement

Make = Callable[..., Announcement]
VOTES = {"ana": 500, "ben": 300, "cai": 100}


@pytest.fixture
def contest(contest: Contest) -> Contest:
    """The small country's contest with ballots cast, and an identity between them and the others."""
    cast = Count(id="cast", name={"en": "Cast"}, role="cast")
    adds = Identity(id="adds", left=["candidates", "null"], right=["cast"], consequence="inconsistency")
    return contest.model_copy(update={"counts": [*contest.counts, cast], "identities": [adds]})


def said(found: Arithmetic) -> dict[str, dict[str, str]]:
    return {one.code: dict(one.values) for one in found.statements}


def test_a_turnout_follows_from_ballots_and_voters_or_is_said_not_to(announced: Make, contest: Contest) -> None:
    counts = {"cast": 1000, "registered": 1600}
    assert "turnout-follows" in said(arithmetic(announced(VOTES, counts=counts, turnout="62.5"), contest))
    slip = said(arithmetic(announced(VOTES, counts=counts, turnout="65.2"), contest))
    assert slip["turnout-does-not-follow"]["computed_percent"] == "62.5"
    swapped = said(arithmetic(announced(VOTES, counts=counts, turnout="26.5"), contest))
    assert swapped["turnout-likely-misprint"]["slip"] == "digits-swapped"


def test_ballots_cast_are_votes_and_all_ballots_beside_them_where_none_were_announced(
    announced: Make, contest: Contest
) -> None:
    found = said(arithmetic(announced(VOTES, counts={"null": 100, "registered": 1600}, turnout="62.5"), contest))
    assert found["turnout-follows"]["cast"] == "1000"


@pytest.mark.parametrize(("counts", "reason"), [({"registered": 9}, "no-cast"), ({"cast": 1000}, "no-registered")])
def test_a_turnout_without_its_figures_was_not_checked(
    announced: Make, contest: Contest, counts: dict[str, int], reason: str
) -> None:
    found = arithmetic(announced({"ana": 1}, counts=counts, turnout="62.5"), contest)
    assert reason in [one.values["reason"] for one in found.statements if one.values.get("check") == "turnout-follows"]


def test_more_votes_than_ballots_and_more_ballots_than_voters_are_said(announced: Make, contest: Contest) -> None:
    found = said(arithmetic(announced(VOTES, counts={"cast": 800, "registered": 700}), contest))
    assert found["valid-above-cast"]["difference"] == "100"
    assert found["cast-above-registered"]["difference"] == "100"


def test_identities_of_the_definition_hold_for_the_announced_sums_or_do_not(announced: Make, contest: Contest) -> None:
    right = said(arithmetic(announced(VOTES, counts={"null": 50, "cast": 950}), contest))
    wrong = said(arithmetic(announced(VOTES, counts={"null": 50, "cast": 940}), contest))
    missing = arithmetic(announced(VOTES, counts={"cast": 940}), contest)
    assert right["identity-holds"]["left_sum"] == "950"
    assert wrong["identity-fails"]["difference"] == "10"
    assert "identity-incomplete" in [one.values.get("reason") for one in missing.statements]


def test_a_coverage_that_falls_is_said_in_the_same_unit_only(announced: Make, contest: Contest) -> None:
    before = announced(VOTES, coverage=(("sheets", "80"),))
    after = announced(VOTES, id="second", coverage=(("sheets", "79.5"), ("electors", "70")))
    found = [
        one.values for one in arithmetic(after, contest, earlier=[before]).statements if one.code == "coverage-fell"
    ]
    assert [(one["before_percent"], one["after_percent"]) for one in found] == [("80", "79.5")]


def test_a_candidate_with_no_votes_is_a_figure_like_any_other(announced: Make, contest: Contest) -> None:
    found = arithmetic(
        announced({"ana": 6000, "ben": 4000, "cai": 0}, percentages={"ana": "60.0", "ben": "40.0", "cai": "0.0"}),
        contest,
    )
    assert found.grids[0].all_on_grid
    assert {"percentages-follow", "percentages-sum"} <= set(said(found))


def test_a_turnout_above_the_whole_is_said_and_a_roll_of_zero_is_named(announced: Make, contest: Contest) -> None:
    found = arithmetic(announced(VOTES, counts={"cast": 1000, "registered": 0}, turnout="171.02"), contest)
    assert said(found)["turnout-above-100"]["printed_percent"] == "171.02"
    assert "zero-registered" in [one.values.get("reason") for one in found.statements]


def test_the_percentage_of_a_count_that_was_not_announced_is_named_and_not_checked(
    announced: Make, contest: Contest
) -> None:
    found = said(arithmetic(announced(VOTES, count_percentages={"null": "1.5"}), contest))
    assert found["count-percentage-not-checked"] == {
        "count_id": "null",
        "printed_percent": "1.5",
        "reason": "no-such-count",
    }
