"""Reading what is held: every original that no reader has seen yet becomes sheets and transcriptions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.election import Definition
from tallyproof.model import Figures, Provenance, TallySheet, Transcription, Way
from tallyproof.read.page import PageReading
from tallyproof.read.pool import FileReading, read_pages
from tallyproof.steps.records import Progress, draft
from tallyproof.store import Draft, Store

READER = "qr-zxing-1"
READ_AGAIN = "read again with changed layouts"


@dataclass(slots=True)
class ReadReport:
    """How many pages were read by QR, and how many were left unread, by reason."""

    read: int = 0
    already: int = 0
    unread: dict[str, int] = field(default_factory=dict)
    methods: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {"read": self.read, "already": self.already, "unread": self.unread, "methods": self.methods}


@dataclass(frozen=True, slots=True)
class _Original:
    """One received file as one source vouches for it: its evidence id and its pages' (entry, record).

    `key` is the id, or the id and more where a source of another provenance sent the same bytes before.
    """

    id: str
    key: str
    images: tuple[tuple[int, Json], ...]


def read_held(store: Store, definition: Definition, *, workers: int, progress: Progress) -> ReadReport:
    """Read every original not yet read by this reader with these layouts, in the order of the journal.

    Each original's sheets and transcriptions are appended together, so that a kill loses at most the
    originals in work, which are read again. Where layouts have changed since, only pages that now say
    something else get new records, and the sheets before them are withdrawn.
    """
    report = ReadReport()
    originals = _originals(store)
    prefix = f"read:{READER}:{_layouts_digest(definition)}:"
    done = store.journal.keys(prefix)
    waiting = [one for one in originals if f"{prefix}{one.key}" not in done]
    report.already = sum(len(one.images) for one in originals) - sum(len(one.images) for one in waiting)
    standing = _standing(store) if len(store.journal.keys("read:")) > len(done) else {}
    grammars = list(definition.grammars.values())
    items = ((f"page of entry {one.images[0][0]}", store.evidence.get(one.id)) for one in waiting)
    for number, (one, found) in enumerate(zip(waiting, read_pages(items, grammars, workers=workers), strict=True), 1):
        progress("read", number, len(waiting))
        store.journal.append(f"{prefix}{one.key}", partial(_records, definition, one, found, standing))
        for page in found.pages:
            _count(report, page)
        if found.refused:
            report.unread["refused"] = report.unread.get("refused", 0) + len(one.images)
    return report


def _layouts_digest(definition: Definition) -> str:
    """Return what tells apart definitions by which a page could read differently."""
    shapes = [
        one.model_dump(mode="json", exclude={"required_checks"}) | {"round": definition.contests[one.contest].round}
        for one in definition.file.layouts
    ]
    text = json.dumps([shapes, definition.headline_stage], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


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
    """Yield the sheet of one page and, when its code was read, the transcription."""
    reading = page.reading if page else None
    layout = definition.layouts[reading.layout] if reading else None
    sheet = TallySheet(
        index=index,
        images=(image,),
        layout=layout.id if layout else "",
        stage=definition.stage_of(layout) if layout else definition.headline_stage,
        document=layout.document if layout else "",
        provenance=Provenance(record["provenance"]),
        source=record["source"],
        unread="" if reading else (page.reason if page else "refused"),
    )
    contest = definition.contests[layout.contest] if layout else None
    yield canonical.sheet_record(
        sheet, contests=[contest.id] if contest else [], round_=contest.round if contest else 0
    )
    if reading is None or layout is None or contest is None:
        return
    payload = reading.payload
    known = definition.register is not None and payload.station_code in definition.register.stations
    yield canonical.transcription_record(
        Transcription(
            index=index + 1,
            contest=contest.id,
            round=contest.round,
            stage=sheet.stage,
            station=payload.station_code if known else None,
            station_code=payload.station_code,
            way=Way.QR,
            reader=READER,
            figures=Figures(
                lines=payload.figures if layout.lines else None,
                candidates=payload.figures if layout.candidates else None,
                counts=payload.counts,
            ),
            sheet=index,
            method=reading.method,
        )
    )


def _count(report: ReadReport, page: PageReading) -> None:
    if page.reading is None:
        report.unread[page.reason] = report.unread.get(page.reason, 0) + 1
    else:
        report.read += 1
        report.methods[page.reading.method] = report.methods.get(page.reading.method, 0) + 1
