"""The frame: every station that can be drawn, in its stratum and centre, from the register in force."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tallyproof.compare.quick_count.plan import Plan
from tallyproof.election import Definition
from tallyproof.election.register import Register
from tallyproof.election.schema import unfit_sign
from tallyproof.errors import DefinitionError
from tallyproof.layout.template import Template
from tallyproof.model import PollingStation
from tallyproof.toml import unknown

WHOLE = ""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class FrameStation:
    """One station that can be drawn; `cap` is the most votes it can bring. None is not known."""

    id: str
    stratum: str
    centre: str
    registered: int | None
    cap: int | None


@dataclass(frozen=True)
class Stratum:
    """A part of the frame that is drawn from apart; `parents` from the nearest up to the whole ('')."""

    code: str
    name: str
    parents: tuple[str, ...]
    stations: tuple[FrameStation, ...]

    @cached_property
    def in_order(self) -> tuple[FrameStation, ...]:
        """The stations in the order of their ids."""
        return tuple(sorted(self.stations, key=lambda station: station.id))

    @cached_property
    def centres(self) -> Mapping[str, tuple[FrameStation, ...]]:
        """The stations of each centre, both in the order of their names."""
        found: dict[str, list[FrameStation]] = {}
        for one in self.in_order:
            found.setdefault(one.centre, []).append(one)
        return {code: tuple(found[code]) for code in sorted(found)}

    @property
    def registered(self) -> int | None:
        """Registered voters, or None where some are not known."""
        known = [one.registered for one in self.stations if one.registered is not None]
        return sum(known) if len(known) == len(self.stations) else None


@dataclass(frozen=True, slots=True)
class Frame:
    """All strata, by code in order; `complete` says that the register lists every station."""

    strata: Mapping[str, Stratum]
    complete: bool
    left_out: int = 0

    @property
    def stations(self) -> int:
        return sum(len(one.stations) for one in self.strata.values())


def frame_of(definition: Definition, plan: Plan) -> Frame:
    """Return the frame that a plan asks for; raises DefinitionError where the register cannot give it."""
    register = definition.register
    if register is None:
        raise DefinitionError(
            "stations.csv: expected the register to draw from, found none yet; import the table it is derived from"
        )
    problems = [problem for code in plan.leave_out for problem in unknown("leave_out", "an area", code, register.areas)]
    if plan.strata:
        problems += unknown("strata", "a level", plan.strata, [level.id for level in definition.file.levels])
    if problems:
        raise DefinitionError("\n".join(f"plan, {problem}" for problem in problems))
    inside = [one for one in register.stations.values() if not set(one.areas) & set(plan.leave_out)]
    if not inside:
        raise DefinitionError("plan, leave_out: expected at least one station to be left, got none; leave out fewer")
    grouped = _grouped(definition, plan, inside)
    strata = {code: _stratum(register, plan, code, grouped[code]) for code in sorted(grouped)}
    _check_centres(list(strata.values()))
    return Frame(strata, register.complete, len(register.stations) - len(inside))


def _grouped(
    definition: Definition, plan: Plan, stations: Sequence[PollingStation]
) -> Mapping[str, list[PollingStation]]:
    column = _column(definition, plan.strata_column) if plan.strata_column else {}
    depth = [level.id for level in definition.file.levels].index(plan.strata) if plan.strata else None
    grouped: dict[str, list[PollingStation]] = {}
    for one in stations:
        code = one.areas[depth] if depth is not None else column.get(one.id, WHOLE)
        if plan.strata_column and not code:
            raise DefinitionError(
                f"stations.csv: expected a value in {plan.strata_column!r} for every station, got none for {one.id}; "
                "fill it in or choose another column"
            )
        if code and (unfit_sign(code) is not None or not code[0].isalnum()):
            raise DefinitionError(
                f"stations.csv, station {one.id}: expected a stratum in {plan.strata_column!r} that begins with a "
                f"letter or digit, got {code[:40]!r}; correct it or choose another column"
            )
        grouped.setdefault(code, []).append(one)
    return grouped


def _stratum(register: Register, plan: Plan, code: str, stations: Sequence[PollingStation]) -> Stratum:
    area = register.areas.get(code) if plan.strata else None
    parents: list[str] = []
    above = area
    while above is not None and above.parent:
        parents.append(above.parent)
        above = register.areas[above.parent]
    if code != WHOLE:
        parents.append(WHOLE)
    inside = tuple(FrameStation(one.id, code, one.place, one.registered, one.cap) for one in stations)
    return Stratum(code, area.name if area else code, tuple(parents), inside)


def _check_centres(strata: Sequence[Stratum]) -> None:
    stratum_of: dict[str, str] = {}
    for stratum in strata:
        for centre in stratum.centres:
            if stratum_of.setdefault(centre, stratum.code) != stratum.code:
                raise DefinitionError(
                    f"centre {centre}: expected all its stations in one stratum, got them in {stratum_of[centre]!r} "
                    f"and {stratum.code!r}; choose strata that no centre crosses"
                )


def _column(definition: Definition, name: str) -> Mapping[str, str]:
    """Return a column of the register by station; the definition keeps only the columns that it names."""
    mapping = definition.file.register_
    encoding = "utf-8-sig" if mapping.encoding.lower() in ("utf-8", "utf8") else mapping.encoding
    text = io.StringIO(definition.files[mapping.file].decode(encoding), newline="")
    rows = csv.DictReader(text, delimiter=mapping.delimiter, strict=True)
    problems = list(unknown("strata_column", "a column of the register", name, rows.fieldnames or ()))
    if problems:
        raise DefinitionError(f"plan, {problems[0]}")
    station = Template(mapping.station)
    return {station.render(row): row[name].strip() for row in rows}
