"""Bringing in typed collation forms: their file becomes evidence, each form a record beside the tally."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tallyproof import canonical
from tallyproof.derive import aggregates_in_force
from tallyproof.election import Definition
from tallyproof.errors import DefinitionError, InputError, UsageError
from tallyproof.model import AggregateSheet
from tallyproof.read.aggregate import read_sheets
from tallyproof.read.table import RowProblem
from tallyproof.steps.records import draft
from tallyproof.store import Draft, Store

TYPED_AGAIN = "typed again: the same form has other figures now"
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class SheetsReport:
    """What became of a file of forms; `unknown` are stations that they claim and that are in no register."""

    sheets: int
    new: int
    replaced: int
    problems: tuple[RowProblem, ...]
    unknown: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the report for machines."""
        return {
            "sheets": self.sheets,
            "new": self.new,
            "replaced": self.replaced,
            "problems": [
                {"row": one.row, "column": one.column, "expected": one.expected, "got": one.got}
                for one in self.problems
            ],
            "unknown": list(self.unknown),
        }

    def as_text(self) -> str:
        """Return the report for a terminal."""
        was = f"{self.new:,} new, {self.replaced:,} of them in place of an earlier one"
        lines = [f"{self.sheets:,} collation forms: {was}. They are compared with their stations, never added to them."]
        if self.problems:
            lines.append(f"{len(self.problems):,} problems; these rows were left out:")
            lines += [f"  {one}" for one in self.problems[:_SHOWN]]
            lines += [f"  … and {len(self.problems) - _SHOWN:,} more"] if self.problems[_SHOWN:] else []
        if self.unknown:
            shown = ", ".join(self.unknown[:_SHOWN]) + (", …" if self.unknown[_SHOWN:] else "")
            lines.append(f"{len(self.unknown):,} stations that they claim are in no register: {shown}")
        return "\n".join(lines)


def import_sheets(
    store: Store, definition: Definition, path: Path, *, source: str, hour: str, strict: bool
) -> SheetsReport:
    """Append the forms of a CSV; one that was typed before replaces its earlier record, or changes nothing."""
    if source not in definition.sources:
        known = ", ".join(definition.sources) or "none"
        raise UsageError(f"--source: expected a source named in election.toml, got {source!r}; known: {known}")
    if definition.register is None:
        raise DefinitionError(
            "stations.csv: expected the register, found none yet; import the table it is derived from"
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: expected a readable file, got {error.strerror}; check the path") from error
    read = read_sheets(data, definition, definition.sources[source], name=path.name, hour=hour)
    if (strict and read.problems) or not read.sheets:
        wanted = "no bad row with --strict" if strict and read.problems else "at least one good row"
        shown = "".join(f"\n  {problem}" for problem in read.problems[:_SHOWN])
        raise InputError(f"{path.name}: expected {wanted}, got other; nothing was imported{shown}")
    kept = store.evidence.put(data)
    standing = {one.id: one for one in _in_force(store) if one.source == source}
    batches: list[tuple[str, Callable[[int], Sequence[Draft]]]] = []
    replaced = 0
    for number, sheet in read.sheets:
        before = standing.get(sheet.id)
        if before is not None and replace(before, index=-1, hour="") == replace(sheet, hour=""):
            continue
        replaced += before is not None
        private = {"evidence": kept.evidence_id, "name": path.name, "row": number}
        record = draft(canonical.aggregate_record(sheet), private, store.secret)
        at = -1 if before is None else before.index
        digest = hashlib.sha256(record.public).hexdigest()
        batches.append((f"aggregate:{source}:{sheet.id}:{at}:{digest[:32]}", _made(at, record)))
    store.journal.append_many(batches)
    stations = definition.register.stations
    claimed = {code for _, sheet in read.sheets for code in sheet.stations or ()}
    unknown = tuple(sorted(code for code in claimed if code not in stations))
    return SheetsReport(len(read.sheets), len(batches), replaced, read.problems, unknown)


def _in_force(store: Store) -> list[AggregateSheet]:
    """Return the forms that stand in the journal, without reading anything else of it."""
    size = len(store.journal)
    # Only the kinds that matter are read; the others are named so that indexes stay what they are.
    records: list[canonical.Json] = [{"kind": "other"}] * size
    for entry in store.journal.of_kind("aggregate_sheet", "withdraw", "supersede"):
        if entry.index < size:
            records[entry.index] = canonical.decode(entry.public)
    return aggregates_in_force(records)


def _made(before: int, record: Draft) -> Callable[[int], Sequence[Draft]]:
    """Return what makes the batch of one form: after the withdrawal of the one it replaces."""

    def make(_start: int) -> Sequence[Draft]:
        if before < 0:
            return [record]
        return [draft(canonical.withdraw_record(target=before, reason=TYPED_AGAIN)), record]

    return make
