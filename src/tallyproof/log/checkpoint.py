"""Checkpoints: a log's name, size and root, as the text that is signed (C2SP tlog-checkpoint)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tallyproof.errors import InputError, VerificationError
from tallyproof.log.merkle import HASH_BYTES, root_of
from tallyproof.log.text import decode_lines, parse_base64, parse_decimal, to_base64

_ORIGIN = re.compile(r"[^\s+/\x00-\x1f\x7f](?:[^\s+\x00-\x1f\x7f]*[^\s+/\x00-\x1f\x7f])?")


@dataclass(frozen=True)
class Checkpoint:
    """The state of a log. `origin` is a URL-like name such as `results.example.org/2024`."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not _ORIGIN.fullmatch(self.origin) or "://" in self.origin:
            raise InputError(
                "log origin: expected a name like results.example.org/2024 (no scheme, spaces, plus sign or "
                f"slash at either end), got {self.origin!r}"
            )
        if self.size < 0 or len(self.root) != HASH_BYTES:
            raise InputError(
                f"checkpoint: expected a size from 0 and a root of {HASH_BYTES} bytes, "
                f"got {self.size} and {len(self.root)} bytes"
            )

    @property
    def body(self) -> bytes:
        """The three lines that are signed, the last newline included."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n".encode()


def make_checkpoint(origin: str, entries: Iterable[bytes]) -> Checkpoint:
    """Return the checkpoint of a log of these entries."""
    held = list(entries)
    return Checkpoint(origin, len(held), root_of(held))


def parse_checkpoint(body: bytes, *, place: str = "checkpoint") -> Checkpoint:
    """Return the checkpoint that a body stands for.

    Extension lines are refused: no log of ours writes them, and nobody who reads the log could check them.
    """
    lines = decode_lines(body, place=place)
    if len(lines) != 3:
        raise VerificationError(f"expected three lines (origin, size, root), got {len(lines)}", place=place)
    size = parse_decimal(lines[1], place=f"{place}, size")
    root = parse_base64(lines[2], place=f"{place}, root", length=HASH_BYTES)
    try:
        return Checkpoint(lines[0], size, root)
    except InputError as error:
        raise VerificationError(str(error), place=place) from error


def verify_root(checkpoint: Checkpoint, entries: Iterable[bytes]) -> Checkpoint:
    """Return the checkpoint if it is the one that these entries give."""
    computed = make_checkpoint(checkpoint.origin, entries)
    if computed.size != checkpoint.size:
        raise VerificationError(f"it says {checkpoint.size} entries, got {computed.size}", place="checkpoint")
    if computed.root != checkpoint.root:
        raise VerificationError(
            f"the entries give the root {to_base64(computed.root)}, it says {to_base64(checkpoint.root)}",
            place="checkpoint",
        )
    return checkpoint
