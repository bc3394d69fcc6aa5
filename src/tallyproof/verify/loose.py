"""Numbers that stand in a page's words rather than as marked figures: each must be one that the page may say."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from tallyproof.check.checks import votes_by_candidate
from tallyproof.election import ELECTION_FILE
from tallyproof.election.register import Register
from tallyproof.model import CheckStatus, Figures, Finding, StationResult, Transcription
from tallyproof.tally import Results
from tallyproof.verify.differences import shown
from tallyproof.verify.labels import Labels, short_id, source_of
from tallyproof.verify.pageset import Page
from tallyproof.verify.stations import MOST_SOURCES

_STATEMENTS = re.compile(r'<ol class="statements">.*?</ol>', re.DOTALL)
_ROOT_OR_VERSION = re.compile(r'<code class="(?:root|version)">[^<>]*</code>')
# Text with a digit after any tag but that of a marked figure, or of the title, which is checked as a whole.
_RUN = re.compile(r"<(?!data |title>)[^<>]*+>([^<>0-9]*+[0-9][^<>]*+)", re.ASCII)
_NUMBER = re.compile(r"[0-9](?:[0-9.,]*[0-9])?", re.ASCII)
# In the site's own words: bars from 0% to 100%, UTF-8, the most findings and rivals that a page lists.
_IN_WORDS = frozenset({"0", "100", "8", "4", "20", "2,000", "2.000"})


def numbers_in(text: str) -> set[str]:
    """Return the numbers in a text, each with the marks inside it."""
    return set(_NUMBER.findall(text))


class LooseNumbers:
    """Checks the unmarked numbers of pages in one language."""

    def __init__(self, results: Results, labels: Labels, register: Register) -> None:
        self._results = results
        self._labels = labels
        self._register = register

    def problem(self, page: Page, text: str) -> str:
        """Return what is wrong with the unmarked numbers of a page, or ''."""
        body = text
        if page.kind == "announced":
            # What follows from an announcement is solved for by a program of its own: held by hash.
            body = _STATEMENTS.sub("", body)
        elif page.kind == "about":
            body = _ROOT_OR_VERSION.sub("", body)
        runs = "\n".join(_RUN.findall(body))
        loose = numbers_in(html.unescape(runs) if "&" in runs else runs) - self._everywhere
        for said in self._texts(page) if loose else ():
            loose -= numbers_in(said)
            if not loose:
                return ""
        return f"expected numbers that the entries or the definition give, got {shown(sorted(loose))}" if loose else ""

    @cached_property
    def _everywhere(self) -> set[str]:
        """Numbers of the definition and of the release, which any page may say."""
        results = self._results
        texts = [results.definition.files.get(ELECTION_FILE, b"").decode("utf-8"), results.hour]
        texts += self._of_announcements()
        found = {one for text in texts for one in numbers_in(text)} | _IN_WORDS
        found |= {one.lstrip("0") for one in found} | {f"{hour:02}:00" for hour in range(24)} | {"00"}
        found |= {self._number(int(one)) for one in found if one.isdecimal() and len(one) < 16}
        return found | {one.replace(".", ",") for one in found} | {self._number(results.entries)}

    def _number(self, value: int) -> str:
        text = f"{value:,}"
        return text.replace(",", ".") if self._labels.language == "es" else text

    def _numbers(self, values: Iterable[int]) -> str:
        return " ".join(map(self._number, values))

    def _texts(self, page: Page) -> Iterable[str]:
        """Give the texts whose numbers a page may say, besides those that every page may."""
        if page.kind == "area":
            yield from self._of_area(page.code)
        elif page.kind == "place":
            yield from self._of_place(page.code)
        elif page.kind == "findings":
            for finding in self._results.settlement.findings:
                yield from self._of_finding(finding)
            yield self._number(len(self._results.settlement.findings))
        elif page.kind == "about":
            rows = [len(self._register.stations), len(self._results.settlement.findings)]
            yield self._numbers([*rows, *(len(tallies) for tallies in self._results.tallies.values())])

    def _of_announcements(self) -> Iterable[str]:
        for one in self._results.announcements:
            area = self._register.areas.get(one.area)
            yield f"{one.title} {one.source} {one.date} {one.url} {area.name if area else ''}"
            year, _, rest = one.date.partition("-")
            yield f"{year} {rest.rpartition('-')[2].lstrip('0')}"
            for unit, value in one.coverage:
                yield f"{unit} {value} {value.replace('.', ',')}"

    def _of_area(self, code: str) -> Iterable[str]:
        here = code
        while here:
            yield self._register.areas[here].name
            here = self._register.areas[here].parent
        for area in self._register.children.get(code, []):
            yield area.name
        if not self._register.children.get(code):
            for station in self._register.stations_of_area.get(code, []):
                yield f"{station.place} {station.place_name} {short_id(station)}"
        stations = self._register.stations_of_area.get(code, [])
        for contest in self._results.definition.contests:
            tally = self._results.tallies[contest][code]
            yield self._numbers(tally.count_stations.values())
            held = [one for one in (self._results.station(contest, station.id) for station in stations) if one]
            yield self._numbers(Counter(_group_of(self._results, one) for one in held).values())
            expected = tally.coverage.stations_expected
            standing = sum(count for grade, count in tally.by_grade.items() if grade != "missing") + tally.outside
            yield self._numbers([] if expected is None else [expected - standing])

    def _of_place(self, place: str) -> Iterable[str]:
        contests, stations = list(self._results.definition.contests), self._register.stations_of_place[place]
        areas = [self._register.areas[code].name for code in stations[0].areas]
        names = [f"{one.id} {short_id(one)} {one.place_name}" for one in stations]
        yield " ".join((place, *areas, *names))
        found = [self._results.station(contest, one.id) for one in stations for contest in contests]
        held = [one for one in found if one is not None]
        yield self._numbers(index for one in held for index in (*one.rests_on, *one.held_back))
        for result in held:
            yield from self._of_result(result)

    def _of_result(self, result: StationResult) -> Iterable[str]:
        statuses = [one.status for one in result.checks]
        yield self._numbers(statuses.count(status) for status in CheckStatus)
        yield self._numbers(result.calculated.values())
        shown_of = (len(result.rests_on), len(result.held_back), len({*result.rests_on, *result.held_back}))
        yield self._numbers(max(count - MOST_SOURCES, 0) for count in shown_of)
        for check in result.checks:
            if check.status is CheckStatus.FAILED:
                yield from self._sides(check.expected, check.found)
        for finding in result.findings:
            yield from self._of_finding(finding)
        if result.figures is not None:
            yield self._numbers(result.figures.earlier.values())
            # Of figures that are incomplete each stands unmarked, since no candidate's total can be made.
            yield from self._of_figures(result.figures, result.key.contest)
        held = self._results.settlement.transcriptions
        indexes = sorted({*result.rests_on, *result.held_back})
        readings = [held[index] for index in indexes if index in held]
        if len(readings) > 1:
            for reading in readings:
                yield from self._of_reading(reading)

    def _of_reading(self, reading: Transcription) -> Iterable[str]:
        yield from self._of_figures(reading.figures, reading.contest)

    def _of_figures(self, figures: Figures, of: str) -> Iterable[str]:
        contest = self._results.definition.contests.get(of)
        if contest is not None:
            votes = votes_by_candidate(figures, contest)
            yield self._numbers((*(one for one in votes if one is not None), *figures.counts.values()))

    def _of_finding(self, finding: Finding) -> Iterable[str]:
        yield finding.station
        station = self._register.stations.get(finding.station)
        if station is not None:
            yield station.place_name
        yield from self._sides(finding.expected, finding.found)
        yield self._numbers((*finding.entries, max(len(finding.entries) - MOST_SOURCES, 0)))

    def _sides(self, *sides: str) -> Iterable[str]:
        for side in sides:
            yield side
            number = side.rpartition(" ")[2]
            if number.isascii() and number.isdecimal() and len(number) < 32:
                yield self._number(int(number))


def _group_of(results: Results, result: StationResult) -> tuple[str, str, str, bool]:
    """Return what one row of what a count rests on has in common."""
    return result.grade.value, result.provenance.value, source_of(results, result), result.in_main_total
