"""A thermal strip as a voting machine prints it: 576 dots wide, as long as it needs to be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from tallyproof.demo.country import (
    CANDIDATES,
    ELECTION,
    LINES,
    NAME,
    AreaPath,
    BallotLine,
    Candidate,
    Station,
    Votes,
)
from tallyproof.demo.ink import RenderedSheet, qr_pixels, text_width, wrap, write

WIDTH = 576
_MARGIN = 22
_RIGHT = WIDTH - _MARGIN
_TALLEST = 4200
_PARTY_WIDTH = 150
WORDS = ("Cero", "Uno", "Dos", "Tres", "Cuatro", "Cinco", "Seis", "Siete", "Ocho", "Nueve")


@dataclass(frozen=True, slots=True)
class StripForm:
    """What an election puts on its strips, and how long they are. Lengths are in dots of the printer."""

    candidates: tuple[Candidate, ...] = CANDIDATES
    lines: tuple[BallotLine, ...] = LINES
    qr_level: str = "M"
    """Error correction of the QR code."""
    qr_module: int = 12
    feed: int = 0
    """Blank paper before the heading."""
    blackout: int = 330
    """Height of the black box over names and signatures."""


SAMPLE_FORM = StripForm()


def strip_payload(station_code: str, votes: Votes) -> str:
    """Return what the QR code of a strip says: station, contest, votes by ballot line, null, blank."""
    lines = ",".join(str(count) for count in votes.lines)
    return f"{station_code}.1.0001!{lines}!{votes.null}!{votes.blank}"


def in_words(count: int) -> str:
    """Return a count in words, digit by digit, four digits."""
    return ", ".join(WORDS[int(digit)] for digit in f"{count:04d}")


def render_strip(areas: AreaPath, station: Station, votes: Votes, *, form: StripForm = SAMPLE_FORM) -> RenderedSheet:
    """Return the strip of one station, clean. The black box stands where names and signatures were."""
    roll = _Roll(_TALLEST + form.feed + form.blackout + 36 * len(form.lines) + 60 * len(form.candidates))
    roll.y = form.feed
    payload = strip_payload(station.code, votes)
    fingerprint = hashlib.sha256(payload.encode()).hexdigest().upper()
    _print_heading(roll, areas, station, fingerprint)
    _print_voters(roll, votes.cast)
    _print_candidates(roll, votes, form)
    _print_summary(roll, votes)
    _print_blackout(roll, form.blackout)
    box = _print_qr(roll, payload, fingerprint, form)
    return RenderedSheet(roll.torn_off(), box, payload)


class _Roll:
    """Paper that comes out of the printer: text goes on at `y`, which only grows."""

    def __init__(self, tallest: int) -> None:
        self.image = Image.new("L", (WIDTH, tallest), 255)
        self.draw = ImageDraw.Draw(self.image)
        # A thermal head burns a dot or does not: no grey edges.
        self.draw.fontmode = "1"
        self.y = 0

    def line(self, text: str, size: int, *, x: int, anchor: str = "la", bold: bool = False) -> None:
        write(self.draw, (x, self.y), text, size, anchor=anchor, bold=bold)

    def rule(self, left: int, right: int, *, y: int | None = None, width: int = 2) -> None:
        at = self.y if y is None else y
        self.draw.line((left, at, right, at), fill=0, width=width)

    def post(self, x: int, top: int, bottom: int, *, width: int = 2) -> None:
        self.draw.line((x, top, x, bottom), fill=0, width=width)

    def torn_off(self) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
        return np.asarray(self.image.crop((0, 0, WIDTH, self.y)), dtype=np.uint8)


def _print_heading(roll: _Roll, areas: AreaPath, station: Station, fingerprint: str) -> None:
    region, district, municipality = areas
    top, post = roll.y + 70, 168
    _print_emblem(roll, top + 26)
    roll.y = top
    middle = (post + _RIGHT) // 2
    roll.line("Acta de escrutinio", 27, x=middle, anchor="ma", bold=True)
    roll.y += 42
    roll.line(f"{station.code}.1.0001", 22, x=middle, anchor="ma")
    roll.y += 32
    serial = fingerprint.lower()
    for part in (f"{serial[:8]}-{serial[8:12]}-{serial[12:16]}-", f"{serial[16:20]}-{serial[20:32]}"):
        roll.line(part, 20, x=middle, anchor="ma")
        roll.y += 25
    roll.y += 10
    roll.line("10/03/2024 06:42:10 PM", 20, x=_RIGHT, anchor="ra")
    roll.y += 46
    for part in wrap(f"PRESIDENCIA DE LA {NAME.upper()}", 32, _RIGHT - post - 30):
        roll.line(part, 32, x=middle, anchor="ma", bold=True)
        roll.y += 39
    roll.y += 12
    roll.line(ELECTION.upper(), 21, x=middle, anchor="ma")
    roll.y += 42
    places = (f"Región {region.name.upper()}", f"Distrito {district.name.upper()}")
    for text in (*places, f"Municipio {municipality.name.upper()}", station.place.name.upper(),
                 station.place.address.upper()):  # fmt: skip
        for part in wrap(text, 21, _RIGHT - post - 16):
            roll.line(part, 21, x=_RIGHT, anchor="ra")
            roll.y += 27
        roll.y += 11
    roll.line(station.code[:9], 22, x=_RIGHT, anchor="ra")
    roll.y += 32
    roll.line(f"Mesa {station.number}", 22, x=_RIGHT, anchor="ra")
    roll.y += 32
    roll.line(f"{station.registered} Electores", 23, x=_RIGHT, anchor="ra", bold=True)
    roll.y += 40
    roll.post(post, top, roll.y)
    roll.y += 24


def _print_emblem(roll: _Roll, top: int) -> None:
    """A compass rose, coarse as such printers make it."""
    x, y, r = 94, top + 46, 46
    roll.draw.ellipse((x - r, y - r, x + r, y + r), outline=0, width=3)
    for dx, dy in ((0, -1), (1, 0), (0, 1), (-1, 0)):
        tip, side = (x + dx * (r + 8), y + dy * (r + 8)), (dy * 11, -dx * 11)
        roll.draw.polygon((tip, (x + side[0], y + side[1]), (x, y)), fill=0)
        roll.draw.polygon((tip, (x - side[0], y - side[1]), (x, y)), outline=0, fill=255)
    write(roll.draw, (x, y + r + 16), "JUNTA", 17, anchor="ma")
    write(roll.draw, (x, y + r + 36), "ELECTORAL", 17, anchor="ma")


def _print_voters(roll: _Roll, cast: int) -> None:
    _print_table(
        roll,
        ("Votantes", "NRO.", "Letras"),
        (("En la máquina de", "votación"), cast),
        (("En el cuaderno de", "votación"), cast),
    )


def _print_table(roll: _Roll, head: tuple[str, str, str], *rows: tuple[tuple[str, ...], int]) -> None:
    """Print a ruled table of counts: what, digits, words."""
    posts = (_MARGIN, 206, 288, _RIGHT)
    top = roll.y
    roll.rule(posts[0], posts[-1])
    roll.y += 8
    roll.line(head[0], 22, x=posts[0] + 8, bold=True)
    for text, left, right in ((head[1], posts[1], posts[2]), (head[2], posts[2], posts[3])):
        roll.line(text, 22, x=(left + right) // 2, anchor="ma", bold=True)
    roll.y += 32
    for label, count in rows:
        roll.rule(posts[0], posts[-1])
        roll.y += 7
        roll.line(str(count), 20, x=(posts[1] + posts[2]) // 2, anchor="ma")
        roll.line(in_words(count), 18, x=(posts[2] + posts[3]) // 2, anchor="ma")
        for part in label:
            roll.line(part, 18, x=posts[0] + 6)
            roll.y += 23
        roll.y += 5
    roll.rule(posts[0], posts[-1])
    for post in posts:
        roll.post(post, top, roll.y)
    roll.y += 26


def _print_candidates(roll: _Roll, votes: Votes, form: StripForm) -> None:
    for text, x in (("Cand.", 50), ("Sigla", 148), ("Código", 212), ("NRO.", 282), ("Letras", 436)):
        roll.line(text, 17, x=x, anchor="ma")
    roll.y += 28
    top = roll.y
    roll.rule(_MARGIN, _RIGHT)
    roll.y += 16
    counts = dict(zip((line.id for line in form.lines), votes.lines, strict=True))
    for candidate in form.candidates:
        roll.line(candidate.name.upper(), 26, x=_MARGIN + 8, bold=True)
        roll.y += 40
        for line in (line for line in form.lines if line.candidate == candidate.id):
            roll.line(str(line.code), 20, x=212, anchor="ma")
            roll.line(str(counts[line.id]), 20, x=296, anchor="ra")
            roll.line(in_words(counts[line.id]), 19, x=436, anchor="ma")
            first, *more = wrap(line.name, 20, _PARTY_WIDTH)
            roll.line(first, 20, x=174, anchor="ra")
            for part in more:
                roll.y += 22
                roll.line(part, 20, x=174, anchor="ra")
            roll.y += 36
        roll.y += 12
    roll.rule(_MARGIN, _RIGHT)
    for post in (_MARGIN, _RIGHT):
        roll.post(post, top, roll.y)
    roll.y += 16


def _print_summary(roll: _Roll, votes: Votes) -> None:
    roll.line("Resumen de votos", 22, x=WIDTH // 2, anchor="ma", bold=True)
    roll.y += 36
    _print_table(
        roll,
        ("Tipo", "NRO.", "Letras"),
        (("Votos",), votes.cast),
        (("Votos válidos",), votes.valid),
        (("Votos nulos",), votes.null),
        (("Votos en blanco",), votes.blank),
    )
    top = roll.y
    roll.line("Observaciones:", 22, x=_MARGIN + 8, bold=True)
    roll.y += 34
    for _ in range(3):
        roll.rule(_MARGIN, _RIGHT)
        roll.y += 32
    roll.draw.rectangle((_MARGIN, top - 8, _RIGHT, roll.y), outline=0, width=2)
    roll.y += 30


def _print_blackout(roll: _Roll, height: int) -> None:
    roll.line("Miembros de mesa y testigos", 20, x=WIDTH // 2, anchor="ma")
    roll.y += 34
    roll.draw.rectangle((0, roll.y, WIDTH, roll.y + height), fill=0)
    roll.y += height + 44


def _print_qr(roll: _Roll, payload: str, fingerprint: str, form: StripForm) -> tuple[int, int, int, int]:
    code = qr_pixels(payload, form.qr_module, level=form.qr_level)
    height, width = code.shape
    left, top = (WIDTH - width) // 2, roll.y
    roll.image.paste(Image.fromarray(code), (left, top))
    roll.y += height + 34
    for part in (fingerprint[:34], fingerprint[34:]):
        roll.line(part, 18, x=(WIDTH - text_width(part, 18)) // 2)
        roll.y += 25
    roll.y += 26
    roll.rule(_MARGIN, _RIGHT, width=1)
    roll.y += 60
    return left, top, left + width, top + height
