"""Which pages a site of a definition has, and where each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tallyproof.election import Definition

_PLAIN = re.compile(r"[A-Za-z0-9.-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a site must have; `code` is the area's or place's, an area '' being the whole."""

    path: str
    language: str
    kind: str
    code: str = ""


def page_code(code: str) -> str:
    """Return a code as a file name: all but ASCII letters, digits, '.' and '-' as _XX of its UTF-8."""
    if _PLAIN.fullmatch(code):
        return code
    return "".join(
        chr(byte) if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in ".-") else f"_{byte:02X}"
        for byte in code.encode("utf-8")
    )


def expected_pages(definition: Definition) -> Iterator[Page]:
    """Give every page that a site of this definition has; the same page in all languages stands together."""
    languages = definition.file.election.languages
    yield Page("index.html", languages[0], "area")
    for language in languages:
        yield Page(f"{language}/index.html", language, "area")
        for kind in ("announced", "findings", "about"):
            yield Page(f"{language}/{kind}.html", language, kind)
    register = definition.register
    if register is None:
        return
    for area in register.areas:
        for language in languages:
            yield Page(f"{language}/area/{page_code(area)}.html", language, "area", area)
    for place in register.stations_of_place:
        for language in languages:
            yield Page(f"{language}/place/{page_code(place)}.html", language, "place", place)
