"""What phones, scanners, pockets and rain do to a sheet before anybody sees its picture."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tallyproof.demo.ink import Pixels, RenderedSheet

Box = tuple[int, int, int, int]
QUALITY = 78


@dataclass(frozen=True, slots=True)
class Defects:
    """One way to take a picture. Lengths are in pixels, angles in degrees, strengths in grey values."""

    scale: float
    """Size in the picture of what is one pixel on the sheet."""
    rotation: float
    perspective: float
    """How far each corner may wander."""
    border: int
    """What is seen beside the paper."""
    surface: int
    """Grey value of what the paper lies on."""
    paper: int
    """Grey value of the paper."""
    ink: int
    """Grey value of the blackest print."""
    shading: float
    blur: float
    noise: float
    folds: tuple[float, ...]
    """Heights of folds across the paper, as parts of its length."""
    shadow: float
    """How much darker the shadow of a hand or phone is, 0 for none."""
    streaks: int
    """Number of pale lines that dead dots of a thermal head leave along the paper."""


def scan_defects(rng: np.random.Generator) -> Defects:
    """Return the defects of a flatbed or feeder scanner: nearly straight, even light."""
    return Defects(
        scale=float(rng.uniform(0.82, 0.90)),
        rotation=float(rng.normal(0, 0.5)),
        perspective=2.0,
        border=int(rng.integers(14, 34)),
        surface=int(rng.choice([6, 14, 238])),
        paper=int(rng.integers(228, 246)),
        ink=int(rng.integers(18, 48)),
        shading=float(rng.uniform(2, 7)),
        blur=float(rng.uniform(0.45, 0.75)),
        noise=float(rng.uniform(0.5, 1.1)),
        folds=_folds(rng, 2),
        shadow=0.0,
        streaks=int(rng.integers(0, 2)),
    )


def photo_defects(rng: np.random.Generator) -> Defects:
    """Return the defects of a phone held over a table: askew, unevenly lit, a little soft."""
    return Defects(
        scale=float(rng.uniform(0.82, 0.94)),
        rotation=float(rng.normal(0, 1.3)),
        perspective=14.0,
        border=int(rng.integers(24, 60)),
        surface=int(rng.integers(60, 130)),
        paper=int(rng.integers(196, 232)),
        ink=int(rng.integers(30, 66)),
        shading=float(rng.uniform(10, 26)),
        blur=float(rng.uniform(0.6, 1.0)),
        noise=float(rng.uniform(0.7, 1.4)),
        folds=_folds(rng, 3),
        shadow=float(rng.choice([0.0, 0.0, 22.0, 40.0])),
        streaks=int(rng.integers(0, 3)),
    )


def take_picture(sheet: RenderedSheet, defects: Defects, rng: np.random.Generator) -> Pixels:
    """Return the picture of a sheet, grey."""
    page = sheet.pixels.copy()
    # Black boxes over names are drawn on the picture, so that streaks of the printer do not cross them.
    printed = page.mean(axis=1) > 60
    for at in rng.integers(0, page.shape[1] - 2, defects.streaks):
        page[printed, at : at + 1 + int(rng.integers(2))] |= 144
    # Print and paper first get their greys: one table for all pixels.
    greys = np.linspace(defects.ink, defects.paper, 256).round().astype(np.uint8)
    picture = _lay_down(greys[page], defects, rng)
    light = _light(picture.shape, defects, rng)
    light += np.float32(defects.noise) * _grain(picture.shape, rng)
    soft = cv2.GaussianBlur(picture, (0, 0), defects.blur)
    return np.asarray(cv2.add(soft, light, dtype=cv2.CV_8U), dtype=np.uint8)


def tear_off(sheet: RenderedSheet, rng: np.random.Generator, *, surface: int = 255) -> RenderedSheet:
    """Return the sheet without the strip of paper from the middle of its QR code to the right edge."""
    left, top, right, bottom = sheet.qr_box
    height, width = sheet.pixels.shape
    ys = np.linspace(max(0, top - 60), min(height - 1, bottom + 50), 24)
    middle = left + 0.42 * (right - left)
    xs = middle + np.cumsum(rng.normal(0, 7, len(ys))) + rng.normal(0, 4, len(ys))
    xs[0] = xs[-1] = width
    edge = np.column_stack([xs, ys])
    hole = np.vstack([edge, [[width + 5, ys[-1]], [width + 5, ys[0]]]]).round().astype(np.int32)
    page = sheet.pixels.copy()
    cv2.fillPoly(page, [hole], surface)
    cv2.polylines(page, [edge.round().astype(np.int32)], False, 190, 3, cv2.LINE_AA)
    return RenderedSheet(page, sheet.qr_box, sheet.payload)


def blot_out(sheet: RenderedSheet, rng: np.random.Generator) -> RenderedSheet:
    """Return the sheet with its QR code under spilt ink."""
    left, top, right, bottom = sheet.qr_box
    page = sheet.pixels.copy()
    side = right - left
    for _ in range(16):
        at = (int(rng.integers(left, right)), int(rng.integers(top, bottom)))
        axes = (int(rng.integers(side // 8, side // 4)), int(rng.integers(side // 8, side // 4)))
        turn, grey = float(rng.uniform(0, 180)), int(rng.integers(8, 50))
        cv2.ellipse(page, at, axes, turn, 0, 360, grey, -1, cv2.LINE_AA)
    return RenderedSheet(page, sheet.qr_box, sheet.payload)


def as_jpeg(picture: Pixels, *, quality: int = QUALITY) -> bytes:
    """Return the bytes of a grey JPEG without any metadata."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()


