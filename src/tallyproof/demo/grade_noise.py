"""Code-sized crops in which a reader must not see a strip: noise, text, halftone, parts of strips, other codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tallyproof.demo.grade_ballot import LONG_FORM, long_register, votes_at
from tallyproof.demo.grade_lens import LensDamage, taken
from tallyproof.demo.grade_print import smooth_field
from tallyproof.demo.ink import Pixels, RenderedSheet, write
from tallyproof.demo.strip import render_strip, strip_payload

_SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;!-/%$"
_LEVELS = ("L", "M", "Q", "H")
_OTHER_SYMBOLS = (
    zxingcpp.BarcodeFormat.Aztec,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.PDF417,
    zxingcpp.BarcodeFormat.Code128,
)
_FUNCTION_ROWS = 9
"""Modules of a finder pattern, its separator and the format beside it."""
_TILES = 24

Crop = tuple[Pixels, frozenset[str]]


def noise_crop(seed: int) -> Crop:
    """Return a grey crop of 300 to 700 pixels a side, and the texts of all QR codes in it.

    The set is empty for most; where a code was damaged beyond repair its text is in it nevertheless: a reader may
    find it or nothing. Any other text is a false read. The same seed gives the same crop.
    """
    rng = np.random.default_rng([seed, 10_000])
    kinds = list(_KINDS)
    name = kinds[int(rng.choice(len(kinds), p=np.array([_KINDS[kind][0] for kind in kinds]) / 100))]
    side = (int(rng.integers(300, 701)), int(rng.integers(300, 701)))
    scene, texts = _KINDS[name][1](side, rng)
    return _photographed(scene, rng), texts


def _noise(side: tuple[int, int], rng: np.random.Generator) -> Crop:
    """Noise of one grain, or black and white squares as of a code without order."""
    pitch = int(rng.integers(1, 16))
    size = (side[0] // pitch + 1, side[1] // pitch + 1)
    grain = rng.integers(0, 256, size) if rng.random() < 0.4 else 255 * rng.integers(0, 2, size)
    scene = grain.astype(np.uint8).repeat(pitch, axis=0).repeat(pitch, axis=1)[: side[0], : side[1]]
    return np.ascontiguousarray(scene), frozenset()


def _text(side: tuple[int, int], rng: np.random.Generator) -> Crop:
    image = Image.new("L", (side[1], side[0]), 255)
    draw = ImageDraw.Draw(image)
    y = 4
    while y < side[0]:
        size = int(rng.integers(11, 40))
        signs = rng.choice(list(_SIGNS), int(rng.integers(4, 80)))
        write(draw, (int(rng.integers(0, 40)), y), "".join(signs), size, bold=bool(rng.random() < 0.2))
        y += int(size * rng.uniform(1.0, 1.7))
    return np.asarray(image, dtype=np.uint8), frozenset()


def _halftone(side: tuple[int, int], rng: np.random.Generator) -> Crop:
    """Return a smooth picture in printed dots."""
    tone = np.clip(smooth_field(side, int(rng.integers(40, 200)), rng) * np.float32(0.3) + np.float32(0.5), 0, 1)
    period, angle = float(rng.uniform(3, 14)), float(rng.uniform(0, np.pi))
    ys, xs = np.mgrid[0 : side[0], 0 : side[1]].astype(np.float32)
    across = (xs * np.float32(np.cos(angle)) + ys * np.float32(np.sin(angle))) * np.float32(np.pi / period)
    down = (ys * np.float32(np.cos(angle)) - xs * np.float32(np.sin(angle))) * np.float32(np.pi / period)
    screen = (np.sin(across) * np.sin(down) + 1) / 2
    return np.asarray(np.where(screen > tone, 255, 0), dtype=np.uint8), frozenset()


def _strip_part(side: tuple[int, int], rng: np.random.Generator) -> Crop:
    """Return a part of a strip above its code."""
    sheet = _strips(int(rng.integers(_TILES)))
    lowest = sheet.qr_box[1] - side[0] - 4
    top = int(rng.integers(LONG_FORM.feed, lowest))
    # The black box has nothing on it to mistake.
    top = min(top, lowest - LONG_FORM.blackout)
    part = sheet.pixels[top : top + side[0]]
    return np.asarray(cv2.resize(part, (side[1], side[0]), interpolation=cv2.INTER_AREA), dtype=np.uint8), frozenset()


@lru_cache(maxsize=_TILES)
def _strips(number: int) -> RenderedSheet:
    rng = np.random.default_rng([number, 1])
    country = long_register()
    station = country.stations[int(rng.integers(len(country.stations)))]
    return render_strip(country.path(station), station, votes_at(station, rng), form=LONG_FORM)


def _other_code(side: tuple[int, int], rng: np.random.Generator) -> Crop:
    """Return a whole QR code that is not of a strip, of any version and level."""
    text = _any_text(rng)
    return _on_paper(_modules(text, rng), side, rng), frozenset({text})


def _broken_code(side: tuple[int, int], rng: np.random.Generator) -> Crop:
    """Return a code of a strip or of something else in which a part of the modules says nothing."""
    text = _strip_text(rng) if rng.random() < 0.6 else _any_text(rng)
    modules = _modules(text, rng)
    width = len(modules)
    share = rng.uniform(0.05, 0.9)
    if rng.random() < 0.5:
        wrong = rng.random(modules.shape) < share * 0.6
    else:
        # A blot in one piece, as glare and ink make them.
        ys, xs = np.mgrid[0:width, 0:width]
        y, x = rng.uniform(0, width, 2)
        wrong = (ys - y) ** 2 + (xs - x) ** 2 < share * width**2 / 4
    _spare_finders(wrong)
    modules[wrong] = 255 * rng.integers(0, 2, int(wrong.sum()))
    return _on_paper(modules, side, rng), frozenset({text})


def _false_code(side: tuple[int, int], rng: np.random.Generator) -> Crop:
    """Return a code with every pattern in its place and chance instead of data."""
    modules = _modules(_strip_text(rng), rng)
    width = len(modules)
    wrong = np.ones(modules.shape, dtype=bool)
    wrong[6, :] = wrong[:, 6] = False
    _spare_finders(wrong)
    if width > 21:
        wrong[width - 9 : width - 4, width - 9 : width - 4] = False
    modules[wrong] = 255 * rng.integers(0, 2, int(wrong.sum()))
    return _on_paper(modules, side, rng), frozenset()


def _other_symbol(side: tuple[int, int], rng: np.random.Generator) -> Crop:
    """Return a bar code or matrix code of another kind, which is no QR code."""
    symbol = _OTHER_SYMBOLS[int(rng.integers(len(_OTHER_SYMBOLS)))]
    text = "".join(rng.choice(list(_SIGNS[:62]), int(rng.integers(6, 24))))
    code = zxingcpp.create_barcode(text, symbol)
    return _on_paper(np.asarray(code.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8), side, rng), frozenset()


_KINDS: dict[str, tuple[int, Callable[[tuple[int, int], np.random.Generator], Crop]]] = {
    "noise": (14, _noise),
    "text": (14, _text),
    "halftone": (10, _halftone),
    "strip-part": (14, _strip_part),
    "other-code": (10, _other_code),
    "broken-code": (16, _broken_code),
    "false-code": (16, _false_code),
    "other-symbol": (6, _other_symbol),
}
"""Kinds of crops, each with its share in percent."""


def _strip_text(rng: np.random.Generator) -> str:
    country = long_register()
    station = country.stations[int(rng.integers(len(country.stations)))]
    return strip_payload(station.code, votes_at(station, rng))


def _any_text(rng: np.random.Generator) -> str:
    kind = int(rng.integers(3))
    if kind == 0:
        return "".join(str(digit) for digit in rng.integers(0, 10, int(rng.integers(4, 60))))
    if kind == 1:
        return f"https://ejemplo.example/{''.join(rng.choice(list(_SIGNS[:62]), int(rng.integers(3, 90))))}"
    return "".join(rng.choice(list(_SIGNS), int(rng.integers(2, 160)))).strip() or "-"


def _modules(text: str, rng: np.random.Generator) -> Pixels:
    level = _LEVELS[int(rng.integers(4))]
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    return np.array(code.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)


def _spare_finders(wrong: NDArray[np.bool_]) -> None:
    for rows, columns in ((slice(None, _FUNCTION_ROWS), slice(None, _FUNCTION_ROWS)),
                          (slice(None, _FUNCTION_ROWS), slice(-_FUNCTION_ROWS, None)),
                          (slice(-_FUNCTION_ROWS, None), slice(None, _FUNCTION_ROWS))):  # fmt: skip
        wrong[rows, columns] = False


def _on_paper(modules: Pixels, side: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """Return the code on a white page of this size, turned by any angle and a little askew."""
    height, width = side
    own_height, own_width = modules.shape
    angle = rng.uniform(0, 2 * np.pi) if rng.random() < 0.5 else rng.normal(0, 0.05)
    reach = min(side) * rng.uniform(0.5, 0.92) / (abs(np.cos(angle)) + abs(np.sin(angle)))
    scale = reach / max(own_height, own_width)
    corners = np.array([[0, 0], [own_width, 0], [own_width, own_height], [0, own_height]], dtype=np.float64)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    placed = (corners - [own_width / 2, own_height / 2]) @ turn.T * scale + [width / 2, height / 2]
    placed += rng.normal(0, 0.02 * reach, (4, 2))
    fine = max(1, round(2 * scale))
    large = modules.repeat(fine, axis=0).repeat(fine, axis=1)
    matrix = cv2.getPerspectiveTransform((corners * fine).astype(np.float32), placed.astype(np.float32))
    page = cv2.warpPerspective(large, matrix, (width, height), flags=cv2.INTER_AREA, borderValue=255)
    return np.asarray(page, dtype=np.uint8)


def _photographed(scene: Pixels, rng: np.random.Generator) -> Pixels:
    bad = float(rng.uniform(0, 1))
    lens = LensDamage(
        slope_light=0.0,
        shading=float(rng.uniform(0, 50)) * bad,
        shadow=float(rng.choice([0, 0, 0.5])) * bad,
        glare=float(rng.choice([0, 0, 0, 1.2])) * bad,
        glare_size=float(rng.uniform(20, 80)),
        blur=float(rng.uniform(0.2, 4)) * bad,
        defocus=float(rng.choice([0, 0, 4])) * bad,
        motion=float(rng.choice([0, 0, 10])) * bad,
        motion_angle=float(rng.uniform(0, np.pi)),
        moire=float(rng.choice([0, 0, 40])) * bad,
        moire_period=float(rng.uniform(2.2, 14)),
        noise=float(rng.uniform(0, 16)) * bad,
        sharpening=0.0,
        quality=90,
    )
    faded = 255 - (255 - scene.astype(np.float32)) * np.float32(rng.uniform(0.3, 1))
    slope = np.zeros(scene.shape, dtype=np.float32)
    middle = (scene.shape[1] / 2, scene.shape[0] / 2)
    return taken(np.asarray(faded, dtype=np.uint8), slope, lens, middle, rng)
