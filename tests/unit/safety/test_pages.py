"""Pages of one file: each within the caps, one at a time, and a bad one costs itself only."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image

from tallyproof.errors import InputError, UnsafeInputError
from tallyproof.safety.formats import Limits, Page, RefusedPage
from tallyproof.safety.sandbox import DecodingSandbox

EVAL = "builtins:eval"
SMALL = Limits(page_pixels=1_000_000, pages=8, memory_bytes=512 * 1024**2, cpu_seconds=5, wall_seconds=10)
STRIP_OFFSETS = 273


@pytest.fixture(scope="module")
def sandbox() -> Iterator[DecodingSandbox]:
    with DecodingSandbox(limits=SMALL) as made:
        yield made


def picture(image_format: str, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.radial_gradient("L").resize((90, 60)).save(stream, image_format, **options)
    return stream.getvalue()


def tiff(count: int) -> bytes:
    more = [Image.new("L", (10 + n, 10), n) for n in range(1, count)]
    return picture("TIFF", save_all=True, append_images=more, compression="tiff_adobe_deflate")


def document(*sizes: tuple[float, float]) -> bytes:
    made = pypdfium2.PdfDocument.new()
    for size in sizes:
        made.new_page(*size)
    stream = io.BytesIO()
    made.save(stream)
    made.close()
    return stream.getvalue()


def numbers(pages: list[Page | RefusedPage]) -> tuple[list[int], list[int]]:
    """The numbers of the pages given and of the pages refused."""
    return (
        [page.number for page in pages if isinstance(page, Page)],
        [page.number for page in pages if isinstance(page, RefusedPage)],
    )


def test_a_pdf_page_beyond_the_pixels_is_listed_and_the_others_are_given(sandbox: DecodingSandbox) -> None:
    pages = list(sandbox.pages(document((20, 20), (1_100, 1_100), (30, 30)), name="scan.pdf"))
    assert numbers(pages) == ([1, 3], [2])
    refused = pages[1]
    assert isinstance(refused, RefusedPage)
    assert refused.of == 3
    assert refused.reason.startswith("scan.pdf, page 2: expected at most 1 megapixels a page, got a PDF page of 1100")


def test_a_tiff_page_that_does_not_decode_is_listed_and_the_others_are_given(sandbox: DecodingSandbox) -> None:
    data = bytearray(tiff(3))
    with Image.open(io.BytesIO(data)) as image:
        image.seek(1)
        (at,) = image.tag_v2[STRIP_OFFSETS]  # type: ignore[attr-defined]
    data[at : at + 6] = b"\xff" * 6
    pages = list(sandbox.pages(bytes(data), name="scan.tif"))
    assert numbers(pages) == ([1, 3], [2])
    assert isinstance(pages[1], RefusedPage)
    assert pages[1].reason.startswith("scan.tif, page 2: expected a complete TIFF")
    assert isinstance(pages[2], Page)
    assert pages[2].pixels == bytes([2]) * 120


def test_a_tiff_whose_list_of_pages_is_cut_off_says_so_and_gives_the_pages_before(sandbox: DecodingSandbox) -> None:
    whole = tiff(3)
    second = struct.unpack_from("<I", whole, 4)[0]
    entries = struct.unpack_from("<H", whole, second)[0]
    (second,) = struct.unpack_from("<I", whole, second + 2 + 12 * entries)
    pages = list(sandbox.pages(whole[: second + 1], name="scan.tif"))
    assert numbers(pages) == ([1], [2])


def test_a_tiff_whose_pages_lead_in_a_circle_has_each_page_once(sandbox: DecodingSandbox) -> None:
    data = bytearray(tiff(1))
    (first,) = struct.unpack_from("<I", data, 4)
    (entries,) = struct.unpack_from("<H", data, first)
    struct.pack_into("<I", data, first + 2 + 12 * entries, first)
    assert numbers(list(sandbox.pages(bytes(data), name="scan.tif"))) == ([1], [])


def test_a_file_of_one_page_is_refused_with_its_page(sandbox: DecodingSandbox) -> None:
    with pytest.raises(UnsafeInputError, match=r"^big\.pdf: expected at most 1 megapixels"):
        list(sandbox.pages(document((1_100, 1_100)), name="big.pdf"))


def test_a_file_without_one_good_page_is_refused(sandbox: DecodingSandbox) -> None:
    with pytest.raises(InputError, match=r"^big\.pdf, page 1: expected at most 1 megapixels"):
        list(sandbox.pages(document((1_100, 1_100), (1_200, 1_200)), name="big.pdf"))


def test_too_many_pages_of_a_tiff_are_refused_before_the_first(sandbox: DecodingSandbox) -> None:
    pages = sandbox.pages(tiff(9), name="scan.tif")
    with pytest.raises(UnsafeInputError, match="at most 8 pages, got a TIFF of 9"):
        next(pages)


def pages_that_break(monkeypatch: pytest.MonkeyPatch, broken: tuple[int, ...], of: int) -> list[Page | RefusedPage]:
    """The pages of a file of which some kill the decoding process."""
    monkeypatch.setattr("tallyproof.safety.sandbox.PAGES_TASK", EVAL)
    monkeypatch.setattr("tallyproof.safety.sandbox.accepted_format", lambda *_, **__: "PDF")
    page = f"({{'number': n, 'of': {of}, 'width': 1, 'height': 1, 'mode': 'L'}}, b'7')"
    died = "__import__('os').kill(__import__('os').getpid(), 9)"
    made = f"({died} if n in {broken} else {page} for n in range(first, {of + 1}))"
    with DecodingSandbox(limits=SMALL, tasks=(EVAL,)) as sandbox:
        return list(sandbox.pages(made.encode(), name="evil.pdf"))


def test_a_page_that_breaks_its_decoder_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = pages_that_break(monkeypatch, (2, 4), 4)
    assert numbers(pages) == ([1, 3], [2, 4])
    assert isinstance(pages[1], RefusedPage)
    assert pages[1].reason.startswith("evil.pdf, page 2: expected a file that decodes within its limits, got a decoder")


def test_a_file_that_breaks_its_decoder_again_and_again_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnsafeInputError, match="SIGKILL"):
        pages_that_break(monkeypatch, (2, 3, 4, 5), 6)


def test_a_file_that_breaks_its_decoder_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnsafeInputError, match="SIGKILL"):
        pages_that_break(monkeypatch, (1,), 3)


def scan(kind: str, count: int) -> bytes:
    """A scan of this many pages, each of 600 x 800 pixels and another picture."""
    drawn = [Image.new("L", (600, 800), n) for n in range(count)]
    stream = io.BytesIO()
    options = {"compression": "jpeg"} if kind == "TIFF" else {"resolution": 72}
    drawn[0].save(stream, kind, save_all=True, append_images=drawn[1:], **options)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
def test_a_scan_of_many_pages_needs_no_more_memory_than_one_of_few(kind: str) -> None:
    peak = "[(__import__('resource').getrusage(0).ru_maxrss, b'')]"
    peaks = []
    with DecodingSandbox(limits=Limits(pdf_dpi=72), tasks=(EVAL,)) as sandbox:
        for count in (8, 200):
            assert sum(len(page.pixels) for page in sandbox.pages(scan(kind, count), name="scan")
                       if isinstance(page, Page)) == count * 480_000  # fmt: skip
            ((value, _),) = sandbox.run(EVAL, peak.encode(), name="peak")
            peaks.append(value)
    # The file itself is held, twice while it is sent; kept pages would be 92 MB more.
    assert peaks[1] - peaks[0] < 30_000, f"kilobytes at most in use: {peaks}"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "PDF"])
def test_damaged_files_give_pages_within_the_limits_or_a_refusal(sandbox: DecodingSandbox, kind: str) -> None:
    whole = {"TIFF": lambda: tiff(3), "PDF": lambda: document((20, 20), (30, 30)) + b"%%EOF"}.get(
        kind, lambda: picture(kind)
    )()
    for seed in range(40):
        chance = random.Random(seed)
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(8, len(data))] ^= 1 << chance.randrange(8)
        if seed % 4 == 0:
            del data[chance.randrange(8, len(data)) :]
        try:
            pages = list(sandbox.pages(bytes(data), name="sheet"))
        except InputError:
            continue
        assert 1 <= len(pages) <= SMALL.pages
        assert all(page.width * page.height <= SMALL.page_pixels for page in pages if isinstance(page, Page))


def test_a_broken_page_does_not_use_up_the_time_of_the_pages_after_it() -> None:
    limits = replace(SMALL, cpu_seconds=1)
    busy = "((sum(range(6_000_000)) and ({'number': n}, b'')) for n in range(8))"
    with DecodingSandbox(limits=limits, tasks=(EVAL,)) as sandbox:
        assert len(list(sandbox.run(EVAL, busy.encode(), name="slow"))) == 8
