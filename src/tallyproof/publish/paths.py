"""Where each page of the site stands, and how one page reaches another: relative links, so that file:// works."""

from __future__ import annotations

import re

from tallyproof.log.tiles import TILE_WIDTH, bundle_path

_PLAIN = re.compile(r"[A-Za-z0-9.-]*", re.ASCII)
_KEPT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-")


def file_name(code: str) -> str:
    """Return an area code or place id as a file name: other characters become _XX, the hex of their UTF-8 bytes."""
    if _PLAIN.fullmatch(code):
        return code
    return "".join(one if one in _KEPT else "".join(f"_{byte:02X}" for byte in one.encode("utf-8")) for one in code)


def area_path(code: str) -> str:
    """Return the page of an area below its language's folder; '' is the whole."""
    return f"area/{file_name(code)}.html" if code else "index.html"


def place_path(place: str) -> str:
    """Return the page of a polling place below its language's folder."""
    return f"place/{file_name(place)}.html"


def up_from(path: str) -> str:
    """Return the way from a page of the site to the site's top: '../' for each folder above it."""
    return "../" * path.count("/")


def entry_bundle(index: int, size: int) -> str:
    """Return the path of the bundle that holds an entry of a log of that size."""
    number = index // TILE_WIDTH
    return f"log/{bundle_path(number, min(TILE_WIDTH, size - number * TILE_WIDTH))}"
