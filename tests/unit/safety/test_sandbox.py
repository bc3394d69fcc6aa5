"""The decoding sandbox: what it accepts, what it refuses, and that trouble costs one file."""

from __future__ import annotations

import io
import os
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from tallyproof.errors import InputError, UnsafeInputError, UsageError
from tallyproof.safety.formats import Limits, Page, RefusedPage, shown_name
from tallyproof.safety.sandbox import DecodingSandbox

EVAL = "builtins:eval"
SMALL = Limits(page_pixels=1_000_000, pages=5, memory_bytes=512 * 1024**2, cpu_seconds=2, wall_seconds=5)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[DecodingSandbox]:
    with DecodingSandbox(limits=SMALL, tasks=(EVAL,)) as made:
        yield made


def picture(image_format: str, *, mode: str = "RGB", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    image = Image.radial_gradient("L").resize(size).convert(mode)
    stream = io.BytesIO()
    image.save(stream, image_format, **options)
    return stream.getvalue()


def document(*sizes: tuple[float, float]) -> bytes:
    made = pypdfium2.PdfDocument.new()
    for size in sizes:
        made.new_page(*size)
    stream = io.BytesIO()
    made.save(stream)
    made.close()
    return stream.getvalue()


def png_of_declared_size(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def decode(sandbox: DecodingSandbox, data: bytes, name: str = "acta.jpg") -> list[Page]:
    """The pages of a file none of which is refused."""
    pages = list(sandbox.pages(data, name=name))
    assert not [page for page in pages if isinstance(page, RefusedPage)]
    return [page for page in pages if isinstance(page, Page)]


def evaluate(sandbox: DecodingSandbox, expression: str) -> list[Any]:
    return [value for value, _ in sandbox.run(EVAL, expression.encode(), name="evil.jpg")]


def assert_still_works(sandbox: DecodingSandbox) -> None:
    assert len(decode(sandbox, picture("PNG"))) == 1


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_each_picture_format_gives_one_grey_page(sandbox: DecodingSandbox, image_format: str) -> None:
    (page,) = decode(sandbox, picture(image_format))
    assert (page.number, page.of, page.width, page.height, page.mode) == (1, 1, 40, 30, "L")
    assert len(page.pixels) == 1200


def test_a_lossless_grey_picture_keeps_its_pixels(sandbox: DecodingSandbox) -> None:
    image = Image.radial_gradient("L").resize((40, 30))
    (page,) = decode(sandbox, picture("PNG", mode="L"))
    assert page.pixels == image.tobytes()


def test_every_page_of_a_tiff_comes_in_order(sandbox: DecodingSandbox) -> None:
    frames = [Image.new("L", (10 + n, 10), n) for n in range(3)]
    data = picture("TIFF", mode="L", save_all=True, append_images=frames)
    pages = decode(sandbox, data)
    assert [(page.number, page.of, page.width) for page in pages] == [
        (1, 4, 40),
        (2, 4, 10),
        (3, 4, 11),
        (4, 4, 12),
    ]
    assert pages[3].pixels == bytes([2]) * 120


def test_pdf_pages_are_rendered_at_200_dpi_on_white(sandbox: DecodingSandbox) -> None:
    first, second = decode(sandbox, document((72, 144), (36, 36)))
    assert (first.width, first.height, first.of) == (200, 400, 2)
    assert (second.number, second.width) == (2, 100)
    assert set(first.pixels) == {255}


def test_a_large_pdf_page_is_rendered_coarser_to_fit_the_pixel_limit(sandbox: DecodingSandbox) -> None:
    (page,) = decode(sandbox, document((900, 900)))
    assert 900 <= page.width <= 1000
    with pytest.raises(UnsafeInputError, match="1 megapixels a page, got a PDF page of 1100 x 1100"):
        decode(sandbox, document((1100, 1100)))


def test_orientation_of_the_camera_is_applied(sandbox: DecodingSandbox) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    half_black = Image.new("L", (40, 30), 255)
    half_black.paste(0, (0, 0, 40, 15))
    stream = io.BytesIO()
    half_black.save(stream, "PNG", exif=exif)
    (page,) = decode(sandbox, stream.getvalue())
    assert (page.width, page.height) == (30, 40)
    assert (page.pixels[0], page.pixels[29]) == (255, 0), "the top of the file is the right side of the picture"


def test_orientation_of_a_tiff_is_applied_once(sandbox: DecodingSandbox) -> None:
    (page,) = decode(sandbox, picture("TIFF", mode="L", tiffinfo={0x0112: 6}))
    assert (page.width, page.height) == (30, 40)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparency_is_flattened_on_white(sandbox: DecodingSandbox, mode: str) -> None:
    image = Image.new(mode, (4, 4), 0)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    (page,) = decode(sandbox, stream.getvalue())
    assert set(page.pixels) == {255}


def test_sixteen_bit_grey_keeps_its_high_byte(sandbox: DecodingSandbox) -> None:
    image = Image.new("I;16", (4, 4), 0x8040)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    (page,) = decode(sandbox, stream.getvalue())
    assert set(page.pixels) == {0x80}


def test_a_png_named_jpg_is_accepted_by_content(sandbox: DecodingSandbox) -> None:
    assert decode(sandbox, picture("PNG"), "acta.jpg")


@pytest.mark.parametrize(
    ("data", "got"),
    [
        (b"", "an empty file"),
        (b"this is not a picture\n", "text"),
        (b"PK\x03\x04....", "a ZIP"),
        (b"GIF89a", "a GIF"),
        (b"\x00\x00\x00\x18ftypavif\0\0\0\0avifmif1", "an AVIF"),
        (b"\x00\x00\x00\x18ftypmif1\0\0\0\0avifmif1", "an AVIF"),
        (b"\x00\x00\x00\x18ftypisom\0\0\0\0isomiso2", "a film or another ISO media file"),
        (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "a JPEG 2000"),
        (b"II+\x00\x08\x00\x00\x00", "a BigTIFF"),
        (b"\x01\x02\x03\x00", "an unknown format"),
    ],
)
def test_what_is_no_accepted_format_is_refused_by_content(sandbox: DecodingSandbox, data: bytes, got: str) -> None:
    with pytest.raises(InputError, match=rf"^acta\.jpg: expected .*got {got}"):
        decode(sandbox, data, "/home/somebody/acta.jpg")


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_truncated_picture_is_refused(sandbox: DecodingSandbox, image_format: str, share: float) -> None:
    whole = picture(image_format, size=(300, 200))
    with pytest.raises(InputError, match=r"acta\.jpg: expected .*(cut off or damaged|got an unknown format)"):
        decode(sandbox, whole[: int(len(whole) * share)])


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", document((20, 20))[:60]])
def test_a_truncated_pdf_is_refused(sandbox: DecodingSandbox, data: bytes) -> None:
    with pytest.raises(InputError, match="expected a complete PDF"):
        decode(sandbox, data)


def test_a_declared_size_beyond_the_limit_is_refused_before_decoding() -> None:
    with DecodingSandbox() as sandbox, pytest.raises(UnsafeInputError) as caught:
        decode(sandbox, png_of_declared_size(20_000, 20_000), "bomb.png")
    assert "bomb.png: expected at most 60 megapixels" in str(caught.value)
    assert "20000 x 20000 px (400 megapixels)" in str(caught.value)


def test_a_file_beyond_the_size_limit_is_refused_unread(tmp_path: Path) -> None:
    big = tmp_path / "big.png"
    big.write_bytes(picture("PNG") + bytes(2000))
    with DecodingSandbox(limits=Limits(file_bytes=1000)) as sandbox:
        with pytest.raises(UnsafeInputError, match=r"big\.png: expected at most 0\.001 MB"):
            list(sandbox.pages(big, name="big.png"))
        with pytest.raises(UnsafeInputError, match="expected at most"):
            decode(sandbox, big.read_bytes())


def test_too_many_pages_are_refused_before_the_first(sandbox: DecodingSandbox) -> None:
    with pytest.raises(UnsafeInputError, match="at most 5 pages, got a PDF of 6"):
        decode(sandbox, document(*[(20, 20)] * 6))


def test_an_animation_is_refused(sandbox: DecodingSandbox) -> None:
    data = picture("WEBP", save_all=True, append_images=[Image.new("RGB", (40, 30))])
    with pytest.raises(InputError, match="animation of 2"):
        decode(sandbox, data)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("__import__('os')._exit(3)", "ended by itself with code 3"),
        ("__import__('os').kill(__import__('os').getpid(), 9)", "SIGKILL"),
        ("__import__('ctypes').string_at(8)", "SIGSEGV"),
        ("[b'x' * (1 << 31)]", "more than 512 MiB of memory"),
        ("1 / 0", "ZeroDivisionError at <string>:1"),
        ("[('x', b'y' * 2_000_000)]", "not well formed"),
        ("__import__('os').write(5, b'nonsense!' * 99)", "(not well formed|failed)"),
    ],
)
def test_a_decoder_that_crashes_costs_one_file(sandbox: DecodingSandbox, expression: str, reason: str) -> None:
    with pytest.raises(UnsafeInputError, match=rf"evil\.jpg: expected .*{reason}"):
        evaluate(sandbox, expression)
    assert_still_works(sandbox)


