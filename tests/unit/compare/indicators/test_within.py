"""Dealing electors to the stations of a place: totals kept, textbook moments, tampered stations found."""

from collections.abc import Callable

import numpy as np
import pytest

from tallyproof.compare.indicators import Counted
from tallyproof.compare.indicators import within as within_module
from tallyproof.compare.indicators.dispersion import likelihood_ratios, squared_distances, within_places
from tallyproof.compare.indicators.within import Dealing, dealt


def _table(part: list[int], whole: list[int], place: list[int]) -> Counted:
    own, size = np.array(part), np.array(whole)
    return Counted(
        stations=tuple(str(one) for one in range(len(part))),
        candidates=("a", "b"),
        votes=np.stack([own, size - own], axis=1),
        registered=size * 2,
        cast=size,
        place=np.array(place),
        place_names=tuple(f"p{one}" for one in range(max(place) + 1)),
    )


def test_x_squared_and_g_squared_of_a_two_by_two_table() -> None:
    # y = 10 and 20 of 30 each, 15 expected: X² = 2·(25/15 + 25/15), G² = 4·(10·ln(2/3) + 20·ln(4/3)).
    table = _table([10, 20], [30, 30], [0, 0])
    dealing = Dealing(table, table.valid > 0)
    own, size = table.votes[:, 0], table.valid
    assert squared_distances(own, size, dealing, slice(0, 1), slice(0, 2)).tolist() == pytest.approx([20 / 3])
    assert likelihood_ratios(own, size, dealing).tolist() == pytest.approx([6.795961], abs=1e-6)


def test_places_of_one_station_and_unanimous_places_have_no_distance() -> None:
    table = _table([5, 5, 7, 30, 30], [10, 10, 9, 30, 30], [0, 0, 1, 2, 2])
    dealing = Dealing(table, table.valid > 0)
    own, size = table.votes[dealing.order, 0], table.valid[dealing.order]
    assert dealing.order.tolist() == [0, 1, 3, 4]
    assert squared_distances(own, size, dealing, slice(0, 2), slice(0, 4)).tolist() == [0, 0]
    assert likelihood_ratios(own, size, dealing).tolist() == [0, 0]


def test_dealing_keeps_every_places_total_and_has_the_hypergeometric_moments() -> None:
    part, whole = np.array([30, 10, 20, 40, 5]), np.array([50, 40, 60, 60, 10])
    group = np.array([0, 0, 0, 1, 1])
    drawn = np.array(list(dealt(part, whole, group, seed="x", label="test", resamples=4000)))
    assert (drawn[:, :3].sum(axis=1) == 60).all()
    assert (drawn[:, 3:].sum(axis=1) == 45).all()
    assert (drawn <= whole).all()
    assert (drawn >= 0).all()
    assert drawn[:, :3].mean(axis=0) == pytest.approx(np.array([50, 40, 60]) * 60 / 150, abs=0.2)
    # The middle one is drawn second; its variance is N·p·(1 − p)·(M − N)/(M − 1) like any other's.
    assert drawn[:, 1].var() == pytest.approx(40 * 0.4 * 0.6 * 110 / 149, rel=0.1)


def test_x_squared_of_dealt_stations_has_its_exact_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    # Mean of X² under dealing: (k − 1)·M/(M − 1) (Haldane 1940), here over forty places of three, in several pieces.
    monkeypatch.setattr(within_module, "PIECE", 30)
    rng = np.random.default_rng(5)
    whole = rng.integers(20, 60, 120)
    table = _table(rng.binomial(whole, 0.3).tolist(), whole.tolist(), (np.arange(120) // 3).tolist())
    dealing = Dealing(table, table.valid > 0)
    assert len(list(dealing.pieces())) > 2
    sums = []
    own, size = table.votes[dealing.order, 0], table.valid[dealing.order]
    for drawn in dealt(own, size, dealing.group, seed="x", label="test", resamples=500):
        sums.append(squared_distances(drawn, size, dealing, slice(0, 40), slice(0, 120)).sum())
    totals = dealing.sums(size)
    assert np.mean(sums) == pytest.approx((2 * totals / (totals - 1)).sum(), rel=0.02)


def test_pieces_are_whole_places_and_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(within_module, "PIECE", 4)
    table = _table([1] * 15, [2] * 15, [0] * 9 + [1, 1, 2, 2, 3, 3])
    dealing = Dealing(table, table.valid > 0)
    cut = list(dealing.pieces())
    assert [(one.start, one.stop) for one, _ in cut] == [(0, 9), (9, 13), (13, 15)]
    assert [(one.start, one.stop) for _, one in cut] == [(0, 1), (1, 3), (3, 4)]


def test_moved_votes_at_one_station_name_its_place(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(1)
    votes = table.votes.copy()
    votes[100, 0] += votes[100, 1]
    votes[100, 1] = 0
    found = within_places(changed(table, votes=votes), seed="x", resamples=39)
    assert found.share is not None
    assert [place for place, *_ in found.share.listed] == [table.place_names[table.place[100]]]
    assert found.turnout is not None
    assert found.turnout.listed == ()


def test_stuffed_stations_link_turnout_and_share_inside_places(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(2)
    votes, cast = table.votes.copy(), table.cast.copy()
    extra = np.where(np.arange(len(table)) % 7 == 0, (table.registered - cast) // 2, 0)
    votes[:, 0] += extra
    cast += extra
    found = within_places(changed(table, votes=votes, cast=cast), seed="x", resamples=99)
    assert found.link is not None
    assert found.link.correlation > 0.2
    assert float(found.link.p) == 0.01
    untouched = within_places(table, seed="x", resamples=99)
    assert untouched.link is not None
    assert float(untouched.link.p) > 0.05


def test_neighbours_with_the_same_votes_are_counted_and_listed(
    honest: Callable[..., Counted], changed: Callable[..., Counted]
) -> None:
    table = honest(3)
    votes = table.votes.copy()
    votes[1:200:3] = votes[0:199:3]
    found = within_places(changed(table, votes=votes, cast=votes.sum(axis=1)), seed="x", resamples=39)
    assert found.runs is not None
    assert found.runs.seen >= 66
    assert found.runs.expected < 20
    assert ("00000", "00001", int(votes[0, 0])) in found.runs.listed


def test_fewer_than_ten_places_with_two_stations_give_nothing(honest: Callable[..., Counted]) -> None:
    found = within_places(honest(4, stations=27), seed="x", resamples=19)
    assert found.share is None
    assert found.runs is None
