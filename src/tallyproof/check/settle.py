"""`settle`: the truth table of journal.md as one pure function.

Grades, quarantine by rule and findings are its output and are recorded nowhere, so that anybody re-derives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tallyproof.canonical import Json
from tallyproof.check.checks import CheckedFigures, candidates_of, check_figures, required_not_run
from tallyproof.check.gather import Decision, Gathered, gather
from tallyproof.election import Definition
from tallyproof.election.schema import Contest
from tallyproof.errors import DefinitionError, InputError
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
        raise DefinitionError("stations.csv: expected the register, found none yet; import the table it is derived from")
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
    """One sheet's readings brought together: the fullest one, and whether two independent ones agree."""

    sheet: TallySheet
    readings: tuple[Transcription, ...]
    candidates: tuple[int, ...] | None
    agree: bool
    differ: bool

    @property
    def fullest(self) -> Transcription:
        return max(self.readings, key=lambda one: (one.figures.lines is not None, len(one.figures.counts), -one.index))


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything needed to settle one (contest, station)."""

    definition: Definition
    gathered: Gathered
    contest: Contest
    station: PollingStation
    key: ResultKey

    def settled(self, readings: Sequence[Transcription]) -> StationResult:
        if self.gathered.statuses.get(self.station.id) == "annulled":
            return StationResult(self.key, Grade.ANNULLED, Provenance.UNKNOWN)
        rows = [one for one in readings if one.table is not None]
        decided = self._decided(readings, self.gathered.decisions.get(self.key, []))
        if decided is not None:
            return decided
        sheets = self._sheet_readings([one for one in readings if one.sheet is not None])
        known = [one for one in sheets if one.sheet.provenance.is_known]
        rivals = [one for one in sheets if not one.sheet.provenance.is_known]
        if known:
            result = self._from_sheets(known, rows)
            return self._beside_unknown(result, rivals)
        result = self._from_tables(rows)
        if result.grade.is_counted and result.in_main_total:
            return self._beside_unknown(result, rivals)
        if rivals and not rows:
            return replace(self._from_sheets(rivals, rows), in_main_total=False)
        return self._beside_unknown(result, rivals)

    # --- decisions of people ------------------------------------------------------------------

    def _decided(self, readings: Sequence[Transcription], decisions: Sequence[Decision]) -> StationResult | None:
        """Return the result that the last decision gives, or None without one."""
        if not decisions:
            return None
        last = decisions[-1]
        held_back = tuple(one.index for one in readings)
        if last.decision == "accept":
            chosen = next((one for one in readings if one.index == last.transcription), None)
            if chosen is None:
                raise InputError(f"entry {last.index}: expected a transcription of {self.station.id}, got {last.transcription}")
            result = self._result(Grade.B, chosen, [chosen], self._checked(chosen))
            if result.grade.is_counted:
                others = tuple(index for index in held_back if index != chosen.index)
                return replace(result, rests_on=(*result.rests_on, last.index), held_back=others, in_main_total=True)
            return result
        two = last.decision == "disputed" and len(set(last.roles)) >= 2
        grade = Grade.DISPUTED if two else Grade.QUARANTINED
        code = "disputed-by-adjudication" if two else "quarantined-by-decision"
        return self._held(grade, readings, self._finding(code, entries=(last.index, *held_back)))

    # --- sheets ---------------------------------------------------------------------------------

    def _sheet_readings(self, readings: Sequence[Transcription]) -> list[_SheetReading]:
        of_sheet: dict[int, list[Transcription]] = {}
        for one in readings:
            if one.sheet in self.gathered.sheets:
                of_sheet.setdefault(one.sheet, []).append(one)
        return [self._sheet_reading(self.gathered.sheets[index], group) for index, group in of_sheet.items()]

    def _sheet_reading(self, sheet: TallySheet, readings: Sequence[Transcription]) -> _SheetReading:
        pairs = [(a, b) for n, a in enumerate(readings) for b in readings[n + 1 :]]
        alike = [(a, b) for a, b in pairs if _agree(a.figures, b.figures, self.contest)]
        candidates = candidates_of(readings[0].figures, self.contest)
        return _SheetReading(
            sheet=sheet,
            readings=tuple(readings),
            candidates=None if candidates is None else tuple(candidates.values()),
            agree=any(_independent(a, b) for a, b in alike),
            differ=len(alike) < len(pairs),
        )

    def _from_sheets(self, sheets: Sequence[_SheetReading], rows: Sequence[Transcription]) -> StationResult:
        readings = [reading for one in sheets for reading in one.readings]
        entries = tuple(reading.index for reading in readings)
        if any(one.differ for one in sheets):
            return self._held(Grade.QUARANTINED, readings, self._finding("readings-differ", entries=entries))
        if not all(_agree(sheets[0].fullest.figures, one.fullest.figures, self.contest) for one in sheets[1:]):
            return self._held(Grade.QUARANTINED, readings, self._finding("rival-sheets", entries=entries))
        best = max(sheets, key=lambda one: (_rank(one.sheet.provenance), one.fullest.figures.lines is not None, -one.sheet.index))
        sources = {one.sheet.source for one in sheets}
        two = any(one.agree for one in sheets) or len(sources) >= 2
        findings = []
        if len(sheets) > len(sources):
            copies = tuple(one.sheet.index for one in sheets)
            findings.append(self._finding("copies-of-one-sheet", found=str(len(sheets)), entries=copies))
        checked = self._checked(best.fullest)
        result = self._result(Grade.A if two else Grade.B, best.fullest, readings, checked)
        result = self._held_if_table_differs(result, rows, two=two)
        return replace(result, findings=(*findings, *result.findings))

    def _held_if_table_differs(self, result: StationResult, rows: Sequence[Transcription], *, two: bool) -> StationResult:
        if result.figures is None:
            return result
        for row in rows:
            if _agree(row.figures, result.figures, self.contest):
                continue
            finding = self._finding("table-differs-from-sheet", entries=(row.index, *result.rests_on))
            findings = (*result.findings, finding)
            if two or not result.grade.is_counted:
                result = replace(result, findings=findings)
            else:
                held = (*result.rests_on, row.index)
                result = replace(
                    result, grade=Grade.QUARANTINED, in_main_total=False, rests_on=(), held_back=held, findings=findings
                )
        return result

    def _beside_unknown(self, result: StationResult, rivals: Sequence[_SheetReading]) -> StationResult:
        """Keep an accepted result where sheets of unknown provenance say otherwise; name them."""
        if not rivals:
            return result
        held_back = tuple(reading.index for one in rivals for reading in one.readings)
        mine = result.figures
        against = [one for one in rivals if mine is None or one.differ or not _agree(one.fullest.figures, mine, self.contest)]
        findings = result.findings
        if against:
            entries = tuple(reading.index for one in against for reading in one.readings)
            findings = (*findings, self._finding("rival-of-unknown-provenance", entries=entries))
        return replace(result, findings=findings, contested=bool(against), held_back=(*result.held_back, *held_back))

    # --- tables ---------------------------------------------------------------------------------

    def _from_tables(self, rows: Sequence[Transcription]) -> StationResult:
        if not rows:
            return StationResult(self.key, Grade.MISSING, Provenance.UNKNOWN)
        known = [row for row in rows if self._table_provenance(row).is_known]
        rows = known or rows
        first = rows[0]
        if not all(_agree(first.figures, row.figures, self.contest) for row in rows[1:]):
            finding = self._finding("tables-differ", entries=tuple(row.index for row in rows))
            return self._held(Grade.DISPUTED, rows, finding)
        checked = self._checked(first)
        result = self._result(Grade.C, first, rows, checked)
        return result

    # --- the end of a case ------------------------------------------------------------------------

    def _checked(self, reading: Transcription) -> CheckedFigures:
        return check_figures(
            reading.figures, contest=self.contest, station=self.station, constraints=reading.constraints
        )

    def _result(
        self, grade: Grade, chosen: Transcription, readings: Sequence[Transcription], checked: CheckedFigures
    ) -> StationResult:
        """Return the result of figures that nothing contradicts, once the checks have spoken."""
        findings = [
            self._finding(f"check-failed:{check.id}", expected=check.expected, found=check.found, entries=(chosen.index,))
            for check in checked.checks
            if check.id in (*checked.blocked, *checked.inconsistent)
        ]
        if checked.candidates is None:
            findings.append(self._finding("figures-incomplete", entries=(chosen.index,)))
        if chosen.registered is not None and chosen.registered != self.station.registered:
            expected = "" if self.station.registered is None else str(self.station.registered)
            findings.append(
                self._finding("registered-differs", expected=expected, found=str(chosen.registered), entries=(chosen.index,))
            )
        decided = grade is Grade.B and chosen.index in self._accepted()
        soft = bool(checked.inconsistent) and grade is not Grade.A and not decided
        if checked.candidates is None or ((checked.blocked or soft) and not decided):
            return self._held(Grade.QUARANTINED, readings, *findings, checked=checked, shown=chosen.figures)
        if grade is Grade.A and required_not_run(checked, self._required(chosen)):
            grade = Grade.B
        provenance = self._provenance(chosen)
        return StationResult(
            key=self.key,
            grade=grade,
            provenance=provenance,
            figures=chosen.figures,
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
        shown: Figures | None = None,
    ) -> StationResult:
        return StationResult(
            key=self.key,
            grade=grade,
            provenance=max((self._provenance(one) for one in readings), key=_rank, default=Provenance.UNKNOWN),
            figures=shown,
            calculated=checked.calculated if checked else {},
            checks=checked.checks if checked else (),
            findings=findings,
            held_back=tuple(reading.index for reading in readings),
        )

    def _accepted(self) -> set[int | None]:
        return {one.transcription for one in self.gathered.decisions.get(self.key, []) if one.decision == "accept"}

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
        return self._table_provenance(reading)

    def _table_provenance(self, row: Transcription) -> Provenance:
        table = self.gathered.tables.get(row.table if row.table is not None else -1)
        return table.provenance if table else Provenance.UNKNOWN

    def _finding(self, code: str, *, expected: str = "", found: str = "", entries: tuple[int, ...] = ()) -> Finding:
        return Finding(code, self.station.id, self.contest.id, expected, found, entries)


def _independent(a: Transcription, b: Transcription) -> bool:
    """Two readings are independent when they come from different ways of writing, or from different people."""
    if a.way is Way.PERSON and b.way is Way.PERSON:
        return a.reader != b.reader
    return a.way is not b.way


def _agree(a: Figures, b: Figures, contest: Contest) -> bool:
    """Return whether two sources give the same figures at the coarsest level both have, shared counts included."""
    if a.lines is not None and b.lines is not None:
        same = dict(a.lines) == dict(b.lines)
    else:
        ours, theirs = candidates_of(a, contest), candidates_of(b, contest)
        same = ours is not None and ours == theirs
    return same and all(b.counts[count] == value for count, value in a.counts.items() if count in b.counts)


def _rank(provenance: Provenance) -> int:
    return -list(Provenance).index(provenance)


def _findings_without_result(definition: Definition, gathered: Gathered) -> list[Finding]:
    """Return findings on sheets that no reader could read and on codes that are in no register."""
    register = definition.register
    findings = [
        Finding("sheet-unread", found=sheet.unread, entries=(sheet.index,))
        for sheet in gathered.sheets.values()
        if sheet.unread
    ]
    for one in gathered.transcriptions.values():
        if register is None or (one.station or one.station_code) not in register.stations:
            near = ", ".join(register.nearest(one.station_code)) if register else ""
            findings.append(Finding("unknown-station", "", one.contest, near, one.station_code, (one.index,)))
    return findings


def _same_figures_in_a_place(
    definition: Definition, results: Mapping[ResultKey, StationResult]
) -> list[Finding]:
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
