"""Foreign bytes to canonical pages. Runs only inside the sandboxed child (see `sandbox`).

The canonical raster: the decoder's pixels turned to eight-bit grey by ITU-R 601-2 weights as Pillow computes
them (colour profiles are not applied), sixteen-bit grey cut to its high byte, transparency flattened on
white, then the orientation applied: that of EXIF or TIFF, and of HEIC its own (there EXIF only repeats it). The
pages of a HEIC are its top-level pictures; thumbnails, depth maps and the like are not looked at. PDF pages are
rendered in grey on white at `Limits.pdf_dpi`, or at the highest resolution that fits the pixel limit, down to 72 dpi.
"""

from __future__ import annotations

import base64
import io
import math
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from functools import partial
from typing import Any

import numpy as np
import pi_heif
import pypdfium2
import pypdfium2.raw
from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from tallyproof.errors import InputError, UnsafeInputError
from tallyproof.safety.formats import MEGAPIXEL, Limits, Page, RefusedPage, accepted_format, shown_name

# Damaged pictures are refused, not completed with grey: evidence is never repaired silently.
ImageFile.LOAD_TRUNCATED_IMAGES = False
# Our own check of declared dimensions replaces Pillow's, which only warns at first.
Image.MAX_IMAGE_PIXELS = None
# Tiles one after the other, and nothing opened beside the pictures themselves.
pi_heif.options.DECODE_THREADS = 0
pi_heif.options.THUMBNAILS = pi_heif.options.DEPTH_IMAGES = pi_heif.options.AUX_IMAGES = False

_DECODER_ERRORS = (
    pypdfium2.PdfiumError,
    OSError,
    SyntaxError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
)
_IMAGE_CLASSES: dict[str, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    # Called directly rather than by Image.open, so that no other format of Pillow can be reached.
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "WebP": WebPImagePlugin.WebPImageFile,
}
_PLAIN_MODES = ("1", "L", "P", "RGB", "RGBX", "CMYK", "YCbCr")
_ALPHA_MODES = ("LA", "PA", "RGBA", "La", "RGBa")
_SIXTEEN_BIT_MODES = ("I;16", "I;16L", "I;16B", "I;16N")
_ORIENTATION_TAG = 0x0112
_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_POINTS_PER_INCH = 72
_TIFF_ENTRY_BYTES = 12
_WHITE_HEIC = zlib.decompress(
    base64.b85decode(
        "c-muNV30{GsVvAy&8%Pmg51nBLl8SRGck>Ufw3$%wIq=N0u(b+a*CjAhJwuG5(YG&l$n#C3}U!AFfalk5HQYy&>-zVtelydmj>p6L`8v|"
        "R3<1dqb%7F#N;c;EXjo{`IcEwQ~;!}Wfmmo1L;DbGG|5>4j^;>50E0c4-9|)`~WifnG=9I#2pxU82|qVDPRVxU<NAL#pI9(lv8tJWJHxX"
        "(8MAZy=qtXY$g!j2t+UmBmtGOxiB6qKG+E~UpP5GrzkHurvfO-%fQwE6cWiSE=YxX$^nWsl5-M4?i7H!8%+QI|NjDzW`fZW-&JISJqPlF"
        "L}o!QEOdbZ#@fil%-RBEYv!gTf<jkTgK-^)ii+fc+Zra><&LYTJ=wI7@x!wA+ym1!Rx|(rX7yN~"
    )
)
"""16 x 16 white pixels."""

Draw = Callable[[], tuple[int, int, bytes]]
"""What decodes one page: its width, its height and its pixels."""


