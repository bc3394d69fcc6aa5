"""`settle`: the truth table of journal.md as one pure function.

Grades, quarantine by rule and findings are its output and are recorded nowhere, so that anybody re-derives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tallyproof.canonical import Json
from tallyproof.check.agreement import agree, all_agree, all_votes_supported, are_independent, fields_of, merged
from tallyproof.check.checks import CheckedFigures, check_figures, required_not_run, votes_by_candidate, votes_by_line
from tallyproof.check.contrast import contrast, contrast_of_stations
from tallyproof.check.gather import Decision, Gathered, gather
from tallyproof.election import Definition
from tallyproof.election.mapping import NO_ONE_STATION
from tallyproof.election.register import MAX_NEAREST
from tallyproof.election.schema import Candidate, Contest, Count, Line
from tallyproof.errors import DefinitionError
from tallyproof.model import (
    Figures,
    Finding,
    Grade,
    PollingStation,
    Provenance,
    ResultKey,
    Settlement,
    StationResult,
    TallySheet,
    Transcription,
    Way,
)


def settle(definition: Definition, entries: Iterable[tuple[int, Json]]) -> Settlement:
    """Return a result for every station of the register in every contest, and all findings.

    `entries` are (index, record) in order. Raises DefinitionError while a derived register is still to come.
    """
    if definition.register is None:
        raise DefinitionError(
            "stations.csv: expected the register, found none yet; import the table it is derived from"
        )
    gathered = gather(entries)
    groups = gathered.by_station()
    results: dict[ResultKey, StationResult] = {}
    for contest in definition.file.contests:
        for stage in definition.file.election.stages:
            for station in definition.register.stations.values():
                key = ResultKey(contest.id, contest.round, station.id, stage)
                if key in groups or stage == definition.headline_stage:
                    case = _Case(definition, gathered, contest, station, key)
                    results[key] = case.settled(groups.get(key, []))
    findings = [finding for result in results.values() for finding in result.findings]
    findings += _findings_without_result(definition, gathered)
    findings += _same_figures_in_a_place(definition, results)
    return Settlement(results, tuple(findings), gathered.sheets, gathered.tables, gathered.transcriptions)


@dataclass(frozen=True, slots=True)
class _SheetReading:
    """One sheet's readings brought together, and whether any two differ."""

    sheet: TallySheet
    readings: tuple[Transcription, ...]
    differ: bool

    @property
    def fullest(self) -> Transcription:
        return _fullest(self.readings)


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything needed to settle one (contest, station)."""

    definition: Definition
    gathered: Gathered
    contest: Contest
    station: PollingStation
    key: ResultKey

    def settled(self, readings: Sequence[Transcription]) -> StationResult:
        status, text = self.gathered.status(self.station.id)
        if text == "annulled":
            held_back = tuple(one.index for one in readings)
            return StationResult(self.key, Grade.ANNULLED, Provenance.UNKNOWN, rests_on=(status,), held_back=held_back)
        result = self._decided(readings) or self._undecided(readings)
        lapsed = self.gathered.lapsed.get(self.key, [])
        alone = [
            decision
            for decision in self.gathered.decisions.get(self.key, [])
            for chosen in readings
            if chosen.index == decision.transcription and not self._may_accept(decision, chosen)
        ]
        for code, decisions in (("decision-lapsed", lapsed), ("decision-needs-second-person", alone)):
            if decisions:
                finding = self._finding(code, entries=tuple(one.index for one in decisions))
                result = replace(result, findings=(*result.findings, finding))
        return result

    def _undecided(self, readings: Sequence[Transcription]) -> StationResult:
        """Return what the papers give by themselves: known sheets, then known tables, then what is left."""
        sheets = self._sheet_readings(readings)
        known = [one for one in sheets if one.sheet.provenance.is_known]
        rivals = [one for one in sheets if not one.sheet.provenance.is_known]
        rows = [one for one in readings if one.table is not None]
        known_rows = [row for row in rows if self._provenance(row).is_known]
        if known:
            return self._beside_unknown(self._from_sheets(known, rows), rivals)
        if known_rows:
            unknown_rows = [row for row in rows if row not in known_rows]
            result = self._from_tables(known_rows)
            return self._beside_unknown(self._beside_rows(result, unknown_rows), rivals)
        if rivals:
            return replace(self._from_sheets(rivals, rows), in_main_total=False)
        return self._from_tables(rows)

    # --- decisions of people ------------------------------------------------------------------

    def _decided(self, readings: Sequence[Transcription]) -> StationResult | None:
        """Return the result that the last decision gives, or None without one that has force."""
        for last in reversed(self.gathered.decisions.get(self.key, [])):
            if last.decision == "accept":
                chosen = next((one for one in readings if one.index == last.transcription), None)
                if chosen is not None and self._may_accept(last, chosen):
                    return self._accepted(last, chosen, readings)
                continue
            entries = (last.index, *(one.index for one in readings))
            two = last.decision == "disputed" and len(set(last.roles)) >= 2
            grade = Grade.DISPUTED if two else Grade.QUARANTINED
            code = "disputed-by-adjudication" if two else "quarantined-by-decision"
            return self._held(grade, readings, self._finding(code, entries=entries))
        return None

    def _may_accept(self, decision: Decision, chosen: Transcription) -> bool:
        """What nobody knows the origin of enters the main total only by two people."""
        return self._provenance(chosen).is_known or len(set(decision.roles)) >= 2

    def _accepted(self, decision: Decision, chosen: Transcription, readings: Sequence[Transcription]) -> StationResult:
        """Return the figures that people accepted, unless known sheets that came later say otherwise."""
        grade = Grade.C if chosen.table is not None else Grade.B
        others = [one for one in readings if one.index != chosen.index]
        result = self._result(grade, chosen, [chosen], chosen.figures, decided=True)
        if not result.grade.is_counted:
            return replace(result, held_back=tuple(one.index for one in readings))
        later = [one for one in others if one.index > decision.index]
        result = replace(
            result,
            rests_on=(*result.rests_on, decision.index),
            held_back=tuple(one.index for one in others),
            in_main_total=True,
        )
        for row in (one for one in others if one.table is not None):
            if not agree(row.figures, chosen.figures, self.contest):
                sides = [("sheet", chosen.figures), ("table", row.figures)]
                finding = self._differing("table-differs-from-sheet", sides, (row.index, chosen.index))
                result = replace(result, findings=(*result.findings, finding))
        sheets = self._sheet_readings(later)
        against = [
            reading
            for one in sheets
            for reading in one.readings
            if one.sheet.provenance.is_known and not agree(reading.figures, chosen.figures, self.contest)
        ]
        if against:
            entries = (decision.index, *(one.index for one in against))
            sides = [("accepted", chosen.figures), *_named(against)]
            finding = self._differing("differs-from-decision", sides, entries)
            return self._held(Grade.QUARANTINED, readings, *result.findings, finding)
        rivals = [one for one in sheets if not one.sheet.provenance.is_known]
        return replace(self._beside_unknown(result, rivals), held_back=result.held_back)

    # --- sheets ---------------------------------------------------------------------------------

    def _sheet_readings(self, readings: Sequence[Transcription]) -> list[_SheetReading]:
        of_sheet: dict[int, list[Transcription]] = {}
        for one in readings:
            if one.sheet is not None:
                of_sheet.setdefault(one.sheet, []).append(one)
        return [self._sheet_reading(self.gathered.sheets[index], group) for index, group in of_sheet.items()]

    def _sheet_reading(self, sheet: TallySheet, readings: Sequence[Transcription]) -> _SheetReading:
        differ = not all_agree([one.figures for one in readings], self.contest)
        return _SheetReading(sheet, tuple(readings), differ)

    def _from_sheets(self, sheets: Sequence[_SheetReading], rows: Sequence[Transcription]) -> StationResult:
        readings = [reading for one in sheets for reading in one.readings]
        entries = tuple(reading.index for reading in readings)
        split = [self.gathered.split[one.sheet.index] for one in sheets if one.sheet.index in self.gathered.split]
        if split:
            expected, found = contrast_of_stations(split[0], self.station.id)
            finding = self._finding("station-differs", expected=expected, found=found, entries=entries)
            return self._held(Grade.QUARANTINED, readings, finding)
        differing = [one.readings for one in sheets if one.differ]
        if differing:
            finding = self._differing("readings-differ", _named(differing[0]), entries)
            return self._held(Grade.QUARANTINED, readings, finding)
        if not all_agree([one.figures for one in readings], self.contest):
            return self._held(Grade.QUARANTINED, readings, self._differing("rival-sheets", _named(readings), entries))
        best = max(sheets, key=lambda one: (_rank(one.sheet.provenance), _fullness(one.fullest), -one.sheet.index))
        sources = {one.sheet.source for one in sheets}
        two = all_votes_supported(readings, self.contest, self._are_independent)
        findings = []
        if len(sheets) > len(sources):
            copies = tuple(one.sheet.index for one in sheets)
            findings.append(self._finding("copies-of-one-sheet", found=str(len(sheets)), entries=copies))
        unread = [one.sheet.index for one in sheets if self._has_code(one.sheet)]
        if unread and all(reading.way in (Way.DIGITS, Way.WORDS, Way.BOXES) for reading in readings):
            findings.append(self._finding("code-not-read", entries=tuple(unread)))
        figures = merged([one.figures for one in (best.fullest, *readings)], self.contest)
        result = self._result(Grade.A if two else Grade.B, best.fullest, readings, figures)
        result = self._beside_rows(result, rows, one_reading=not two)
        return replace(result, findings=(*findings, *result.findings))

    def _has_code(self, sheet: TallySheet) -> bool:
        """Whether the sheet's form has a QR code that carries figures."""
        layout = self.definition.layouts.get(sheet.layout)
        return layout is not None and bool(layout.pattern and (layout.lines or layout.candidates))

    def _are_independent(self, a: Transcription, b: Transcription) -> bool:
        return self._source(a) != self._source(b) or are_independent(a, b)

    def _source(self, reading: Transcription) -> str:
        return "" if reading.sheet is None else self.gathered.sheets[reading.sheet].source

    def _beside_rows(
        self, result: StationResult, rows: Sequence[Transcription], *, one_reading: bool = False
    ) -> StationResult:
        """Name the table rows that differ; they hold back a sheet with one reading only, if their origin is known."""
        if not rows:
            return result
        mine = result.figures
        differing = [row for row in rows if mine is not None and not agree(row.figures, mine, self.contest)]
        code = "tables-differ" if result.grade is Grade.C else "table-differs-from-sheet"
        for row in differing:
            of_result = [] if mine is None else [("table" if result.grade is Grade.C else "sheet", mine)]
            finding = self._differing(code, [*of_result, ("table", row.figures)], (row.index, *result.rests_on))
            result = replace(result, findings=(*result.findings, finding))
        known = [row for row in differing if self._provenance(row).is_known]
        if known and one_reading and result.grade.is_counted:
            return replace(
                result,
                grade=Grade.QUARANTINED,
                in_main_total=False,
                rests_on=(),
                held_back=(*result.rests_on, *(row.index for row in differing)),
            )
        unknown = tuple(row.index for row in differing if row not in known)
        contested = result.contested or bool(unknown)
        return replace(result, contested=contested, held_back=(*result.held_back, *unknown))

    def _beside_unknown(self, result: StationResult, rivals: Sequence[_SheetReading]) -> StationResult:
        """Keep a result where sheets of unknown provenance say otherwise; name them."""
        if not rivals:
            return result
        held_back = tuple(reading.index for one in rivals for reading in one.readings)
        mine = result.figures
        against = [
            reading
            for one in rivals
            for reading in one.readings
            if mine is None or not agree(reading.figures, mine, self.contest)
        ]
        findings = result.findings
        if against:
            sides = [] if mine is None else [("counted", mine), *_named(against)]
            entries = tuple(one.index for one in against)
            findings = (*findings, self._differing("rival-of-unknown-provenance", sides, entries))
        contested = result.contested or bool(against)
        return replace(result, findings=findings, contested=contested, held_back=(*result.held_back, *held_back))

    # --- tables ---------------------------------------------------------------------------------

    def _from_tables(self, rows: Sequence[Transcription]) -> StationResult:
        if not rows:
            return StationResult(self.key, Grade.MISSING, Provenance.UNKNOWN)
        if not all_agree([row.figures for row in rows], self.contest):
            finding = self._differing("tables-differ", _named(rows), tuple(row.index for row in rows))
            return self._held(Grade.DISPUTED, rows, finding)
        best = max(rows, key=lambda row: (_rank(self._provenance(row)), _fullness(row), -row.index))
        return self._result(Grade.C, best, rows, merged([one.figures for one in (best, *rows)], self.contest))

    # --- the end of a case ------------------------------------------------------------------------

    def _result(
        self,
        grade: Grade,
        chosen: Transcription,
        readings: Sequence[Transcription],
        figures: Figures,
        *,
        decided: bool = False,
    ) -> StationResult:
        """Return the result of figures that nothing contradicts, once the checks have spoken.

        `chosen` is the reading that names provenance and required checks; a constraint that any of the
        readings used is consumed for all.
        """
        constraints = tuple(sorted({name for one in readings for name in one.constraints}))
        checked = check_figures(figures, contest=self.contest, station=self.station, constraints=constraints)
        findings = [
            self._finding(
                f"check-failed:{check.id}", expected=check.expected, found=check.found, entries=(chosen.index,)
            )
            for check in checked.checks
            if check.id in (*checked.blocked, *checked.inconsistent)
        ]
        if checked.candidates is None:
            missing = ", ".join(_missing_votes(figures, self.contest))
            findings.append(self._finding("figures-incomplete", found=missing, entries=(chosen.index,)))
        strange = sorted(fields_of(figures) - _fields_of(self.contest))
        if strange:
            findings.append(self._finding("unknown-figures", found=", ".join(strange), entries=(chosen.index,)))
        known = self.station.registered
        for one in readings:
            if None not in (one.registered, known) and one.registered != known:
                found = str(one.registered)
                findings.append(
                    self._finding("registered-differs", expected=str(known), found=found, entries=(one.index,))
                )
        soft = bool(checked.inconsistent) and grade is not Grade.A
        if checked.candidates is None or strange or ((checked.blocked or soft) and not decided):
            return self._held(Grade.QUARANTINED, readings, *findings, checked=checked)
        if grade is Grade.A and required_not_run(checked, self._required(chosen)):
            grade = Grade.B
        provenance = self._provenance(chosen)
        return StationResult(
            key=self.key,
            grade=grade,
            provenance=provenance,
            figures=figures,
            candidates=checked.candidates,
            calculated=checked.calculated,
            inconsistent=bool(checked.inconsistent),
            in_main_total=provenance.is_known,
            checks=checked.checks,
            findings=tuple(findings),
            rests_on=tuple(reading.index for reading in readings),
        )

    def _held(
        self,
        grade: Grade,
        readings: Sequence[Transcription],
        *findings: Finding,
        checked: CheckedFigures | None = None,
    ) -> StationResult:
        return StationResult(
            key=self.key,
            grade=grade,
            provenance=max((self._provenance(one) for one in readings), key=_rank, default=Provenance.UNKNOWN),
            figures=checked.figures if checked else None,
            candidates=(checked.candidates or {}) if checked else {},
            calculated=checked.calculated if checked else {},
            checks=checked.checks if checked else (),
            findings=findings,
            held_back=tuple(reading.index for reading in readings),
        )

    def _required(self, reading: Transcription) -> tuple[str, ...]:
        if reading.sheet is not None:
            layout = self.definition.layouts.get(self.gathered.sheets[reading.sheet].layout)
            return tuple(layout.required_checks) if layout else ()
        table = self.gathered.tables.get(-1 if reading.table is None else reading.table)
        mapping = self.definition.tables.get(table.id) if table else None
        return tuple(mapping.required_checks) if mapping else ()

    def _provenance(self, reading: Transcription) -> Provenance:
        if reading.sheet is not None:
            return self.gathered.sheets[reading.sheet].provenance
        table = self.gathered.tables.get(-1 if reading.table is None else reading.table)
        return table.provenance if table else Provenance.UNKNOWN

    def _finding(self, code: str, *, expected: str = "", found: str = "", entries: tuple[int, ...] = ()) -> Finding:
        return Finding(code, self.station.id, self.contest.id, expected, found, entries)

    def _differing(self, code: str, sources: Sequence[tuple[str, Figures]], entries: tuple[int, ...]) -> Finding:
        """Return a finding that says in which figures these sources differ."""
        expected, found = contrast(sources, self.contest)
        return self._finding(code, expected=expected, found=found, entries=entries)


