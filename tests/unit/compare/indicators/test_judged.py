"""All indicators together: size on honest elections, power against tampering, what did not run and why."""

from collections.abc import Callable

import numpy as np
import pytest

from tallyproof.compare.indicators import FAMILIES, Counted, judged
from tallyproof.compare.indicators.counted import UNKNOWN
from tallyproof.errors import UsageError

RUNS = 40
# With 40 honest elections and 5% each, seven alarms or more have a chance of 0.3%.
MOST_ALARMS = 6


@pytest.mark.parametrize("world", [{}, {"spread": 0.0}, {"size": (40, 240)}, {"shares": (0.85, 0.15)}])
def test_honest_elections_alarm_no_more_often_than_five_in_a_hundred(
    honest: Callable[..., Counted], world: dict[str, object]
) -> None:
    alarms = dict.fromkeys((*FAMILIES, "after Holm"), 0)
    for seed in range(RUNS):
        found = judged(
            honest(seed, stations=240, **world),
            seed=f"honest {seed}",
            resamples=39,
            assigned_at_random=True,
            second_digit=True,
        )
        for family, p in found.p.items():
            alarms[family] += p <= 0.05
        alarms["after Holm"] += min(found.adjusted.values()) <= 0.05
    assert max(alarms.values()) <= MOST_ALARMS, alarms


def test_every_tampering_raises_its_indicator_after_holm(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(1, stations=900)
    rng = np.random.default_rng(1)
    some = rng.random(900) < 0.2

    def rounded() -> Counted:
        votes = table.votes.copy()
        votes[some, 0] -= votes[some, 0] % 10
        return changed(table, votes=votes)

    def moved() -> Counted:
        votes = table.votes.copy()
        extra = np.where(some, votes[:, 1] // 2, 0)
        votes[:, 0] += extra
        votes[:, 1] -= extra
        return changed(table, votes=votes)

    def copied() -> Counted:
        votes, cast = table.votes.copy(), table.cast.copy()
        votes[1:300:3], cast[1:300:3] = votes[0:299:3], cast[0:299:3]
        registered = np.maximum(table.registered, cast)
        return changed(table, votes=votes, cast=cast, registered=registered)

    def stuffed() -> Counted:
        votes, cast = table.votes.copy(), table.cast.copy()
        extra = np.where(some, (table.registered - cast) * 9 // 10, 0)
        votes[:, 0] += extra
        return changed(table, votes=votes, cast=cast + extra)

    for make, families in (
        (rounded, {"last-digit"}),
        (moved, {"dispersion"}),
        (copied, {"repeated-votes"}),
        (stuffed, {"dispersion", "turnout-share"}),
    ):
        # Holm over seven families, two of them with two questions, cannot reach 5% with fewer than 280 resamples.
        found = judged(make(), seed="x", resamples=399, assigned_at_random=True)
        assert families <= {family for family, p in found.adjusted.items() if p <= 0.05}, make.__name__


def test_the_same_seed_gives_the_same_values_and_another_seed_others(honest: Callable[..., Counted]) -> None:
    table = honest(2)
    first, again, other = (judged(table, seed=seed, resamples=39).p for seed in ("a", "a", "b"))
    assert first == again
    assert first != other


def test_p_values_are_never_zero_and_holm_never_lowers_them(honest: Callable[..., Counted]) -> None:
    found = judged(honest(3), seed="x", resamples=39, assigned_at_random=True)
    assert all(0 < found.p[family] <= found.adjusted[family] <= 1 for family in found.p)


def test_what_rests_on_random_assignment_does_not_run_without_it(honest: Callable[..., Counted]) -> None:
    found = judged(honest(4), seed="x", resamples=19)
    assert found.reasons["dispersion"] == "not-assigned-at-random"
    assert found.reasons["second-digit"] == "off-by-default"
    assert not {"dispersion", "turnout-share", "second-digit"} & set(found.p)
    assert found.plane is not None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda table: {"votes": table.votes * 0}, "no-votes"),
        (
            lambda table: {
                "stations": table.stations[:1],
                "areas": (table.areas[0][:1],),
                **{name: getattr(table, name)[:1] for name in ("votes", "registered", "cast", "place")},
            },
            "one-station",
        ),
    ],
)
def test_nothing_runs_without_votes_or_with_one_station(
    honest: Callable[..., Counted],
    changed: Callable[..., Counted],
    change: Callable[[Counted], dict[str, object]],
    reason: str,
) -> None:
    table = honest(5)
    found = judged(changed(table, **change(table)), seed="x", resamples=19)
    assert set(found.reasons) == set(FAMILIES)
    assert set(found.reasons.values()) == {reason}
    assert found.p == {}
    assert judged(Counted.empty(), seed="x", resamples=19).reasons["fingerprint"] == "no-stations"


