"""Tables and pictures of a projection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tallyproof.compare.outcome import Possible
from tallyproof.compare.part import Axis, Column, Mark, Picture, Point, Series, Table
from tallyproof.compare.phrasing import percent_text
from tallyproof.compare.projection.ratio import Projection, project
from tallyproof.compare.projection.stations import Stations
from tallyproof.compare.projection.strata import WHOLE, Strata
from tallyproof.compare.projection.tilt import TILTS, TiltRange, share_range
from tallyproof.compare.projection.traces import DEFINITION, REGISTER, SETTLED, projected

MOST_ROWS = 400
DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Leads:
    """One lead as counted, as projected, between definitions of strata, with tilts, and within the hard bounds."""

    leader: str
    runner_up: str
    counted: float
    projected: float
    definitions: int
    spread: tuple[float, float]
    tilts: tuple[TiltRange, ...]
    bounds: tuple[float, float] | None

    @property
    def ranges(self) -> list[tuple[str, float, float, float]]:
        """Every range by its word: middle, least and most; the count itself is a point."""
        found = [("counted", self.counted, self.counted, self.counted), ("spread", self.projected, *self.spread)]
        found += [(f"tilt-{one.tilt}", self.projected, one.low, one.high) for one in self.tilts]
        return found if self.bounds is None else [*found, ("bounds", self.projected, *self.bounds)]


def in_percent(share: float | Fraction) -> str:
    """Return a share as a percentage as projections show it: with two decimals at the most."""
    return percent_text(share, DECIMALS)


def leads_table(leads: Leads) -> Table:
    """Return the lead in every range, in percent of the votes for candidates."""
    return Table(
        "leads",
        (
            Column("range", "word", DEFINITION),
            Column("lead_percent", "percent", projected("lead = 100 · (first − second) / valid, counted or projected")),
            Column("low_percent", "percent", projected("least over the range")),
            Column("high_percent", "percent", projected("most over the range")),
        ),
        tuple((name, *map(in_percent, values)) for name, *values in leads.ranges),
        values={"leader": leads.leader, "runner_up": leads.runner_up},
    )


def lead_picture(leads: Leads) -> Picture:
    """Return the ranges of the lead side by side."""
    points = tuple(Point(name, *map(in_percent, values)) for name, *values in leads.ranges)
    return Picture(
        "lead",
        "ranges",
        Axis("range", "word"),
        Axis("lead", "percent"),
        (Series("lead", points),),
        (Mark("level", "y", "0"),),
        {"leader": leads.leader, "runner_up": leads.runner_up},
    )


def projected_table(projection: Projection, stations: Stations, ranked: Sequence[int]) -> Table:
    """Return counted and projected votes and the share of every candidate."""
    votes, shares, rows = projection.votes, projection.shares(), []
    for one in ranked:
        counted, missing = int(projection.held[one]), f"{votes[one] - projection.held[one]:.0f}"
        rows.append(
            (stations.candidates[one], str(counted), missing, f"{votes[one]:.0f}", in_percent(float(shares[one])))
        )
    return Table(
        "projected",
        (
            Column("candidate", "candidate", DEFINITION),
            Column("counted_votes", "number", SETTLED),
            Column("missing_votes", "number", projected("missing_votes = Σ_h missing_h · votes_h / measure_h")),
            Column("votes", "number", projected("votes = counted_votes + missing_votes")),
            Column("share_percent", "percent", projected("share_percent = 100 · votes / Σ votes")),
        ),
        tuple(rows),
    )


def ranges_table(projection: Projection, stations: Stations, possible: Possible, ranked: Sequence[int]) -> Table:
    """Return the ranges of every candidate's share by tilt, and the hard bounds."""
    rows = []
    for one in ranked:
        name, ranges = stations.candidates[one], [share_range(projection, one, tilt) for tilt in TILTS]
        limits = possible.share_range(name)
        tilts = [cell for found in ranges for cell in (in_percent(found.low), in_percent(found.high))]
        hard = ("", "") if limits is None else (in_percent(float(limits[0])), in_percent(float(limits[1])))
        rows.append((name, *tilts, *hard))
    ends = [
        Column(f"tilt_{tilt}_{end}_percent", "percent", projected(f"{end} share over every stratum within tilt {tilt}"))
        for tilt in TILTS
        for end in ("low", "high")
    ]
    return Table(
        "ranges",
        (
            Column("candidate", "candidate", DEFINITION),
            *ends,
            Column("low_percent", "percent", projected("least final share: secure votes / (secure + outstanding)")),
            Column("high_percent", "percent", projected("most: (secure votes + outstanding) / (secure + outstanding)")),
        ),
        tuple(rows),
    )


