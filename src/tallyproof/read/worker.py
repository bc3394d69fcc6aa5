"""Reading inside the sandbox: the task that the child runs, and the two calls around it.

A sandbox for reading is made by `reading_sandbox()`: it alone allows the task.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import cv2
import numpy.ma  # noqa: F401 - NumPy loads it when first needed, and in the sandbox nothing can be loaded any more

from tallyproof.errors import InputError, UnsafeInputError
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.message import as_message, from_message
from tallyproof.read.page import PageReading, read_page, refused_page
from tallyproof.safety.decode import decoded_pages
from tallyproof.safety.formats import Limits, RefusedPage, shown_name
from tallyproof.safety.sandbox import DecodingSandbox

READ_TASK = "tallyproof.read.worker:pages_read"

# One thread a process: the sandboxes run side by side, and a confined process cannot start threads.
cv2.setNumThreads(1)


def reading_sandbox(limits: Limits | None = None) -> DecodingSandbox:
    """A sandbox that decodes pages and reads them."""
    return DecodingSandbox(limits=limits, tasks=(READ_TASK,))


def read_file(
    sandbox: DecodingSandbox, data: bytes, layouts: Sequence[ReadLayout], *, name: str
) -> Iterator[PageReading]:
    """Each page of a foreign file, decoded and read in the sandbox; InputError if the file is refused."""
    params = {"layouts": [layout.as_params() for layout in layouts], "limits": asdict(sandbox.limits)}
    expected = 1
    for message, _ in sandbox.run(READ_TASK, data, name=name, params=params):
        try:
            reading = from_message(message, layouts, expected=expected)
        except InputError as error:
            raise UnsafeInputError(f"{shown_name(name)}, page {expected}: {error}") from error
        expected += 1
        yield reading


def pages_read(data: bytes, params: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The sandbox task: each page's reading as JSON values. Runs in the child only."""
    layouts = [ReadLayout.from_params(layout) for layout in params["layouts"]]
    for page in decoded_pages(data, name=params["name"], limits=Limits(**params["limits"])):
        reading = refused_page(page) if isinstance(page, RefusedPage) else read_page(page, layouts)
        yield as_message(reading), b""
