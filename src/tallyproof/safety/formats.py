"""What a foreign file may be: the allow-list of formats, the caps before decoding, and the canonical page."""

from __future__ import annotations

from dataclasses import dataclass

from tallyproof.errors import InputError, UnsafeInputError

MEGABYTE = 1_000_000
MEGAPIXEL = 1_000_000
ACCEPTED = "a JPEG, PNG, TIFF, WebP, HEIC or PDF"
_NAME_LENGTH = 80

_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
_GENERAL_BRANDS = frozenset((b"mif1", b"mif2", b"msf1", b"miaf", b"MiHE"))
_AVIF_BRANDS = frozenset((b"avif", b"avis"))
_BRANDS_BYTES = 256

# Formats that people send by mistake, named so that the message can say what arrived.
_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL"),
    (b"II+\x00", "a BigTIFF"),
    (b"MM\x00+", "a BigTIFF"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The caps on one foreign file and on the process that decodes it."""

    file_bytes: int = 25 * MEGABYTE
    page_pixels: int = 60 * MEGAPIXEL
    pages: int = 500
    pdf_dpi: int = 200
    memory_bytes: int = 2 * 1024**3
    cpu_seconds: int = 60
    wall_seconds: float = 60.0
    """For each page or other result that is waited for, not for the file."""
    pages_per_process: int = 500
    """The process is replaced by a new one after the file in which this number is reached."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as the canonical grey raster: one byte a pixel, rows from the top, 0 black, 255 white.

    The orientation written in the file has been applied and transparency flattened on white.
    """

    number: int
    """From 1."""
    of: int
    width: int
    height: int
    mode: str
    """Always "L": eight-bit grey."""
    pixels: bytes


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """One page of a file of several that is left out, with the reason in words; the other pages stay."""

    number: int
    of: int
    reason: str


def shown_name(name: str) -> str:
    """The last part of a file's name, printable and short: folders can name people and machines."""
    base = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    base = base.encode("utf-8", "backslashreplace").decode("utf-8")
    printable = "".join(sign if sign.isprintable() else "?" for sign in base) or "(no name)"
    return printable if len(printable) <= _NAME_LENGTH else printable[: _NAME_LENGTH - 1] + "…"


def sniff(data: bytes) -> str | None:
    """The accepted format that the first bytes announce, or None; names and extensions are never asked."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith((b"II*\x00", b"MM\x00*")):
        return "TIFF"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data.startswith(b"%PDF-"):
        return "PDF"
    return "HEIC" if _is_heic(_brands(data)) else None


def _brands(data: bytes) -> tuple[bytes, ...]:
    """The brands of an ISO media file, the major one first; none of any other file."""
    if data[4:8] != b"ftyp":
        return ()
    box = data[8 : min(int.from_bytes(data[:4]), _BRANDS_BYTES)]
    return (box[:4], *(box[at : at + 4] for at in range(8, len(box) - 3, 4)))


def _is_heic(brands: tuple[bytes, ...]) -> bool:
    if not brands:
        return False
    return brands[0] in _HEIC_BRANDS or (brands[0] in _GENERAL_BRANDS and not _HEIC_BRANDS.isdisjoint(brands))


def accepted_format(data: bytes, *, name: str, limits: Limits) -> str:
    """The file's format; InputError if it is empty or not accepted, UnsafeInputError if it is too large."""
    shown = shown_name(name)
    if not data:
        raise InputError(f"{shown}: expected {ACCEPTED}, got an empty file; copy or send it again")
    found = sniff(data)
    if found is None:
        raise InputError(
            f"{shown}: expected {ACCEPTED} by content, got {_described(data)}; send the picture in one of these"
        )
    if len(data) > limits.file_bytes:
        raise UnsafeInputError(too_large(shown, len(data), limits.file_bytes, what=f"a {found}"))
    return found


def too_large(shown: str, size: int, limit: int, *, what: str) -> str:
    """The message for a file beyond the size limit."""
    return (
        f"{shown}: expected at most {limit / MEGABYTE:g} MB, got {what} of {size / MEGABYTE:.1f} MB; "
        "send a smaller scan, or split the document"
    )


def _described(data: bytes) -> str:
    brands = _brands(data)
    if brands:
        # The boxes of AVIF and of films are those of HEIC; only the brands tell.
        return "an AVIF" if not _AVIF_BRANDS.isdisjoint(brands) else "a film or another ISO media file"
    for magic, words in _OTHERS:
        if data.startswith(magic):
            return words
    start = data[:512]
    if b"\x00" not in start and sum(byte < 32 and byte not in b"\t\r\n\f" for byte in start) == 0:
        return "text"
    return "an unknown format"
