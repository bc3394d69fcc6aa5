"""Stations of one area with the very same votes for every candidate, and how many binomial chance gives."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tallyproof.compare.indicators.chance import generator, monte_carlo_p
from tallyproof.compare.indicators.counted import Counted, Floats, Ints

# Below this many votes equal figures are common and say nothing.
LEAST_VOTES = 50
LEAST_STATIONS = 20
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Repeats:
    """Pairs of stations of one area with identical votes, seen and by chance.

    `listed` are groups of such stations: area, votes for candidates at each, ids.
    """

    stations: int
    pairs: int
    expected: float
    most_by_chance: float
    p: Fraction
    groups: int
    listed: tuple[tuple[str, int, tuple[str, ...]], ...]


def repeats_of(counted: Counted, *, seed: str, resamples: int) -> Repeats | None:
    """Return identical vote vectors, or None where fewer than LEAST_STATIONS have LEAST_VOTES votes.

    The null fixes every station's valid votes and divides them by chance with the shares of its place, drawn towards
    those of its area as far as places differ less than few votes would make them. Shares that lie closer together
    than the true ones give more repeats, not fewer.
    """
    used = np.flatnonzero(counted.valid >= LEAST_VOTES)
    if len(used) < LEAST_STATIONS or counted.votes.shape[1] < 2:
        return None
    area, codes = (
        (counted.areas[-1][used], counted.area_codes[-1]) if counted.areas else (np.zeros(len(used), np.int64), ("",))
    )
    order = np.argsort(-counted.votes[used].sum(axis=0), kind="stable")
    votes, valid = counted.votes[used][:, order], counted.valid[used]
    start = _groups(np.arange(len(used)), area * (int(valid.max()) + 1) + valid)
    shares = _shares(votes, counted.place[used], area)
    members, group = _equal(start, votes)
    drawn = _drawn(start, shares, valid, seed=seed, resamples=resamples)
    listed = _listed(counted, used, area, codes, members, group)
    return Repeats(
        stations=len(used),
        pairs=_pairs(group),
        expected=float(drawn.mean()),
        most_by_chance=float(np.quantile(drawn, 0.95)),
        p=monte_carlo_p(_pairs(group), drawn),
        groups=len(listed),
        listed=tuple(listed[:MOST_LISTED]),
    )


def _groups(members: Ints, keys: Ints) -> tuple[Ints, Ints]:
    """Return those members whose key another one has, and their group by number."""
    _, group, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    several = sizes[group] >= 2
    return members[several], group[several].astype(np.int64)


def _pairs(group: Ints) -> int:
    sizes = np.bincount(group) if len(group) else np.zeros(0, dtype=np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _narrowed(members: Ints, group: Ints, counts: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the members that another one of their group equals in `counts`, their new groups, and which stayed."""
    stayed, new = _groups(np.arange(len(members)), group * (int(counts.max(initial=0)) + 1) + counts)
    return members[stayed], new, stayed


def _equal(start: tuple[Ints, Ints], votes: Ints) -> tuple[Ints, Ints]:
    members, group = start
    for column in range(votes.shape[1]):
        members, group, _ = _narrowed(members, group, votes[members, column])
    return members, group


def _drawn(start: tuple[Ints, Ints], shares: Floats, valid: Ints, *, seed: str, resamples: int) -> Floats:
    """Return the pairs of each resample; whoever differs from all others in one count is not drawn further."""
    rng = generator(seed, "repeated votes")
    rest = np.cumsum(shares[:, ::-1], axis=1)[:, ::-1]
    chance = np.where(rest > 0, shares / np.where(rest > 0, rest, 1), 0.0).clip(0, 1)
    result = np.zeros(resamples)
    for number in range(resamples):
        members, group = start
        left = valid[members]
        # The last count follows from the others, as valid votes are equal inside a group.
        for column in range(shares.shape[1] - 1):
            counts = rng.binomial(left, chance[members, column])
            members, group, stayed = _narrowed(members, group, counts)
            left = left[stayed] - counts[stayed]
        result[number] = _pairs(group)
    return result


def _shares(votes: Ints, place: Ints, area: Ints) -> Floats:
    """Return each station's shares: those of its place, drawn towards its area (beta-binomial, by moments)."""
    _, first, number = np.unique(place, return_index=True, return_inverse=True)
    by_place = _summed(votes, number, len(first))
    size = by_place.sum(axis=1)
    _, area_number = np.unique(area, return_inverse=True)
    by_area = _summed(votes, area_number, int(area_number.max()) + 1)
    of_area = (by_area / by_area.sum(axis=1)[:, None])[area_number[first]]
    leader, middle = by_place[:, 0] / size, of_area[:, 0]
    varies = middle * (1 - middle)
    seen = float((size * (leader - middle) ** 2).sum() / size.sum())
    between = max(1e-6, seen - float(varies.sum() / size.sum()))
    weight = float((size * varies).sum() / size.sum()) / between
    shrunk = (by_place + weight * of_area) / (size + weight)[:, None]
    result: Floats = shrunk[number]
    return result


def _summed(votes: Ints, number: Ints, size: int) -> Floats:
    return np.stack([np.bincount(number, column, minlength=size) for column in votes.T], axis=1)


def _listed(
    counted: Counted, used: Ints, area: Ints, codes: tuple[str, ...], members: Ints, group: Ints
) -> list[tuple[str, int, tuple[str, ...]]]:
    found: dict[int, list[int]] = {}
    for member, number in zip(members, group, strict=True):
        found.setdefault(int(number), []).append(int(member))
    listed = [
        (
            codes[int(area[those[0]])],
            int(counted.valid[used[those[0]]]),
            tuple(counted.stations[used[one]] for one in those),
        )
        for those in found.values()
    ]
    return sorted(listed, key=lambda one: (-one[1], one[2]))
