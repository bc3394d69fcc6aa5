"""A check of the transcription in an election folder: planned, drawn, read anew, decided; every act in the journal.

The journal alone decides: each command derives the check again from all entries, appends what follows, and writes files
that can be written again. So a command that was killed, or is run twice, does no harm.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.compare import names_of
from tallyproof.compare.audit import (
    BOOK,
    METHODS,
    MOST_DRAWS,
    SCOPES,
    Audit,
    Manifest,
    Settled,
    Sheet,
    agreed,
    audit_statements,
    audits_of,
    check_percentages,
    dice_seed,
    draws_needed,
    draws_of,
    form_csv,
    form_html,
    latest,
    manifest_of,
    read_form,
    rest_of,
    settled_at,
)
from tallyproof.derive import decode_entries
from tallyproof.election import Definition
from tallyproof.election.schema import Contest, percentage
from tallyproof.errors import InputError, JournalBusyError, UsageError
from tallyproof.model import AuditAct, AuditDraw, AuditPlan, AuditReadings, Rereading
from tallyproof.steps.pictures import published_pictures
from tallyproof.steps.received import files_of_sheets
from tallyproof.steps.records import Progress, draft
from tallyproof.store import Draft, Store
from tallyproof.tally import Results

FOLDER = "audit"
DRAWS_IN_A_RECORD = 400
READINGS_BYTES = 40_000
"""What the readings of one record may take: an entry has at most 65,535 bytes."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """A check as it stands, with the files that were written for it."""

    audit: Audit
    results: Results
    files: tuple[Path, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the check for machines."""
        audit = self.audit
        complete = audit.manifest is not None and audit.has_begun and not audit.waiting
        outcome = audit.outcome() if complete else None
        return {
            "kind": "transcription-check",
            "v": 1,
            "tier": "B",
            "plan": canonical.audit_record(audit.plan),
            "entry": audit.plan.index,
            "seed": audit.seed,
            "draws": list(audit.draws),
            "rest": list(audit.rest),
            "waiting": list(audit.waiting),
            "p": None if outcome is None else outcome.p,
            "decision": None if outcome is None else outcome.decision,
            "recorded": complete and audit.recorded(),
            "files": [str(one) for one in self.files],
            "statements": [
                {"code": one.code, "tier": one.tier, "values": dict(one.values), "assumptions": list(one.assumptions)}
                for one in audit_statements(audit, self.results)
            ],
        }

    def as_text(self, lang: str) -> str:
        """Return what the check says, one sentence a paragraph, with the assumptions once at the end."""
        names = names_of(self.results.definition.contests[self.audit.plan.contest], lang)
        said = audit_statements(self.audit, self.results)
        lines = [BOOK.heading("check", {}, lang, names), ""]
        lines += [f"  * {BOOK.sentence(one, lang, names)}" for one in said]
        assumed = {BOOK.assumption(code, one.values, lang, names): None for one in said for code in one.assumptions}
        return "\n".join([*lines, "", *(f"  – {one}" for one in assumed)])


