"""Reading inside the sandbox: the task that the child runs. Importing it loads every reader and its model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2

from tallyproof.read.every_way import read_page
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.message import as_message
from tallyproof.read.page import refused_page
from tallyproof.safety.decode import decoded_pages
from tallyproof.safety.formats import Limits, RefusedPage

# One thread a process: the sandboxes run side by side, and a confined process cannot start threads.
cv2.setNumThreads(1)


def pages_read(data: bytes, params: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The sandbox task: each page's reading as JSON values. Runs in the child only."""
    layouts = [ReadLayout.from_params(layout) for layout in params["layouts"]]
    for page in decoded_pages(data, name=params["name"], limits=Limits(**params["limits"]), first=params["first"]):
        reading = refused_page(page) if isinstance(page, RefusedPage) else read_page(page, layouts)
        yield as_message(reading), b""
