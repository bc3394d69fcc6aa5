"""Pages to QR readings, in this process and through the sandbox."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from tallyproof.errors import InputError
from tallyproof.layout.qr import QrGrammar
from tallyproof.layout.template import Template
from tallyproof.read.page import (
    NO_LAYOUT,
    NO_QR,
    SEVERAL_LAYOUTS,
    SEVERAL_SHEETS,
    PageReading,
    as_message,
    from_message,
    read_page,
)
from tallyproof.read.pool import read_pages
from tallyproof.read.qr import STEPS, find_qr
from tallyproof.read.reading import Raster
from tallyproof.read.worker import read_file, reading_sandbox
from tallyproof.safety.formats import Limits, Page

SHEETS = Path(__file__).resolve().parents[4] / "shared" / "data" / "ve-2024" / "sheets"
STRIP = QrGrammar(
    id="strip",
    pattern=r"(?P<C>\d{9})\.(?P<M>\d\d)\.1\.0001!(?P<lines>[\d,]+)!(?P<null>\d+)!(?P<blank>\d+)",
    station=Template("{C:09}.{M:02}"),
    lines=tuple(f"line-{n}" for n in range(38)),
    counts={"null": "ballots_rejected", "blank": "ballots_blank"},
)
SHORT = QrGrammar(id="short", pattern=r"S(?P<n>\d+):(?P<lines>[\d,]+)", station=Template("{n:03}"), lines=("a", "b"))


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


def page(raster: Raster, number: int = 1) -> Page:
    height, width = raster.shape
    return Page(number=number, of=number, width=width, height=height, mode="L", pixels=raster.tobytes())


def encoded(raster: Raster) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(raster).save(stream, "PNG")
    return stream.getvalue()


def test_a_page_with_a_code_of_a_layout_is_read() -> None:
    reading = read_page(page(sheet(qr("S7:12,3"))), [STRIP, SHORT]).reading
    assert reading is not None
    assert (reading.layout, reading.method, reading.text) == ("short", "whole", "S7:12,3")
    assert reading.payload.station_code == "007"
    assert reading.payload.figures == {"a": 12, "b": 3}


@pytest.mark.parametrize(
    ("raster", "grammars", "reason"),
    [
        (sheet(), [SHORT], NO_QR),
        (sheet(qr("https://example.org/41")), [SHORT], NO_LAYOUT),
        (sheet(qr("S7:12,3")), [], NO_LAYOUT),
        (sheet(qr("S7:12,3"), qr("S8:1,1")), [SHORT], SEVERAL_SHEETS),
        (
            sheet(qr("S7:12,3")),
            [SHORT, QrGrammar(id="other", pattern=r"S(?P<n>\d):.*", station=Template("{n}"))],
            SEVERAL_LAYOUTS,
        ),
    ],
)
def test_a_page_without_one_answer_is_left_unread(raster: Raster, grammars: list[QrGrammar], reason: str) -> None:
    result = read_page(page(raster), grammars)
    assert (result.reading, result.reason) == (None, reason)
    assert "example" not in " ".join(result.details)


def test_the_same_code_twice_on_a_page_is_one_sheet() -> None:
    assert read_page(page(sheet(qr("S7:12,3"), qr("S7:12,3"))), [SHORT]).reading is not None


def test_a_strangers_code_beside_the_sheets_own_does_not_matter() -> None:
    reading = read_page(page(sheet(qr("https://example.org"), qr("S7:12,3"))), [SHORT]).reading
    assert reading is not None
    assert reading.text == "S7:12,3"


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


def test_a_reading_survives_the_way_out_of_the_sandbox() -> None:
    for raster in (sheet(qr("S7:12,3")), sheet()):
        reading = read_page(page(raster), [SHORT])
        assert from_message(as_message(reading), [SHORT], expected=1) == reading


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"of": 0},
        {"width": "1"},
        {"reason": "fine"},
        {"reason": NO_QR},
        {"details": [1]},
        {"reading": {"text": "S7:1", "layout": "short", "method": "whole"}},
        {"reading": {"text": "S7:1,2", "layout": "long", "method": "whole"}},
        {"reading": {}},
        {"reading": 7},
    ],
)
def test_a_message_that_does_not_fit_together_is_refused(change: dict[str, Any]) -> None:
    message = as_message(read_page(page(sheet(qr("S7:12,3"))), [SHORT]))
    with pytest.raises(InputError, match="expected"):
        from_message({**message, **change}, [SHORT], expected=1)


def test_files_are_read_in_order_and_a_bad_one_costs_itself_only() -> None:
    good = [("a.png", encoded(sheet(qr("S1:1,1")))), ("c.png", encoded(sheet(qr("S3:1,1"))))]
    items = [good[0], ("b.jpg", b"no picture"), ("cut.png", good[0][1][:300]), good[1]]
    results = list(read_pages(items, [SHORT], workers=2))
    assert [result.name for result in results] == ["a.png", "b.jpg", "cut.png", "c.png"]
    assert [bool(result.refused) for result in results] == [False, True, True, False]
    assert [result.pages and text_of(result.pages[0]) for result in results] == ["S1:1,1", (), (), "S3:1,1"]


def text_of(page: PageReading) -> str:
    return "" if page.reading is None else page.reading.text


def test_a_pattern_that_backtracks_without_end_is_stopped() -> None:
    endless = QrGrammar(id="endless", pattern=r"(?P<n>(\d+)+)x", station=Template("{n}"))
    with (
        reading_sandbox(Limits(wall_seconds=1)) as sandbox,
        pytest.raises(InputError, match="no answer in 1 seconds"),
    ):
        list(read_file(sandbox, encoded(sheet(qr("1" * 60))), [endless], name="x.png"))


@pytest.mark.shared_data
def test_all_real_sheets_give_their_known_payloads() -> None:
    if not SHEETS.is_dir():
        pytest.skip("the real sheets are not in ../shared/data")
    with (SHEETS / "payloads.csv").open(encoding="utf-8", newline="") as stream:
        expected = {row["image"]: row["qr_payload"] for row in csv.DictReader(stream)}
    results = read_pages(((name, (SHEETS / name).read_bytes()) for name in expected), [STRIP], workers=2)
    assert {result.name: text_of(result.pages[0]) for result in results if result.pages} == expected
    assert len(expected) == 14