def plan_audit(
    store: Store, definition: Definition, *, contest: str, scope: str, method: str, risk_limit: str, expected: str
) -> AuditReport:
    """Record the plan of a check of the last release; the same plan again changes nothing."""
    settled: Settled = {}
    records = _records(store)
    chosen = _contest(definition, contest)
    _one_of("--scope", scope, SCOPES)
    _one_of("--method", method, METHODS)
    check_percentages(risk_limit, expected, "the plan")
    release = next((one for one in reversed(range(len(records))) if records[one]["kind"] == "release"), None)
    if release is None:
        raise UsageError(
            "the plan: expected a release whose figures everybody can see, found none yet; dice decide about figures "
            "that cannot change any more: run 'tallyproof publish' first"
        )
    manifest = manifest_of(settled_at(definition, records, release, settled), chosen.id, scope)
    if not manifest.assertions:
        why = "; ".join(f"{one.condition}: {BOOK.texts('REASONS', 'en')[one.reason]}" for one in manifest.untested)
        raise UsageError(f"the plan: expected a condition of the outcome rule to test, found none ({why or 'no rule'})")
    if not manifest.units:
        raise UsageError(
            "the plan: expected counted stations whose figures were read from pictures, found none; there is nothing "
            "to read anew"
        )
    plan = AuditPlan(
        contest=chosen.id,
        stage=manifest.stage,
        scope=scope,
        method=method,
        risk_limit=risk_limit.removesuffix("%"),
        expected=expected.removesuffix("%"),
        entries=release,
        release=records[release]["manifest"],
        manifest=manifest.sha256,
    )
    last = latest(audits_of(definition, records, settled), chosen.id)
    if last is None or replace(last.plan, index=-1) != plan:
        if last is not None and last.has_begun and last.plan.entries == plan.entries:
            raise UsageError(
                f"the plan: expected the plan of entry {last.plan.index} to be kept once its units were drawn, got "
                "another one; a check is planned once for a release"
            )
        append_acts(store, records, [plan])
    return _report(store, definition, chosen, settled)


def draw_audit(
    store: Store,
    definition: Definition,
    *,
    contest: str,
    seed: str,
    draws: int | None,
    everything: bool,
    language: str,
    workers: int,
    progress: Progress,
) -> AuditReport:
    """Record draws up to number `draws` (by default as many as the plan expects), and write the forms to read anew.

    With `everything` all other sheets are to be read as well, which leaves nothing to chance.
    """
    settled: Settled = {}
    records = _records(store)
    chosen = _contest(definition, contest)
    audit = _standing(definition, records, chosen, settled)
    manifest = audit.manifest
    if manifest is None or manifest.total < 1:
        raise UsageError("the draw: expected a check that needs one, got one that says all it can; see 'audit result'")
    acts = _rest(audit) if everything else _further(audit, manifest, seed, draws)
    if acts:
        if audit.is_stopped:
            raise UsageError("the draw: expected a check that goes on, got one that has ended; nothing was drawn")
        append_acts(store, records, acts)
        records = _records(store)
        audit = _standing(definition, records, chosen, settled)
    report = _report(store, definition, chosen, settled)
    at_release = settled_at(definition, records, audit.plan.entries, settled)
    forms = _write_forms(store, at_release, audit, chosen, language=language, workers=workers, progress=progress)
    return replace(report, files=(*report.files, *forms))


def _further(audit: Audit, manifest: Manifest, seed: str, draws: int | None) -> list[AuditDraw]:
    """Return the draws that are still to be made up to number `draws`, by the one seed of a check."""
    seed = dice_seed(seed) if seed or not audit.seed else audit.seed
    if audit.seed not in ("", seed):
        raise UsageError(
            f"--seed: expected the seed that the draw began with ({audit.seed!r}), got {seed!r}; a check has one seed"
        )
    wanted = draws if draws is not None else _planned(audit, manifest)
    if not 0 < wanted <= MOST_DRAWS:
        raise UsageError(f"--draws: expected a number from 1 to {MOST_DRAWS:,}, got {wanted}")
    if wanted <= len(audit.draws):
        return []
    if audit.rest:
        raise UsageError("the draw: expected a check that draws, got one of which all sheets are to be read")
    stations = list(islice(draws_of(manifest, seed), wanted))
    chunks = _chunks(stations, len(audit.draws))
    return [AuditDraw(audit.plan.index, seed, first + 1, tuple(chunk)) for first, chunk in chunks]


def _rest(audit: Audit) -> list[AuditDraw]:
    """Return what adds all sheets that were not drawn; nothing where that was done before."""
    chunks = _chunks(list(rest_of(audit)), len(audit.rest))
    return [AuditDraw(audit.plan.index, audit.seed, 0, tuple(chunk)) for _, chunk in chunks]