def defects_of(camera: Literal["scan", "photo"], rng: np.random.Generator) -> Defects:
    """Return defects as a scanner or a phone makes them."""
    return scan_defects(rng) if camera == "scan" else photo_defects(rng)


def _folds(rng: np.random.Generator, most: int) -> tuple[float, ...]:
    return tuple(float(at) for at in np.sort(rng.uniform(0.05, 0.97, int(rng.integers(0, most + 1)))))


def _lay_down(page: Pixels, defects: Defects, rng: np.random.Generator) -> Pixels:
    """Turn, tilt and shift the page onto its surface."""
    height, width = page.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    middle = corners.mean(axis=0)
    # A long strip turned about its middle would leave the picture: people turn the phone with it.
    angle = np.deg2rad(defects.rotation) * min(1.0, width / height * 1.4)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = defects.scale * (corners - middle) @ turn.T
    moved += rng.uniform(-defects.perspective, defects.perspective, (4, 2))
    moved += defects.border - moved.min(axis=0)
    size = np.ceil(moved.max(axis=0) + defects.border).astype(int)
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    laid = cv2.warpPerspective(
        page,
        matrix,
        (int(size[0]), int(size[1])),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=defects.surface,
    )
    return np.asarray(laid, dtype=np.uint8)


def _light(shape: tuple[int, ...], defects: Defects, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return what lamps, folds and shadows add to each pixel."""
    height, width = shape
    coarse = rng.normal(0, defects.shading / 2, (2 + height // 420, 2 + width // 420)).astype(np.float32)
    light = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)
    for fold in defects.folds:
        _crease(light, round(fold * height), rng)
    if defects.shadow:
        reach = int(rng.uniform(0.2, 0.55) * height)
        slope = np.clip((np.arange(height, dtype=np.float32) - reach) / 60, 0, 1)[:, None]
        light -= np.float32(defects.shadow) * (slope if rng.random() < 0.5 else 1 - slope)
    return light


def _crease(light: NDArray[np.float32], at: int, rng: np.random.Generator) -> None:
    """Put a fold across the light: bright on one side of it, dark on the other."""
    strength, reach = float(rng.uniform(8, 22)), 26
    sign = 1 if rng.random() < 0.5 else -1
    for y in range(max(0, at - reach), min(light.shape[0], at + reach)):
        fade = 1 - abs(y - at) / reach
        light[y] += np.float32(sign * strength * fade * (1 if y < at else -1))


@lru_cache(maxsize=1)
def _grain_tile() -> NDArray[np.float32]:
    tile = np.random.default_rng(1).normal(0, 1, (768, 768)).astype(np.float32)
    # Neighbouring pixels of a sensor are not independent.
    return np.asarray(cv2.GaussianBlur(tile, (0, 0), 0.6) * 1.7, dtype=np.float32)


def _grain(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return unit noise: a tile begun at a place of chance; drawing afresh would take half of the time."""
    tile = np.roll(_grain_tile(), tuple(int(n) for n in rng.integers(0, 768, 2)), axis=(0, 1))
    across = np.tile(tile, (1, -(-shape[1] // 768)))[:, : shape[1]]
    return np.tile(across, (-(-shape[0] // 768), 1))[: shape[0]]
