"""The whole site from values to files: pages by several processes, the same bytes whatever their number."""

from __future__ import annotations

import gc
import hashlib
import json
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined

from tallyproof.compare import Comparison
from tallyproof.errors import TallyproofError, UsageError
from tallyproof.publish.announced import announced_page
from tallyproof.publish.edition import Edition, Frame, check_gate
from tallyproof.publish.paths import area_path, place_path
from tallyproof.publish.places import PICTURE_SUFFIX, place_page
from tallyproof.publish.sections import about_page, findings_page
from tallyproof.publish.swap import MANIFEST
from tallyproof.publish.totals import area_page
from tallyproof.safety.jpeg import jpeg_size
from tallyproof.safety.lifeline import end_with_parent
from tallyproof.tally import Results, data_tables
from tallyproof.tally.tables import parquet_bytes

Picture: TypeAlias = Callable[[], bytes]
Progress: TypeAlias = Callable[[int, int], None]
ASSETS = ("icon.svg", "style.css")
TEMPLATES = ("area.html", "place.html", "announced.html", "findings.html", "about.html")
_PAGES_PER_TASK = 200


@dataclass(frozen=True, slots=True)
class _Page:
    """One page to be written: its path from the site's top, and what it shows."""

    path: str
    language: str
    kind: str
    code: str = ""


@dataclass
class _Writer:
    """Writes files below a folder and keeps the hash of each."""

    folder: Path
    hashes: dict[str, str] = field(default_factory=dict)
    known_folders: set[Path] = field(default_factory=set)

    def write(self, path: str, data: bytes) -> None:
        target = self.folder / path
        if target.parent not in self.known_folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self.known_folders.add(target.parent)
        target.write_bytes(data)
        self.hashes[path] = hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class _Job:
    """What every process needs to write pages; handed over by fork, so that nothing is copied or pickled."""

    folder: Path
    pages: Sequence[_Page]
    editions: Mapping[str, Edition]

    def write(self, start: int) -> dict[str, str]:
        """Write one task's pages and return their hashes by path."""
        writer = _Writer(self.folder)
        for page in self.pages[start : start + _PAGES_PER_TASK]:
            writer.write(page.path, _rendered(self.editions[page.language], page))
        return writer.hashes


def build_site(
    folder: Path,
    *,
    results: Results,
    comparisons: Sequence[Comparison],
    pictures: Mapping[int, Picture],
    root: str = "",
    hour: str = "",
    workers: int = 2,
    progress: Progress | None = None,
) -> bytes:
    """Write the site, all but log/, into an empty folder and return the bytes of its manifest.

    `root` is that of the results' entries in hex, for whoever compares logs. `pictures` give JPEG bytes by image
    entry; they are written only where privacy.images allows it. `hour` is when it is published, by default the
    newest entry's; it is written nowhere. `progress` is told (pages written, pages in all). Raises UsageError
    before gate.not_before.
    """
    check_gate(results, hour)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise UsageError(f"{folder}: expected an empty folder to build the site in, got files; give another")
    allowed = results.definition.file.privacy.images == "already-redacted"
    shown = dict(pictures) if allowed else {}
    # Tables come after the pages: Polars starts threads, and a process with threads should not be forked.
    rows = _table_rows(results)
    writer = _Writer(folder)
    frame = Frame(results, comparisons, _write_pictures(writer, shown), rows, root)
    environment = page_environment()
    languages: list[str] = [*results.definition.file.election.languages]
    editions = {language: Edition(frame, language, environment) for language in languages}
    job = _Job(folder, list(_pages(frame, languages)), editions)
    for written in _write_pages(job, workers, progress):
        writer.hashes.update(written)
    _write_assets(writer)
    _write_tables(writer, results)
    for name, data in results.definition.files.items():
        writer.write(f"definition/{name}", data)
    manifest = manifest_bytes(results, writer.hashes)
    (folder / MANIFEST).write_bytes(manifest)
    return manifest


