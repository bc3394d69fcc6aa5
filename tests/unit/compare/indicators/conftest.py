"""Small honest elections made by chance, and results that hold them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tallyproof.compare.indicators import Counted
from tallyproof.election import parse_definition
from tallyproof.model import Figures, Grade, Provenance, ResultKey, Settlement, StationResult
from tallyproof.tally import Results, results_of

ELECTION = """
[election]
id = "made"
title = "Made"
date = 2024-01-07
origin = "example.org/made"

[[levels]]
id = "state"
name = "State"
code = "{S}"
label = "State {S}"

[register]
station = "{ID}"
place = "{P}"
registered = "RE"
complete = true
SPECIAL

GATE

[[contests]]
id = "mayor"
name = "Mayor"
candidates = [CANDIDATES]
counts = [{ id = "cast", name = "Cast", role = "cast" }]

INDICATORS
"""
RANDOM = 'assigned_at_random = "by the last digits of the identity number; electoral law, article 12"'


@pytest.fixture
def honest() -> Callable[..., Counted]:
    """Return a maker of honest elections: every elector decides by chance with the rates of the place."""

    def make(
        seed: int,
        *,
        stations: int = 400,
        size: tuple[int, int] = (300, 700),
        shares: tuple[float, ...] = (0.5, 0.35, 0.15),
        spread: float = 0.3,
        areas: int = 4,
    ) -> Counted:
        rng = np.random.default_rng(seed)
        place = np.arange(stations) // 3
        places = int(place[-1]) + 1
        area = place * areas // places
        registered = rng.integers(*size, stations)
        going = 0.65 + 0.1 * np.tanh(spread * rng.standard_normal(places))[place]
        strengths = np.log(shares) + spread * rng.standard_normal((places, len(shares)))[place]
        chances = np.exp(strengths) / np.exp(strengths).sum(axis=1, keepdims=True)
        cast = rng.binomial(registered, going)
        votes = rng.multinomial(rng.binomial(cast, 0.98), chances)
        return Counted(
            stations=tuple(f"{one:05}" for one in range(stations)),
            candidates=tuple(f"c{one}" for one in range(len(shares))),
            votes=votes.astype(np.int64),
            registered=registered.astype(np.int64),
            cast=cast.astype(np.int64),
            place=place.astype(np.int64),
            place_names=tuple(f"p{one}" for one in range(places)),
            areas=(area.astype(np.int64),),
            area_codes=(tuple(str(one) for one in range(areas)),),
        )

    return make


@pytest.fixture
def changed() -> Callable[..., Counted]:
    """Return a maker of the same stations with other figures."""

    def make(table: Counted, **figures: Any) -> Counted:
        names = ("stations", "candidates", "votes", "registered", "cast", "place", "place_names", "areas", "area_codes")
        return Counted(**{**{name: getattr(table, name) for name in names}, **figures})

    return make


@pytest.fixture
def holding() -> Callable[..., Results]:
    """Return a maker of results that hold an election as counted."""

    def make(
        table: Counted, *, indicators: str = "", gate: str = "", special: str = "", held: int | None = None
    ) -> Results:
        candidates = ", ".join(f'{{ id = "{one}", name = "Name {one}" }}' for one in table.candidates)
        toml = ELECTION.replace("CANDIDATES", candidates).replace("GATE", gate).replace("SPECIAL", special)
        toml = toml.replace("INDICATORS", f"[indicators]\n{indicators}" if indicators else "")
        rows = ["ID,P,S,RE"]
        made = {}
        for one, station in enumerate(table.stations):
            area = table.area_codes[0][table.areas[0][one]]
            registered = table.registered[one] if table.registered[one] >= 0 else ""
            rows.append(f"{station},{table.place_names[table.place[one]]},{area},{registered}")
            votes = {name: int(count) for name, count in zip(table.candidates, table.votes[one], strict=True)}
            if held is None or one < held:
                key = ResultKey("mayor", 1, station, "station-count")
                counts = {"cast": int(table.cast[one])} if table.cast[one] >= 0 else {}
                made[key] = StationResult(
                    key, Grade.C, Provenance.ACCREDITED, Figures(None, votes, counts), votes, in_main_total=True
                )
        files = {"election.toml": toml.encode(), "stations.csv": "\n".join(rows).encode() + b"\n"}
        return results_of(parse_definition(files), Settlement(made, (), {}, {}, {}), ())

    return make
