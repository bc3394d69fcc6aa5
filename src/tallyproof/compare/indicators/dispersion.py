"""How far stations of one place differ, against dealing the place's electors to its stations at random."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.special import chdtrc, xlogy

from tallyproof.compare.indicators.chance import benjamini_hochberg, flagged, monte_carlo_p
from tallyproof.compare.indicators.counted import Counted, Floats, Ints, Truths
from tallyproof.compare.indicators.within import Dealing, dealt

LEAST_PLACES = 10
# Below this expected number no chi-squared law is trusted and the place's own resamples are counted (Cochran 1954).
LEAST_EXPECTED = 5
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Spread:
    """One rate's spread between stations of a place, over all places: the sum of X² and its degrees of freedom.

    `ratio` is X² over degrees of freedom: 1 by chance. `listed` places are flagged by Benjamini and Hochberg: place,
    votes that would have to move for none to differ, stations, X², adjusted p.
    """

    name: str
    places: int
    stations: int
    statistic: float
    degrees: int
    ratio: float
    p: Fraction
    simulated: int
    flagged_places: int
    listed: tuple[tuple[str, int, int, float, float], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Turnout and the leader's share between stations of one place: `votes` is Σ(y − N·p)·(t − t̄), 0 by chance."""

    stations: int
    votes: float
    correlation: float
    p: Fraction