def manifest_bytes(results: Results, hashes: Mapping[str, str]) -> bytes:
    """Return manifest.json: every file of the site but itself and the log, with its SHA-256."""
    record = {
        "v": 1,
        "origin": results.definition.file.election.origin,
        "entries": results.entries,
        "files": dict(hashes),
    }
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def page_environment() -> Environment:
    """Return the templates, compiled; everything put into them is escaped, and a name they lack is an error."""
    environment = Environment(
        loader=PackageLoader("tallyproof.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for name in TEMPLATES:
        environment.get_template(name)
    return environment


def _pages(frame: Frame, languages: Sequence[str]) -> Iterator[_Page]:
    yield _Page("index.html", languages[0], "area")
    for language in languages:
        yield _Page(f"{language}/index.html", language, "area")
        for kind in ("announced", "findings", "about"):
            yield _Page(f"{language}/{kind}.html", language, kind)
        for code in frame.register.areas:
            yield _Page(f"{language}/{area_path(code)}", language, "area", code)
        for place in frame.register.stations_of_place:
            yield _Page(f"{language}/{place_path(place)}", language, "place", place)


def _rendered(edition: Edition, page: _Page) -> bytes:
    if page.kind == "area":
        return area_page(edition, page.path, page.code)
    if page.kind == "place":
        return place_page(edition, page.path, page.code)
    return {"announced": announced_page, "findings": findings_page, "about": about_page}[page.kind](edition, page.path)


# --- processes -----------------------------------------------------------------------------------------

_job: _Job | None = None


def _begin(job: _Job) -> None:
    global _job
    _job = job
    end_with_parent()


def _write_task(start: int) -> dict[str, str]:
    if _job is None:
        raise TallyproofError("pages: expected a process that was given its job; publish again")
    return _job.write(start)


def _write_pages(job: _Job, workers: int, progress: Progress | None) -> Iterator[dict[str, str]]:
    """Give the hashes of the pages as they are written, in any order."""
    tasks, done = range(0, len(job.pages), _PAGES_PER_TASK), 0
    for written in map(job.write, tasks) if workers < 2 or len(tasks) < 2 else _by_processes(job, tasks, workers):
        done += len(written)
        if progress is not None:
            progress(done, len(job.pages))
        yield written


def _by_processes(job: _Job, tasks: Sequence[int], workers: int) -> Iterator[dict[str, str]]:
    # Frozen objects are left alone by the children's garbage collector, so their memory stays shared.
    gc.freeze()
    try:
        context = multiprocessing.get_context("fork")
        pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(job,))
        try:
            for future in as_completed([pool.submit(_write_task, start) for start in tasks]):
                yield future.result()
        finally:
            # After an interrupt only the tasks in work are waited for.
            pool.shutdown(cancel_futures=True)
    except BrokenProcessPool as error:
        raise TallyproofError(
            f"{job.folder}: expected all pages to be written, a process that wrote them was ended "
            "(by somebody, or for want of memory); publish again"
        ) from error
    finally:
        gc.unfreeze()


# --- what is no page -------------------------------------------------------------------------------------


def _write_pictures(writer: _Writer, pictures: Mapping[int, Picture]) -> dict[int, tuple[int, int] | None]:
    sizes = {}
    for index, picture in pictures.items():
        data = picture()
        writer.write(f"sheets/{index}{PICTURE_SUFFIX}", data)
        sizes[index] = jpeg_size(data)
    return sizes


def _write_assets(writer: _Writer) -> None:
    for name in ASSETS:
        writer.write(f"assets/{name}", (files("tallyproof.publish") / "assets" / name).read_bytes())


def _table_rows(results: Results) -> list[tuple[str, int]]:
    """Return the stem and number of rows of each table that `data_tables` will give."""
    stations = len(results.definition.register.stations) if results.definition.register else 0
    rows: list[tuple[str, int]] = []
    for contest, tallies in results.tallies.items():
        rows += [(f"stations-{contest}", stations), (f"totals-{contest}", len(tallies))]
    return [*rows, ("findings", len(results.settlement.findings))]


def _write_tables(writer: _Writer, results: Results) -> None:
    for stem, frame in data_tables(results).items():
        writer.write(f"data/{stem}.csv", frame.write_csv().encode("utf-8"))
        writer.write(f"data/{stem}.parquet", parquet_bytes(frame))
