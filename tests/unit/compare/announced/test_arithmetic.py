from collections.abc import Callable
from fractions import Fraction

import pytest

from tallyproof.compare.announced.arithmetic import Arithmetic, arithmetic
from tallyproof.compare.phrasing import rounded
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement

Make = Callable[..., Announcement]


def codes(found: Arithmetic) -> list[str]:
    return [one.code for one in found.statements]


def value(found: Arithmetic, code: str, key: str) -> str:
    return next(one.values[key] for one in found.statements if one.code == code)


def test_the_known_answer_lies_on_the_one_decimal_grid(announced: Make, contest: Contest) -> None:
    """statistics.md, A1: 10,058,774 valid; 5,150,092; 4,445,978; 462,704; one decimal."""
    found = arithmetic(announced({"ana": 5150092, "ben": 4445978}, others=462704), contest)
    grid = found.grids[0]
    assert (found.total, found.total_from, grid.decimals) == (10058774, "sum", 1)
    assert grid.all_on_grid
    assert [one.residual for one in grid.residuals] == [Fraction(-36, 125), Fraction(-27, 250), Fraction(99, 250)]
    assert [one.percentage for one in grid.residuals] == [Fraction(512, 10), Fraction(442, 10), Fraction(46, 10)]
    assert int(value(found, "grid-rarity", "one_in")) > 100_000_000


def test_one_vote_off_the_grid_is_off_the_grid(announced: Make, contest: Contest) -> None:
    found = arithmetic(announced({"ana": 5150093, "ben": 4445977}, others=462704), contest)
    assert not found.grids[0].all_on_grid
    assert value(found, "counts-off-grid", "on_grid") == "1"
    assert "grid-rarity" not in codes(found)


def test_an_announced_total_is_preferred_to_the_sum_and_a_difference_is_said(announced: Make, contest: Contest) -> None:
    counts = {"ana": 5000, "ben": 3000, "cai": 1000}
    right = arithmetic(announced(counts, counts={"valid": 9000}), contest)
    wrong = arithmetic(announced(counts, counts={"valid": 9100}), contest)
    assert "counts-sum" in codes(right)
    assert (wrong.total, wrong.total_from) == (9100, "valid")
    assert value(wrong, "counts-do-not-sum", "difference") == "-100"
    assert all(grid.rarity is None for grid in wrong.grids)


def test_percentages_follow_from_their_counts_within_rounding(announced: Make, contest: Contest) -> None:
    counts = {"ana": 5120, "ben": 4420, "cai": 460}
    fits = arithmetic(announced(counts, percentages={"ana": "51.20", "ben": "44.2", "cai": "4.6"}), contest)
    assert {"percentages-follow", "percentages-sum"} <= set(codes(fits))
    slip = arithmetic(announced(counts, percentages={"ana": "15.20", "ben": "44.2", "cai": "4.6"}), contest)
    assert value(slip, "percentage-likely-misprint", "computed_percent") == "51.20"
    assert "percentages-do-not-sum" in codes(slip)
    other = arithmetic(announced(counts, percentages={"ana": "60.35", "ben": "44.2", "cai": "4.6"}), contest)
    assert value(other, "percentage-does-not-follow", "candidate") == "ana"


def test_the_percentage_of_another_count_names_its_base(announced: Make, contest: Contest) -> None:
    counts = {"ana": 500, "ben": 300, "cai": 100}
    found = arithmetic(announced(counts, counts={"null": 100}, count_percentages={"null": "10.0"}), contest)
    assert value(found, "count-percentage-follows", "base") == "cast"
    found = arithmetic(announced(counts, counts={"null": 100}, count_percentages={"null": "30.0"}), contest)
    assert "count-percentage-does-not-follow" in codes(found)