def record_readings(store: Store, definition: Definition, files: Sequence[Path], *, contest: str) -> AuditReport:
    """Record what one person, or two who agree, wrote down; the same file again changes nothing."""
    settled: Settled = {}
    records = _records(store)
    chosen = _contest(definition, contest)
    audit = _standing(definition, records, chosen, settled)
    if not 1 <= len(files) <= 2:
        raise UsageError(f"FILE: expected the file of one person, or those of two, got {len(files)}")
    if audit.manifest is None or not audit.has_begun:
        raise UsageError("the record: expected units to be drawn first; run 'tallyproof audit draw'")
    found = [read_form(_read(one), audit, chosen, one.name) for one in files]
    if len(found) == 2:
        agreed(found[0], found[1], (files[0].name, files[1].name))
    new = {station: one for station, one in found[0].items() if audit.read.get(station) != one}
    again = sorted(new.keys() & audit.read.keys())
    if again:
        raise InputError(
            f"{files[0].name}: expected sheets that were not recorded yet, got other figures for "
            f"{', '.join(again[:20])}; what was written down once stands, sums are seen only afterwards"
        )
    if new and audit.is_stopped:
        raise UsageError("the record: expected a check that goes on, got one that has ended; nothing was recorded")
    ordered = [new[one] for one in audit.sheets if one in new]
    if ordered:
        append_acts(store, records, readings_in_records(audit.plan.index, len(files), ordered))
    return _report(store, definition, chosen, settled)


def audit_result(store: Store, definition: Definition, *, contest: str) -> AuditReport:
    """Return what the check says, and record it once every drawn sheet was read anew."""
    settled: Settled = {}
    records = _records(store)
    chosen = _contest(definition, contest)
    audit = _standing(definition, records, chosen, settled)
    complete = audit.manifest is not None and audit.has_begun and not audit.waiting
    if complete and not audit.is_stopped and not audit.recorded():
        append_acts(store, records, [audit.outcome()])
    return _report(store, definition, chosen, settled)


# --- what they share --------------------------------------------------------------------------------


def _records(store: Store) -> list[Json]:
    return decode_entries(entry.public for entry in store.journal.entries())


def append_acts(store: Store, records: Sequence[Json], acts: Sequence[AuditAct]) -> None:
    """Append acts that follow from exactly these entries; JournalBusyError where others came in between."""
    start_expected = len(records)

    def make(start: int) -> Sequence[Draft]:
        if start != start_expected:
            raise JournalBusyError(
                "the journal: expected no other command to write meanwhile, found new entries; run the command again"
            )
        return [draft(canonical.audit_record(one)) for one in acts]

    store.journal.append(f"audit:{start_expected}", make)


def _report(store: Store, definition: Definition, contest: Contest, settled: Settled) -> AuditReport:
    """Return the check as the journal now gives it, and write its manifest where it is not there."""
    records = _records(store)
    audit = _standing(definition, records, contest, settled)
    files = []
    if audit.manifest is not None:
        files.append(_written(_folder(store, audit) / "manifest.csv", audit.manifest.data))
    return AuditReport(audit, settled_at(definition, records, len(records), settled), tuple(files))


def _contest(definition: Definition, contest: str) -> Contest:
    if not contest and len(definition.contests) == 1:
        return next(iter(definition.contests.values()))
    if contest not in definition.contests:
        raise UsageError(f"--contest: expected one of {', '.join(definition.contests)}, got {contest!r}")
    return definition.contests[contest]


