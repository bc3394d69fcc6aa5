"""A printed strip read twice: once in digits, once in words."""

from __future__ import annotations

from collections.abc import Sequence

from tallyproof.layout.strip import StripForm
from tallyproof.model import FieldState, Way
from tallyproof.read.problems import SEVERAL_SHEETS
from tallyproof.read.reading import CERTAIN, Corners, FieldReading, FormReading, Raster, WayReading
from tallyproof.read.strip.figures import Number, Vocabulary, read_digits
from tallyproof.read.strip.heading import Heading, read_heading
from tallyproof.read.strip.page import FoundRow, StripPage, find_page
from tallyproof.read.strip.recogniser import recognise
from tallyproof.read.strip.rows import Match
from tallyproof.read.strip.turn import turns

DIGITS_READER = "print-digits-1"
WORDS_READER = "print-words-1"
_LEAST_SURE = {Way.DIGITS: 996_000, Way.WORDS: 980_000}
"""A digit is a few strokes: print sharper than any scan has been read wrongly at 995,000."""
_LEAST_FIT = {Way.DIGITS: -6.0, Way.WORDS: -10.0}
"""Log-probability of exactly these signs below which the ink is not such a number; words have many signs."""
_LEAST_SHARE = 0.9999
"""A row taken for its neighbour would be wrong in digits and words alike, so less doubt is borne here."""
_UNREAD = FieldReading(None, FieldState.WRITTEN, 0)


def read_strip(raster: Raster, form: StripForm, *, qr: Corners | None = None) -> FormReading:
    """Return what a strip says in digits and in words; fit 0 with no ways where the page is no such strip.

    `qr`, the corners of the sheet's QR code, tells which way up the page is and nothing else.
    """
    vocabulary = Vocabulary(form.words, form.word_count)
    for turned in turns(raster, qr):
        page = find_page(turned, form, vocabulary)
        if page is not None and page.has_another:
            # Whose row is whose nobody can say then, nor which of them a heading or a code belongs to.
            return FormReading((), 0, (SEVERAL_SHEETS,))
        if page is not None:
            return _read(page, vocabulary)
    return FormReading((), 0)


def _read(page: StripPage, vocabulary: Vocabulary) -> FormReading:
    matched = [(row, match) for row, match in page.matched() if match.place.row.field]
    matches = [match for _, match in matched]
    digits = [read_digits(chances) for chances in recognise([page.cell(r, m.place.part.digits) for r, m in matched])]
    words = [vocabulary.read(chances) for chances in recognise([page.cell(r, m.place.part.words) for r, m in matched])]
    heading = _heading(page, [row for row, _ in matched])
    ways = (
        _way(Way.DIGITS, DIGITS_READER, matches, digits, heading),
        _way(Way.WORDS, WORDS_READER, matches, words, heading),
    )
    fit = round(CERTAIN * len(ways[0].fields) / len(page.form.fields))
    return FormReading(ways, fit, upright=page.corners([row for row, _ in matched]))


def _way(
    way: Way, reader: str, matches: Sequence[Match], numbers: Sequence[Number | None], heading: Heading
) -> WayReading:
    fields: dict[str, FieldReading] = {}
    for match, number in zip(matches, numbers, strict=True):
        name = match.place.row.field
        # Two rows that both claim to be one row of the form are both in doubt.
        fields[name] = _UNREAD if name in fields else _field(way, match, number)
    return WayReading(way, reader, fields, heading.station_parts, heading.registered)


def _field(way: Way, match: Match, number: Number | None) -> FieldReading:
    if number is None:
        return _UNREAD
    sure = round(CERTAIN * match.share * number.share)
    if match.share < _LEAST_SHARE or sure < _LEAST_SURE[way] or number.fit < _LEAST_FIT[way]:
        return FieldReading(None, FieldState.WRITTEN, sure)
    return FieldReading(number.value, FieldState.WRITTEN, sure)


def _heading(page: StripPage, rows: Sequence[FoundRow]) -> Heading:
    top = min((row.y for row in rows), default=0.0)
    above = [one for one in page.turned.segments if one.y < top - 0.5 * page.frame.capital]
    return read_heading(page.turned.ink, above, page.form, page.frame.capital)
