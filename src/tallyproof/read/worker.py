"""Reading in the sandbox, seen from outside; what the child does is `read.child`, which nothing else imports.

A sandbox for reading is made by `reading_sandbox()`: it alone allows the task.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from tallyproof.errors import InputError
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.message import from_message
from tallyproof.read.page import PageReading, refused_page
from tallyproof.safety.formats import Limits, RefusedPage, shown_name
from tallyproof.safety.sandbox import MAX_BREAKS_OF_A_FILE, BrokenDecodingError, DecodingSandbox

READ_TASK = "tallyproof.read.child:pages_read"


def reading_sandbox(limits: Limits | None = None) -> DecodingSandbox:
    """A sandbox that decodes pages and reads them."""
    return DecodingSandbox(limits=limits, tasks=(READ_TASK,))


def read_file(
    sandbox: DecodingSandbox, data: bytes, layouts: Sequence[ReadLayout], *, name: str
) -> Iterator[PageReading]:
    """Each page of a foreign file, decoded and read in the sandbox; InputError if the file is refused.

    A page of several that breaks its reader is told as refused in its place, and the pages after it are read.
    """
    params = {"layouts": [layout.as_params() for layout in layouts], "limits": asdict(sandbox.limits)}
    expected, of, breaks = 1, 1, 0
    while expected <= of:
        try:
            for message, _ in sandbox.run(READ_TASK, data, name=name, params={**params, "first": expected}):
                reading = _checked(message, layouts, name, expected)
                expected, of = expected + 1, reading.of
                yield reading
            return
        except BrokenDecodingError as error:
            breaks += 1
            # Until a page has come, nobody knows whether there are more.
            if expected == 1 or expected > of or breaks > MAX_BREAKS_OF_A_FILE:
                raise
            yield refused_page(RefusedPage(number=expected, of=of, reason=str(error)))
            expected += 1


def _checked(message: Any, layouts: Sequence[ReadLayout], name: str, expected: int) -> PageReading:
    try:
        return from_message(message, layouts, expected=expected)
    except InputError as error:
        raise BrokenDecodingError(f"{shown_name(name)}, page {expected}: {error}") from error