def _one_of(option: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        raise UsageError(f"{option}: expected one of {', '.join(known)}, got {value!r}")


def _standing(definition: Definition, records: Sequence[Json], contest: Contest, settled: Settled) -> Audit:
    audit = latest(audits_of(definition, records, settled), contest.id)
    if audit is None:
        raise UsageError(
            f"{contest.id}: expected a plan of a check, found none; make one with 'tallyproof audit plan' after "
            "publishing"
        )
    return audit


def _planned(audit: Audit, manifest: Manifest) -> int:
    plan = audit.plan
    limit, expected = percentage(plan.risk_limit), percentage(plan.expected)
    number = draws_needed(plan.method, manifest.total, limit, expected)
    if number is None or number > MOST_DRAWS:
        raise UsageError(
            f"--draws: expected how many to draw, since no number up to {MOST_DRAWS:,} reaches the limit as expected; "
            "say how many"
        )
    return number


def _chunks(items: Sequence[str], start: int) -> list[tuple[int, Sequence[str]]]:
    size = DRAWS_IN_A_RECORD
    return [(first, items[first : first + size]) for first in range(start, len(items), size)]


def readings_in_records(plan: int, people: int, readings: Sequence[Rereading]) -> list[AuditReadings]:
    """Return the readings in as many records as they need."""
    acts, held, size = [], list[Rereading](), 0
    for one in readings:
        length = len(canonical.encode(canonical.audit_record(AuditReadings(plan, people, (one,)))))
        if held and size + length > READINGS_BYTES:
            acts.append(AuditReadings(plan, people, tuple(held)))
            held, size = [], 0
        held.append(one)
        size += length
    return [*acts, AuditReadings(plan, people, tuple(held))]


def _folder(store: Store, audit: Audit) -> Path:
    return store.folder / FOLDER / audit.plan.contest / f"plan-{audit.plan.index}"


def _written(path: Path, data: bytes, *, keep: bool = False) -> Path:
    """Write a file that only its owner can read; with `keep` one that is there stays as people filled it in."""
    if path.exists() and (keep or path.read_bytes() == data):
        return path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    part.replace(path)
    return path


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: expected a file that can be read: {error.strerror or error}") from error


def _write_forms(
    store: Store,
    results: Results,
    audit: Audit,
    contest: Contest,
    *,
    language: str,
    workers: int,
    progress: Progress,
) -> list[Path]:
    """Write the forms of all drawn sheets that were not read anew yet, with the pictures that may be shown."""
    if not audit.waiting:
        return []
    folder, name = _folder(store, audit), "sheets-all" if audit.rest else f"sheets-to-{len(audit.draws)}"
    sheets = _sheets_of(results, contest.id, audit.waiting)
    settlement = results.settlement
    shown = replace(
        results,
        settlement=replace(
            settlement,
            transcriptions={
                index: one
                for index, one in settlement.transcriptions.items()
                if one.sheet is not None and one.station in sheets and one.sheet in sheets[one.station]
            },
        ),
    )
    pictures = published_pictures(store, results.definition, shown, workers=workers, progress=progress)
    files = files_of_sheets(store, results, {index for indexes in sheets.values() for index in indexes})
    forms = [_sheet(results, station, sheets[station], pictures, files, folder, language) for station in audit.waiting]
    return [
        _written(folder / f"{name}.csv", form_csv(audit, contest, audit.waiting), keep=True),
        _written(folder / f"{name}.html", form_html(audit, contest, forms, language)),
    ]


def _sheets_of(results: Results, contest: str, stations: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return the sheets that the figures of stations rest on."""
    found: dict[str, tuple[int, ...]] = {}
    transcriptions = results.settlement.transcriptions
    for station in stations:
        result = results.station(contest, station)
        held = [transcriptions[one].sheet for one in (result.rests_on if result else ()) if one in transcriptions]
        found[station] = tuple(dict.fromkeys(one for one in held if one is not None))
    return found


def _sheet(
    results: Results,
    station: str,
    sheets: Sequence[int],
    pictures: Mapping[int, Callable[[], bytes]],
    files: Mapping[int, Sequence[str]],
    folder: Path,
    language: str,
) -> Sheet:
    """Return what a form shows of a station, its pictures written beside the form."""
    register = results.definition.register
    known = register.stations.get(station) if register else None
    shown, named = [], []
    for sheet in sheets:
        images = [one for one in results.settlement.sheets[sheet].images if one in pictures]
        for image in images:
            _written(folder / "pictures" / f"{image}.jpg", pictures[image]())
            shown.append(f"pictures/{image}.jpg")
        if not images:
            named += [BOOK.word("form-file", language).format(file=one) for one in files.get(sheet, ())]
    return Sheet(station, known.place_name if known else "", tuple(shown), tuple(named))
