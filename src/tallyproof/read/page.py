"""One page to what its QR code says, or the reason why nobody can say it yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tallyproof.errors import InputError
from tallyproof.layout.qr import GrammarMismatchError, QrGrammar, QrPayload, shape_of
from tallyproof.read.qr import Found, find_qr
from tallyproof.safety.formats import Page

NO_QR = "no-qr-found"
NO_LAYOUT = "qr-matches-no-layout"
SEVERAL_LAYOUTS = "qr-matches-several-layouts"
SEVERAL_SHEETS = "several-sheets-on-page"
UNREAD_REASONS = (NO_QR, NO_LAYOUT, SEVERAL_LAYOUTS, SEVERAL_SHEETS)


@dataclass(frozen=True, slots=True)
class QrReading:
    """What one QR code says by the one layout that it fits; a claim, not yet held against anything."""

    text: str
    layout: str
    method: str
    payload: QrPayload


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page: its reading, or None with the reason (one of UNREAD_REASONS) and details for people."""

    number: int
    of: int
    width: int
    height: int
    reading: QrReading | None
    reason: str = ""
    details: tuple[str, ...] = ()


def read_page(page: Page, grammars: Sequence[QrGrammar]) -> PageReading:
    """What the page's QR code says by these layouts; a page with none or several answers is left unread."""
    raster = np.frombuffer(page.pixels, dtype=np.uint8).reshape(page.height, page.width)
    codes = find_qr(raster, lambda text: any(_parsed(grammar, text) for grammar in grammars))
    readings = [reading for code in codes for reading in _readings(code, grammars)]
    reading: QrReading | None = None
    details: tuple[str, ...] = ()
    if not codes:
        reason = NO_QR
    elif not readings:
        reason, details = NO_LAYOUT, _mismatches(codes, grammars)
    elif len({reading.text for reading in readings}) > 1:
        reason, details = SEVERAL_SHEETS, tuple(sorted(reading.payload.station_code for reading in readings))
    elif len(readings) > 1:
        reason, details = SEVERAL_LAYOUTS, tuple(reading.layout for reading in readings)
    else:
        reason, reading = "", readings[0]
    return PageReading(
        number=page.number,
        of=page.of,
        width=page.width,
        height=page.height,
        reading=reading,
        reason=reason,
        details=details,
    )


def _readings(code: Found, grammars: Sequence[QrGrammar]) -> list[QrReading]:
    parsed = [(grammar, _parsed(grammar, code.text)) for grammar in grammars]
    return [
        QrReading(text=code.text, layout=grammar.id, method=code.method, payload=payload)
        for grammar, payload in parsed
        if payload is not None
    ]


def _parsed(grammar: QrGrammar, text: str) -> QrPayload | None:
    try:
        return grammar.parse(text)
    except GrammarMismatchError:
        return None


def _mismatches(codes: Sequence[Found], grammars: Sequence[QrGrammar]) -> tuple[str, ...]:
    """Why each code fits no layout, in the layouts' own words, which do not repeat what the code says."""
    details: list[str] = [] if grammars else [f"no layout to hold {shape_of(code.text)} against" for code in codes]
    for code in codes:
        for grammar in grammars:
            try:
                grammar.parse(code.text)
            except GrammarMismatchError as mismatch:
                details.append(str(mismatch))
    return tuple(details)


def as_message(reading: PageReading) -> dict[str, Any]:
    """The page reading as JSON values, to leave the sandbox; `from_message` is the way back."""
    found = reading.reading
    return {
        "number": reading.number,
        "of": reading.of,
        "width": reading.width,
        "height": reading.height,
        "reason": reading.reason,
        "details": list(reading.details),
        "reading": found and {"text": found.text, "layout": found.layout, "method": found.method},
    }


def from_message(message: Any, grammars: Sequence[QrGrammar], *, expected: int) -> PageReading:
    """The reading of page `expected` that `as_message` described; InputError if it does not fit together.

    The text is parsed again here, outside the sandbox: figures are never taken over from a process that has
    decoded foreign bytes. It has matched within the time limit inside, so that a bad pattern cannot hang this
    process.
    """
    try:
        found = message["reading"]
        return PageReading(
            number=_whole_number(message["number"], at_least=expected, at_most=expected),
            of=_whole_number(message["of"], at_least=expected),
            width=_whole_number(message["width"]),
            height=_whole_number(message["height"]),
            reading=None if found is None else _parsed_again(found, grammars),
            reason=_known_reason(message["reason"], unread=found is None),
            details=tuple(_text(detail) for detail in message["details"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            "expected a page reading from the sandbox, got an answer that does not fit together; read the page again"
        ) from error


def _parsed_again(found: dict[str, Any], grammars: Sequence[QrGrammar]) -> QrReading:
    text, layout, method = (_text(found[name]) for name in ("text", "layout", "method"))
    (grammar,) = (grammar for grammar in grammars if grammar.id == layout)
    return QrReading(text=text, layout=layout, method=method, payload=grammar.parse(text))


def _whole_number(value: object, *, at_least: int = 1, at_most: int = 10**9) -> int:
    if type(value) is not int or not at_least <= value <= at_most:
        raise ValueError("not a whole number in its range")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _known_reason(value: object, *, unread: bool) -> str:
    if value not in (UNREAD_REASONS if unread else ("",)):
        raise ValueError("not a reason")
    return str(value)
