"""Every page of a site: the right set of pages, and in each every figure equal to what the entries give."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tallyproof.election import Definition
from tallyproof.errors import VerificationError
from tallyproof.tally import Results, figure
from tallyproof.tally.figures import WHOLE
from tallyproof.verify.differences import Difference, Differences, shown
from tallyproof.verify.folder import MEGABYTE, SiteFolder
from tallyproof.verify.numbers import is_percentage, plain_text, written

_MAX_PAGE_BYTES = 64 * MEGABYTE
_FIGURE = re.compile(
    r'<data value="([^"<>]*)" data-ref="([^"<>]*)"(?: class="[a-z0-9 _-]*")?>([^<>]*)</data>', re.ASCII
)
_LANGUAGE = re.compile(r'<html(?:\s[^<>]*)?\slang="([^"<>]*)"')
_ACTIVE = ("<script", "<iframe", "<frame", "<object", "<embed", "<applet", "<base")
_REFRESH = re.compile(r"http-equiv[\s=\"']*refresh", re.ASCII)
_FETCHED = re.compile(
    r"""<(?:link|img|image|use|source|audio|video|input)\b[^<>]*?[\s"'/](src|srcset|href)\s*=[\s"']*(?:[a-z]+:)?//""",
    re.ASCII,
)
_MAYBE_HANDLER = re.compile(r"on[a-z]+\s*=", re.ASCII)
_HANDLER = re.compile(r"""<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*?[\s"'/](on[a-z]+)\s*=""", re.ASCII)
_NUMBER_SIGNS = frozenset("0123456789.,")
_DIGIT_BEFORE = re.compile(r"[0-9][.,]?\Z", re.ASCII)
_DIGIT_AFTER = re.compile(r"[.,]?[0-9]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a site must have; `code` is the area's or place's, an area '' being the whole."""

    path: str
    language: str
    kind: str
    code: str = ""


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


def required_refs(results: Results, page: Page) -> Iterator[str]:
    """Give the references of figures without which a page would show its result in unchecked digits."""
    yield "log/entries"
    if page.kind == "area":
        for contest, tallies in results.tallies.items():
            base, tally = f"tally/{contest}/{page.code or WHOLE}", tallies[page.code]
            yield f"{base}/stations-counted"
            if tally.coverage.stations_counted:
                yield f"{base}/valid"
                yield from (f"{base}/candidate:{candidate}" for candidate in tally.candidates)
    elif page.kind == "place" and results.definition.register is not None:
        for station in results.definition.register.stations_of_place[page.code]:
            for contest in results.definition.contests:
                result = results.station(contest, station.id)
                if result is not None and result.figures is not None:
                    base = f"station/{contest}/{station.id}"
                    yield from (f"{base}/candidate:{candidate}" for candidate in result.candidates)
    elif page.kind == "announced":
        for one in results.announcements:
            yield from (f"announced/{one.id}/candidate:{candidate}" for candidate in one.candidates)


class PageChecker:
    """Checks pages against results; figures looked up once are kept, since pages repeat each other."""

    def __init__(self, folder: SiteFolder, results: Results) -> None:
        self._folder = folder
        self._results = results
        self._values: dict[str, str | None] = {}
        self._known: dict[str, dict[str, _Expected | None]] = {}

    def check(self, page: Page, sha256: str, checked: CheckedPages) -> None:
        """Hold one page against its hash and the results, and add what is found to `checked`."""
        checked.pages += 1
        path, found = page.path, checked.found
        try:
            data = self._folder.read(path, at_most=_MAX_PAGE_BYTES)
        except VerificationError as error:
            found.add(path, str(error).removeprefix(f"{path}: "))
            return
        if (got := hashlib.sha256(data).hexdigest()) != sha256:
            found.add(path, f"expected SHA-256 {sha256} as in manifest.json, got {got}")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            found.add(path, f"expected UTF-8 text, got byte 0x{data[error.start]:02x} at {error.start}")
            return
        for difference in self._differences(page, text, checked):
            found.add(difference.place, difference.message)

    def _differences(self, page: Page, text: str, checked: CheckedPages) -> Iterator[Difference]:
        path, small = page.path, text.lower()
        yield from _page_differences(page, text, small)
        known = self._known.setdefault(page.language, {})
        count, refs = 0, set()
        for match in _FIGURE.finditer(text):
            count += 1
            value, ref, words = match.groups()
            refs.add(ref)
            if ref not in known:
                known[ref] = self._expected(html.unescape(ref), page.language)
            if problem := _problem(match, known[ref], value, words):
                yield Difference(f"{path}, {html.unescape(ref)}", problem)
        checked.figures += count
        held = {html.unescape(ref) for ref in refs}
        for ref in required_refs(self._results, page):
            if ref not in held:
                yield Difference(f"{path}, {ref}", "expected this figure on the page, found none")
        # A figure that the pattern does not see would be shown unchecked: each trace must be in a match.
        for trace in ("<data", "</data", "data-ref"):
            if (traces := small.count(trace)) != count:
                yield Difference(
                    path,
                    f'expected every figure as <data value="…" data-ref="…">…</data>, '
                    f"got {count} of them and {traces} times {trace!r}",
                )

    def _expected(self, ref: str, language: str) -> _Expected | None:
        if ref not in self._values:
            self._values[ref] = figure(self._results, ref)
        value = self._values[ref]
        if value is None:
            return None
        return _Expected(value, written(value, language) or "", is_percentage(ref))


class _Expected(NamedTuple):
    """A figure as the entries give it: its value, its text in one language, and whether it may say '%'."""

    value: str
    words: str
    percentage: bool


def _problem(match: re.Match[str], expected: _Expected | None, value: str, words: str) -> str:
    """Return what is wrong with one figure, or ''."""
    if expected is None:
        return f"expected a reference to a figure, got one to none, with the value {shown(value)}"
    if value != expected.value:
        return f"expected {expected.value}, got {shown(value)}"
    if words != expected.words:
        plain = plain_text(html.unescape(words), percentage=expected.percentage)
        if not expected.words or plain != expected.words:
            return f"expected the text {expected.words!r}, got {shown(words)}"
    page, (start, end) = match.string, match.span()
    # The first test is the cheap one, and nearly always enough.
    if (page[start - 1] in _NUMBER_SIGNS or page[end : end + 1] in _NUMBER_SIGNS) and (
        _DIGIT_BEFORE.search(page, max(0, start - 2), start) or _DIGIT_AFTER.match(page, end)
    ):
        beside = page[max(0, start - 2) : end + 2]
        return f"expected no digit right beside the figure, got {shown(beside)}"
    return ""


def _page_differences(page: Page, text: str, small: str) -> Iterator[Difference]:
    """Give what is wrong with a page as a whole: its language, and what could change what it shows."""
    languages = _LANGUAGE.findall(text)
    if languages != [page.language]:
        yield Difference(page.path, f'expected <html lang="{page.language}">, got {shown(languages)}')
    active = [f"a {tag}>" for tag in _ACTIVE if tag in small]
    if _REFRESH.search(small):
        active.append("a redirection")
    if _maybe_has_handler(small) and (handler := _HANDLER.search(small)):
        active.append(f"an attribute {handler[1]}")
    if active:
        got = " and ".join(active)
        yield Difference(page.path, f"expected a page that shows what it says, got {got}")
    if "//" in small and (fetched := _FETCHED.search(small)):
        yield Difference(page.path, f"expected nothing from another place, got {shown(fetched[0])}")


def _maybe_has_handler(small: str) -> bool:
    """Return whether a page needs the slow search: 'on…=' after anything but a letter, as in no 'content='."""
    return any(not small[match.start() - 1].isalpha() for match in _MAYBE_HANDLER.finditer(small))
