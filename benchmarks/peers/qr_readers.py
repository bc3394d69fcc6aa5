"""Other people's readers of QR codes, and a script as people write around them, behind one call each."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
import zxingcpp

from tallyproof.read.reading import Raster

Accepts = Callable[[str], bool]
Read = Callable[[Raster, Accepts], list[str]]
"""All texts that a reader returns for a raster; a reader that tries several ways stops at an accepted text."""

_QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


class ReaderMissingError(Exception):
    """A peer is not installed here; the text says how to get it."""


def zxing_cpp() -> Read:
    """zxing-cpp with its own defaults, once over the whole picture."""

    def read(raster: Raster, accepts: Accepts) -> list[str]:
        return [code.text for code in zxingcpp.read_barcodes(raster, formats=_QR_ONLY) if code.valid]

    return read


def zbar() -> Read:
    """zbar with its own defaults, once over the whole picture."""
    decode = _zbar_decode()

    def read(raster: Raster, accepts: Accepts) -> list[str]:
        return decode(raster)

    return read


def opencv() -> Read:
    """OpenCV's QRCodeDetector, once over the whole picture."""
    return _opencv(cv2.QRCodeDetector())


def opencv_aruco() -> Read:
    """OpenCV's QRCodeDetectorAruco, once over the whole picture."""
    detector = getattr(cv2, "QRCodeDetectorAruco", None)
    if detector is None:
        raise ReaderMissingError("this OpenCV has no QRCodeDetectorAruco; it came with version 4.8")
    return _opencv(detector())


def script() -> Read:
    """zbar, then OpenCV, over whole-image quirks until a text looks right: what people write in an evening."""
    decode, opencv_read = _zbar_decode(), opencv()

    def read(raster: Raster, accepts: Accepts) -> list[str]:
        texts: list[str] = []
        for picture in _quirks(raster):
            for found in (decode(picture), opencv_read(picture, accepts)):
                texts += found
                if any(accepts(text) for text in found):
                    return texts
        return texts

    return read


def _quirks(raster: Raster) -> Iterator[Raster]:
    yield raster
    for factor in (0.5, 1.5, 2.0):
        yield _bytes(cv2.resize(raster, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC))
    yield _bytes(cv2.filter2D(raster, -1, np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], dtype=np.float32)))
    yield _bytes(cv2.threshold(raster, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1])
    yield _bytes(cv2.adaptiveThreshold(raster, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 51, 10))
    for turn in (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE):
        yield _bytes(cv2.rotate(raster, turn))
    yield _bytes(cv2.medianBlur(raster, 3))
    yield _bytes(cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(raster))


def _opencv(detector: Any) -> Read:
    def read(raster: Raster, accepts: Accepts) -> list[str]:
        try:
            _, texts, *_ = detector.detectAndDecodeMulti(raster)
        except cv2.error:  # it throws on some quads; people's scripts go on
            return []
        return [text for text in texts if text]

    return read


def _zbar_decode() -> Callable[[Raster], list[str]]:
    try:
        pyzbar: Any = importlib.import_module("pyzbar.pyzbar")
    except ImportError as error:
        raise ReaderMissingError(
            "pyzbar or the library libzbar is not installed; install the group 'bench' and Debian's libzbar0"
        ) from error

    def decode(raster: Raster) -> list[str]:
        height, width = raster.shape
        found = pyzbar.decode((raster.tobytes(), width, height), symbols=[pyzbar.ZBarSymbol.QRCODE])
        return [one.data.decode("utf-8", "backslashreplace") for one in found]

    return decode


def _bytes(picture: object) -> Raster:
    return np.ascontiguousarray(np.asarray(picture, dtype=np.uint8))


PEERS: dict[str, Callable[[], Read]] = {
    "zxing-cpp": zxing_cpp,
    "zbar": zbar,
    "OpenCV": opencv,
    "OpenCV-Aruco": opencv_aruco,
    "script": script,
}
"""How to make each peer; ReaderMissingError if it is not installed."""
