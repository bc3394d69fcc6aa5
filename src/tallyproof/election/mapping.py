"""A mapping file: which stations of the register a code of somebody's table stands for."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tallyproof.election.register import Register
from tallyproof.election.schema import StationCodes
from tallyproof.errors import DefinitionError
from tallyproof.layout.template import STATION_ID

MAX_PROBLEMS = 10
NO_ONE_STATION = "?"
"""What stands before a code that joins with no one station: no station id begins so, and none is taken for it."""


@dataclass(frozen=True)
class StationMapping:
    """The stations of ours by code of theirs; `same` says that any other code is the station id itself.

    Several codes of one station (it was split in theirs) are added up. A code of several stations (they were merged in
    theirs) belongs to none of them: it is compared with their sum.
    """

    ours: Mapping[str, tuple[str, ...]]
    same: bool

    @cached_property
    def whole(self) -> dict[str, tuple[str, ...]]:
        """Codes of theirs by the one station of ours that they are together."""
        return {ours[0]: codes for codes, ours in self._groups if len(ours) == 1}

    @cached_property
    def merged(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """Several stations of ours by the codes that have them together."""
        return {codes: ours for codes, ours in self._groups if len(ours) > 1}

    @cached_property
    def together(self) -> dict[str, tuple[str, ...]]:
        """The several stations that a code of theirs is part of."""
        return {code: ours for codes, ours in self.merged.items() for code in codes}

    @cached_property
    def _groups(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """What hangs together: codes that share a station, and stations that share a code."""
        codes_of: dict[str, list[str]] = {}
        for code, named in self.ours.items():
            for station in named:
                codes_of.setdefault(station, []).append(code)
        groups: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
        seen: set[str] = set()
        for code in sorted(self.ours):
            if code in seen:
                continue
            codes: set[str] = set()
            stations: set[str] = set()
            waiting = [code]
            while waiting:
                one = waiting.pop()
                codes.add(one)
                for station in self.ours[one]:
                    stations.add(station)
                    waiting += [other for other in codes_of[station] if other not in codes]
            seen |= codes
            groups.append((tuple(sorted(codes)), tuple(sorted(stations))))
        return groups


def parse_mapping(data: bytes, keys: StationCodes, register: Register | None) -> StationMapping:
    """Return a mapping file's content; raises DefinitionError naming up to ten rows.

    `register` None leaves unread whether the stations exist: a derived register gains them later.
    """
    try:
        text = io.StringIO(data.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError as error:
        raise DefinitionError(f"{keys.file}: expected UTF-8 text, got byte {error.start} that is none") from error
    ours: dict[str, tuple[str, ...]] = {}
    rows: dict[str, int] = {}
    problems: list[str] = []
    try:
        reader = csv.reader(text, strict=True)
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(header, keys)
        theirs_at, ours_at = header.index(keys.theirs), header.index(keys.ours)
        for number, cells in enumerate(reader, 2):
            if not cells:
                continue
            if len(problems) >= MAX_PROBLEMS:
                break
            where = f"{keys.file}, row {number}"
            if len(cells) != len(header):
                problems.append(f"{where}: expected {len(header)} cells as in the header, got {len(cells)}")
                continue
            code, stations = cells[theirs_at].strip(), tuple(dict.fromkeys(cells[ours_at].split()))
            problems += [f"{where}: {problem}" for problem in _problems(code, stations, rows, register)]
            rows.setdefault(code, number)
            ours.setdefault(code, stations)
    except csv.Error as error:
        raise DefinitionError(
            f"{keys.file}: expected comma-separated cells with their quotes closed: {error}"
        ) from error
    if problems:
        raise DefinitionError("\n".join(problems))
    if not ours:
        raise DefinitionError(f"{keys.file}: expected at least one code with its station, got a header only")
    return StationMapping(ours, same=keys.others == "same")


def _check_header(header: list[str], keys: StationCodes) -> None:
    for column in (keys.theirs, keys.ours):
        if header.count(column) != 1:
            near = difflib.get_close_matches(column, header, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"its columns are {', '.join(header)[:200] or 'none'}"
            raise DefinitionError(
                f"{keys.file}: expected one column {column!r} (named in election.toml), found "
                f"{header.count(column) or 'none'}; {hint}"
            )


def _problems(
    code: str, stations: tuple[str, ...], rows: Mapping[str, int], register: Register | None
) -> Iterable[str]:
    if not STATION_ID.fullmatch(code):
        yield f"expected a code of a station in theirs (letters, digits and . _ : / + -), got {code[:40]!r}"
    elif code in rows:
        yield (
            f"expected one line for code {code!r}, got another in row {rows[code]}; remove one, or name all its "
            "stations in one line, separated by spaces, if it is of several together"
        )
    if not stations:
        yield f"expected the station of code {code[:40]!r}, got an empty cell; remove the line if it has none"
    for station in stations:
        if register is not None and station not in register.stations:
            near = ", ".join(register.nearest(station)) or "none is like it"
            yield f"expected a station of the register, got {station[:64]!r}; nearest: {near}"
