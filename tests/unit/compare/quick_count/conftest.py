"""A country with provinces and districts to sample from, and figures for its stations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tallyproof.compare.quick_count import Plan, parse_plan
from tallyproof.election import Definition, parse_definition

ELECTION = """
[election]
id = "country"
title = "Country"
date = 2024-01-07
origin = "example.org/country"

[[levels]]
id = "province"
name = "Province"
code = "{P}"
label = "Province {P}"

[[levels]]
id = "district"
name = "District"
code = "{D}"
label = "District {D}"

[register]
station = "{C}.{N}"
place = "{C}"
registered = "RE"
complete = true
cap = { rule = "registered", source = "the law" }

[[contests]]
id = "mayor"
name = { en = "Mayor", es = "Alcaldía" }
candidates = [{ id = "ana", name = "Ana" }, { id = "ben", name = "Ben" }, { id = "cai", name = "Cai" }]
"""


@pytest.fixture
def definition() -> Callable[..., Definition]:
    """Return a maker of definitions from rows (province, district, centre, number, registered)."""

    def make(rows: list[tuple[object, ...]]) -> Definition:
        lines = ["P,D,C,N,RE", *(",".join(map(str, row)) for row in rows)]
        return parse_definition({"election.toml": ELECTION.encode(), "stations.csv": "\n".join(lines).encode()})

    return make


@pytest.fixture
def country(definition: Callable[..., Definition]) -> Definition:
    """Return 3 provinces of 2 districts with 5 centres each, of 1 to 4 stations with 100 to 340 voters."""
    rows: list[tuple[object, ...]] = []
    for centre in range(30):
        province, district = centre // 10 + 1, centre // 5 % 2 + 1
        for number in range(1, centre % 4 + 2):
            rows.append((province, district, f"C{centre:02}", number, 100 + 10 * (centre % 20) + 15 * number))
    return definition(rows)


@pytest.fixture
def plan_of() -> Callable[[str], Plan]:
    """Return a reader of plans."""
    return lambda text: parse_plan(text.encode(), "plan.toml")
