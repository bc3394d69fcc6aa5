"""A country that does not exist: its areas, register, candidates, and how its people voted.

Names are compass points, trees and tools, so that no living person or party is meant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NAME = "República de Ejemplo"
ENGLISH_NAME = "Sample Republic"
ELECTION = "Elección presidencial 2024"
ELECTION_DAY = "2024-03-10"
LEVELS = ("region", "district", "municipality")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person on the ballot and how strong they are before geography, in parts of a hundred."""

    id: str
    name: str
    strength: int


@dataclass(frozen=True, slots=True)
class BallotLine:
    """A row of the tally sheet: a party that presents a candidate."""

    id: str
    name: str
    code: int
    candidate: str
    strength: int
    """Its part of the candidate's votes, in hundredths."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area above the polling places; its code begins with the code of the area above it."""

    code: str
    name: str
    level: str


AreaPath = tuple[Area, Area, Area]
"""Region, district and municipality."""


@dataclass(frozen=True, slots=True)
class PollingPlace:
    """A building with one or more stations; nine digits, the first six name the municipality."""

    code: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Station:
    """A row of the register."""

    code: str
    """Polling place and station, as on the sheet: `010203001.01`."""
    number: int
    registered: int
    document: str
    """Nine digits printed on the form of this station."""
    place: PollingPlace


@dataclass(frozen=True, slots=True)
class Votes:
    """What the people of one station put in the box."""

    lines: tuple[int, ...]
    null: int
    blank: int

    @property
    def valid(self) -> int:
        return sum(self.lines)

    @property
    def cast(self) -> int:
        return self.valid + self.null + self.blank


@dataclass(frozen=True, slots=True)
class Country:
    """The invented country."""

    areas: dict[str, Area]
    stations: tuple[Station, ...]

    def path(self, station: Station) -> AreaPath:
        """Return region, district and municipality of a station."""
        code = station.place.code
        return self.areas[code[:2]], self.areas[code[:4]], self.areas[code[:6]]


CANDIDATES = (
    Candidate("norte", "Alba Norte", 31),
    Candidate("sur", "Bruno Sur", 12),
    Candidate("este", "Clara Este", 50),
    Candidate("oeste", "Darío Oeste", 7),
)

LINES = (
    BallotLine("faro", "FARO", 11, "norte", 70),
    BallotLine("molino", "MOLINO", 24, "norte", 19),
    BallotLine("ancla", "ANCLA", 108, "norte", 11),
    BallotLine("roble", "ROBLE", 7, "sur", 62),
    BallotLine("sauce", "SAUCE", 215, "sur", 38),
    BallotLine("puente", "PUENTE", 32, "este", 81),
    BallotLine("vela", "VELA", 140, "este", 12),
    BallotLine("trigo", "TRIGO", 119, "este", 7),
    BallotLine("brisa", "BRISA", 301, "oeste", 100),
)

_REGIONS = ("Costa Clara", "Valle Alto", "Sierra Gris", "Llano Largo", "Ribera Baja")
_DISTRICTS = (
    "Arena", "Bahía", "Coral", "Duna", "Encina", "Fresno", "Granito", "Helecho", "Islote", "Junco",
    "Laguna", "Mirador", "Nogal", "Olivar", "Pinar", "Quebrada", "Retama", "Salina", "Tejo", "Umbría",
)  # fmt: skip
_TOWN_HEADS = ("Villa", "Puerto", "Campo", "Fuente", "Loma", "Vega")
_TOWN_TAILS = ("Alta", "Blanca", "Clara", "Dorada", "Escondida", "Fría", "Honda", "Larga", "Mansa", "Nueva")
_BUILDINGS = (
    "Escuela", "Liceo", "Biblioteca", "Gimnasio", "Casa de Cultura", "Mercado", "Estación", "Centro Comunal",
)  # fmt: skip
_BUILDING_TAILS = (
    "La Colina", "Los Álamos", "El Reloj", "Las Acacias", "El Farol", "La Noria", "Los Olmos", "El Pozo",
    "La Cometa", "Los Pinos", "El Trébol", "La Caleta", "Los Naranjos", "El Telar", "La Represa",
)  # fmt: skip
_STREETS = (
    "Calle del Agua", "Avenida Central", "Plaza Mayor", "Camino Viejo", "Calle de la Imprenta",
    "Paseo del Río",
)  # fmt: skip


