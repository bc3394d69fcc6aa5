"""What happens to a strip before anybody photographs it: a worn printer, hands, pens, stamps and folds."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.demo.ink import Pixels, RenderedSheet

Grey = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PrintDamage:
    """How a strip was printed and handled. Lengths are in dots of the printer, strengths run from 0 to 1."""

    paper: float
    """Grey value of the paper."""
    contrast: float
    """How much darker than the paper the print is, as a part of black."""
    dead_columns: int
    """Dots of the thermal head that no longer burn: pale lines along the strip."""
    fading: float
    """How far the print has gone in its palest patches."""
    creases: tuple[float, ...]
    """Heights of sharp folds, where the coating breaks off."""
    wear: float
    """How much of the print is lost on a crease."""
    pen_strokes: int
    """Strokes of a pen over the code."""
    stamps: int
    """Rubber stamps that touch the code."""


def printed(sheet: RenderedSheet, damage: PrintDamage, rng: np.random.Generator) -> Pixels:
    """Return the strip as it lies there, flat and evenly lit."""
    width = sheet.pixels.shape[1]
    # Ink is 1 where the head burned fully and 0 on paper.
    ink = np.float32(1) - sheet.pixels.astype(np.float32) / np.float32(255)
    if damage.fading > 0:
        ink *= _remaining(sheet.pixels.shape, damage.fading, rng)
    for _ in range(damage.dead_columns):
        left = int(rng.integers(0, width - 4))
        ink[:, left : left + int(rng.integers(1, 4))] *= np.float32(rng.uniform(0.0, 0.35))
    for crease in damage.creases:
        _wear_off(ink, round(crease), damage.wear, rng)
    page = np.float32(damage.paper) * (1 - np.float32(damage.contrast) * ink)
    _write_over(page, sheet.qr_box, damage, rng)
    return np.asarray(np.clip(page, 0, 255), dtype=np.uint8)


def smooth_field(shape: tuple[int, ...], pitch: int, rng: np.random.Generator) -> Grey:
    """Return unit noise that changes over about `pitch` pixels."""
    coarse = rng.normal(0, 1, (3 + shape[0] // pitch, 3 + shape[1] // pitch)).astype(np.float32)
    # Curved at a quarter of the size and straight from there: a fifth of the time, and nobody sees it.
    middle = (shape[1] // 4 + 1, shape[0] // 4 + 1)
    curved = cv2.resize(coarse, middle, interpolation=cv2.INTER_CUBIC)
    whole = cv2.resize(curved, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole, dtype=np.float32)


def _remaining(shape: tuple[int, ...], fading: float, rng: np.random.Generator) -> Grey:
    """Return the part of the print that is left: patches, one paler side, and speckles where little is left."""
    patches = np.clip(smooth_field(shape, 180, rng) * np.float32(0.35) + np.float32(0.45), 0, 1)
    side = np.linspace(0, 1, shape[1], dtype=np.float32)
    loss = np.float32(fading) * (
        patches * np.float32(0.7) + (side if rng.random() < 0.5 else 1 - side) * np.float32(0.3)
    )
    speckle = rng.random(shape, dtype=np.float32) < loss * np.float32(0.35)
    return np.asarray(np.where(speckle, np.float32(0.1), 1 - loss), dtype=np.float32)


def _wear_off(ink: Grey, at: int, wear: float, rng: np.random.Generator) -> None:
    """Break the coating off along a fold that is nowhere quite straight."""
    height, width = ink.shape
    drift = np.cumsum(rng.normal(0, 0.25, width))
    for x in range(width):
        middle = at + round(float(drift[x]))
        reach = round(float(rng.exponential(1 + 5 * wear)))
        ink[max(0, middle - reach) : max(0, min(height, middle + reach + 1)), x] *= np.float32(1 - wear)


def _write_over(page: Grey, box: tuple[int, int, int, int], damage: PrintDamage, rng: np.random.Generator) -> None:
    """Draw pens and stamps where the code is; both darken and cover nothing with white."""
    left, top, right, bottom = box
    for _ in range(damage.stamps):
        layer = np.zeros(page.shape, dtype=np.uint8)
        middle = (int(rng.integers(left - 60, right + 60)), int(rng.integers(top - 60, bottom + 60)))
        _stamp(layer, middle, int(rng.integers(80, 150)), rng)
        page *= 1 - np.float32(rng.uniform(0.45, 0.8)) * (layer.astype(np.float32) / np.float32(255))
    for _ in range(damage.pen_strokes):
        layer = np.zeros(page.shape, dtype=np.uint8)
        _stroke(layer, box, rng)
        page *= 1 - np.float32(rng.uniform(0.65, 0.9)) * (layer.astype(np.float32) / np.float32(255))


def _stamp(layer: Pixels, middle: tuple[int, int], radius: int, rng: np.random.Generator) -> None:
    cv2.circle(layer, middle, radius, 255, int(rng.integers(3, 8)), cv2.LINE_AA)
    cv2.circle(layer, middle, round(radius * 0.72), 255, 2, cv2.LINE_AA)
    for row in (-18, 14):
        at = (middle[0] - round(radius * 0.6), middle[1] + row)
        cv2.putText(layer, "MESA 01 OK", at, cv2.FONT_HERSHEY_SIMPLEX, radius / 150, 255, 2, cv2.LINE_AA)


def _stroke(layer: Pixels, box: tuple[int, int, int, int], rng: np.random.Generator) -> None:
    """Draw one stroke of a pen that begins beside or on the code and swings across it."""
    left, top, right, bottom = box
    size = right - left
    at = np.array([rng.uniform(left - 40, right), rng.uniform(top - 20, bottom + 20)])
    heading, turn = rng.uniform(-0.6, 0.6), rng.normal(0, 0.05)
    points = [at.copy()]
    for _ in range(int(rng.integers(14, 42))):
        at += size / 36 * np.array([np.cos(heading), np.sin(heading)])
        turn = 0.8 * turn + rng.normal(0, 0.16)
        heading += turn
        points.append(at.copy())
    line = np.round(np.array(points) * 8).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(layer, [line], False, 255, int(rng.integers(3, 7)), cv2.LINE_AA, 3)
