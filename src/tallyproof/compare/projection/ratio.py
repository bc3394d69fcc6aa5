"""The ratio estimate: missing stations vote as held ones of their stratum do, measured by registered voters.

For a stratum h with held votes v_h, held measure x_h and missing measure m_h: m_h · v_h / x_h. A thin stratum takes the
ratio of the smallest area above it that is not thin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tallyproof.compare.projection.stations import UNKNOWN, Flags, Stations, Unlisted, Whole
from tallyproof.compare.projection.strata import Measure, Strata

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Projection:
    """The whole as one definition of strata gives it. Without `missing` there is none, for the code in `reason`.

    `held` are the votes counted, special units among them. `missing` has a row of projected votes for each stratum
    with missing stations (`voters` its registered voters, 0 where measured by stations; `stations` their number), and
    a column for each candidate. `borrowed` says how many links of the chain up each row's ratio was taken from;
    `sources` is the group of that link (-1 is the whole), and `groups` the stratum itself. Rows of what only a roll
    knows come after the strata, in the order of the stations' `unlisted`, then special units. `top` is the row's area
    of the top level, -1 where it is not known. `specials` are the kinds of special units with missing stations: kind,
    stations, and whether they were projected from held ones of their kind.
    """

    strata: Strata
    held: Whole
    missing: Floats | None
    voters: Floats
    stations: Whole
    borrowed: Whole
    sources: Whole
    groups: Whole
    top: Whole
    specials: tuple[tuple[str, int, bool], ...] = ()
    reason: str = ""

    @property
    def votes(self) -> Floats:
        """Projected votes of the whole by candidate."""
        projected: Floats = self.held.astype(np.float64)
        return projected if self.missing is None else np.add(projected, self.missing.sum(axis=0), dtype=np.float64)

    def shares(self) -> Floats:
        shares: Floats = self.votes / self.votes.sum()
        return shares

    def lead(self, first: int, second: int) -> float:
        """Return the projected lead of one candidate over another as a share."""
        votes = self.votes
        return float((votes[first] - votes[second]) / votes.sum())


def project(stations: Stations, strata: Strata) -> Projection:
    """Return the ratio estimate. Special units are projected only from held ones of their kind, or not at all."""
    ordinary = stations.ordinary
    held_votes = stations.votes[stations.held].sum(axis=0)
    basis = stations.held & ordinary
    measure = _measure(stations, strata.measure)
    whole = _Sums.of_all(stations.votes, measure, basis)
    if not whole.is_thick(strata.least).all():
        return _none(strata, held_votes, "thin" if basis.any() else "no-stations")
    if not whole.votes.sum():
        return _none(strata, held_votes, "no-votes")
    rows = [_listed(stations, strata, measure, basis, whole)]
    rows += [_only_in_roll(stations, strata, measure, basis, whole, one) for one in stations.unlisted]
    specials, of_kinds = _special(stations, strata, measure)
    rows += of_kinds
    return Projection(
        strata=strata,
        held=held_votes,
        missing=np.concatenate([one.votes for one in rows]),
        voters=np.concatenate([one.voters for one in rows]),
        stations=np.concatenate([one.stations for one in rows]),
        borrowed=np.concatenate([one.borrowed for one in rows]),
        sources=np.concatenate([one.sources for one in rows]),
        groups=np.concatenate([one.groups for one in rows]),
        top=np.concatenate([one.top for one in rows]),
        specials=specials,
    )


def _none(strata: Strata, held: Whole, reason: str) -> Projection:
    no = np.zeros(0, dtype=np.int64)
    return Projection(strata, held, None, np.zeros(0), no, no, no, no, no, reason=reason)


def _measure(stations: Stations, measure: Measure) -> Floats:
    if measure == "stations":
        return np.ones(len(stations.held))
    return np.where(stations.registered == UNKNOWN, 0, stations.registered).astype(np.float64)


@dataclass(frozen=True)
class _Sums:
    """Held stations, votes and measure of every group."""

    stations: Whole
    votes: Floats
    measure: Floats

    @classmethod
    def of(cls, groups: Whole, count: int, votes: Whole, measure: Floats, basis: Flags) -> _Sums:
        inside = groups[basis]
        columns = [np.bincount(inside, weights=column, minlength=count) for column in votes[basis].T]
        return cls(
            np.bincount(inside, minlength=count),
            np.stack(columns, axis=1) if columns else np.zeros((count, 0)),
            np.bincount(inside, weights=measure[basis], minlength=count).astype(np.float64),
        )

    @classmethod
    def of_all(cls, votes: Whole, measure: Floats, basis: Flags) -> _Sums:
        """Return the sums of one group."""
        sums = basis.astype(np.int64) @ votes
        return cls(np.array([basis.sum()]), sums[None, :].astype(np.float64), np.array([measure @ basis]))

    def above(self, parents: Whole) -> _Sums:
        """Return the sums of the groups that these lie in."""
        count = int(parents.max(initial=-1)) + 1
        columns = [np.bincount(parents, weights=column, minlength=count) for column in self.votes.T]
        return _Sums(
            np.bincount(parents, weights=self.stations, minlength=count).astype(np.int64),
            np.stack(columns, axis=1),
            np.bincount(parents, weights=self.measure, minlength=count).astype(np.float64),
        )

    def is_thick(self, least: int) -> Flags:
        return (self.stations >= least) & (self.measure > 0)

    @property
    def ratios(self) -> Floats:
        return self.votes / np.where(self.measure > 0, self.measure, 1.0)[:, None]


@dataclass(frozen=True)
class _Rows:
    votes: Floats
    voters: Floats
    stations: Whole
    borrowed: Whole
    sources: Whole
    groups: Whole
    top: Whole


def _listed(stations: Stations, strata: Strata, measure: Floats, basis: Flags, whole: _Sums) -> _Rows:
    """Project the missing ordinary stations of the register, stratum by stratum."""
    missing = stations.missing & stations.ordinary
    groups = strata.chain[0] if strata.chain else np.zeros(len(measure), dtype=np.int64)
    count = int(groups.max(initial=-1)) + 1
    ratios = np.zeros((count, stations.votes.shape[1]))
    borrowed = np.full(count, len(strata.chain), dtype=np.int64)
    sources = np.full(count, -1, dtype=np.int64)
    ratios[:] = whole.ratios[0]
    sums: _Sums | None = None
    links: list[tuple[Whole, _Sums]] = []
    inner = groups
    for link in strata.chain:
        if sums is None:
            sums, of_group = _Sums.of(link, count, stations.votes, measure, basis), np.arange(count)
        else:
            parents = np.zeros(int(inner.max(initial=-1)) + 1, dtype=np.int64)
            parents[inner] = link
            sums, of_group = sums.above(parents), parents[links[-1][0]]
        links.append((of_group, sums))
        inner = link
    for place in range(len(links) - 1, -1, -1):
        of_group, sums = links[place]
        thick = sums.is_thick(strata.least)[of_group]
        ratios[thick] = sums.ratios[of_group][thick]
        borrowed[thick] = place
        sources[thick] = of_group[thick]
    lost: Floats = np.bincount(groups[missing], weights=measure[missing], minlength=count).astype(np.float64)
    number = np.bincount(groups[missing], minlength=count)
    rows = number > 0
    voters = lost if strata.measure == "registered" else np.zeros(count)
    top = np.full(count, -1, dtype=np.int64)
    if strata.depths and stations.areas:
        top[groups] = stations.areas[0]
    return _Rows(
        lost[rows, None] * ratios[rows],
        voters[rows],
        number[rows],
        borrowed[rows],
        sources[rows],
        np.flatnonzero(rows),
        top[rows],
    )


def _only_in_roll(
    stations: Stations, strata: Strata, measure: Floats, basis: Flags, whole: _Sums, unlisted: Unlisted
) -> _Rows:
    """Project missing stations that only a roll knows from the smallest area they are known to lie in."""
    ratio, borrowed, source = whole.ratios[0], len(strata.chain), -1
    for place in range(len(strata.chain) - 1, -1, -1):
        depth = strata.depths[place]
        if depth > min(len(unlisted.path), len(stations.levels)):
            continue
        inside = basis & (stations.areas[depth - 1] == unlisted.path[depth - 1])
        sums = _Sums.of_all(stations.votes, measure, inside)
        if sums.is_thick(strata.least)[0]:
            ratio, borrowed, source = sums.ratios[0], place, unlisted.path[depth - 1]
    by_voters = strata.measure == "registered"
    voters = float(unlisted.registered or 0) if by_voters else 0.0
    return _row(
        ratio,
        voters if by_voters else float(unlisted.stations),
        voters,
        unlisted.stations,
        borrowed=borrowed,
        source=source,
        top=unlisted.path[0] if unlisted.path else -1,
    )


def _row(ratio: Floats, measure: float, voters: float, stations: int, *, borrowed: int, source: int, top: int) -> _Rows:
    def one(value: int) -> Whole:
        return np.array([value], dtype=np.int64)

    return _Rows(
        ratio[None, :] * measure, np.array([voters]), one(stations), one(borrowed), one(source), one(-1), one(top)
    )


def _special(
    stations: Stations, strata: Strata, measure: Floats
) -> tuple[tuple[tuple[str, int, bool], ...], Sequence[_Rows]]:
    """Project missing special units from held ones of their kind, where there are enough."""
    found: list[tuple[str, int, bool]] = []
    rows: list[_Rows] = []
    for kind in range(1, len(stations.kinds)):
        missing = stations.missing & (stations.special == kind)
        if not missing.any():
            continue
        basis = stations.held & (stations.special == kind)
        sums = _Sums.of_all(stations.votes, measure, basis)
        known = strata.measure == "stations" or not (stations.registered[missing | basis] == UNKNOWN).any()
        number = int(missing.sum())
        can = bool(sums.is_thick(strata.least)[0]) and known
        found.append((stations.kinds[kind], number, can))
        if can:
            lost = float(measure[missing].sum())
            voters = lost if strata.measure == "registered" else 0.0
            rows.append(_row(sums.ratios[0], lost, voters, number, borrowed=0, source=-1, top=-1))
    return tuple(found), rows
