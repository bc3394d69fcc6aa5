"""The links of a page: each leads to a page, file or address that the site may name, and says which."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from functools import cached_property

from tallyproof.election.register import Register
from tallyproof.log.tiles import TILE_WIDTH, bundle_path
from tallyproof.model import PollingStation
from tallyproof.tally import Results
from tallyproof.verify.differences import shown
from tallyproof.verify.labels import Labels, short_id, stands_as
from tallyproof.verify.numbers import written
from tallyproof.verify.pageset import Page, page_code
from tallyproof.verify.words import LANGUAGE_NAMES

_LINK = re.compile(r'<a (?:class="([a-zA-Z -]*)" )?href="([^"<>]*)"[^<>]*>(.*?)</a>', re.DOTALL)
_ANY_LINK = re.compile(r"<a[\s/>]")
_LINK_ELEMENT = re.compile(r"<link [^<>]*>")
_RELATION = re.compile(
    r'<link rel="(stylesheet|icon|alternate)"(?: hreflang="[a-z]*")? href="([^"<>]*)"(?: type="image/svg\+xml")?>'
)
_ASSETS = {"stylesheet": "assets/style.css", "icon": "assets/icon.svg"}


class Links:
    """Checks the links of pages in one language; what was found of a link is kept, since pages repeat theirs."""

    def __init__(self, results: Results, labels: Labels, register: Register, paths: Collection[str]) -> None:
        self._results = results
        self._labels = labels
        self._register = register
        self._paths = paths
        self._known: dict[tuple[str, ...], str] = {}

    def problems(self, page: Page, text: str, small: str) -> Iterator[str]:
        """Give what is wrong with the links of a page."""
        up = "../" * page.path.count("/")
        below = page.path.removeprefix(f"{page.language}/")
        of_station, own = (f"{up}log/", f"{up}sheets/"), f"{up}{page.language}/"
        links = _LINK.findall(text)
        if len(links) != len(_ANY_LINK.findall(small)):
            yield f"expected every link as <a href=…>…</a>, got {len(links)} of them"
        for link in links:
            kind, href, words = link
            if href.startswith("#"):
                if href != "#content" and page.kind != "findings":
                    yield f"expected links to other pages, got one to {shown(href)}"
                continue
            if page.kind == "place" and href.startswith(of_station):
                # Held to the station's own entries and pictures, one by one, where its figures are.
                continue
            key = (up, *link)
            problem = self._known.get(key)
            if problem is None:
                problem = self._problem(up, below, kind, html.unescape(href), words)
                if href.startswith(own):
                    # What a link to another language is right for depends on the page.
                    self._known[key] = problem
            if problem:
                yield problem
        for element in _LINK_ELEMENT.findall(text):
            match = _RELATION.fullmatch(element)
            relation, href = match.groups() if match else ("", "")
            others = {f"{one}/{below}" for one in self._results.definition.file.election.languages}
            wanted = {_ASSETS[relation]} if relation in _ASSETS else others
            if not href.startswith(up) or html.unescape(href.removeprefix(up)) not in wanted:
                yield f"expected a link to the site's own style, icon or languages, got {shown(element)}"

    def _problem(self, up: str, below: str, kind: str, href: str, words: str) -> str:
        """Return what is wrong with one link, or ''."""
        if href.startswith(("https://", "http://")):
            return "" if href in self._addresses else f"expected an address that the entries name, got {shown(href)}"
        target, _, fragment = href.removeprefix(up).partition("#")
        if not href.startswith(up) or target not in self._paths:
            return f"expected a link to a file of this site, got {shown(href)}"
        if target.startswith("log/tile/entries/"):
            return "" if self._is_entry(target, words) else f"expected an entry of {shown(href)}, got {shown(words)}"
        wanted = self._wanted(target, fragment, below, kind)
        if wanted is None or words in wanted or html.unescape(words) in wanted:
            return ""
        return f"expected a link to {shown(href)} to say {shown(sorted(wanted))}, got {shown(words)}"

    def _is_entry(self, target: str, words: str) -> bool:
        """Return whether words are the number of an entry that a bundle of the log holds, as the language writes it."""
        digits, size = words.replace(",", "").replace(".", ""), self._results.entries + 1
        if not (digits.isascii() and digits.isdecimal() and len(digits) < 16 and int(digits) < size):
            return False
        number = int(digits) // TILE_WIDTH
        bundle = f"log/{bundle_path(number, min(TILE_WIDTH, size - number * TILE_WIDTH))}"
        return target == bundle and words == written(digits, self._labels.language)

    def _wanted(self, target: str, fragment: str, below: str, kind: str) -> Collection[str] | None:
        """Return what a link to a file of the site may say, none where it may not be; None for any words."""
        language, _, rest = target.partition("/")
        if language in LANGUAGE_NAMES and language != self._labels.language:
            return (LANGUAGE_NAMES[language],) if rest == below and not fragment else ()
        if language == self._labels.language:
            return self._wanted_page(rest, fragment, kind)
        if fragment:
            return ()
        words = self._labels.words
        fixed = {"manifest.json": (words["manifest"],), "log/checkpoint": (words["checkpoint"],)}
        if language == "data":
            return ({"csv": "CSV", "parquet": "Parquet"}.get(target.rpartition(".")[2], ""),)
        if language == "definition":
            return (f"<code>{html.escape(rest)}</code>",)
        if language == "sheets":
            return (words["sheet_open"],)
        return fixed.get(target, ())

    def _wanted_page(self, rest: str, fragment: str, kind: str) -> Collection[str] | None:
        words = self._labels.words
        if rest.startswith("place/"):
            return self._wanted_place(rest, fragment, kind)
        if rest == "announced.html" and fragment:
            known = {page_code(one.id) for one in self._results.announcements}
            return (words["announced_more"],) if fragment in known else ()
        if rest == "findings.html" and fragment:
            return None if fragment in {page_code(code) for code in self._results.findings_by_code} else ()
        if fragment:
            return ()
        own = {"announced.html": "announced", "findings.html": "findings", "about.html": "about"}
        if rest in own:
            return (words[own[rest]],)
        if rest == "index.html":
            election = self._labels.local(self._results.definition.file.election.title)
            return (words["whole"], words["results"], election)
        return (self._areas[rest],) if rest in self._areas else ()

    def _wanted_place(self, rest: str, fragment: str, kind: str) -> Collection[str]:
        stations = self._places.get(rest, [])
        if not fragment:
            return {one.place_name for one in stations}
        station = next((one for one in stations if f"s-{page_code(one.id)}" == fragment), None)
        if station is None:
            return ()
        result = self._results.station(next(iter(self._results.definition.contests)), station.id)
        stands = stands_as(result)
        if not kind:
            return (station.id,)
        if kind != f"mark {stands}":
            return ()
        return (f"{html.escape(short_id(station))} <span>{html.escape(self._labels.words[f'short_{stands}'])}</span>",)

    @cached_property
    def _areas(self) -> dict[str, str]:
        return {f"area/{page_code(one.code)}.html": one.name for one in self._register.areas.values()}

    @cached_property
    def _places(self) -> dict[str, list[PollingStation]]:
        by_place = self._register.stations_of_place
        return {f"place/{page_code(place)}.html": sorted(by_place[place], key=lambda one: one.id) for place in by_place}

    @cached_property
    def _addresses(self) -> frozenset[str]:
        """Addresses of sources and announcements: nothing else of the outside may be linked."""
        sources = (one.url for one in self._results.definition.file.sources)
        return frozenset((*sources, *(one.url for one in self._results.announcements))) - {""}
