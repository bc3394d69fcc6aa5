"""`verify_site`: the steps of a verification, in an order where nothing is used before it is checked."""

from __future__ import annotations

import csv
import gc
import hashlib
import multiprocessing
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeAlias, TypeVar

from tallyproof.canonical import Json
from tallyproof.derive import definition_in_force, results_from_records
from tallyproof.election import ELECTION_FILE, NAMED_FILE, REGISTER_FILE, Definition, parse_definition
from tallyproof.errors import TallyproofError, VerificationError
from tallyproof.safety.jpeg import jpeg_size
from tallyproof.safety.lifeline import end_with_parent
from tallyproof.tally import data_tables
from tallyproof.verify.assets import check_assets
from tallyproof.verify.audits import check_audits
from tallyproof.verify.differences import Differences, shown
from tallyproof.verify.entries import PublishedLog, read_published_log
from tallyproof.verify.folder import MEGABYTE, SiteFolder, list_site
from tallyproof.verify.manifest import compare_file_names, read_manifest
from tallyproof.verify.pages import CheckedPages, PageChecker
from tallyproof.verify.pageset import Page, expected_pages
from tallyproof.verify.report import VerificationReport, headlines
from tallyproof.verify.tables import check_tables

Progress: TypeAlias = Callable[[str, int, int], None]
_T = TypeVar("_T")

_DEFINITION = "definition/"
_PICTURES = "sheets/"
_HASHED_ONLY = ("assets/", _PICTURES)
_ASSETS = (".css", ".svg", ".png", ".ico", ".woff2", ".txt")
_MAX_DEFINITION_BYTES = 256 * MEGABYTE
_MAX_PICTURE_BYTES = 64 * MEGABYTE
_CHUNK = 200
_FOREIGN = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
    csv.Error,
)


def verify_site(site: Path, *, workers: int = 2, progress: Progress | None = None) -> VerificationReport:
    """Return the report of a published site once everything in it is what its entries give.

    Raises VerificationError naming the place of up to 20 differences, InputError if there is no such folder.
    `progress` is told (step, done, total) as pages are checked.
    """
    # 1. Which files there are: no links, no odd names, so that no later step can be led elsewhere.
    folder = list_site(site)
    # 2. The log, from the entries up to the root; its last entry is the release that names the manifest.
    log = read_published_log(folder)
    # 3. The manifest, and nothing beside what it names.
    files = read_manifest(folder, log)
    found = Differences()
    compare_file_names(folder, files, found)
    # 4. The definition that the entries name, and the results that both give.
    definition = _read_definition(folder, files, log)
    results = _guarded("log", lambda: results_from_records(definition, log.records))
    # 5. Every page and every other file.
    pages = {page.path: page for page in expected_pages(definition)}
    _compare_page_set(folder, pages, found)
    checker = PageChecker(folder, results, log.root)
    checked = _check_pages(checker, _page_tasks(folder, files, pages), workers, progress)
    found.add_all(checked.found.named, checked.found.count)
    hashed_files = _check_hashed_only(folder, files, log.records, definition, found)
    foreign_assets = check_assets(folder, f"{definition.file.election.languages[0]}/about.html", found)
    cells = check_tables(folder, files, data_tables(results), found)
    audits = _guarded("log", lambda: check_audits(definition, log.records))
    found.raise_if_any()
    # 6. Only now is anything said about the result.
    return VerificationReport(
        origin=log.checkpoint.origin,
        entries=len(log.records),
        root=log.checkpoint.root.hex(),
        entries_root=log.root,
        hour=results.hour,
        rehearsal=definition.file.election.rehearsal,
        pages=checked.pages,
        figures=checked.figures,
        cells=cells,
        hashed_files=hashed_files,
        foreign_assets=foreign_assets,
        headlines=tuple(headlines(results)),
        audits=audits[0],
        audits_lapsed=audits[1],
    )


# --- the definition ------------------------------------------------------------------------------


def _read_definition(folder: SiteFolder, files: Mapping[str, str], log: PublishedLog) -> Definition:
    """Return the definition whose files have the hashes that the last definition entry names."""
    named = _guarded("log", lambda: definition_in_force(log.records))
    main = {ELECTION_FILE, REGISTER_FILE}
    if not main <= named.keys() or not all(NAMED_FILE.fullmatch(name) for name in named.keys() - main):
        expected = f"{ELECTION_FILE}, {REGISTER_FILE}, layout and mapping files"
        raise VerificationError(f"expected a definition of {expected}, got {shown(sorted(named))}", place="log")
    held: dict[str, bytes] = {}
    for name, expected in named.items():
        path = f"{_DEFINITION}{name}"
        held[name] = folder.read(path, at_most=_MAX_DEFINITION_BYTES)
        got = hashlib.sha256(held[name]).hexdigest()
        if got != expected:
            raise VerificationError(f"the log says SHA-256 {shown(expected)}, the file has {got}", place=path)
        if got != files.get(path):
            raise VerificationError(f"expected SHA-256 {got} in manifest.json", place=path)
    definition = _guarded(_DEFINITION.rstrip("/"), lambda: parse_definition(held))
    if definition.file.election.origin != log.checkpoint.origin:
        raise VerificationError(
            f"expected the log's origin {shown(log.checkpoint.origin)}, got {definition.file.election.origin!r}",
            place=f"{_DEFINITION}{ELECTION_FILE}",
        )
    return definition


