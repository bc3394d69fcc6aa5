"""The register: polling stations and the areas above them, from a CSV with any column names."""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tallyproof.election import schema
from tallyproof.errors import DefinitionError, InputError
from tallyproof.layout.template import STATION_ID, Template
from tallyproof.model import Area, PollingStation

MAX_REGISTERED = 10_000_000
MAX_PROBLEMS = 10
# A code becomes a file name with each sign outside this set written as three for every byte of it.
MAX_FILE_NAME = 200
_SAFE_IN_FILE_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-")
_NOT_IN_A_CODE = frozenset("<>`\\{}|^~")
_NEIGHBOURS = 100
MAX_NEAREST = 1000
"""For so many unknown codes the nearest ids are named: of a table with other codes altogether they say nothing."""


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

    @cached_property
    def _sorted(self) -> tuple[list[str], list[str]]:
        """Station ids in order, and spelt backwards in order: both kinds of neighbours of a wrong code."""
        return sorted(self.stations), sorted(one[::-1] for one in self.stations)

    def nearest(self, code: str) -> list[str]:
        """Return up to three station ids most like an unknown code, to be named and never guessed.

        Looked for among the ids that begin like it or end like it, so that a thousand unknown codes stay cheap.
        """
        code = code[:64]
        forwards, backwards = self._sorted
        near = _neighbours(forwards, code)
        near += [one[::-1] for one in _neighbours(backwards, code[::-1])]
        return difflib.get_close_matches(code, sorted(set(near)), n=3, cutoff=0.6)


def _neighbours(ordered: Sequence[str], code: str) -> list[str]:
    at = bisect_left(ordered, code)
    return list(ordered[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS])


def parse_register(data: bytes, mapping: schema.Register, levels: Sequence[schema.Level]) -> Register:
    """Return the register in a CSV's bytes; raises DefinitionError naming row and column, several at once."""
    text = io.StringIO(_decoded(data, mapping), newline="")
    reader = csv.reader(text, delimiter=mapping.delimiter, strict=True)
    builder, problems, number = _Builder(mapping, levels), [], 1
    try:
        header = next(reader, None)
        if not header:
            raise DefinitionError(f"{mapping.file}: expected a header row, got an empty file")
        _check_columns(header, mapping, levels)
        for number, cells in enumerate(reader, 2):
            if not cells:
                continue
            try:
                builder.add(header, cells, number)
            except DefinitionError as error:
                problems.append(str(error))
            if len(problems) == MAX_PROBLEMS:
                problems.append(f"{mapping.file}: stopped after {MAX_PROBLEMS} rows that cannot be used")
                break
    except csv.Error as error:
        raise DefinitionError(
            f"{mapping.file}, after row {number}: expected comma-separated cells, quotes doubled and closed: {error}"
        ) from error
    if problems:
        raise DefinitionError("\n".join(problems))
    if not builder.stations:
        raise DefinitionError(f"{mapping.file}: expected at least one polling station, got a header only")
    return Register(stations=builder.stations, areas=builder.areas, complete=mapping.complete)


class _Builder:
    """The register as far as it is read: one row after the other."""

    def __init__(self, mapping: schema.Register, levels: Sequence[schema.Level]) -> None:
        self.stations: dict[str, PollingStation] = {}
        self.areas: dict[str, Area] = {}
        self._rows: dict[str, int] = {}
        self._mapping = mapping
        self._station, self._place = Template(mapping.station), Template(mapping.place)
        self._place_name = Template(mapping.place_name or mapping.place)
        self._levels = [(level, Template(level.code), Template(level.label)) for level in levels]
        self._areas_of_place: dict[str, tuple[str, ...]] = {}

    def add(self, header: Sequence[str], cells: Sequence[str], number: int) -> None:
        """Add the station of one row; raises DefinitionError naming the row."""
        mapping, where = self._mapping, f"{self._mapping.file}, row {number}"
        if len(cells) != len(header):
            raise DefinitionError(f"{where}: expected {len(header)} cells as in the header, got {len(cells)}")
        row = dict(zip(header, cells, strict=True))
        codes = self._add_areas(row, where)
        registered = None
        if mapping.registered:
            registered = _whole_number(row[mapping.registered], where, mapping.registered)
        one = PollingStation(
            id=_station_id(_rendered(self._station, row, where), where),
            areas=codes,
            place=_code(_rendered(self._place, row, where), where, "place"),
            place_name=_name(_rendered(self._place_name, row, where), where, "place name"),
            registered=registered,
            cap=_cap(row, mapping.cap, registered, where),
            special=_special(row, mapping.special, codes, where),
        )
        if one.id in self.stations:
            raise DefinitionError(
                f"{where}: expected every polling station once, got {one.id!r} "
                f"as in row {self._rows[one.id]}; remove one row"
            )
        if self._areas_of_place.setdefault(one.place, codes) != codes:
            raise DefinitionError(
                f"{where}: expected polling place {one.place!r} in one area, got it in "
                f"{self._areas_of_place[one.place][-1]!r} and {codes[-1]!r}; "
                "make register.place unique, with a column of the area in it"
            )
        self.stations[one.id], self._rows[one.id] = one, number

    def _add_areas(self, row: Mapping[str, str], where: str) -> tuple[str, ...]:
        codes: list[str] = []
        for level, code, label in self._levels:
            parent = codes[-1] if codes else ""
            own = _rendered(code, row, where)
            full = _code(f"{parent}-{own}" if parent else own, where, level.id)
            codes.append(full)
            known = self.areas.get(full)
            if known is None:
                name = _name(_rendered(label, row, where), where, level.id)
                self.areas[full] = Area(code=full, level=level.id, name=name, parent=parent)
            elif (known.level, known.parent) != (level.id, parent):
                raise DefinitionError(
                    f"{where}: expected one meaning of area code {full!r}, got {level.id} of {parent or 'the whole'!r} "
                    f"and {known.level} of {known.parent or 'the whole'!r}; use codes without '-' in levels.code"
                )
        return tuple(codes)


