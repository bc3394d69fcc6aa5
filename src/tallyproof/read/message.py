"""A page reading as JSON values, to leave the sandbox, and back again with nothing taken on trust.

The process that has decoded foreign bytes may have been taken over: every value that comes out of it is held
against what the layouts allow. A QR code's figures are never taken over at all; its text is parsed again outside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tallyproof.errors import InputError
from tallyproof.layout.file import figure_ids
from tallyproof.layout.qr import MAX_PAYLOAD_LENGTH
from tallyproof.model import FieldMark, FieldState, Way
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.page import UNREAD_REASONS, PageReading, QrReading, SheetReading, qr_ways, stations_of
from tallyproof.read.problems import PROBLEMS
from tallyproof.read.reading import CERTAIN, FieldReading, WayReading

MAX_FIGURE = 999_999_999
_CODE = re.compile(r"[a-z0-9][a-z0-9:_.=+ -]{0,99}", re.ASCII)
_PART = re.compile(r"[\x20-\x7e]{1,64}", re.ASCII)
_MAX_TEXTS = 200
_MAX_TEXT = 2000
_PRINTED = (Way.DIGITS, Way.WORDS, Way.BOXES)


def as_message(reading: PageReading) -> dict[str, Any]:
    """The page reading as JSON values; `from_message` is the way back."""
    sheet = reading.sheet
    return {
        "number": reading.number,
        "of": reading.of,
        "width": reading.width,
        "height": reading.height,
        "reason": reading.reason,
        "details": list(reading.details),
        "problems": list(reading.problems),
        "quality": reading.quality,
        "sheet": sheet
        and {
            "layout": sheet.layout,
            "qr": sheet.qr and {"text": sheet.qr.text, "method": sheet.qr.method},
            "ways": [_way_message(way) for way in sheet.ways if way.way is not Way.QR],
        },
    }


def from_message(message: Any, layouts: Sequence[ReadLayout], *, expected: int) -> PageReading:
    """The reading of page `expected` that `as_message` described; InputError if it does not fit together."""
    try:
        found = message["sheet"]
        reason = message["reason"]
        if reason not in (UNREAD_REASONS if found is None else ("",)):
            raise ValueError("not a reason")
        quality = message["quality"]
        return PageReading(
            number=_whole(message["number"], at_least=expected, at_most=expected),
            of=_whole(message["of"], at_least=expected),
            width=_whole(message["width"]),
            height=_whole(message["height"]),
            sheet=None if found is None else _sheet(found, layouts),
            reason=reason,
            details=_texts(message["details"]),
            problems=_known_problems(message["problems"]),
            quality=None if quality is None else _whole(quality, at_most=CERTAIN),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            "expected a page reading from the sandbox, got an answer that does not fit together; read the page again"
        ) from error


def _way_message(way: WayReading) -> dict[str, Any]:
    return {
        "way": way.way.value,
        "reader": way.reader,
        "fields": {
            name: [one.value, one.state.value, one.confidence, one.mark and one.mark.value, one.earlier]
            for name, one in way.fields.items()
        },
        "parts": dict(way.station_parts),
        "registered": way.registered,
        "constraints": list(way.constraints),
        "method": way.method,
    }


def _sheet(found: dict[str, Any], layouts: Sequence[ReadLayout]) -> SheetReading:
    (layout,) = (one for one in layouts if one.id == found["layout"])
    qr = None if found["qr"] is None else _qr_parsed_again(found["qr"], layout)
    ways = (*(qr_ways(qr) if qr else ()), *(_way(one, layout) for one in found["ways"]))
    if len({way.way for way in ways}) != len(ways):
        raise ValueError("a way of writing twice")
    stations = stations_of(layout, qr, ways)
    if not ways or not all(stations):
        raise ValueError("a sheet without figures or station")
    return SheetReading(layout.id, ways, stations, qr)


def _qr_parsed_again(found: dict[str, Any], layout: ReadLayout) -> QrReading:
    text = found["text"]
    if layout.grammar is None or not isinstance(text, str) or len(text) > MAX_PAYLOAD_LENGTH:
        raise ValueError("not the text of a QR code")
    return QrReading(text, layout.id, _code(found["method"]), layout.grammar.parse(text))


def _way(message: dict[str, Any], layout: ReadLayout) -> WayReading:
    way = Way(message["way"])
    form = layout.form
    if way not in _PRINTED or form is None:
        raise ValueError("not a way that this layout is read by")
    known, sums = set(figure_ids(form)), {one.id for one in layout.sums}
    constraints = tuple(message["constraints"])
    if not set(message["fields"]) <= known or not set(constraints) <= sums:
        raise ValueError("a field or a sum that the layout does not have")
    registered = message["registered"]
    return WayReading(
        way=way,
        reader=_code(message["reader"]),
        fields={name: _field(one) for name, one in message["fields"].items()},
        station_parts=_parts(message["parts"], layout),
        registered=None if registered is None else _whole(registered),
        constraints=constraints,
        method=_code(message["method"]) if message["method"] else "",
    )


def _field(message: list[Any]) -> FieldReading:
    value, state, confidence, mark, earlier = message
    written = FieldState(state)
    if value is not None and written is not FieldState.WRITTEN:
        raise ValueError("a value where nothing is written")
    return FieldReading(
        value=None if value is None else _whole(value),
        state=written,
        confidence=_whole(confidence, at_most=CERTAIN),
        mark=None if mark is None else FieldMark(mark),
        earlier=None if earlier is None else _whole(earlier),
    )


def _parts(parts: Mapping[str, Any], layout: ReadLayout) -> dict[str, str]:
    if not set(parts) <= set(layout.station.names) or not all(_PART.fullmatch(text) for text in parts.values()):
        raise ValueError("not the parts of a station id")
    return dict(parts)


def _whole(value: object, *, at_least: int = 0, at_most: int = MAX_FIGURE) -> int:
    if type(value) is not int or not at_least <= value <= at_most:
        raise ValueError("not a whole number in its range")
    return value


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise TypeError("not a list of texts")
    return tuple(
        "".join(sign if sign.isprintable() else "?" for sign in one[:_MAX_TEXT]) for one in values[:_MAX_TEXTS]
    )


def _known_problems(values: object) -> tuple[str, ...]:
    found = _texts(values)
    if not set(found) <= set(PROBLEMS):
        raise ValueError("a problem that has no words")
    return found


def _code(value: object) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise ValueError("not a code")
    return value
