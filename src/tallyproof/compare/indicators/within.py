"""Stations of one place, dealt again: what chance does where electors are assigned to them at random."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tallyproof.compare.indicators.chance import PIECE, generator, ranks_within
from tallyproof.compare.indicators.counted import Counted, Ints, Truths


class Dealing:
    """Stations in places with at least two of them, sorted by place: `order` are their positions in the table.

    `starts` are where each place begins, `group` numbers the places from 0 without gaps.
    """

    def __init__(self, counted: Counted, among: Truths) -> None:
        chosen = np.flatnonzero(among)
        chosen = chosen[np.argsort(counted.place[chosen], kind="stable")]
        _, inverse, sizes = np.unique(counted.place[chosen], return_inverse=True, return_counts=True)
        self.order: Ints = chosen[sizes[inverse] >= 2].astype(np.int64)
        place = counted.place[self.order]
        self.starts: Ints = np.flatnonzero(np.r_[True, place[1:] != place[:-1]]) if len(place) else place
        self.sizes: Ints = np.diff(np.r_[self.starts, len(place)]).astype(np.int64)
        self.group: Ints = np.repeat(np.arange(len(self.starts)), self.sizes).astype(np.int64)

    def sums(self, values: Ints) -> Ints:
        """Return the sum of a value over each place."""
        if not len(self.starts):
            return np.zeros(0, dtype=np.int64)
        summed: Ints = np.add.reduceat(values, self.starts)
        return summed

    def pieces(self) -> Iterator[tuple[slice, slice]]:
        """Return pieces of whole places: which stations, and which places."""
        first = 0
        while first < len(self.starts):
            limit = int(self.starts[first]) + PIECE
            last = max(first + 1, int(np.searchsorted(self.starts + self.sizes, limit, side="right")))
            end = int(self.starts[last]) if last < len(self.starts) else len(self.order)
            yield slice(int(self.starts[first]), end), slice(first, last)
            first = last


def dealt(part: Ints, whole: Ints, group: Ints, *, seed: str, label: str, resamples: int) -> Iterator[Ints]:
    """Return resamples of `part` among `whole`: the total of each group is dealt to its stations by chance.

    Multivariate hypergeometric: as if every elector of the group had been put into one of its stations at random, the
    sizes fixed. `group` is sorted. Stations are drawn one after the other, all groups at once.
    """
    rng = generator(seed, label)
    rank = ranks_within(group)
    first = np.flatnonzero(rank == 0)
    sizes = np.diff(np.r_[first, len(group)])
    good = np.add.reduceat(part, first)
    bad = np.add.reduceat(whole, first) - good
    steps = []
    for step in range(int(rank.max()) if len(rank) else 0):
        going = np.flatnonzero(sizes > step + 1)
        steps.append((going, first[going] + step))
    last = first + sizes - 1
    for _ in range(resamples):
        left_good, left_bad = good.copy(), bad.copy()
        drawn = np.empty_like(part)
        for going, at in steps:
            took = rng.hypergeometric(left_good[going], left_bad[going], whole[at])
            drawn[at] = took
            left_good[going] -= took
            left_bad[going] -= whole[at] - took
        drawn[last] = left_good
        yield drawn
