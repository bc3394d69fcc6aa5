"""What if the missing are not like the held: their shares and their turnout moved on the logit scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from tallyproof.compare.projection.ratio import Floats, Projection

TILTS: Final = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class TiltRange:
    """The least and the most of a share of the final result when the missing are moved by at most so much."""

    tilt: int
    low: float
    high: float


def lead_range(projection: Projection, first: int, second: int, tilt: int) -> TiltRange:
    """Return the range of a lead, as a share, when votes of the missing move between two candidates.

    In every stratum by itself the first one's part of the votes of the two moves on the logit scale, and turnout too.
    """
    low, high = (
        votes[:, first] - votes[:, second]
        for votes in (tilted_pair(projection, first, second, part) for part in (-tilt, tilt))
    )
    return _range(projection, float(projection.held[first] - projection.held[second]), low, high, tilt)


def share_range(projection: Projection, candidate: int, tilt: int) -> TiltRange:
    """Return the range of a candidate's share when votes of the missing move between that candidate and the rest."""
    low, high = (tilted_one(projection, candidate, part)[:, candidate] for part in (-tilt, tilt))
    return _range(projection, float(projection.held[candidate]), low, high, tilt)


def _range(projection: Projection, held: float, low: Floats, high: Floats, tilt: int) -> TiltRange:
    """Return the least and the most of a part of all votes, given its least and its most at the missing of each row."""
    of_all, valid = float(projection.held.sum()), _missing(projection).sum(axis=1)
    fewest, most = _growth(projection, -tilt)[:, 0], _growth(projection, tilt)[:, 0]
    least = -_most(-held, of_all, -low, valid, fewest, most)
    return TiltRange(tilt, least, _most(held, of_all, high, valid, fewest, most))


def _most(held: float, of_all: float, part: Floats, valid: Floats, fewest: Floats, most: Floats) -> float:
    """Return the most of (held + Σ part·g)/(of_all + Σ valid·g) over factors g of each row from `fewest` to `most`.

    At the most value v every row with part > v·valid has its largest factor and every other its least one, so v is
    found by putting in the last v until it no longer grows (Dinkelbach 1967).
    """
    value, factors = -np.inf, most
    while True:
        found = _part(held + float(part @ factors), of_all + float(valid @ factors))
        if found <= value:
            return value
        value, factors = found, np.where(part > found * valid, most, fewest)


def _part(votes: float, valid: float) -> float:
    return votes / valid if valid else 0.0


def tilted_pair(projection: Projection, first: int, second: int, tilt: float) -> Floats:
    """Return the missing votes with the part of the first among the two moved; all others as they were."""
    votes = _missing(projection).copy()
    both = votes[:, first] + votes[:, second]
    moved = logit_shift(_divided(votes[:, first], both), tilt)
    votes[:, first], votes[:, second] = both * moved, both * (1 - moved)
    return votes


def tilted_one(projection: Projection, candidate: int, tilt: float) -> Floats:
    """Return the missing votes with one candidate's share moved, the rest keeping their proportions."""
    votes = _missing(projection).copy()
    valid = votes.sum(axis=1)
    share = _divided(votes[:, candidate], valid)
    moved = logit_shift(share, tilt)
    rest = np.where(share < 1, (1 - moved) / np.where(share < 1, 1 - share, 1.0), 1.0)
    votes *= rest[:, None]
    votes[:, candidate] = valid * moved
    return votes


def _growth(projection: Projection, tilt: float) -> Floats:
    """Return the factor by which votes of each row grow when their part of the registered voters moves.

    One where voters are not known, or where more votes than voters are projected already.
    """
    valid = _missing(projection).sum(axis=1)
    rate = _divided(valid, projection.voters)
    usable = (projection.voters > 0) & (rate > 0) & (rate < 1)
    moved = logit_shift(np.where(usable, rate, 0.5), tilt)
    factors: Floats = np.where(usable, moved / np.where(usable, rate, 0.5), 1.0)[:, None]
    return factors


def logit_shift(share: Floats, tilt: float) -> Floats:
    """Return shares p moved to p·e^t / (1 − p + p·e^t): logit(p) + t, exact at 0 and 1."""
    grown = share * np.exp(tilt)
    moved: Floats = grown / (1 - share + grown)
    return moved


def _divided(part: Floats, whole: Floats) -> Floats:
    result: Floats = part / np.where(whole > 0, whole, 1.0)
    return result


def _missing(projection: Projection) -> Floats:
    return np.zeros((0, len(projection.held))) if projection.missing is None else projection.missing
