"""What every page of one language shares: the figures by reference, the words, the links and the frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from fractions import Fraction
from functools import cached_property
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from tallyproof.compare import Comparison
from tallyproof.election.register import Register
from tallyproof.election.schema import Contest, percentage
from tallyproof.errors import DefinitionError, UsageError
from tallyproof.model import Area, Finding, Grade, PollingStation, StationResult, Tally, Transcription
from tallyproof.publish import charts, numbers
from tallyproof.publish.paths import area_path, entry_bundle, up_from
from tallyproof.publish.remarks import check_name, finding_title
from tallyproof.publish.words import LANGUAGE_NAMES, Words, localised, words_of
from tallyproof.tally import Results, figure
from tallyproof.tally.figures import WHOLE, ranking_is_gated

SECTIONS = ("index.html", "announced.html", "findings.html", "about.html")
NONE = Markup('<span class="none">–</span>')
_PERCENTAGES = frozenset({"share", "turnout", "coverage", "percentage", "count-percentage", "others-percentage"})


@dataclass(frozen=True)
class Basis:
    """One group of stations that a total rests on, or that stand beside it."""

    grade: str
    provenance: str
    source: str
    in_total: bool


@dataclass(frozen=True)
class Frame:
    """What the pages of all languages derive from: results, comparisons, and the size of each published picture.

    `root` is the root of the results' entries in hex, '' where it is not at hand.
    """

    results: Results
    comparisons: Sequence[Comparison]
    pictures: Mapping[int, tuple[int, int] | None]
    tables: Sequence[tuple[str, int]]
    root: str = ""

    @cached_property
    def register(self) -> Register:
        register = self.results.definition.register
        if register is None:
            raise DefinitionError("stations.csv: expected the register, found none yet; import its table first")
        return register

    @cached_property
    def basis(self) -> dict[str, dict[str, Counter[Basis]]]:
        """How many stations of each area have which grade, provenance and source, by contest."""
        return {contest: self._basis_of(contest) for contest in self.results.definition.contests}

    @cached_property
    def places(self) -> dict[str, list[str]]:
        """Polling places of each lowest area, by their ids."""
        places: dict[str, dict[str, None]] = {}
        for station in self.register.stations.values():
            places.setdefault(station.areas[-1] if station.areas else "", {})[station.place] = None
        return {area: sorted(ids) for area, ids in places.items()}

    def stations_of(self, place: str) -> list[PollingStation]:
        """Return the stations of a polling place by their ids."""
        return sorted(self.register.stations_of_place[place], key=lambda one: one.id)

    def _basis_of(self, contest: str) -> dict[str, Counter[Basis]]:
        by_area: dict[str, Counter[Basis]] = {code: Counter() for code in ("", *self.register.areas)}
        known: dict[tuple[str, str, str, bool], Basis] = {}
        for station in self.register.stations.values():
            result = self.results.station(contest, station.id)
            if result is None or not result.grade.is_counted:
                continue
            parts = (result.grade.value, result.provenance.value, self.source_of(result), result.in_main_total)
            basis = known.setdefault(parts, Basis(*parts))
            for code in ("", *station.areas):
                by_area[code][basis] += 1
        return by_area

    def source_of(self, result: StationResult) -> str:
        """Return the name of the source whose paper or table gives a result's figures."""
        settlement = self.results.settlement
        for index in result.rests_on:
            reading = settlement.transcriptions.get(index)
            if reading is not None:
                return self.source_of_reading(reading)
        return ""

    def source_of_reading(self, reading: Transcription) -> str:
        """Return the name of the source of a reading's sheet or table; '' where neither is in force."""
        settlement = self.results.settlement
        if reading.sheet is not None:
            sheet = settlement.sheets.get(reading.sheet)
            return sheet.source if sheet else ""
        table = settlement.tables.get(-1 if reading.table is None else reading.table)
        return table.source if table else ""


def check_gate(results: Results, hour: str = "") -> None:
    """Raise UsageError where nothing may be published yet: a page, its data or its log would break the embargo."""
    gate, election = results.definition.file.gate, results.definition.file.election
    if gate.not_before is None or election.rehearsal:
        return
    not_before = gate.not_before if gate.not_before.tzinfo else gate.not_before.replace(tzinfo=UTC)
    now = hour or results.hour
    if numbers.hour_of(now) < not_before:
        raise UsageError(
            f"election.toml, gate.not_before: expected to publish from {not_before.isoformat()} on, got {now} "
            "(times are cut to the hour); publish later"
        )


