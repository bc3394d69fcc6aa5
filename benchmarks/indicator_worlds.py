"""Elections for `indicators.py`: real figures, honest worlds made by chance, and tampering."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tallyproof.compare.indicators.counted import Counted

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Rng = np.random.Generator

VENEZUELA = ("NM", "EG", "LM", "JABE", "JOBR", "AE", "CF", "DC", "EM", "BERA")
BOLIVIA = ("CC", "FPV", "MTS", "UCS", "MAS - IPSP", "21F", "PDC", "MNR", "PAN-BOL")


def venezuela(data: Path) -> Counted:
    """Return the 24,532 published stations of Venezuela 2024."""
    text = (data / "ve-2024" / "RESULTADOS_2024_CSV_V1.csv").read_text(encoding="utf-8-sig")
    rows = sorted(csv.DictReader(io.StringIO(text)), key=lambda row: (int(row["CENTRO"]), int(row["MESA"])))
    areas = [("COD_EDO",), ("COD_EDO", "COD_MUN"), ("COD_EDO", "COD_MUN", "COD_PAR")]
    return counted(
        [f"{int(row['CENTRO']):09}.{int(row['MESA']):02}" for row in rows],
        [row["CENTRO"] for row in rows],
        [["-".join(row[key] for key in keys) for row in rows] for keys in areas],
        VENEZUELA,
        [[int(row[one]) for one in VENEZUELA] for row in rows],
        [int(row["RE"]) for row in rows],
        [int(row["VOTOS_VALIDOS"]) + int(row["VOTOS_NULOS"]) for row in rows],
    )


def bolivia(data: Path) -> Counted:
    """Return the stations of Bolivia's final count of 2019 that have votes."""
    with zipfile.ZipFile(data / "bo-2019" / "final_computo.zip") as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["País"] == "Bolivia"]
    rows = [row for row in rows if sum(int(row[one] or 0) for one in BOLIVIA)]
    areas = [("Departamento",), ("Departamento", "Provincia"), ("Departamento", "Provincia", "Municipio")]
    return counted(
        [row["Número Mesa"] for row in rows],
        ["-".join(row[key] for key in (*areas[-1], "Localidad", "Recinto")) for row in rows],
        [["-".join(row[key] for key in keys) for row in rows] for keys in areas],
        BOLIVIA,
        [[int(row[one] or 0) for one in BOLIVIA] for row in rows],
        [int(row["Inscritos"]) for row in rows],
        [sum(int(row[one] or 0) for one in (*BOLIVIA, "Blancos", "Nulos")) for row in rows],
    )


def counted(
    stations: list[str],
    places: list[str],
    areas: list[list[str]],
    candidates: tuple[str, ...],
    votes: list[list[int]] | Ints,
    registered: list[int] | Ints,
    cast: list[int] | Ints,
) -> Counted:
    """Return stations from lists, one entry for each."""
    place_names, place = np.unique(np.array(places), return_inverse=True)
    numbered = [np.unique(np.array(one), return_inverse=True) for one in areas]
    return Counted(
        stations=tuple(stations),
        candidates=candidates,
        votes=np.array(votes, dtype=np.int64),
        registered=np.array(registered, dtype=np.int64),
        cast=np.array(cast, dtype=np.int64),
        place=place.astype(np.int64),
        place_names=tuple(str(one) for one in place_names),
        areas=tuple(codes.astype(np.int64) for _, codes in numbered),
        area_codes=tuple(tuple(str(one) for one in names) for names, _ in numbered),
    )


# --- honest worlds ------------------------------------------------------------------------------------------------


def honest(rng: Rng, name: str, stations: int) -> Counted:
    """Return an honest election: every elector decides by chance, with the rates of the place."""
    return _WORLDS[name](rng, stations)


def _homogeneous(rng: Rng, stations: int) -> Counted:
    return _made(rng, stations, size=(300, 700), votes=(0.5, 0.35, 0.1, 0.05), turnout=0.65, spread=0.0, area=0.0)


def _areas(rng: Rng, stations: int) -> Counted:
    return _made(rng, stations, size=(300, 700), votes=(0.45, 0.4, 0.1, 0.05), turnout=0.65, spread=0.35, area=0.8)


def _small(rng: Rng, stations: int) -> Counted:
    return _made(rng, stations, size=(20, 240), votes=(0.5, 0.3, 0.15, 0.05), turnout=0.7, spread=0.3, area=0.5)


