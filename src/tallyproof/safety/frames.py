"""Messages between the sandbox and its child: a JSON header and some bytes, both with a declared length.

    u32 length of the header ‖ header (JSON object, UTF-8) ‖ u32 length of the body ‖ body

No pickle: the child may have been taken over by what it decoded, and the parent must be able to read its
words safely.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any

_LENGTH = struct.Struct(">I")
MAX_HEADER_BYTES = 4 * 1024 * 1024

Frame = tuple[dict[str, Any], bytes]


def packed(header: dict[str, Any], body: bytes = b"") -> list[bytes]:
    """The pieces of a message, to be written one after the other."""
    text = json.dumps(header, allow_nan=False).encode()
    return [_LENGTH.pack(len(text)) + text + _LENGTH.pack(len(body)), body]


def received(read: Callable[[int], bytes], *, max_body: int) -> Frame:
    """The next message from `read(n)`, up to n bytes at a time; EOFError at the end, ValueError if bad."""
    text = _piece(read, MAX_HEADER_BYTES)
    body = _piece(read, max_body)
    try:
        header = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(header, dict):
        raise ValueError("not an object")
    return header, body


def _piece(read: Callable[[int], bytes], limit: int) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(read, _LENGTH.size))
    if length > limit:
        raise ValueError(f"{length} bytes announced, at most {limit} allowed")
    return _exactly(read, length)


def _exactly(read: Callable[[int], bytes], length: int) -> bytes:
    parts: list[bytes] = []
    while length:
        part = read(min(length, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