def test_a_decoder_that_hangs_is_killed_by_the_clock() -> None:
    with DecodingSandbox(limits=Limits(wall_seconds=0.5), tasks=(EVAL,)) as sandbox:
        with pytest.raises(UnsafeInputError, match=r"no answer in 0\.5 seconds"):
            evaluate(sandbox, "__import__('time').sleep(60)")
        assert_still_works(sandbox)


@pytest.mark.skipif(os.name != "posix", reason="CPU limits are POSIX")
def test_a_decoder_that_computes_without_end_is_killed_by_the_system() -> None:
    with DecodingSandbox(limits=Limits(cpu_seconds=1, wall_seconds=30), tasks=(EVAL,)) as sandbox:
        with pytest.raises(UnsafeInputError, match="more than 1 seconds of computing"):
            evaluate(sandbox, "all(True for _ in iter(int, 1))")
        assert_still_works(sandbox)


@pytest.mark.skipif(os.name != "posix", reason="descriptor limits are POSIX")
@pytest.mark.parametrize(
    "expression",
    [
        "__import__('socket').socket()",
        "__import__('_socket').socket()",
        "open('/etc/passwd')",
        "open('/tmp/written', 'w')",
        "__import__('os').open('/', 0)",
        "__import__('subprocess').Popen(['true'])",
    ],
)
def test_nothing_can_be_opened_in_the_child(sandbox: DecodingSandbox, expression: str) -> None:
    with pytest.raises(UnsafeInputError, match=r"(OSError|PermissionError|BlockingIOError) at"):
        evaluate(sandbox, expression)