@dataclass(frozen=True, slots=True)
class Runs:
    """Neighbouring stations of one place with the same votes for the leader, and how many dealing gives."""

    pairs: int
    seen: int
    expected: float
    p: Fraction
    listed: tuple[tuple[str, str, int], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Within:
    """What dealing the electors of each place to its stations again says of share, turnout, their link and runs."""

    share: Spread | None
    turnout: Spread | None
    link: Link | None
    runs: Runs | None


def within_places(counted: Counted, *, seed: str, resamples: int) -> Within:
    """Return all that rests on dealing again; None where fewer than LEAST_PLACES places have two stations."""
    shares = Dealing(counted, counted.valid > 0)
    leader = counted.votes[:, counted.leader]
    if len(shares.starts) < LEAST_PLACES:
        return Within(None, None, None, None)
    pull, has_link = _pull(counted, shares)
    share, sums, runs = _drawn(
        counted, shares, leader, counted.valid, "share", seed=seed, resamples=resamples, pull=pull
    )
    turnout = None
    dealt_turnout = Dealing(counted, counted.has_turnout)
    if len(dealt_turnout.starts) >= LEAST_PLACES:
        ballots, registered = counted.ballots, counted.registered
        turnout, _, _ = _drawn(
            counted, dealt_turnout, ballots, registered, "turnout", seed=seed, resamples=resamples, pull=None
        )
    link = _link(counted, shares, pull, sums) if has_link else None
    return Within(share, turnout, link, _runs(counted, shares, leader, runs))


def squared_distances(part: Ints, whole: Ints, dealing: Dealing, places: slice, stations: slice) -> Floats:
    """Return X² = Σ(y − N·p)²/(N·p·(1 − p)) of each place, 0 where p is 0 or 1; p is the place's own rate."""
    group = dealing.group[stations] - places.start
    starts = dealing.starts[places] - stations.start
    rate = np.add.reduceat(part, starts) / np.add.reduceat(whole, starts)
    expected = whole * rate[group]
    varies = rate * (1 - rate)
    scale = np.where(varies > 0, varies, 1.0)[group] * whole
    result: Floats = np.add.reduceat((part - expected) ** 2 / scale, starts)
    return result


def likelihood_ratios(part: Ints, whole: Ints, dealing: Dealing) -> Floats:
    """Return G² = 2·Σ[y·ln(y/(N·p)) + (N − y)·ln((N − y)/(N·(1 − p)))] of each place, 0 where p is 0 or 1."""
    rate = (dealing.sums(part) / dealing.sums(whole))[dealing.group]
    safe = np.where((rate > 0) & (rate < 1), rate, 0.5)
    rest = whole - part
    terms = xlogy(part, part / (whole * safe)) + xlogy(rest, rest / (whole * (1 - safe)))
    result: Floats = np.maximum(0.0, 2 * np.add.reduceat(np.where(safe == rate, terms, 0.0), dealing.starts))
    return result


def _drawn(
    counted: Counted,
    dealing: Dealing,
    part: Ints,
    whole: Ints,
    name: str,
    *,
    seed: str,
    resamples: int,
    pull: Floats | None,
) -> tuple[Spread, Floats, Floats]:
    """Return the spread, and by resample Σ part·pull and the number of equal neighbours."""
    sums, totals, runs = np.zeros(resamples), np.zeros(resamples), np.zeros(resamples)
    seen = np.zeros(len(dealing.starts))
    reached = np.zeros(len(dealing.starts), dtype=np.int64)
    for stations, places in dealing.pieces():
        at = dealing.order[stations]
        own, size = part[at], whole[at]
        group = dealing.group[stations] - places.start
        seen[places] = squared_distances(own, size, dealing, places, stations)
        neighbours = group[1:] == group[:-1]
        label = f"dealing {name} {places.start}"
        for number, drawn in enumerate(dealt(own, size, group, seed=seed, label=label, resamples=resamples)):
            distances = squared_distances(drawn, size, dealing, places, stations)
            totals[number] += distances.sum()
            reached[places] += distances >= seen[places] * (1 - 1e-12)
            runs[number] += np.count_nonzero(neighbours & (drawn[1:] == drawn[:-1]))
            if pull is not None:
                sums[number] += float(drawn @ pull[stations])
    return _spread(counted, dealing, part, whole, name, seen, reached, totals), sums, runs


def _spread(
    counted: Counted,
    dealing: Dealing,
    part: Ints,
    whole: Ints,
    name: str,
    seen: Floats,
    reached: Ints,
    totals: Floats,
) -> Spread:
    own, size = part[dealing.order], whole[dealing.order]
    rate = dealing.sums(own) / dealing.sums(size)
    varies = (rate > 0) & (rate < 1)
    degrees = np.where(varies, dealing.sizes - 1, 0)
    smallest = np.minimum.reduceat(size, dealing.starts) * np.minimum(rate, 1 - rate)
    trusted = smallest >= LEAST_EXPECTED
    simulated = (1 + reached) / (1 + len(totals))
    # Far out Pearson's tail is too light where few votes are expected, that of the likelihood ratio is not.
    likelihood = likelihood_ratios(own, size, dealing)
    values = np.where(trusted, chdtrc(np.maximum(degrees, 1), np.minimum(seen, likelihood)), simulated)[varies]
    adjusted = benjamini_hochberg(values)
    chosen = np.flatnonzero(varies)[flagged(adjusted)]
    moved = np.abs(own - size * rate[dealing.group])
    votes = np.add.reduceat(moved, dealing.starts) / 2
    raised = dict(zip(np.flatnonzero(varies), adjusted, strict=True))
    place = counted.place[dealing.order[dealing.starts]]
    listed = sorted(
        (
            (
                counted.place_names[place[one]],
                round(float(votes[one])),
                int(dealing.sizes[one]),
                float(seen[one]),
                float(raised[one]),
            )
            for one in chosen
        ),
        key=lambda found: (found[4], -found[3], found[0]),
    )
    total = int(degrees.sum())
    return Spread(
        name=name,
        places=int(varies.sum()),
        stations=int(dealing.sizes[varies].sum()),
        statistic=float(seen.sum()),
        degrees=total,
        ratio=float(seen.sum()) / total if total else 0.0,
        p=monte_carlo_p(float(seen.sum()), totals),
        simulated=int((varies & ~trusted).sum()),
        flagged_places=len(listed),
        listed=tuple(listed[:MOST_LISTED]),
    )


def _pull(counted: Counted, dealing: Dealing) -> tuple[Floats, bool]:
    """Return each dealt station's turnout less its place's, 0 where it cannot be said; and whether any differs."""
    known: Truths = counted.has_turnout[dealing.order]
    ballots = np.where(known, counted.ballots[dealing.order], 0)
    registered = np.where(known, counted.registered[dealing.order], 0)
    place_registered = dealing.sums(registered)
    place_turnout = dealing.sums(ballots) / np.maximum(place_registered, 1)
    turnout = ballots / np.maximum(registered, 1)
    pull = np.where(known, turnout - place_turnout[dealing.group], 0.0)
    return pull, bool((np.abs(pull) > 0).any())


def _link(counted: Counted, dealing: Dealing, pull: Floats, sums: Floats) -> Link:
    own = counted.votes[dealing.order, counted.leader]
    size = counted.valid[dealing.order]
    rate = (dealing.sums(own) / dealing.sums(size))[dealing.group]
    rest = own - size * rate
    constant = float((size * rate) @ pull)
    votes = float(own @ pull) - constant
    spread = float(np.sqrt((rest**2).sum() * (pull**2).sum()))
    return Link(
        stations=len(own),
        votes=votes,
        correlation=float((rest * pull).sum()) / spread if spread else 0.0,
        p=monte_carlo_p(abs(votes), np.abs(sums - constant)),
    )


def _runs(counted: Counted, dealing: Dealing, leader: Ints, drawn: Floats) -> Runs:
    own = leader[dealing.order]
    neighbours = dealing.group[1:] == dealing.group[:-1]
    equal = np.flatnonzero(neighbours & (own[1:] == own[:-1]))
    pairs = [
        (counted.stations[dealing.order[one]], counted.stations[dealing.order[one + 1]], own[one]) for one in equal
    ]
    pairs.sort(key=lambda pair: (-pair[2], pair[0]))
    return Runs(
        pairs=int(neighbours.sum()),
        seen=len(pairs),
        expected=float(drawn.mean()),
        p=monte_carlo_p(len(pairs), drawn),
        listed=tuple((one, other, int(votes)) for one, other, votes in pairs[:MOST_LISTED]),
        left_out=max(0, len(pairs) - MOST_LISTED),
    )
