"""What light, lens, sensor and file format do to a picture of a strip."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.demo.grade_print import smooth_field
from tallyproof.demo.ink import Pixels

Grey = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LensDamage:
    """How a picture was lit, taken and kept. Lengths are in pixels, strengths in grey values unless said."""

    slope_light: float
    """How much a slope of one radian changes the light, as a part."""
    shading: float
    shadow: float
    """How much darker the shadow of a hand or phone is, as a part; 0 for none."""
    glare: float
    """How much of the picture the glare hides in its middle, as a part; above 1 it is white over some area."""
    glare_size: float
    blur: float
    """Standard deviation."""
    defocus: float
    """Radius of the disc that the lens makes of a point."""
    motion: float
    """Length of the path of a point."""
    motion_angle: float
    moire: float
    moire_period: float
    noise: float
    sharpening: float
    """What the phone adds of the difference to a smoothed picture, as a part."""
    quality: int
    """Quality of the JPEG, 1 to 95."""


def taken(
    scene: Pixels,
    slope: Grey,
    damage: LensDamage,
    code: tuple[float, float],
    rng: np.random.Generator,
) -> Pixels:
    """Return the picture as the camera keeps it; `code` is the middle of the QR code, where trouble gathers."""
    picture = scene.astype(np.float32)
    picture *= 1 + np.float32(damage.slope_light) * slope
    picture += smooth_field(picture.shape, 420, rng) * np.float32(damage.shading / 2)
    if damage.shadow > 0:
        picture *= 1 - np.float32(damage.shadow) * _shadow(picture.shape, code, rng)
    if damage.glare > 0:
        _shine(picture, damage, code, rng)
    if damage.moire > 0:
        picture *= 1 + np.float32(damage.moire / 255) * _moire(picture.shape, damage.moire_period, rng)
    # A sensor saturates after the lens, but highlights bleed the same way; clipping first keeps glare white.
    picture = _blurred(np.clip(picture, 0, 255).astype(np.float32), damage)
    if damage.noise > 0:
        grain = rng.standard_normal(picture.shape, dtype=np.float32)
        picture += grain * np.float32(damage.noise) * (np.float32(0.6) + picture / np.float32(400))
    if damage.sharpening > 0:
        smooth = cv2.GaussianBlur(picture, (0, 0), 1.5)
        picture += np.float32(damage.sharpening) * (picture - np.asarray(smooth, dtype=np.float32))
    return np.asarray(np.clip(picture, 0, 255), dtype=np.uint8)


def _blurred(picture: Grey, damage: LensDamage) -> Grey:
    result: Grey = picture
    if damage.defocus > 0.4:
        result = _filtered(result, _disc(damage.defocus))
    if damage.motion > 1:
        result = _filtered(result, _path(damage.motion, damage.motion_angle))
    if damage.blur > 0.2:
        result = np.asarray(cv2.GaussianBlur(result, (0, 0), damage.blur), dtype=np.float32)
    return result


def _filtered(picture: Grey, kernel: Grey) -> Grey:
    return np.asarray(cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REPLICATE), dtype=np.float32)


def _disc(radius: float) -> Grey:
    """Return the kernel of a lens out of focus, drawn eight times finer than pixels."""
    reach, fine = int(np.ceil(radius)), 8
    side = (2 * reach + 1) * fine
    offsets = (np.arange(side) + 0.5) / fine - (reach + 0.5)
    inside = (offsets[:, None] ** 2 + offsets[None, :] ** 2 <= radius**2).astype(np.float32)
    kernel = inside.reshape(2 * reach + 1, fine, 2 * reach + 1, fine).mean(axis=(1, 3))
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def _path(length: float, angle: float) -> Grey:
    """Return the kernel of a hand that moved in a straight line while the shutter was open."""
    reach = int(np.ceil(length / 2)) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), dtype=np.float32)
    for at in np.linspace(-length / 2, length / 2, 64):
        x, y = reach + at * np.cos(angle), reach + at * np.sin(angle)
        left, top = int(np.floor(x)), int(np.floor(y))
        for column, row in ((left, top), (left + 1, top), (left, top + 1), (left + 1, top + 1)):
            kernel[row, column] += np.float32((1 - abs(x - column)) * (1 - abs(y - row)))
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def _shadow(shape: tuple[int, ...], code: tuple[float, float], rng: np.random.Generator) -> Grey:
    """Return 1 in the shadow and 0 outside; its edge passes near the code."""
    angle, soft = rng.uniform(0, 2 * np.pi), rng.uniform(6, 60)
    x0, y0 = (float(at + rng.normal(0, 120)) for at in code)
    xs = (np.arange(shape[1], dtype=np.float32) - np.float32(x0)) * np.float32(np.cos(angle))
    ys = (np.arange(shape[0], dtype=np.float32) - np.float32(y0)) * np.float32(np.sin(angle))
    return np.asarray(np.clip((xs[None, :] + ys[:, None]) / np.float32(soft) + 0.5, 0, 1), dtype=np.float32)


def _shine(picture: Grey, damage: LensDamage, code: tuple[float, float], rng: np.random.Generator) -> None:
    """Put the mirror image of a lamp over a part of the code."""
    reach_x, reach_y = damage.glare_size * rng.uniform(0.6, 1.6), damage.glare_size * rng.uniform(0.6, 1.6)
    x0, y0 = (float(at + rng.uniform(-1, 1) * damage.glare_size * 1.6) for at in code)
    xs = ((np.arange(picture.shape[1], dtype=np.float32) - np.float32(x0)) / np.float32(reach_x)) ** 2
    ys = ((np.arange(picture.shape[0], dtype=np.float32) - np.float32(y0)) / np.float32(reach_y)) ** 2
    near = ys < 12
    hidden = np.clip(np.float32(damage.glare) * np.exp(-(xs[None, :] + ys[near][:, None]) / 2), 0, 1)
    picture[near] += hidden * (np.float32(255) - picture[near])


def _moire(shape: tuple[int, ...], period: float, rng: np.random.Generator) -> Grey:
    """Return the waves between the dots of a screen and those of a sensor."""
    angle, start = rng.uniform(0, np.pi), rng.uniform(0, 2 * np.pi)
    pace = 2 * np.pi / period
    xs = np.arange(shape[1], dtype=np.float32) * np.float32(pace * np.cos(angle))
    ys = np.arange(shape[0], dtype=np.float32) * np.float32(pace * np.sin(angle))
    drift = smooth_field(shape, 300, rng) * np.float32(1.2)
    return np.asarray(np.sin(xs[None, :] + ys[:, None] + drift + np.float32(start)), dtype=np.float32)
