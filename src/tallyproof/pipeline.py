"""The whole flow on one page: definition, intake, import, read, settle, tally, compare, publish.

The only place where stages meet. Stages take values and return values; what they give is kept here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.compare import Comparison, compare_all
from tallyproof.derive import results_from_entries
from tallyproof.election import Definition, load_definition
from tallyproof.errors import JournalBusyError
from tallyproof.log.merkle import root_of
from tallyproof.publish import add_log, build_site, fresh_folder, swap_in
from tallyproof.steps.aggregates import SheetsReport, import_sheets
from tallyproof.steps.columns import column_warnings
from tallyproof.steps.importing import (
    ImportReport,
    derive_register,
    mapping_for,
    read_for_import,
    record_table,
)
from tallyproof.steps.intake import IntakeReport, take_in
from tallyproof.steps.pictures import published_pictures
from tallyproof.steps.reading import ReadReport, read_held
from tallyproof.steps.received import received_files
from tallyproof.steps.records import (
    Progress,
    current_hour,
    record_announcements,
    record_at,
    record_definition,
)
from tallyproof.steps.releasing import append_release, check_goes_on, check_unchanged, only_publisher
from tallyproof.steps.reporting import Sources, Written, write_report
from tallyproof.steps.unread import UnreadSheet
from tallyproof.store import Store, open_election
from tallyproof.tally import Results

WORKERS = 2
PUBLISH_ATTEMPTS = 3


def no_progress(_stage: str, _done: int, _of: int | None, *, unread: int = 0) -> None:
    """Show nothing."""


@dataclass(slots=True)
class Election:
    """An open election: its folder, its store and the definition in force. Made by `opened`.

    `workers` processes work side by side here; pages are read by the Dask scheduler at the address `scheduler`, if
    there is one.
    """

    folder: Path
    store: Store
    definition: Definition
    hour: str
    progress: Progress = no_progress
    workers: int = WORKERS
    scheduler: str = ""

    def intake(self, paths: Sequence[Path], *, source: str) -> IntakeReport:
        """Take in files as evidence."""
        return take_in(
            self.store,
            self.definition,
            paths,
            source=source,
            hour=self.hour,
            workers=self.workers,
            progress=self.progress,
        )

    def import_table(self, path: Path, *, source: str, table: str | None = None, strict: bool = False) -> ImportReport:
        """Import somebody's station table, deriving the register from it where the definition says so."""
        mapping = mapping_for(self.definition, table=table, source=source)
        data, read = read_for_import(path, self.definition, mapping, strict=strict)
        gained = derive_register(self.folder, self.definition, mapping, read)
        if gained:
            self.definition = load_definition(self.folder)
            record_definition(self.store, self.definition, hour=self.hour)
        report = record_table(self.store, self.definition, mapping, read, data, name=path.name, hour=self.hour)
        return report.with_derived(gained)

    def import_sheets(self, path: Path, *, source: str, strict: bool = False) -> SheetsReport:
        """Import typed collation forms, which are compared with their stations and never added to them."""
        return import_sheets(self.store, self.definition, path, source=source, hour=self.hour, strict=strict)

    def read(self) -> ReadReport:
        """Read every page that is held and not yet read."""
        return read_held(
            self.store, self.definition, workers=self.workers, progress=self.progress, scheduler=self.scheduler
        )

    def results(self, stop: int | None = None) -> Results:
        """Settle and tally the first `stop` entries (all of them by default)."""
        record_announcements(self.store, self.folder, self.definition)
        return results_from_entries(self.definition, (entry.public for entry in self.store.journal.entries(0, stop)))

    def received(self, results: Results, unread: Sequence[UnreadSheet] = ()) -> Mapping[int, Sequence[str]]:
        """Return where the received files of these sheets and of those with findings lie, by the sheet's entry."""
        return received_files(self.store, results, unread)

    def comparisons(self, results: Results) -> list[Comparison]:
        """Test every announcement against what is held, each with the earlier ones beside it."""
        return compare_all(results, workers=self.workers)

    def report(
        self, out: Path | None = None, *, contest: str | None, without: Sequence[str], languages: Sequence[str]
    ) -> Written:
        """Write what every method says of what is held; the same entries give the same bytes."""
        results = self.results()
        entries = [entry.public for entry in self.store.journal.entries(0, results.entries)]
        sources = Sources(results, entries, self.folder, self.comparisons(results))
        return write_report(
            sources,
            out=out,
            contest=contest,
            without=without,
            languages=languages,
            hour=self.hour,
            progress=self.progress,
        )

    def warnings(self) -> list[str]:
        """Return what whoever publishes should know before anybody copies the site."""
        return list(column_warnings(self.definition))

    def publish(self, out: Path | None = None) -> Path:
        """Write the site aside and swap it in; the same journal gives the same bytes.

        When the last entry is a release of just this site nothing is appended, so that publishing again, or
        after a kill, changes nothing. Entries that other commands append meanwhile are covered by another attempt.
        """
        out = out or self.folder / "site"
        if out.name in ("", ".."):
            # Folders are made beside it, so its own name is needed: '.' and '..' have none.
            out = out.resolve()
        with only_publisher(out):
            check_goes_on(self.store, out, self.definition.file.election.origin)
            for _ in range(PUBLISH_ATTEMPTS):
                record_announcements(self.store, self.folder, self.definition)
                size = len(self.store.journal)
                last = record_at(self.store, size - 1)
                if last.get("kind") == "release" and self._publish_covering(size - 1, out, expected=last):
                    return out
                if self._publish_covering(size, out, expected=None):
                    return out
        raise JournalBusyError(
            f"{out}: expected a pause in which no other command writes, found none in {PUBLISH_ATTEMPTS} attempts; "
            "wait until intake and reading have ended, then publish again"
        )

    def _publish_covering(self, size: int, out: Path, *, expected: Json | None) -> bool:
        """Publish the first `size` entries and return whether it was done.

        It is not where others were appended since, or with `expected` where the release would be another one.
        """
        entries = [entry.public for entry in self.store.journal.entries(0, size)]
        results = results_from_entries(self.definition, entries)
        new = fresh_folder(out)
        pictures = published_pictures(
            self.store, self.definition, results, workers=self.workers, progress=self.progress
        )
        manifest = build_site(
            new,
            results=results,
            comparisons=self.comparisons(results),
            pictures=pictures,
            root=root_of(entries).hex(),
            hour=self.hour,
            workers=self.workers,
            progress=partial(self.progress, "pages"),
        )
        check_unchanged(self.folder, self.definition)
        release = canonical.release_record(entries=size, manifest=manifest)
        if expected is not None and release != expected:
            return False
        if expected is None and not append_release(self.store, release):
            return False
        add_log(new, [*entries, canonical.encode(release)], self.definition.file.election.origin)
        swap_in(new, out)
        return True


@contextmanager
def opened(
    folder: Path, *, progress: Progress = no_progress, workers: int = WORKERS, scheduler: str = ""
) -> Iterator[Election]:
    """Open an election folder; a definition that changed since the last time is recorded first."""
    definition = load_definition(folder)
    with open_election(folder) as store:
        hour = current_hour(os.environ)
        record_definition(store, definition, hour=hour)
        yield Election(folder, store, definition, hour, progress, workers, scheduler)


def run(
    folder: Path,
    paths: Sequence[Path],
    *,
    source: str,
    progress: Progress = no_progress,
    workers: int = WORKERS,
    scheduler: str = "",
) -> tuple[IntakeReport, ReadReport, Results, Path, list[str]]:
    """Do everything: intake, read, settle, tally, compare, publish."""
    with opened(folder, progress=progress, workers=workers, scheduler=scheduler) as election:
        received = election.intake(paths, source=source)
        read = election.read()
        site = election.publish()
        return received, read, election.results(), site, election.warnings()
