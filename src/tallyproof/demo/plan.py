"""Who holds which sheet, and what is wrong with some of them: decided before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tallyproof.demo.country import LINES, AreaPath, Country, PollingPlace, Station, Votes
from tallyproof.demo.form import StatedTotals
from tallyproof.errors import UsageError

FEWEST_STATIONS = 80
FormKind = Literal["strip", "form"]
Damage = Literal["none", "torn", "blotted", "truncated"]
Wrapping = Literal["file", "pdf", "zip"]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture to be made. It depends on these values and the seed alone, never on its neighbours."""

    path: str
    """Below the sample's folder; for pictures in a PDF or ZIP the name inside."""
    station: Station
    areas: AreaPath
    votes: Votes
    kind: FormKind
    camera: Literal["scan", "photo"]
    number: int
    """Which picture of this sample it is: its part of the seed."""
    paper: int
    """Which sheet of paper it shows: pictures of one paper share its handwriting."""
    totals: StatedTotals | None = None
    damage: Damage = "none"
    wrapping: Wrapping = "file"


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that is wrong, hostile or unusual, and what has to become of it."""

    name: str
    station: str
    path: str
    expected: str
    """A grade, or `quarantined`, `missing`, `unknown-station`, `refused`, `same-file`."""
    note: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is in the sample beside the definition."""

    kinds: Mapping[str, FormKind]
    held: tuple[Station, ...]
    missing: tuple[Station, ...]
    pictures: tuple[Picture, ...]
    copies: Mapping[str, str]
    """Files that are byte for byte another one: path, path of the original."""
    junk: Mapping[str, bytes]
    """Files that are no pictures, by path."""
    table: tuple[Station, ...]
    table_votes: Mapping[str, Votes]
    cases: tuple[Case, ...]


def make_plan(rng: np.random.Generator, country: Country, votes: Mapping[str, Votes]) -> Plan:
    """Return the plan; UsageError if the country is too small to hold one of each case."""
    if len(country.stations) < FEWEST_STATIONS:
        raise UsageError(
            f"sample election: expected at least {FEWEST_STATIONS} stations, got {len(country.stations)}; "
            "the wrong and hostile cases need one station each"
        )
    planner = _Planner(rng, country, votes)
    planner.add_ordinary_sheets()
    planner.add_rivals()
    planner.add_sums_that_do_not_hold()
    planner.add_strangers()
    planner.add_copies()
    planner.add_damage()
    planner.add_wrappings()
    planner.add_table()
    return planner.plan()


