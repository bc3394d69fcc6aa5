"""The cascade of cheap steps."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from tests.unit.read.qr.drawing import drawn, modules_of

from tallyproof.read.qr import STEPS, find_qr, symbol
from tallyproof.read.reading import Raster


def qr(text: str, scale: int = 4) -> Raster:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return np.asarray(zxingcpp.write_barcode_to_image(code, scale=scale, add_quiet_zones=True), dtype=np.uint8)


def sheet(*codes: Raster, height: int = 900, width: int = 500) -> Raster:
    raster = np.full((height, width), 255, dtype=np.uint8)
    top = height
    for code in codes:
        top -= code.shape[0] + 20
        raster[top : top + code.shape[0], 40 : 40 + code.shape[1]] = code
    return raster


def test_the_cascade_stops_at_the_first_step_that_is_accepted() -> None:
    tried: list[str] = []

    def accepts(text: str) -> bool:
        tried.append(text)
        return True

    assert [found.method for found in find_qr(sheet(qr("S7:12,3")), accepts)] == ["whole"]
    assert tried == ["S7:12,3"]


@pytest.mark.parametrize(("name", "prepare"), STEPS)
def test_each_step_of_the_cascade_keeps_a_clean_code_readable(name: str, prepare: Any) -> None:
    prepared = prepare(sheet(qr("S7:12,3")))
    found = find_qr(prepared, lambda _: True)
    assert [code.text for code in found] == ["S7:12,3"], name


def test_a_blurred_and_shrunk_code_is_read_by_a_later_step() -> None:
    text = "S7:" + ",".join(str(n) for n in range(100, 160))
    blurred = cv2.GaussianBlur(sheet(qr(text)), (0, 0), 1.6)
    shrunk = np.asarray(cv2.resize(blurred, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    (found,) = find_qr(shrunk, lambda _: True)
    assert found.text == text
    assert found.method != "whole"


@pytest.mark.parametrize(("errors", "is_read"), [(0, True), (2, True), (3, False)])
def test_the_smallest_code_is_not_mended_to_the_last_word(errors: int, is_read: bool) -> None:
    modules = modules_of("12345", "L", 1).ravel()
    for word in range(errors):
        modules[symbol.layout_of(1).bits[8 * (5 + word)]] ^= True
    raster = drawn(modules.reshape(21, 21), 4)
    assert [code.text for code in zxingcpp.read_barcodes(raster)] == ["12345"]
    assert (find_qr(raster, lambda _: True) != ()) == is_read
