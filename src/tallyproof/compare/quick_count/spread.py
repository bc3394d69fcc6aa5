"""How far stations lie apart in each stratum, from an earlier election's table: the S of Neyman's allocation.

A spread is the standard deviation of one draw, as a share: of z = y − R·x over the stratum's mean x for stations, of
the stratum's total estimated from one centre over that total for centres drawn in proportion to size.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tallyproof.compare.quick_count.frame import Frame, Stratum
from tallyproof.compare.quick_count.plan import Earlier, Plan
from tallyproof.compare.quick_count.sampling import centre_sizes
from tallyproof.errors import InputError
from tallyproof.layout.template import Template
from tallyproof.toml import unknown

MILLION = 1_000_000
Earliers: TypeAlias = Mapping[str, tuple[int, int]]


def earlier_spreads(plan: Plan, frame: Frame, data: bytes) -> tuple[dict[str, Fraction], int]:
    """Return the spread of every stratum that the table tells it of, and how many stations of the frame it has.

    A stratum with fewer than two units in the table, or none that differ, is left out. Stations of another code are
    not guessed: map them to this register's first.
    """
    if plan.spread.earlier is None:
        return {}, 0
    figures = read_earlier(plan.spread.earlier, data)
    inside = [figures[one.id] for part in frame.strata.values() for one in part.stations if one.id in figures]
    valid = sum(x for _, x in inside)
    if not valid:
        raise InputError(
            f"{plan.spread.earlier.file}: expected votes at stations of this register, got none at "
            f"{frame.stations:,} stations; check spread.earlier.station and the columns"
        )
    ratio = sum(y for y, _ in inside) / valid
    spreads: dict[str, Fraction] = {}
    for code, part in frame.strata.items():
        spread = _of_stations(part, figures, ratio)
        if plan.design == "centres":
            spread = _of_centres(part, figures, ratio, plan)
        rounded = Fraction(round(spread * MILLION), MILLION)
        if rounded:
            spreads[code] = rounded
    return spreads, len(inside)


def read_earlier(earlier: Earlier, data: bytes) -> dict[str, tuple[int, int]]:
    """Return (votes, valid votes) by station; raises InputError naming row and column."""
    encoding = "utf-8-sig" if earlier.encoding.lower() in ("utf-8", "utf8") else earlier.encoding
    try:
        text = io.StringIO(data.decode(encoding), newline="")
    except (UnicodeDecodeError, LookupError) as error:
        raise InputError(
            f"{earlier.file}: expected {earlier.encoding} text: {error}; set spread.earlier.encoding"
        ) from error
    rows, station = csv.DictReader(text, delimiter=earlier.delimiter), Template(earlier.station)
    columns = [*station.names, *earlier.votes, *earlier.valid]
    problems = [one for name in columns for one in unknown("header", "a column", name, rows.fieldnames or ())]
    if problems:
        raise InputError(f"{earlier.file}, {problems[0]}")
    found: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(rows, 2):
        where = f"{earlier.file}, row {number}"
        code = station.render({name: row[name] or "" for name in station.names})
        if code in found:
            raise InputError(f"{where}: expected every station once, got {code} again; remove one of the rows")
        votes, valid = (sum(_votes(row, name, where) for name in names) for names in (earlier.votes, earlier.valid))
        if votes > valid:
            raise InputError(f"{where}: expected at most {valid} votes of as many valid ones, got {votes}")
        found[code] = votes, valid
    return found


def _votes(row: Mapping[str, str | None], name: str, where: str) -> int:
    text = (row[name] or "").strip()
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise InputError(f"{where}: expected a whole number in {name}, got {text[:40]!r}")
    return int(text)


def _residuals(ids: Sequence[str], figures: Earliers, ratio: float) -> tuple[npt.NDArray[np.float64], float]:
    pairs = np.array([figures[one] for one in ids if one in figures], dtype=np.float64).reshape(-1, 2)
    return pairs[:, 0] - ratio * pairs[:, 1], float(pairs[:, 1].sum())


def _of_stations(stratum: Stratum, figures: Earliers, ratio: float) -> float:
    z, votes = _residuals([one.id for one in stratum.stations], figures, ratio)
    return float(z.std(ddof=1)) * len(z) / votes if len(z) > 1 and votes else 0.0


def _of_centres(stratum: Stratum, figures: Earliers, ratio: float, plan: Plan) -> float:
    """Return the spread of one draw of a centre: between centres, and between the stations within them."""
    sizes = centre_sizes(stratum, plan.measure)
    totals, chances, within, votes = [], [], 0.0, 0.0
    for centre, stations in stratum.centres.items():
        z, here = _residuals([one.id for one in stations], figures, ratio)
        if not here:
            continue
        votes += here
        totals.append(float(z.sum()))
        chances.append(float(sizes[centre]))
        number = min(plan.stations_per_centre, len(z))
        if len(z) > number:
            within += len(z) ** 2 * (1 - number / len(z)) * float(z.var(ddof=1)) / number / sizes[centre]
    if len(totals) < 2:
        return 0.0
    size = sum(chances)
    p, total = np.array(chances) / size, np.array(totals)
    between = float((total**2 / p).sum() - total.sum() ** 2)
    return float(np.sqrt(max(between, 0.0) + within * size)) / votes
