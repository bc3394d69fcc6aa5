"""Many files read side by side, results in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tallyproof.errors import InputError
from tallyproof.layout.qr import QrGrammar
from tallyproof.read.page import PageReading
from tallyproof.read.worker import read_file, reading_sandbox
from tallyproof.safety.formats import Limits
from tallyproof.safety.pool import in_parallel
from tallyproof.safety.sandbox import DecodingSandbox


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file's pages, all of them, or none and the reason why the file was refused."""

    name: str
    pages: tuple[PageReading, ...]
    refused: str = ""


def read_pages(
    items: Iterable[tuple[str, bytes]],
    grammars: Sequence[QrGrammar],
    *,
    workers: int,
    limits: Limits | None = None,
) -> Iterator[FileReading]:
    """A reading for each (name, bytes), in order, by `workers` sandboxes; at most twice as many files in
    memory.

    A file that is refused, or that breaks its decoder, costs that file only.
    """

    def one(sandbox: DecodingSandbox, item: tuple[str, bytes]) -> FileReading:
        name, data = item
        try:
            return FileReading(name, tuple(read_file(sandbox, data, grammars, name=name)))
        except InputError as error:
            return FileReading(name, (), str(error))

    return in_parallel(one, items, workers=workers, make_sandbox=lambda: reading_sandbox(limits))
