"""The draw: which stations a public seed selects, with exact inclusion probabilities. Integers alone.

Everything random comes from one stream of whole numbers for each label ('stratum 12', 'centre 0042'):

    number k of a label = SHA-256 of the UTF-8 text  seed LF label LF k  (k = 0, 1, 2, …), as a big-endian integer
    below(m)            = the next number u of the stream with u < 2^256 − (2^256 mod m), taken mod m

The first items of a shuffle are a simple random sample: for j = 0, 1, 2, … item j is swapped with item
j + below(count − j). Items start in the order of their ids (by Unicode code point). See docs/methods/quick-count.md.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeVar

from tallyproof.compare.quick_count.frame import FrameStation, Stratum
from tallyproof.errors import UsageError

ALGORITHM: Final = "tallyproof-draw-1"
LEAST_SEED = 10
_RANGE = 2**256

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One selected station. `order` counts the drawn units of its stratum from 1, stations of one centre share it.

    `probability` is that of being in the sample without the reserve, `with_reserve` of being in it or the reserve.
    """

    station: str
    stratum: str
    centre: str
    order: int
    is_reserve: bool
    probability: Fraction
    with_reserve: Fraction


def clean_seed(seed: str) -> str:
    """Return the seed as it is hashed: composed (NFC), outer spaces off; UsageError if it is no public text."""
    clean = unicodedata.normalize("NFC", seed).strip()
    bad = next((sign for sign in clean if not sign.isprintable()), None)
    if bad is not None or len(clean) < LEAST_SEED:
        got = f"U+{ord(bad):04X} in it" if bad is not None else f"{len(clean)} signs"
        raise UsageError(
            f"--seed: expected one line of at least {LEAST_SEED} signs that nobody could know before, such as the "
            f"faces of 20 dice or the numbers of a lottery, got {got}"
        )
    return clean


class Stream:
    """The whole numbers of one label under a seed."""

    def __init__(self, seed: str, label: str) -> None:
        self._start = hashlib.sha256(f"{seed}\n{label}\n".encode())
        self._count = 0

    def below(self, limit: int) -> int:
        """Return the next number from 0 up to, not including, the limit; every one is equally likely."""
        highest = _RANGE - _RANGE % limit
        while True:
            state = self._start.copy()
            state.update(str(self._count).encode())
            self._count += 1
            number = int.from_bytes(state.digest(), "big")
            if number < highest:
                return number % limit

    def shuffled(self, items: Sequence[T], first: int) -> list[T]:
        """Return the first items of a random order of all."""
        order = list(items)
        for place in range(min(first, len(order))):
            other = place + self.below(len(order) - place)
            order[place], order[other] = order[other], order[place]
        return order[:first]


def draw(
    stratum: Stratum, *, seed: str, size: int, reserve: int, design: str, per_centre: int, measure: str
) -> list[Drawn]:
    """Return the stations drawn from one stratum: `size` units, then `reserve` more, in their order."""
    if design == "stations":
        return draw_stations(stratum, seed=seed, size=size, reserve=reserve)
    return draw_centres(stratum, seed=seed, size=size, reserve=reserve, per_centre=per_centre, measure=measure)


def draw_stations(stratum: Stratum, *, seed: str, size: int, reserve: int) -> list[Drawn]:
    """Return a simple random sample without replacement of a stratum's stations."""
    stations = stratum.in_order
    taken = Stream(seed, f"stratum {stratum.code}").shuffled(stations, size + reserve)
    base, larger = Fraction(size, len(stations)), Fraction(size + reserve, len(stations))
    return [
        Drawn(one.id, stratum.code, one.centre, order, order > size, base, larger) for order, one in enumerate(taken, 1)
    ]


def draw_centres(stratum: Stratum, *, seed: str, size: int, reserve: int, per_centre: int, measure: str) -> list[Drawn]:
    """Return stations of centres drawn with probability proportional to size, then some stations in each.

    Centres are put into random order and drawn systematically; those that would be drawn for sure are taken first.
    """
    sizes = centre_sizes(stratum, measure)
    stream = Stream(seed, f"stratum {stratum.code}")
    order = stream.shuffled(list(sizes), len(sizes))
    chances = _systematic(order, sizes, size + reserve, stream)
    chosen = stream.shuffled(sorted(chances), size + reserve)
    drawn = []
    for place, centre in enumerate(chosen, 1):
        stations = stratum.centres[centre]
        number = min(per_centre, len(stations))
        within = Fraction(number, len(stations))
        larger = chances[centre] * within
        base = larger * Fraction(size, size + reserve)
        for one in Stream(seed, f"centre {centre}").shuffled(stations, number):
            drawn.append(Drawn(one.id, stratum.code, centre, place, place > size, base, larger))
    return drawn


def centre_sizes(stratum: Stratum, measure: str) -> dict[str, int]:
    """Return the measure of size of every centre: its stations, or its registered voters, which must be known."""
    sizes: dict[str, int] = {}
    for centre, stations in stratum.centres.items():
        sizes[centre] = len(stations) if measure == "stations" else _registered(centre, stations)
    return sizes


def _registered(centre: str, stations: Sequence[FrameStation]) -> int:
    total = 0
    for one in stations:
        if not one.registered:
            got = "an unknown number" if one.registered is None else "0"
            raise UsageError(
                f"centre {centre}, station {one.id}: expected registered voters above 0 to draw in proportion to them, "
                f"got {got}; set measure = 'stations', or leave its area out"
            )
        total += one.registered
    return total


def _systematic(order: Sequence[str], sizes: Mapping[str, int], size: int, stream: Stream) -> dict[str, Fraction]:
    """Return the chance of being drawn of each drawn centre (Madow 1949; centres with chance 1 taken first)."""
    rest, chances = list(order), {}
    while size:
        total = sum(sizes[one] for one in rest)
        sure = [one for one in rest if size * sizes[one] >= total]
        if not sure:
            break
        chances.update(dict.fromkeys(sure, Fraction(1)))
        size -= len(sure)
        rest = [one for one in rest if one not in chances]
    if not size:
        return chances
    tick, passed = stream.below(total), 0
    for one in rest:
        passed += size * sizes[one]
        if tick < passed:
            chances[one] = Fraction(size * sizes[one], total)
            tick += total
    return chances