def test_without_registered_voters_what_needs_turnout_does_not_run(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(6)
    for registered in (np.full(len(table), UNKNOWN), np.zeros(len(table), np.int64), table.valid // 2):
        found = judged(changed(table, registered=registered), seed="x", resamples=19, assigned_at_random=True)
        assert found.reasons["turnout-share"] == "registered-unknown"
        assert found.reasons["fingerprint"] == "registered-unknown"
        assert {"last-digit", "whole-percentages", "dispersion", "far-from-area", "repeated-votes"} <= set(found.p)
        assert found.within.turnout is None


def test_some_stations_without_registered_voters_are_left_out_of_turnout_only(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(7)
    registered = table.registered.copy()
    registered[:30], registered[30:40] = UNKNOWN, table.valid[30:40] - 1
    found = judged(changed(table, registered=registered), seed="x", resamples=19)
    assert found.plane is not None
    assert (found.plane.stations, found.plane.left_out) == (360, 40)


def test_ballots_below_the_votes_are_not_taken_for_turnout(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(8)
    cast = table.cast.copy()
    cast[3] = table.valid[3] - 1
    assert table.has_cast
    assert not changed(table, cast=cast).has_cast
    assert (changed(table, cast=cast).ballots == table.valid).all()


def test_one_candidate_is_no_contest_to_compare(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(9)
    alone = changed(table, votes=table.votes[:, :1], candidates=("c0",))
    found = judged(alone, seed="x", resamples=19, assigned_at_random=True)
    assert {family for family, reason in found.reasons.items() if reason == "one-candidate"} == {
        "turnout-share",
        "fingerprint",
        "dispersion",
        "far-from-area",
        "repeated-votes",
    }


def test_candidates_without_votes_and_empty_stations_change_nothing_but_are_no_error(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(10)
    votes = np.column_stack([table.votes, np.zeros(len(table), np.int64)])
    votes[:5] = 0
    found = judged(changed(table, votes=votes, candidates=(*table.candidates, "none")), seed="x", resamples=19)
    assert "last-digit" in found.p
    assert "repeated-votes" in found.p


def test_everybody_for_one_of_two_candidates_is_no_error(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(11)
    votes = np.column_stack([table.valid, table.valid * 0])
    found = judged(changed(table, votes=votes, candidates=("a", "b")), seed="x", resamples=19, assigned_at_random=True)
    assert found.within.share is not None
    assert (found.within.share.degrees, found.within.share.ratio, found.within.share.listed) == (0, 0.0, ())
    assert found.adjusted["dispersion"] > 0.05


def test_two_stations_are_too_few_for_all_of_them(honest: Callable[..., Counted]) -> None:
    found = judged(honest(12, stations=2, areas=1), seed="x", resamples=19, assigned_at_random=True, second_digit=True)
    assert found.p == {}
    assert set(found.reasons) == set(FAMILIES)


def test_an_empty_seed_is_refused(honest: Callable[..., Counted]) -> None:
    with pytest.raises(UsageError, match="seed"):
        judged(honest(13), seed=" ")
