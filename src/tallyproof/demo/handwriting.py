"""Handwritten digits: strokes of a pen, a little different every time."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.demo.ink import Pixels

Stroke = tuple[tuple[float, float], ...]

# Control points in a box of width 1 and height 1, origin at the top left; several ways to write one digit.
_SHAPES: dict[str, tuple[tuple[Stroke, ...], ...]] = {
    "0": (
        (((0.55, 0.02), (0.12, 0.22), (0.08, 0.70), (0.45, 0.99), (0.88, 0.72), (0.86, 0.25), (0.50, 0.01)),),
        (((0.42, 0.04), (0.86, 0.20), (0.90, 0.72), (0.48, 0.98), (0.10, 0.70), (0.14, 0.20), (0.62, 0.03)),),
    ),
    "1": (
        (((0.52, 0.01), (0.51, 0.35), (0.50, 0.70), (0.49, 0.99)),),
        (((0.22, 0.30), (0.42, 0.14), (0.60, 0.01), (0.60, 0.01), (0.58, 0.50), (0.56, 0.99)),),
    ),
    "2": (
        (
            ((0.14, 0.24), (0.36, 0.02), (0.76, 0.08), (0.78, 0.38), (0.42, 0.74), (0.12, 0.97)),
            ((0.12, 0.97), (0.5, 0.94), (0.9, 0.95)),
        ),
        (((0.15, 0.26), (0.42, 0.01), (0.82, 0.16), (0.66, 0.52), (0.20, 0.92), (0.30, 0.80), (0.60, 0.97),
          (0.92, 0.90)),),
    ),
    "3": (
        (((0.16, 0.14), (0.45, 0.01), (0.80, 0.14), (0.72, 0.40), (0.40, 0.47), (0.40, 0.47), (0.80, 0.56),
          (0.84, 0.84), (0.48, 0.99), (0.10, 0.86)),),
    ),
    "4": (
        (((0.60, 0.02), (0.36, 0.32), (0.10, 0.63), (0.10, 0.63), (0.50, 0.62), (0.94, 0.60)),
         ((0.66, 0.34), (0.65, 0.66), (0.62, 0.99))),
        (((0.18, 0.03), (0.16, 0.30), (0.18, 0.52), (0.18, 0.52), (0.52, 0.52), (0.86, 0.48)),
         ((0.76, 0.02), (0.74, 0.50), (0.70, 0.99))),
    ),
    "5": (
        (((0.24, 0.04), (0.21, 0.24), (0.19, 0.44), (0.19, 0.44), (0.55, 0.36), (0.86, 0.60), (0.72, 0.92),
          (0.38, 0.99), (0.10, 0.87)), ((0.24, 0.05), (0.54, 0.05), (0.88, 0.03))),
    ),
    "6": (
        (((0.74, 0.02), (0.38, 0.22), (0.14, 0.62), (0.28, 0.95), (0.68, 0.95), (0.84, 0.70), (0.58, 0.50),
          (0.18, 0.66)),),
    ),
    "7": (
        (((0.12, 0.06), (0.48, 0.06), (0.88, 0.04), (0.88, 0.04), (0.62, 0.48), (0.40, 0.99)),),
        (((0.12, 0.08), (0.50, 0.06), (0.88, 0.05), (0.88, 0.05), (0.60, 0.50), (0.42, 0.99)),
         ((0.30, 0.52), (0.54, 0.50), (0.80, 0.49))),
    ),
    "8": (
        (((0.78, 0.16), (0.46, 0.01), (0.18, 0.18), (0.36, 0.42), (0.74, 0.62), (0.80, 0.88), (0.46, 0.99),
          (0.16, 0.84), (0.34, 0.56), (0.72, 0.36), (0.80, 0.15)),),
    ),
    "9": (
        (((0.82, 0.22), (0.50, 0.02), (0.18, 0.18), (0.22, 0.46), (0.56, 0.52), (0.82, 0.28), (0.82, 0.20),
          (0.78, 0.60), (0.62, 0.99)),),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hand:
    """How one person writes."""

    ways: tuple[int, ...]
    """Which shape of each digit, 0 to 9, this person uses."""
    slant: float
    width: float
    height: float
    pen: int
    """Stroke width in sixteenths of a pixel."""
    ink: int
    """Grey value of the ink."""
    wobble: float


def take_a_hand(rng: np.random.Generator) -> Hand:
    """Return somebody's handwriting."""
    return Hand(
        ways=tuple(int(rng.integers(len(_SHAPES[str(digit)]))) for digit in range(10)),
        slant=float(rng.uniform(-0.05, 0.28)),
        width=float(rng.uniform(0.40, 0.52)),
        height=float(rng.uniform(0.56, 0.70)),
        pen=int(rng.integers(28, 54)),
        ink=int(rng.integers(25, 95)),
        wobble=float(rng.uniform(0.015, 0.035)),
    )


def write_digit(
    pixels: Pixels, box: tuple[int, int, int, int], digit: str, hand: Hand, rng: np.random.Generator
) -> None:
    """Write one digit into the box (left, top, right, bottom) of a page, in place."""
    left, top, right, bottom = box
    size = np.array([(right - left) * hand.width, (bottom - top) * hand.height]) * rng.uniform(0.9, 1.1, 2)
    middle = np.array([(left + right) / 2, (top + bottom) / 2]) + rng.normal(0, 0.035, 2) * (right - left)
    for stroke in _SHAPES[digit][hand.ways[int(digit)]]:
        points = np.array(stroke) - 0.5 + rng.normal(0, hand.wobble, (len(stroke), 2))
        points[:, 0] -= points[:, 1] * hand.slant
        curve = _curve(points * size + middle)
        _draw_stroke(pixels, curve, hand)


def _curve(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a Catmull-Rom curve through the points; a point given twice is a corner."""
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, 9)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - 3 * c + d - a) * t**3))
    return np.vstack(pieces)


def _draw_stroke(pixels: Pixels, curve: NDArray[np.float64], hand: Hand) -> None:
    points = np.round(curve * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(pixels, [points], False, hand.ink, max(1, round(hand.pen / 16)), cv2.LINE_AA, shift=4)
