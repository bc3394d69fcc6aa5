"""QR codes in a grey raster: a small cascade of named steps, from the cheapest to the last resort."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from tallyproof.read.reading import Corners, Raster

MAX_ENLARGED_PIXELS = 60_000_000
_BOTTOM_SHARE = 0.3
_MAX_CODES = 64
_QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_MAX_TEXT = 8192


@dataclass(frozen=True, slots=True)
class Found:
    """The text of one QR code, how it was won, and where it stands on the page.

    `method` is the step that read it first; `erasures` are the code words given up as unreadable, over all blocks.
    """

    text: str
    method: str
    corners: Corners | None = None
    erasures: int = 0


Step = tuple[str, Callable[[Raster], Raster | None]]


def find_qr(raster: Raster, accepts: Callable[[str], bool]) -> tuple[Found, ...]:
    """All distinct QR texts found, up to and with the first step in which one of them is accepted.

    A code that only a later step could read is not looked for once one has been accepted.
    """
    found: dict[str, Found] = {}
    for method, prepared in _prepared(raster):
        new = [text for text in _texts(prepared) if text not in found]
        for text in new:
            found[text] = Found(text=text, method=method)
        if any(accepts(text) for text in new):
            break
    return tuple(found.values())


def _prepared(raster: Raster) -> Iterator[tuple[str, Raster]]:
    """The raster as each step wants it, made when its turn comes; steps that do not fit are left out."""
    for method, prepare in STEPS:
        prepared = prepare(raster)
        if prepared is not None:
            yield method, prepared


def _texts(raster: Raster) -> list[str]:
    codes = zxingcpp.read_barcodes(raster, formats=_QR_ONLY, text_mode=zxingcpp.TextMode.Plain)
    return [code.text for code in codes[:_MAX_CODES] if code.valid and 0 < len(code.text) <= _MAX_TEXT]


def _whole(raster: Raster) -> Raster | None:
    return raster


def _bottom(raster: Raster) -> Raster | None:
    return np.ascontiguousarray(raster[int(raster.shape[0] * (1 - _BOTTOM_SHARE)) :])


def _scaled(raster: Raster, factor: float) -> Raster | None:
    height, width = (max(1, round(side * factor)) for side in raster.shape)
    if factor > 1 and height * width > MAX_ENLARGED_PIXELS:
        return None
    shrinking = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return _bytes(cv2.resize(raster, (width, height), interpolation=shrinking))


def _half(raster: Raster) -> Raster | None:
    return _scaled(raster, 0.5)


def _one_and_a_half(raster: Raster) -> Raster | None:
    return _scaled(raster, 1.5)


def _double(raster: Raster) -> Raster | None:
    return _scaled(raster, 2.0)


def _local_contrast(raster: Raster) -> Raster | None:
    return _bytes(cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(raster))


def _smoothed_double(raster: Raster) -> Raster | None:
    """Against the moiré and the noise of photographs of thermal paper."""
    doubled = _scaled(raster, 2.0)
    return None if doubled is None else _bytes(cv2.GaussianBlur(doubled, (5, 5), 0))


def _otsu(raster: Raster) -> Raster | None:
    return _bytes(cv2.threshold(raster, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1])


def _adaptive(raster: Raster) -> Raster | None:
    smooth = cv2.GaussianBlur(raster, (3, 3), 0)
    return _bytes(cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 51, 10))


def _bytes(raster: object) -> Raster:
    return np.asarray(raster, dtype=np.uint8)


STEPS: tuple[Step, ...] = (
    ("whole", _whole),
    ("bottom", _bottom),
    ("half-size", _half),
    ("one-and-a-half-size", _one_and_a_half),
    ("local-contrast", _local_contrast),
    ("otsu", _otsu),
    ("adaptive", _adaptive),
    ("double-size", _double),
    ("smoothed-double-size", _smoothed_double),
)