def make_country(rng: np.random.Generator, stations: int) -> Country:
    """Return the country with exactly that many stations: 5 regions, 20 districts, 60 municipalities.

    With few stations only the areas that have one are made.
    """
    places = _places(rng, max(1, round(stations * 3 / 8)), min(stations, 60))
    sizes = 1 + rng.multinomial(stations - len(places), np.full(len(places), 1 / len(places)))
    documents = _document_numbers(rng, stations)
    register: list[Station] = []
    for place, size in zip(places, sizes, strict=True):
        for number in range(1, int(size) + 1):
            registered = int(np.clip(rng.normal(610, 130), 180, 950))
            document = documents[len(register)]
            register.append(Station(f"{place.code}.{number:02d}", number, registered, document, place))
    used = {station.code[:width] for station in register for width in (2, 4, 6)}
    return Country({code: _area(code) for code in sorted(used)}, tuple(register))


def vote(rng: np.random.Generator, country: Country) -> dict[str, Votes]:
    """Return the votes of every station: strengths that differ from area to area, then chance."""
    leaning: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]] = {}
    spread = {2: 0.15, 4: 0.16, 6: 0.14, 9: 0.10}
    base = np.log([candidate.strength for candidate in CANDIDATES])
    votes: dict[str, Votes] = {}
    for station in country.stations:
        for width, sd in spread.items():
            if station.code[:width] not in leaning:
                leaning[station.code[:width]] = rng.normal(0, sd, len(CANDIDATES))
        shares = np.exp(base + sum(leaning[station.code[:width]] for width in spread))
        turnout = float(np.clip(rng.normal(0.71, 0.05), 0.4, 0.93))
        cast = int(rng.binomial(station.registered, turnout))
        null, blank = int(rng.binomial(cast, 0.012)), int(rng.binomial(cast, 0.007))
        by_candidate = rng.multinomial(cast - null - blank, shares / shares.sum())
        lines: list[int] = []
        for candidate, count in zip(CANDIDATES, by_candidate, strict=True):
            parts = np.array([line.strength for line in LINES if line.candidate == candidate.id])
            lines += [int(n) for n in rng.multinomial(int(count), parts / parts.sum())]
        votes[station.code] = Votes(tuple(lines), null, blank)
    return votes


def _places(rng: np.random.Generator, count: int, municipalities: int) -> list[PollingPlace]:
    buildings = [f"{head} {tail}" for head in _BUILDINGS for tail in _BUILDING_TAILS]
    order = rng.permutation(len(buildings))
    places: list[PollingPlace] = []
    for index in range(count):
        town = index * min(municipalities, count) // count * 60 // min(municipalities, count)
        region, district, municipality = town // 12 + 1, town % 12 // 3 + 1, town % 3 + 1
        code = f"{region:02d}{district:02d}{municipality:02d}{index + 1:03d}"
        name = buildings[order[index % len(order)]]
        street = _STREETS[int(rng.integers(len(_STREETS)))]
        places.append(PollingPlace(code, name, f"{street} {int(rng.integers(1, 240))}"))
    return places


def _document_numbers(rng: np.random.Generator, count: int) -> list[str]:
    """Return distinct nine-digit numbers in no order, as printers deliver them."""
    return [f"{700_000_000 + int(n) * 7_919 + 13}" for n in rng.permutation(count)]


def _area(code: str) -> Area:
    region = int(code[:2]) - 1
    if len(code) == 2:
        return Area(code, _REGIONS[region], LEVELS[0])
    district = region * 4 + int(code[2:4]) - 1
    if len(code) == 4:
        return Area(code, _DISTRICTS[district], LEVELS[1])
    town = district * 3 + int(code[4:6]) - 1
    return Area(code, f"{_TOWN_HEADS[town % 6]} {_TOWN_TAILS[town // 6]}", LEVELS[2])