def _two_parties(rng: Rng, stations: int) -> Counted:
    return _made(rng, stations, size=(400, 1000), votes=(0.85, 0.15), turnout=0.8, spread=0.3, area=0.5)


def _linked(rng: Rng, stations: int) -> Counted:
    return _made(
        rng, stations, size=(300, 700), votes=(0.5, 0.4, 0.07, 0.03), turnout=0.6, spread=0.3, area=0.5, link=0.3
    )


def _made(
    rng: Rng,
    stations: int,
    *,
    size: tuple[int, int],
    votes: tuple[float, ...],
    turnout: float,
    spread: float,
    area: float,
    link: float = 0.0,
) -> Counted:
    """Return stations in places of one to six, about 25 places in a district, eight districts in a region.

    `spread` and `area` are standard deviations, in logits, of turnout and of every candidate's strength between
    places and between districts. Turnout and strengths are independent of each other, unless `link` says by how many
    logits the first candidate is stronger in places of one standard deviation more turnout: differential turnout.
    """
    place = np.repeat(np.arange(stations), rng.integers(1, 7, stations))[:stations]
    district = place // 25
    places, districts = int(place[-1]) + 1, int(district[-1]) + 1

    def logits(level: float, shape: tuple[int, ...] = ()) -> Floats:
        by_district = area * rng.standard_normal((districts, *shape))
        by_place = spread * rng.standard_normal((places, *shape))
        values: Floats = np.log(level / (1 - level)) + by_district[district] + by_place[place]
        return values

    registered = np.repeat(rng.integers(*size, places), np.bincount(place)) + rng.integers(-5, 6, stations)
    going = 1 / (1 + np.exp(-logits(turnout)))
    first = np.log(votes[0]) + link * (np.log(going / (1 - going)) - np.log(turnout / (1 - turnout))) / max(
        spread, 1e-9
    )
    strengths = np.stack([first, *(logits(0.5) + np.log(one) for one in votes[1:])], 1)
    shares = np.exp(strengths - strengths.max(axis=1, keepdims=True))
    cast = rng.binomial(registered, going)
    valid = rng.binomial(cast, 0.98)
    return _numbered(
        place, district, rng.multinomial(valid, shares / shares.sum(axis=1, keepdims=True)), registered, cast
    )


def _numbered(place: Ints, district: Ints, votes: Ints, registered: Ints, cast: Ints) -> Counted:
    """Return stations with made-up names."""
    regions = district // 8
    return Counted(
        stations=tuple(f"{one:07}.{number:02}" for number, one in enumerate(place)),
        candidates=tuple(f"c{one}" for one in range(votes.shape[1])),
        votes=votes.astype(np.int64),
        registered=registered.astype(np.int64),
        cast=cast.astype(np.int64),
        place=place.astype(np.int64),
        place_names=tuple(f"{one:07}" for one in range(int(place.max()) + 1)),
        areas=(regions.astype(np.int64), district.astype(np.int64)),
        area_codes=(
            tuple(str(one) for one in range(int(regions.max()) + 1)),
            tuple(str(one) for one in range(int(district.max()) + 1)),
        ),
    )


_WORLDS: Mapping[str, Callable[[Rng, int], Counted]] = {
    "homogeneous": _homogeneous,
    "areas that differ": _areas,
    "small stations": _small,
    "two parties": _two_parties,
    "differential turnout": _linked,
}
WORLDS = tuple(_WORLDS)


def like(table: Counted, rng: Rng, *, states: tuple[int, ...] = ()) -> Counted:
    """Return an honest election with a real table's electors and places, by the shares of its areas.

    Every place keeps its own turnout and shares, drawn towards those of its parish; every elector of a place decides by
    chance. With `states` only those areas of the top level are taken.
    """
    chosen = np.flatnonzero(np.isin(table.areas[0], states)) if states else np.arange(len(table))
    used = chosen[(table.registered[chosen] > 0) & (table.registered[chosen] >= table.cast[chosen])]
    registered, place = table.registered[used], table.place[used]
    outcomes = np.column_stack([table.votes[used], table.cast[used] - table.valid[used], registered - table.cast[used]])
    by_place = _rates(outcomes, place)
    by_area = _rates(outcomes, table.areas[-1][used])
    weight = 0.8
    rates = weight * by_place + (1 - weight) * by_area
    drawn = rng.multinomial(registered, rates / rates.sum(axis=1, keepdims=True))
    return Counted(
        stations=tuple(table.stations[one] for one in used),
        candidates=table.candidates,
        votes=drawn[:, :-2].astype(np.int64),
        registered=registered,
        cast=drawn[:, :-1].sum(axis=1).astype(np.int64),
        place=place,
        place_names=table.place_names,
        areas=tuple(one[used] for one in table.areas),
        area_codes=table.area_codes,
    )