def definitions_table(stations: Stations, definitions: Sequence[Strata], first: int, second: int) -> Table:
    """Return what every definition of strata gives."""
    rows = []
    for one in definitions:
        found = project(stations, one)
        if found.missing is None:
            continue
        shares = found.shares()
        numbers = (float(shares[first]), float(shares[second]), found.lead(first, second))
        rows.append((one.id, one.measure, *map(in_percent, numbers)))
    ratio = "Σ over strata of missing · votes / measure, and what is counted"
    return Table(
        "definitions",
        (
            Column("strata", "word", DEFINITION),
            Column("measure", "word", DEFINITION),
            Column("leader_percent", "percent", projected(ratio)),
            Column("runner_up_percent", "percent", projected(ratio)),
            Column("lead_percent", "percent", projected("lead_percent = leader_percent − runner_up_percent")),
        ),
        tuple(rows),
    )


def strata_table(projection: Projection, stations: Stations, first: int, second: int) -> Table:
    """Return every stratum with missing stations, those with most of them first: where its ratio comes from."""
    missing, strata = projection.missing, projection.strata
    if missing is None:
        return Table("strata", (), ())
    order = np.argsort(-projection.stations, kind="stable")
    rows = []
    for row in order[:MOST_ROWS].tolist():
        votes = missing[row]
        rows.append(
            (
                _stratum(projection, stations, row),
                str(int(projection.stations[row])),
                f"{projection.voters[row]:.0f}" if strata.measure == "registered" else "",
                _source(projection, row),
                f"{votes.sum():.0f}",
                f"{votes[first]:.0f}",
                f"{votes[second]:.0f}",
            )
        )
    ratio = "missing measure · votes of the source / measure of the source"
    return Table(
        "strata",
        (
            Column("stratum", "word", REGISTER),
            Column("stations", "number", REGISTER),
            Column("voters", "number", REGISTER),
            Column("source", "word", projected("own, or the smallest area above with enough held stations")),
            Column("missing_valid", "number", projected(ratio)),
            Column("leader_votes", "number", projected(ratio)),
            Column("runner_up_votes", "number", projected(ratio)),
        ),
        tuple(rows),
        left_out=max(0, len(order) - MOST_ROWS),
    )


def _stratum(projection: Projection, stations: Stations, row: int) -> str:
    """Return the code of a row's stratum: of its area, of the area that a roll gives, or the kind of special units."""
    group, strata = int(projection.groups[row]), projection.strata
    if group >= 0:
        return strata.names[0][group] if strata.names else WHOLE
    listed = int((projection.groups >= 0).sum())
    if row - listed < len(stations.unlisted):
        path = stations.unlisted[row - listed].path
        return stations.area_codes[len(path) - 1][path[-1]] if path else WHOLE
    kinds = [kind for kind, _, can in projection.specials if can]
    return kinds[row - listed - len(stations.unlisted)]


def _source(projection: Projection, row: int) -> str:
    """Return 'own', or the code of what a row's ratio was borrowed from, 'whole' being the whole."""
    link, source, names = int(projection.borrowed[row]), int(projection.sources[row]), projection.strata.names
    if projection.groups[row] >= 0 and link == 0:
        return "own" if names else WHOLE
    return names[link][source] if link < len(names) and source >= 0 else WHOLE


def areas_table(projection: Projection, stations: Stations, first: int, second: int) -> Table:
    """Return counted and projected votes by area of the top level, where missing stations are known by it."""
    missing = projection.missing
    known = projection.top >= 0
    if missing is None or not stations.areas or not known.any():
        return Table("areas", (), ())
    count, rows = len(stations.area_codes[0]), []
    held, areas = stations.held, stations.areas[0]
    for place in range(min(count, MOST_ROWS)):
        counted = stations.votes[held & (areas == place)].sum(axis=0)
        lost = missing[projection.top == place].sum(axis=0)
        votes = counted + lost
        valid = max(float(votes.sum()), 1.0)
        shares = [float(votes[one]) / valid for one in (first, second)]
        rows.append(
            (
                stations.area_codes[0][place],
                str(int(counted.sum())),
                str(int(projection.stations[projection.top == place].sum())),
                f"{lost.sum():.0f}",
                *map(in_percent, shares),
                in_percent(shares[0] - shares[1]),
            )
        )
    share = "100 · (counted + projected votes) / (held_valid + missing_valid) of the area"
    return Table(
        "areas",
        (
            Column("area", "area", REGISTER),
            Column("held_valid", "number", SETTLED),
            Column("stations", "number", REGISTER),
            Column("missing_valid", "number", projected("Σ over the area's strata of the table of strata")),
            Column("leader_percent", "percent", projected(share)),
            Column("runner_up_percent", "percent", projected(share)),
            Column("lead_percent", "percent", projected("lead_percent = leader_percent − runner_up_percent")),
        ),
        tuple(rows),
        left_out=max(0, count - MOST_ROWS),
    )
