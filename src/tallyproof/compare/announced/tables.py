"""The tables on an announcement, as texts with the trace of each column."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from tallyproof.compare.announced.arithmetic import Arithmetic
from tallyproof.compare.announced.feasibility import ALL_HELD, FREE, Reading
from tallyproof.compare.announced.missing import Missing, floor_percent
from tallyproof.compare.announced.report import Comparison
from tallyproof.compare.part import Column, Source, Table, Trace
from tallyproof.compare.phrasing import percent_text, rounded
from tallyproof.compare.statement import Statement, ceiling

CHANGES = {
    "failure-cap": ("votes-outside", "extra"),
    "failure-universe-electors": ("electors", "extra"),
    "failure-universe-stations": ("stations", "more"),
    "failure-coverage-lower": ("at-most", "at_most"),
    "failure-coverage-higher": ("at-least", "at_least"),
    "failure-electors-lower": ("at-most", "at_most"),
    "failure-electors-higher": ("at-least", "at_least"),
    "failure-all-held": ("left-out", "left_out"),
    "failure-figures": ("false-stations", "false_stations"),
    "failure-as-printed": ("announced", "distance"),
}
"""By code of a failure: the word for what would have to be otherwise, and the value that says how far."""
ASSUMPTIONS = ("cap", "universe", "figures", "as-printed")
THREE = ("removed", "swapped", "arbitrary")


def _given(source: Source) -> Trace:
    return Trace(source=source)


def _by(method: str, formula: str) -> Trace:
    return Trace(formula=formula, method=method)


def residual_tables(alone: Arithmetic) -> tuple[Table, ...]:
    """Return how far each announced count lies from each grid that was tried."""
    columns = (
        Column("candidate", "candidate", _given("announcement")),
        Column("count", "number", _given("announcement")),
        Column("percentage", "percent", _by("a1-grid", "percentage = round(count / step) / 10^decimals")),
        Column("residual", "number", _by("a1-grid", "residual = count − step · round(count / step)")),
        Column("on_grid", "word", _by("a1-grid", "|residual| < 1/2")),
    )
    return tuple(
        Table(
            "residuals",
            columns,
            tuple(
                (
                    one.name,
                    str(one.count),
                    rounded(one.percentage, grid.decimals),
                    rounded(one.residual, grid.decimals + 2),
                    "yes" if one.on_grid else "no",
                )
                for one in grid.residuals
            ),
            values={"decimals": str(grid.decimals), "step": str(grid.step)},
        )
        for grid in alone.grids
    )


def bounds_table(comparison: Comparison) -> Table:
    """Return the bound of every roll and reading."""
    readings = comparison.feasibility.readings if comparison.feasibility else ()
    columns = (
        Column("roll", "text", _given("definition")),
        Column("reading", "word", _given("announcement")),
        Column("cap", "number", _by("a2-feasibility", "cap = Σ caps of everything on the roll that is not held")),
        Column("result", "word", _by("a2-feasibility", "bound > 0")),
        Column("bound", "text", _by("a2-feasibility", "value of the multipliers of the proof file, as a fraction")),
        Column("distance", "number", _by("a2-feasibility", "distance = ⌈bound⌉")),
        Column("moved", "number", _by("a2-feasibility", "moved = ⌈bound / 2⌉")),
    )
    rows = tuple(_bound_row(one) for one in readings)
    return Table("bounds", columns, rows, values={"title": comparison.announcement.title})


def _bound_row(reading: Reading) -> tuple[str, ...]:
    cap = "" if reading.roll.cap is None else str(reading.roll.cap)
    head = (reading.roll.id, f"assumption-{reading.id}", cap)
    if reading.certificate is None:
        return (*head, "result-not-computed", "", "", "")
    bound = reading.certificate.bound
    if bound <= 0:
        return (*head, "result-none", "", "0", "0")
    return (*head, "result-contradiction", str(bound), str(ceiling(bound)), str(ceiling(bound / 2)))


def failures_table(comparison: Comparison) -> Table:
    """Return the smallest failure of each assumption, for every contradiction."""
    readings = comparison.feasibility.readings if comparison.feasibility else ()
    columns = (
        Column("roll", "text", _given("definition")),
        Column("reading", "word", _given("announcement")),
        Column("assumption", "word", _given("definition")),
        Column("failure", "word", _by("a2-failures", "what would have to be otherwise")),
        Column("least", "number", _by("a2-failures", "by how much, from the proof file of this line")),
    )
    rows = tuple(
        (one.roll.id, f"assumption-{one.id}", *_failure_row(one, failure.statement))
        for one in readings
        for failure in one.failures
    )
    return Table("failures", columns, rows)


def _failure_row(reading: Reading, said: Statement) -> tuple[str, str, str]:
    if said.code == "failure-not-computed":
        return said.values["assumption"], "result-not-computed", ""
    name = next((f"assumption-{one}" for one in ASSUMPTIONS if f"-{one}" in said.code), f"assumption-{reading.id}")
    if name == "assumption-figures":
        name = f"assumption-figures-{said.values['held_kind']}"
    if said.code not in CHANGES:
        return name, "never", ""
    word, key = CHANGES[said.code]
    return name, f"changed-{word}", said.values[key]


def announced_held_tables(comparison: Comparison) -> Iterable[Table]:
    """Return announced and held counts, and what everything else would have to bring if all held were counted."""
    against = comparison.feasibility
    if against is None or not against.missing:
        return
    missing = against.missing[0]
    announced = {one.name: one.votes for one in against.counts}
    held_votes, wanted = sum(missing.held.values()), sum(missing.needed.values())
    possible = wanted > 0 and all(votes >= 0 for votes in missing.needed.values())
    columns = (
        Column("candidate", "candidate", _given("announcement")),
        Column("announced", "number", _given("announcement")),
        Column("held", "number", _given("settled")),
        Column("needed", "number", _by("a2-missing", "needed = announced − held")),
        Column("held_share", "percent", _by("a2-missing", "held_share = 100 · held / Σ held")),
        Column(
            "needed_share", "percent", _by("a2-missing", "needed_share = 100 · needed / Σ needed, if none is below 0")
        ),
    )
    rows = tuple(
        (
            name,
            str(announced[name]),
            str(missing.held[name]),
            str(needed),
            percent_text(Fraction(missing.held[name], held_votes), 2) if held_votes else "",
            percent_text(Fraction(needed, wanted), 2) if possible else "",
        )
        for name, needed in missing.needed.items()
    )
    yield Table("announced-held", columns, rows)


def missing_percents(missing: Missing) -> list[tuple[str, str]]:
    """Return the least percentages that must be believed of what is not held, by what they are for."""
    found = [(name, floor_percent(share)) for name, share in missing.shares]
    if missing.turnout is not None and missing.all_held:
        found.append(("turnout", floor_percent(missing.turnout)))
    return found


def false_stations_table(comparison: Comparison) -> Table:
    """Return the three numbers of false stations, for the lead and the announced margin, by roll."""
    against, held = comparison.feasibility, comparison.held
    numbers = [one for one in (against.after if against else ()) if one.code.startswith("false-stations-")]
    shifts = "least n whose n largest shifts add up to votes; shift = "
    columns = (
        Column("target", "word", _given("announcement")),
        Column("roll", "text", _given("definition")),
        Column("votes", "number", _by("a2-false-stations", "votes = lead, or lead + announced margin, less the cap")),
        Column("removed", "number", _by("a2-false-stations", f"{shifts}w − l")),
        Column("swapped", "number", _by("a2-false-stations", f"{shifts}2 · (w − l)")),
        Column("arbitrary", "number", _by("a2-false-stations", f"{shifts}w − l + cap")),
    )
    rows = tuple(
        (
            f"target-{one.code.removeprefix('false-stations-')}",
            one.values.get("roll", ""),
            *(one.values[key] if one.values[key].lstrip("-").isdecimal() else "" for key in ("needed", *THREE)),
        )
        for one in numbers
    )
    return Table("false-stations", columns, rows, values={"stations": str(len(held.stations) if held else 0)})


def areas_tables(comparison: Comparison) -> Iterable[Table]:
    """Return every announced area with its bounds, and which of them are in the sum."""
    areas = comparison.areas
    if areas is None:
        return
    columns = (
        Column("area", "area", _given("announcement")),
        Column("announced", "number", _by("a2-areas", "announced = Σ announced counts of the area")),
        Column("held", "number", _by("a2-areas", "held = Σ over the area's held stations of the same counts")),
        Column("stations", "number", _given("settled")),
        Column("any_subset", "number", _by("a2-areas", "⌈bound⌉ of the area, the least over its rolls")),
        Column("all_held", "number", _by("a2-areas", "⌈bound⌉ of the area if all its held stations were counted")),
        Column("summed", "word", _by("a2-areas", "no area of the sum lies in another")),
    )
    summed = {code for codes in areas.apart.values() for code in codes}
    rows = []
    for one in areas.results:
        counts = one.against.counts if one.against else ()
        held = "" if one.held is None else str(sum(one.held.votes(frozenset(count.members)) for count in counts))
        bounds = [one.bound(reading) for reading in (FREE, ALL_HELD)]
        rows.append(
            (
                one.area,
                str(sum(count.votes for count in counts)),
                held,
                "" if one.held is None else str(len(one.held.stations)),
                *("" if bound is None else str(ceiling(bound)) for bound in bounds),
                "yes" if one.area in summed else "no",
            )
        )
    yield Table("areas", columns, tuple(rows))
