"""QR codes for tests: drawn by another library, with known corners, bent and spoilt on demand."""

from __future__ import annotations

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from tallyproof.read.reading import Raster

STRIP_TEXT = "010111037.01.1.0001!" + ",".join(str(number) for number in range(38)) + "!3!1"


def modules_of(text: str, level: str, version: int | None = None) -> NDArray[np.bool_]:
    """The modules, True where dark, as zxing-cpp draws them."""
    wanted = {"ec_level": level} | ({} if version is None else {"version": version})
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, **wanted)
    return np.asarray(np.asarray(code.to_image(scale=1, add_quiet_zones=False)) == 0, np.bool_)


def drawn(modules: NDArray[np.bool_], pixels: int, margin: int = 6) -> Raster:
    """The code on white paper, `pixels` to a module, `margin` modules of white around."""
    light = np.pad(np.where(modules, 0, 255).astype(np.uint8), margin, constant_values=255)
    return np.asarray(light.repeat(pixels, axis=0).repeat(pixels, axis=1), np.uint8)


def corners_in(modules: NDArray[np.bool_], pixels: int, margin: int = 6) -> NDArray[np.float64]:
    low, high = margin * pixels, (margin + len(modules)) * pixels
    return np.array([[low, low], [high, low], [high, high], [low, high]], float)


def blurred(raster: Raster, sigma: float, noise: float = 0.0, seed: int = 1) -> Raster:
    soft = cv2.GaussianBlur(raster, (0, 0), sigma).astype(float)
    soft += np.random.default_rng(seed).normal(0, noise, soft.shape)
    return np.asarray(np.clip(soft, 0, 255), np.uint8)


def bent(raster: Raster, depth: float, length: float) -> Raster:
    """The picture shifted in waves, as of paper that does not lie flat."""
    height, width = raster.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wave_x, wave_y = depth * np.sin(2 * np.pi * y / length), depth * np.cos(2 * np.pi * x / length)
    moved = cv2.remap(
        raster, x + wave_x.astype(np.float32), y + wave_y.astype(np.float32), cv2.INTER_LINEAR, borderValue=255
    )
    return np.asarray(moved, np.uint8)