def test_a_count_that_falls_is_named_and_growth_is_said(announced: Make, contest: Contest) -> None:
    before = announced({"ana": 100, "ben": 90}, others=5)
    after = announced({"ana": 120, "ben": 80}, id="second", date="2024-01-09", others=6)
    found = arithmetic(after, contest, earlier=[before], tried=[before])
    assert value(found, "count-fell", "candidate") == "ben"
    grown = announced({"ana": 120, "ben": 95}, id="second", others=6)
    assert "counts-grew" in codes(arithmetic(grown, contest, earlier=[before]))


def test_every_bulletin_tried_makes_the_adjusted_rarity_less(announced: Make, contest: Contest) -> None:
    hit = announced({"ana": 5150092, "ben": 4445978}, others=462704)
    miss = announced({"ana": 6150092, "ben": 4445979}, id="second", others=462701)
    found = arithmetic(hit, contest, tried=[miss])
    alone, with_both = (int(value(found, "grid-rarity", key)) for key in ("one_in", "adjusted_one_in"))
    assert value(found, "grid-rarity", "tests") == "2"
    assert with_both == alone // 2


@pytest.mark.parametrize(
    ("candidates", "fields", "reason"),
    [
        ({}, {"percentages": {"ana": "51.2"}}, "no-counts"),
        ({"ana": 5000}, {}, "total-unknown"),
        ({"ana": 0, "ben": 0, "cai": 0}, {}, "no-votes"),
        ({"ana": 300, "ben": 200, "cai": 100}, {}, "grid-finer-than-a-vote"),
    ],
)
def test_where_there_is_no_grid_the_reason_is_said(
    announced: Make, contest: Contest, candidates: dict[str, int], fields: dict[str, object], reason: str
) -> None:
    found = arithmetic(announced(candidates, **fields), contest)
    said = [one.values["reason"] for one in found.statements if one.values.get("check") == "grid"]
    assert said == [reason]


def test_percentages_of_some_candidates_above_the_whole_are_said(announced: Make, contest: Contest) -> None:
    found = arithmetic(announced({}, percentages={"ana": "60.0", "ben": "60.0"}), contest)
    assert value(found, "percentages-above-100", "sum_percent") == "120.0"
    within = arithmetic(announced({}, percentages={"ana": "60.0", "ben": "40.1"}), contest)
    assert "percentages-above-100" not in codes(within)


def test_so_few_votes_that_most_counts_are_on_the_grid_are_not_checked(announced: Make, contest: Contest) -> None:
    few = arithmetic(announced({"ana": 1000, "ben": 2, "cai": 2}), contest)
    assert not few.grids
    assert "grid-finer-than-a-vote" in [one.values.get("reason") for one in few.statements]
    assert arithmetic(announced({"ana": 1000, "ben": 600, "cai": 400}), contest).grids


def test_rounding_is_half_up_and_keeps_the_sign() -> None:
    assert rounded(Fraction(1, 8), 2) == "0.13"
    assert rounded(Fraction(-1, 8), 2) == "-0.13"
    assert rounded(Fraction(-1, 1000), 2) == "0.00"
    assert rounded(Fraction(5, 2), 0) == "3"


def test_where_a_candidate_has_a_percentage_alone_nobody_says_whose_votes_the_others_are(
    announced: Callable[..., Announcement], contest: Contest
) -> None:
    # 40 votes of all others may be those of ben and cai, or of cai alone.
    unclear = announced({"ana": 60}, others=40, percentages={"ana": "60", "ben": "30"}, counts={"valid": 100})
    said = {one.values.get("check"): one.values.get("reason") for one in arithmetic(unclear, contest).statements}
    assert said["counts-sum"] == "counts-incomplete"
    # 40% of all others may be those of ben and cai, or of cai alone.
    other = announced({"ana": 60, "ben": 30}, others=10, percentages={"ana": "60"}, others_percentage="40")
    codes = [one.code for one in arithmetic(other, contest).statements]
    assert not {"percentage-does-not-follow", "percentage-likely-misprint", "percentages-sum"} & set(codes)
