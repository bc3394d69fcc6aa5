"""From entries to public results: the one rule that publishing follows and verifying repeats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.check import settle
from tallyproof.check.aggregates import aggregate_findings
from tallyproof.check.changes import change_findings
from tallyproof.election import Definition
from tallyproof.errors import InputError
from tallyproof.model import AggregateSheet, Announcement
from tallyproof.tally import Results, results_of


def results_from_entries(definition: Definition, entries: Iterable[bytes]) -> Results:
    """Return the public results of a log's entries, from index 0, under the definition in force.

    Raises InputError naming the entry that is not canonical or not well formed.
    """
    return results_from_records(definition, decode_entries(entries))


def results_from_records(definition: Definition, records: Sequence[Json]) -> Results:
    """Return the public results of decoded entries; see `results_from_entries`."""
    settlement = settle(definition, enumerate(records))
    aggregates = aggregates_in_force(records)
    findings = (*change_findings(records), *settlement.findings, *aggregate_findings(definition, aggregates))
    return results_of(
        definition,
        replace(settlement, findings=findings),
        announcements_in_force(records),
        entries=len(records),
        hour=latest_hour(records),
        aggregates=aggregates,
    )


def decode_entries(entries: Iterable[bytes]) -> list[Json]:
    """Return the records of entries in order; raises InputError naming the one that is not canonical."""
    records = []
    for index, entry in enumerate(entries):
        try:
            record = canonical.decode(entry)
        except InputError as error:
            raise InputError(f"entry {index}: {str(error).removeprefix('entry: ')}") from error
        if not isinstance(record.get("kind"), str):
            raise InputError(f"entry {index}: expected a record with its kind as text, got {record.get('kind')!r:.80}")
        records.append(record)
    return records


def announcements_in_force(records: Sequence[Json]) -> list[Announcement]:
    """Return the announcements by id; a later entry replaces one with the same id, withdrawn ones are out."""
    by_id: dict[str, Announcement] = {}
    for index, record in enumerate(records):
        if record["kind"] == "announcement":
            announcement = canonical.announcement_of(index, record)
            by_id[announcement.id] = announcement
        elif record["kind"] == "withdraw":
            by_id = {name: one for name, one in by_id.items() if one.index != record.get("target")}
    return [by_id[one] for one in sorted(by_id)]


def aggregates_in_force(records: Sequence[Json]) -> list[AggregateSheet]:
    """Return the collation forms in the order of the log; a later one replaces that of the same source and id."""
    withdrawn: set[int] = set()
    for index in range(len(records) - 1, -1, -1):
        if records[index]["kind"] in ("withdraw", "supersede") and index not in withdrawn:
            withdrawn.add(records[index].get("target", -1))
    by_id: dict[tuple[str, str], AggregateSheet] = {}
    for index, record in enumerate(records):
        if record["kind"] == "aggregate_sheet":
            sheet = canonical.aggregate_of(index, record)
            if index not in withdrawn:
                by_id[sheet.source, sheet.id] = sheet
    return sorted(by_id.values(), key=lambda one: one.index)


def definition_in_force(records: Sequence[Json]) -> Mapping[str, str]:
    """Return SHA-256 in hex by file name, as the last definition entry names them."""
    for index in range(len(records) - 1, -1, -1):
        record = records[index]
        if record["kind"] != "definition":
            continue
        files = record.get("files")
        if not isinstance(files, dict) or not all(isinstance(value, str) for value in files.values()):
            raise InputError(f"entry {index}: expected the definition's files with their SHA-256, got {files!r:.80}")
        return files
    raise InputError("the entries: expected a definition among them, found none; the log is not one of an election")


def latest_hour(records: Iterable[Json]) -> str:
    """Return the latest hour that an entry carries; '' where none does."""
    hours = [record.get("hour", "") for record in records]
    for index, hour in enumerate(hours):
        if not isinstance(hour, str):
            raise InputError(f"entry {index}: expected the hour as text such as '2024-07-29T03Z', got {hour!r:.80}")
    return max(hours, default="")
