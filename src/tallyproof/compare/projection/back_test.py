"""Hide stations that are held, project them, and compare with what they say: how wrong would it have been?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from tallyproof.compare.projection.ratio import Floats, Projection, project
from tallyproof.compare.projection.stations import UNKNOWN, Flags, Stations
from tallyproof.compare.projection.strata import Strata, strata_of
from tallyproof.compare.projection.tilt import TILTS, lead_range
from tallyproof.compare.statement import OTHERS

RUNS: Final = 20
LEAST_HIDDEN, MOST_HIDDEN = Fraction(5, 100), Fraction(1, 2)
DEFAULT_HIDDEN = Fraction(1, 5)
FIRST, SECOND = 0, 1
NORMAL_95 = 1.959963984540054

RANDOM: Final = ("stations", "places", "areas", "share-leader", "share-rival")
FIXED: Final = ("smallest", "latest", "strongholds-leader", "strongholds-rival")
PATTERNS: Final = (*RANDOM, *FIXED)
"""What is hidden: stations, whole places or whole areas at random; stations with a chance that grows (or falls) with
the leader's share; the smallest; those that arrived last; those where the leader (or rival) has most."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One hiding: errors are projected less true lead of the first over the second, as shares.

    `counted_error` is that of the lead in what was left, without any projection. `kept_by` says which ranges held the
    truth: 'spread', 'tilt-1' to 'tilt-3', 'bounds' (None where caps are not known) and 'interval', the nominal 95%
    interval of a stratified sample that these stations are not. `errors` are those of every definition of strata.
    """

    pattern: str
    hidden: int
    error: float
    counted_error: float
    kept_by: Mapping[str, bool | None]
    errors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class BackTest:
    """All trials; `fraction` of the stations was hidden in each. Without trials nothing was tested, for `reason`."""

    seed: str
    strata: str
    first: int
    second: int
    fraction: Fraction
    stations: int
    trials: tuple[Trial, ...]
    reason: str = ""

    def of(self, pattern: str) -> list[Trial]:
        return [one for one in self.trials if one.pattern == pattern]


def back_test(stations: Stations, *, strata: str, seed: str, runs: int = RUNS, least: int | None = None) -> BackTest:
    """Return how projections by one definition of strata did on the held ordinary stations themselves.

    As many stations are hidden as are missing (5% to 50%; a fifth where none is). The seed is public text: the same
    one hides the same stations.
    """
    held = stations.only(stations.held & stations.ordinary)
    totals = held.votes.sum(axis=0)
    ranked = sorted(range(len(totals)), key=lambda one: (-int(totals[one]), one))
    first, second = ranked[0], ranked[1] if len(ranked) > 1 else -1
    fraction = hidden_fraction(stations)
    number = int(len(held.held) * fraction)
    common = BackTest(seed, strata, first, second, fraction, len(held.held), ())
    if second < 0 or not number or not totals.sum():
        return replace(common, reason="single-candidate" if second < 0 else "too-few-stations")
    held = _of_two(held, first, second)
    definitions = _definitions(held, least)
    trials: list[Trial] = []
    for pattern in PATTERNS:
        for run in range(runs if pattern in RANDOM else 1):
            hidden = _hidden(held, pattern, number, _Chance(seed, f"{pattern} {run}"))
            trial = None if hidden is None else _trial(held, hidden, pattern, definitions, strata)
            trials += [] if trial is None else [trial]
    return replace(common, trials=tuple(trials), reason="" if trials else "too-few-stations")


def _of_two(held: Stations, first: int, second: int) -> Stations:
    """Return the same stations with three columns of votes: the first, the second, and all others together."""
    others = held.votes.sum(axis=1) - held.votes[:, first] - held.votes[:, second]
    votes = np.stack([held.votes[:, first], held.votes[:, second], others], axis=1)
    return replace(held, votes=votes, candidates=(held.candidates[first], held.candidates[second], OTHERS))


def _definitions(held: Stations, least: int | None) -> Sequence[Strata]:
    """Return the definitions of strata that are possible once some stations are hidden."""
    some = held.hiding(np.arange(len(held.held)) == 0)
    return strata_of(some) if least is None else strata_of(some, least=least)


def hidden_fraction(stations: Stations) -> Fraction:
    """Return the share of ordinary stations that are missing, within the limits of a test."""
    missing = int((stations.missing & stations.ordinary).sum()) + sum(one.stations for one in stations.unlisted)
    held = int((stations.held & stations.ordinary).sum())
    if not missing:
        return DEFAULT_HIDDEN
    return min(max(Fraction(missing, missing + held), LEAST_HIDDEN), MOST_HIDDEN)


class _Chance:
    """Numbers between 0 and 1 from a seed and a label: SHA-256 of both starts a PCG64."""

    def __init__(self, seed: str, label: str) -> None:
        digest = hashlib.sha256(f"{seed}\nback-test\n{label}".encode()).digest()
        self._bits = np.random.PCG64(int.from_bytes(digest, "big"))

    def numbers(self, count: int) -> Floats:
        """Return numbers strictly between 0 and 1, from the generator's raw bits, which no version of NumPy changes."""
        raw: npt.NDArray[np.uint64] = np.asarray(self._bits.random_raw(count), dtype=np.uint64)
        numbers: Floats = ((raw >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
        return numbers


def _hidden(held: Stations, pattern: str, number: int, chance: _Chance) -> Flags | None:
    """Return which stations one pattern hides; None where the stations do not allow it."""
    count = len(held.held)
    if pattern in ("places", "areas"):
        groups = held.place if pattern == "places" else held.areas[-1] if held.areas else None
        if groups is None or len(np.unique(groups)) < 2:
            return None
        return _whole_groups(groups, number, chance)
    if pattern == "latest":
        if (held.arrival == UNKNOWN).any() or len(np.unique(held.arrival)) < count:
            return None
        return _last(held.arrival.astype(np.float64), number)
    if pattern == "smallest":
        size = held.registered if (held.registered != UNKNOWN).all() else held.votes.sum(axis=1)
        return _last(-size.astype(np.float64), number)
    if pattern == "stations":
        return _last(chance.numbers(count), number)
    valid = held.votes.sum(axis=1)
    lead = (held.votes[:, FIRST] - held.votes[:, SECOND]) / np.maximum(valid, 1)
    toward = lead if pattern.endswith("leader") else -lead
    if pattern.startswith("strongholds"):
        return _last(toward, number)
    spread = float(toward.std()) or 1.0
    # Weighted drawing without replacement (Efraimidis and Spirakis 2006): the largest u^(1/w), w = e^z.
    return _last(np.log(chance.numbers(count)) / np.exp((toward - toward.mean()) / spread), number)


def _last(order: Floats, number: int) -> Flags:
    """Return flags of the stations with the largest numbers; the later in the register where equal."""
    hidden = np.zeros(len(order), dtype=np.bool_)
    hidden[np.argsort(order, kind="stable")[len(order) - number :]] = True
    return hidden


def _whole_groups(groups: npt.NDArray[np.int64], number: int, chance: _Chance) -> Flags:
    """Hide whole groups in random order, as long as no more stations are hidden than asked; at least one group."""
    names, members = np.unique(groups, return_inverse=True)
    sizes = np.bincount(members)
    order = np.argsort(chance.numbers(len(names)), kind="stable")
    taken = order[np.cumsum(sizes[order]) <= number]
    chosen_groups = np.zeros(len(names), dtype=np.bool_)
    chosen_groups[taken if len(taken) else order[:1]] = True
    flags: Flags = chosen_groups[members]
    return flags


def _trial(
    held: Stations,
    hidden: Flags,
    pattern: str,
    definitions: Sequence[Strata],
    strata: str,
) -> Trial | None:
    """Return what one hiding shows; None where too little is left to project from."""
    seen = held.hiding(hidden)
    projections = {one.id: project(seen, one) for one in definitions}
    projection = projections.get(strata)
    if projection is None or projection.missing is None:
        return None
    truth = _lead(held.votes.sum(axis=0))
    leads = {id: one.lead(FIRST, SECOND) for id, one in projections.items() if one.missing is not None}
    tilts = [lead_range(projection, FIRST, SECOND, tilt) for tilt in TILTS]
    low, high = nominal_interval(seen, projection, FIRST, SECOND)
    kept: dict[str, bool | None] = {"spread": min(leads.values()) <= truth <= max(leads.values())}
    kept |= {f"tilt-{one.tilt}": one.low <= truth <= one.high for one in tilts}
    kept |= {"interval": low <= truth <= high, "bounds": _in_bounds(held, hidden)}
    counted = _lead(seen.votes[seen.held].sum(axis=0))
    errors = {id: lead - truth for id, lead in leads.items()}
    return Trial(pattern, int(hidden.sum()), errors[strata], counted - truth, kept, errors)


def _lead(votes: npt.NDArray[np.int64]) -> float:
    return float(votes[FIRST] - votes[SECOND]) / max(float(votes.sum()), 1.0)


def _in_bounds(held: Stations, hidden: Flags) -> bool | None:
    """Return whether the true lead in votes lies within the hard bounds; None where a cap is not known."""
    if (held.cap[hidden] == UNKNOWN).any():
        return None
    outstanding = int(np.maximum(held.cap[hidden], held.votes[hidden].sum(axis=1)).sum())
    seen, whole = held.votes[~hidden].sum(axis=0), held.votes.sum(axis=0)
    return abs(int(whole[FIRST] - whole[SECOND]) - int(seen[FIRST] - seen[SECOND])) <= outstanding


def nominal_interval(stations: Stations, projection: Projection, first: int, second: int) -> tuple[float, float]:
    """Return the 95% interval of the lead that would hold if what is held were a stratified random sample.

    Linearised: z = (y_first − y_second) − R·valid, V = Σ N²(1 − n/N)s²/n over the areas of the top level (Cochran 5).
    It is computed only to show how it fails, and never shown as an error of a projection.
    """
    basis = stations.held & stations.ordinary
    lost = stations.missing & stations.ordinary
    groups = stations.areas[0] if stations.areas else np.zeros(len(basis), dtype=np.int64)
    valid = stations.votes.sum(axis=1)
    lead = projection.lead(first, second)
    z = (stations.votes[:, first] - stations.votes[:, second] - lead * valid)[basis]
    count = int(groups.max(initial=0)) + 1
    n = np.bincount(groups[basis], minlength=count)
    whole = n + np.bincount(groups[lost], minlength=count)
    mean = np.bincount(groups[basis], weights=z, minlength=count) / np.maximum(n, 1)
    squares = np.bincount(groups[basis], weights=(z - mean[groups[basis]]) ** 2, minlength=count)
    usable = n > 1
    variance = (whole**2 * (1 - n / np.maximum(whole, 1)) * squares / np.maximum(n - 1, 1) / np.maximum(n, 1))[usable]
    error = float(np.sqrt(variance.sum())) / max(float(projection.votes.sum()), 1.0)
    return lead - NORMAL_95 * error, lead + NORMAL_95 * error
