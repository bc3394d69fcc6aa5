"""Stations as columns, made by hand or by chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from tallyproof.compare.projection import Stations, Unlisted

Row = tuple[str, str, str, int, tuple[int, ...], bool]


@pytest.fixture(scope="session")
def columns() -> Callable[..., Stations]:
    """Return a maker of stations from rows of (state, parish, place, registered, votes, held)."""

    def make(
        rows: Sequence[Row], *, unlisted: Sequence[Unlisted] = (), special: Sequence[str] | None = None
    ) -> Stations:
        def coded(texts: Sequence[str]) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], tuple[str, ...]]:
            names = list(dict.fromkeys(texts))
            return np.array([names.index(one) for one in texts], dtype=np.int64), tuple(names)

        (states, state_codes), (parishes, parish_codes), (places, place_codes) = (
            coded([str(row[n]) for row in rows]) for n in range(3)
        )
        kinds = ("", *sorted(set(special or ()) - {""}))
        registered = np.array([row[3] for row in rows], dtype=np.int64)
        return Stations(
            candidates=("a", "b", "c")[: len(rows[0][4])],
            votes=np.array([row[4] for row in rows], dtype=np.int64),
            held=np.array([row[5] for row in rows], dtype=np.bool_),
            registered=registered,
            cap=registered,
            place=places,
            place_codes=place_codes,
            areas=(states, parishes),
            levels=("state", "parish"),
            area_codes=(state_codes, parish_codes),
            special=np.array([kinds.index(one) for one in special or [""] * len(rows)], dtype=np.int64),
            kinds=kinds,
            arrival=np.arange(len(rows), dtype=np.int64),
            unlisted=tuple(unlisted),
        )

    return make


@pytest.fixture(scope="session")
def land() -> Stations:
    """A made-up country of 3,000 held stations: four states that differ, ten parishes each, three in a place.

    Small places vote rather for the second candidate, as they often do.
    """
    chance = np.random.Generator(np.random.PCG64(7))
    count = 3000
    state = np.repeat(np.arange(4), count // 4)
    parish = np.repeat(np.arange(40), count // 40)
    place = np.repeat(np.arange(count // 3), 3)
    registered = np.repeat(chance.integers(100, 900, count // 3), 3)
    strength = 0.2 * (state - 1.5) + np.repeat(chance.normal(0, 0.4, count // 3), 3) + (registered - 500) / 600
    share = 1 / (1 + np.exp(-strength - 0.3))
    cast = chance.binomial(registered, 0.6)
    third = chance.binomial(cast, 0.05)
    first = chance.binomial(cast - third, share)
    votes = np.stack([first, cast - third - first, third], axis=1).astype(np.int64)
    return Stations(
        candidates=("a", "b", "c"),
        votes=votes,
        held=np.ones(count, dtype=np.bool_),
        registered=registered.astype(np.int64),
        cap=registered.astype(np.int64),
        place=place.astype(np.int64),
        place_codes=tuple(f"place {one}" for one in range(count // 3)),
        areas=(state.astype(np.int64), parish.astype(np.int64)),
        levels=("state", "parish"),
        area_codes=(tuple("NESW"), tuple(f"parish {one}" for one in range(40))),
        special=np.zeros(count, dtype=np.int64),
        kinds=("",),
        arrival=chance.permutation(count).astype(np.int64),
    )