def _named(readings: Iterable[Transcription]) -> list[tuple[str, Figures]]:
    return [(one.way.value, one.figures) for one in readings]


def _fields_of(contest: Contest) -> set[str]:
    tables: tuple[Sequence[Candidate | Line | Count], ...] = (contest.lines, contest.candidates, contest.counts)
    return {one.id for table in tables for one in table}


def _missing_votes(figures: Figures, contest: Contest) -> list[str]:
    parts: Sequence[Line | Candidate] = contest.lines if figures.lines is not None else contest.candidates
    votes = (votes_by_line if figures.lines is not None else votes_by_candidate)(figures, contest)
    return [part.id for part, value in zip(parts, votes, strict=True) if value is None]


def _fullness(one: Transcription) -> tuple[bool, int, int]:
    votes = one.figures.lines if one.figures.lines is not None else one.figures.candidates
    return one.figures.lines is not None, len(votes or ()), len(one.figures.counts)


def _fullest(readings: Sequence[Transcription]) -> Transcription:
    return max(readings, key=lambda one: (*_fullness(one), -one.index))


def _rank(provenance: Provenance) -> int:
    return -list(Provenance).index(provenance)


def _findings_without_result(definition: Definition, gathered: Gathered) -> list[Finding]:
    """Return findings on entries that give no result: unread sheets, unknown stations, other contests or rounds."""
    register = definition.register
    stations = register.stations if register else {}
    read = {one.sheet for one in gathered.transcriptions.values()}
    findings = [
        Finding("sheet-unread", found=sheet.unread, entries=(sheet.index,))
        for sheet in gathered.sheets.values()
        if sheet.unread and sheet.index not in read
    ]
    nearest: dict[str, str] = {}
    for readings in _of_one_paper(gathered.transcriptions.values()):
        one, entries = readings[0], tuple(reading.index for reading in readings)
        if _is_foreign(definition, one.contest, one.round, one.stage):
            found = f"{one.contest}, round {one.round}, {one.stage}"
            station = one.station_code if one.station_code in stations else ""
            findings.append(Finding("other-contest", station, one.contest, "", found, entries))
        together = _stations_together(definition, gathered, one)
        if together:
            findings.append(Finding("row-of-several-stations", "", one.contest, together, one.station_code, entries))
        elif one.station_code not in stations:
            code = one.station_code
            if code not in nearest:
                near = register.nearest(code) if register and len(nearest) < MAX_NEAREST else []
                nearest[code] = ", ".join(near)
            findings.append(Finding("unknown-station", "", one.contest, nearest[code], code, entries))
    for key, decisions in gathered.decisions.items():
        if key.station not in stations or _is_foreign(definition, key.contest, key.round, key.stage):
            found = f"{key.station}: {key.contest}, round {key.round}, {key.stage}"
            entries = tuple(one.index for one in decisions)
            findings.append(Finding("decision-without-station", "", key.contest, "", found, entries))
    for station, statuses in gathered.statuses.items():
        if station not in stations:
            entries = tuple(index for index, _ in statuses)
            findings.append(Finding("decision-without-station", "", "", "", station, entries))
    return findings


