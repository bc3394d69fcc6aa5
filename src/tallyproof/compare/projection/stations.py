"""The stations of a contest as columns of numbers: what is held, what is missing, and where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from tallyproof.compare.outcome.possible import is_counted
from tallyproof.election import Definition
from tallyproof.model import Grade, PollingStation
from tallyproof.tally import Results

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
UNKNOWN: Final = -1


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Missing stations that only a roll tells of. `path` are their areas from the top level down, () is the whole.

    `registered` None is not known.
    """

    path: tuple[int, ...]
    stations: int
    registered: int | None


@dataclass(frozen=True)
class Stations:
    """One row for each station of the register that is held or missing; numbers of what is not known are -1.

    `votes` has a column for each candidate, zero where nothing is held. `place` and `areas` (by level from the top
    down) are positions in `place_codes` and `area_codes`; `special` are positions in `kinds`, 0 being an ordinary
    station. `arrival` is the entry that first gave the figures. `reason` says why it is not known how many stations
    are missing, '' where it is known.
    """

    candidates: tuple[str, ...]
    votes: Whole
    held: Flags
    registered: Whole
    cap: Whole
    place: Whole
    place_codes: tuple[str, ...]
    areas: tuple[Whole, ...]
    levels: tuple[str, ...]
    area_codes: tuple[tuple[str, ...], ...]
    special: Whole
    kinds: tuple[str, ...]
    arrival: Whole
    unlisted: tuple[Unlisted, ...] = ()
    reason: str = ""

    @property
    def missing(self) -> Flags:
        """Which of the stations are missing: all that are not held."""
        return ~self.held

    @property
    def ordinary(self) -> Flags:
        flags: Flags = self.special == 0
        return flags

    def hiding(self, hidden: Flags) -> Stations:
        """Return the same stations with some of them hidden; their votes stay where only a test looks."""
        return replace(self, held=self.held & ~hidden)

    def only(self, chosen: Flags) -> Stations:
        """Return some of the stations alone, without any that only a roll knows."""
        return replace(
            self,
            votes=self.votes[chosen],
            held=self.held[chosen],
            registered=self.registered[chosen],
            cap=self.cap[chosen],
            place=self.place[chosen],
            areas=tuple(one[chosen] for one in self.areas),
            special=self.special[chosen],
            arrival=self.arrival[chosen],
            unlisted=(),
            reason="",
        )


def stations_of(results: Results, contest: str) -> Stations:
    """Return the stations of a contest in the headline stage; annulled ones are neither held nor missing."""
    definition = results.definition
    register = definition.register
    candidates = tuple(one.id for one in definition.contests[contest].candidates)
    pairs = [(one, results.station(contest, one.id)) for one in (register.stations.values() if register else ())]
    lawful = [(station, result) for station, result in pairs if result is None or result.grade is not Grade.ANNULLED]
    held = np.array([result is not None and is_counted(result) for _, result in lawful], dtype=np.bool_)
    votes = np.zeros((len(lawful), len(candidates)), dtype=np.int64)
    for row, (_, result) in enumerate(lawful):
        if held[row] and result is not None:
            votes[row] = [result.candidates.get(one, 0) for one in candidates]
    levels = tuple(level.id for level in definition.file.levels)
    areas = list(zip(*(station.areas for station, _ in lawful), strict=True)) or [()] * len(levels)
    coded = [_coded(column) for column in areas]
    kinds = ("", *sorted({station.special for station, _ in lawful} - {""}))
    places, place_codes = _coded([station.place for station, _ in lawful])
    unlisted, reason = _unlisted(definition, [names for _, names in coded])
    return Stations(
        candidates=candidates,
        votes=votes,
        held=held,
        registered=_numbers([station.registered for station, _ in lawful]),
        cap=_numbers([station.cap for station, _ in lawful]),
        place=places,
        place_codes=place_codes,
        areas=tuple(codes for codes, _ in coded),
        levels=levels,
        area_codes=tuple(names for _, names in coded),
        special=np.array([kinds.index(station.special) for station, _ in lawful], dtype=np.int64),
        kinds=kinds,
        arrival=_numbers([min(result.rests_on, default=None) if result else None for _, result in lawful]),
        unlisted=unlisted,
        reason=reason,
    )


def _numbers(values: Sequence[int | None]) -> Whole:
    return np.array([UNKNOWN if value is None else value for value in values], dtype=np.int64)


def _coded(texts: Sequence[str]) -> tuple[Whole, tuple[str, ...]]:
    """Return the place of each text in the list of all that occur, in their order, and that list."""
    names = tuple(dict.fromkeys(texts))
    index = {name: place for place, name in enumerate(names)}
    return np.array([index[text] for text in texts], dtype=np.int64), names


def _unlisted(definition: Definition, names: Sequence[Sequence[str]]) -> tuple[tuple[Unlisted, ...], str]:
    """Return what the rolls know beyond the register, each in the smallest area it is known for; or why nothing.

    What an area's roll leaves over is less what the rolls of areas inside it leave over.
    """
    register = definition.register
    if register is None:
        return (), "no-register"
    whole = definition.universe("")
    if whole is None and register.complete:
        return (), ""
    rolls = [code for code in register.areas if definition.universe(code) is not None]
    if whole is None and not all(area.code in rolls for area in register.children[""]):
        return (), "no-universe"
    paths = {area: _path_of(register.stations_of_area[area][0], area, names) for area in rolls}
    left: dict[str, Unlisted] = {}
    for code in sorted(("", *rolls), key=lambda one: -len(paths.get(one, ()))):
        roll = definition.universe(code)
        if roll is None:
            continue
        path = paths.get(code, ())
        inside = [one for one in left.values() if one.path[: len(path)] == path]
        listed = register.stations_of_area[code]
        stations = roll.stations - len(listed) - sum(one.stations for one in inside)
        registered = _left_over(roll.registered, [*_registered(listed), *(one.registered for one in inside)])
        if stations < 0:
            return (), "roll-smaller-than-register"
        left[code] = Unlisted(path, stations, registered)
    return tuple(one for one in left.values() if one.stations), ""


def _registered(stations: Sequence[PollingStation]) -> list[int | None]:
    return [one.registered for one in stations]


def _left_over(whole: int, parts: Sequence[int | None]) -> int | None:
    known = [one for one in parts if one is not None]
    return whole - sum(known) if len(known) == len(parts) and sum(known) <= whole else None


def _path_of(station: PollingStation, area: str, names: Sequence[Sequence[str]]) -> tuple[int, ...]:
    depth = station.areas.index(area) + 1
    return tuple(names[level].index(code) for level, code in enumerate(station.areas[:depth]))
