"""Reading what is held: every original that no reader has seen yet becomes sheets and transcriptions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import partial

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.election import Definition
from tallyproof.election.schema import Contest
from tallyproof.model import FieldState, Figures, Provenance, TallySheet, Transcription, Way
from tallyproof.read.cluster import read_on_cluster
from tallyproof.read.page import REFUSED, PageReading
from tallyproof.read.pool import FileReading, read_pages
from tallyproof.read.reading import WayReading
from tallyproof.steps.layouts import is_by_line, layouts_digest, layouts_of
from tallyproof.steps.records import Progress, draft
from tallyproof.store import Draft, Store

READERS = "3"
"""Changes whenever a reader would say something else of a page: then every page is read again."""
READ_AGAIN = "read again with changed layouts"


@dataclass(slots=True)
class ReadReport:
    """How many pages were read, in which ways, and how many were left unread, by reason.

    `problems` are what is wrong with pictures of which something was left unread; `unread_figures` are the figures
    that a way of writing has and its reader left to people.
    """

    read: int = 0
    already: int = 0
    ways: dict[str, int] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)
    unread_figures: int = 0
    problems: dict[str, int] = field(default_factory=dict)
    methods: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Original:
    """One received file as one source vouches for it: its evidence id and its pages' (entry, record).

    `key` is the id, or the id and more where a source of another provenance sent the same bytes before.
    """

    id: str
    key: str
    images: tuple[tuple[int, Json], ...]


def read_held(
    store: Store, definition: Definition, *, workers: int, progress: Progress, scheduler: str = ""
) -> ReadReport:
    """Read every original not yet read by this reader with these layouts, in the order of the journal.

    Read by `workers` processes here, or where `scheduler` is the address of a Dask scheduler by its workers.

    Each original's sheets and transcriptions are appended together, so that a kill loses at most the
    originals in work, which are read again. Where layouts have changed since, only pages that now say
    something else get new records, and the sheets before them are withdrawn.
    """
    report = ReadReport()
    originals = _originals(store)
    prefix = f"read:{READERS}:{layouts_digest(definition)}:"
    done = store.journal.keys(prefix)
    waiting = [one for one in originals if f"{prefix}{one.key}" not in done]
    report.already = sum(len(one.images) for one in originals) - sum(len(one.images) for one in waiting)
    standing = _standing(store) if len(store.journal.keys("read:")) > len(done) else {}
    layouts = layouts_of(definition)
    items = ((f"page of entry {one.images[0][0]}", store.evidence.get(one.id)) for one in waiting)
    readings = (
        read_on_cluster(items, layouts, scheduler=scheduler)
        if scheduler
        else read_pages(items, layouts, workers=workers)
    )
    with closing(readings):
        for number, (one, found) in enumerate(zip(waiting, readings, strict=True), 1):
            store.journal.append(f"{prefix}{one.key}", partial(_records, definition, one, found, standing))
            for page in found.pages:
                _count(report, page)
            if found.refused:
                report.unread[REFUSED] = report.unread.get(REFUSED, 0) + len(one.images)
            progress("read", number, len(waiting), unread=sum(report.unread.values()))
    return report


def _originals(store: Store) -> list[_Original]:
    images: dict[tuple[str, str], list[tuple[int, Json]]] = {}
    keys: dict[str, dict[str, str]] = {}
    for entry in store.journal.of_kind("image"):
        if entry.private is not None:
            identity, record = json.loads(entry.private)["evidence"], canonical.decode(entry.public)
            provenance = record["provenance"]
            of_id = keys.setdefault(identity, {})
            of_id.setdefault(provenance, f"{identity}:{provenance}" if of_id else identity)
            images.setdefault((identity, provenance), []).append((entry.index, record))
    return [_Original(one, keys[one][provenance], tuple(pages)) for (one, provenance), pages in images.items()]


def _standing(store: Store) -> dict[int, list[tuple[int, list[Json]]]]:
    """Return for each image entry the sheets that stand for it: their entries and records, readings after them."""
    sheets: dict[int, list[Json]] = {}
    for entry in store.journal.of_kind("sheet", "transcription", "withdraw"):
        record = canonical.decode(entry.public)
        if record["kind"] == "sheet":
            sheets[entry.index] = [record]
        elif record["kind"] == "withdraw":
            sheets.pop(record["target"], None)
        elif record["of"].get("sheet") in sheets:
            sheets[record["of"]["sheet"]].append(record)
    standing: dict[int, list[tuple[int, list[Json]]]] = {}
    for index, records in sheets.items():
        for image in records[0]["images"]:
            standing.setdefault(image, []).append((index, records))
    return standing


def _records(
    definition: Definition,
    one: _Original,
    found: FileReading,
    standing: Mapping[int, list[tuple[int, list[Json]]]],
    start: int,
) -> list[Draft]:
    drafts: list[Draft] = []
    pages: Mapping[int, PageReading] = {page.number: page for page in found.pages}
    for image, record in one.images:
        page = pages.get(record["page"])
        before = standing.get(image, [])
        if any(list(_page_records(definition, image, record, page, index)) == records for index, records in before):
            continue
        drafts += [draft(canonical.withdraw_record(target=index, reason=READ_AGAIN)) for index, _ in before]
        for made in _page_records(definition, image, record, page, start + len(drafts)):
            drafts.append(draft(made))
    return drafts


def _page_records(
    definition: Definition, image: int, record: Json, page: PageReading | None, index: int
) -> Iterator[Json]:
    """Yield the sheet of one page and a transcription for each way in which it was read."""
    found = page.sheet if page else None
    layout = definition.layouts[found.layout] if found else None
    contest = definition.contests[layout.contest] if layout else None
    sheet = TallySheet(
        index=index,
        images=(image,),
        layout=layout.id if layout else "",
        stage=definition.stage_of(layout) if layout else definition.headline_stage,
        document=layout.document if layout else "",
        provenance=Provenance(record["provenance"]),
        source=record["source"],
        unread="" if found else (page.reason if page else REFUSED),
    )
    yield canonical.sheet_record(
        sheet, contests=[contest.id] if contest else [], round_=contest.round if contest else 0
    )
    if found is None or layout is None or contest is None:
        return
    for number, (way, station) in enumerate(zip(found.ways, found.stations, strict=True), 1):
        known = definition.register is not None and station in definition.register.stations
        yield canonical.transcription_record(
            Transcription(
                index=index + number,
                contest=contest.id,
                round=contest.round,
                stage=sheet.stage,
                station=station if known else None,
                station_code=station,
                way=way.way,
                reader=way.reader,
                figures=_figures(way, contest, by_line=is_by_line(definition, layout)),
                sheet=index,
                registered=way.registered,
                constraints=way.constraints,
                method=way.method,
                # A QR code is read whole or not at all: its parity says so, no estimate does.
                confidence={} if way.way is Way.QR else {name: one.confidence for name, one in way.fields.items()},
            )
        )


def _figures(way: WayReading, contest: Contest, *, by_line: bool) -> Figures:
    """Return a way's fields sorted into votes and counts; a field that was left unread is in neither."""
    votes = {one.id for one in (contest.lines if by_line else contest.candidates)}
    given = {name: one.value for name, one in way.fields.items() if one.value is not None}
    figures = {name: value for name, value in given.items() if name in votes}
    return Figures(
        lines=figures if by_line else None,
        candidates=None if by_line else figures,
        counts={name: value for name, value in given.items() if name not in votes},
        states={name: one.state for name, one in way.fields.items() if one.state is not FieldState.WRITTEN},
        marks={name: one.mark for name, one in way.fields.items() if one.mark is not None},
        earlier={name: one.earlier for name, one in way.fields.items() if one.earlier is not None},
    )


def _count(report: ReadReport, page: PageReading) -> None:
    for problem in page.problems:
        report.problems[problem] = report.problems.get(problem, 0) + 1
    if page.sheet is None:
        report.unread[page.reason] = report.unread.get(page.reason, 0) + 1
        return
    report.read += 1
    for way in page.sheet.ways:
        report.ways[way.way.value] = report.ways.get(way.way.value, 0) + 1
        report.unread_figures += len(way.unread)
        if way.method:
            report.methods[way.method] = report.methods.get(way.method, 0) + 1
