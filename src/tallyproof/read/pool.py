"""Many files read side by side, results in their order."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass

from tallyproof.errors import InputError
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.page import PageReading
from tallyproof.read.worker import read_file, reading_sandbox
from tallyproof.safety.formats import Limits
from tallyproof.safety.pool import in_parallel, tried_twice
from tallyproof.safety.sandbox import DecodingSandbox

AHEAD = 256
"""Readings for each worker that may wait for an earlier file: they are small, and one may take two minutes."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file's pages, all of them, or none and the reason why the file was refused."""

    name: str
    pages: tuple[PageReading, ...]
    refused: str = ""


def read_pages(
    items: Iterable[tuple[str, bytes]],
    layouts: Sequence[ReadLayout],
    *,
    workers: int,
    limits: Limits | None = None,
) -> Generator[FileReading, None, None]:
    """A reading for each (name, bytes), in order, by `workers` sandboxes on this machine.

    A file that is refused, or that breaks its decoder twice, costs that file only. At most twice as many files as
    workers are in memory, and readings that wait for an earlier file.
    """

    return in_parallel(
        lambda sandbox, item: read_one(sandbox, item, layouts),
        items,
        workers=workers,
        make_sandbox=lambda: reading_sandbox(limits),
        size=size,
        ahead=AHEAD,
    )


def read_one(sandbox: DecodingSandbox, item: tuple[str, bytes], layouts: Sequence[ReadLayout]) -> FileReading:
    """The reading of one (name, bytes), or the reason why it was refused; tried twice if it broke its decoder."""

    def read(box: DecodingSandbox, one: tuple[str, bytes]) -> FileReading:
        name, data = one
        return FileReading(name, tuple(read_file(box, data, layouts, name=name)))

    try:
        return tried_twice(read, sandbox, item)
    except InputError as error:
        return FileReading(item[0], (), str(error))


def size(item: tuple[str, bytes]) -> int:
    """The bytes that a file takes."""
    return len(item[1])
