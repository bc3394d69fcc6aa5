"""The names of a page: its headings, its way down from the whole, and whose figures stand under which of them."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import partial

from tallyproof.election.register import Register
from tallyproof.model import Announcement, PollingStation
from tallyproof.tally import Results
from tallyproof.tally.figures import WHOLE
from tallyproof.verify.differences import shown
from tallyproof.verify.labels import Labels, area_of, short_id, width_of
from tallyproof.verify.pageset import Page, page_code
from tallyproof.verify.rows import AreaRow, Naming, TableNames, table_bodies
from tallyproof.verify.stations import Stations

_REF = re.compile(r'data-ref="([^"<>]*)"')
_CONTEST_NAME = re.compile(r'<span class="contest-name">([^<>]*)</span>')
_STATION = re.compile(r"([^<>]*) <small>([^<>]*)</small>")
_CRUMBS = re.compile(r"[^<>]*><ol>(.*)</ol>", re.DOTALL)
_CRUMB = re.compile(r'\s*<li><a href="([^"<>]*)">([^<>]*)</a></li>\s*')
_BY = re.compile(r'<p class="by">(.*?)</p>', re.DOTALL)
_LINK = re.compile(r'<a href="([^"<>]*)">([^<>]*)</a>')
_CAPTION = re.compile(r"<caption>([^<>]*)")
_TERM = re.compile(
    r"<(?:dt|span)>([^<>]*)(?:</dt><dd class=\"(?:big|n)\">|</span> <b>)"
    r'<data value="[^"<>]*" data-ref="([^"<>]*)"'
)
_BARS = re.compile(r'<dl class="bars">(.*?)</dl>', re.DOTALL)
_BAR = re.compile(
    r'<data value="([0-9]{1,18})" data-ref="[^"<>]*">[^<>]*</data></dd><dd class="line">'
    r'<svg class="bar tall" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%"/>'
    r'<rect class="fill" width="([0-9.]+%)" height="100%"/></svg></dd>',
    re.ASCII,
)
_EVERYWHERE = ("log/",)
_ON_TOP = (*_EVERYWHERE, "findings/")


class PageNames:
    """Checks the names on pages of one language against the definition and its register."""

    def __init__(self, results: Results, labels: Labels, register: Register, stations: Stations) -> None:
        self._results = results
        self._register = register
        self._labels = labels
        self._stations = stations
        self._tables = TableNames(labels)
        self._crumbs: dict[tuple[str, str], tuple[str, str]] = {}
        self._crumb_lists: dict[str, list[tuple[str, str]] | None] = {}
        self._contests = {one.id: labels.local(one.name) for one in results.definition.file.contests}

    def of(self, page: Page, text: str) -> Naming:
        """Return what is wrong with the names on a page, and how many figures stand in rows that name them."""
        naming = Naming()
        check = {"area": self._area_page, "place": self._place_page, "announced": self._announced_page}
        if text.count("<h1") != 1:
            naming.problems.append(f"expected one first heading, got {text.count('<h1')}")
        check.get(page.kind, self._other_page)(page, text, naming)
        return naming

    # --- kinds of pages --------------------------------------------------------------------------

    def _area_page(self, page: Page, text: str, naming: Naming) -> None:
        code, areas = page.code, self._register.areas
        line: list[str] = []
        while code:
            line.insert(0, code)
            code = areas[code].parent
        title = areas[page.code].name if page.code else self._labels.local(self._results.definition.file.election.title)
        before, parts = _parts(text, "h2")
        self._check_top(page, before, title, [] if not page.code else ["", *line[:-1]], naming)
        self._check_refs(before, _ON_TOP, naming)
        for number, (heading, part) in enumerate(parts):
            if number < len(self._contests):
                self._contest_part(page, list(self._contests)[number], heading, part, naming)
            elif 'data-ref="announced/' in part or 'data-ref="held/' in part:
                between, announced = _parts(part.partition("</h2>")[2], "h3")
                self._check_refs(between, (), naming)
                for title, inner in announced:
                    self._announcement(page, title, inner, naming)
            else:
                self._areas_part(page, part, naming)
        if len(parts) < len(self._contests):
            naming.problems.append(f"expected {len(self._contests)} contests with headings, got {len(parts)}")

    def _contest_part(self, page: Page, contest: str, heading: str, part: str, naming: Naming) -> None:
        match = _CONTEST_NAME.match(heading)
        if match is None or html.unescape(match[1]) != self._contests[contest]:
            naming.problems.append(f"expected the heading {self._contests[contest]!r}, got {shown(heading)}")
        self._check_refs(part, (f"tally/{contest}/{page.code or WHOLE}/", *_EVERYWHERE), naming)
        self._check_tables(part, naming)
        for words, ref in _TERM.findall(part):
            label = self._labels.of(ref)
            term = self._labels.term(label, area_of(ref)) if label else ""
            if html.unescape(words) != term:
                naming.problems.append(f"{html.unescape(ref)}: expected it to be called {term!r}, got {shown(words)}")
        for bars in _BARS.findall(part):
            self._check_bars(bars, naming)

    def _areas_part(self, page: Page, part: str, naming: Naming) -> None:
        """Check the tables of the areas right below, one for each contest in their order."""
        tables = self._tables_in(part, naming)
        self._check_refs(part, (*(f"tally/{contest}/" for contest in self._contests), *_EVERYWHERE), naming)
        if sum(body.count("<data") for body in tables) != part.count("<data") - part.count('data-ref="log/'):
            naming.problems.append("expected figures of areas in their tables only, got others beside them")
        if tables and len(tables) != len(self._contests):
            naming.problems.append(f"expected a table of areas for each contest, got {len(tables)} of them")
        up = "../" * page.path.count("/")
        area_row = partial(self._area_row, page.code, f"{up}{page.language}/")
        for (contest, name), body in zip(self._contests.items(), tables, strict=False):
            self._check_refs(body, (f"tally/{contest}/",), naming)
            if len(self._contests) > 1 and not _caption(body).startswith(f"{name}. "):
                naming.problems.append(f"expected a table of {name!r}, got {shown(_caption(body))}")
            self._tables.check(body, naming, area_row)

    def _area_row(self, parent: str, home: str, code: str) -> AreaRow | None:
        area = self._register.areas.get(code)
        if area is None or area.parent != parent:
            return None
        return AreaRow(area.name, f"{home}area/{page_code(code)}.html")

    def _place_page(self, page: Page, text: str, naming: Naming) -> None:
        stations = sorted(self._register.stations_of_place[page.code], key=lambda one: one.id)
        before, parts = _parts(text, "h2")
        self._check_top(page, before, stations[0].place_name, ["", *stations[0].areas], naming)
        self._check_refs(before, _EVERYWHERE, naming)
        by_heading = {self._station_heading(one): one for one in stations}
        for heading, part in parts:
            match = _STATION.fullmatch(heading)
            words = (html.unescape(match[1]), html.unescape(match[2])) if match else ("", "")
            station = by_heading.pop(words, None)
            if station is None:
                naming.problems.append(f"expected the heading of a station of this place, got {shown(heading)}")
                continue
            self._station_part(station, part, "../" * page.path.count("/"), naming)
        for missing in by_heading.values():
            naming.problems.append(f"expected a heading of station {missing.id!r}, found none")

    def _station_heading(self, station: PollingStation) -> tuple[str, str]:
        """Return a station's number within its place, in words, and its id."""
        return self._labels.words["station_title"].format(id=short_id(station)), station.id

    def _station_part(self, station: PollingStation, part: str, up: str, naming: Naming) -> None:
        contests = list(self._contests.items())
        if len(contests) == 1:
            self._check_refs(part, (f"station/{contests[0][0]}/{station.id}/", *_EVERYWHERE), naming)
            self._check_tables(part, naming)
            naming.problems += self._stations.problems(contests[0][0], station, part, up)
            return
        before, parts = _parts(part, "h3")
        self._check_refs(before, _EVERYWHERE, naming)
        if [html.unescape(heading) for heading, _ in parts] != [name for _, name in contests]:
            got = shown([heading for heading, _ in parts])
            naming.problems.append(f"expected the contests as headings under station {station.id!r}, got {got}")
            return
        for (contest, _), (_, inner) in zip(contests, parts, strict=True):
            self._check_refs(inner, (f"station/{contest}/{station.id}/", *_EVERYWHERE), naming)
            self._check_tables(inner, naming)
            naming.problems += self._stations.problems(contest, station, inner, up)

    def _announced_page(self, page: Page, text: str, naming: Naming) -> None:
        before, parts = _parts(text, "h2")
        self._check_refs(before, _EVERYWHERE, naming)
        for title, part in parts:
            self._announcement(page, title, part, naming)

    def _announcement(self, page: Page, title: str, part: str, naming: Naming) -> None:
        """Check what stands under an announcement's title: who made it, on what, and its figures."""
        one = next((one for one in self._results.announcements if f'data-ref="announced/{one.id}/' in part), None)
        if one is None or html.unescape(title) != one.title:
            naming.problems.append(
                f"expected figures of an announcement under its title, got {shown(one.id if one else '')} "
                f"under {shown(title)}"
            )
            return
        area = f"tally/{one.contest}/{one.area or WHOLE}/"
        self._check_refs(part, (f"announced/{one.id}/", f"held/{one.id}/", area, *_EVERYWHERE), naming)
        self._check_source(page, one, part, naming)
        for body in self._tables_in(part, naming):
            if not _caption(body).startswith(f"{self._contests[one.contest]}. "):
                wanted = self._contests[one.contest]
                naming.problems.append(f"expected a table of {wanted!r}, got {shown(_caption(body))}")
        self._check_tables(part, naming)

    def _check_source(self, page: Page, one: Announcement, part: str, naming: Naming) -> None:
        by = _BY.findall(part)
        area, links = self._register.areas.get(one.area), []
        if area is not None:
            up = "../" * page.path.count("/")
            links = [(f"{up}{page.language}/area/{page_code(area.code)}.html", area.name)]
        got = [(html.unescape(href), html.unescape(name)) for href, name in _LINK.findall("".join(by))]
        if len(by) != 1 or not html.unescape(by[0]).startswith(f"{one.source}, ") or got != links:
            wanted = f"{one.source}, …{links or ''}"
            naming.problems.append(f"expected announcement {one.id!r} by {wanted!r}, got {shown(''.join(by))}")

    def _other_page(self, page: Page, text: str, naming: Naming) -> None:
        """Check a page of words: whatever table of figures it has could stand under any heading."""
        if self._tables_in(text, naming):
            naming.problems.append("expected no table with figures on this page, got one")

    # --- what pages share -------------------------------------------------------------------------

    def _check_top(self, page: Page, before: str, title: str, line: Sequence[str], naming: Naming) -> None:
        """Check a page's first heading, and the areas above it as links; '' is the whole."""
        headings = [heading for heading, _ in _parts(before, "h1")[1]]
        if [html.unescape(heading) for heading in headings] != [title]:
            naming.problems.append(f"expected the heading {title!r}, got {shown(headings)}")
        home = f"{'../' * page.path.count('/')}{page.language}/"
        wanted = [self._crumb(home, code) for code in line]
        lists = [piece.partition("</nav>")[0] for piece in before.split('<nav class="crumbs"')[1:]]
        if len(lists) != bool(line) or (lists and self._linked(lists[0]) != wanted):
            naming.problems.append(f"expected the areas above as {shown(wanted)}, got {shown(lists)}")

    def _linked(self, crumbs: str) -> list[tuple[str, str]] | None:
        """Return the links of a list as (address, name); None where there is more in it."""
        if crumbs not in self._crumb_lists:
            match = _CRUMBS.fullmatch(crumbs)
            links = _CRUMB.findall(match[1]) if match else []
            is_plain = match is not None and not _CRUMB.sub("", match[1])
            plain = [(html.unescape(href), html.unescape(name)) for href, name in links]
            self._crumb_lists[crumbs] = plain if is_plain else None
        return self._crumb_lists[crumbs]

    def _crumb(self, home: str, code: str) -> tuple[str, str]:
        if not code:
            return f"{home}index.html", self._labels.words["whole"]
        if (home, code) not in self._crumbs:
            self._crumbs[home, code] = (f"{home}area/{page_code(code)}.html", self._register.areas[code].name)
        return self._crumbs[home, code]

    def _check_refs(self, part: str, allowed: tuple[str, ...], naming: Naming) -> None:
        """Hold every figure of a part of a page to those that its heading speaks of."""
        # Counting is quick, and enough where no reference has a sign that pages escape.
        if part.count('data-ref="') == sum(part.count(f'data-ref="{prefix}') for prefix in allowed):
            return
        for ref in _REF.findall(part):
            if not ref.startswith(allowed) and not html.unescape(ref).startswith(allowed):
                naming.problems.append(f"{html.unescape(ref)}: expected this figure under its own heading only")

    def _tables_in(self, part: str, naming: Naming) -> list[str]:
        """Return the tables of a part of a page that have figures."""
        bodies = table_bodies(part)
        if bodies is None:
            naming.problems.append("expected plain tables, none in another, got tables of another form")
        return [body for body in bodies or () if "<data" in body]

    def _check_tables(self, part: str, naming: Naming) -> None:
        for body in self._tables_in(part, naming):
            self._tables.check(body, naming)

    def _check_bars(self, bars: str, naming: Naming) -> None:
        """Hold bars that share one scale to their figures: the longest is the whole width."""
        found = [(int(value), width) for value, width in _BAR.findall(bars)]
        largest = max((value for value, _ in found), default=0)
        widths = [width_of(value, largest) for value, _ in found]
        if len(found) != bars.count("<svg") or widths != [width for _, width in found]:
            naming.problems.append(f"expected bars {shown(widths)} wide, got {shown([width for _, width in found])}")


def _parts(text: str, tag: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what stands before the first heading of a rank, and each heading with itself and all up to the next."""
    before, *pieces = text.split(f"<{tag}")
    return before, [(piece.partition(">")[2].partition(f"</{tag}>")[0], piece) for piece in pieces]


def _caption(body: str) -> str:
    match = _CAPTION.search(body)
    return html.unescape(match[1]) if match else ""