def pages(data: bytes, params: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The sandbox task behind `DecodingSandbox.pages`: each page's numbers, and its pixels or why it is refused."""
    limits = Limits(**params["limits"])
    for page in decoded_pages(data, name=params["name"], limits=limits, first=params.get("first", 1)):
        if isinstance(page, RefusedPage):
            yield asdict(page), b""
        else:
            numbers = {field.name: getattr(page, field.name) for field in fields(page) if field.name != "pixels"}
            yield numbers, page.pixels


def decoded(data: bytes, *, name: str, limits: Limits) -> Iterator[Page]:
    """Each page of a foreign file as the canonical grey raster; InputError or UnsafeInputError at a refused one."""
    for page in decoded_pages(data, name=name, limits=limits):
        if isinstance(page, RefusedPage):
            raise InputError(page.reason)
        yield page


def decoded_pages(data: bytes, *, name: str, limits: Limits, first: int = 1) -> Iterator[Page | RefusedPage]:
    """Each page of a foreign file from page `first` on, one at a time; a page that cannot be had is told as refused.

    InputError or UnsafeInputError where the file as a whole is refused: before its first page, or where it has only
    one.
    """
    found = accepted_format(data, name=name, limits=limits)
    shown = shown_name(name)
    opened = {"PDF": _pdf, "TIFF": _tiff, "HEIC": _heic}.get(found, _picture)
    try:
        for number, (of, draw) in enumerate(opened(data, found, shown, limits), 1):
            if number < first:
                continue
            place = shown if of == 1 else f"{shown}, page {number}"
            try:
                width, height, pixels = _drawn(draw, place, found)
            except InputError as error:
                if of == 1:
                    raise
                yield RefusedPage(number=number, of=of, reason=str(error))
            else:
                yield Page(number=number, of=of, width=width, height=height, mode="L", pixels=pixels)
    except _DECODER_ERRORS as error:
        raise _damaged(shown, found, error) from error


def _drawn(draw: Draw, place: str, found: str) -> tuple[int, int, bytes]:
    try:
        return draw()
    except InputError as error:
        raise type(error)(f"{place}: {error}") from error
    except _DECODER_ERRORS as error:
        raise _damaged(place, found, error) from error


def _damaged(place: str, found: str, error: Exception) -> InputError:
    if isinstance(error, pypdfium2.PdfiumError):
        return InputError(_unreadable_pdf(place, error))
    return InputError(
        f"{place}: expected a complete {found}, got one that is cut off or damaged ({type(error).__name__}); "
        "copy or send it again"
    )


def warm_up(limits: Limits) -> None:
    """Decode one small picture of each format: nothing can be loaded once the process is confined."""
    picture = Image.new("RGB", (8, 8), "white")
    for image_format in ("JPEG", "PNG", "TIFF", "WEBP"):
        sample = io.BytesIO()
        picture.save(sample, image_format)
        for _ in pages(sample.getvalue(), {"name": image_format, "limits": asdict(limits)}):
            pass
    document = pypdfium2.PdfDocument.new()
    document.new_page(20, 20)
    sample = io.BytesIO()
    document.save(sample)
    document.close()
    for whole in (sample.getvalue(), _WHITE_HEIC):
        for _ in decoded(whole, name="sample", limits=limits):
            pass


def _picture(data: bytes, found: str, shown: str, limits: Limits) -> Iterator[tuple[int, Draw]]:
    """The one page of a JPEG, PNG or WebP."""
    image = _IMAGE_CLASSES[found](io.BytesIO(data))
    # Checked before n_frames, which Pillow finds out by walking the file.
    _check_pixels(image.size, found, limits, shown)
    count = int(getattr(image, "n_frames", 1))
    if count > 1:
        raise InputError(
            f"{shown}: expected a {found} with one picture, got an animation of {count}; send each as a file"
        )
    yield 1, partial(_turned, image, found)


def _tiff(data: bytes, found: str, shown: str, limits: Limits) -> Iterator[tuple[int, Draw]]:
    """Each page of a TIFF as if it were the only one, so that a damaged page leaves the others as they are."""
    starts, is_whole = _tiff_starts(data, limits.pages + 1)
    _check_page_count(len(starts), shown, found, limits)
    of = len(starts) + (not is_whole)
    for start in starts:

        def draw(start: bytes = start) -> tuple[int, int, bytes]:
            image = TiffImagePlugin.TiffImageFile(
                io.BytesIO(data if data[4:8] == start else data[:4] + start + data[8:])
            )
            _check_pixels(image.size, found, limits)
            return _turned(image, found)

        yield of, draw
    if not is_whole:
        yield of, _missing_rest


def _tiff_starts(data: bytes, at_most: int) -> tuple[list[bytes], bool]:
    """Where the pages of a TIFF start, as it is written in the file, and whether the list of them comes to its end."""
    short, long = ("<H", "<I") if data[:2] == b"II" else (">H", ">I")
    starts: list[bytes] = []
    at = 4
    while len(starts) < at_most:
        start = data[at : at + 4]
        if len(start) < 4:
            return starts, False
        (offset,) = struct.unpack(long, start)
        # A list that leads back to an earlier page ends there, as it does for other readers.
        if not offset or start in starts:
            return starts, True
        if offset + 2 > len(data):
            return starts, False
        starts.append(start)
        (entries,) = struct.unpack_from(short, data, offset)
        at = offset + 2 + entries * _TIFF_ENTRY_BYTES
    return starts, True


def _missing_rest() -> tuple[int, int, bytes]:
    raise InputError("expected a complete TIFF, got one that is cut off here, perhaps before more pages; send it again")


def _heic(data: bytes, found: str, shown: str, limits: Limits) -> Iterator[tuple[int, Draw]]:
    _check_threads(shown)
    opened = pi_heif.open_heif(data)
    count = len(opened)
    if not count:
        raise InputError(f"{shown}: expected a HEIC with a picture, got none; copy or send it again")
    _check_page_count(count, shown, found, limits)
    for _ in range(count):
        image = opened[0]

        def draw(image: pi_heif.HeifImage = image) -> tuple[int, int, bytes]:
            _check_pixels(image.size, found, limits)
            image.load()
            # What is coded may be larger than what was announced.
            _check_pixels(image.size, found, limits)
            plain = Image.frombuffer(image.mode, image.size, image.data, "raw", image.mode, image.stride, 1)
            grey = _grey(plain, found)
            return grey.width, grey.height, grey.tobytes()

        yield count, draw
        # The decoded pixels live as long as the picture does.
        del opened[0], image, draw


def _check_threads(shown: str) -> None:
    """The HEIC decoder works in a thread of its own and would end the process where there can be none."""
    probe = threading.Thread(target=int)
    try:
        probe.start()
    except RuntimeError as error:
        raise InputError(
            f"{shown}: expected a JPEG, PNG, TIFF, WebP or PDF, got a HEIC, which this computer cannot decode "
            "within its limits; save it as JPEG"
        ) from error
    probe.join()


def _turned(image: ImageFile.ImageFile, found: str) -> tuple[int, int, bytes]:
    image.load()
    # After loading: Pillow turns TIFF pages by itself and takes the tag away.
    turn = _TRANSPOSE.get(image.getexif().get(_ORIENTATION_TAG, 1))
    grey = _grey(image, found)
    if turn is not None:
        grey = grey.transpose(turn)
    return grey.width, grey.height, grey.tobytes()


def _grey(image: Image.Image, found: str) -> Image.Image:
    if image.mode in _SIXTEEN_BIT_MODES:
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in _ALPHA_MODES or ("transparency" in image.info and image.mode in _PLAIN_MODES):
        see_through = image.convert("RGBA")
        white = Image.new("L", image.size, 255)
        return Image.composite(see_through.convert("L"), white, see_through.getchannel("A"))
    if image.mode == "RGBX":
        return image.convert("RGB").convert("L")
    if image.mode in _PLAIN_MODES:
        return image.convert("L")
    raise InputError(
        f"expected a {found} in grey or colour, got pixels of kind {image.mode!r}; "
        "save it as an ordinary colour picture"
    )


def _pdf(data: bytes, found: str, shown: str, limits: Limits) -> Iterator[tuple[int, Draw]]:
    document = pypdfium2.PdfDocument(data)
    try:
        count = len(document)
        if not count:
            raise InputError(f"{shown}: expected a PDF with pages, got none; save or send it again")
        _check_page_count(count, shown, found, limits)
        for index in range(count):
            yield count, partial(_rendered, document, index, limits)
    finally:
        document.close()


def _rendered(document: pypdfium2.PdfDocument, index: int, limits: Limits) -> tuple[int, int, bytes]:
    page = document[index]
    try:
        for drawn in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
            # pdfium leaves out a picture that it cannot hold in memory and says nothing.
            _check_pixels(drawn.get_px_size(), "PDF picture", limits)
        width, height = page.get_size()
        fitting = math.sqrt(limits.page_pixels / (width * height)) * 0.999
        scale = max(1.0, min(limits.pdf_dpi / _POINTS_PER_INCH, fitting))
        _check_pixels((math.ceil(width * scale), math.ceil(height * scale)), "PDF page", limits)
        bitmap = page.render(scale=scale, grayscale=True, fill_color=(255, 255, 255, 255))
    finally:
        page.close()
    try:
        raster = np.ascontiguousarray(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
        return bitmap.width, bitmap.height, raster.tobytes()
    finally:
        bitmap.close()


def _check_pixels(size: tuple[int, int], found: str, limits: Limits, place: str = "") -> None:
    width, height = size
    where = f"{place}: " if place else ""
    if width < 1 or height < 1:
        raise InputError(f"{where}expected a picture, got a {found} of {width} x {height} px; send it again")
    if width * height > limits.page_pixels:
        raise UnsafeInputError(
            f"{where}expected at most {limits.page_pixels / MEGAPIXEL:g} megapixels a page, got a "
            f"{found} of {width} x {height} px ({width * height / MEGAPIXEL:.0f} megapixels); "
            "send a smaller scan or photo"
        )


def _check_page_count(count: int, shown: str, found: str, limits: Limits) -> None:
    if count > limits.pages:
        raise UnsafeInputError(
            f"{shown}: expected at most {limits.pages} pages, got a {found} of {count}; split the document"
        )


def _unreadable_pdf(shown: str, error: pypdfium2.PdfiumError) -> str:
    if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
        return f"{shown}: expected a PDF that opens without a password, got a locked one; send it unlocked"
    return f"{shown}: expected a complete PDF, got one that is cut off or damaged; copy or send it again"