def test_the_child_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYPROOF_SECRET", "swordfish")
    with DecodingSandbox(tasks=(EVAL,)) as fresh:
        (names,) = evaluate(fresh, "[(sorted(__import__('os').environ), b'')]")
    assert set(names) <= {
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "LC_CTYPE",
        "SYSTEMROOT",
    }


@pytest.mark.skipif(sys.platform != "linux", reason="the full set of limits is Linux")
def test_the_sandbox_says_which_limits_hold(sandbox: DecodingSandbox) -> None:
    always = {
        "memory",
        "cpu",
        "no-file-writing",
        "no-new-files-or-sockets",
        "no-new-privileges",
        "no-capabilities",
    }
    assert always <= set(sandbox.enforced)


def test_a_task_that_was_not_allowed_is_not_run(sandbox: DecodingSandbox) -> None:
    with pytest.raises(UsageError, match="os:getpid"):
        list(sandbox.run("os:getpid", b"", name="x"))
    with pytest.raises(UsageError, match="module:function"):
        DecodingSandbox(tasks=("rm -rf",))


@pytest.mark.parametrize(
    "answer",
    [
        "[({'number': 1, 'of': 1, 'width': 2, 'height': 2, 'mode': 'L'}, b'123')]",
        "[({'number': 2, 'of': 2, 'width': 1, 'height': 1, 'mode': 'L'}, b'1')]",
        "[({'number': 1, 'of': 1, 'width': -1, 'height': -1, 'mode': 'L'}, b'1')]",
        "[({'number': 1, 'of': 1, 'width': True, 'height': 1, 'mode': 'L'}, b'1')]",
        "[({'number': 1, 'of': 1, 'width': 1, 'height': 1, 'mode': 'RGB'}, b'1')]",
        "[({'number': 1}, b'1')]",
        "[(7, b'1')]",
    ],
)
def test_a_page_whose_numbers_do_not_fit_its_pixels_is_refused(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr("tallyproof.safety.sandbox.PAGES_TASK", EVAL)
    monkeypatch.setattr("tallyproof.safety.sandbox.accepted_format", lambda *_, **__: "PNG")
    with (
        DecodingSandbox(tasks=(EVAL,)) as sandbox,
        pytest.raises(UnsafeInputError, match="does not fit together"),
    ):
        decode(sandbox, answer.encode())


def test_a_caller_that_stops_half_way_leaves_the_sandbox_usable(sandbox: DecodingSandbox) -> None:
    pages = sandbox.pages(document((20, 20), (20, 20), (20, 20)), name="x.pdf")
    assert next(pages).number == 1
    del pages
    assert_still_works(sandbox)


def test_the_process_is_replaced_after_its_share_of_pages() -> None:
    with DecodingSandbox(limits=Limits(pages_per_process=2), tasks=(EVAL,)) as sandbox:
        pids = [evaluate(sandbox, "[(__import__('os').getpid(), b'')]") for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_a_closed_sandbox_refuses_work() -> None:
    sandbox = DecodingSandbox()
    sandbox.close()
    with pytest.raises(UsageError, match="closed"):
        decode(sandbox, picture("PNG"))


def test_names_in_messages_are_short_and_printable() -> None:
    assert shown_name("/home/ana/fotos/acta\x1b[31m.jpg") == "acta?[31m.jpg"
    assert shown_name("C:\\Users\\ana\\acta.jpg") == "acta.jpg"
    assert len(shown_name("x" * 500)) == 80
    assert shown_name("\udcff.jpg") == "\\udcff.jpg"
