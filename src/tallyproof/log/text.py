"""The strict texts inside the log's formats: one spelling for each number and for each byte string.

Anything a lenient parser would also accept (a leading zero, spare bits at the end of base64) is refused, so
that a changed character never goes unnoticed.
"""

from __future__ import annotations

import base64
import binascii
import re

from tallyproof.errors import VerificationError

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def to_base64(data: bytes) -> str:
    """Return the standard base64 of the bytes, with padding."""
    return base64.b64encode(data).decode("ascii")


def parse_base64(text: str, *, place: str, length: int | None = None) -> bytes:
    """Return the bytes that a standard, canonical base64 text stands for."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise VerificationError(f"expected base64, got {text[:60]!r}", place=place) from error
    if to_base64(data) != text:
        raise VerificationError(f"expected canonical base64, got {text[:60]!r}", place=place)
    if length is not None and len(data) != length:
        raise VerificationError(f"expected base64 of {length} bytes, got {len(data)}", place=place)
    return data


def parse_decimal(text: str, *, place: str) -> int:
    """Return the number that an ASCII decimal without leading zeros stands for (at most 19 digits)."""
    if not _DECIMAL.fullmatch(text):
        raise VerificationError(f"expected a decimal number without leading zeros, got {text[:60]!r}", place=place)
    return int(text)


def decode_lines(data: bytes, *, place: str) -> list[str]:
    """Return the lines of a UTF-8 text without other control characters; its last byte must end a line."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise VerificationError(f"expected UTF-8 text, got byte 0x{data[error.start]:02x}", place=place) from error
    if found := _CONTROL.search(text):
        raise VerificationError(f"expected no control characters, got {found.group()!r}", place=place)
    if not text.endswith("\n"):
        raise VerificationError("expected a newline at the end, got none: the file may be cut short", place=place)
    return text[:-1].split("\n")
