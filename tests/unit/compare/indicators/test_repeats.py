"""Repeated votes: copies are found, tiny stations repeat by chance."""

from collections.abc import Callable

import numpy as np

from tallyproof.compare.indicators import Counted
from tallyproof.compare.indicators.repeats import repeats_of


def test_copied_sheets_are_counted_as_pairs_and_listed_together(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(1)
    votes = table.votes.copy()
    votes[[11, 12, 13]] = votes[10]
    votes[50] = votes[40]
    found = repeats_of(changed(table, votes=votes), seed="x", resamples=99)
    assert found is not None
    assert found.pairs == 6 + 1
    assert found.groups == 2
    assert {one[2] for one in found.listed} == {("00010", "00011", "00012", "00013"), ("00040", "00050")}
    assert float(found.p) == 0.01


def test_small_stations_with_two_candidates_repeat_by_chance_without_an_alarm(honest: Callable[..., Counted]) -> None:
    alarms = 0
    for seed in range(10):
        table = honest(seed, stations=900, size=(90, 100), shares=(0.8, 0.2), spread=0.2)
        found = repeats_of(table, seed="x", resamples=39)
        assert found is not None
        assert found.pairs > 100
        alarms += found.p <= 0.05
    assert alarms <= 3


def test_the_same_votes_in_two_areas_are_no_pair(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(2)
    votes = table.votes.copy()
    votes[399] = votes[0]
    found = repeats_of(changed(table, votes=votes), seed="x", resamples=19)
    assert found is not None
    assert found.pairs == 0


def test_one_candidate_or_only_small_stations_give_nothing(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(3)
    assert repeats_of(changed(table, votes=table.votes[:, :1], candidates=("c0",)), seed="x", resamples=19) is None
    assert repeats_of(changed(table, votes=np.minimum(table.votes, 9)), seed="x", resamples=19) is None
