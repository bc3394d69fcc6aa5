"""Pages to readings in every way of writing, in this process and through the sandbox."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from tallyproof.errors import InputError
from tallyproof.layout.file import Form
from tallyproof.layout.qr import QrGrammar
from tallyproof.layout.template import Template
from tallyproof.model import FieldMark, FieldState, Way
from tallyproof.read.every_way import FormReader, read_page
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.message import as_message, from_message
from tallyproof.read.page import (
    NO_LAYOUT,
    NO_QR,
    NO_STATION,
    NOT_READ,
    REFUSED,
    SEVERAL_LAYOUTS,
    SEVERAL_SHEETS,
    PageReading,
)
from tallyproof.read.pool import read_pages
from tallyproof.read.reading import Corners, FieldReading, FormReading, Raster, Sum, WayReading
from tallyproof.read.worker import read_file, reading_sandbox
from tallyproof.safety.formats import Limits, Page
from tallyproof.safety.sandbox import BrokenDecodingError, DecodingSandbox

SHEETS = Path(__file__).resolve().parents[4] / "shared" / "data" / "ve-2024" / "sheets"


def layout(grammar: QrGrammar) -> ReadLayout:
    return ReadLayout(grammar.id, grammar.station, grammar)


STRIP = layout(
    QrGrammar(
        id="strip",
        pattern=r"(?P<C>\d{9})\.(?P<M>\d\d)\.1\.0001!(?P<lines>[\d,]+)!(?P<null>\d+)!(?P<blank>\d+)",
        station=Template("{C:09}.{M:02}"),
        lines=tuple(f"line-{n}" for n in range(38)),
        counts={"null": "ballots_rejected", "blank": "ballots_blank"},
    )
)
SHORT = layout(
    QrGrammar(id="short", pattern=r"S(?P<n>\d+):(?P<lines>[\d,]+)", station=Template("{n:03}"), lines=("a", "b"))
)
# A form whose figures are written by hand; its code names the station alone.
FORM_FILE = b"""
kind = "boxes"
page = [100, 100]
marks = { size = 4, centres = [[5, 5], [95, 5], [95, 95], [5, 95]] }
rows = [{ fields = ["a", "b"], columns = [10, 20, 30], top = 10, height = 10 }]
"""
FORM = ReadLayout(
    "form",
    Template("{n:03}"),
    QrGrammar(id="form", pattern=r"F(?P<n>\d+)", station=Template("{n:03}")),
    FORM_FILE,
    (Sum("adds-up", ("a",), ("b",)),),
)


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
    found = read_page(page(sheet(qr("S7:12,3"))), [STRIP, SHORT]).sheet
    assert found is not None
    assert found.qr is not None
    assert (found.layout, found.qr.method, found.qr.text) == ("short", "whole", "S7:12,3")
    (way,) = found.ways
    assert (way.way, found.stations) == (Way.QR, ("007",))
    assert {name: one.value for name, one in way.fields.items()} == {"a": 12, "b": 3}


@pytest.mark.parametrize(
    ("raster", "layouts", "reason"),
    [
        (sheet(), [SHORT], NO_QR),
        (sheet(qr("https://example.org/41")), [SHORT], NO_LAYOUT),
        (sheet(qr("S7:12,3")), [], NO_QR),
        (sheet(qr("S7:12,3"), qr("S8:1,1")), [SHORT], SEVERAL_SHEETS),
        (
            sheet(qr("S7:12,3")),
            [SHORT, layout(QrGrammar(id="other", pattern=r"S(?P<n>\d):.*", station=Template("{n}")))],
            SEVERAL_LAYOUTS,
        ),
    ],
)
def test_a_page_without_one_answer_is_left_unread(raster: Raster, layouts: list[ReadLayout], reason: str) -> None:
    result = read_page(page(raster), layouts)
    assert (result.sheet, result.reason) == (None, reason)
    assert "example" not in " ".join(result.details)


def test_the_same_code_twice_on_a_page_is_one_sheet() -> None:
    assert read_page(page(sheet(qr("S7:12,3"), qr("S7:12,3"))), [SHORT]).sheet is not None


def test_a_strangers_code_beside_the_sheets_own_does_not_matter() -> None:
    assert text_of(read_page(page(sheet(qr("https://example.org"), qr("S7:12,3"))), [SHORT])) == "S7:12,3"


def test_a_reading_survives_the_way_out_of_the_sandbox() -> None:
    for raster in (sheet(qr("S7:12,3")), sheet(), sheet(qr("F7"))):
        reading = read_page(page(raster), [SHORT, FORM], reader=handwritten)
        assert from_message(as_message(reading), [SHORT, FORM], expected=1) == without_corners(reading)


def without_corners(reading: PageReading) -> PageReading:
    """Where the code stands is of use inside only."""
    found = reading.sheet
    if found is None or found.qr is None:
        return reading
    return replace(reading, sheet=replace(found, qr=replace(found.qr, corners=None)))


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"of": 0},
        {"width": "1"},
        {"reason": "fine"},
        {"reason": NO_QR},
        {"details": [1]},
        {"problems": ["<b>"]},
        {"quality": 1_000_001},
        {"sheet": {"layout": "short", "qr": {"text": "S7:1", "method": "whole"}, "ways": []}},
        {"sheet": {"layout": "long", "qr": {"text": "S7:1,2", "method": "whole"}, "ways": []}},
        {"sheet": {"layout": "short", "qr": None, "ways": []}},
        {"sheet": {}},
        {"sheet": 7},
    ],
)
def test_a_message_that_does_not_fit_together_is_refused(change: dict[str, Any]) -> None:
    message = as_message(read_page(page(sheet(qr("S7:12,3"))), [SHORT]))
    with pytest.raises(InputError, match="expected"):
        from_message({**message, **change}, [SHORT], expected=1)


HAND: dict[str, Any] = {"way": "boxes", "reader": "hand-1", "fields": {"a": [3, "written", 9, None, None]}, "parts": {},
        "registered": None, "constraints": [], "method": ""}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"way": "qr"}, id="a QR code's figures"),
        pytest.param({"way": "person"}, id="a person"),
        pytest.param({"reader": "<script>"}, id="a reader that is markup"),
        pytest.param({"fields": {"c": [3, "written", 9, None, None]}}, id="a field that is not on the form"),
        pytest.param({"fields": {"a": [-3, "written", 9, None, None]}}, id="a negative figure"),
        pytest.param({"fields": {"a": [3.5, "written", 9, None, None]}}, id="a fraction"),
        pytest.param({"fields": {"a": [3, "blank", 9, None, None]}}, id="a figure where nothing is written"),
        pytest.param({"fields": {"a": [3, "written", 1_000_001, None, None]}}, id="more than certain"),
        pytest.param({"fields": {"a": [3, "written", 9, "erased", None]}}, id="an unknown mark"),
        pytest.param({"fields": {"a": [3, "written"]}}, id="a field cut short"),
        pytest.param({"parts": {"m": "7"}}, id="a part that the station id does not have"),
        pytest.param({"parts": {"n": "7\n"}}, id="a part that breaks a line"),
        pytest.param({"constraints": ["other"]}, id="a sum that the contest does not have"),
        pytest.param({"registered": -1}, id="negative registered voters"),
    ],
)
def test_a_way_that_the_layout_does_not_allow_is_refused(change: dict[str, Any]) -> None:
    message = as_message(read_page(page(sheet(qr("F7"))), [FORM], reader=handwritten))
    message["sheet"]["ways"] = [{**HAND, **change}]
    with pytest.raises(InputError, match="expected"):
        from_message(message, [FORM], expected=1)


def handwritten(raster: Raster, _: Form, sums: Sequence[Sum], __: Corners | None) -> FormReading:
    """A reader that finds its form wherever there is ink."""
    if raster.min() == 255:
        return FormReading((), 0, ("corner-missing:top-left",))
    fields = {
        "a": FieldReading(3, FieldState.WRITTEN, 990_000, FieldMark.CORRECTED, 5),
        "b": FieldReading(None, FieldState.WRITTEN, 500_000),
    }
    way = WayReading(Way.BOXES, "hand-1", fields, constraints=tuple(one.id for one in sums), method="cnn")
    return FormReading((way,), 900_000)


def printed(_: Raster, __: Form, ___: Sequence[Sum], ____: Corners | None) -> FormReading:
    fields = {"a": FieldReading(3, FieldState.WRITTEN, 990_000)}
    return FormReading((WayReading(Way.DIGITS, "print-1", fields, {"n": "12"}),), 900_000)


def test_handwriting_belongs_to_the_station_that_the_code_names() -> None:
    found = read_page(page(sheet(qr("F7"))), [SHORT, FORM], reader=handwritten).sheet
    assert found is not None
    assert ([way.way for way in found.ways], found.stations) == ([Way.BOXES], ("007",))
    assert found.ways[0].unread == ("b",)


def test_a_way_that_names_its_own_station_keeps_it_against_the_code() -> None:
    """Print and code of one paper that differ are for people: settling finds the sheet split."""
    found = read_page(page(sheet(qr("F7"))), [FORM], reader=printed).sheet
    assert found is not None
    assert found.stations == ("012",)


def test_a_form_is_read_without_its_code_where_the_print_names_the_station() -> None:
    found = read_page(page(sheet()), [SHORT, FORM], reader=printed).sheet
    assert found is not None
    assert (found.layout, found.qr, found.stations) == ("form", None, ("012",))


@pytest.mark.parametrize(
    ("raster", "reader", "reason", "problems"),
    [
        pytest.param(sheet(), handwritten, NO_QR, ("corner-missing:top-left",), id="neither form nor code"),
        pytest.param(sheet(qr("F7")), lambda *_: FormReading((), 0, ("glare",)), NOT_READ, ("glare",), id="code only"),
        pytest.param(
            sheet(qr("F7")),
            lambda *_: FormReading((), 0, ("several-sheets",)),
            SEVERAL_SHEETS,
            ("several-sheets",),
            id="two forms and the code of one",
        ),
        pytest.param(
            sheet(),
            lambda *_: FormReading((WayReading(Way.BOXES, "hand-1", {}),), 1),
            NO_STATION,
            (),
            id="figures of nobody knows where",
        ),
    ],
)
def test_a_form_that_is_not_read_says_why(
    raster: Raster, reader: FormReader, reason: str, problems: tuple[str, ...]
) -> None:
    result = read_page(page(raster), [FORM], reader=reader)
    assert (result.sheet, result.reason) == (None, reason)
    assert result.problems[: len(problems)] == problems


def test_files_are_read_in_order_and_a_bad_one_costs_itself_only() -> None:
    good = [("a.png", encoded(sheet(qr("S1:1,1")))), ("c.png", encoded(sheet(qr("S3:1,1"))))]
    items = [good[0], ("b.jpg", b"no picture"), ("cut.png", good[0][1][:300]), good[1]]
    results = list(read_pages(items, [SHORT], workers=2))
    assert [result.name for result in results] == ["a.png", "b.jpg", "cut.png", "c.png"]
    assert [bool(result.refused) for result in results] == [False, True, True, False]
    assert [result.pages and text_of(result.pages[0]) for result in results] == ["S1:1,1", (), (), "S3:1,1"]


def text_of(page: PageReading) -> str:
    return "" if page.sheet is None or page.sheet.qr is None else page.sheet.qr.text


class _BreaksAtPageTwo:
    """Stands for a sandbox whose reader breaks at the second of three pages, whenever it comes to it."""

    limits = Limits()

    def run(self, _: str, __: bytes, *, name: str, params: dict[str, Any]) -> Iterator[tuple[Any, bytes]]:
        for number in range(params["first"], 4):
            if number == 2:
                raise BrokenDecodingError(f"{name}: the reader broke")
            yield {**as_message(read_page(page(sheet(qr("S7:12,3"))), [SHORT])), "number": number, "of": 3}, b""


def test_a_page_that_breaks_its_reader_costs_itself_only() -> None:
    results = list(read_file(cast(DecodingSandbox, _BreaksAtPageTwo()), b"", [SHORT], name="scan.pdf"))
    assert [(one.number, one.reason, text_of(one)) for one in results] == [
        (1, "", "S7:12,3"),
        (2, REFUSED, ""),
        (3, "", "S7:12,3"),
    ]


def test_a_pattern_that_backtracks_without_end_is_stopped() -> None:
    endless = layout(QrGrammar(id="endless", pattern=r"(?P<n>(\d+)+)x", station=Template("{n}")))
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
