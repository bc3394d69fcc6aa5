"""What one page says, in every way that its layout knows, or the reason why nobody can say yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tallyproof.layout.qr import GrammarMismatchError, QrGrammar, QrPayload
from tallyproof.model import FieldState, Way
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.reading import CERTAIN, Corners, FieldReading, WayReading
from tallyproof.safety.formats import RefusedPage

QR_READER = "qr-2"
NO_QR = "no-qr-found"
NO_LAYOUT = "qr-matches-no-layout"
SEVERAL_LAYOUTS = "several-layouts-fit"
SEVERAL_SHEETS = "several-sheets-on-page"
NO_STATION = "page-without-station"
NOT_READ = "form-not-read"
REFUSED = "refused"
UNREAD_REASONS = (NO_QR, NO_LAYOUT, SEVERAL_LAYOUTS, SEVERAL_SHEETS, NO_STATION, NOT_READ, REFUSED)


@dataclass(frozen=True, slots=True)
class QrReading:
    """What one QR code says by the one layout that it fits; a claim, not yet held against anything."""

    text: str
    layout: str
    method: str
    payload: QrPayload
    corners: Corners | None = None


@dataclass(frozen=True, slots=True)
class SheetReading:
    """The sheet on a page: its layout, its QR code if that was read, and a reading for each way of writing.

    `stations` are the station codes of `ways`, in their order: each way's own where it gives one, else the QR's.
    """

    layout: str
    ways: tuple[WayReading, ...]
    stations: tuple[str, ...]
    qr: QrReading | None = None


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page: its sheet, or None with the reason (one of UNREAD_REASONS) and details for people.

    `problems` are what is wrong with the picture (`read.problems` has the words) and `quality` the chance, in parts
    per million, that such a picture can be read; they are given where no way of writing was read whole.
    """

    number: int
    of: int
    width: int
    height: int
    sheet: SheetReading | None
    reason: str = ""
    details: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    quality: int | None = None


def is_whole(way: WayReading, layout: ReadLayout) -> bool:
    """Return whether a way of writing has every figure that can be read of the form: none unread, none off the page."""
    given = {name for name, one in way.fields.items() if not one.is_unread}
    # A QR code is read whole or not at all.
    return way.way is Way.QR or given.issuperset(layout.figures)


def stations_of(layout: ReadLayout, qr: QrReading | None, ways: Sequence[WayReading]) -> tuple[str, ...]:
    """The station code of each way: its own, else that of the QR code, else that of another way, else ''."""
    own = [
        qr.payload.station_code if qr and way.way is Way.QR else layout.station_code(way.station_parts) for way in ways
    ]
    shared = qr.payload.station_code if qr else next((code for code in own if code), "")
    return tuple(code or shared for code in own)


def qr_ways(qr: QrReading) -> tuple[WayReading, ...]:
    """The QR code as a reading of figures; none where it names the station alone."""
    figures = {**qr.payload.figures, **qr.payload.counts}
    if not figures:
        return ()
    fields = {name: FieldReading(value, FieldState.WRITTEN, CERTAIN) for name, value in figures.items()}
    return (WayReading(Way.QR, QR_READER, fields, qr.payload.parts, method=qr.method),)


def parsed(grammar: QrGrammar, text: str) -> QrPayload | None:
    """What a QR code's text says by this grammar, or None if it has another form."""
    try:
        return grammar.parse(text)
    except GrammarMismatchError:
        return None


def refused_page(page: RefusedPage) -> PageReading:
    """A page of a file that could not be decoded, while others of the file could."""
    return PageReading(page.number, page.of, 0, 0, None, reason=REFUSED, details=(page.reason,))
