"""What can still be: the truth is always inside, by brute force, for the whole and for every area."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tallyproof.compare.outcome import Contested, Possible, possible_by_area
from tallyproof.model import Grade, Verdict
from tallyproof.tally import Results

Votes = tuple[int, ...]
Made = tuple[tuple[int, int], int, bool, bool]
OUTCOME = (
    '[{ id = "first", kind = "plurality" }, { id = "half", kind = "threshold", share = "50%" }, '
    '{ id = "ten", kind = "lead", points = "10%", inclusive = true }]'
)
# Votes, voters beyond them, whether it is held, whether it is contested.
STATIONS = st.lists(
    st.tuples(st.tuples(st.integers(0, 4), st.integers(0, 3)), st.integers(0, 2), st.booleans(), st.booleans()),
    min_size=1,
    max_size=3,
)


def completions(cap: int) -> list[Votes]:
    return [(one, two) for one, two in product(range(cap + 1), repeat=2) if one + two <= cap]


def finals(made: Sequence[Made]) -> Iterator[Votes]:
    """Every final result that the caps allow for some stations."""
    choices = [
        [votes] if held and not contested else completions(sum(votes) + spare) for votes, spare, held, contested in made
    ]
    for chosen in product(*choices):
        yield (sum(one[0] for one in chosen), sum(one[1] for one in chosen))


def holds(condition: str, votes: Votes, leader: int) -> bool:
    own, other = votes[leader], votes[1 - leader]
    if condition == "first":
        return own > other
    if condition == "half":
        return 2 * own > sum(votes)
    return own - other >= Fraction(1, 10) * sum(votes)


def results_from(country: Callable[..., Results], made: Sequence[Made]) -> Results:
    rows = [
        (f"{n}", "NS"[n % 2], "p", sum(votes) + spare, votes if held else None)
        for n, (votes, spare, held, _) in enumerate(made)
    ]
    contested = [f"{n}" for n, one in enumerate(made) if one[2] and one[3]]
    return country(rows, outcome=OUTCOME, candidates=2, contested=contested)


@settings(max_examples=40)
@given(made=STATIONS)
def test_no_completion_within_the_caps_contradicts_what_is_said_of_any_area(
    country: Callable[..., Results], made: list[Made]
) -> None:
    results = results_from(country, made)
    possible = possible_by_area(results, "vote")
    for area, members in (("", made), ("N", made[::2]), ("S", made[1::2])):
        if not members:
            continue
        tally, range_ = results.tallies["vote"][area], possible[area]
        every = list(finals(members))
        leads = [votes[0] - votes[1] for votes in every]
        assert range_.lead_range("a", "b") == (min(leads), max(leads))
        shares = [Fraction(votes[0], sum(votes)) for votes in every if sum(votes)]
        limits = range_.share_range("a")
        assert (limits is None) == (not shares)
        assert limits is None or limits == (min(shares), max(shares)) or set(shares) <= {0, 1}
        assert limits is None or limits[0] <= min(shares) <= max(shares) <= limits[1]
        for bound in tally.outcome:
            if bound.holds is None:
                continue
            leader = "ab".index(bound.leader)
            watched = [leader] if bound.holds else [0, 1]
            answers = {any(holds(bound.condition, votes, one) for one in watched) for votes in every}
            assert (bound.verdict is Verdict.CANNOT_CHANGE) == (answers == {bound.holds})
            assert bound.outstanding == range_.outstanding


def test_a_contested_station_can_bring_its_cap_or_what_was_accepted_above_it(country: Callable[..., Results]) -> None:
    rows = [("1", "N", "p", 10, (6, 2, 0)), ("2", "N", "p", 5, (4, 3, 0)), ("3", "N", "p", 7, None)]
    possible = possible_by_area(country(rows, contested=["2"]), "vote")[""]
    assert possible.contested == Contested(1, {"a": 4, "b": 3, "c": 0}, 7)
    assert (possible.outstanding, possible.secure) == (14, {"a": 6, "b": 2, "c": 0})
    assert possible.lead_range("a", "b") == (-10, 18)
    assert possible.share_range("a") == (Fraction(6, 22), Fraction(20, 22))


def test_without_a_cap_nothing_is_bounded(country: Callable[..., Results]) -> None:
    rows = [("1", "N", "p", 10, (6, 2, 0)), ("2", "N", "p", None, None)]
    possible = possible_by_area(country(rows), "vote")[""]
    assert (possible.outstanding, possible.lead_range("a", "b"), possible.share_range("a")) == (None, None, None)


def test_stations_that_are_held_back_are_in_the_votes_still_possible(country: Callable[..., Results]) -> None:
    rows = [
        ("1", "N", "p", 10, (6, 2, 0)),
        ("2", "N", "p", 5, None),
        ("3", "N", "p", 7, None),
        ("4", "N", "p", 9, None),
    ]
    grades = {"2": Grade.QUARANTINED, "3": Grade.DISPUTED, "4": Grade.ANNULLED}
    assert possible_by_area(country(rows, grades=grades), "vote")[""].outstanding == 12


def test_the_only_candidate_has_all_votes_whatever_comes() -> None:
    assert Possible({"a": 5}, 3).share_range("a") == (Fraction(1), Fraction(1))
    assert Possible({"a": 0}, 0).share_range("a") is None
