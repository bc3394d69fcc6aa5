"""Foreign bytes to canonical pages. Runs only inside the sandboxed child (see `sandbox`).

The canonical raster: the decoder's pixels turned to eight-bit grey by ITU-R 601-2 weights as Pillow computes
them (colour profiles are not applied), sixteen-bit grey cut to its high byte, transparency flattened on
white, then the EXIF or TIFF orientation applied. PDF pages are rendered in grey on white at `Limits.pdf_dpi`,
or at the highest resolution that fits the pixel limit, down to 72 dpi.
"""

from __future__ import annotations

import io
import math
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw
from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from tallyproof.errors import InputError, UnsafeInputError
from tallyproof.safety.formats import MEGAPIXEL, Limits, Page, accepted_format, shown_name

# Damaged pictures are refused, not completed with grey: evidence is never repaired silently.
ImageFile.LOAD_TRUNCATED_IMAGES = False
# Our own check of declared dimensions replaces Pillow's, which only warns at first.
Image.MAX_IMAGE_PIXELS = None

_DECODER_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    EOFError,
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


def pages(data: bytes, params: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The sandbox task behind `DecodingSandbox.pages`: each page's numbers, and its pixels."""
    for page in decoded(data, name=params["name"], limits=Limits(**params["limits"])):
        numbers = {field.name: getattr(page, field.name) for field in fields(page) if field.name != "pixels"}
        yield numbers, page.pixels


def decoded(data: bytes, *, name: str, limits: Limits) -> Iterator[Page]:
    """Each page of a foreign file as the canonical grey raster; InputError or UnsafeInputError if refused."""
    found = accepted_format(data, name=name, limits=limits)
    shown = shown_name(name)
    try:
        yield from (_pdf if found == "PDF" else _image)(data, found, shown, limits)
    except pypdfium2.PdfiumError as error:
        raise InputError(_unreadable_pdf(shown, error)) from error
    except _DECODER_ERRORS as error:
        raise InputError(
            f"{shown}: expected a complete {found}, got one that is cut off or damaged "
            f"({type(error).__name__}); copy or send it again"
        ) from error


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
    for _ in decoded(sample.getvalue(), name="PDF", limits=limits):
        pass


def _image(data: bytes, found: str, shown: str, limits: Limits) -> Iterator[Page]:
    image = _IMAGE_CLASSES[found](io.BytesIO(data))
    # Checked before n_frames, which Pillow finds out by walking the file.
    _check_pixels(image.size, shown, found, limits)
    count = int(getattr(image, "n_frames", 1))
    if found != "TIFF" and count > 1:
        raise InputError(
            f"{shown}: expected a {found} with one picture, got an animation of {count}; send each as a file"
        )
    _check_page_count(count, shown, found, limits)
    for index in range(count):
        if index:
            image.seek(index)
            _check_pixels(image.size, shown, found, limits)
        image.load()
        # After loading: Pillow turns TIFF pages by itself and takes the tag away.
        turn = _TRANSPOSE.get(image.getexif().get(_ORIENTATION_TAG, 1))
        grey = _grey(image, shown, found)
        if turn is not None:
            grey = grey.transpose(turn)
        yield Page(number=index + 1, of=count, width=grey.width, height=grey.height, mode="L", pixels=grey.tobytes())


def _grey(image: Image.Image, shown: str, found: str) -> Image.Image:
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
        f"{shown}: expected a {found} in grey or colour, got pixels of kind {image.mode!r}; "
        "save it as an ordinary colour picture"
    )


def _pdf(data: bytes, found: str, shown: str, limits: Limits) -> Iterator[Page]:
    document = pypdfium2.PdfDocument(data)
    try:
        count = len(document)
        if not count:
            raise InputError(f"{shown}: expected a PDF with pages, got none; save or send it again")
        _check_page_count(count, shown, found, limits)
        for index in range(count):
            page = document[index]
            try:
                width, height, pixels = _rendered(page, f"{shown}, page {index + 1}", limits)
            finally:
                page.close()
            yield Page(number=index + 1, of=count, width=width, height=height, mode="L", pixels=pixels)
    finally:
        document.close()


def _rendered(page: Any, place: str, limits: Limits) -> tuple[int, int, bytes]:
    for drawn in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        # pdfium leaves out a picture that it cannot hold in memory and says nothing.
        _check_pixels(drawn.get_px_size(), place, "PDF picture", limits)
    width, height = page.get_size()
    fitting = math.sqrt(limits.page_pixels / (width * height)) * 0.999
    scale = max(1.0, min(limits.pdf_dpi / _POINTS_PER_INCH, fitting))
    _check_pixels((math.ceil(width * scale), math.ceil(height * scale)), place, "PDF page", limits)
    bitmap = page.render(scale=scale, grayscale=True, fill_color=(255, 255, 255, 255))
    try:
        raster = np.ascontiguousarray(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
        return bitmap.width, bitmap.height, raster.tobytes()
    finally:
        bitmap.close()


def _check_pixels(size: tuple[int, int], place: str, found: str, limits: Limits) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise InputError(f"{place}: expected a picture, got a {found} of {width} x {height} px; send it again")
    if width * height > limits.page_pixels:
        raise UnsafeInputError(
            f"{place}: expected at most {limits.page_pixels / MEGAPIXEL:g} megapixels a page, got a "
            f"{found} of "
            f"{width} x {height} px ({width * height / MEGAPIXEL:.0f} megapixels); send a smaller scan or "
            "photo"
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