def register_columns(mapping: schema.Register, levels: Sequence[schema.Level]) -> list[str]:
    """Return the columns that a register needs, in a stable order: what deriving one from a table keeps."""
    templates = [mapping.station, mapping.place, mapping.place_name or mapping.place]
    templates += [text for level in levels for text in (level.code, level.label)]
    names = [name for text in templates for name in Template(text).names]
    names += [name for name in _further_columns(mapping) if name]
    return list(dict.fromkeys(names))


def _further_columns(mapping: schema.Register) -> tuple[str, ...]:
    return mapping.registered, mapping.cap.column if mapping.cap else "", mapping.special.column


def _decoded(data: bytes, mapping: schema.Register) -> str:
    encoding = mapping.encoding
    try:
        return data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        raise DefinitionError(
            f"{mapping.file}: expected {encoding} text, got byte {error.start} that is none; set register.encoding"
        ) from error
    except (LookupError, ValueError) as error:
        raise DefinitionError(
            f"register.encoding: expected a known encoding such as 'utf-8', got {encoding!r}"
        ) from error


def _check_columns(header: Sequence[str], mapping: schema.Register, levels: Sequence[schema.Level]) -> None:
    repeated = {name for name in header if header.count(name) > 1}
    if repeated:
        raise DefinitionError(f"{mapping.file}: expected every column once, got {', '.join(sorted(repeated))} twice")
    for name in register_columns(mapping, levels):
        if name not in header:
            near = difflib.get_close_matches(name, header, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"its columns are {', '.join(header)}"
            raise DefinitionError(
                f"{mapping.file}: expected a column {name!r} (named in election.toml), found none; {hint}"
            )


def _rendered(template: Template, row: Mapping[str, str], where: str) -> str:
    try:
        return template.render(row)
    except InputError as error:
        raise DefinitionError(f"{where}: {error}") from error


def _station_id(text: str, where: str) -> str:
    if not STATION_ID.fullmatch(text):
        raise DefinitionError(
            f"{where}: expected a station id of 1 to 64 letters A-Z, digits and . _ : / + - "
            f"that begins with a letter or digit, got {text[:80]!r}"
        )
    return text


def _code(text: str, where: str, what: str) -> str:
    """Return an area code or place id: any letters and digits, spaces and ordinary punctuation."""
    _name(text, where, what)
    bad = next((sign for sign in text if sign in _NOT_IN_A_CODE or not sign.isprintable()), None)
    if not text[0].isalnum() or bad or not unicodedata.is_normalized("NFC", text):
        got = f"{bad!r} in it" if bad else "another beginning" if not text[0].isalnum() else "decomposed letters (NFD)"
        raise DefinitionError(
            f"{where}: expected a code of {what} that begins with a letter or digit and has only letters, digits, "
            f"spaces and punctuation, got {got}: {text[:80]!r}"
        )
    length = sum(1 if sign in _SAFE_IN_FILE_NAME else 3 * len(sign.encode()) for sign in text)
    if length > MAX_FILE_NAME:
        raise DefinitionError(
            f"{where}: expected a code of {what} short enough for a file name, got {text[:80]!r}…; use a shorter column"
        )
    return text


def _name(text: str, where: str, what: str) -> str:
    sign = schema.unfit_sign(text)
    if sign is not None:
        raise DefinitionError(
            f"{where}: expected a name of {what} without control characters, got U+{ord(sign):04X} in {text[:80]!r}"
        )
    return text


def _whole_number(text: str, where: str, column: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) > MAX_REGISTERED:
        raise DefinitionError(
            f"{where}: expected a whole number from 0 to {MAX_REGISTERED:,} in {column}, got {text[:40]!r}"
        )
    return int(text)


def _cap(row: Mapping[str, str], cap: schema.Cap | None, registered: int | None, where: str) -> int | None:
    if cap is None:
        return None
    if cap.rule == "fixed":
        return cap.votes + cap.plus
    base = registered if cap.rule == "registered" else _whole_number(row[cap.column], where, cap.column)
    return None if base is None else base + cap.plus


def _special(row: Mapping[str, str], special: schema.Special, areas: Sequence[str], where: str) -> str:
    """Return the kind of a special unit: its cell, or else the area that is special as a whole; '' is ordinary."""
    kind = row[special.column].strip() if special.column else ""
    if kind and kind not in special.ordinary:
        return _name(kind, where, special.column)
    return next((code for code in areas if code in special.areas), "")
