"""A collation form against the stations that it claims to include: included, absent, altered, its own sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars

from tallyproof.compare.stations.side import STATION, Side
from tallyproof.election import Definition
from tallyproof.election.schema import Contest
from tallyproof.model import AggregateSheet


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One figure of a form beside the sum of its stations; `difference` is the form's figure − theirs."""

    item: str
    sheet: int
    stations: int

    @property
    def difference(self) -> int:
        return self.sheet - self.stations


@dataclass(frozen=True, slots=True)
class BrokenSum:
    """A sum declared for the contest that the form's own figures do not obey."""

    identity: str
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class SheetComparison:
    """A form held against the settled stations of its contest and stage.

    `claimed` stations of the register it includes by its own word, None where it does not say which. Of these `held`
    have settled figures, `not_held` have none; `not_claimed` are settled stations of its area that it leaves out.
    `unknown` are in no register, `outside` in another area, `repeated` claimed twice, `shared` claimed by another form
    for an area of the same level, too. `room` is the most votes that `not_held` can bring, None where no cap is known.
    """

    sheet: AggregateSheet
    claimed: int | None
    held: tuple[str, ...]
    not_held: tuple[str, ...]
    not_claimed: tuple[str, ...]
    unknown: tuple[str, ...]
    outside: tuple[str, ...]
    repeated: tuple[str, ...]
    shared: tuple[str, ...]
    room: int | None
    lines: tuple[SheetLine, ...]
    broken: tuple[BrokenSum, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every station that it claims is held, so that its totals can be compared one to one."""
        return self.claimed is not None and not (self.not_held or self.unknown or self.repeated)

    @property
    def altered(self) -> tuple[SheetLine, ...]:
        """Figures that cannot be: other than the stations' sum where all are held, else less than the held ones' sum.

        Figures of several stations that are not held can only add to the sum of those that are.
        """
        if self.claimed is None:
            return ()
        if self.is_whole:
            return tuple(one for one in self.lines if one.difference)
        return tuple(one for one in self.lines if one.difference < 0)

    @property
    def beyond_room(self) -> int | None:
        """How many votes more the form has than its held stations and the caps of the others allow; None if it fits."""
        if self.claimed is None or self.is_whole or self.room is None or self.unknown or self.repeated:
            return None
        votes = sum(one.difference for one in self.lines if one.item.startswith("candidate:"))
        return votes - self.room if votes > self.room else None


def compare_sheets(
    sheets: Iterable[AggregateSheet], settled: Side, contest: Contest, definition: Definition
) -> list[SheetComparison]:
    """Return each form of this contest against the settled figures of its stage, in the order of the forms."""
    asked = list(sheets)
    shared = _shared(asked, definition)
    held = set(settled.frame[STATION])
    return [
        _compared(one, settled.frame, held, contest, definition, shared.get(_level(one, definition), {}))
        for one in asked
    ]


def claimed_stations(sheet: AggregateSheet, definition: Definition) -> tuple[str, ...] | None:
    """Return the codes that a form claims, or the register's stations of its area; None where it does not say."""
    if sheet.stations is not None:
        return sheet.stations
    register = definition.register
    if not sheet.covers_area or register is None:
        return None
    return tuple(sorted(one.id for one in register.stations_of_area.get(sheet.area, ())))


def _compared(
    sheet: AggregateSheet,
    frame: polars.DataFrame,
    settled: set[str],
    contest: Contest,
    definition: Definition,
    times: Counter[str] | dict[str, int],
) -> SheetComparison:
    register = definition.register
    stations = register.stations if register else {}
    of_area = {one.id for one in register.stations_of_area.get(sheet.area, ())} if register else set()
    codes = claimed_stations(sheet, definition)
    known = tuple(sorted({code for code in codes or () if code in stations}))
    held = tuple(code for code in known if code in settled)
    not_held = tuple(code for code in known if code not in settled)
    caps = [stations[code].cap for code in not_held]
    return SheetComparison(
        sheet=sheet,
        claimed=None if codes is None else len(known),
        held=held,
        not_held=not_held,
        not_claimed=() if codes is None else tuple(sorted((of_area & settled) - set(known))),
        unknown=tuple(sorted({code for code in codes or () if code not in stations})),
        outside=tuple(code for code in known if code not in of_area),
        repeated=tuple(sorted(code for code, number in Counter(codes or ()).items() if number > 1)),
        shared=tuple(code for code in known if times.get(code, 0) > 1),
        room=None if None in caps else sum(one or 0 for one in caps),
        lines=() if codes is None else _lines(sheet, frame.filter(polars.col(STATION).is_in(held)), contest),
        broken=tuple(_broken(sheet, contest)),
    )


def _lines(sheet: AggregateSheet, held: polars.DataFrame, contest: Contest) -> tuple[SheetLine, ...]:
    """Return the figures that the form and every one of its held stations give."""
    given = _figures(sheet, contest)
    if sheet.registered is not None:
        given["registered"] = sheet.registered
    return tuple(
        SheetLine(item, figure, int(held[item].sum())) for item, figure in given.items() if not held[item].null_count()
    )


def _figures(sheet: AggregateSheet, contest: Contest) -> dict[str, int]:
    """Return the form's figures by item: candidates, counts of the contest, and ballot lines where it has them."""
    figures = sheet.figures
    found: dict[str, int] = {}
    if figures.lines is not None:
        parts: dict[str, list[int | None]] = {}
        for line in contest.lines:
            parts.setdefault(line.candidate, []).append(figures.lines.get(line.id))
        for candidate, votes in parts.items():
            if None not in votes:
                found[f"candidate:{candidate}"] = sum(one or 0 for one in votes)
    for one in contest.candidates:
        if one.id in (figures.candidates or {}):
            found[f"candidate:{one.id}"] = (figures.candidates or {})[one.id]
    for count in contest.counts:
        if count.id in figures.counts:
            found[f"count:{count.id}"] = figures.counts[count.id]
    for line in contest.lines:
        if line.id in (figures.lines or {}):
            found[f"line:{line.id}"] = (figures.lines or {})[line.id]
    return found


def _broken(sheet: AggregateSheet, contest: Contest) -> Iterable[BrokenSum]:
    """Give the identities of the contest that the form's own totals do not obey.

    Tolerances are a station's: a total may be further apart by as many times as it has stations, which is not known
    for certain, so only sums that must be exact are held against it.
    """
    figures = _figures(sheet, contest)
    votes = [figures.get(f"candidate:{one.id}") for one in contest.candidates]
    zero = {count.id for count in contest.counts if count.absent == "zero"}

    def summed(terms: Sequence[str]) -> int | None:
        parts: list[int | None] = []
        for term in terms:
            parts += votes if term == "candidates" else [figures.get(f"count:{term}", 0 if term in zero else None)]
        return None if None in parts else sum(one or 0 for one in parts)

    for one in contest.identities:
        left, right = summed(one.left), summed(one.right)
        if one.tolerance == 0 and left is not None and right is not None and left != right:
            yield BrokenSum(one.id, left, right)


def _level(sheet: AggregateSheet, definition: Definition) -> str:
    area = definition.register.areas.get(sheet.area) if definition.register else None
    return area.level if area else ""


def _shared(sheets: Sequence[AggregateSheet], definition: Definition) -> dict[str, Counter[str]]:
    """Return by level how many different areas' forms claim each station."""
    areas: dict[str, dict[str, set[str]]] = {}
    for sheet in sheets:
        of_station = areas.setdefault(_level(sheet, definition), {})
        for code in claimed_stations(sheet, definition) or ():
            of_station.setdefault(code, set()).add(sheet.area)
    return {
        level: Counter({code: len(names) for code, names in of_station.items()}) for level, of_station in areas.items()
    }
