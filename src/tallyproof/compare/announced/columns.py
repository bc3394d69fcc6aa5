"""Held stations as columns of whole numbers: a million of them in modest memory, and sums without a loop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from tallyproof.compare.announced.station import HeldStation

Whole: TypeAlias = NDArray[np.int64]
UNKNOWN = -1
_CHUNK = 10_000
_HALF_WORD = 32


class HeldStations(Sequence[HeldStation]):
    """Stations held, by column; one of them is made when it is asked for. `UNKNOWN` stands for a figure not known."""

    __slots__ = ("caps", "ids", "papers", "registered", "votes")

    def __init__(
        self,
        ids: Sequence[str],
        votes: Mapping[str, Whole],
        *,
        registered: Whole,
        caps: Whole,
        papers: Mapping[str, Whole] | None = None,
    ) -> None:
        self.ids = tuple(ids)
        self.votes = dict(votes)
        self.registered = registered
        self.caps = caps
        self.papers = dict(papers or {})

    @classmethod
    def of(cls, stations: Iterable[HeldStation]) -> HeldStations:
        """Return stations as columns; what is columns already comes back."""
        if isinstance(stations, HeldStations):
            return stations
        rows = list(stations)
        candidates = dict.fromkeys(name for one in rows for name in one.votes)
        papers = dict.fromkeys(name for one in rows for name in one.papers)
        return cls(
            [one.id for one in rows],
            {name: whole(one.votes.get(name, 0) for one in rows) for name in candidates},
            registered=whole(_known(one.registered) for one in rows),
            caps=whole(_known(one.cap) for one in rows),
            papers={name: whole(one.papers.get(name, UNKNOWN) for one in rows) for name in papers},
        )

    def column(self, name: str) -> Whole:
        """Return a candidate's votes or a count's papers in every station, in their order."""
        if name in self.papers:
            return self.papers[name]
        return self.votes.get(name, np.zeros(len(self), dtype=np.int64))

    @property
    def valid(self) -> Whole:
        """Votes for candidates in every station."""
        return sum(self.votes.values(), np.zeros(len(self), dtype=np.int64))

    def knows(self, name: str) -> bool:
        """Whether every station has the papers of this count."""
        return name in self.papers and len(self) > 0 and int(self.papers[name].min()) >= 0

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[HeldStation]:
        for start in range(0, len(self), _CHUNK):
            yield from self._rows(slice(start, start + _CHUNK))

    @overload
    def __getitem__(self, index: int) -> HeldStation: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[HeldStation]: ...
    def __getitem__(self, index: int | slice) -> HeldStation | Sequence[HeldStation]:
        if isinstance(index, slice):
            return self._rows(index)
        at = range(len(self))[index]
        return self._rows(slice(at, at + 1))[0]

    def _rows(self, part: slice) -> list[HeldStation]:
        ids = self.ids[part]
        votes = [self.votes[name][part].tolist() for name in self.votes]
        papers = [self.papers[name][part].tolist() for name in self.papers]
        registered, caps = self.registered[part].tolist(), self.caps[part].tolist()
        return [
            HeldStation(
                id,
                {name: column[at] for name, column in zip(self.votes, votes, strict=True)},
                None if registered[at] == UNKNOWN else registered[at],
                None if caps[at] == UNKNOWN else caps[at],
                {name: column[at] for name, column in zip(self.papers, papers, strict=True) if column[at] != UNKNOWN},
            )
            for at, id in enumerate(ids)
        ]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, HeldStations):
            return NotImplemented
        return (
            self.ids == other.ids
            and _same(self.votes, other.votes)
            and _same(self.papers, other.papers)
            and np.array_equal(self.registered, other.registered)
            and np.array_equal(self.caps, other.caps)
        )


def _same(one: Mapping[str, Whole], other: Mapping[str, Whole]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def _known(value: int | None) -> int:
    return UNKNOWN if value is None else value


def whole(values: Iterable[int]) -> Whole:
    """Return a column of whole numbers."""
    return np.fromiter(values, dtype=np.int64)


def exact_sum(column: Whole) -> int:
    """Return the sum of a column, however large it grows."""
    high, low = column >> _HALF_WORD, column & ((1 << _HALF_WORD) - 1)
    return (int(high.sum()) << _HALF_WORD) + int(low.sum())


def largest_first(column: Whole) -> Whole:
    """Return a column from its largest to its smallest value."""
    return -np.sort(-column)
