"""A form filled in by hand: four corner squares, a QR code, and boxes of one digit each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tallyproof.demo.country import CANDIDATES, ELECTION, ENGLISH_NAME, LINES, NAME, AreaPath, Station, Votes
from tallyproof.demo.handwriting import Hand, take_a_hand, write_digit
from tallyproof.demo.ink import Pixels, RenderedSheet, qr_pixels, wrap, write

WIDTH, HEIGHT = 1000, 1414
_SQUARE = 40
_EDGE = 36
_TABLE_TOP = 400
_ROW = 66
_BOX = 46
_PARTY_LEFT, _PARTY_RIGHT = 60, 500
_TOTAL_LEFT, _TOTAL_RIGHT = 540, 940
_TOTAL_ROW = 92
_QR_MODULE = 6


@dataclass(frozen=True, slots=True)
class StatedTotals:
    """The totals as the people at the table wrote them, which need not be right."""

    valid: int
    null: int
    blank: int
    cast: int

    @classmethod
    def of(cls, votes: Votes) -> StatedTotals:
        """Return the totals of people who add up well."""
        return cls(votes.valid, votes.null, votes.blank, votes.cast)


_TOTALS = (
    ("Total votos válidos", "(suma de los votos de los partidos)", "valid"),
    ("Votos nulos", "", "null"),
    ("Votos en blanco", "", "blank"),
    ("Total votos emitidos", "(suma de válidos, nulos y en blanco)", "cast"),
)


def form_payload(station_code: str, votes: Votes, totals: StatedTotals) -> str:
    """Return what the QR code of a form says: station, votes by line, valid, null, blank, cast."""
    lines = ",".join(str(count) for count in votes.lines)
    return f"F1!{station_code}!{lines}!{totals.valid}!{totals.null}!{totals.blank}!{totals.cast}"


def render_form(
    areas: AreaPath,
    station: Station,
    votes: Votes,
    rng: np.random.Generator,
    *,
    totals: StatedTotals | None = None,
) -> RenderedSheet:
    """Return the form of one station as its people filled it in; the black box hides names and signatures."""
    stated = totals or StatedTotals.of(votes)
    payload = form_payload(station.code, votes, stated)
    page = Image.fromarray(_blank_form())
    draw = ImageDraw.Draw(page)
    _print_station(draw, areas, station)
    code = qr_pixels(payload, _QR_MODULE)
    left, top = 720 - code.shape[1] // 2, 118
    page.paste(Image.fromarray(code), (left, top))
    write(draw, (720, top + code.shape[0] + 8), station.document, 20, anchor="ma")
    pixels = np.array(page)
    _fill_in(pixels, votes, stated, take_a_hand(rng), rng)
    return RenderedSheet(pixels, (left, top, left + code.shape[1], top + code.shape[0]), payload)


def digit_boxes() -> dict[str, tuple[tuple[int, int, int, int], ...]]:
    """Return the three digit boxes (left, top, right, bottom) of every ballot line and total."""
    boxes = {}
    for index, line in enumerate(LINES):
        boxes[line.id] = _three_boxes(_PARTY_RIGHT, _TABLE_TOP + index * _ROW, _ROW)
    for index, (_, _, count) in enumerate(_TOTALS):
        boxes[count] = _three_boxes(_TOTAL_RIGHT, _TABLE_TOP + index * _TOTAL_ROW, _TOTAL_ROW)
    return boxes


def _three_boxes(right: int, top: int, height: int) -> tuple[tuple[int, int, int, int], ...]:
    return tuple((right - (3 - k) * _BOX, top, right - (2 - k) * _BOX, top + height) for k in range(3))


def _fill_in(pixels: Pixels, votes: Votes, totals: StatedTotals, hand: Hand, rng: np.random.Generator) -> None:
    counts = dict(zip((line.id for line in LINES), votes.lines, strict=True))
    counts |= {"valid": totals.valid, "null": totals.null, "blank": totals.blank, "cast": totals.cast}
    for field, boxes in digit_boxes().items():
        for box, digit in zip(boxes, f"{counts[field]:03d}", strict=True):
            write_digit(pixels, box, digit, hand, rng)
    for start, end in (((556, 872), (582, 900)), ((583, 871), (556, 901))):
        (x, y), (to_x, to_y) = np.array([start, end]) + rng.integers(-3, 4, (2, 2))
        cv2.line(pixels, (int(x), int(y)), (int(to_x), int(to_y)), hand.ink, 2, cv2.LINE_AA)


@lru_cache(maxsize=1)
def _blank_form() -> Pixels:
    """Return the form as it comes from the printing works, the same for every station."""
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(page)
    for x in (_EDGE, WIDTH - _EDGE - _SQUARE):
        for y in (_EDGE, HEIGHT - _EDGE - _SQUARE):
            draw.rectangle((x, y, x + _SQUARE - 1, y + _SQUARE - 1), fill=20)
    write(draw, (WIDTH // 2, 40), "ACTA DE CIERRE Y ESCRUTINIO", 26, anchor="ma", bold=True)
    write(draw, (WIDTH // 2, 76), f"{NAME} · {ENGLISH_NAME}", 18, anchor="ma")
    _print_emblem(draw)
    draw.rectangle((856, 136, 940, 250), outline=0, width=2)
    write(draw, (898, 112), "DOCUMENTO", 15, anchor="ma")
    write(draw, (898, 146), "1", 58, anchor="ma")
    write(draw, (898, 222), "PÁGINA 1", 15, anchor="ma")
    _print_party_table(draw)
    _print_totals(draw)
    _print_objections(draw)
    write(draw, (60, 1052), "Miembros de la mesa (nombres y firmas)", 18)
    draw.rectangle((60, 1080, 940, 1310), fill=0)
    write(draw, (500, 1346), "Original (blanca): Junta Electoral. Copia: testigos.", 15, anchor="ma")
    return np.asarray(page)


def _print_emblem(draw: ImageDraw.ImageDraw) -> None:
    draw.regular_polygon((104, 164, 46), 6, outline=0, width=3)
    draw.regular_polygon((104, 164, 30), 3, outline=0, width=3)
    write(draw, (104, 222), "JUNTA", 15, anchor="ma")
    write(draw, (104, 242), "ELECTORAL", 15, anchor="ma")


def _print_station(draw: ImageDraw.ImageDraw, areas: AreaPath, station: Station) -> None:
    region, district, municipality = areas
    rows = (
        ("Mesa", station.code),
        ("Región", region.name),
        ("Distrito", district.name),
        ("Municipio", municipality.name),
        ("Centro", station.place.name),
        ("Electores", str(station.registered)),
        ("Elección", ELECTION),
    )
    left, middle, right, top, row = 180, 292, 590, 116, 34
    for index, (label, value) in enumerate(rows):
        y = top + index * row
        draw.rectangle((left, y, right, y + row), outline=0, width=1)
        write(draw, (left + 8, y + 7), label, 18)
        write(draw, (middle + 8, y + 7), value, 18, bold=index == 0)
    draw.line((middle, top, middle, top + len(rows) * row), fill=0)
    draw.rectangle((left, top, right, top + len(rows) * row), outline=0, width=2)


def _print_party_table(draw: ImageDraw.ImageDraw) -> None:
    top, code_right, boxes_left = _TABLE_TOP, _PARTY_LEFT + 62, _PARTY_RIGHT - 3 * _BOX
    draw.rectangle((_PARTY_LEFT, top - 34, _PARTY_RIGHT, top), outline=0, width=2)
    for text, x in (("Código", 91), ("Partido y candidatura", 238), ("Votos", 431)):
        write(draw, (x, top - 27), text, 16, anchor="ma")
    for index, line in enumerate(LINES):
        y = top + index * _ROW
        draw.rectangle((_PARTY_LEFT, y, _PARTY_RIGHT, y + _ROW), outline=0, width=1)
        write(draw, (91, y + 24), str(line.code), 18, anchor="ma")
        write(draw, (code_right + 12, y + 12), line.name, 20, bold=True)
        write(draw, (code_right + 12, y + 38), _candidate_name(line.candidate), 16)
        for left, upper, right, lower in _three_boxes(_PARTY_RIGHT, y, _ROW):
            draw.rectangle((left, upper, right, lower), outline=70, width=1)
    bottom = top + len(LINES) * _ROW
    for x in (_PARTY_LEFT, code_right, boxes_left, _PARTY_RIGHT):
        draw.line((x, top, x, bottom), fill=0, width=2)
    draw.line((_PARTY_LEFT, bottom, _PARTY_RIGHT, bottom), fill=0, width=2)


def _candidate_name(candidate: str) -> str:
    return next(one.name for one in CANDIDATES if one.id == candidate)


def _print_totals(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((_TOTAL_LEFT, _TABLE_TOP - 34, _TOTAL_RIGHT, _TABLE_TOP), outline=0, width=2)
    write(draw, ((_TOTAL_LEFT + _TOTAL_RIGHT) // 2, _TABLE_TOP - 27), "Totales", 16, anchor="ma")
    for index, (label, note, _) in enumerate(_TOTALS):
        y = _TABLE_TOP + index * _TOTAL_ROW
        draw.rectangle((_TOTAL_LEFT, y, _TOTAL_RIGHT, y + _TOTAL_ROW), outline=0, width=2)
        write(draw, (_TOTAL_LEFT + 10, y + 14), label, 19)
        for part, text in enumerate(wrap(note, 15, 230)):
            write(draw, (_TOTAL_LEFT + 10, y + 42 + part * 19), text, 15)
        for left, upper, right, lower in _three_boxes(_TOTAL_RIGHT, y, _TOTAL_ROW):
            draw.rectangle((left, upper, right, lower), outline=70, width=1)


def _print_objections(draw: ImageDraw.ImageDraw) -> None:
    write(draw, (_TOTAL_LEFT, 788), "Observaciones", 19, bold=True)
    for y, word, text in ((826, "Sí", "se presentaron objeciones"), (866, "No", "se presentaron objeciones")):
        draw.rounded_rectangle((552, y, 586, y + 34), 8, outline=0, width=2)
        write(draw, (598, y + 7), word, 18, bold=True)
        write(draw, (632, y + 7), text, 18)
    for y in (950, 986):
        draw.line((_TOTAL_LEFT, y, _TOTAL_RIGHT, y), fill=120, width=1)
