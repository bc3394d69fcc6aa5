"""All codes on a page: by the quick decoder, the soft-decision reader, and the quick decoder's last resorts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import zxingcpp

from tallyproof.read.qr.cascade import FIRST_STEPS, LAST_STEPS, Step
from tallyproof.read.qr.codewords import LEAST_SURETY, surety
from tallyproof.read.qr.seek import Search
from tallyproof.read.qr.symbol import blocks_of
from tallyproof.read.reading import Corners, Raster

SOFT = "soft"
"""The method of what the soft-decision reader has read; all others are names of steps."""
_MAX_CODES = 64
_MAX_TEXT = 8192
_QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)


@dataclass(frozen=True, slots=True)
class Found:
    """The text of one QR code, how it was won, and where it stands on the page.

    `method` is the step that read it first; `erasures` are the code words given up as unreadable, over all blocks.
    """

    text: str
    method: str
    corners: Corners | None = None
    erasures: int = 0


def find_qr(raster: Raster, accepts: Callable[[str], bool]) -> tuple[Found, ...]:
    """All distinct QR texts found, up to and with the first step in which one of them is accepted.

    A code that only a later step could read is not looked for once one has been accepted.
    """
    found: dict[str, Found] = {}
    for codes in _by_step(raster):
        new = [code for code in codes if code.text not in found]
        for code in new:
            found[code.text] = code
        if any(accepts(code.text) for code in new):
            break
    return tuple(found.values())


def _by_step(raster: Raster) -> Iterator[list[Found]]:
    for step in FIRST_STEPS:
        yield _quick(raster, step)
    search = Search(raster)
    for decoded in search.codes():
        if 0 < len(decoded.text) <= _MAX_TEXT:
            yield [Found(decoded.text, SOFT, decoded.corners, decoded.erasures)]
    # They take longer than all before; on pages where nothing looked like a code they never read one.
    for step in LAST_STEPS if search.places else ():
        yield _quick(raster, step)


def _quick(raster: Raster, step: Step) -> list[Found]:
    method, prepare = step
    prepared = prepare(raster)
    if prepared is None:
        return []
    codes = zxingcpp.read_barcodes(prepared, formats=_QR_ONLY, text_mode=zxingcpp.TextMode.Plain)
    scale = prepared.shape[1] / raster.shape[1]
    above = raster.shape[0] - prepared.shape[0] / scale
    return [
        Found(code.text, method, _corners(code.position, scale, above))
        for code in codes[:_MAX_CODES]
        if code.valid and 0 < len(code.text) <= _MAX_TEXT and _is_sure(code)
    ]


def _is_sure(code: zxingcpp.Barcode) -> bool:
    """Whether enough parity was left over; in the smallest codes the decoder mends until chance can pass for text."""
    said: Any = code.extra
    blocks = blocks_of(int(said["Version"]), said["ECLevel"])
    parity, length = blocks[0].parity, len(blocks[0].places)
    errors = round((1 - float(said["UEC"])) * parity / 2)
    return len(blocks) > 1 or surety(length, parity, 0, errors) >= LEAST_SURETY


def _corners(position: zxingcpp.Position, scale: float, above: float) -> Corners:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    one, two, three, four = (((point.x + 0.5) / scale, (point.y + 0.5) / scale + above) for point in points)
    return one, two, three, four