class _Planner:
    """Hands out stations to cases, each station to one case at most."""

    def __init__(self, rng: np.random.Generator, country: Country, votes: Mapping[str, Votes]) -> None:
        self.rng, self.country, self.votes = rng, country, votes
        self.kinds = _kinds(rng, country)
        shuffled = [country.stations[i] for i in rng.permutation(len(country.stations))]
        missing = {station.code for station in shuffled[: round(len(shuffled) * 0.075)]}
        self.held = tuple(one for one in country.stations if one.code not in missing)
        self.missing = tuple(one for one in country.stations if one.code in missing)
        self.free: list[Station] = [one for one in shuffled if one.code not in missing]
        self.pictures: dict[str, Picture] = {}
        self.papers = 0
        self.copies: dict[str, str] = {}
        self.junk: dict[str, bytes] = {}
        self.table_stations: list[Station] = []
        self.table_votes: dict[str, Votes] = {}
        self.cases: list[Case] = []

    def plan(self) -> Plan:
        return Plan(
            kinds=self.kinds,
            held=self.held,
            missing=self.missing,
            pictures=tuple(self.pictures.values()),
            copies=self.copies,
            junk=self.junk,
            table=tuple(sorted(self.table_stations, key=lambda one: one.code)),
            table_votes=self.table_votes,
            cases=tuple(self.cases),
        )

    def add_ordinary_sheets(self) -> None:
        for station in self.held:
            self._add_picture(station, self._path(station))

    def add_rivals(self) -> None:
        station = self._take("strip")
        path = self._path(station, "-b")
        self._add_picture(station, path, votes=_shifted(self.votes[station.code], 40))
        self._add_case("rival-known", station, path, "quarantined", "same source, other figures")
        station = self._take("strip")
        path = f"inbox-anonymous/{_stem(station)}.jpg"
        self._add_picture(station, path, votes=_shifted(self.votes[station.code], 90))
        self._add_case("rival-anonymous", station, path, "A", "the accepted sheet stands, the rival does not")
        station = self.missing[-1]
        path = f"inbox-anonymous/{_stem(station)}.jpg"
        self._add_picture(station, path)
        self._add_case("anonymous-only", station, path, "A", "graded, but in no main total")

    def add_sums_that_do_not_hold(self) -> None:
        station = self._take("form")
        votes = self.votes[station.code]
        wrong = replace(StatedTotals.of(votes), valid=votes.valid + 10, cast=votes.cast + 10)
        self._alter(self._path(station), totals=wrong)
        self._add_case("wrong-sum", station, self._path(station), "quarantined", "valid votes 10 too many")
        station = self._take("form")
        votes = self.votes[station.code]
        self._alter(self._path(station), totals=replace(StatedTotals.of(votes), cast=votes.cast + 1))
        self._add_case(
            "wrong-cast", station, self._path(station), "quarantined", "ballots cast 1 too many, read once only"
        )
        station = self._take("strip")
        votes = self.votes[station.code]
        stuffed = replace(votes, lines=(votes.lines[0] + station.registered, *votes.lines[1:]))
        self._alter(self._path(station), votes=stuffed)
        path = self._path(station)
        self._add_case("over-cap", station, path, "quarantined", "more votes than registered voters")

    def add_strangers(self) -> None:
        template = self.held[0]
        place = PollingPlace(template.place.code, "Escuela El Espejismo", "Calle Sin Nombre 1")
        stranger = Station("990101001.01", 1, template.registered, "799999999", place)
        path = "inbox/late/IMG_0417.jpg"
        self._add_picture(stranger, path, votes=self.votes[template.code], kind="strip")
        self._add_case("unknown-station", stranger, path, "unknown-station", "not in the register")
        path = "inbox/late/IMG_0418.jpg"
        self.junk[path] = b"This was a picture once. The phone kept its name and lost its content.\n" * 40
        self.cases.append(Case("not-an-image", "", path, "refused", "text with the name of a JPEG"))

    def add_copies(self) -> None:
        station = self._take("strip")
        path = "inbox/late/IMG_0419.jpg"
        self.copies[path] = self._path(station)
        self._add_case("exact-duplicate", station, path, "same-file", "the same bytes under another name")
        station = self._take("form")
        path = "inbox/late/IMG_0420.jpg"
        first = self.pictures[self._path(station)]
        self.pictures[path] = replace(first, path=path, camera="photo", number=len(self.pictures))
        self._add_case("second-photo", station, path, "B", "the same sheet photographed again")

    def add_damage(self) -> None:
        damages: tuple[tuple[str, FormKind, Damage, str, str], ...] = (
            ("torn-qr", "strip", "torn", "A", "the QR code is torn through; digits and words settle the sheet"),
            ("blotted-qr", "form", "blotted", "missing", "ink over the QR code"),
            ("truncated", "strip", "truncated", "missing", "the upload broke off"),
        )
        for name, kind, damage, expected, note in damages:
            station = self._take(kind)
            self._alter(self._path(station), damage=damage)
            self._add_case(name, station, self._path(station), expected, note)

    def add_wrappings(self) -> None:
        wrappings: tuple[tuple[str, FormKind, Wrapping, str, str], ...] = (
            ("in-pdf", "form", "pdf", "B", "inbox/late/scan.pdf"),
            ("in-zip", "strip", "zip", "A", "inbox/late/from-the-district.zip"),
        )
        for name, kind, wrapping, expected, path in wrappings:
            for _ in range(2):
                station = self._take(kind)
                self._alter(self._path(station), wrapping=wrapping)
                self._add_case(name, station, path, expected, f"two sheets in one {wrapping.upper()}")

    def add_table(self) -> None:
        without_sheet = self.missing[: round(len(self.missing) * 5 / 6)]
        agreeing, differing, outvoted = self._take("strip"), self._take("form"), self._take("strip")
        self.table_stations = [*without_sheet, agreeing, differing, outvoted]
        self.table_votes = {station.code: self.votes[station.code] for station in self.table_stations}
        for station in (differing, outvoted):
            self.table_votes[station.code] = _shifted(self.votes[station.code], 25)
        self._add_case("table-agrees", agreeing, "table.csv", "A", "table and sheet say the same")
        self._add_case("table-differs", differing, "table.csv", "quarantined", "the table differs from one reading")
        self._add_case("table-outvoted", outvoted, "table.csv", "A", "two readings stand against the table")

    def _take(self, kind: FormKind) -> Station:
        for station in self.free:
            if self.kinds[station.code] == kind:
                self.free.remove(station)
                return station
        raise UsageError(f"sample election: expected one more station with a {kind}, got none; make more stations")

    def _path(self, station: Station, suffix: str = "") -> str:
        region = self.country.path(station)[0]
        return f"inbox/{region.code}-{region.name.lower().replace(' ', '-')}/{_stem(station)}{suffix}.jpg"

    def _add_picture(
        self, station: Station, path: str, *, votes: Votes | None = None, kind: FormKind | None = None
    ) -> None:
        self.papers += 1
        self.pictures[path] = Picture(
            path=path,
            station=station,
            areas=self.country.path(station),
            votes=votes or self.votes[station.code],
            kind=kind or self.kinds[station.code],
            camera="scan" if self.rng.random() < 0.6 else "photo",
            number=len(self.pictures),
            paper=self.papers,
        )

    def _alter(
        self,
        path: str,
        *,
        votes: Votes | None = None,
        totals: StatedTotals | None = None,
        damage: Damage = "none",
        wrapping: Wrapping = "file",
    ) -> None:
        one = self.pictures[path]
        self.pictures[path] = replace(one, votes=votes or one.votes, totals=totals, damage=damage, wrapping=wrapping)

    def _add_case(self, name: str, station: Station, path: str, expected: str, note: str) -> None:
        self.cases.append(Case(name, station.code, path, expected, note))


def _kinds(rng: np.random.Generator, country: Country) -> dict[str, FormKind]:
    """Return which kind of sheet each station makes: every fourth municipality has no machines."""
    towns = sorted({station.code[:6] for station in country.stations})
    without = {towns[int(i)] for i in rng.permutation(len(towns))[: -(-len(towns) // 4)]}
    return {station.code: "form" if station.code[:6] in without else "strip" for station in country.stations}


def _shifted(votes: Votes, most: int) -> Votes:
    """Return the votes with up to so many moved from the strongest ballot line to the first one."""
    lines = list(votes.lines)
    strongest = max(range(1, len(LINES)), key=lambda index: lines[index])
    moved = min(most, lines[strongest])
    lines[strongest] -= moved
    lines[0] += moved
    return replace(votes, lines=tuple(lines))


def _stem(station: Station) -> str:
    return station.code.replace(".", "-")
