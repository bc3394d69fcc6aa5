"""Every page of a site: the right set of pages, and in each every figure equal to what the entries give."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tallyproof.election import Definition
from tallyproof.errors import VerificationError
from tallyproof.tally import Results, figure
from tallyproof.verify.differences import Difference, Differences, shown
from tallyproof.verify.folder import MEGABYTE, SiteFolder
from tallyproof.verify.numbers import is_percentage, plain_text, written

FRONT_PAGE = "index.html"
_MAX_PAGE_BYTES = 64 * MEGABYTE
_PAGES = ("index", "announced", "findings", "about")
_FIGURE = re.compile(
    r'<data value="([^"<>]*)" data-ref="([^"<>]*)"(?: class="[a-z0-9 _-]*")?>([^<>]*)</data>', re.ASCII
)
_LANGUAGE = re.compile(r'<html(?:\s[^<>]*)?\slang="([^"<>]*)"')
_ACTIVE = re.compile(r"<\s*(script|iframe|frame|object|embed|applet|base)\b", re.ASCII)
_MAYBE_HANDLER = re.compile(r"""[\s"'/]on[a-z]+\s*=""", re.ASCII)
_HANDLER = re.compile(r"""<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*?[\s"'/](on[a-z]+)\s*=""", re.ASCII)
_DIGIT_BEFORE = re.compile(r"[0-9][.,]?\Z", re.ASCII)
_DIGIT_AFTER = re.compile(r"[.,]?[0-9]", re.ASCII)


@dataclass(slots=True)
class CheckedPages:
    """What became of some pages: differences in their order, and how many figures were checked."""

    found: Differences = field(default_factory=Differences)
    pages: int = 0
    figures: int = 0


def page_code(code: str) -> str:
    """Return a code as a file name: all but ASCII letters, digits, '.' and '-' as _XX of its UTF-8."""
    return "".join(
        chr(byte) if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in ".-") else f"_{byte:02X}"
        for byte in code.encode("utf-8")
    )


def expected_pages(definition: Definition) -> Iterator[tuple[str, str]]:
    """Give (path, language) of every page that a site of this definition has."""
    languages = definition.file.election.languages
    yield FRONT_PAGE, languages[0]
    register = definition.register
    for language in languages:
        for page in _PAGES:
            yield f"{language}/{page}.html", language
        if register is not None:
            for area in register.areas:
                yield f"{language}/area/{page_code(area)}.html", language
            for place in register.stations_of_place:
                yield f"{language}/place/{page_code(place)}.html", language


class PageChecker:
    """Checks pages against results; figures looked up once are kept, since pages repeat each other."""

    def __init__(self, folder: SiteFolder, results: Results) -> None:
        self._folder = folder
        self._results = results
        self._known: dict[str, str | None] = {}

    def check(self, path: str, language: str, sha256: str, checked: CheckedPages) -> None:
        """Hold one page against its hash and the results, and add what is found to `checked`."""
        checked.pages += 1
        try:
            data = self._folder.read(path, at_most=_MAX_PAGE_BYTES)
        except VerificationError as error:
            checked.found.add(path, str(error).removeprefix(f"{path}: "))
            return
        if (got := hashlib.sha256(data).hexdigest()) != sha256:
            checked.found.add(path, f"expected SHA-256 {sha256} as in manifest.json, got {got}")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            checked.found.add(
                path, f"expected UTF-8 text, got byte 0x{data[error.start]:02x} at {error.start}"
            )
            return
        for difference in self._differences(path, text, language, checked):
            checked.found.add(difference.place, difference.message)

    def _differences(
        self, path: str, text: str, language: str, checked: CheckedPages
    ) -> Iterator[Difference]:
        yield from _page_differences(path, text, language)
        count = 0
        for match in _FIGURE.finditer(text):
            count += 1
            problem = self._problem(match, language)
            if problem:
                yield Difference(f"{path}, {html.unescape(match[2])}", problem)
        checked.figures += count
        small = text.lower()
        # A figure that the pattern does not see would be shown unchecked: each trace must be in a match.
        for trace in ("<data", "</data", "data-ref"):
            if (held := small.count(trace)) != count:
                yield Difference(
                    path,
                    f'expected every figure as <data value="…" data-ref="…">…</data>, '
                    f"got {count} of them and {held} times {trace!r}",
                )

    def _problem(self, match: re.Match[str], language: str) -> str:
        """Return what is wrong with one figure, or ''."""
        value, ref, text = match.groups()
        if "&" in ref:
            ref = html.unescape(ref)
        if ref not in self._known:
            self._known[ref] = figure(self._results, ref)
        expected = self._known[ref]
        if expected is None:
            return f"expected a reference to a figure, got one to none, with the value {shown(value)}"
        if value != expected:
            return f"expected {expected}, got {shown(value)}"
        if "&" in text:
            text = html.unescape(text)
        words = written(expected, language)
        if plain_text(text, percentage=is_percentage(ref)) != words:
            return f"expected the text {shown(words)}, got {shown(text)}"
        start, end = match.span()
        around = match.string
        if _DIGIT_BEFORE.search(around, max(0, start - 2), start) or _DIGIT_AFTER.match(around, end):
            return (
                f"expected no digit right beside the figure, got {shown(around[max(0, start - 2) : end + 2])}"
            )
        return ""


def _page_differences(path: str, text: str, language: str) -> Iterator[Difference]:
    """Give what is wrong with a page as a whole: its language, and what could change what it shows."""
    languages = _LANGUAGE.findall(text)
    if languages != [language]:
        yield Difference(path, f'expected <html lang="{language}">, got {shown(languages)}')
    small = text.lower()
    if active := _ACTIVE.search(small):
        yield Difference(path, f"expected a page that shows what it says, got a <{active[1]}> element")
    if _MAYBE_HANDLER.search(small) and (handler := _HANDLER.search(small)):
        yield Difference(path, f"expected a page that shows what it says, got an {handler[1]} attribute")
