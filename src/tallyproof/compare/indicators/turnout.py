"""Turnout against the leader's share: the picture, and how both go together inside areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tallyproof.compare.indicators.areas import pooled_groups
from tallyproof.compare.indicators.counted import Counted, Floats, Ints

LEAST_STATIONS = 20
AREA_STATIONS = 10
CELLS = 50


@dataclass(frozen=True, slots=True)
class Plane:
    """Stations by turnout and share, in cells of 2 points: `cells` is by turnout and share.

    `overall` is the correlation over all stations, `inside` that of the distances from each area's mean, in `areas`.
    `deviations` are cells of those distances, from −50 to +50 points.
    """

    stations: int
    left_out: int
    cells: Ints
    deviations: Ints
    overall: float
    inside: float
    areas: int


def plane_of(counted: Counted) -> Plane | None:
    """Return turnout against share, or None where fewer than LEAST_STATIONS have a turnout."""
    used = np.flatnonzero(counted.has_turnout)
    if len(used) < LEAST_STATIONS:
        return None
    turnout = counted.ballots[used] / counted.registered[used]
    share = counted.votes[used, counted.leader] / counted.valid[used]
    groups, codes = pooled_groups(
        counted, counted.has_turnout, np.arange(len(counted), dtype=np.int64), least=AREA_STATIONS
    )
    far_turnout = _centred(turnout, groups[used], len(codes))
    far_share = _centred(share, groups[used], len(codes))
    return Plane(
        stations=len(used),
        left_out=len(counted) - len(used),
        cells=_cells(turnout, share),
        deviations=_cells(far_turnout + 0.5, far_share + 0.5),
        overall=_correlation(turnout - turnout.mean(), share - share.mean()),
        inside=_correlation(far_turnout, far_share),
        areas=len(codes),
    )


def _cells(first: Floats, second: Floats) -> Ints:
    across = np.clip((first * CELLS).astype(np.int64), 0, CELLS - 1)
    up = np.clip((second * CELLS).astype(np.int64), 0, CELLS - 1)
    return np.bincount(across * CELLS + up, minlength=CELLS * CELLS).reshape(CELLS, CELLS).astype(np.int64)


def _centred(values: Floats, groups: Ints, number: int) -> Floats:
    means = np.bincount(groups, values, minlength=number) / np.maximum(np.bincount(groups, minlength=number), 1)
    centred: Floats = values - means[groups]
    return centred


def _correlation(first: Floats, second: Floats) -> float:
    spread = float(np.sqrt((first**2).sum() * (second**2).sum()))
    return float((first * second).sum()) / spread if spread > 0 else 0.0
