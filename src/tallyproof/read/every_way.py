"""One page read in every way that its layout knows: its QR code, its print, its handwriting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tallyproof.layout.file import Form
from tallyproof.layout.qr import GrammarMismatchError, QrGrammar, shape_of
from tallyproof.read.forms import read_form
from tallyproof.read.layouts import ReadLayout, grammars_of
from tallyproof.read.page import (
    NO_LAYOUT,
    NO_QR,
    NO_STATION,
    NOT_READ,
    SEVERAL_LAYOUTS,
    SEVERAL_SHEETS,
    PageReading,
    QrReading,
    SheetReading,
    is_whole,
    parsed,
    qr_ways,
    stations_of,
)
from tallyproof.read.problems import FIELDS_MISSING, NOT_A_TALLY_SHEET, OTHER_ELECTION, PAGE_WITHOUT_STATION
from tallyproof.read.problems import SEVERAL_SHEETS as TWO_SHEETS
from tallyproof.read.qr import Found, find_qr
from tallyproof.read.quality import assess
from tallyproof.read.reading import Corners, FormReading, Raster, Sum, WayReading
from tallyproof.safety.formats import Page

# What whoever photographed is told where the reason itself says it.
_TOLD = {SEVERAL_SHEETS: TWO_SHEETS, NO_STATION: PAGE_WITHOUT_STATION, NO_LAYOUT: OTHER_ELECTION}

FormReader = Callable[[Raster, Form, Sequence[Sum], Corners | None], FormReading]


def read_page(page: Page, layouts: Sequence[ReadLayout], *, reader: FormReader = read_form) -> PageReading:
    """What stands on the page by these layouts; a page with none or several answers is left unread."""
    raster = np.frombuffer(page.pixels, dtype=np.uint8).reshape(page.height, page.width)
    outcome = _outcome(raster, layouts, reader)
    reading = PageReading(
        number=page.number,
        of=page.of,
        width=page.width,
        height=page.height,
        sheet=outcome.sheet,
        reason=outcome.reason,
        details=outcome.details,
        problems=outcome.problems,
    )
    by_id = {one.id: one for one in layouts}
    if outcome.sheet is not None and any(is_whole(way, by_id[outcome.sheet.layout]) for way in outcome.sheet.ways):
        # One way has every figure: nobody need take another picture for the other one's sake.
        return replace(reading, problems=())
    quality = assess(raster)
    told = [*outcome.problems, *quality.problems]
    if outcome.reason in _TOLD:
        told.insert(0, _TOLD[outcome.reason])
    elif outcome.sheet is not None and _is_in_part(outcome.sheet, by_id[outcome.sheet.layout]):
        told.append(FIELDS_MISSING)
    elif outcome.sheet is None and not told:
        told = [FIELDS_MISSING if outcome.reason == NOT_READ else NOT_A_TALLY_SHEET]
    problems = tuple(dict.fromkeys(told))
    return replace(reading, problems=problems, quality=quality.score)


def _is_in_part(sheet: SheetReading, layout: ReadLayout) -> bool:
    """Whether figures of the form are not on the page at all."""
    return not set(layout.figures) <= {name for way in sheet.ways for name in way.fields}


@dataclass(frozen=True, slots=True)
class _Outcome:
    sheet: SheetReading | None = None
    reason: str = ""
    details: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def _outcome(raster: Raster, layouts: Sequence[ReadLayout], reader: FormReader) -> _Outcome:
    grammars = grammars_of(layouts)
    codes = find_qr(raster, lambda text: any(parsed(grammar, text) for grammar in grammars))
    readings = [reading for code in codes for reading in _readings(code, grammars)]
    if len({reading.text for reading in readings}) > 1:
        stations = tuple(sorted({reading.payload.station_code for reading in readings}))
        return _Outcome(reason=SEVERAL_SHEETS, details=stations)
    if len(readings) > 1:
        return _Outcome(reason=SEVERAL_LAYOUTS, details=tuple(reading.layout for reading in readings))
    qr = readings[0] if readings else None
    wanted = [one for one in layouts if qr is None or one.id == qr.layout]
    forms = [
        (one, reader(raster, one.form, one.sums, None if qr is None else qr.corners))
        for one in wanted
        if one.form is not None
    ]
    crowded = tuple(layout.id for layout, form in forms if TWO_SHEETS in form.problems)
    if crowded:
        return _Outcome(reason=SEVERAL_SHEETS, details=crowded)
    fitting = sorted((pair for pair in forms if pair[1].ways), key=lambda pair: -pair[1].fit)
    if qr is None and len(fitting) > 1 and fitting[0][1].fit == fitting[1][1].fit:
        return _Outcome(reason=SEVERAL_LAYOUTS, details=tuple(layout.id for layout, _ in fitting))
    problems = tuple(dict.fromkeys(problem for _, form in forms for problem in form.problems))
    if qr is not None:
        (layout,) = wanted
        ways = fitting[0][1].ways if fitting else ()
        return _with_station(layout, qr, (*qr_ways(qr), *ways), problems)
    if fitting:
        layout, form = fitting[0]
        return _with_station(layout, None, form.ways, form.problems)
    if codes and grammars:
        return _Outcome(reason=NO_LAYOUT, details=_mismatches(codes, grammars), problems=problems)
    return _Outcome(reason=NO_QR, details=_strangers(codes), problems=problems)


def _with_station(
    layout: ReadLayout, qr: QrReading | None, ways: tuple[WayReading, ...], problems: tuple[str, ...]
) -> _Outcome:
    if not ways:
        return _Outcome(reason=NOT_READ, details=(layout.id,), problems=problems)
    stations = stations_of(layout, qr, ways)
    if not all(stations):
        return _Outcome(reason=NO_STATION, details=(layout.id,), problems=problems)
    return _Outcome(sheet=SheetReading(layout.id, ways, stations, qr), problems=problems)


def _readings(code: Found, grammars: Sequence[QrGrammar]) -> list[QrReading]:
    method = f"{code.method} erasures={code.erasures}" if code.erasures else code.method
    found = [(grammar, parsed(grammar, code.text)) for grammar in grammars]
    return [
        QrReading(code.text, grammar.id, method, payload, code.corners)
        for grammar, payload in found
        if payload is not None
    ]


def _mismatches(codes: Sequence[Found], grammars: Sequence[QrGrammar]) -> tuple[str, ...]:
    """Why each code fits no layout, in the layouts' own words, which do not repeat what the code says."""
    details: list[str] = []
    for code in codes:
        for grammar in grammars:
            try:
                grammar.parse(code.text)
            except GrammarMismatchError as mismatch:
                details.append(str(mismatch))
    return tuple(details)


def _strangers(codes: Sequence[Found]) -> tuple[str, ...]:
    return tuple(f"no layout to hold {shape_of(code.text)} against" for code in codes)
