"""Every page of a site: the right set of pages, and in each every figure equal to what the entries give."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tallyproof.check.changes import CHANGE_CODES
from tallyproof.election.register import Register
from tallyproof.errors import VerificationError
from tallyproof.tally import Results, figure
from tallyproof.tally.figures import WHOLE
from tallyproof.verify.differences import Difference, Differences, shown
from tallyproof.verify.folder import MEGABYTE, SiteFolder
from tallyproof.verify.frame import Frames
from tallyproof.verify.labels import Labels, is_named
from tallyproof.verify.links import Links
from tallyproof.verify.loose import LooseNumbers
from tallyproof.verify.markup import page_differences
from tallyproof.verify.naming import PageNames
from tallyproof.verify.numbers import is_percentage, plain_text, written
from tallyproof.verify.pageset import Page
from tallyproof.verify.rows import Naming
from tallyproof.verify.stations import Stations

_MAX_PAGE_BYTES = 64 * MEGABYTE
_FIGURE = re.compile(
    r'<data value="([^"<>]*)" data-ref="([^"<>]*)"(?: class="[a-z0-9 _-]*")?>([^<>]*)</data>', re.ASCII
)
_ROOT = re.compile(r'<code class="root">([^<>]*)</code>')
_NUMBER_SIGNS = frozenset("0123456789.,")
_DIGIT_BEFORE = re.compile(r"[0-9][.,]?\Z", re.ASCII)
_DIGIT_AFTER = re.compile(r"[.,]?[0-9]", re.ASCII)


@dataclass(slots=True)
class CheckedPages:
    """What became of some pages: differences in their order, and how many figures were checked."""

    found: Differences = field(default_factory=Differences)
    pages: int = 0
    figures: int = 0


def required_refs(results: Results, page: Page) -> Iterator[str]:
    """Give the references of figures without which a page would show its result in unchecked digits."""
    yield "log/entries"
    if page.kind == "area":
        if not page.code:
            yield from (f"findings/{code}" for code in CHANGE_CODES if code in results.findings_by_code)
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
    elif page.kind == "findings":
        yield from (f"findings/{code}" for code in results.findings_by_code)
    elif page.kind == "announced":
        for one in results.announcements:
            yield from (f"announced/{one.id}/candidate:{candidate}" for candidate in one.candidates)


class _Words(NamedTuple):
    """What checks the words of pages in one language."""

    names: PageNames
    frames: Frames
    links: Links
    loose: LooseNumbers


def _words_of(results: Results, language: str, register: Register, folder: SiteFolder) -> _Words:
    labels = Labels(results, language)
    return _Words(
        PageNames(results, labels, register, Stations(results, labels, folder.sizes)),
        Frames(results, labels, register),
        Links(results, labels, register, folder.sizes),
        LooseNumbers(results, labels, register),
    )


class PageChecker:
    """Checks pages against results; figures looked up once are kept, since pages repeat each other."""

    def __init__(self, folder: SiteFolder, results: Results, root: str) -> None:
        self._folder = folder
        self._results = results
        self._root = root
        self._values: dict[str, str | None] = {}
        self._known: dict[str, dict[str, _Expected | None]] = {}
        register, languages = results.definition.register, results.definition.file.election.languages
        self._words: dict[str, _Words] = {}
        if register is not None:
            self._words = {one: _words_of(results, one, register, folder) for one in languages}

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
        yield from page_differences(page, text, small)
        known = self._known.setdefault(page.language, {})
        count, named, refs = 0, 0, set()
        for match in _FIGURE.finditer(text):
            count += 1
            value, ref, words = match.groups()
            refs.add(ref)
            if ref not in known:
                known[ref] = self._expected(html.unescape(ref), page.language)
            expected = known[ref]
            named += expected is not None and expected.is_named
            if problem := _problem(match, expected, value, words):
                yield Difference(f"{path}, {html.unescape(ref)}", problem)
        checked.figures += count
        held = {html.unescape(ref) for ref in refs}
        for ref in required_refs(self._results, page):
            if ref not in held:
                yield Difference(f"{path}, {ref}", "expected this figure on the page, found none")
        yield from self._name_differences(page, text, named)
        yield from self._word_differences(page, text, small)
        # A figure that the pattern does not see would be shown unchecked: each trace must be in a match.
        for trace in ("<data", "</data", "data-ref"):
            if (traces := small.count(trace)) != count:
                yield Difference(
                    path,
                    f'expected every figure as <data value="…" data-ref="…">…</data>, '
                    f"got {count} of them and {traces} times {trace!r}",
                )

    def _name_differences(self, page: Page, text: str, named: int) -> Iterator[Difference]:
        """Give what is wrong with the names beside figures; `named` figures are those that need one."""
        words = self._words.get(page.language)
        naming = words.names.of(page, text) if words is not None else Naming()
        for problem in naming.problems:
            yield Difference(page.path, problem)
        if naming.bound != named:
            yield Difference(
                page.path,
                f"expected all {named} figures of candidates, ballot lines and counts in table rows that name them, "
                f"got {naming.bound}",
            )

    def _word_differences(self, page: Page, text: str, small: str) -> Iterator[Difference]:
        """Give what is wrong with a page's title, links, pictures and unmarked numbers."""
        words = self._words.get(page.language)
        if words is None:
            return
        for problem in (*words.frames.problems(page, text), *words.links.problems(page, text, small)):
            yield Difference(page.path, problem)
        if problem := words.loose.problem(page, text):
            yield Difference(page.path, problem)
        if page.kind != "place" and "<img" in small:
            yield Difference(page.path, "expected pictures at stations only, got one on this page")
        roots = _ROOT.findall(text) if page.kind == "about" else []
        if any(one != self._root for one in roots):
            yield Difference(page.path, f"expected the root {self._root} of the entries, got {shown(roots)}")

    def _expected(self, ref: str, language: str) -> _Expected | None:
        if ref not in self._values:
            self._values[ref] = figure(self._results, ref)
        value = self._values[ref]
        if value is None:
            return None
        return _Expected(value, written(value, language) or "", is_percentage(ref), is_named(ref))


class _Expected(NamedTuple):
    """A figure as the entries give it, and in the words of one language."""

    value: str
    words: str
    percentage: bool
    is_named: bool


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