@dataclass(frozen=True)
class Edition:
    """The site in one language."""

    frame: Frame
    language: str
    environment: Environment

    @cached_property
    def words(self) -> Words:
        return words_of(self.language)

    @property
    def results(self) -> Results:
        return self.frame.results

    # --- figures -------------------------------------------------------------------------------

    def data(self, ref: str) -> Markup:
        """Return a public figure as its `<data>` element, or a dash where there is none."""
        value = figure(self.results, ref)
        if value is None:
            return NONE
        text = self.formatted(ref, value)
        return Markup(f'<data value="{escape(value)}" data-ref="{escape(ref)}">{escape(text)}</data>')

    def cited(self, ref: str, value: int) -> str:
        """Return the element of a whole number that is at hand already; `ref` is escaped. Many are made: plain text."""
        return f'<data value="{value}" data-ref="{ref}">{self.number(value)}</data>'

    def formatted(self, ref: str, value: str) -> str:
        """Return the text of a figure as the language writes it."""
        if ref.rpartition("/")[2].partition(":")[0] in _PERCENTAGES:
            return numbers.percent_text(value, self.language)
        return numbers.whole_text(value, self.language)

    def has(self, ref: str) -> bool:
        return figure(self.results, ref) is not None

    def number(self, value: int) -> str:
        """Return a number that is no public figure: how many rows, checks or places."""
        return str(value) if 0 <= value < 1000 else numbers.whole_text(str(value), self.language)

    def tally_ref(self, contest: str, area: str, item: str) -> str:
        return f"tally/{contest}/{area or WHOLE}/{item}"

    # --- names ---------------------------------------------------------------------------------

    def local(self, text: Mapping[str, str] | None, otherwise: str = "") -> str:
        return localised(text, self.language, otherwise)

    def source_title(self, name: str) -> str:
        source = self.results.definition.sources.get(name)
        return self.local(source.title, name) if source else name

    def level_name(self, area: Area) -> str:
        level = next(one for one in self.results.definition.file.levels if one.id == area.level)
        return self.local(level.name)

    def count_names(self, contest: Contest) -> dict[str, str]:
        return {count.id: self.local(count.name) for count in contest.counts}

    @cached_property
    def escaped_names(self) -> dict[str, dict[str, Markup]]:
        """Names ready for a page, by contest and item: 'candidate:…', 'line:…', 'count:…'."""
        return {contest.id: self._names_of(contest) for contest in self.results.definition.file.contests}

    def _names_of(self, contest: Contest) -> dict[str, Markup]:
        names = {f"candidate:{one.id}": one.name for one in contest.candidates}
        names |= {f"line:{one.id}": one.name for one in contest.lines}
        names |= {f"count:{key}": name for key, name in self.count_names(contest).items()}
        return {key: escape(name) for key, name in names.items()}

    @cached_property
    def said_checks(self) -> dict[tuple[object, ...], dict[str, object]]:
        """Checks as they were put into words before, kept while pages are written."""
        return {}

    def check_title(self, check: str, contest: Contest | None) -> str:
        """Return what a check is about; a declared identity as the equation that it is."""
        identity = next((one for one in contest.identities if one.id == check), None) if contest else None
        if contest is None or identity is None:
            return check_name(check, self.language)
        names = {"candidates": str(self.words.texts["total_valid"]), **self.count_names(contest)}
        left, right = (" + ".join(names[term] for term in side) for side in (identity.left, identity.right))
        return f"{left} = {right}"

    def finding_title(self, finding: Finding) -> str:
        """Return the heading of a finding; a check that failed is named by what it is about."""
        check = finding.code.partition(":")[2]
        title = finding_title(finding.code, self.language)
        contest = self.results.definition.contests.get(finding.contest)
        return title.replace(check, self.check_title(check, contest)) if check else title

    # --- what every total says of itself ---------------------------------------------------------

    def counted(self, tally: Tally) -> Markup:
        """Return 'n of m stations counted' as plain text, for titles."""
        coverage = tally.coverage
        counted = self.number(coverage.stations_counted)
        if coverage.stations_expected is None:
            return self.words.say("counted_only", counted=counted)
        return self.words.say("counted_of", counted=counted, expected=self.number(coverage.stations_expected))

    def counted_figures(self, tally: Tally) -> Markup:
        """Return the same with figures that can be verified."""
        counted = self.data(self.tally_ref(tally.contest, tally.area, "stations-counted"))
        if tally.coverage.stations_expected is None:
            return self.words.say("counted_only", counted=counted)
        expected = self.data(self.tally_ref(tally.contest, tally.area, "stations-expected"))
        return self.words.say("counted_of", counted=counted, expected=expected)

    @cached_property
    def ranking_from(self) -> Fraction:
        return percentage(self.results.definition.file.gate.ranking_from)

    def is_gated(self, tally: Tally) -> bool:
        """Return whether coverage is below what the definition asks for before candidates are ranked."""
        return ranking_is_gated(self.results.definition, tally)

    @cached_property
    def threshold(self) -> str:
        text = self.results.definition.file.gate.ranking_from.removesuffix("%")
        return numbers.percent_text(text, self.language)

    # --- the page --------------------------------------------------------------------------------

    @cached_property
    def hour(self) -> str:
        return numbers.hour_text(self.results.hour, self.language)

    @cached_property
    def _always(self) -> dict[str, Any]:
        election, texts = self.results.definition.file.election, self.words.texts
        as_of = self.words.say("as_of", hour=self.hour)
        state = Markup("").join(Markup(" · ") + one for one in (texts["not_official"], texts["arrival"], as_of))
        return {
            "w": self.words.fixed,
            "say": self.words.say,
            "lang": self.language,
            "election": self.local(election.title),
            "rehearsal": election.rehearsal,
            "mark": texts["rehearsal"] + " · " if election.rehearsal else "",
            "caveat_state": state,
            "caveat_end": Markup(" · ") + texts["provisional"] + state,
            "entries": self.data("log/entries"),
            "origin": election.origin,
            "patterns": charts.patterns(),
        }

    def render(
        self, template: str, path: str, *, title: str, tally: Tally, crumbs: Sequence[tuple[str, str]], **values: object
    ) -> bytes:
        """Return a page's bytes. `path` is from the site's top; `crumbs` are (path below the language, name)."""
        up = up_from(path)
        below = path.removeprefix(f"{self.language}/")
        text = self.environment.get_template(template).render(
            self._always,
            **self._around(up, below if below in SECTIONS else ""),
            here=below,
            page_title=title,
            counted=self._counted(tally),
            crumbs=crumbs,
            languages=[
                (one, LANGUAGE_NAMES[one], f"{up}{one}/{below}")
                for one in self.results.definition.file.election.languages
            ],
            **values,
        )
        return text.encode("utf-8")

    def _around(self, up: str, section: str) -> dict[str, object]:
        """Return what pages of one depth and section share; made once, there are few of them."""
        if (up, section) not in self._frames:
            home = f"{up}{self.language}/"
            values = {**self._always, "home": home, "section": section}
            parts = {
                name: Markup(self.environment.get_template(f"{name}.html").render(values))
                for name in ("sections", "foot")
            }
            self._frames[up, section] = {"up": up, "home": home, **parts}
        return self._frames[up, section]

    @cached_property
    def _frames(self) -> dict[tuple[str, str], dict[str, object]]:
        return {}

    def _counted(self, tally: Tally) -> Markup:
        key = (tally.contest, tally.area)
        if key not in self._counted_texts:
            self._counted_texts[key] = self.counted(tally)
        return self._counted_texts[key]

    @cached_property
    def _counted_texts(self) -> dict[tuple[str, str], Markup]:
        return {}

    def crumbs_to(self, station_areas: Sequence[str]) -> list[tuple[str, str]]:
        """Return the way from the whole election down to an area."""
        areas = self.frame.register.areas
        top = (area_path(""), str(self.words.texts["whole"]))
        return [top, *((area_path(code), areas[code].name) for code in station_areas)]

    def entry_links(self, entries: Sequence[int], up: str) -> list[tuple[str, str]]:
        """Return (address, number) of log entries; the log also holds the release's own entry."""
        size = self.results.entries + 1
        return [(f"{up}{entry_bundle(index, size)}", self.number(index)) for index in entries]


def area_line(register: Register, code: str) -> tuple[str, ...]:
    """Return the codes from the top level down to an area, itself included."""

    def upwards() -> Iterator[str]:
        here = code
        while here:
            yield here
            here = register.areas[here].parent

    return tuple(reversed(tuple(upwards())))


def stands_as(result: StationResult | None) -> str:
    """Return the grade under which a station is shown: its grade, or 'unknown' where only its origin keeps it out."""
    if result is None:
        return Grade.MISSING.value
    if result.grade.is_counted and not result.in_main_total:
        return "unknown"
    return result.grade.value


def short_id(station: PollingStation) -> str:
    """Return a station's number within its place, where its id begins with the place's."""
    rest = station.id.removeprefix(station.place).lstrip(".-/ ")
    return rest or station.id
