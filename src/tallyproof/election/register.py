"""The register: polling stations and the areas above them, from a CSV with any column names."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tallyproof.election import schema
from tallyproof.errors import DefinitionError, InputError
from tallyproof.layout.template import Template
from tallyproof.model import Area, PollingStation

MAX_REGISTERED = 10_000_000


@dataclass(frozen=True)
class Register:
    """Polling stations by id and areas by code, both in the order of the file."""

    stations: Mapping[str, PollingStation]
    areas: Mapping[str, Area]
    complete: bool

    @cached_property
    def children(self) -> dict[str, list[Area]]:
        """Areas directly below each area code; '' is the whole."""
        children: dict[str, list[Area]] = {"": []}
        for area in self.areas.values():
            children.setdefault(area.parent, []).append(area)
        return children

    @cached_property
    def stations_of_area(self) -> dict[str, list[PollingStation]]:
        """Stations of each area of every level; '' is the whole."""
        of_area: dict[str, list[PollingStation]] = {"": []}
        for station in self.stations.values():
            for code in ("", *station.areas):
                of_area.setdefault(code, []).append(station)
        return of_area

    @cached_property
    def stations_of_place(self) -> dict[str, list[PollingStation]]:
        of_place: dict[str, list[PollingStation]] = {}
        for station in self.stations.values():
            of_place.setdefault(station.place, []).append(station)
        return of_place

    def nearest(self, code: str) -> list[str]:
        """Return up to three station ids most like an unknown code, to be named and never guessed."""
        same_start = [one for one in self.stations if one[:4] == code[:4]]
        return difflib.get_close_matches(code, same_start or list(self.stations)[:5000], n=3, cutoff=0.6)


def parse_register(data: bytes, mapping: schema.Register, levels: Sequence[schema.Level]) -> Register:
    """Return the register in a CSV's bytes; raises DefinitionError naming row and column."""
    reader = csv.reader(io.StringIO(_decoded(data, mapping.encoding), newline=""), delimiter=mapping.delimiter)
    header = next(reader, None)
    if not header:
        raise DefinitionError(f"{mapping.file}: expected a header row, got an empty file")
    _check_columns(header, mapping, levels)
    station_id, place = Template(mapping.station), Template(mapping.place)
    place_name = Template(mapping.place_name or mapping.place)
    templates = [(level, Template(level.code), Template(level.label)) for level in levels]
    stations: dict[str, PollingStation] = {}
    areas: dict[str, Area] = {}
    for number, cells in enumerate(reader, 2):
        if not cells:
            continue
        where = f"{mapping.file}, row {number}"
        if len(cells) != len(header):
            raise DefinitionError(f"{where}: expected {len(header)} cells as in the header, got {len(cells)}")
        row = dict(zip(header, cells, strict=True))
        codes = _add_areas(areas, row, templates, where)
        registered = _whole_number(row[mapping.registered], where, mapping.registered) if mapping.registered else None
        one = PollingStation(
            id=_rendered(station_id, row, where),
            areas=codes,
            place=_rendered(place, row, where),
            place_name=_rendered(place_name, row, where),
            registered=registered,
            cap=_cap(row, mapping.cap, registered, where),
        )
        if one.id in stations:
            raise DefinitionError(f"{where}: expected every polling station once, got {one.id!r} a second time; remove one row")
        stations[one.id] = one
    if not stations:
        raise DefinitionError(f"{mapping.file}: expected at least one polling station, got a header only")
    return Register(stations=stations, areas=areas, complete=mapping.complete)


def register_columns(mapping: schema.Register, levels: Sequence[schema.Level]) -> list[str]:
    """Return the columns that a register needs, in a stable order: what deriving one from a table keeps."""
    templates = [mapping.station, mapping.place, mapping.place_name or mapping.place]
    templates += [text for level in levels for text in (level.code, level.label)]
    names = [name for text in templates for name in Template(text).names]
    names += [name for name in (mapping.registered, mapping.cap.column if mapping.cap else "") if name]
    return list(dict.fromkeys(names))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except LookupError:
        raise DefinitionError(f"register.encoding: expected a known encoding such as 'utf-8', got {encoding!r}") from None
    except UnicodeDecodeError as error:
        raise DefinitionError(
            f"stations.csv: expected {encoding} text, got byte {error.start} that is none; set register.encoding"
        ) from error


def _check_columns(header: Sequence[str], mapping: schema.Register, levels: Sequence[schema.Level]) -> None:
    repeated = {name for name in header if header.count(name) > 1}
    if repeated:
        raise DefinitionError(f"{mapping.file}: expected every column once, got {', '.join(sorted(repeated))} twice")
    for name in register_columns(mapping, levels):
        if name not in header:
            near = difflib.get_close_matches(name, header, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"its columns are {', '.join(header)}"
            raise DefinitionError(f"{mapping.file}: expected a column {name!r} (named in election.toml), found none; {hint}")


def _add_areas(
    areas: dict[str, Area],
    row: Mapping[str, str],
    templates: Sequence[tuple[schema.Level, Template, Template]],
    where: str,
) -> tuple[str, ...]:
    codes: list[str] = []
    for level, code, label in templates:
        parent = codes[-1] if codes else ""
        own = _rendered(code, row, where)
        full = f"{parent}-{own}" if parent else own
        codes.append(full)
        if full not in areas:
            areas[full] = Area(code=full, level=level.id, name=_rendered(label, row, where), parent=parent)
    return tuple(codes)


def _rendered(template: Template, row: Mapping[str, str], where: str) -> str:
    try:
        return template.render(row)
    except InputError as error:
        raise DefinitionError(f"{where}: {error}") from error


def _whole_number(text: str, where: str, column: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > MAX_REGISTERED:
        raise DefinitionError(f"{where}: expected a whole number from 0 to {MAX_REGISTERED:,} in {column}, got {text[:40]!r}")
    return int(text)


def _cap(row: Mapping[str, str], cap: schema.Cap | None, registered: int | None, where: str) -> int | None:
    if cap is None:
        return None
    if cap.rule == "fixed":
        return cap.votes + cap.plus
    base = registered if cap.rule == "registered" else _whole_number(row[cap.column], where, cap.column)
    return None if base is None else base + cap.plus
