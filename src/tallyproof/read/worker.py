"""Reading inside the sandbox: the task that the child runs, and the two calls around it.

A sandbox for reading is made by `reading_sandbox()`: it alone allows the task.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import cv2
import numpy.ma  # noqa: F401 - NumPy loads it when first needed, and in the sandbox nothing can be loaded any more

from tallyproof.errors import InputError
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.message import as_message, from_message
from tallyproof.read.page import PageReading, read_page, refused_page
from tallyproof.safety.decode import decoded_pages
from tallyproof.safety.formats import Limits, RefusedPage, shown_name
from tallyproof.safety.sandbox import MAX_BREAKS_OF_A_FILE, BrokenDecodingError, DecodingSandbox

READ_TASK = "tallyproof.read.worker:pages_read"

# One thread a process: the sandboxes run side by side, and a confined process cannot start threads.
cv2.setNumThreads(1)


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


def pages_read(data: bytes, params: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The sandbox task: each page's reading as JSON values. Runs in the child only."""
    layouts = [ReadLayout.from_params(layout) for layout in params["layouts"]]
    for page in decoded_pages(data, name=params["name"], limits=Limits(**params["limits"]), first=params["first"]):
        reading = refused_page(page) if isinstance(page, RefusedPage) else read_page(page, layouts)
        yield as_message(reading), b""