def _rates(outcomes: Ints, group: Ints) -> Floats:
    _, number = np.unique(group, return_inverse=True)
    summed = np.stack([np.bincount(number, column) for column in outcomes.T], axis=1)
    rates: Floats = (summed / summed.sum(axis=1, keepdims=True))[number]
    return rates


# --- tampering ----------------------------------------------------------------------------------------------------


def tampered(rng: Rng, table: Counted, kind: str, part: float) -> Counted:
    """Return the election with a part of its stations tampered with."""
    chosen = np.flatnonzero(rng.random(len(table)) < part)
    return TAMPERINGS[kind](rng, table, chosen)


def _rounded_percentages(_rng: Rng, table: Counted, chosen: Ints) -> Counted:
    """The leader's votes are set to the next whole percentage of the valid votes; the second bears the difference."""
    votes, (first, second) = table.votes.copy(), _front(table)
    valid = table.valid[chosen]
    wanted = np.round(np.ceil(100 * votes[chosen, first] / valid) / 100 * valid).astype(np.int64)
    extra = np.minimum(wanted - votes[chosen, first], votes[chosen, second])
    votes[chosen, first] += extra
    votes[chosen, second] -= extra
    return _with(table, votes=votes)


def _rounded_counts(_rng: Rng, table: Counted, chosen: Ints) -> Counted:
    """The leader's votes are rounded up to tens, taken from the second."""
    votes, (first, second) = table.votes.copy(), _front(table)
    extra = np.minimum(-votes[chosen, first] % 10, votes[chosen, second])
    votes[chosen, first] += extra
    votes[chosen, second] -= extra
    return _with(table, votes=votes)


def _moved_votes(_rng: Rng, table: Counted, chosen: Ints) -> Counted:
    """Half of the second's votes are moved to the leader."""
    votes, (first, second) = table.votes.copy(), _front(table)
    extra = votes[chosen, second] // 2
    votes[chosen, first] += extra
    votes[chosen, second] -= extra
    return _with(table, votes=votes)


def _copied_vectors(_rng: Rng, table: Counted, chosen: Ints) -> Counted:
    """Stations get the votes and ballots of the station before them in their place."""
    votes, cast = table.votes.copy(), table.cast.copy()
    for one in chosen:
        if one and table.place[one] == table.place[one - 1] and table.registered[one] >= cast[one - 1]:
            votes[one], cast[one] = votes[one - 1], cast[one - 1]
    return _with(table, votes=votes, cast=cast)


def _stuffed(rng: Rng, table: Counted, chosen: Ints) -> Counted:
    """Half to nearly all of those who stayed at home vote for the leader."""
    votes, cast = table.votes.copy(), table.cast.copy()
    extra = ((table.registered[chosen] - cast[chosen]) * rng.uniform(0.5, 0.98, len(chosen))).astype(np.int64)
    votes[chosen, _front(table)[0]] += extra
    cast[chosen] += extra
    return _with(table, votes=votes, cast=cast)


def _front(table: Counted) -> tuple[int, int]:
    order = np.argsort(-table.votes.sum(axis=0), kind="stable")
    return int(order[0]), int(order[1])


def _with(table: Counted, *, votes: Ints, cast: Ints | None = None) -> Counted:
    return Counted(
        stations=table.stations,
        candidates=table.candidates,
        votes=votes,
        registered=table.registered,
        cast=table.cast if cast is None else cast,
        place=table.place,
        place_names=table.place_names,
        areas=table.areas,
        area_codes=table.area_codes,
    )


TAMPERINGS: Mapping[str, Callable[[Rng, Counted, Ints], Counted]] = {
    "rounded percentages": _rounded_percentages,
    "rounded counts": _rounded_counts,
    "moved votes": _moved_votes,
    "copied vectors": _copied_vectors,
    "stuffed stations": _stuffed,
}