def _guarded(place: str, call: Callable[[], _T]) -> _T:
    """Return what the call gives; whatever foreign content does to it is a failed verification.

    The call runs code written for an organiser's own files on those of a stranger, who may have made them so
    that it stumbles.
    """
    try:
        return call()
    except TallyproofError as error:
        raise VerificationError(str(error), place=place) from error
    except _FOREIGN as error:
        raise VerificationError(f"expected content that can be used, got {shown(str(error))}", place=place) from error


# --- pages ---------------------------------------------------------------------------------------


_PageTask: TypeAlias = tuple[Page, str]
_checker: PageChecker | None = None


def _compare_page_set(folder: SiteFolder, pages: Mapping[str, Page], found: Differences) -> None:
    for path in sorted(pages.keys() - folder.sizes.keys()):
        found.add(path, "expected this page (the definition has it), found none")
    for path in folder.sizes:
        if path.endswith(".html") and path not in pages:
            found.add(path, "expected only the pages that the definition has, got another")


def _page_tasks(folder: SiteFolder, files: Mapping[str, str], pages: Mapping[str, Page]) -> list[_PageTask]:
    return [(page, files.get(path, "")) for path, page in pages.items() if path in folder.sizes]


def _check_pages(
    checker: PageChecker, tasks: Sequence[_PageTask], workers: int, progress: Progress | None
) -> CheckedPages:
    """Return what became of all pages; the order of differences does not depend on the number of workers."""
    chunks = [tasks[start : start + _CHUNK] for start in range(0, len(tasks), _CHUNK)]
    total = CheckedPages()
    for part in _checked_chunks(checker, chunks, workers):
        total.found.add_all(part.found.named, part.found.count)
        total.pages += part.pages
        total.figures += part.figures
        if progress is not None:
            progress("checking pages", total.pages, len(tasks))
    return total


def _checked_chunks(
    checker: PageChecker, chunks: Sequence[Sequence[_PageTask]], workers: int
) -> Iterator[CheckedPages]:
    # A forked worker shares the results without copying; where forking is unsafe, one process does all.
    if workers < 2 or len(chunks) < 2 or sys.platform in ("darwin", "win32"):
        yield from (_check_chunk(chunk, checker) for chunk in chunks)
        return
    context = multiprocessing.get_context("fork")
    # Frozen objects are left alone by the workers' garbage collector, so that their memory stays shared.
    gc.freeze()
    try:
        with ProcessPoolExecutor(workers, context, _start_worker, (checker,)) as pool:
            yield from pool.map(_check_chunk, chunks)
    except BrokenProcessPool as error:
        raise TallyproofError(
            "pages: expected all of them to be checked, a process that did so was ended (by somebody, or for "
            "want of memory); verify again"
        ) from error
    finally:
        gc.unfreeze()


def _start_worker(checker: PageChecker) -> None:
    global _checker
    _checker = checker
    end_with_parent()


def _check_chunk(tasks: Sequence[_PageTask], checker: PageChecker | None = None) -> CheckedPages:
    checker = checker or _checker
    checked = CheckedPages()
    if checker is not None:
        for page, sha256 in tasks:
            checker.check(page, sha256, checked)
    return checked


# --- files that are only hashed --------------------------------------------------------------------


def _check_hashed_only(
    folder: SiteFolder,
    files: Mapping[str, str],
    records: Sequence[Json],
    definition: Definition,
    found: Differences,
) -> int:
    """Hash style sheets and pictures; return how many there are. Nothing else may be on a site."""
    count = 0
    known = {*(f"{_DEFINITION}{name}" for name in definition.files), "manifest.json"}
    pictures = definition.file.privacy.images != "none"
    for path in folder.sizes:
        if path in known or path.endswith(".html") or path.startswith(("log/", "data/")):
            continue
        if path.startswith("assets/") and not path.endswith(_ASSETS):
            found.add(path, f"expected an asset of {', '.join(_ASSETS)}, got another kind of file")
        elif path.startswith(_PICTURES) and not (pictures and _is_of_an_image(path, records)):
            found.add(path, "expected pictures of image entries only, where the definition allows them")
        elif path.startswith(_PICTURES) and (problem := _size_problem(folder, path, records)):
            found.add(path, problem)
        elif not path.startswith(_HASHED_ONLY):
            found.add(path, "expected only files that a site has, got another")
        got = folder.sha256(path)
        if got != files.get(path):
            found.add(path, f"expected SHA-256 {files.get(path)} as in manifest.json, got {got}")
        count += 1
    return count


def _size_problem(folder: SiteFolder, path: str, records: Sequence[Json]) -> str:
    """Return what is wrong with the size of a picture, or ''; which pixels it has cannot be known, they are salted."""
    record = records[int(path.removeprefix(_PICTURES).removesuffix(".jpg"))]
    wanted = record.get("width"), record.get("height")
    got = jpeg_size(folder.read(path, at_most=_MAX_PICTURE_BYTES))
    if None in wanted or got is None or got == wanted:
        return ""
    return f"expected the picture of an image of {wanted[0]} × {wanted[1]} pixels, got one of {got[0]} × {got[1]}"


def _is_of_an_image(path: str, records: Sequence[Json]) -> bool:
    name = path.removeprefix(_PICTURES).removesuffix(".jpg")
    if not (path.endswith(".jpg") and name.isdecimal() and str(int(name[:18])) == name):
        return False
    return int(name) < len(records) and records[int(name)]["kind"] == "image"