def _stations_together(definition: Definition, gathered: Gathered, one: Transcription) -> str:
    """Return the stations that a table's row has together by its mapping file; '' for any other reading."""
    if one.table is None or not one.station_code.startswith(NO_ONE_STATION):
        return ""
    mapping = definition.mappings.get(gathered.tables[one.table].id)
    return ", ".join(mapping.together.get(one.station_code[1:], ())) if mapping else ""


def _of_one_paper(readings: Iterable[Transcription]) -> list[list[Transcription]]:
    """Return the readings of one sheet, or one row, that name the same station and contest, together."""
    groups: dict[tuple[object, ...], list[Transcription]] = {}
    for one in readings:
        paper = (one.sheet, one.table, one.row) if one.sheet is None else (one.sheet,)
        key = (*paper, one.contest, one.round, one.stage, one.station_code)
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _is_foreign(definition: Definition, contest: str, round_: int, stage: str) -> bool:
    known = definition.contests.get(contest)
    return known is None or known.round != round_ or stage not in definition.file.election.stages


def _same_figures_in_a_place(definition: Definition, results: Mapping[ResultKey, StationResult]) -> list[Finding]:
    """Return a finding for each station whose votes equal those of another station of its polling place."""
    stations = definition.register.stations if definition.register else {}
    first: dict[tuple[object, ...], str] = {}
    findings = []
    for key, result in results.items():
        if not result.grade.is_counted or not any(result.candidates.values()):
            continue
        vector = (key.contest, key.round, key.stage, stations[key.station].place, *sorted(result.candidates.items()))
        other = first.setdefault(vector, key.station)
        if other != key.station:
            findings.append(Finding("same-figures-in-place", key.station, key.contest, "", other, result.rests_on))
    return findings
