"""What the election folder holds of the drawn stations; no other station is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tallyproof.model import Grade
from tallyproof.tally import Results


@dataclass(frozen=True, slots=True)
class StationFigures:
    """One drawn station: `votes` by candidate, None where it has not arrived; None elsewhere is not known."""

    votes: Mapping[str, int] | None
    registered: int | None = None
    cap: int | None = None
    cast: int | None = None
    from_picture: bool = False

    @property
    def valid(self) -> int:
        return sum((self.votes or {}).values())


def settled_figures(results: Results, contest: str, stations: Iterable[str]) -> dict[str, StationFigures]:
    """Return the settled figures of stations in the headline stage, by station.

    A station has arrived when its result is in the main total: what is quarantined, disputed or of unknown origin has
    not. The cap is the declared one, or else the registered voters.
    """
    register = results.definition.register
    written_cast = results.definition.contests[contest].count_with_role("cast") or ""
    found: dict[str, StationFigures] = {}
    for id in stations:
        station = register.stations.get(id) if register else None
        registered = station.registered if station else None
        cap = registered if station is None or station.cap is None else station.cap
        result = results.station(contest, id)
        if result is None or result.figures is None or not (result.in_main_total and result.grade.is_counted):
            found[id] = StationFigures(None, registered, cap)
            continue
        cast = result.figures.counts.get(written_cast, result.calculated.get("cast"))
        found[id] = StationFigures(dict(result.candidates), registered, cap, cast, result.grade is not Grade.C)
    return found


def held_elsewhere(results: Results, contest: str, stations: Iterable[str]) -> int:
    """Return how many stations are held that were not drawn: no estimate uses them."""
    counted = results.tallies[contest][""].coverage.stations_counted
    held = settled_figures(results, contest, stations)
    return counted - sum(one.votes is not None for one in held.values())
