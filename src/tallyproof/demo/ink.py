"""Marks on paper that both kinds of sheet share: letters, QR codes and the rendered sheet itself."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import ImageDraw, ImageFont

Pixels = NDArray[np.uint8]
"""Grey values, height by width, 0 black and 255 white."""


@dataclass(frozen=True, slots=True)
class RenderedSheet:
    """A clean sheet as it left the printer or the table, before anybody photographed it."""

    pixels: Pixels
    qr_box: tuple[int, int, int, int]
    """Left, top, right and bottom of the QR code in pixels, without its quiet zone."""
    payload: str


@lru_cache(maxsize=32)
def letters(size: int) -> ImageFont.FreeTypeFont:
    """Return the font that Pillow carries inside itself, so that every machine draws the same letters."""
    font = ImageFont.load_default(size=size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType, which draws the letters of the sample sheets")
    return font


@lru_cache(maxsize=8192)
def text_width(text: str, size: int) -> int:
    """Return the width of a line of text in pixels."""
    return round(letters(size).getlength(_without_marks(text)[0]))


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    size: int,
    *,
    anchor: str = "la",
    bold: bool = False,
    fill: int = 0,
) -> None:
    """Draw one line of text; bold is the same letters struck again, one pixel to the right."""
    # The font that Pillow carries has no accented letters: the marks are drawn over the plain ones.
    plain, marks = _without_marks(text)
    left = at[0] - {"l": 0, "m": text_width(text, size) // 2, "r": text_width(text, size)}[anchor[0]]
    for strike in range(1 + bold * size // 14):
        draw.text((left + strike, at[1]), plain, font=letters(size), fill=fill, anchor=f"l{anchor[1]}")
        for index, mark in marks:
            _draw_mark(draw, (left + strike, at[1]), plain, index, mark, size, fill)


@lru_cache(maxsize=4096)
def _without_marks(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Return the text in plain letters, and the accents with the index of their letter."""
    plain, marks = "", []
    for sign in unicodedata.normalize("NFD", text):
        if unicodedata.combining(sign):
            marks.append((len(plain) - 1, sign))
        else:
            plain += sign
    return plain, tuple(marks)


def _draw_mark(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], plain: str, index: int, mark: str, size: int, fill: int
) -> None:
    font = letters(size)
    x = at[0] + round(font.getlength(plain[:index]) + font.getlength(plain[index]) / 2)
    y = at[1] + round(font.getbbox(plain[index], anchor="la")[1]) - max(2, size // 11)
    reach = max(2, size // 8)
    if mark == "\u0301":
        draw.line((x - reach // 2, y, x + reach, y - reach), fill=fill, width=max(1, size // 12))
    elif mark == "\u0303":
        third, rise = reach // 3, y - reach // 2
        wave = (x - reach, y, x - third, rise, x + third, y, x + reach, rise)
        draw.line(wave, fill=fill, width=max(1, size // 14))
    else:
        raise ValueError(f"expected an acute accent or a tilde over {plain[index]!r}, got U+{ord(mark):04X}")


def wrap(text: str, size: int, width: int) -> list[str]:
    """Return the text in lines no wider than `width` pixels; a single longer word keeps its own line."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def qr_pixels(payload: str, module: int, *, level: str = "M") -> Pixels:
    """Return the QR code without quiet zone, `module` pixels to a module; `level` is its error correction."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    modules = np.asarray(code.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)
    return modules.repeat(module, axis=0).repeat(module, axis=1)
