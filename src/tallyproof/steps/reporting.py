"""A report of one election: its parts gathered by question, and written as pages, figures and a twin."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tallyproof.compare import Comparison
from tallyproof.compare.coverage import coverage_parts
from tallyproof.compare.outcome import outcome_parts
from tallyproof.compare.part import Part
from tallyproof.errors import UsageError
from tallyproof.publish.edition import check_gate
from tallyproof.report import (
    LANGUAGES,
    QUESTIONS,
    RANKING,
    STATIONS_FILE,
    TWIN_FILE,
    Question,
    Report,
    Section,
    is_gated,
    page_name,
    report_html,
    stations_csv,
    twin_bytes,
)
from tallyproof.steps.records import Progress
from tallyproof.tally import Results

FOLDER = "report"


@dataclass(frozen=True)
class Sources:
    """What a report is made from: the results, and what other commands left."""

    results: Results
    root: str
    folder: Path
    comparisons: Sequence[Comparison]


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a report, and the report itself."""

    folder: Path
    files: tuple[str, ...]
    report: Report

    def as_json(self) -> dict[str, Any]:
        """Return what was written and which questions have an answer."""
        return {
            "folder": str(self.folder),
            "files": list(self.files),
            "entries": self.report.results.entries,
            "root": self.report.root,
            "questions": [
                {
                    "question": one.question,
                    "contest": one.contest,
                    "silence": one.silence,
                    "statements": sum(len(part.statements) for part in one.parts),
                }
                for one in self.report.sections
            ],
        }


def write_report(
    sources: Sources,
    *,
    out: Path | None,
    contest: str | None,
    without: Sequence[str],
    languages: Sequence[str],
    hour: str,
    progress: Progress,
) -> Written:
    """Write a report and return where it stands; the same entries give the same bytes.

    Raises UsageError before gate.not_before, and for a contest, question or language that does not exist.
    """
    check_gate(sources.results, hour)
    report = make_report(sources, contest=contest, without=without, progress=progress)
    files: dict[str, bytes] = {}
    figures = stations_csv(report.results, report.contests) if report.results.definition.register else b""
    if figures:
        files[STATIONS_FILE] = figures
        report = replace(report, stations=(STATIONS_FILE, _sha256(figures)))
    twin = twin_bytes(report)
    files[TWIN_FILE] = twin
    for place, language in enumerate(languages):
        progress("report", place, len(languages))
        page = report_html(report, language, twin_sha256=_sha256(twin), languages=tuple(languages))
        files[page_name(language)] = page
    progress("report", len(languages), len(languages))
    folder = out or sources.folder / FOLDER
    _write(folder, files)
    return Written(folder, tuple(sorted(files)), report)


def make_report(sources: Sources, *, contest: str | None, without: Sequence[str], progress: Progress) -> Report:
    """Gather what every method says of the contests, question by question."""
    definition = sources.results.definition
    if contest is not None and contest not in definition.contests:
        raise UsageError(f"--contest: expected one of {', '.join(definition.contests)}, got {contest!r}")
    for one in without:
        if one not in QUESTIONS:
            raise UsageError(f"--without: expected one of {', '.join(QUESTIONS)}, got {one!r}")
    contests = tuple(definition.contests) if contest is None else (contest,)
    answers = _answers(sources, without, contests, progress)
    sections = [
        _section(sources.results, question, one, without, answers) for one in contests for question in QUESTIONS
    ]
    return Report(
        results=sources.results,
        root=sources.root,
        sections=tuple(sections),
        contests=contests,
        comparisons=[one.as_json() for one in sources.comparisons if one.announcement.contest in contests],
    )


def _section(
    results: Results,
    question: Question,
    contest: str,
    without: Sequence[str],
    answers: Mapping[Question, Sequence[Part]],
) -> Section:
    if question in without:
        return Section(question, contest, silence="left-out")
    if results.definition.register is None and question != "announced":
        return Section(question, contest, silence="no-register")
    if question in RANKING and is_gated(results, contest):
        return Section(question, contest, silence="gated")
    parts = tuple(one for one in answers.get(question, ()) if one.contest == contest)
    return Section(question, contest, parts, "" if parts else "nothing")


def _answers(
    sources: Sources, without: Sequence[str], contests: Sequence[str], progress: Progress
) -> dict[Question, list[Part]]:
    """Return all parts by question, those of questions that are left out not computed."""
    answers: dict[Question, list[Part]] = {one: [] for one in QUESTIONS}
    families = [one for one in _FAMILIES if not set(one.questions) <= set(without)]
    for place, family in enumerate(families):
        progress("methods", place, len(families))
        for question, part in family.parts(sources, contests):
            answers[question].append(part)
    progress("methods", len(families), len(families))
    return answers


@dataclass(frozen=True, slots=True)
class _Family:
    """One family of methods: the questions that it answers, and its parts with theirs."""

    questions: tuple[Question, ...]
    parts: Callable[[Sources, Sequence[str]], list[tuple[Question, Part]]]


def _coverage(sources: Sources, contests: Sequence[str]) -> list[tuple[Question, Part]]:
    if sources.results.definition.register is None:
        return []
    return [("held", part) for contest in contests for part in coverage_parts(sources.results, contest)]


def _outcome(sources: Sources, _contests: Sequence[str]) -> list[tuple[Question, Part]]:
    if sources.results.definition.register is None:
        return []
    found: list[tuple[Question, Part]] = []
    for part in outcome_parts(sources.results):
        missing, rest = _split(part)
        found += [("missing", missing)] if missing else []
        found.append(("outcome", rest))
    return found


def _split(part: Part) -> tuple[Part | None, Part]:
    """Return what a part says of missing stations, which is another question, and the rest of it."""
    statements = tuple(one for one in part.statements if one.code in _OF_MISSING)
    tables = tuple(one for one in part.tables if one.id == "missing")
    pictures = tuple(one for one in part.pictures if one.id == "missing")
    if not statements and not tables:
        return None, part
    missing = replace(
        part, id=f"{part.id}-missing", heading="", statements=statements, tables=tables, pictures=pictures, headline=()
    )
    rest = replace(
        part,
        statements=tuple(one for one in part.statements if one not in statements),
        tables=tuple(one for one in part.tables if one not in tables),
        pictures=tuple(one for one in part.pictures if one not in pictures),
    )
    return missing, rest


_OF_MISSING = ("missing", "missing-listed", "missing-electors", "annulled")
_FAMILIES: tuple[_Family, ...] = (
    _Family(("held",), _coverage),
    _Family(("outcome", "missing"), _outcome),
)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*map(page_name, LANGUAGES), TWIN_FILE, STATIONS_FILE):
        # A page of an earlier report that this one does not write would contradict its twin.
        if name not in files:
            (folder / name).unlink(missing_ok=True)
    for name, content in files.items():
        new = folder / f".{name}.new"
        new.write_bytes(content)
        new.replace(folder / name)
