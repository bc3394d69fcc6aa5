"""A report of one election: its parts gathered by question, and written as pages, figures and a twin."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from tallyproof.compare import Comparison
from tallyproof.compare.answers import QUESTIONS, Case, answers
from tallyproof.compare.part import Part
from tallyproof.derive import decode_entries
from tallyproof.errors import UsageError
from tallyproof.log.merkle import root_of
from tallyproof.publish.edition import check_gate
from tallyproof.report import (
    LANGUAGES,
    STATIONS_FILE,
    TWIN_FILE,
    Report,
    page_name,
    report_html,
    stations_csv,
    twin_bytes,
)
from tallyproof.steps import quick_counting
from tallyproof.steps.out_folders import check_out
from tallyproof.steps.records import Progress
from tallyproof.tally import Results

FOLDER = "report"
FILES = (TWIN_FILE, STATIONS_FILE, *map(page_name, LANGUAGES))
_CHECK = b'"kind":"audit'
"""What every entry of a check of the transcription has in it; entries are canonical."""


@dataclass(frozen=True)
class Sources:
    """What a report is made from: the results of these entries, and what other commands left in the folder."""

    results: Results
    entries: Sequence[bytes]
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

    Raises UsageError before gate.not_before, for a folder with files that are no report's, and for a contest, question
    or language that does not exist.
    """
    check_gate(sources.results, hour)
    folder = out or sources.folder / FOLDER
    check_out(folder, FILES, ours=TWIN_FILE)
    report = make_report(sources, contest=contest, without=without, progress=progress)
    files: dict[str, bytes] = {}
    figures = stations_csv(report.results, report.contests)
    files[STATIONS_FILE] = figures
    report = replace(report, stations=(STATIONS_FILE, _sha256(figures)))
    twin = twin_bytes(report)
    files[TWIN_FILE] = twin
    for place, language in enumerate(languages):
        progress("report", place, len(languages))
        page = report_html(report, language, twin_sha256=_sha256(twin), languages=tuple(languages))
        files[page_name(language)] = page
    progress("report", len(languages), len(languages))
    _write(folder, files)
    return Written(folder, tuple(sorted(files)), report)


def make_report(sources: Sources, *, contest: str | None, without: Sequence[str], progress: Progress) -> Report:
    """Gather what every method says of the contests, question by question."""
    results = sources.results
    known = results.definition.contests
    if contest is not None and contest not in known:
        raise UsageError(f"--contest: expected one of {', '.join(known)}, got {contest!r}")
    for one in without:
        if one not in QUESTIONS:
            raise UsageError(f"--without: expected one of {', '.join(QUESTIONS)}, got {one!r}")
    contests = tuple(known) if contest is None else (contest,)
    checks = decode_entries(sources.entries) if has_checks(sources.entries) else ()
    case = Case(results, sources.comparisons, checks, quick_counts_of(results, sources.folder))
    return Report(
        results=results,
        root=root_of(sources.entries).hex(),
        sections=answers(case, contests, without=without, told=partial(progress, "methods")),
        contests=contests,
        comparisons=[one.as_json() for one in sources.comparisons if one.announcement.contest in contests],
        files=_sample_files(sources.folder) if case.quick_counts else {},
    )


def quick_counts_of(results: Results, folder: Path) -> tuple[Part, ...]:
    """Return the estimate from the sample that was drawn for an election, if one was."""
    sample = folder / quick_counting.FOLDER
    if not (sample / quick_counting.DESIGN_FILE).exists():
        return ()
    return quick_counting.estimate_sample(results, sample, with_reserve=False, language="en").parts()


def _sample_files(folder: Path) -> dict[str, str]:
    names = (f"{quick_counting.FOLDER}/{one}" for one in (quick_counting.DESIGN_FILE, quick_counting.SAMPLE_FILE))
    return {name: _sha256((folder / name).read_bytes()) for name in names}


def has_checks(entries: Sequence[bytes]) -> bool:
    """Return whether a check of the transcription is among these entries."""
    return any(_CHECK in one for one in entries)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        # A page of an earlier report that this one does not write would contradict its twin.
        if name not in files:
            (folder / name).unlink(missing_ok=True)
    # The twin first: a folder that holds it is a report, also after a kill in the middle.
    for name, content in sorted(files.items(), key=lambda one: one[0] != TWIN_FILE):
        new = folder / f".{name}.new"
        new.write_bytes(content)
        new.replace(folder / name)
